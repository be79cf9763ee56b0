//! One row of the activity log, ready to be placed.

use std::collections::BTreeMap;

use domain::FlowId;
use store::records::Record;

use crate::{
    locale::Locale,
    sayings,
    words::{self, Look},
};

pub(super) struct Row {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) flow: String,
    pub(super) look: Look,
    /// The reason, in the reader's language.
    pub(super) why: String,
    /// The stored sentence with the particulars.
    pub(super) detail: String,
    pub(super) took: String,
    pub(super) at: String,
    /// For machines and tips: the whole moment.
    pub(super) moment: String,
    pub(super) whole_moment: String,
}

impl Row {
    pub(super) fn of(t: &Locale, record: Record, flows: &BTreeMap<FlowId, String>) -> Self {
        let with_detail = match record.outcome.as_str() {
            "failed" => true,
            "skipped" => record.reason.as_deref() == Some("filtered"),
            _ => false,
        };
        Self {
            id: record.id.to_string(),
            label: label(t, &record.words.label, record.key.as_str()),
            flow: flows
                .get(&record.flow)
                .cloned()
                .unwrap_or_else(|| t.t("record-flow-removed")),
            look: words::outcome(t, &record.outcome),
            why: record
                .reason
                .as_deref()
                .map_or_else(String::new, |word| words::reason(t, word)),
            detail: if with_detail {
                sayings::kept(t, record.words)
            } else {
                String::new()
            },
            took: t.duration(record.duration_us),
            at: t.moment(record.at),
            moment: record.at.to_string(),
            whole_moment: t.whole_moment(record.at),
        }
    }
}

/// What people call a record. The journal keeps the noun in English before the name.
pub(crate) fn label(t: &Locale, kept: &str, key: &str) -> String {
    const NOUNS: [(&str, &str); 5] = [
        ("Order ", "record-order"),
        ("Customer ", "record-customer"),
        ("Product ", "record-product"),
        ("Stock of ", "record-stock"),
        ("Invoice ", "record-invoice"),
    ];
    let named = NOUNS
        .into_iter()
        .find_map(|(noun, words)| Some((words, kept.strip_prefix(noun)?)));
    match named {
        Some((words, name)) => t.t1(words, "name", name),
        None if kept.is_empty() => key.to_owned(),
        None => kept.to_owned(),
    }
}
