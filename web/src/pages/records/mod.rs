//! The activity log: the list, one record, and what can be done with records.

pub(crate) mod acts;
pub(crate) mod csv;
pub(crate) mod filter;
pub(crate) mod line;
pub(crate) mod list;
pub(crate) mod show;
