//! What the shop's refusals mean: status and body → [`Failure`].
//!
//! Bodies are `{"error":{"code":400,"method":"CREATE","request":"/nl/…","message":"…"}}`, sometimes an HTML page
//! of a gateway (dossier Lightspeed §3, §8 no. 18). The messages are short and rarely name the field, so the
//! sentence says which call was refused and the remote's own words stand beside it.

use domain::{Failure, FailureReason, Value};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;

use super::rate;

/// Longest remote words that are kept.
const WORDS: usize = 500;

/// One refused call.
#[derive(Clone, Copy)]
pub(super) struct Refusal<'a> {
    /// What was called.
    pub(super) method: &'a Method,
    /// Where, without base address and language ("orders/4711").
    pub(super) path: &'a str,
    /// How it was answered.
    pub(super) status: StatusCode,
    /// With these headers.
    pub(super) headers: &'a HeaderMap,
    /// And this body.
    pub(super) body: &'a [u8],
}

impl Refusal<'_> {
    /// Class, reason and sentence of this refusal.
    pub(super) fn failure(&self, now: Timestamp) -> Failure {
        let words = words(self.body);
        let failure = self.classify(now);
        if words.is_empty() {
            failure
        } else {
            failure.saying(words)
        }
    }

    fn classify(&self, now: Timestamp) -> Failure {
        let (path, status) = (self.path, self.status.as_u16());
        let reads = *self.method == Method::GET;
        match status {
            401 => Failure::needs_sign_in(
                "Lightspeed does not accept the key and secret of this connection, or the app was uninstalled",
            ),
            403 => Failure::permanent(
                FailureReason::PermissionMissing,
                format!(
                    "Lightspeed did not allow {}: the key lacks the permission \"{}\" to {}, or the shop's plan does not include it",
                    told(self.method, path),
                    permission(path),
                    if reads { "read" } else { "write" },
                ),
            ),
            404 if reads && is_order_part(path) => Failure::transient(
                FailureReason::RemoteTrouble,
                format!(
                    "Lightspeed does not show {path} yet; this happens for some seconds after an order changed"
                ),
            ),
            404 if reads => {
                Failure::permanent(FailureReason::NotInSource, format!("Lightspeed has no {path}"))
            }
            404 | 410 => Failure::permanent(
                FailureReason::GoneAtDestination,
                format!("Lightspeed has no {path} any more"),
            ),
            408 | 423 | 425 => Failure::transient(
                FailureReason::RemoteTrouble,
                format!(
                    "Lightspeed could not answer {} just now ({status})",
                    told(self.method, path)
                ),
            ),
            429 => Failure::throttled(
                rate::open_again(self.headers, now),
                "Lightspeed's call limit for this key is reached",
            ),
            500.. => Failure::transient(
                FailureReason::RemoteTrouble,
                format!(
                    "Lightspeed is in trouble: it answered {} with {status}",
                    told(self.method, path)
                ),
            ),
            405 | 406 | 415 => Failure::permanent(
                FailureReason::Internal,
                format!("Lightspeed does not offer {} ({status})", told(self.method, path)),
            ),
            _ if reads => Failure::permanent(
                FailureReason::Internal,
                format!(
                    "Lightspeed did not understand {} ({status})",
                    told(self.method, path)
                ),
            ),
            _ => Failure::permanent(
                FailureReason::RejectedByDestination,
                format!("Lightspeed refused {} ({status})", told(self.method, path)),
            ),
        }
    }
}

/// An answer that is no JSON, or not the JSON that this path gives.
pub(super) fn unreadable(path: &str, body: &[u8]) -> Failure {
    let words = words(body);
    let failure = Failure::transient(
        FailureReason::UnreadableAnswer,
        format!("Lightspeed's answer for {path} could not be understood"),
    );
    if words.is_empty() {
        failure
    } else {
        failure.saying(words)
    }
}

/// "the creation of products", "the change of variants/5".
fn told(method: &Method, path: &str) -> String {
    let act = match *method {
        Method::GET => "reading",
        Method::POST => "creating",
        Method::DELETE => "deleting",
        _ => "changing",
    };
    format!("{act} {path}")
}

/// Sub-resources of orders answer 404 for some seconds after a change (dossier §3).
fn is_order_part(path: &str) -> bool {
    let mut steps = path.split('/');
    steps.next() == Some("orders")
        && steps
            .next()
            .is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit()))
        && steps.next().is_some()
}

/// The switch in the back office that opens a path (dossier §1.2).
pub(super) fn permission(path: &str) -> &'static str {
    match path.split('/').next().unwrap_or_default() {
        "orders" | "invoices" | "shipments" | "returns" | "checkouts" | "quotes" => "orders",
        "customers" | "groups" | "subscriptions" | "tickets" => "customers",
        "products" | "variants" | "categories" | "brands" | "sets" | "attributes" | "types" | "suppliers"
        | "tags" | "catalog" | "filters" | "deliverydates" => "products",
        "textpages" | "blogs" | "files" | "redirects" => "content",
        _ => "settings",
    }
}

/// The message in an error body; the title of an HTML page; else the beginning of the text.
fn words(body: &[u8]) -> String {
    let said = match Value::from_json(body) {
        Ok(json) => {
            let error = json.get("error");
            let message = match error.get("message") {
                Value::Null => error,
                message => message,
            };
            let fields = error.get("errors");
            match (message, fields.is_empty()) {
                (Value::Null, _) => json.to_string(),
                (message, true) => message.to_string(),
                (message, false) => format!("{message} {fields}"),
            }
        }
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            title(&text).unwrap_or(&text).trim().to_owned()
        }
    };
    said.chars().take(WORDS).collect()
}

fn title(html: &str) -> Option<&str> {
    let after = &html[html.find("<title>")? + "<title>".len()..];
    Some(&after[..after.find("</title>")?])
}

#[cfg(test)]
mod tests {
    use domain::FailureClass;

    use super::*;

    #[track_caller]
    fn check(
        method: &Method,
        path: &str,
        status: u16,
        body: &str,
        reason: FailureReason,
        permanent: bool,
    ) -> Failure {
        let failure = Refusal {
            method,
            path,
            status: StatusCode::from_u16(status).unwrap(),
            headers: &HeaderMap::new(),
            body: body.as_bytes(),
        }
        .failure(Timestamp::UNIX_EPOCH);
        assert_eq!(failure.reason, reason, "{failure}");
        assert_eq!(failure.is_permanent(), permanent, "{failure}");
        failure
    }

    #[test]
    fn each_status_has_its_class_and_keeps_the_remote_s_words() {
        let body = r#"{"error":{"code":400,"method":"CREATE","request":"/nl/products/1/images.json","message":"Invalid data input."}}"#;
        let refused = check(
            &Method::POST,
            "products/1/images",
            400,
            body,
            FailureReason::RejectedByDestination,
            true,
        );
        assert_eq!(refused.remote_words.as_deref(), Some("Invalid data input."));
        assert!(refused.message.contains("products/1/images"));

        let forbidden = check(
            &Method::PUT,
            "variants/bulk",
            403,
            "{}",
            FailureReason::PermissionMissing,
            true,
        );
        assert!(forbidden.message.contains("\"products\" to write"), "{forbidden}");

        let unknown = check(
            &Method::GET,
            "orders/5",
            404,
            "{}",
            FailureReason::NotInSource,
            true,
        );
        assert!(unknown.message.contains("orders/5"));
        check(
            &Method::GET,
            "orders/5/products",
            404,
            "{}",
            FailureReason::RemoteTrouble,
            false,
        );
        check(
            &Method::PUT,
            "customers/5",
            404,
            "{}",
            FailureReason::GoneAtDestination,
            true,
        );
        check(&Method::POST, "orders", 405, "{}", FailureReason::Internal, true);

        let gateway = check(
            &Method::GET,
            "orders",
            502,
            "<html><head><title>502 Bad Gateway</title></head></html>",
            FailureReason::RemoteTrouble,
            false,
        );
        assert_eq!(gateway.remote_words.as_deref(), Some("502 Bad Gateway"));

        let out = check(&Method::GET, "shop", 401, "", FailureReason::SignInRefused, false);
        assert_eq!(out.class, FailureClass::NeedsSignIn);
    }

    #[test]
    fn a_message_per_field_is_kept_too() {
        let body =
            r#"{"error":{"code":422,"message":"Validation failed.","errors":{"email":"already taken"}}}"#;
        let refused = check(
            &Method::POST,
            "customers",
            422,
            body,
            FailureReason::RejectedByDestination,
            true,
        );
        assert!(refused.remote_words.unwrap().contains("already taken"));
    }
}
