//! Calls: form-encoded out, JSON in.

use std::time::Duration;

use http::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value as Json;
use url::Url;

/// The version whose fields we read; an account's own default may be another.
const VERSION: &str = "2025-03-31.basil";
/// A page waits for these calls, so they may not take long.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Tries of a call that did not get through. Creates carry a key, so that none works twice.
const TRIES: u32 = 3;
/// Wait before the second try; doubles.
const WAIT: Duration = Duration::from_millis(200);

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum StripeError {
    /// Stripe can't be reached or has trouble. Trying again makes sense.
    #[error("Stripe can't be reached or has trouble of its own: {0}")]
    Unreachable(String),
    /// Stripe refuses what we asked: a mistake of ours, or of the account's settings.
    #[error("Stripe refused the call ({status} {code}): {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Stripe's word; may be empty.
        code: String,
        /// Stripe's sentence.
        message: String,
    },
    /// The answer holds something that this release can't read.
    #[error("Stripe's answer can't be read: {0}")]
    Unreadable(String),
}

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    error: Told,
}

#[derive(Default, Deserialize)]
struct Told {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

/// A form: names with brackets, and their values.
pub(crate) type Form<'a> = Vec<(&'a str, String)>;

/// Stripe, as one account of ours. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Stripe {
    http: reqwest::Client,
    base: Url,
    key: SecretString,
}

impl Stripe {
    /// A client for the account with this secret key.
    ///
    /// # Errors
    /// When the HTTP client can't be built.
    pub(crate) fn new(base: Url, key: SecretString) -> Result<Self, StripeError> {
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("kopru/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| StripeError::Unreachable(error.to_string()))?;
        Ok(Self { http, base, key })
    }

    /// Asks.
    pub(crate) async fn get(&self, path: &str, query: &Form<'_>) -> Result<Json, StripeError> {
        self.call(Method::GET, path, query, None).await
    }

    /// Creates or changes; the same key works once, however often it is sent.
    pub(crate) async fn post(
        &self,
        path: &str,
        form: &Form<'_>,
        key: Option<&str>,
    ) -> Result<Json, StripeError> {
        self.call(Method::POST, path, form, key).await
    }

    /// Removes.
    pub(crate) async fn delete(&self, path: &str) -> Result<Json, StripeError> {
        self.call(Method::DELETE, path, &Form::new(), None).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        form: &Form<'_>,
        key: Option<&str>,
    ) -> Result<Json, StripeError> {
        let mut wait = WAIT;
        for _ in 1..TRIES {
            match self.once(&method, path, form, key).await {
                // A change without a key may have worked: it is not sent again.
                Err(StripeError::Unreachable(_)) if method != Method::POST || key.is_some() => {}
                done => return done,
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        self.once(&method, path, form, key).await
    }

    async fn once(
        &self,
        method: &Method,
        path: &str,
        form: &Form<'_>,
        key: Option<&str>,
    ) -> Result<Json, StripeError> {
        let url = format!("{}/v1/{path}", self.base.as_str().trim_end_matches('/'));
        let mut request = self
            .http
            .request(method.clone(), url)
            .bearer_auth(self.key.expose_secret())
            .header("stripe-version", VERSION);
        request = if *method == Method::POST {
            request.form(form)
        } else {
            request.query(form)
        };
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let unreachable = |error: reqwest::Error| StripeError::Unreachable(error.without_url().to_string());
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(unreachable)?;
        if status.is_success() {
            return serde_json::from_slice(&bytes)
                .map_err(|error| StripeError::Unreadable(error.to_string()));
        }
        // 409: the first call with this key is still under way.
        if status.is_server_error() || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::CONFLICT)
        {
            return Err(StripeError::Unreachable(format!("status {status}")));
        }
        let told = serde_json::from_slice::<Body>(&bytes).unwrap_or_default().error;
        Err(StripeError::Refused {
            status: status.as_u16(),
            code: told.code.unwrap_or_default(),
            message: told.message.unwrap_or_default(),
        })
    }
}
