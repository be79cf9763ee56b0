//! Messages to other systems: to Slack and what speaks like it, and signed to whoever wants them.
//!
//! Signed ones follow Standard Webhooks (<https://www.standardwebhooks.com>): `webhook-id`, `webhook-timestamp` and
//! `webhook-signature: v1,` with the HMAC-SHA256 over `id.timestamp.body` in base64, by the bytes after `whsec_`.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use connectors::http::{Client, ClientError, Limits};
use domain::DeliveryId;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, header};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use store::channels::Target;

/// How patient we are: a receiver that takes longer is slow for all that follows.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(5),
    total: Duration::from_secs(10),
    body: 64 << 10,
};
/// What stands before the secret's base64.
const PREFIX: &str = "whsec_";
/// Characters of an answer that are shown.
const SHOWN: usize = 300;

/// A new signing secret.
#[must_use]
pub fn new_secret() -> SecretString {
    let bytes: [u8; 32] = rand::random();
    format!("{PREFIX}{}", STANDARD.encode(bytes)).into()
}

/// The client for outgoing messages; private addresses only in development.
///
/// # Errors
/// When the system's certificates can't be read.
pub(crate) fn client(development: bool) -> Result<Client, ClientError> {
    Client::with_limits(development, LIMITS)
}

/// What came of a try, in words that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it was taken.
    pub well: bool,
    /// What the other side said, or what came instead.
    pub words: String,
}

/// Posts a body to a channel.
pub(crate) async fn post(
    client: &Client,
    id: DeliveryId,
    at: Timestamp,
    target: &Target,
    body: &str,
) -> Answer {
    let mut request =
        Request::post(target.url.expose_secret()).header(header::CONTENT_TYPE, "application/json");
    let secret = target.secret.expose_secret();
    if !secret.is_empty() {
        let (id, seconds) = (format!("msg_{id}"), at.as_second().to_string());
        let Some(signature) = sign(secret, &id, &seconds, body) else {
            return refused("The signing secret can't be used; make a new one.".to_owned());
        };
        request = request
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature);
    }
    let request = match request.body(body.as_bytes().to_vec()) {
        Ok(request) => request,
        Err(error) => return refused(format!("The address can't be used: {error}.")),
    };
    match client.exchange(request).await {
        Ok(response) => {
            let status = response.status();
            let said = String::from_utf8_lossy(response.body());
            let said: String = said.trim().chars().take(SHOWN).collect();
            Answer {
                well: status.is_success(),
                words: if said.is_empty() {
                    status.to_string()
                } else {
                    format!("{}: {said}", status.as_u16())
                },
            }
        }
        Err(failure) => refused(failure.message),
    }
}

fn refused(words: String) -> Answer {
    Answer { well: false, words }
}

fn sign(secret: &str, id: &str, seconds: &str, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    for part in [id, ".", seconds, ".", body] {
        mac.update(part.as_bytes());
    }
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_that_the_standard_gives_as_its_example() {
        // From the specification's reference implementations.
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signature.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
        assert_eq!(sign("no prefix", "a", "b", "c"), None);
    }

    #[test]
    fn a_new_secret_signs_and_is_another_each_time() {
        let (one, other) = (new_secret(), new_secret());
        assert!(sign(one.expose_secret(), "a", "1", "{}").is_some());
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
