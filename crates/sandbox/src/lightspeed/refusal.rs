//! Refusals in the vendor's envelope.

use http::{Method, StatusCode};

/// Why a call is refused; the envelope is made from it at the one place where answers are built.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The HTTP status, which `error.code` repeats.
    pub(crate) status: StatusCode,
    /// The vendor's short message.
    pub(crate) message: &'static str,
}

impl Refusal {
    const fn new(status: StatusCode, message: &'static str) -> Self {
        Self { status, message }
    }

    /// 400 in the recorded words of the vendor.
    pub(crate) const fn invalid() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Invalid data input.")
    }

    /// 400 for a body that is not what the endpoint reads.
    pub(crate) const fn bad(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 401 for a wrong or missing key.
    pub(crate) const fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Authorization failed.")
    }

    /// 403 for a key without the permission, or a plan's limit.
    pub(crate) const fn forbidden(message: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 404 for an unknown path or number.
    pub(crate) const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Not found.")
    }

    /// 405 for a verb that is not offered here.
    pub(crate) const fn not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed.")
    }

    /// 422 for a clash.
    pub(crate) const fn clash(message: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// The envelope; `method` is the operation, not the verb (dossier Lightspeed §3).
    pub(crate) fn body(&self, method: &Method, path: &str) -> String {
        let operation = match method.as_str() {
            "POST" => "CREATE",
            // [K] dossier Lightspeed §3: only CREATE was recorded.
            "PUT" => "UPDATE",
            "DELETE" => "DELETE",
            _ => "READ",
        };
        serde_json::json!({"error": {
            "code": self.status.as_u16(),
            "method": operation,
            "request": path,
            "message": self.message,
        }})
        .to_string()
    }
}
