use std::{error::Error as _, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use domain::{Failure, FailureReason};
use http::{HeaderMap, StatusCode};
use reqwest::redirect::Policy;
use url::Url;

use super::{
    ForbiddenAddress, Throttles,
    guard::{self, GuardedResolver},
};

/// How patient the client is and how much it takes in.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For reaching the remote.
    pub connect: Duration,
    /// For a whole call.
    pub total: Duration,
    /// Largest answer, in bytes, after unpacking.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            // HubSpot's own gateway gives up after 100 s; who waits that long blocks a worker for nothing.
            total: Duration::from_secs(60),
            body: 32 << 20,
        }
    }
}

/// The client could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be built: {0}")]
pub struct ClientError(#[from] reqwest::Error);

/// Makes calls: keeps connections open, follows no redirects, refuses private addresses.
///
/// Cloning is cheap; all clones share their connections and the throttles of this process.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    allow_private: bool,
    limits: Limits,
    throttles: Arc<Throttles>,
}

/// Head and body of an answer.
pub(super) struct Received {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why no answer came.
pub(super) struct NotReceived {
    pub(super) failure: Failure,
    /// Whether it is certain that the remote never saw the call.
    pub(super) unsent: bool,
}

impl Client {
    /// A client with the usual limits. `allow_private` is for development and tests only: it lets calls to
    /// private addresses and plain HTTP through.
    ///
    /// # Errors
    /// When the system's certificates can't be read.
    pub fn new(allow_private: bool) -> Result<Self, ClientError> {
        Self::with_limits(allow_private, Limits::default())
    }

    /// A client with limits of its own.
    ///
    /// # Errors
    /// When the system's certificates can't be read.
    pub fn with_limits(allow_private: bool, limits: Limits) -> Result<Self, ClientError> {
        // Whoever runs us may have chosen a provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let inner = reqwest::Client::builder()
            .user_agent(concat!("Kopru/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            // A proxy would resolve names where the guard can't see it.
            .no_proxy()
            .dns_resolver(GuardedResolver { allow_private })
            .connect_timeout(limits.connect)
            .timeout(limits.total)
            .pool_idle_timeout(Duration::from_secs(50))
            .pool_max_idle_per_host(32)
            .build()?;
        Ok(Self {
            inner,
            allow_private,
            limits,
            throttles: Arc::default(),
        })
    }

    /// The throttles of this process.
    #[must_use]
    pub fn throttles(&self) -> &Throttles {
        &self.throttles
    }

    /// Checks what can be seen of an address without resolving it.
    ///
    /// # Errors
    /// When it may not be called.
    pub fn check(&self, url: &Url) -> Result<(), ForbiddenAddress> {
        guard::check(url, self.allow_private)
    }

    /// Sends a request as it is, for what is not a connector's call (tokens, outgoing webhooks): no budget,
    /// no second try.
    ///
    /// # Errors
    /// Transient when no answer came; permanent for an address that may not be called.
    pub async fn exchange(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Failure> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string())
            .map_err(|error| forbidden(&format!("An address can't be read: {error}.")))?;
        let request = self
            .inner
            .request(head.method, url)
            .headers(head.headers)
            .body(body);
        let received = self.send(request, None).await.map_err(|not| not.failure)?;
        let mut response = http::Response::new(received.body.to_vec());
        *response.status_mut() = received.status;
        *response.headers_mut() = received.headers;
        Ok(response)
    }

    pub(super) fn request(&self, method: http::Method, url: Url) -> reqwest::RequestBuilder {
        self.inner.request(method, url)
    }

    /// Sends a request and takes in its answer, of `at_most` bytes if that is less than the client takes in anyway.
    pub(super) async fn send(
        &self,
        request: reqwest::RequestBuilder,
        at_most: Option<usize>,
    ) -> Result<Received, NotReceived> {
        let largest = at_most.map_or(self.limits.body, |bytes| bytes.min(self.limits.body));
        let request = request.build().map_err(|error| not_received(&error))?;
        if let Err(address) = self.check(request.url()) {
            return Err(NotReceived {
                failure: forbidden(&sentence(&address)),
                unsent: true,
            });
        }
        let mut response = self
            .inner
            .execute(request)
            .await
            .map_err(|error| not_received(&error))?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = BytesMut::new();
        while let Some(piece) = response.chunk().await.map_err(|error| not_received(&error))? {
            if body.len() + piece.len() > largest {
                return Err(NotReceived {
                    failure: Failure::permanent(
                        FailureReason::BadRecord,
                        format!(
                            "What the remote system holds there is larger than {} MB and was not read to its end.",
                            largest >> 20
                        ),
                    ),
                    unsent: false,
                });
            }
            body.extend_from_slice(&piece);
        }
        Ok(Received {
            status,
            headers,
            body: body.freeze(),
        })
    }
}

fn sentence(address: &ForbiddenAddress) -> String {
    format!("The address may not be called: {address}.")
}

fn forbidden(message: &str) -> Failure {
    Failure::permanent(FailureReason::ForbiddenAddress, message)
}

/// The innermost cause speaks; reqwest's own words carry the whole address, which may hold a token.
fn not_received(error: &reqwest::Error) -> NotReceived {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = error.source();
    let mut words = String::new();
    while let Some(inner) = cause {
        if let Some(address) = inner.downcast_ref::<ForbiddenAddress>() {
            return NotReceived {
                failure: forbidden(&sentence(address)),
                unsent: true,
            };
        }
        words = inner.to_string();
        cause = inner.source();
    }
    let host = error.url().and_then(Url::host_str).unwrap_or("the remote system");
    let failure = if error.is_builder() {
        Failure::permanent(FailureReason::Internal, "The call could not be put together.")
    } else if error.is_timeout() {
        Failure::transient(FailureReason::TimedOut, format!("{host} did not answer in time."))
    } else if error.is_decode() || error.is_body() {
        Failure::transient(
            FailureReason::Unreachable,
            format!("The connection to {host} ended in the middle of the answer."),
        )
    } else {
        Failure::transient(
            FailureReason::Unreachable,
            format!("{host} could not be reached."),
        )
    };
    NotReceived {
        failure: if words.is_empty() {
            failure
        } else {
            failure.saying(words)
        },
        unsent: error.is_connect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_resolves_to_this_machine_is_refused() {
        let client = Client::new(false).unwrap();
        let request = http::Request::get("https://localhost:1/")
            .body(Vec::new())
            .unwrap();
        let failure = client.exchange(request).await.unwrap_err();
        assert_eq!(failure.reason, FailureReason::ForbiddenAddress, "{failure:?}");
        assert!(failure.is_permanent());
    }

    #[tokio::test]
    async fn a_written_out_address_is_refused_before_anything_is_sent() {
        let client = Client::new(false).unwrap();
        let request = http::Request::get("https://0x7f000001/")
            .body(Vec::new())
            .unwrap();
        let failure = client.exchange(request).await.unwrap_err();
        assert_eq!(failure.reason, FailureReason::ForbiddenAddress, "{failure:?}");
    }

    #[tokio::test]
    async fn nobody_listening_is_transient_and_names_the_host() {
        let client = Client::new(true).unwrap();
        let request = http::Request::get("http://127.0.0.1:9/")
            .body(Vec::new())
            .unwrap();
        let failure = client.exchange(request).await.unwrap_err();
        assert_eq!(failure.reason, FailureReason::Unreachable);
        assert!(failure.message.contains("127.0.0.1"), "{failure}");
    }
}
