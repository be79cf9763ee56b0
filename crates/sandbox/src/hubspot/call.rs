//! One call as the handlers see it: verb, address without version, query, body.

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::Refusal;

/// A request after it was read and its address taken apart.
pub(crate) struct Call {
    /// The verb.
    pub(crate) method: Method,
    /// The address below the side's prefix, as sent.
    pub(crate) path: String,
    /// Query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The raw body.
    pub(crate) body: Bytes,
    /// Media type of the body, if one was named.
    pub(crate) content_type: Option<String>,
    /// What clients call this side (`http://…/hubspot`).
    pub(crate) base: String,
}

impl Call {
    /// Whether the call leaves everything as it is; some reads are POSTs.
    pub(crate) fn only_reads(&self) -> bool {
        let path = self.path.trim_end_matches('/');
        self.method == Method::GET || path.ends_with("/search") || path.ends_with("/batch/read")
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    /// A query parameter that is `true` or not.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// All values of a parameter that may be repeated or joined by commas; `None` if it was not sent.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let mut sent = self.query.iter().filter(|(n, _)| n == name).peekable();
        sent.peek()?;
        Some(
            sent.flat_map(|(_, v)| v.split(','))
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .collect(),
        )
    }

    /// `limit`, refused if above `most`.
    pub(crate) fn limit(&self, default: usize, most: usize) -> Result<usize, Refusal> {
        match self.query("limit") {
            None => Ok(default),
            Some(text) => match text.parse::<usize>() {
                Ok(n) if n >= 1 && n <= most => Ok(n),
                Ok(n) => Err(Refusal::invalid(format!(
                    "limit must be between 1 and {most}, but was {n}"
                ))),
                Err(_) => Err(Refusal::invalid(format!(
                    "Unable to parse value for query parameter: limit ('{text}')"
                ))),
            },
        }
    }

    /// The body as a type.
    pub(crate) fn read<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|error| Refusal::garbled(&error))
    }

    /// The body as an object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        self.read()
    }

    /// Refuses a body that is not called JSON.
    pub(crate) fn only_json(&self) -> Result<(), Refusal> {
        let json = self
            .content_type
            .as_deref()
            .is_some_and(|t| t.to_ascii_lowercase().contains("json"));
        if self.body.is_empty() || json {
            Ok(())
        } else {
            Err(Refusal::wrong_media_type())
        }
    }

    /// Refuses every verb but GET.
    pub(crate) fn only_get(&self) -> Result<(), Refusal> {
        if self.method == Method::GET {
            Ok(())
        } else {
            Err(Refusal::wrong_method())
        }
    }
}
