//! Signing in at a remote system's own page, and coming back from it.

pub(crate) mod hubspot;
pub(crate) mod lightspeed;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use connectors::SignIn;
use domain::ConnectorId;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::authorizations::{self, Authorization};
use url::Url;
use utoipa::ToSchema;

use crate::{
    App,
    body::{Body, word},
    caller::Caller,
    problem::{ApiError, Problem},
};

/// How long a sign-in may take.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// Which sign-in is to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAuthorization {
    /// Through which connector: hubspot or lightspeed_ecom.
    #[schema(example = "hubspot")]
    pub(crate) connector: String,
    /// What the connection is to be called; one of this name is signed in again.
    #[schema(example = "hubspot")]
    pub(crate) name: String,
    /// Whether we may create properties of our own there.
    #[serde(default)]
    pub(crate) create_properties: bool,
}

/// A sign-in that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorizationView {
    /// The page to open in a browser. It leads back to us, once.
    pub(crate) authorize_url: String,
    /// Until when it can be used.
    pub(crate) expires_at: Timestamp,
}

/// Begin a sign-in at a remote system's page. The connection is made when the browser comes back.
#[utoipa::path(post, path = "/connections/authorizations", tag = "connections", request_body = NewAuthorization,
    responses((status = 201, body = AuthorizationView), (status = 422, body = Problem)))]
pub(crate) async fn authorize(
    caller: Caller,
    State(app): State<App>,
    Body(new): Body<NewAuthorization>,
) -> Result<Response, ApiError> {
    let connector: ConnectorId = word("/connector", &new.connector)?;
    let name = new.name.trim();
    if name.is_empty() {
        return Err(ApiError::mistake("/name", "a connection needs a name"));
    }
    let (state, verifier) = (random(), random());
    let url = page(&app, connector, &state, &verifier).ok_or_else(|| {
        let what = format!(
            "our app at {} is not configured here; put a token or key into a workspace file instead",
            connector.title()
        );
        ApiError::mistake("/connector", what)
    })?;
    let begun = Authorization {
        tenant: caller.tenant,
        connector,
        connection_name: name.to_owned(),
        may_prepare: new.create_properties,
        verifier: SecretString::from(verifier),
        asked_by: None,
        return_to: None,
        connection: None,
        other_account: false,
    };
    let expires_at = app.now() + PATIENCE;
    let mut tx = caller.begin(&app).await?;
    authorizations::begin(&mut tx, &state, &begun, expires_at).await?;
    tx.commit().await?;
    let view = AuthorizationView {
        authorize_url: url.into(),
        expires_at,
    };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// The page at which the sign-in begins; none if our app is not configured.
fn page(app: &App, connector: ConnectorId, state: &str, verifier: &str) -> Option<Url> {
    let there = app.parts().registry.get(connector);
    let ways = there.declaration().sign_in;
    if ways.iter().any(|way| matches!(way, SignIn::OAuth { .. })) {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        return there.authorize_url(&ours(app, "connect/hubspot/callback")?, state, &challenge);
    }
    if ways.contains(&SignIn::AppInstall) {
        let mut url = ours(app, "connect/lightspeed_ecom/begin")?;
        url.query_pairs_mut().append_pair("state", state);
        return Some(url);
    }
    None
}

/// An address of ours, as the world knows it.
fn ours(app: &App, path: &str) -> Option<Url> {
    Url::parse(&format!(
        "{}/{path}",
        app.public_url().as_str().trim_end_matches('/')
    ))
    .ok()
}

fn random() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// Takes a sign-in that comes back; each comes back once.
async fn take(app: &App, state: &str, connector: ConnectorId) -> Result<Authorization, Stopped> {
    let mut tx = app.store().system().await.map_err(ApiError::from)?;
    let begun = authorizations::take(&mut tx, state, app.now())
        .await
        .map_err(ApiError::from)?;
    tx.commit().await.map_err(ApiError::from)?;
    begun.filter(|begun| begun.connector == connector).ok_or_else(|| {
        Stopped::words(
            "This sign-in is unknown, was used already, or took longer than 15 minutes. Begin it again.",
        )
    })
}

/// Keeps the connection and sends the browser back to the page that began, or to the dashboard.
async fn keep(
    app: &App,
    begun: Authorization,
    credential: engine::ports::Renewed,
) -> Result<Response, Stopped> {
    let return_to = begun.return_to.clone();
    let tenant = begun.tenant;
    let new = workspace::NewSignIn {
        connector: begun.connector,
        name: begun.connection_name,
        may_prepare: begun.may_prepare,
        credential,
        authorised_by: begun.asked_by,
        connection: begun.connection,
        other_account: begun.other_account,
    };
    match workspace::connect(&app.ground(), tenant, new).await {
        Ok(connection) => {
            tracing::info!(tenant.id = %tenant, connection.id = %connection.id, "a connection was signed in");
            let to = return_to.unwrap_or_else(|| "/".to_owned());
            Ok(Redirect::to(&to.replace("{connection}", &connection.id.to_string())).into_response())
        }
        Err(error) => Err(match return_to {
            Some(to) => Stopped::back(&to, reason_of(&error)),
            None => ApiError::from(error).into(),
        }),
    }
}

/// Why a sign-in came to nothing, as the closed word by which the page that began tells it.
fn reason_of(error: &workspace::ApplyError) -> &'static str {
    match error {
        workspace::ApplyError::Remote { failure, .. } => failure.reason.as_str(),
        workspace::ApplyError::OtherAccount { .. } => "other_account",
        _ => "internal",
    }
}

fn verifier(begun: &Authorization) -> &str {
    begun.verifier.expose_secret()
}

/// Why a sign-in ends without a connection, for the person in front of the browser.
enum Stopped {
    Words(String),
    Error(ApiError),
    /// To the page that began, which tells why.
    Back(String),
}

impl Stopped {
    fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }

    /// Back to the page that began, with why it came to nothing.
    fn back(to: &str, why: &str) -> Self {
        let to = to.replace("/{connection}", "");
        let mark = if to.contains('?') { '&' } else { '?' };
        Self::Back(format!("{to}{mark}problem={why}"))
    }
}

impl From<ApiError> for Stopped {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

impl IntoResponse for Stopped {
    fn into_response(self) -> Response {
        match self {
            Self::Words(words) => (StatusCode::BAD_REQUEST, words).into_response(),
            Self::Error(error) => error.into_response(),
            Self::Back(to) => Redirect::to(&to).into_response(),
        }
    }
}
