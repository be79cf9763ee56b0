//! Errors as problem documents (RFC 9457). Every failure of the API ends here, is logged here and nowhere else.

use axum::{
    extract::rejection::{BytesRejection, JsonRejection},
    response::{IntoResponse, Response},
};
use domain::Failure;
use http::{HeaderValue, StatusCode, header};
use scheduler::{OpeningError, PlanError, trial::TrialError};
use serde::Serialize;
use store::StoreError;
use tracing::{error, warn};
use utoipa::ToSchema;
use workspace::{ApplyError, ExportError};

/// Seconds after which what failed in passing is worth another try.
const TRY_AGAIN: &str = "2";

/// A problem document: what went wrong with a request, where, and what to do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Names the kind of problem; an address under which it is described.
    #[serde(rename = "type")]
    #[schema(example = "/problems/not-found")]
    pub(crate) kind: String,
    /// The kind in words, the same each time.
    #[schema(example = "There is no such thing")]
    pub(crate) title: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    pub(crate) status: u16,
    /// What happened this time, and what to do.
    #[schema(example = "there is no flow 0193e6a0-0000-7000-8000-000000000000")]
    pub(crate) detail: String,
    /// The id of the request; it is in our log, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0193e6a0-1111-7000-8000-000000000000")]
    pub(crate) instance: Option<String>,
    /// Every mistake in what was sent, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<Mistake>,
}

/// One mistake in what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Mistake {
    /// Where: a JSON pointer into the body, or the name of a query parameter.
    #[schema(example = "/settings")]
    pub(crate) pointer: String,
    /// What is wrong there and how to mend it.
    #[schema(example = "there is no setting \"pipelin\"; did you mean \"pipeline\"?")]
    pub(crate) detail: String,
}

impl Mistake {
    /// A mistake at a place.
    pub(crate) fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// Why a request was not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// No token, or none of ours.
    #[error("send an API token in force as `Authorization: Bearer kopru_…`")]
    NoToken,
    /// It is not there, or belongs to another tenant: both look the same.
    #[error("there is no {what} {id}")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// Its id or name.
        id: String,
    },
    /// No such address.
    #[error("there is nothing at {0}; /api/v1/openapi.json lists what there is")]
    NoSuchRoute(String),
    /// The address is right, the method is not.
    #[error("{method} is not possible here; the Allow header tells what is")]
    Method {
        /// What was tried.
        method: String,
    },
    /// The request can't be read.
    #[error("the request can't be read")]
    Unreadable(Vec<Mistake>),
    /// It is not JSON.
    #[error("send the body as application/json (or as the operation's description says)")]
    MediaType,
    /// It is larger than we take.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The most that we take.
        limit: usize,
    },
    /// What was sent is readable and wrong.
    #[error("nothing was changed, since what was sent has mistakes")]
    Mistakes(Vec<Mistake>),
    /// An idempotency key that belongs to another request.
    #[error("this Idempotency-Key was used for another request; use a new key for a new request")]
    KeyOfAnother,
    /// The first request with an idempotency key is still being answered.
    #[error("the first request with this Idempotency-Key is still being answered; try again in a moment")]
    KeyInUse,
    /// It collides with what is there.
    #[error("{0}")]
    Conflict(String),
    /// A remote system refuses or can't be reached.
    #[error("{0}")]
    Remote(#[source] Failure),
    /// Too much at once; nothing was done.
    #[error("too much at once; nothing was done, try again in a moment")]
    Busy,
    /// The store's trouble.
    #[error(transparent)]
    Store(StoreError),
    /// A mistake of ours.
    #[error("{0}")]
    Internal(String),
}

impl ApiError {
    /// There is no such thing.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "ids are small, and callers read better"
    )]
    pub(crate) fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound {
            what,
            id: id.to_string(),
        }
    }

    /// One mistake in what was sent.
    pub(crate) fn mistake(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Mistakes(vec![Mistake::new(pointer, detail)])
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NoToken => Kind::Unauthorized,
            Self::NotFound { .. } | Self::NoSuchRoute(_) => Kind::NotFound,
            Self::Method { .. } => Kind::MethodNotAllowed,
            Self::Unreadable(_) => Kind::Unreadable,
            Self::MediaType => Kind::MediaType,
            Self::TooLarge { .. } => Kind::TooLarge,
            Self::Mistakes(_) => Kind::Mistakes,
            Self::KeyOfAnother => Kind::KeyOfAnother,
            Self::KeyInUse => Kind::KeyInUse,
            Self::Conflict(_) => Kind::Conflict,
            Self::Remote(failure) if failure.is_permanent() => Kind::RemoteRefused,
            Self::Remote(_) => Kind::RemoteTrouble,
            Self::Busy => Kind::Unavailable,
            Self::Store(StoreError::Unreachable(_) | StoreError::Busy(_)) => Kind::Unavailable,
            Self::Store(_) | Self::Internal(_) => Kind::Internal,
        }
    }

    fn mistakes(&self) -> Vec<Mistake> {
        match self {
            Self::Unreadable(mistakes) | Self::Mistakes(mistakes) => mistakes.clone(),
            _ => Vec::new(),
        }
    }

    /// What the caller is told. The causes of our own trouble are in the log only.
    fn detail(&self) -> String {
        match self {
            Self::Store(_) | Self::Internal(_) if self.kind() == Kind::Internal => {
                "this one is ours to mend; tell us the id of the request".to_owned()
            }
            Self::Store(_) => "our database is busy or restarting; try again in a moment".to_owned(),
            Self::Remote(failure) => format!("{failure} {}", failure.reason.cure()),
            other => other.to_string(),
        }
    }
}

/// The closed list of kinds of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Unauthorized,
    NotFound,
    MethodNotAllowed,
    Unreadable,
    MediaType,
    TooLarge,
    Mistakes,
    KeyOfAnother,
    KeyInUse,
    Conflict,
    RemoteRefused,
    RemoteTrouble,
    Unavailable,
    TimedOut,
    Internal,
}

impl Kind {
    pub(crate) const ALL: [Self; 15] = [
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Unreadable,
        Self::MediaType,
        Self::TooLarge,
        Self::Mistakes,
        Self::KeyOfAnother,
        Self::KeyInUse,
        Self::Conflict,
        Self::RemoteRefused,
        Self::RemoteTrouble,
        Self::Unavailable,
        Self::TimedOut,
        Self::Internal,
    ];

    /// Name in the address, status, title.
    fn facts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::Unauthorized => ("unauthorized", StatusCode::UNAUTHORIZED, "An API token is needed"),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "There is no such thing"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "This can't be done here",
            ),
            Self::Unreadable => ("unreadable", StatusCode::BAD_REQUEST, "The request can't be read"),
            Self::MediaType => (
                "media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body has another type than expected",
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too large",
            ),
            Self::Mistakes => (
                "mistakes",
                StatusCode::UNPROCESSABLE_ENTITY,
                "What was sent has mistakes",
            ),
            Self::KeyOfAnother => (
                "idempotency-key-of-another-request",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The idempotency key belongs to another request",
            ),
            Self::KeyInUse => (
                "idempotency-key-in-use",
                StatusCode::CONFLICT,
                "A request with this idempotency key is under way",
            ),
            Self::Conflict => (
                "conflict",
                StatusCode::CONFLICT,
                "It does not fit with what is there",
            ),
            Self::RemoteRefused => (
                "remote-refused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The remote system refuses",
            ),
            Self::RemoteTrouble => (
                "remote-trouble",
                StatusCode::BAD_GATEWAY,
                "The remote system is in trouble",
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                "Not possible at the moment",
            ),
            Self::TimedOut => ("timed-out", StatusCode::GATEWAY_TIMEOUT, "It took too long"),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "We made a mistake"),
        }
    }

    pub(crate) fn slug(self) -> &'static str {
        self.facts().0
    }

    /// The document of this kind, without what is particular this time.
    pub(crate) fn problem(self, detail: String) -> Problem {
        let (slug, status, title) = self.facts();
        Problem {
            kind: format!("/problems/{slug}"),
            title,
            status: status.as_u16(),
            detail,
            instance: None,
            errors: Vec::new(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        match status {
            StatusCode::UNAUTHORIZED => {
                let way = HeaderValue::from_static("Bearer realm=\"kopru\"");
                headers.insert(header::WWW_AUTHENTICATE, way);
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::CONFLICT => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(TRY_AGAIN));
            }
            _ => {}
        }
        // The request's id is added by the layer that knows it.
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let kind = self.kind();
        match kind {
            Kind::Internal => error!(error = ?self, "a request failed: {self}"),
            Kind::Unavailable => warn!(error = %self, "a request could not be served: {self}"),
            _ => {}
        }
        Problem {
            errors: self.mistakes(),
            ..kind.problem(self.detail())
        }
        .into_response()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing { what, id } => Self::NotFound { what, id },
            StoreError::Taken { .. } | StoreError::InUse { .. } => Self::Conflict(error.to_string()),
            StoreError::Refused { .. } => Self::mistake("", error.to_string()),
            other => Self::Store(other),
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self::Remote(failure)
    }
}

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Store(error) => error.into(),
            PlanError::Gone { flow, .. } => Self::not_found("flow", flow),
            PlanError::Mistakes(mistakes) => Self::Mistakes(
                mistakes
                    .iter()
                    .map(|mistake| Mistake::new(place_of(mistake), mistake.to_string()))
                    .collect(),
            ),
            PlanError::Unreadable { ref error, .. } => Self::mistake("/mapping", error.to_string()),
            PlanError::NoSuchWay { .. } => Self::mistake("/kind", error.to_string()),
        }
    }
}

fn place_of(mistake: &engine::PlanMistake) -> &'static str {
    match mistake {
        engine::PlanMistake::Setting(_) | engine::PlanMistake::Filter(_) => "/settings",
        engine::PlanMistake::Mapping(_) | engine::PlanMistake::Rule(_) => "/mapping",
    }
}

impl From<OpeningError> for ApiError {
    fn from(error: OpeningError) -> Self {
        match error {
            OpeningError::Store(error) => error.into(),
            OpeningError::Gone(id) => Self::not_found("connection", id),
        }
    }
}

impl From<TrialError> for ApiError {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::Plan(error) => error.into(),
            TrialError::Opening(error) => error.into(),
            TrialError::Store(error) => error.into(),
            TrialError::Remote(failure) => failure.into(),
        }
    }
}

impl From<ApplyError> for ApiError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Syntax(error) => Self::mistake("", error.to_string()),
            ApplyError::Mistakes(mistakes) => Self::Mistakes(
                mistakes
                    .into_iter()
                    .map(|mistake| {
                        Mistake::new(format!("/{}", mistake.place.replace('.', "/")), mistake.what)
                    })
                    .collect(),
            ),
            ApplyError::Remote { connection, failure } if failure.is_permanent() => {
                let words = failure.remote_words.as_deref().unwrap_or_default();
                Self::mistake(
                    format!("/connections/{connection}"),
                    format!("{failure} {words}").trim().to_owned(),
                )
            }
            ApplyError::Remote { failure, .. } => Self::Remote(failure),
            ApplyError::OtherAccount { .. } => Self::mistake("/name", error.to_string()),
            ApplyError::Store(error) => error.into(),
        }
    }
}

impl From<ExportError> for ApiError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::MediaType,
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            other => Self::Unreadable(vec![Mistake::new("", other.body_text())]),
        }
    }
}

impl From<BytesRejection> for ApiError {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge {
                limit: crate::body::LIMIT,
            }
        } else {
            Self::Unreadable(vec![Mistake::new("", rejection.body_text())])
        }
    }
}
