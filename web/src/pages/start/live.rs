//! Asking the remote systems while somebody waits: never longer than ten seconds.

use std::time::Duration;

use domain::{Failure, FailureReason};

/// How long a page waits for a remote system.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The answer, or that it did not come in time.
pub(crate) async fn within<T>(asked: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| {
        Err(Failure::transient(
            FailureReason::TimedOut,
            "The remote system did not answer within ten seconds.",
        ))
    })
}
