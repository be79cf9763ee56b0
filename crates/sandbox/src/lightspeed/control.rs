//! Our own paths beside the vendor's: installing the app, and what mails went out.
//!
//! | | |
//! |---|---|
//! | `GET /_install?callback=URL` | sends the browser to the app's success URL, as the app store does |
//! | `POST /_install?callback=URL[&signature=wrong]` | makes that call itself and says what came back |
//! | `DELETE /_install` | uninstalls: tokens stop working, the app's webhooks are gone |
//! | `GET /_mails`, `DELETE /_mails` | mails to customers that the API calls caused |
//! | `GET /admin/{resource}/{id}` | the back office's page of a record |
//! | `GET /_pay/{order}` | where a checkout's `payment_url` leads |

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{Method, StatusCode};
use md5::{Digest as _, Md5};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::PoisonError;

use super::answer::Answer;
use super::call::Call;
use super::entry::Door;
use super::limits::Limits;
use super::{Context, endpoints, read};
use crate::shop::country::LANGUAGES;
use crate::{lock, pages};

/// The routes.
pub(crate) fn routes() -> Router<Door> {
    Router::new()
        .route("/_install", get(send_browser).post(call_back).delete(uninstall))
        .route("/_mails", get(mails).delete(forget_mails))
        .route("/_pay/{order}", get(pay))
        .route("/admin/{resource}/{id}", get(back_office))
}

const VENDOR: &str = "Lightspeed eCom";

/// What a person sees of a record in the back office; whoever has its address may read it, since all of it is invented.
async fn back_office(State(door): State<Door>, Path((resource, id)): Path<(String, u64)>) -> Response {
    let told = door.told(&resource, id);
    let (status, page) = match &told {
        Some(told) => (
            StatusCode::OK,
            pages::record(VENDOR, &format!("{resource} {id}"), told),
        ),
        None => (StatusCode::NOT_FOUND, pages::no_record(VENDOR)),
    };
    (status, Html(page)).into_response()
}

#[derive(Deserialize)]
struct Install {
    callback: String,
    #[serde(default)]
    signature: String,
    #[serde(default = "dutch")]
    language: String,
}

fn dutch() -> String {
    "nl".to_owned()
}

impl Door {
    /// What the API tells of a record, if it is there.
    fn told(&self, resource: &str, id: u64) -> Option<Value> {
        let context = Context::new(&self.shared);
        let path = format!("/{}/{resource}/{id}.json", LANGUAGES[0].code);
        let call = Call::read(Method::GET, &path, None).ok()?;
        endpoints::find(&call.pattern)?;
        // Nobody's calls are counted.
        let standing = Limits::default().take("", context.now, &context.knobs, false);
        let state = self.shop.state.read().unwrap_or_else(PoisonError::into_inner);
        match read::answer(&state, &context, &call, &standing).ok()? {
            Answer::Json(_, text) => serde_json::from_str(&text).ok(),
            Answer::Nothing => None,
        }
    }

    /// The success URL with its parameters; a token of its own for each installation.
    fn success_url(&self, install: &Install) -> Result<(url::Url, String), String> {
        let mut url: url::Url = install
            .callback
            .parse()
            .map_err(|error| format!("the callback is no URL: {error}"))?;
        let keys = &self.shared.credentials.lightspeed;
        let token = uuid::Uuid::now_v7().simple().to_string();
        let parameters = [
            ("language", install.language.clone()),
            ("shop_id", keys.shop_id.to_string()),
            (
                "timestamp",
                self.shared.clock.now_ms().div_euclid(1000).to_string(),
            ),
            ("token", token.clone()),
        ];
        let mut signature = signature(&parameters, &keys.app_secret);
        if install.signature == "wrong" {
            signature = signature.chars().rev().collect();
        } else {
            let mut tokens = lock(&self.shop.tokens);
            tokens.push(token.clone());
            self.shop.changes.note();
        }
        let mut query = url.query_pairs_mut();
        for (name, value) in &parameters {
            query.append_pair(name, value);
        }
        // Not signed (dossier Lightspeed §1.3).
        query
            .append_pair("signature", &signature)
            .append_pair("cluster_id", "eu1");
        drop(query);
        Ok((url, token))
    }
}

/// md5 over `key=value` of the sorted parameters without separator, and the app's secret.
pub(crate) fn signature(parameters: &[(&str, String)], secret: &str) -> String {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort();
    let mut digest = Md5::new();
    for (name, value) in sorted {
        digest.update(format!("{name}={value}"));
    }
    digest.update(secret);
    hex::encode(digest.finalize())
}

async fn send_browser(State(door): State<Door>, Query(install): Query<Install>) -> Response {
    match door.success_url(&install) {
        Ok((url, _)) => Redirect::to(url.as_str()).into_response(),
        Err(message) => refuse(&message),
    }
}

async fn call_back(State(door): State<Door>, Query(install): Query<Install>) -> Response {
    let (url, token) = match door.success_url(&install) {
        Ok(made) => made,
        Err(message) => return refuse(&message),
    };
    // Whoever runs us may have chosen a provider already; then this changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let answer = match client {
        Ok(client) => {
            client
                .get(url.clone())
                .timeout(super::webhooks::TIMEOUT)
                .send()
                .await
        }
        Err(error) => Err(error),
    };
    match answer {
        Ok(answer) => {
            let status = answer.status().as_u16();
            Json(json!({"url": url.as_str(), "token": token, "status": status})).into_response()
        }
        Err(error) => refuse(&format!("{url} did not answer: {error}")),
    }
}

async fn uninstall(State(door): State<Door>) -> StatusCode {
    lock(&door.shop.tokens).clear();
    let mut state = door.shop.change();
    if let Some(hooks) = state.records.get_mut("webhooks") {
        let gone: Vec<u64> = hooks
            .rows
            .values()
            .filter(|row| row.values.get("byApp") == Some(&Value::Bool(true)))
            .map(|row| row.id)
            .collect();
        for id in gone {
            hooks.remove(id);
        }
    }
    StatusCode::NO_CONTENT
}

async fn mails(State(door): State<Door>) -> Json<Value> {
    let state = door.shop.state.read().unwrap_or_else(PoisonError::into_inner);
    Json(json!({"mails": state.mails}))
}

async fn forget_mails(State(door): State<Door>) -> StatusCode {
    door.shop.change().mails.clear();
    StatusCode::NO_CONTENT
}

async fn pay(Path(order): Path<u64>) -> String {
    format!("This is a stand-in: order {order} would be paid here.")
}

fn refuse(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": message}))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_covers_the_four_parameters_in_order_of_their_names() {
        let parameters = [("token", "c".to_owned()), ("language", "nl".to_owned())];
        let expected = hex::encode(Md5::digest("language=nltoken=csecret"));
        assert_eq!(signature(&parameters, "secret"), expected);
    }
}
