//! Answers and refusals as HubSpot words them (dossier HubSpot §3.4).

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Value, json};
use uuid::Uuid;

/// What goes back to the client.
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// JSON (or HTML) text; empty for 204.
    pub(crate) body: Vec<u8>,
    /// Headers besides the content type.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Media type of the body.
    pub(crate) content_type: &'static str,
}

impl Answer {
    /// A JSON body that was written already.
    pub(crate) fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            headers: Vec::new(),
            content_type: "application/json;charset=utf-8",
        }
    }

    /// A JSON value.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, body.to_string().into_bytes())
    }

    /// 204.
    pub(crate) fn nothing() -> Self {
        Self::bytes(204, Vec::new())
    }

    /// A page for people.
    pub(crate) fn html(status: u16, page: String) -> Self {
        Self {
            content_type: "text/html; charset=utf-8",
            ..Self::bytes(status, page.into_bytes())
        }
    }

    /// Sends the browser elsewhere.
    pub(crate) fn redirect(to: String) -> Self {
        Self {
            headers: vec![("location", to)],
            ..Self::bytes(302, Vec::new())
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let empty = self.body.is_empty();
        let mut response = Response::new(axum::body::Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !empty {
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// A call that was not granted.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// HTTP status.
    pub(crate) status: u16,
    /// The error body.
    pub(crate) body: Value,
}

/// What a handler ends in.
pub(crate) type Outcome = Result<Answer, Refusal>;

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::json(refusal.status, &refusal.body)
    }
}

/// A fresh `correlationId`.
pub(crate) fn correlation() -> String {
    Uuid::from_u128(rand::random::<u128>() & !(0xF << 76) | (0x4 << 76)).to_string()
}

impl Refusal {
    /// The general shape.
    pub(crate) fn new(status: u16, category: &str, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self {
            status,
            body: json!({"status": "error", "message": message, "correlationId": correlation(), "category": category}),
        }
    }

    /// 400 `VALIDATION_ERROR`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "VALIDATION_ERROR", message)
    }

    /// 400 for a body that is not what was expected.
    pub(crate) fn garbled(error: &serde_json::Error) -> Self {
        Self::invalid(format!(
            "Invalid input JSON on line {}, column {}: {error}",
            error.line().max(1),
            error.column()
        ))
    }

    /// 404 for a record or path.
    pub(crate) fn not_found() -> Self {
        Self::object_not_found("resource not found")
    }

    /// 404 with a category.
    pub(crate) fn object_not_found(message: impl Into<String>) -> Self {
        Self::new(404, "OBJECT_NOT_FOUND", message)
    }

    /// 404 for an address that leads nowhere.
    pub(crate) fn no_such_path() -> Self {
        Self {
            status: 404,
            body: json!({"status": "error", "message": "Unable to find the requested resource. Check the URL of the request.", "correlationId": correlation()}),
        }
    }

    /// 405.
    pub(crate) fn wrong_method() -> Self {
        Self {
            status: 405,
            body: json!({"status": "error", "message": "HTTP 405 Method Not Allowed", "correlationId": correlation()}),
        }
    }

    /// 415.
    pub(crate) fn wrong_media_type() -> Self {
        Self {
            status: 415,
            body: json!({"status": "error", "message": "HTTP 415 Unsupported Media Type", "correlationId": correlation()}),
        }
    }

    /// 409.
    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "CONFLICT", message)
    }

    /// Adds a `context`.
    pub(crate) fn with_context(mut self, context: Value) -> Self {
        self.body["context"] = context;
        self
    }
}

/// Writes a JSON string.
pub(crate) fn push_text(out: &mut Vec<u8>, text: &str) {
    // A plain word needs no escaping, and nearly all are.
    if text
        .bytes()
        .all(|b| b >= 0x20 && b != b'"' && b != b'\\' && b != 0x7f)
    {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        // Writing to memory cannot fail.
        let _ = serde_json::to_writer(out, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_only_where_json_asks_for_it() {
        let check = |text: &str| {
            let mut out = Vec::new();
            push_text(&mut out, text);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        };
        check("Ayşe Öztürk 🌷");
        check("a \"quoted\" \\ word\n\t\u{1}");
        check("");
    }

    #[test]
    fn a_correlation_id_is_a_uuid() {
        assert_eq!(Uuid::parse_str(&correlation()).unwrap().get_version_num(), 4);
    }
}
