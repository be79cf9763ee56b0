//! The activity log: the list with its filters, saved views, acts on what is selected, and each record's page.

mod differences;
pub(crate) mod edit;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod live;
mod reasons;
pub(crate) mod replays;
mod row;
pub(crate) mod show;
pub(crate) mod views;
mod wanted;

pub(crate) use row::label;
