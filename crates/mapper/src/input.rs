//! What a mapping is evaluated on: named roots and look-up tables, all borrowed.

use domain::Value;

use crate::lookups::Lookups;

/// The roots and tables for one record.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    roots: Vec<(&'a str, &'a Value)>,
    lookups: Option<&'a Lookups>,
}

impl<'a> Input<'a> {
    /// Without any root.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a root (`order`, `raw`, `settings`).
    #[must_use]
    pub fn with(mut self, name: &'a str, value: &'a Value) -> Self {
        self.roots.push((name, value));
        self
    }

    /// The same with look-up tables.
    #[must_use]
    pub fn lookups(mut self, lookups: &'a Lookups) -> Self {
        self.lookups = Some(lookups);
        self
    }

    /// A root by its name. A handful of roots is searched faster than hashed.
    pub(crate) fn root(&self, name: &str) -> Option<&'a Value> {
        self.roots
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    pub(crate) fn table(&self, name: &str) -> Option<&'a crate::lookups::Table> {
        self.lookups?.tables.get(name)
    }
}
