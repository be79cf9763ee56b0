//! Reading requests: strict bodies, strict queries, ids in paths. What does not fit is named.

use std::{fmt::Display, str::FromStr};

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
};
use http::{header, request::Parts};
use serde::de::DeserializeOwned;

use crate::{
    App,
    problem::{ApiError, Mistake},
};

/// The largest body of an API request, in bytes: a look-up table with tens of thousands of rows.
pub(crate) const LIMIT: usize = 2 * 1024 * 1024;

/// A JSON body; a field that we don't know is an error that names it.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
        if !is_json {
            return Err(ApiError::MediaType);
        }
        let bytes = Bytes::from_request(request, app).await?;
        read(&bytes).map(Self)
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    Json::from_bytes(bytes)
        .map(|Json(body)| body)
        .map_err(ApiError::from)
}

/// A JSON body that may be left out.
pub(crate) struct MaybeBody<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<App> for MaybeBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let bytes = Bytes::from_request(request, app).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        read(&bytes).map(Self)
    }
}

/// The query; a parameter that we don't know is an error that names it.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map(|query| Self(query.0))
            .map_err(|rejection| ApiError::Unreadable(vec![Mistake::new("query", rejection.body_text())]))
    }
}

/// What an id in a path stands for.
pub(crate) trait Noun: FromStr {
    /// What people call it.
    const WORD: &'static str;
}

macro_rules! nouns {
    ($($id:ident $word:literal),+ $(,)?) => {$(
        impl Noun for domain::$id {
            const WORD: &'static str = $word;
        }
    )+};
}
nouns! {
    ConnectionId "connection",
    FlowId "flow",
    RevisionId "revision",
    RunId "run",
    RecordId "record",
    AlertId "alert",
    ApiTokenId "API token",
}

/// The one id in the path. What can't be an id is the id of nothing.
pub(crate) struct Id<T>(pub(crate) T);

impl<T: Noun + Send> FromRequestParts<App> for Id<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let text = in_path::<String>(parts, app).await?;
        id(&text).map(Self)
    }
}

/// The two ids in the path, from left to right.
pub(crate) struct Ids<A, B>(pub(crate) A, pub(crate) B);

impl<A: Noun + Send, B: Noun + Send> FromRequestParts<App> for Ids<A, B> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let (first, second) = in_path::<(String, String)>(parts, app).await?;
        Ok(Self(id(&first)?, id(&second)?))
    }
}

async fn in_path<T: DeserializeOwned + Send>(parts: &mut Parts, app: &App) -> Result<T, ApiError> {
    Path::<T>::from_request_parts(parts, app)
        .await
        .map(|path| path.0)
        .map_err(|rejection| ApiError::Unreadable(vec![Mistake::new("path", rejection.body_text())]))
}

/// A name in the path.
pub(crate) struct Name(pub(crate) String);

impl FromRequestParts<App> for Name {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        in_path::<String>(parts, app).await.map(Self)
    }
}

/// An id as text, of something that may not be there.
pub(crate) fn id<T: Noun>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::not_found(T::WORD, text))
}

/// A word of a closed list in a query.
pub(crate) fn word<T: FromStr<Err: Display>>(parameter: &str, text: &str) -> Result<T, ApiError> {
    text.parse()
        .map_err(|error: T::Err| ApiError::Unreadable(vec![Mistake::new(parameter, error.to_string())]))
}
