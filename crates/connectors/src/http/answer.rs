use bytes::Bytes;
use domain::{Failure, FailureReason, Value};
use http::{HeaderMap, StatusCode};

/// What came back for a call.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub raw: Bytes,
}

/// How much of a body that is no JSON is kept for people to read.
const READABLE: usize = 2_000;

impl Answer {
    /// The body as a value; nothing for an empty body.
    ///
    /// # Errors
    /// Transient `UnreadableAnswer` when it is no JSON: gateways put HTML in the place of answers for a while.
    pub fn json(&self) -> Result<Value, Failure> {
        if self.raw.is_empty() {
            return Ok(Value::Null);
        }
        Value::from_json(&self.raw).map_err(|error| {
            Failure::transient(
                FailureReason::UnreadableAnswer,
                format!("The answer could not be read as JSON ({error})."),
            )
            .saying(self.text())
        })
    }

    /// The body for the journal: as a value, or as text where it is no JSON.
    #[must_use]
    pub fn shown(&self) -> Value {
        if self.raw.is_empty() {
            return Value::Null;
        }
        Value::from_json(&self.raw).unwrap_or_else(|_| Value::text(self.text()))
    }

    /// The beginning of the body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw)
            .trim()
            .chars()
            .take(READABLE)
            .collect()
    }

    /// A header's text; none if it is missing or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// A header's whole number.
    #[must_use]
    pub fn header_number(&self, name: &str) -> Option<i64> {
        self.header(name)?.trim().parse().ok()
    }
}

/// A call that did not succeed: the failure, and the answer if there was one.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{failure}")]
pub struct Refused {
    /// What follows from it.
    #[source]
    pub failure: Failure,
    /// What the remote said, if it said anything.
    pub answer: Option<Box<Answer>>,
}

impl Refused {
    /// The body of the refusal for the journal; nothing if there was no answer.
    #[must_use]
    pub fn shown(&self) -> Value {
        self.answer.as_ref().map_or(Value::Null, |answer| answer.shown())
    }

    /// HTTP status of the refusal, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.answer.as_ref().map(|answer| answer.status)
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            answer: None,
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        refused.failure
    }
}
