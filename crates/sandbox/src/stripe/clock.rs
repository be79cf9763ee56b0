//! Time that is moved rather than waited for.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use super::{Stripe, events, subscriptions};
use crate::lock;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `POST /stripe/_clock {"advance_days": 31}`: days pass one by one, with all that is due on each.
pub(super) async fn advance(State(stripe): State<Arc<Stripe>>, body: Bytes) -> Response {
    let days = serde_json::from_slice::<Value>(&body)
        .ok()
        .and_then(|wish| wish["advance_days"].as_i64())
        .filter(|days| (0..=3650).contains(days));
    let Some(days) = days else {
        let words = json!({"error": "{\"advance_days\": 0 to 3650} is wanted"});
        return (StatusCode::BAD_REQUEST, Json(words)).into_response();
    };
    let offset = stripe.shared.settings.get().clock_offset_ms + days * DAY_MS;
    if let Err(message) = stripe.shared.settings.change(&json!({"clock_offset_ms": offset})) {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": message}))).into_response();
    }
    stripe.shared.clock.set_offset_ms(offset);
    let now = stripe.now();
    {
        let mut state = lock(&stripe.state);
        if subscriptions::catch_up(&mut state, &stripe.base(), now) {
            stripe.changes.note();
        }
        events::send_all(&stripe, &mut state);
    }
    Json(json!({"now": now})).into_response()
}
