//! Forms that come back: what was typed, and at each field what is wrong with it.

use std::collections::BTreeMap;

/// What is wrong, by the name of the field; sentences in the reader's language. Empty: nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mistakes(BTreeMap<&'static str, String>);

impl Mistakes {
    /// Notes a mistake; the first one of a field stays.
    pub(crate) fn add(&mut self, field: &'static str, words: impl Into<String>) {
        self.0.entry(field).or_insert_with(|| words.into());
    }

    /// The sentence at this field; empty if it is right.
    pub(crate) fn at(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// Field and sentence of each, for the summary that links to the fields.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&&'static str, &String)> {
        self.0.iter()
    }
}
