//! Echoes and needless writes: our own change coming back is recognised and dropped, and a document that was
//! sent before is not sent again.

use std::collections::BTreeMap;

use domain::{Failure, FailureReason, Fingerprint, Known, SkipReason, canonical::Noun, flow::FlowKind};
use jiff::Timestamp;

use crate::{
    in_hand::InHand,
    plan::Plan,
    ports::{Link, RemoteId},
};

/// Writes to one record in an hour, both directions together, after which the two sides are evidently
/// undoing each other's changes.
const WRITES_AN_HOUR: u32 = 12;

/// What a kind of flow pairs: a stock level moves on its article's pairing, a status on its order's.
pub fn link_noun(kind: FlowKind) -> Noun {
    match kind {
        FlowKind::Orders | FlowKind::OrderStatus => Noun::Order,
        FlowKind::Invoices => Noun::Invoice,
        FlowKind::Customers => Noun::Customer,
        FlowKind::Products | FlowKind::Stock => Noun::Product,
    }
}

/// Whether a kind of flow writes such records, itself or on its way: orders and invoices bring customers and articles along.
#[must_use]
pub fn writes(kind: FlowKind, noun: Noun) -> bool {
    link_noun(kind) == noun
        || (matches!(kind, FlowKind::Orders | FlowKind::Invoices)
            && matches!(noun, Noun::Customer | Noun::Product))
}

/// Drops records of two-way flows whose fields that the mapping reads are as we last knew them.
pub(crate) fn drop_echoes(plan: &Plan, records: &mut [InHand]) {
    if !plan.two_way {
        return;
    }
    for record in records.iter_mut().filter(|record| record.is_open()) {
        let Some(link) = &record.link else { continue };
        let seen = Known::of(&record.document, plan.reads());
        if link.source_known.is_empty() || !link.source_known.changed(&seen).is_empty() {
            continue;
        }
        if link.source_ours {
            record.skip(SkipReason::Echo, "Our own change came back.");
        } else {
            record.skip(
                SkipReason::Unchanged,
                "Nothing that the mapping reads has changed.",
            );
        }
    }
}

/// Skips updates whose document is the one that was sent last, and stops records that flip back and forth.
pub(crate) fn drop_unchanged(plan: &Plan, records: &mut [InHand], now: Timestamp) {
    for record in records.iter_mut().filter(|record| record.is_open()) {
        let Some(link) = &record.link else { continue };
        if link.sent.get(&plan.kind) == Some(&Fingerprint::of(&record.mapped)) {
            record.skip(SkipReason::Unchanged, "What would be sent is what was sent last.");
        } else if plan.two_way && link.hour == hour_of(now) && link.writes_this_hour >= WRITES_AN_HOUR {
            record.fail(Failure::permanent(
                FailureReason::Flapping,
                format!("Both sides changed this record {WRITES_AN_HOUR} times within the hour, so we stopped sending it."),
            ));
        }
    }
}

/// A pairing of which nothing is known but the two ids.
pub(crate) fn bare_link(record: &InHand, remote: RemoteId) -> Link {
    Link {
        source_key: record.key.clone(),
        remote,
        sent: BTreeMap::new(),
        source_known: Known::default(),
        destination_known: Known::default(),
        source_ours: false,
        destination_ours: false,
        writes_this_hour: 0,
        hour: 0,
    }
}

/// The pairing after a record was written.
pub(crate) fn link_after(
    plan: &Plan,
    record: &InHand,
    remote: RemoteId,
    known: &domain::Value,
    now: Timestamp,
) -> Link {
    let mut link = record
        .link
        .clone()
        .unwrap_or_else(|| bare_link(record, RemoteId::default()));
    link.remote.id = remote.id;
    link.remote.parts.extend(remote.parts);
    link.sent.insert(plan.kind, mark(plan, record));
    let hour = hour_of(now);
    link.writes_this_hour = if link.hour == hour {
        link.writes_this_hour + 1
    } else {
        1
    };
    link.hour = hour;
    if plan.two_way {
        link.source_known.learn(Known::of(&record.document, plan.reads()));
        link.source_ours = false;
        let paths = leaves(known);
        link.destination_known
            .learn(Known::of(known, paths.iter().map(String::as_str)));
        link.destination_ours = true;
    }
    link
}

/// The mark by which the next update is recognised as needless. Create and update are mapped apart, so what was just
/// created is marked by what an update of it would send; else every new record would be sent once more.
fn mark(plan: &Plan, record: &InHand) -> Fingerprint {
    let is_new = record.remote().is_none()
        && matches!(
            plan.kind,
            FlowKind::Invoices | FlowKind::Customers | FlowKind::Products
        );
    if is_new {
        let input = plan.input(&record.document, &record.raw, &record.linked);
        if let Ok(update) = plan.mapping.evaluate(&input, mapper::Act::Update) {
            return Fingerprint::of(&update.document);
        }
    }
    Fingerprint::of(&record.mapped)
}

/// Dotted paths of everything that a document holds, lists taken whole.
fn leaves(document: &domain::Value) -> Vec<String> {
    fn walk(value: &domain::Value, prefix: &str, paths: &mut Vec<String>) {
        match value.as_map() {
            Some(map) => {
                for (name, part) in map {
                    let path = if prefix.is_empty() {
                        name.clone()
                    } else {
                        format!("{prefix}.{name}")
                    };
                    walk(part, &path, paths);
                }
            }
            None if prefix.is_empty() => {}
            None => paths.push(prefix.to_owned()),
        }
    }
    let mut paths = Vec::new();
    walk(document, "", &mut paths);
    paths
}

fn hour_of(now: Timestamp) -> i64 {
    now.as_second().div_euclid(3600)
}
