//! The pages that steer the stand-ins; none of them is part of what the vendors offer.
//! The crate's front page lists them.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    Shared,
    faults::{Fault, Side},
};

/// Largest order that may be placed, in bytes: hostile ones are what these pages are for.
const LARGEST_ORDER: usize = 64 << 20;

/// The routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/_credentials", get(credentials))
        .route("/_summary", get(summary))
        .route("/_summary/reset", post(reset))
        .route("/_faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/_settings", get(settings).post(change_settings))
        .route(
            "/_orders",
            post(order).layer(DefaultBodyLimit::max(LARGEST_ORDER)),
        )
        .route("/_portals", post(portal))
        .with_state(shared)
}

async fn home(State(shared): State<Arc<Shared>>) -> Html<String> {
    let base = &shared.base_url;
    Html(format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Stand-ins for HubSpot and Lightspeed eCom</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}}code{{background:#eee;padding:.1em .3em}}</style></head><body>
<h1>Stand-ins for HubSpot and Lightspeed eCom</h1>
<p>This is neither vendor: it is a server that answers like both, for trying things out. All data is invented.</p>
<ul>
<li>HubSpot's API: <code>{base}/hubspot</code></li>
<li>Lightspeed's API: <code>{base}/lightspeed</code></li>
<li><a href="/_credentials">Credentials</a> to sign in with</li>
<li><a href="/_summary">Summary</a>: calls, objects, duplicates, associations</li>
<li><a href="/_faults">Faults</a> in force and <a href="/_settings">settings</a></li>
</ul>
<form method="post" action="/_orders"><button>Place an order as a shopper</button></form>
</body></html>"#
    ))
}

async fn credentials(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.credentials.to_json())
}

async fn summary(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<Vec<(String, String)>>,
) -> Json<Value> {
    let only = query
        .iter()
        .find(|(name, _)| name == "portal")
        .and_then(|(_, id)| id.parse().ok());
    let hub = shared.hub.get().map(|hub| hub.summary(only)).unwrap_or_default();
    let (shop_objects, shop_duplicates) = match shared.shop.get() {
        Some(shop) => shop.summary(),
        None => (Map::new(), Map::new()),
    };
    // One spelling for both sides, whatever the kinds are called inside.
    let shop_duplicates: Map<String, Value> = shop_duplicates
        .into_iter()
        .map(|(name, n)| (name.replace('.', "_by_"), n))
        .collect();
    let hooks = shared.hooks.tally();
    Json(json!({
        "calls": {"hubspot": shared.calls.of(Side::Hubspot), "lightspeed": shared.calls.of(Side::Lightspeed),
            "stripe": shared.calls.of(Side::Stripe)},
        "objects": {"hubspot": hub.objects, "lightspeed": shop_objects},
        "duplicates": {"hubspot": hub.duplicates, "lightspeed": shop_duplicates},
        "associations": {"hubspot": hub.associations},
        "hooks": {"delivered": hooks.delivered.load(Ordering::Relaxed),
            "failed_attempts": hooks.failed_attempts.load(Ordering::Relaxed),
            "lost": hooks.lost.load(Ordering::Relaxed)},
    }))
}

async fn reset(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.calls.reset();
    StatusCode::NO_CONTENT
}

async fn faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"faults": shared.faults.list()}))
}

async fn add_fault(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Fault>(&body) {
        Ok(fault) => {
            shared.faults.add(fault.clone());
            (StatusCode::CREATED, Json(fault)).into_response()
        }
        Err(error) => refuse(&format!("this is no fault: {error}")),
    }
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}

async fn settings(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!(shared.settings.get().as_ref()))
}

async fn change_settings(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let change: Value = match serde_json::from_slice(&body) {
        Ok(change) => change,
        Err(error) => return refuse(&format!("this is no JSON: {error}")),
    };
    match shared.settings.change(&change) {
        Ok(now) => {
            shared.clock.set_offset_ms(now.clock_offset_ms);
            Json(now.as_ref()).into_response()
        }
        Err(message) => refuse(&message),
    }
}

async fn portal(State(shared): State<Arc<Shared>>) -> Response {
    match shared.hub.get() {
        Some(hub) => (
            StatusCode::CREATED,
            Json(hub.another_portal(shared.clock.now_ms())),
        )
            .into_response(),
        None => refuse("HubSpot is not open yet"),
    }
}

async fn order(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let wish: Value = if body.trim_ascii().is_empty() {
        Value::Null
    } else {
        match serde_json::from_slice(&body) {
            Ok(wish) => wish,
            Err(error) => return refuse(&format!("this is no JSON: {error}")),
        }
    };
    let Some(shop) = shared.shop.get() else {
        return refuse("the shop is not open yet");
    };
    match shop.place_order(wish) {
        Ok(placed) => (StatusCode::CREATED, Json(placed)).into_response(),
        Err(message) => refuse(&message),
    }
}

fn refuse(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": message}))).into_response()
}
