//! Writes: one transaction for the effect, and for the answer that a repeated request is given again.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{Tx, idempotency};

use crate::{
    App,
    body::LIMIT,
    caller::Caller,
    problem::{ApiError, Mistake},
};

const KEY: &str = "idempotency-key";
/// How long a request waits for the first one with its key before it is told that it is under way.
const WAIT: Duration = Duration::from_secs(2);

/// What a request asks, as a hash: method, address and body.
#[derive(Clone, Copy)]
struct Asks([u8; 32]);

/// Takes in a write's whole body before anything else is done: no connection to the database waits for a slow sender.
/// Where the request has an idempotency key, the body's hash is taken, too.
pub(crate) async fn take_body(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, LIMIT).await else {
        return ApiError::TooLarge { limit: LIMIT }.into_response();
    };
    if !parts.headers.contains_key(KEY) {
        return next.run(Request::from_parts(parts, Body::from(bytes))).await;
    }
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str());
    hash.update([0]);
    hash.update(parts.uri.to_string());
    hash.update([0]);
    hash.update(&bytes);
    parts.extensions.insert(Asks(hash.finalize().into()));
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// A write that is asked for and has not begun: it holds no connection, so that a remote system can be asked first.
pub(crate) struct Wish {
    pub(crate) caller: Caller,
    key: Option<(String, [u8; 32])>,
}

impl FromRequestParts<App> for Wish {
    /// The first answer to this request, or why it can't be served.
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        let wish = Self::of(parts, app).await?;
        if let Some((key, hash)) = &wish.key {
            let mut tx = wish.caller.begin(app).await?;
            let seen = idempotency::look(&mut tx, key, hash).await?;
            tx.commit().await?;
            go_on(seen)?;
        }
        Ok(wish)
    }
}

impl Wish {
    async fn of(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        let caller = Caller::from_request_parts(parts, app).await?;
        let key = parts.headers.get(KEY).map(key_of).transpose()?;
        let asks = parts.extensions.get::<Asks>().map(|asks| asks.0);
        Ok(Self {
            caller,
            key: key.zip(asks),
        })
    }

    /// Begins the write. Another request with the same key waits here until this one has ended.
    pub(crate) async fn begin(self, app: &App) -> Result<Write, Stop> {
        let (mut tx, now) = (self.caller.begin(app).await?, app.now());
        if let Some((key, hash)) = &self.key {
            let begun = tokio::time::timeout(WAIT, idempotency::begin(&mut tx, key, hash, now)).await;
            go_on(begun.map_err(|_| ApiError::KeyInUse)??)?;
        }
        Ok(Write {
            tx,
            now,
            key: self.key.map(|(key, _)| key),
        })
    }
}

/// Whether a request goes on, or was answered before.
fn go_on(seen: idempotency::Seen) -> Result<(), Stop> {
    match seen {
        idempotency::Seen::New => Ok(()),
        idempotency::Seen::Answered { status, body } => Err(Stop::Again(Box::new(again(status, body)))),
        idempotency::Seen::OtherRequest => Err(ApiError::KeyOfAnother.into()),
    }
}

/// A write under way. Dropped without `answer`, nothing of it is kept.
pub(crate) struct Write {
    pub(crate) tx: Tx,
    pub(crate) now: Timestamp,
    key: Option<String>,
}

impl FromRequestParts<App> for Write {
    /// The first answer to this request, or why it can't be served.
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        Wish::of(parts, app).await?.begin(app).await
    }
}

/// Why a write ends without a new effect.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It was answered before.
    Again(Box<Response>),
    /// It can't be served.
    Error(ApiError),
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Again(answer) => *answer,
            Self::Error(error) => error.into_response(),
        }
    }
}

impl<E: Into<ApiError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

impl Write {
    /// Keeps the effect together with the answer, and gives it.
    pub(crate) async fn answer<T: Serialize>(
        self,
        status: StatusCode,
        body: &T,
    ) -> Result<Response, ApiError> {
        let body = serde_json::to_vec(body).map_err(|error| ApiError::Internal(error.to_string()))?;
        self.finish(status, body).await
    }

    /// As `answer`, where there is nothing to say.
    pub(crate) async fn done(self) -> Result<Response, ApiError> {
        self.finish(StatusCode::NO_CONTENT, Vec::new()).await
    }

    async fn finish(mut self, status: StatusCode, body: Vec<u8>) -> Result<Response, ApiError> {
        if let Some(key) = &self.key {
            idempotency::finish(&mut self.tx, key, status.as_u16(), &body).await?;
        }
        self.tx.commit().await?;
        Ok(given(status, body))
    }
}

fn key_of(value: &HeaderValue) -> Result<String, ApiError> {
    let key = value
        .to_str()
        .ok()
        .map(str::trim)
        .filter(|key| !key.is_empty() && key.len() <= 255);
    key.map(ToOwned::to_owned).ok_or_else(|| {
        ApiError::Unreadable(vec![Mistake::new(
            "Idempotency-Key",
            "takes 1 to 255 printable ASCII characters; a fresh UUID for each new request is a good choice",
        )])
    })
}

fn again(status: u16, body: Vec<u8>) -> Response {
    let mut response = given(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body);
    response
        .headers_mut()
        .insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// An answer as JSON. What was made tells its address in its `url`, which the Location header repeats.
fn given(status: StatusCode, body: Vec<u8>) -> Response {
    if body.is_empty() {
        return status.into_response();
    }
    let made = matches!(status, StatusCode::CREATED | StatusCode::ACCEPTED);
    let location = made
        .then(|| serde_json::from_slice::<Json>(&body).ok())
        .flatten()
        .and_then(|body| HeaderValue::from_str(body.get("url")?.as_str()?).ok());
    let mut response = (status, Bytes::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(location) = location {
        headers.insert(header::LOCATION, location);
    }
    response
}
