//! What an expression may name: roots with their fields, and look-up tables. The check of a rule needs it.

use std::collections::BTreeMap;

use domain::Schema;

/// The names that the expressions of a flow may use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// A root without schema is open: every path below it is taken.
    pub(crate) roots: BTreeMap<String, Option<Schema>>,
    /// Tables with the number of their key columns; none when the tables are not known.
    pub(crate) tables: Option<BTreeMap<String, usize>>,
}

impl Scope {
    /// A scope without any name; look-up tables are not known and not checked.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a root whose fields are known (`order`).
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, schema: Schema) -> Self {
        self.roots.insert(name.into(), Some(schema));
        self
    }

    /// The same with a root of which nothing is known (`raw`).
    #[must_use]
    pub fn open(mut self, name: impl Into<String>) -> Self {
        self.roots.insert(name.into(), None);
        self
    }

    /// The same with the flow's settings, as `settings`.
    #[must_use]
    pub fn settings(self, schema: Schema) -> Self {
        self.with("settings", schema)
    }

    /// The same with a look-up table of so many key columns. Once one table is named, a table that is not
    /// named is a mistake.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>, keys: usize) -> Self {
        self.tables.get_or_insert_default().insert(name.into(), keys);
        self
    }

    /// The same, knowing that there are no tables but those named.
    #[must_use]
    pub fn closed_tables(mut self) -> Self {
        self.tables.get_or_insert_default();
        self
    }

    /// The schema of a root; none if there is no such root or it is open.
    #[must_use]
    pub fn schema(&self, root: &str) -> Option<&Schema> {
        self.roots.get(root)?.as_ref()
    }

    /// The names of the roots.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.keys().map(String::as_str)
    }
}
