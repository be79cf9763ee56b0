//! Faults on request: what a bad day at the vendor looks like, made to happen when a test wants it.
//!
//! A fault never turns a lost write into a 200: kinds that answer 200 do the work first
//! (dossier HubSpot §9.12).

use std::{sync::Mutex, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Shared, lock};

/// Which stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    /// `/hubspot`.
    Hubspot,
    /// `/lightspeed`.
    Lightspeed,
    /// `/stripe`.
    Stripe,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// Answers rightly, but only after `delay_ms`.
    #[serde(rename = "slow")]
    Slow,
    /// Over the limit.
    #[serde(rename = "429")]
    TooMany,
    /// Locked (HubSpot under thousands of writes).
    #[serde(rename = "423")]
    Locked,
    /// The account is being moved; `Retry-After` is set (HubSpot).
    #[serde(rename = "477")]
    Migrating,
    /// A gateway's HTML page, nothing done.
    #[serde(rename = "502")]
    BadGateway,
    /// A gateway's HTML page although the work was done.
    #[serde(rename = "502_after")]
    BadGatewayAfter,
    /// Out of service, HTML page, nothing done.
    #[serde(rename = "503")]
    Unavailable,
    /// The gateway gave up waiting, nothing done.
    #[serde(rename = "504")]
    GatewayTimeout,
    /// The gateway gave up waiting, yet the work was done.
    #[serde(rename = "504_after")]
    GatewayTimeoutAfter,
    /// The connection is cut without an answer, nothing done.
    #[serde(rename = "cut")]
    Cut,
    /// The connection is cut without an answer after the work was done.
    #[serde(rename = "cut_after")]
    CutAfter,
    /// Half of the answer arrives, then the connection is cut; the work was done.
    #[serde(rename = "half")]
    Half,
    /// 200 with broken JSON; the work was done.
    #[serde(rename = "wrong_json")]
    WrongJson,
    /// 200 with an HTML page; the work was done.
    #[serde(rename = "html")]
    Html,
    /// 401 as if the sign-in had expired.
    #[serde(rename = "expired")]
    Expired,
    /// No answer at all for `delay_ms` (default ten minutes), then the connection is cut.
    #[serde(rename = "timeout")]
    Timeout,
}

/// One wish of `POST /_faults`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Which stand-in it befalls.
    pub(crate) side: Side,
    /// Part of the path, a method, or both ("POST /crm/v3/objects": the path then begins so); all calls if
    /// left out.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub(crate) matching: Option<String>,
    /// What goes wrong.
    pub(crate) kind: Kind,
    /// How often; until cleared if left out.
    #[serde(default)]
    pub(crate) times: Option<u32>,
    /// How long to wait first.
    #[serde(default)]
    pub(crate) delay_ms: Option<u64>,
    /// Share of the matching calls that it befalls; all if left out.
    #[serde(default)]
    pub(crate) probability: Option<f64>,
}

impl Fault {
    fn matches(&self, side: Side, method: &Method, path: &str) -> bool {
        self.side == side
            && match self.matching.as_deref() {
                None => true,
                Some(wish) => match wish.split_once(' ') {
                    Some((verb, beginning)) => {
                        method.as_str() == verb && path.starts_with(without_prefix(side, beginning))
                    }
                    None => method.as_str() == wish || path.contains(without_prefix(side, wish)),
                },
            }
    }
}

/// Paths are matched without `/hubspot` or `/lightspeed`; whoever writes it means the same.
fn without_prefix(side: Side, wish: &str) -> &str {
    let prefix = match side {
        Side::Hubspot => "/hubspot",
        Side::Lightspeed => "/lightspeed",
        Side::Stripe => "/stripe",
    };
    wish.strip_prefix(prefix).unwrap_or(wish)
}

/// All faults in force.
pub(crate) struct Faults {
    inner: Mutex<(Vec<Fault>, SmallRng)>,
}

impl Faults {
    /// None yet; chance comes from the seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            inner: Mutex::new((Vec::new(), SmallRng::seed_from_u64(seed))),
        }
    }

    /// Adds one.
    pub(crate) fn add(&self, fault: Fault) {
        lock(&self.inner).0.push(fault);
    }

    /// Ends all.
    pub(crate) fn clear(&self) {
        lock(&self.inner).0.clear();
    }

    /// Those in force, with what is left of `times`.
    pub(crate) fn list(&self) -> Vec<Fault> {
        lock(&self.inner).0.clone()
    }

    /// The first fault that befalls this call, one use taken off.
    fn take(&self, side: Side, method: &Method, path: &str) -> Option<Fault> {
        let mut inner = lock(&self.inner);
        let (faults, chance) = &mut *inner;
        let at = faults.iter().position(|fault| {
            fault.matches(side, method, path)
                && fault
                    .probability
                    .is_none_or(|share| chance.random::<f64>() < share)
        })?;
        let fault = faults[at].clone();
        if let Some(left) = faults[at].times.as_mut() {
            *left = left.saturating_sub(1);
            if *left == 0 {
                faults.remove(at);
            }
        }
        Some(fault)
    }
}

/// Mark on a response: the server ends the connection instead of sending it.
#[derive(Clone, Copy)]
pub(crate) struct CutConnection;

/// What every call of a side passes first: it is counted, delayed and perhaps struck by a fault.
pub(crate) async fn guard(
    State((shared, side)): State<(std::sync::Arc<Shared>, Side)>,
    request: Request,
    next: Next,
) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    shared.calls.count(side, &method, &path);
    let latency = shared.settings.get().latency_ms;
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    match shared.faults.take(side, &method, &path) {
        None => next.run(request).await,
        Some(fault) => strike(&fault, &method, &path, request, next).await,
    }
}

async fn strike(fault: &Fault, method: &Method, path: &str, request: Request, next: Next) -> Response {
    let delay = match (fault.kind, fault.delay_ms) {
        (_, Some(ms)) => ms,
        (Kind::Slow, None) => 3_000,
        (Kind::Timeout, None) => 600_000,
        _ => 0,
    };
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    match fault.kind {
        Kind::Slow => next.run(request).await,
        Kind::Cut | Kind::Timeout => cut(),
        Kind::CutAfter => {
            next.run(request).await;
            cut()
        }
        Kind::BadGateway => page(StatusCode::BAD_GATEWAY),
        Kind::Unavailable => page(StatusCode::SERVICE_UNAVAILABLE),
        Kind::GatewayTimeout => page(StatusCode::GATEWAY_TIMEOUT),
        Kind::BadGatewayAfter => {
            next.run(request).await;
            page(StatusCode::BAD_GATEWAY)
        }
        Kind::GatewayTimeoutAfter => {
            next.run(request).await;
            page(StatusCode::GATEWAY_TIMEOUT)
        }
        Kind::Html => {
            next.run(request).await;
            page(StatusCode::OK)
        }
        Kind::Half => half(next.run(request).await).await,
        Kind::WrongJson => {
            let mut answer = next.run(request).await;
            answer.headers_mut().remove(header::CONTENT_LENGTH);
            *answer.body_mut() = Body::from(r#"{"results":[{"id":"1","properties":{"name":"#);
            answer
        }
        Kind::TooMany | Kind::Expired | Kind::Locked | Kind::Migrating => refusal(fault, method, path),
    }
}

fn cut() -> Response {
    let mut answer = StatusCode::BAD_GATEWAY.into_response();
    answer.extensions_mut().insert(CutConnection);
    answer
}

fn page(status: StatusCode) -> Response {
    let reason = status.canonical_reason().unwrap_or("Error");
    let html = format!(
        "<!DOCTYPE html>\n<html><head><title>{} {reason}</title></head><body><center><h1>{} {reason}</h1></center><hr><center>cloudflare</center></body></html>\n",
        status.as_u16(),
        status.as_u16()
    );
    (status, [(header::CONTENT_TYPE, "text/html; charset=UTF-8")], html).into_response()
}

/// Sends the head and half of the body, announcing all of it.
async fn half(answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    let whole = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let part = whole.slice(..whole.len() / 2);
    let stream = futures_util::stream::unfold(Some(part), |part| async move {
        match part {
            Some(part) => Some((Ok::<Bytes, std::io::Error>(part), None)),
            None => {
                // Gives the first half time to leave before the connection ends.
                tokio::time::sleep(Duration::from_millis(30)).await;
                Some((Err(std::io::Error::other("cut by a fault")), None))
            }
        }
    });
    Response::from_parts(head, Body::from_stream(stream))
}

/// A refusal in the words of the side.
fn refusal(fault: &Fault, method: &Method, path: &str) -> Response {
    let correlation = uuid::Uuid::now_v7().to_string();
    let (status, body) = match (fault.side, fault.kind) {
        (Side::Hubspot, Kind::TooMany) => (
            429,
            json!({"status":"error","message":"You have reached your ten_secondly_rolling limit.",
                "errorType":"RATE_LIMIT","correlationId":correlation,"policyName":"TEN_SECONDLY_ROLLING",
                "requestId":correlation,"category":"RATE_LIMITS"}),
        ),
        (Side::Hubspot, Kind::Expired) => (
            401,
            json!({"status":"error","message":"The OAuth token used to make this call expired 7 second(s) ago.",
                "correlationId":correlation,"category":"EXPIRED_AUTHENTICATION"}),
        ),
        (Side::Hubspot, Kind::Locked) => (
            423,
            json!({"status":"error","message":"Resource is locked.","correlationId":correlation}),
        ),
        (_, Kind::Migrating) => (
            477,
            json!({"status":"error","message":"This account is being migrated.","correlationId":correlation}),
        ),
        (Side::Lightspeed, kind) => {
            let operation = match *method {
                Method::GET => "READ",
                Method::POST => "CREATE",
                Method::PUT => "UPDATE",
                _ => "DELETE",
            };
            let (code, message) = match kind {
                Kind::TooMany => (429, "Too many requests in this time period. Try again later."),
                Kind::Expired => (401, "Unauthorized."),
                _ => (423, "Locked."),
            };
            (
                code,
                json!({"error":{"code":code,"method":operation,"request":path,"message":message}}),
            )
        }
        (Side::Stripe, Kind::TooMany) => (
            429,
            json!({"error":{"type":"invalid_request_error","code":"rate_limit","message":"Request rate limit exceeded."}}),
        ),
        (Side::Stripe, Kind::Expired) => (
            401,
            json!({"error":{"type":"invalid_request_error","code":"api_key_expired","message":"Expired API Key provided: sk_test_****"}}),
        ),
        (Side::Stripe, _) => (
            500,
            json!({"error":{"type":"api_error","message":"An error occurred while processing your request."}}),
        ),
        (Side::Hubspot, _) => (
            500,
            json!({"status":"error","message":"internal error","correlationId":correlation}),
        ),
    };
    let mut answer = axum::Json(body).into_response();
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if fault.kind == Kind::Migrating {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    if fault.side == Side::Lightspeed && fault.kind == Kind::TooMany {
        let headers = [
            ("x-ratelimit-limit", "300/3000/12000"),
            ("x-ratelimit-remaining", "0/2100/9100"),
            ("x-ratelimit-reset", "2/1241/50441"),
        ];
        for (name, value) in headers {
            answer
                .headers_mut()
                .insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(matching: &str, times: Option<u32>) -> Fault {
        Fault {
            side: Side::Hubspot,
            matching: Some(matching.to_owned()),
            kind: Kind::Cut,
            times,
            delay_ms: None,
            probability: None,
        }
    }

    #[test]
    fn a_fault_is_used_up_and_strikes_only_where_it_matches() {
        let faults = Faults::new(1);
        faults.add(fault("POST /hubspot/crm/v3/objects", Some(1)));
        assert!(
            faults
                .take(Side::Hubspot, &Method::GET, "/crm/v3/objects/deals")
                .is_none()
        );
        assert!(
            faults
                .take(Side::Lightspeed, &Method::POST, "/crm/v3/objects/deals")
                .is_none()
        );
        assert!(
            faults
                .take(Side::Hubspot, &Method::POST, "/crm/v3/objects/deals")
                .is_some()
        );
        assert!(
            faults
                .take(Side::Hubspot, &Method::POST, "/crm/v3/objects/deals")
                .is_none()
        );
    }

    #[test]
    fn a_fault_without_times_stays_until_cleared() {
        let faults = Faults::new(1);
        faults.add(fault("deals", None));
        for _ in 0..3 {
            assert!(
                faults
                    .take(Side::Hubspot, &Method::GET, "/crm/v3/objects/deals")
                    .is_some()
            );
        }
        faults.clear();
        assert!(faults.list().is_empty());
    }
}
