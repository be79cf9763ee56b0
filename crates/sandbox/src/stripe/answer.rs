//! Refusals in Stripe's words.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

/// Why a call is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<String>,
    pub(super) message: String,
}

/// What a call answers.
pub(super) type Outcome = Result<Value, Refusal>;

impl Refusal {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            code,
            param: None,
            message: message.into(),
        }
    }

    /// Something is wrong with what was asked.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", None, message)
    }

    /// A parameter is wrong.
    pub(super) fn param(name: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            param: Some(name.to_owned()),
            ..Self::new(400, "invalid_request_error", Some(code), message)
        }
    }

    /// A parameter is not there.
    pub(super) fn missing(name: &str) -> Self {
        Self::param(
            name,
            "parameter_missing",
            format!("Missing required param: {name}."),
        )
    }

    /// There is no such object.
    pub(super) fn no_such(what: &str, id: &str) -> Self {
        Self {
            param: Some("id".to_owned()),
            ..Self::new(
                404,
                "invalid_request_error",
                Some("resource_missing"),
                format!("No such {what}: '{id}'"),
            )
        }
    }

    /// The address is none of ours.
    pub(super) fn unrecognised(method: &str, path: &str) -> Self {
        Self::new(
            404,
            "invalid_request_error",
            None,
            format!(
                "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
            ),
        )
    }

    /// The key is wrong.
    pub(super) fn unauthorised(given: &str) -> Self {
        if given.is_empty() {
            return Self::new(
                401,
                "invalid_request_error",
                None,
                "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.",
            );
        }
        let end: String = given
            .chars()
            .rev()
            .take(4)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        Self::new(
            401,
            "invalid_request_error",
            None,
            format!("Invalid API Key provided: sk_test_****{end}"),
        )
    }

    /// An idempotency key came again with something else.
    pub(super) fn reused_key(key: &str) -> Self {
        Self::new(
            400,
            "idempotency_error",
            None,
            format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
            ),
        )
    }

    /// The bank says no.
    pub(super) fn card(code: &'static str, message: &str) -> Self {
        Self::new(402, "card_error", Some(code), message)
    }

    /// Status and body.
    pub(super) fn parts(&self) -> (u16, Value) {
        let mut error = json!({"type": self.kind, "message": self.message});
        if let Some(code) = self.code {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!(
                "https://stripe.com/docs/error-codes/{}",
                code.replace('_', "-")
            ));
        }
        if let Some(param) = &self.param {
            error["param"] = json!(param);
        }
        (self.status, json!({"error": error}))
    }
}

/// An answer with Stripe's id of the request.
pub(super) fn answer(status: u16, body: &Value, request_id: &str, replayed: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    if let Ok(id) = request_id.parse() {
        headers.insert("request-id", id);
    }
    if replayed {
        headers.insert("idempotent-replayed", http::HeaderValue::from_static("true"));
    }
    response
}
