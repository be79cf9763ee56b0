//! The lines of a sale: made before it, found again by their keys, cleared away or freed.

use std::collections::BTreeSet;

use domain::Failure;
use engine::ports::Write;

use super::batch::{self, Fate, New};
use crate::hubspot::{objects::Object, portal::Portal, wire};

/// The part of the document with the lines.
pub(super) const LINES: &str = "line_items";

/// Lines of an order, each with a key of its own.
pub(super) fn lines_of(write: &Write) -> Vec<New> {
    write
        .document
        .get(LINES)
        .items()
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let reference = match line.get("reference") {
                reference if reference.is_empty() => (i + 1).to_string(),
                reference => reference.to_string(),
            };
            New {
                key: format!("{}:{reference}", write.key),
                properties: wire::new_properties(line, &["reference"]),
                associations: Vec::new(),
            }
        })
        .collect()
}

/// A line that was made by this very call.
pub(super) fn made_now(line: &Fate) -> Option<String> {
    match line {
        Fate::Landed {
            id, created: true, ..
        } => Some(id.clone()),
        _ => None,
    }
}

/// The failure of a line as the failure of its order.
pub(super) fn because_of_line(mut failure: Failure, line: &New) -> Failure {
    let name = line
        .properties
        .get("name")
        .or(line.properties.get("hs_sku"))
        .map(ToString::to_string)
        .unwrap_or_default();
    failure.message = format!("Its line \"{name}\" could not be written: {}", failure.message);
    failure
}

/// Lines whose deal does not come. If even this fails they stay unseen: no deal shows them.
pub(super) async fn clear_away(portal: &Portal, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    if let Err(refused) = batch::archive(portal, Object::LineItems, lines).await {
        tracing::warn!(
            lines = lines.len(),
            reason = refused.failure.reason.as_str(),
            "line items without a deal stay behind"
        );
    }
}

/// A line that was there already under its key.
pub(super) fn made_before(line: &Fate) -> Option<String> {
    match line {
        Fate::Landed {
            id, created: false, ..
        } => Some(id.clone()),
        _ => None,
    }
}

/// Archives lines of sales that were deleted, so that they can be made anew for the sale that takes its place: a line
/// belongs to one object only, and whether it goes with that object the vendor does not say. `held` are a write's place
/// and its lines; given are the places whose lines hang on no other sale. Lines of a sale that is there are left alone.
pub(super) async fn free(portal: &Portal, sale: Object, held: &[(usize, Vec<String>)]) -> Vec<usize> {
    let all: Vec<String> = held.iter().flat_map(|(_, lines)| lines.clone()).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let joined: BTreeSet<String> = match batch::joined(portal, Object::LineItems, sale, &all).await {
        Ok(pairs) => pairs.into_iter().map(|(line, _)| line).collect(),
        Err(failure) => {
            tracing::warn!(
                reason = failure.reason.as_str(),
                "what lines belong to can't be read"
            );
            return Vec::new();
        }
    };
    let (places, lines): (Vec<usize>, Vec<Vec<String>>) = held
        .iter()
        .filter(|(_, lines)| !lines.iter().any(|line| joined.contains(line)))
        .cloned()
        .unzip();
    match batch::archive(portal, Object::LineItems, &lines.concat()).await {
        Ok(()) => places,
        Err(refused) => {
            tracing::warn!(
                reason = refused.failure.reason.as_str(),
                "lines of a deleted sale can't be archived"
            );
            Vec::new()
        }
    }
}
