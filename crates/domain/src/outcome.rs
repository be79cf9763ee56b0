//! What became of a record. Never "processed": created, updated, skipped and why, or failed and why.

use serde::{Deserialize, Serialize};

use crate::{failure::Failure, saying::Saying};

/// Why nothing was sent for a record, although all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// A filter of the flow does not let it pass.
    Filtered,
    /// It is already at the destination and this flow only creates.
    Exists,
    /// What would be sent is what was sent last.
    Unchanged,
    /// Our own change coming back.
    Echo,
    /// It is gone from the source.
    Deleted,
    /// There is nothing at the destination that it could update.
    NoCounterpart,
}

impl SkipReason {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Filtered,
        Self::Exists,
        Self::Unchanged,
        Self::Echo,
        Self::Deleted,
        Self::NoCounterpart,
    ];

    /// The word in the database, the API and the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Filtered => "filtered",
            Self::Exists => "exists",
            Self::Unchanged => "unchanged",
            Self::Echo => "echo",
            Self::Deleted => "deleted",
            Self::NoCounterpart => "no_counterpart",
        }
    }
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new at the destination.
    Created,
    /// It was changed at the destination.
    Updated,
    /// Nothing was sent.
    Skipped {
        /// Why.
        reason: SkipReason,
        /// One sentence with the particulars ("Payment status is \"not_paid\"").
        detail: String,
        /// The same sentence for readers of other languages, where it is of a closed list.
        said: Option<Box<Saying>>,
    },
    /// It could not be delivered (yet).
    Failed(Failure),
}

impl Outcome {
    /// Nothing was sent, for this reason.
    pub fn skipped(reason: SkipReason, detail: impl Into<String>) -> Self {
        Self::Skipped {
            reason,
            detail: detail.into(),
            said: None,
        }
    }

    /// Nothing was sent, as a sentence of a closed list says.
    pub fn skipped_as(reason: SkipReason, sentence: &(impl ToString + Serialize)) -> Self {
        Self::Skipped {
            reason,
            detail: sentence.to_string(),
            said: Saying::of(sentence).map(Box::new),
        }
    }

    /// The word in the database, the API and the log.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Skipped { .. } => "skipped",
            Self::Failed(_) => "failed",
        }
    }

    /// The closed word for why, where there is one.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Skipped { reason, .. } => Some(reason.as_str()),
            Self::Failed(failure) => Some(failure.reason.as_str()),
            Self::Created | Self::Updated => None,
        }
    }
}

/// How many records came to which end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Keys that were looked at.
    pub seen: u64,
    /// New at the destination.
    pub created: u64,
    /// Changed at the destination.
    pub updated: u64,
    /// Nothing to send.
    pub skipped: u64,
    /// Given up, or waiting to be tried again.
    pub failed: u64,
}

impl Counts {
    /// Counts one more record.
    pub fn add(&mut self, outcome: &Outcome) {
        self.seen += 1;
        match outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Skipped { .. } => self.skipped += 1,
            Outcome::Failed(_) => self.failed += 1,
        }
    }
}
