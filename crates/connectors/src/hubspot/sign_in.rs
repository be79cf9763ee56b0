//! Signing in to HubSpot: the authorize page, trading the code, renewing the token (dossier HubSpot §1).

use async_trait::async_trait;
use domain::{Failure, FailureReason};
use engine::ports::{Clock, Credential, Refresher, Renewed, SystemClock};
use jiff::SignedDuration;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndpointNotSet, EndpointSet, PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope,
    StandardErrorResponse, StandardRevocableToken, StandardTokenIntrospectionResponse, StandardTokenResponse,
    TokenResponse, TokenUrl,
    basic::{BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenType},
};
use secrecy::ExposeSecret;
use url::Url;

use super::{errors::Said, paths, settings::credential::Secret};
use crate::{HubspotApp, http::Client};

/// Permissions that every flow needs (dossier HubSpot §1.5).
pub(super) const SCOPES: [&str; 16] = [
    "oauth",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.schemas.contacts.read",
    "crm.schemas.contacts.write",
    "crm.schemas.companies.read",
    "crm.schemas.companies.write",
    "crm.schemas.deals.read",
    "crm.schemas.deals.write",
    "crm.objects.owners.read",
    "crm.schemas.line_items.read",
    "e-commerce",
];
/// Permissions that not every account can grant.
pub(super) const OPTIONAL_SCOPES: [&str; 6] = [
    "crm.objects.orders.read",
    "crm.objects.orders.write",
    "crm.objects.invoices.read",
    "crm.objects.invoices.write",
    "crm.schemas.invoices.read",
    "crm.schemas.invoices.write",
];

type Tokens = StandardTokenResponse<EmptyExtraTokenFields, BasicTokenType>;
type TokenErrors = StandardErrorResponse<BasicErrorResponseType>;
type OAuth = oauth2::Client<
    TokenErrors,
    Tokens,
    StandardTokenIntrospectionResponse<EmptyExtraTokenFields, BasicTokenType>,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// A token call on its way.
type Sending = std::pin::Pin<Box<dyn Future<Output = Result<oauth2::HttpResponse, Failure>> + Send>>;

/// Our app at HubSpot and where it signs in.
#[derive(Clone)]
pub(super) struct SignInPage {
    api: Url,
    app_pages: Url,
    app: HubspotApp,
    client: Client,
}

impl SignInPage {
    pub(super) fn new(api: Url, app_pages: Url, app: HubspotApp, client: Client) -> Self {
        Self {
            api,
            app_pages,
            app,
            client,
        }
    }

    fn oauth(&self) -> Result<OAuth, Failure> {
        let below = |base: &Url, path: &str| format!("{}{path}", base.as_str().trim_end_matches('/'));
        let bad = |error: url::ParseError| {
            Failure::permanent(
                FailureReason::BadSetting,
                format!("HubSpot's configured address can't be read: {error}."),
            )
        };
        let auth = AuthUrl::new(below(&self.app_pages, paths::authorize())).map_err(bad)?;
        let token = TokenUrl::new(below(&self.api, &paths::token())).map_err(bad)?;
        Ok(oauth2::Client::new(ClientId::new(self.app.client_id.clone()))
            .set_client_secret(ClientSecret::new(
                self.app.client_secret.expose_secret().to_owned(),
            ))
            // HubSpot takes the client's id and secret in the body only.
            .set_auth_type(AuthType::RequestBody)
            .set_auth_uri(auth)
            .set_token_uri(token))
    }

    /// Sends what the oauth2 crate wants sent, through our guarded client.
    fn sender(&self) -> impl Fn(oauth2::HttpRequest) -> Sending + 'static {
        let client = self.client.clone();
        move |request| {
            let client = client.clone();
            Box::pin(async move { client.exchange(request).await })
        }
    }

    /// Where the merchant allows us in. The challenge was made elsewhere, with the verifier that comes back.
    pub(super) fn authorize_url(&self, redirect: &Url, state: &str, challenge: &str) -> Option<Url> {
        let state = CsrfToken::new(state.to_owned());
        let (url, _) = self
            .oauth()
            .ok()?
            .set_redirect_uri(RedirectUrl::from_url(redirect.clone()))
            .authorize_url(|| state)
            .add_scopes(SCOPES.iter().map(|scope| Scope::new((*scope).to_owned())))
            .add_extra_param("optional_scope", OPTIONAL_SCOPES.join(" "))
            .add_extra_param("code_challenge", challenge.to_owned())
            .add_extra_param("code_challenge_method", "S256")
            .url();
        Some(url)
    }

    /// Trades the code for tokens.
    pub(super) async fn exchange_code(
        &self,
        code: &str,
        redirect: &Url,
        verifier: &str,
    ) -> Result<Renewed, Failure> {
        let oauth = self
            .oauth()?
            .set_redirect_uri(RedirectUrl::from_url(redirect.clone()));
        let request = oauth
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
        let tokens = request
            .request_async(&self.sender())
            .await
            .map_err(token_failure)?;
        keep(&tokens, None)
    }
}

#[async_trait]
impl Refresher for SignInPage {
    async fn refresh(&self, old: &Credential) -> Result<Renewed, Failure> {
        let Secret::OAuth { refresh_token, .. } = Secret::read(old)? else {
            return Err(Failure::needs_sign_in(
                "A private app's token cannot be renewed; paste a new one.",
            ));
        };
        let token = RefreshToken::new(refresh_token.clone());
        let oauth = self.oauth()?;
        let request = oauth.exchange_refresh_token(&token);
        let tokens = request
            .request_async(&self.sender())
            .await
            .map_err(token_failure)?;
        keep(&tokens, Some(refresh_token))
    }
}

/// The refresh token stays the same on renewal, but what comes back is kept in any case.
fn keep(tokens: &Tokens, old_refresh: Option<String>) -> Result<Renewed, Failure> {
    let refresh_token = tokens
        .refresh_token()
        .map(|token| token.secret().clone())
        .or(old_refresh)
        .ok_or_else(|| {
            Failure::transient(
                FailureReason::UnreadableAnswer,
                "HubSpot's token answer has no refresh token.",
            )
        })?;
    let life = tokens
        .expires_in()
        .map_or(1_800, |life| i64::try_from(life.as_secs()).unwrap_or(1_800));
    let secret = Secret::OAuth {
        access_token: tokens.access_token().secret().clone(),
        refresh_token,
        life_seconds: life,
    };
    Ok(secret.keep(Some(SystemClock.now() + SignedDuration::from_secs(life))))
}

/// `invalid_grant` ends it; trouble on the way does not.
fn token_failure(error: RequestTokenError<Failure, TokenErrors>) -> Failure {
    match error {
        RequestTokenError::Request(failure) => failure,
        RequestTokenError::ServerResponse(said) => {
            let words = said
                .error_description()
                .cloned()
                .unwrap_or_else(|| said.error().to_string());
            refused_token(said.error().as_ref(), &words)
        }
        RequestTokenError::Parse(_, body) => match domain::Value::from_json(&body) {
            Ok(body @ domain::Value::Map(_)) if !body.get("status").is_empty() => {
                let said = Said::read(&body);
                refused_token(&said.category, &said.message)
            }
            _ => Failure::transient(
                FailureReason::UnreadableAnswer,
                "HubSpot's answer to signing in could not be read.",
            ),
        },
        RequestTokenError::Other(words) => Failure::transient(
            FailureReason::UnreadableAnswer,
            "HubSpot's answer to signing in could not be used.",
        )
        .saying(words),
    }
}

/// Words that end a sign-in for good (dossier HubSpot §1.2).
const FINAL: [&str; 8] = [
    "invalid_grant",
    "BAD_REFRESH_TOKEN",
    "BAD_AUTH_CODE",
    "INVALID_GRANT",
    "MISMATCH_REDIRECT_URI_AUTH_CODE",
    "BAD_REDIRECT_URI",
    "invalid_token",
    "access_denied",
];

fn refused_token(word: &str, words: &str) -> Failure {
    let failure = if FINAL.contains(&word) {
        Failure::needs_sign_in("HubSpot no longer accepts this sign-in; sign in to the connection again.")
    } else if matches!(
        word,
        "invalid_client" | "BAD_CLIENT_ID" | "BAD_CLIENT_SECRET" | "unauthorized_client"
    ) {
        Failure::permanent(
            FailureReason::BadSetting,
            "HubSpot does not know our app: its client id or secret in the configuration is wrong.",
        )
    } else {
        Failure::transient(
            FailureReason::RemoteTrouble,
            "HubSpot could not give a token right now.",
        )
    };
    failure.saying(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> SignInPage {
        SignInPage::new(
            "http://127.0.0.1:1/hubspot".parse().unwrap(),
            "https://app.hubspot.com".parse().unwrap(),
            HubspotApp {
                client_id: "client".into(),
                client_secret: "secret".to_owned().into(),
                app_id: "1".into(),
                developer_key: None,
            },
            Client::new(true).unwrap(),
        )
    }

    #[test]
    fn the_authorize_address_carries_scopes_state_and_challenge() {
        let redirect: Url = "https://kopru.example/connect/hubspot".parse().unwrap();
        let url = page().authorize_url(&redirect, "st", "ch").unwrap();
        assert_eq!(url.path(), "/oauth/authorize");
        let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
        assert_eq!(query["client_id"], "client");
        assert_eq!(query["redirect_uri"], redirect.as_str());
        assert_eq!(query["state"], "st");
        assert_eq!(query["code_challenge"], "ch");
        assert_eq!(query["code_challenge_method"], "S256");
        assert!(
            query["scope"]
                .split(' ')
                .any(|scope| scope == "crm.objects.deals.write")
        );
        assert!(query["optional_scope"].contains("orders"));
    }

    #[test]
    fn only_final_words_end_a_sign_in() {
        assert_eq!(
            refused_token("BAD_REFRESH_TOKEN", "").class,
            domain::FailureClass::NeedsSignIn
        );
        assert_eq!(
            refused_token("invalid_grant", "").class,
            domain::FailureClass::NeedsSignIn
        );
        assert_eq!(
            refused_token("temporarily_unavailable", "").class,
            domain::FailureClass::Transient
        );
        assert!(refused_token("BAD_CLIENT_SECRET", "").is_permanent());
    }
}
