//! The closed words for "why", as they are offered.

use domain::{FailureReason, SkipReason};

/// The words that a failure may have.
pub(super) fn failures() -> impl Iterator<Item = &'static str> {
    FailureReason::ALL.into_iter().map(FailureReason::as_str)
}

/// The words that a skipped record may have.
pub(super) fn skips() -> impl Iterator<Item = &'static str> {
    SkipReason::ALL.into_iter().map(SkipReason::as_str)
}
