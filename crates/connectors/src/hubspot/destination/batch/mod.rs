//! Batches of any object: create by key, update by id, archive, associate.
//!
//! Answers come shuffled, partly, or not at all, so everything is matched by trace id or by our key. A record
//! that is there already under our key is no error. When one input makes HubSpot refuse a whole call, the
//! call is halved until the bad one stands alone.

mod archive;
mod associate;
mod create;
mod fate;
mod halving;
mod recognise;
mod update;

pub(super) use archive::archive;
pub(super) use associate::{associate, joined};
pub(super) use create::{New, create};
pub(super) use fate::Fate;
pub(super) use update::{Change, update};

use domain::Value;

/// Marks an input, so that its error or result can be told from the others' (dossier HubSpot §3.2).
fn trace(i: usize) -> Value {
    Value::Text(format!("row-{i}"))
}

/// The input of a mark.
fn traced(trace: Option<&str>) -> Option<usize> {
    trace?.strip_prefix("row-")?.parse().ok()
}
