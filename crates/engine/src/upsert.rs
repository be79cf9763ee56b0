//! Creating or updating: find what is there, map, leave out what is unchanged, write, pair.
//!
//! Every kind of flow goes this way, and so do the customers and articles on an order's way.

use std::collections::{BTreeMap, HashSet};

use domain::{Failure, FailureReason, Outcome, SkipReason, Value, canonical::Noun, flow::FlowKind};

use crate::{
    deliver::Ground,
    echo::{self, link_noun},
    in_hand::InHand,
    plan::Plan,
    ports::{Act, LinkChange, RemoteId, Write, Written},
    totals,
};

/// What may be done to the destination.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Records that are not there are created.
    pub(crate) create: bool,
    /// Records that are there are brought up to date.
    pub(crate) update: bool,
}

impl Policy {
    /// What a flow may do, by its kind and settings.
    pub(crate) fn of(plan: &Plan) -> Self {
        match plan.kind {
            FlowKind::Orders => Self {
                create: true,
                update: false,
            },
            FlowKind::OrderStatus | FlowKind::Stock => Self {
                create: false,
                update: true,
            },
            FlowKind::Invoices | FlowKind::Customers => Self {
                create: true,
                update: plan.settings.yes("update"),
            },
            FlowKind::Products => Self {
                create: plan.settings.yes("create"),
                update: plan.settings.yes("update"),
            },
        }
    }
}

/// Records at the end of their way, with where they are at the destination now.
pub(crate) struct Upserted {
    pub(crate) records: Vec<(InHand, Option<RemoteId>)>,
    pub(crate) links: Vec<LinkChange>,
}

/// Takes open records through find, map, write; leaves decided ones alone.
pub(crate) async fn run(
    ground: &Ground<'_>,
    plan: &Plan,
    policy: Policy,
    mut records: Vec<InHand>,
) -> Upserted {
    find(ground, plan, &mut records).await;
    let mut links = adopt(plan, policy, &mut records);
    map(ground, plan, &mut records);
    echo::drop_unchanged(plan, &mut records, ground.clock.now());
    let remotes = write(ground, plan, &mut records, &mut links).await;
    let records = records
        .into_iter()
        .enumerate()
        .map(|(i, record)| {
            let remote = remotes.get(&i).cloned().or_else(|| record.remote().cloned());
            (record, remote)
        })
        .collect();
    Upserted { records, links }
}

/// The natural key by which the destination finds a record: e-mail, SKU; lower case.
fn natural_key(record: &InHand) -> Option<String> {
    let field = match record.noun {
        Noun::Order | Noun::Invoice => return None,
        Noun::Customer => "email",
        Noun::Product | Noun::StockLevel => "sku",
    };
    record
        .document
        .get(field)
        .as_text()
        .map(|key| key.trim().to_lowercase())
        .filter(|key| !key.is_empty())
}

/// Looks up by natural key what has no pairing yet.
async fn find(ground: &Ground<'_>, plan: &Plan, records: &mut [InHand]) {
    let mut keys: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for record in records
        .iter()
        .filter(|record| record.is_open() && record.link.is_none())
    {
        keys.extend(natural_key(record).filter(|key| seen.insert(key.clone())));
    }
    if keys.is_empty() {
        return;
    }
    let begin = ground.clock.now();
    let found = ground.describe.find(&plan.destination_stream, &keys).await;
    let now = ground.clock.now();
    let found: Result<BTreeMap<String, Option<RemoteId>>, Failure> =
        found.map(|found| keys.into_iter().zip(found).collect());
    for record in records
        .iter_mut()
        .filter(|record| record.is_open() && record.link.is_none())
    {
        let Some(key) = natural_key(record) else { continue };
        match &found {
            Ok(found) => record.found = found.get(&key).cloned().flatten(),
            Err(failure) => record.fail(failure.clone()),
        }
        let note = if record.found.is_some() {
            "found at the destination"
        } else {
            "not at the destination"
        };
        record.step("looked up", begin, now, note);
    }
}

/// Decides by policy. What is there and is not to be updated is paired at once.
fn adopt(plan: &Plan, policy: Policy, records: &mut [InHand]) -> Vec<LinkChange> {
    let mut links = Vec::new();
    for record in records.iter_mut().filter(|record| record.is_open()) {
        match (record.remote().cloned(), policy) {
            (Some(remote), Policy { update: false, .. }) => {
                if record.link.is_none() {
                    links.push(LinkChange {
                        noun: link_noun(plan.kind),
                        link: echo::bare_link(record, remote.clone()),
                    });
                }
                record.skip(
                    SkipReason::Exists,
                    format!("It is already at the destination as {}.", remote.id),
                );
            }
            (None, Policy { create: false, .. }) => {
                record.skip(
                    SkipReason::NoCounterpart,
                    "There is nothing at the destination that it could update.",
                );
            }
            _ => {}
        }
    }
    links
}

/// Makes the destination's documents.
fn map(ground: &Ground<'_>, plan: &Plan, records: &mut [InHand]) {
    for record in records.iter_mut().filter(|record| record.is_open()) {
        let begin = ground.clock.now();
        let act = if record.remote().is_some() {
            mapper::Act::Update
        } else {
            mapper::Act::Create
        };
        let evaluated = plan
            .mapping
            .evaluate(&plan.input(&record.document, &record.raw, &record.linked), act);
        match evaluated {
            Ok(evaluated) => {
                record.mapped = evaluated.document;
                record.missed_lookups = gaps(evaluated.missed);
                if let Err(failure) = check(plan, &record.document, &record.mapped) {
                    record.fail(failure);
                }
            }
            Err(mut failure) => {
                record.missed_lookups = gaps(std::mem::take(&mut failure.missed));
                record.fail(failure.into());
            }
        }
        let now = ground.clock.now();
        record.step("mapped", begin, now, "");
    }
}

/// Look-up keys that had no row: table and key.
fn gaps(missed: impl IntoIterator<Item = mapper::MissedLookup>) -> Vec<(String, String)> {
    missed
        .into_iter()
        .map(|missed| (missed.table, missed.key.join(", ")))
        .collect()
}

/// Refuses what the mapping made if it does not add up or is nothing at all.
pub(crate) fn check(plan: &Plan, document: &Value, mapped: &Value) -> Result<(), Failure> {
    let sale = match plan.kind {
        FlowKind::Orders => Some(&totals::DEAL),
        FlowKind::Invoices => Some(&totals::INVOICE),
        _ => None,
    };
    if let Some(sale) = sale.filter(|_| plan.settings.yes("check_totals")) {
        totals::check(sale, document, mapped, plan.settings.text("prices"))?;
    }
    if mapped.is_empty() {
        return Err(Failure::permanent(
            FailureReason::MappingFailed,
            "The mapping produces no field for this record, so there is nothing to send.",
        ));
    }
    Ok(())
}

/// Sends what is left, and pairs what was delivered. Records of one batch that share a natural key go one
/// after the other, so that the second finds the first and updates it instead of making a twin.
async fn write(
    ground: &Ground<'_>,
    plan: &Plan,
    records: &mut [InHand],
    links: &mut Vec<LinkChange>,
) -> BTreeMap<usize, RemoteId> {
    let mut remotes: BTreeMap<usize, RemoteId> = BTreeMap::new();
    let Some(destination) = ground.destination else {
        return remotes;
    };
    let mut waiting: Vec<usize> = (0..records.len()).filter(|i| records[*i].is_open()).collect();
    let mut delivered: BTreeMap<String, RemoteId> = BTreeMap::new();
    while !waiting.is_empty() {
        let mut taken = HashSet::new();
        let (round, later): (Vec<usize>, Vec<usize>) = waiting
            .into_iter()
            .partition(|i| natural_key(&records[*i]).is_none_or(|key| taken.insert(key)));
        waiting = later;
        let batch = round
            .iter()
            .map(|i| to_write(plan, &records[*i], &delivered))
            .collect();
        let begin = ground.clock.now();
        let answers = destination.write(&plan.destination_stream, batch).await;
        let now = ground.clock.now();
        for (i, written) in round.iter().zip(answers) {
            let record = &mut records[*i];
            record.step("sent", begin, now, "");
            if let Some(remote) = settle(plan, record, written, now, links) {
                delivered.extend(natural_key(record).map(|key| (key, remote.clone())));
                remotes.insert(*i, remote);
            }
        }
    }
    remotes
}

fn to_write(plan: &Plan, record: &InHand, delivered: &BTreeMap<String, RemoteId>) -> Write {
    let twin = || natural_key(record).and_then(|key| delivered.get(&key));
    let act = match record.remote().or_else(twin) {
        Some(remote) => Act::Update {
            remote: remote.clone(),
        },
        None => Act::Create,
    };
    Write {
        key: plan.write_key(&record.key),
        act,
        document: record.mapped.clone(),
    }
}

/// Notes what came of a record that was sent.
fn settle(
    plan: &Plan,
    record: &mut InHand,
    written: Written,
    now: jiff::Timestamp,
    links: &mut Vec<LinkChange>,
) -> Option<RemoteId> {
    record.sent = written.sent;
    record.answered = written.answered;
    match written.result {
        Ok(delivered) => {
            let link = echo::link_after(plan, record, delivered.remote.clone(), &delivered.known, now);
            links.push(LinkChange {
                noun: link_noun(plan.kind),
                link,
            });
            record.outcome = Some(match (delivered.created, plan.kind) {
                (true, _) => Outcome::Created,
                // It was made by us before we could note it, or by an earlier installation.
                (false, FlowKind::Orders | FlowKind::Invoices) if record.remote().is_none() => {
                    Outcome::skipped(
                        SkipReason::Exists,
                        format!("It was already at the destination as {}.", delivered.remote.id),
                    )
                }
                (false, _) => Outcome::Updated,
            });
            Some(delivered.remote)
        }
        Err(failure) => {
            record.fail(failure);
            None
        }
    }
}
