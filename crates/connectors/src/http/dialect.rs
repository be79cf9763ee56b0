use async_trait::async_trait;
use domain::{
    Failure,
    rate::{Budget, Reading},
};
use http::HeaderValue;
use jiff::Timestamp;

use super::{Answer, Call};

/// What proves to the remote who calls.
#[derive(Clone)]
pub struct Authorization {
    /// The `Authorization` header. Mark it sensitive, so that it does not print.
    pub header: HeaderValue,
    /// Version of the credential it was made from.
    pub version: i64,
}

/// Calls that a remote counts together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name within the connector.
    pub name: &'static str,
    /// What it begins with, until the remote's headers say otherwise.
    pub declared: Budget,
}

/// How a remote speaks, as far as single calls go. Each connector implements it once.
#[async_trait]
pub trait Dialect: Send + Sync {
    /// What proves who calls. Asked before each call, so that a credential renewed elsewhere is used at once.
    ///
    /// # Errors
    /// When there is no credential, or it can't be renewed.
    async fn authorize(&self) -> Result<Authorization, Failure>;

    /// The remote refused the credential (401). `Ok(true)` if another one is there now and the call may be
    /// made once more.
    ///
    /// # Errors
    /// When the credential is dead.
    async fn refused(&self, used: &Authorization, answer: &Answer) -> Result<bool, Failure>;

    /// Under which bucket a call counts.
    fn bucket(&self, call: &Call) -> Bucket;

    /// What the headers say about the windows of the call's bucket.
    fn readings(&self, call: &Call, answer: &Answer) -> Vec<Reading>;

    /// What follows from an answer that is no success, with the remote's own words.
    fn classify(&self, call: &Call, answer: &Answer, now: Timestamp) -> Failure;
}
