//! Webhooks: endpoints, and events on their way to them, signed and sent again until they are taken.

use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{
    Stripe,
    answer::{Outcome, Refusal},
    form,
    state::{State, only},
};
use crate::hooks::Delivery;

/// Attempts after the first.
const RETRIES: u32 = 8;

pub(super) fn create_endpoint(state: &mut State, given: &Value, now: i64) -> Outcome {
    only(
        given,
        &["url", "enabled_events", "api_version", "description", "metadata"],
    )?;
    let url = form::text(given, "url");
    if url::Url::parse(url).is_err() {
        return Err(Refusal::param(
            "url",
            "url_invalid",
            "Invalid URL: An explicit scheme (such as https) must be provided.",
        ));
    }
    let id = state.id("we_");
    let secret = state.id("whsec_");
    let endpoint = json!({
        "id": id, "object": "webhook_endpoint", "url": url, "status": "enabled", "created": now, "livemode": false,
        "enabled_events": given.get("enabled_events").cloned().unwrap_or(json!(["*"])), "_secret": secret,
    });
    state.put(endpoint.clone());
    // The secret is told once.
    let mut told = endpoint;
    told["secret"] = json!(secret);
    Ok(told)
}

pub(super) fn remove_endpoint(state: &mut State, id: &str) -> Outcome {
    state.get("webhook_endpoint", id)?;
    state.remove(id);
    Ok(json!({"id": id, "object": "webhook_endpoint", "deleted": true}))
}

/// Sends what happened to all who want to know.
pub(super) fn send_all(stripe: &Stripe, state: &mut State) {
    for event in std::mem::take(&mut state.news) {
        let kind = form::text(&event, "type").to_owned();
        let endpoints: Vec<Value> = state.all("webhook_endpoint").cloned().collect();
        for endpoint in endpoints {
            let wanted = endpoint["enabled_events"].as_array().is_some_and(|kinds| {
                kinds
                    .iter()
                    .filter_map(Value::as_str)
                    .any(|wanted| wanted == "*" || wanted == kind)
            });
            if wanted {
                stripe.shared.hooks.send(delivery(stripe, &endpoint, &event));
            }
        }
    }
}

fn delivery(stripe: &Stripe, endpoint: &Value, event: &Value) -> Delivery {
    let body = event.to_string();
    let secret = form::text(endpoint, "_secret").to_owned();
    Delivery {
        url: form::text(endpoint, "url").to_owned(),
        compose: Box::new(move |_| (headers(&secret, &body), Bytes::from(body.clone()))),
        timeout: Duration::from_secs(20),
        retries: RETRIES,
        first_wait: Duration::from_millis(stripe.shared.settings.get().hook_retry_ms),
    }
}

/// Each attempt is signed anew, by the real time: a moved clock is ours alone.
fn headers(secret: &str, body: &str) -> HeaderMap {
    let at = Timestamp::now().as_second();
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) {
        mac.update(format!("{at}.{body}").as_bytes());
        let signature = format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()));
        if let Ok(value) = signature.parse() {
            headers.insert("stripe-signature", value);
        }
    }
    headers
}
