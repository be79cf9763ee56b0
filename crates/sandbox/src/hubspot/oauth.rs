//! Signing in: the authorize page, tokens, looking at and ending them (dossier HubSpot §1).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::consent::authorize;
use super::{
    Hub,
    access::{Session, expired_token, unknown_token},
    answer::{Answer, Outcome, Refusal, correlation},
    call::Call,
    events::Source,
    limits::Caller,
};
use crate::memory::forms::shared;
use crate::{Shared, lock, settings::HubspotKnobs};

/// Life of an authorization code.
pub(super) const CODE_MS: i64 = 10 * 60 * 1000;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) portal_id: u64,
    pub(super) redirect_uri: String,
    #[serde(with = "shared")]
    pub(super) scopes: Arc<[String]>,
    pub(super) challenge: Option<String>,
    pub(super) expires: i64,
    pub(super) used: bool,
}

#[derive(Clone, Serialize, Deserialize)]
struct Access {
    portal_id: u64,
    #[serde(with = "shared")]
    scopes: Arc<[String]>,
    expires: i64,
}

#[derive(Clone, Serialize, Deserialize)]
struct Refresh {
    portal_id: u64,
    #[serde(with = "shared")]
    scopes: Arc<[String]>,
    revoked: bool,
}

/// All codes and tokens.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    pub(super) inner: Mutex<Inner>,
}

impl Clone for Tokens {
    fn clone(&self) -> Self {
        Self {
            inner: Mutex::new(lock(&self.inner).clone()),
        }
    }
}

#[derive(Default, Clone, Serialize, Deserialize)]
pub(super) struct Inner {
    pub(super) codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    /// Tokens of the app itself (`client_credentials`), and their end.
    app: HashMap<String, i64>,
}

pub(super) fn random_word(bytes: usize) -> String {
    let all: Vec<u8> = (0..bytes).map(|_| rand::random()).collect();
    URL_SAFE_NO_PAD.encode(all)
}

impl Tokens {
    /// The access token's account and scopes, or the refusal it earns.
    fn access(&self, token: &str, now: i64) -> Result<(u64, Arc<[String]>), Refusal> {
        let inner = lock(&self.inner);
        match inner.access.get(token) {
            None => Err(unknown_token()),
            Some(access) if access.expires <= now => Err(expired_token((now - access.expires) / 1000)),
            Some(access) => Ok((access.portal_id, access.scopes.clone())),
        }
    }

    /// Whether a token belongs to the app itself.
    pub(crate) fn is_app(&self, token: &str, now: i64) -> bool {
        lock(&self.inner).app.get(token).is_some_and(|end| *end > now)
    }

    /// Ends everything an account has granted.
    pub(crate) fn uninstall(&self, portal_id: u64) {
        let mut inner = lock(&self.inner);
        inner.access.retain(|_, a| a.portal_id != portal_id);
        for refresh in inner.refresh.values_mut().filter(|r| r.portal_id == portal_id) {
            refresh.revoked = true;
        }
    }
}

/// Recognises the bearer of a call.
pub(crate) fn session(
    hub: &Hub,
    shared: &Shared,
    bearer: Option<&str>,
    now: i64,
) -> Result<Session, Refusal> {
    let token = bearer.ok_or_else(unknown_token)?;
    let keys = &shared.credentials.hubspot;
    let open = |portal_id: u64| hub.portal(portal_id).ok_or_else(unknown_token);
    let integration = Source::Integration { app_id: keys.app_id };
    if let Some((portal_id, by_person)) = hub.static_token(token) {
        return Ok(Session {
            portal: open(portal_id)?,
            portal_id,
            scopes: None,
            caller: (!by_person).then_some(Caller::PrivateApp(portal_id)),
            source: if by_person { Source::User } else { integration },
        });
    }
    let (portal_id, scopes) = hub.tokens.access(token, now)?;
    Ok(Session {
        portal: open(portal_id)?,
        portal_id,
        scopes: Some(scopes),
        caller: Some(Caller::OAuth(portal_id)),
        source: integration,
    })
}

/// Name and values of a form.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn of(call: &Call) -> Self {
        Self(url::form_urlencoded::parse(&call.body).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, v)| n == name && !v.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// `/oauth/…`; `rest` begins after `oauth`.
pub(crate) fn call(hub: &Hub, shared: &Shared, call: &Call, rest: &[&str], now: i64) -> Outcome {
    let method = call.method.as_str();
    match rest {
        ["authorize"] => authorize(hub, shared, call, None, now),
        [portal, "authorize"] => authorize(hub, shared, call, portal.parse().ok(), now),
        ["v1", "access-tokens", token] if method == "GET" => access_info(hub, shared, token, now),
        ["v1", "refresh-tokens", token] if method == "GET" => {
            let inner = lock(&hub.tokens.inner);
            let refresh = inner
                .refresh
                .get(*token)
                .filter(|r| !r.revoked)
                .ok_or_else(Refusal::not_found)?;
            Ok(Answer::json(200, &refresh_facts(shared, token, refresh)))
        }
        ["v1", "refresh-tokens", token] if method == "DELETE" => {
            let mut inner = lock(&hub.tokens.inner);
            let refresh = inner.refresh.get_mut(*token).ok_or_else(Refusal::not_found)?;
            // Access tokens live on until their end (dossier HubSpot §1.3).
            refresh.revoked = true;
            Ok(Answer::nothing())
        }
        [version, "token"] if known(version) => {
            only_post(call).and_then(|()| token(hub, shared, call, version, now))
        }
        [version, "token", "introspect"] if known(version) => {
            only_post(call).and_then(|()| introspect(hub, shared, call, now))
        }
        [version, "token", "revoke"] if known(version) => {
            only_post(call).and_then(|()| revoke(hub, shared, call))
        }
        _ => Err(Refusal::no_such_path()),
    }
}

fn known(version: &str) -> bool {
    matches!(version, "v1" | "v3" | "2026-03" | "2026-09")
}

fn only_post(call: &Call) -> Result<(), Refusal> {
    if call.method == http::Method::POST {
        Ok(())
    } else {
        Err(Refusal::wrong_method())
    }
}

fn denied(error: &str, status: &str, message: &str) -> Refusal {
    Refusal {
        status: 400,
        body: json!({"error": error, "error_description": message, "status": status, "message": message,
            "correlationId": correlation()}),
    }
}

fn token(hub: &Hub, shared: &Shared, call: &Call, version: &str, now: i64) -> Outcome {
    let form = Form::of(call);
    // v1 tolerates values in the query, later versions do not (dossier HubSpot §1.2).
    let field = |name: &str| {
        form.get(name)
            .or_else(|| call.query(name).filter(|_| version == "v1"))
    };
    let keys = &shared.credentials.hubspot;
    let knobs = &shared.settings.get().hubspot;
    if field("client_id") != Some(&keys.client_id) {
        return Err(denied(
            "invalid_client",
            "BAD_CLIENT_ID",
            "missing or unknown client id",
        ));
    }
    if field("client_secret") != Some(&keys.client_secret) {
        return Err(denied(
            "invalid_client",
            "BAD_CLIENT_SECRET",
            "missing or invalid client secret",
        ));
    }
    let mut inner = lock(&hub.tokens.inner);
    match field("grant_type") {
        Some("authorization_code") => {
            let bad = |message: &str| denied("invalid_grant", "BAD_AUTH_CODE", message);
            let redirect = field("redirect_uri").ok_or_else(|| {
                denied(
                    "invalid_request",
                    "BAD_REDIRECT_URI",
                    "missing or invalid redirect uri",
                )
            })?;
            let code = field("code").ok_or_else(|| bad("missing or unknown auth code"))?;
            let held = inner.codes.get_mut(code).filter(|c| !c.used && c.expires > now);
            let held = held.ok_or_else(|| bad("missing or unknown auth code"))?;
            if held.redirect_uri != redirect {
                return Err(denied(
                    "invalid_grant",
                    "MISMATCH_REDIRECT_URI_AUTH_CODE",
                    "redirect URI does not match initial auth code URI",
                ));
            }
            if let Some(challenge) = &held.challenge {
                let proof = field("code_verifier").unwrap_or_default();
                if *challenge != URL_SAFE_NO_PAD.encode(Sha256::digest(proof)) {
                    return Err(bad("code verifier does not match the code challenge"));
                }
            }
            held.used = true;
            let (portal_id, scopes) = (held.portal_id, held.scopes.clone());
            let refresh = format!("eu1-{}", uuid::Uuid::from_u128(rand::random()));
            inner.refresh.insert(
                refresh.clone(),
                Refresh {
                    portal_id,
                    scopes: scopes.clone(),
                    revoked: false,
                },
            );
            Ok(granted(&mut inner, portal_id, scopes, &refresh, knobs, now))
        }
        Some("refresh_token") => {
            let sent = field("refresh_token").unwrap_or_default();
            let Some(refresh) = inner.refresh.get(sent).filter(|r| !r.revoked) else {
                return Err(denied(
                    "invalid_grant",
                    "BAD_REFRESH_TOKEN",
                    "refresh token is invalid, expired or revoked",
                ));
            };
            let (portal_id, scopes) = (refresh.portal_id, refresh.scopes.clone());
            Ok(granted(&mut inner, portal_id, scopes, sent, knobs, now))
        }
        Some("client_credentials") => {
            let token = random_word(48);
            inner.app.insert(token.clone(), now + knobs.token_seconds * 1000);
            let scopes: Vec<&str> = field("scope").unwrap_or_default().split_whitespace().collect();
            Ok(Answer::json(
                200,
                &json!({"token_type": "bearer", "access_token": token, "expires_in": knobs.token_seconds,
                    "scopes": scopes}),
            ))
        }
        _ => Err(denied(
            "unsupported_grant_type",
            "BAD_GRANT_TYPE",
            "missing or unknown grant type",
        )),
    }
}

fn granted(
    inner: &mut Inner,
    portal_id: u64,
    scopes: Arc<[String]>,
    refresh: &str,
    knobs: &HubspotKnobs,
    now: i64,
) -> Answer {
    // Ended tokens are kept for an hour, so that they are still known as expired and not as unknown.
    inner.access.retain(|_, a| a.expires > now - 3_600_000);
    let token = format!("CK{}", random_word(150));
    let body = json!({"token_type": "bearer", "access_token": token, "refresh_token": refresh,
        "expires_in": knobs.token_seconds, "hub_id": portal_id, "scopes": &*scopes, "user_id": 70_412_233,
        "token_use": "access_token"});
    inner.access.insert(
        token,
        Access {
            portal_id,
            scopes,
            expires: now + knobs.token_seconds * 1000,
        },
    );
    Answer::json(200, &body)
}

fn access_facts(shared: &Shared, token: &str, access: &Access, now: i64) -> Value {
    let keys = &shared.credentials.hubspot;
    json!({"token": token, "user": "deniz@merchant.example", "user_id": 70_412_233,
        "hub_domain": "merchant.example", "hub_id": access.portal_id, "app_id": keys.app_id,
        "expires_in": ((access.expires - now) / 1000).max(0), "scopes": &*access.scopes, "token_type": "access",
        "client_id": keys.client_id, "is_private_distribution": false,
        "signed_access_token": {"expiresAt": access.expires, "scopes": "", "hubId": access.portal_id,
            "userId": 70_412_233, "appId": keys.app_id, "signature": "", "newSignature": ""}})
}

fn refresh_facts(shared: &Shared, token: &str, refresh: &Refresh) -> Value {
    let keys = &shared.credentials.hubspot;
    json!({"token": token, "client_id": keys.client_id, "hub_id": refresh.portal_id,
        "hub_domain": "merchant.example", "user": "deniz@merchant.example", "user_id": 70_412_233,
        "scopes": &*refresh.scopes, "token_type": "refresh", "app_id": keys.app_id})
}

fn access_info(hub: &Hub, shared: &Shared, token: &str, now: i64) -> Outcome {
    let inner = lock(&hub.tokens.inner);
    match inner.access.get(token).filter(|a| a.expires > now) {
        Some(access) => Ok(Answer::json(200, &access_facts(shared, token, access, now))),
        None => Err(Refusal::not_found()),
    }
}

/// The guide names the field after the kind of token, the schema calls it `token`.
fn sent_token(form: &Form) -> &str {
    form.get("token")
        .or_else(|| form.get("access_token"))
        .or_else(|| form.get("refresh_token"))
        .unwrap_or_default()
}

fn check_client(shared: &Shared, form: &Form) -> Result<(), Refusal> {
    let keys = &shared.credentials.hubspot;
    if form.get("client_id") != Some(&keys.client_id) {
        return Err(denied(
            "invalid_client",
            "BAD_CLIENT_ID",
            "missing or unknown client id",
        ));
    }
    if form.get("client_secret") != Some(&keys.client_secret) {
        return Err(denied(
            "invalid_client",
            "BAD_CLIENT_SECRET",
            "missing or invalid client secret",
        ));
    }
    Ok(())
}

fn introspect(hub: &Hub, shared: &Shared, call: &Call, now: i64) -> Outcome {
    let form = Form::of(call);
    check_client(shared, &form)?;
    let token = sent_token(&form);
    let inner = lock(&hub.tokens.inner);
    let mut facts = if let Some(access) = inner.access.get(token).filter(|a| a.expires > now) {
        let mut facts = access_facts(shared, token, access, now);
        facts["token_use"] = json!("access_token");
        facts
    } else if let Some(refresh) = inner.refresh.get(token).filter(|r| !r.revoked) {
        let mut facts = refresh_facts(shared, token, refresh);
        facts["token_use"] = json!("refresh_token");
        facts
    } else {
        return Ok(Answer::json(200, &json!({"active": false})));
    };
    facts["active"] = json!(true);
    facts["token_type"] = json!("bearer");
    Ok(Answer::json(200, &facts))
}

fn revoke(hub: &Hub, shared: &Shared, call: &Call) -> Outcome {
    let form = Form::of(call);
    check_client(shared, &form)?;
    let token = sent_token(&form);
    let mut inner = lock(&hub.tokens.inner);
    if let Some(refresh) = inner.refresh.get_mut(token) {
        refresh.revoked = true;
    } else {
        inner.access.remove(token);
    }
    // RFC 7009: an unknown token is no error.
    Ok(Answer::json(200, &json!({})))
}
