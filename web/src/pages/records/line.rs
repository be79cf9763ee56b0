//! One row of a list of records.

use std::collections::BTreeMap;

use domain::FlowId;
use store::records::Record;

use crate::{
    locale::Locale,
    words::{self, Look},
};

/// What a list tells of a record.
pub(crate) struct RecordLine {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) look: Look,
    /// Why, in words that fit all records with this reason; empty if there is nothing to say.
    pub(crate) reason: String,
    /// The sentence about this record.
    pub(crate) message: String,
    pub(crate) flow: String,
    pub(crate) duration: String,
    pub(crate) at: String,
    /// The whole moment, for machines and tips.
    pub(crate) moment: String,
}

/// The flows' names, by which lines call them.
pub(crate) type Names = BTreeMap<FlowId, String>;

impl RecordLine {
    pub(crate) fn of(t: &Locale, record: Record, names: &Names) -> Self {
        Self {
            id: record.id.to_string(),
            label: label(&record),
            look: words::outcome(t, &record.outcome),
            reason: record
                .reason
                .as_deref()
                .map(|reason| words::reason(t, reason))
                .unwrap_or_default(),
            message: record.words.message,
            flow: names
                .get(&record.flow)
                .cloned()
                .unwrap_or_else(|| t.t("records-removed-flow")),
            duration: t.duration(record.duration_us),
            at: t.moment(record.at),
            moment: record.at.to_string(),
        }
    }
}

/// What people call a record; its key if it has no name.
pub(crate) fn label(record: &Record) -> String {
    if record.words.label.is_empty() {
        record.key.to_string()
    } else {
        record.words.label.clone()
    }
}
