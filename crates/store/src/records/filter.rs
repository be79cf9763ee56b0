//! Which records are wanted.

use domain::{FlowId, RecordId, RevisionId, RunId};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Record,
    ids::{Bounds, first_id_at},
};

/// Which records.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of one flow.
    pub flow: Option<FlowId>,
    /// With this outcome.
    pub outcome: Option<String>,
    /// With this reason.
    pub reason: Option<String>,
    /// Of one run.
    pub run: Option<RunId>,
    /// By one revision.
    pub revision: Option<RevisionId>,
    /// Older than this one: the last of the page before.
    pub before: Option<RecordId>,
    /// Newer than this one; then the page is the one that follows it, still newest first.
    pub after: Option<RecordId>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Whether a record is among those wanted.
    #[must_use]
    pub fn passes(&self, record: &Record) -> bool {
        self.flow.is_none_or(|flow| flow == record.flow)
            && self.run.is_none_or(|run| Some(run) == record.run)
            && self.revision.is_none_or(|revision| revision == record.revision)
            && self
                .outcome
                .as_ref()
                .is_none_or(|outcome| *outcome == record.outcome)
            && (self.reason.is_none() || self.reason == record.reason)
            && self.since.is_none_or(|since| record.at >= since)
            && self.until.is_none_or(|until| record.at < until)
            && self.before.is_none_or(|before| record.id < before)
            && self.after.is_none_or(|after| record.id > after)
    }

    /// Between which ids the records lie, the first included, the last not: an id carries its time, so that moments
    /// are found by the index of ids.
    pub(super) fn bounds(&self) -> Bounds {
        let after = self
            .after
            .map(|id| Uuid::from_u128(id.uuid().as_u128().saturating_add(1)));
        let before = self.before.map(RecordId::uuid);
        Bounds {
            from: after.max(self.since.map(first_id_at)),
            to: match (before, self.until.map(first_id_at)) {
                (Some(before), Some(until)) => Some(before.min(until)),
                (before, until) => before.or(until),
            },
        }
    }
}
