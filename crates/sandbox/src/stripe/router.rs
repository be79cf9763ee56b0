//! Every call of this side.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State as Held},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{any, get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    Kept, Stripe,
    answer::{Outcome, Refusal, answer},
    catalogue, charges, checkout, clock, customers, events, form, invoices, pay,
    pay::Turn,
    portal,
    state::{State, shown},
    subscriptions,
};
use crate::{Shared, lock, memory::Changes};

/// The routes; what was kept is taken up again.
#[allow(clippy::needless_pass_by_value, reason = "the routes keep it")]
pub(crate) fn router(shared: Arc<Shared>, kept: Option<Kept>) -> Router {
    let state = kept.unwrap_or_else(|| State::new(shared.options.seed));
    let stripe = Arc::new(Stripe {
        shared: shared.clone(),
        state: std::sync::Mutex::new(state),
        changes: Changes::default(),
    });
    let _ = shared.stripe.set(stripe.clone());
    Router::new()
        .route("/v1/{*path}", any(api))
        .route("/pay/{id}", get(pay_page).post(pay_press))
        .route("/portal/{id}", get(portal_page).post(portal_press))
        .route("/invoices/{id}", get(invoice_page).post(invoice_press))
        .route("/invoices/{id}/pdf", get(invoice_pdf))
        .route("/_clock", post(clock::advance))
        .with_state(stripe)
}

impl Stripe {
    /// Seconds since 1970, by the clock that may be moved.
    pub(super) fn now(&self) -> i64 {
        self.shared.clock.now_ms().div_euclid(1000)
    }

    /// Where this side is.
    pub(super) fn base(&self) -> String {
        format!("{}/stripe", self.shared.base_url)
    }

    /// Works on the state: first what became due, then this, then all are told.
    fn with<T>(&self, work: impl FnOnce(&mut State, &str, i64) -> T) -> T {
        let (base, now) = (self.base(), self.now());
        let mut state = lock(&self.state);
        subscriptions::catch_up(&mut state, &base, now);
        let done = work(&mut state, &base, now);
        events::send_all(self, &mut state);
        self.changes.note();
        done
    }
}

/// One call of the API.
struct Call<'a> {
    method: &'a Method,
    path: &'a str,
    given: Value,
}

async fn api(
    Held(stripe): Held<Arc<Stripe>>,
    Path(path): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = if method == Method::GET || method == Method::DELETE {
        uri.query().unwrap_or_default().to_owned()
    } else {
        String::from_utf8_lossy(&body).into_owned()
    };
    let call = Call {
        method: &method,
        path: &path,
        given: form::read(&text),
    };
    let key = headers
        .get("idempotency-key")
        .filter(|_| method == Method::POST)
        .and_then(|key| key.to_str().ok());
    let token = bearer(&headers);
    let wanted = stripe.shared.credentials.stripe.secret_key.as_str();
    let (status, body, replayed, request) = stripe.with(|state, base, now| {
        let request = state.id("req_");
        if token.as_deref() != Some(wanted) {
            let (status, body) = Refusal::unauthorised(token.as_deref().unwrap_or_default()).parts();
            return (status, body, false, request);
        }
        let fingerprint = hex::encode(Sha256::digest(format!("{path}\n{text}")));
        if let Some((first, status, body)) = key.and_then(|key| state.answers.get(key)) {
            if *first == fingerprint {
                return (*status, body.clone(), true, request);
            }
            let (status, body) = Refusal::reused_key(key.unwrap_or_default()).parts();
            return (status, body, false, request);
        }
        let (status, body) = match dispatch(state, base, &call, now) {
            Ok(found) => (200, shown(state.expand(found, &call.given))),
            Err(refusal) => refusal.parts(),
        };
        if let Some(key) = key {
            state
                .answers
                .insert(key.to_owned(), (fingerprint, status, body.clone()));
        }
        (status, body, false, request)
    });
    answer(status, &body, &request, replayed)
}

/// The key of a call: as a bearer, or as the user name of basic authentication.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    if let Some(token) = given.strip_prefix("Bearer ") {
        return Some(token.to_owned());
    }
    let pair = STANDARD.decode(given.strip_prefix("Basic ")?).ok()?;
    Some(String::from_utf8(pair).ok()?.split(':').next()?.to_owned())
}

fn dispatch(state: &mut State, base: &str, call: &Call<'_>, now: i64) -> Outcome {
    let given = &call.given;
    let steps: Vec<&str> = call.path.split('/').collect();
    match (call.method.as_str(), steps.as_slice()) {
        ("POST", ["customers"]) => customers::create(state, given, now),
        ("GET", ["customers", id]) => state.get("customer", id),
        ("POST", ["customers", id]) => customers::update(state, id, given, now),
        ("GET", ["customers", id, "tax_ids"]) => customers::tax_ids(state, id, given),
        ("POST", ["customers", id, "tax_ids"]) => customers::add_tax_id(state, id, given, now),
        ("DELETE", ["customers", id, "tax_ids", tax]) => customers::remove_tax_id(state, id, tax),
        ("POST", ["products"]) => catalogue::create_product(state, given, now),
        ("GET", ["products", id]) => state.get("product", id),
        ("GET", ["prices"]) => catalogue::prices(state, given),
        ("POST", ["prices"]) => catalogue::create_price(state, given, now),
        ("POST", ["checkout", "sessions"]) => checkout::create(state, base, given, now),
        ("GET", ["checkout", "sessions", id]) => checkout::show(state, id, now),
        ("POST", ["checkout", "sessions", id, "expire"]) => checkout::expire(state, id, now),
        ("GET", ["subscriptions"]) => subscriptions::list(state, given),
        ("GET", ["subscriptions", id]) => state.get("subscription", id),
        ("POST", ["subscriptions", id]) => subscriptions::update(state, base, id, given, now),
        ("DELETE", ["subscriptions", id]) => subscriptions::end(state, id, now),
        ("GET", ["invoices"]) => invoices::list(state, given),
        ("GET", ["invoices", id]) => state.get("invoice", id),
        ("GET", ["charges"]) => Ok(charges::list(state, given)),
        ("POST", ["billing_portal", "sessions"]) => portal::create(state, base, given, now),
        ("GET", ["events"]) => Ok(state.list("event", given, |event| {
            let kind = form::text(given, "type");
            kind.is_empty() || form::text(event, "type") == kind
        })),
        ("GET", ["events", id]) => state.get("event", id),
        ("GET", ["webhook_endpoints"]) => Ok(state.list("webhook_endpoint", given, |_| true)),
        ("POST", ["webhook_endpoints"]) => events::create_endpoint(state, given, now),
        ("DELETE", ["webhook_endpoints", id]) => events::remove_endpoint(state, id),
        (method, _) => Err(Refusal::unrecognised(method, &format!("/v1/{}", call.path))),
    }
}

fn turned(turn: Result<Turn, Refusal>) -> Response {
    match turn {
        Ok(Turn::Page(page)) => Html(page).into_response(),
        Ok(Turn::To(address)) => Redirect::to(&address).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn pay_page(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>) -> Response {
    turned(stripe.with(|state, _, now| pay::show(state, &id, "", now)))
}

async fn pay_press(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>, body: String) -> Response {
    turned(stripe.with(|state, base, now| pay::press(state, base, &id, &form::read(&body), now)))
}

async fn portal_page(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>) -> Response {
    turned(stripe.with(|state, _, now| portal::show(state, &id, "", now)))
}

async fn portal_press(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>, body: String) -> Response {
    turned(stripe.with(|state, base, now| portal::press(state, base, &id, &form::read(&body), now)))
}

async fn invoice_page(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>) -> Response {
    turned(stripe.with(|state, _, _| {
        let invoice = state.get("invoice", &id)?;
        Ok(Turn::Page(invoices::hosted(&invoice, "")))
    }))
}

async fn invoice_press(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>, body: String) -> Response {
    turned(stripe.with(|state, _, now| {
        let invoice = state.get("invoice", &id)?;
        let given = form::read(&body);
        let refused = portal::pay_invoice(state, &invoice, form::text(&given, "card"), now).err();
        let invoice = state.get("invoice", &id)?;
        let message = refused.map_or_else(String::new, |refusal| refusal.message);
        Ok(Turn::Page(invoices::hosted(&invoice, &message)))
    }))
}

async fn invoice_pdf(Held(stripe): Held<Arc<Stripe>>, Path(id): Path<String>) -> Response {
    match stripe.with(|state, _, _| state.get("invoice", &id)) {
        Ok(invoice) => (
            [(header::CONTENT_TYPE, "application/pdf")],
            invoices::pdf(&invoice),
        )
            .into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
