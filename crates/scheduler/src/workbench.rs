//! The workbench of a mapping: the rules of a flow as they are being changed, the fields of both sides, and real
//! records to try them on. It reads and never writes.
//!
//! What it reads from the remote systems is kept in memory for a while, so that an editor answers at once. Records
//! are private, so they are forgotten after a quarter of an hour and never leave this process.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{FlowId, RecordId, RecordKey, RevisionId, Schema, TenantId, Value, flow::Flow};
use engine::{Plan, PlanMistake, scope_of, with_shipped_tables};
use jiff::{SignedDuration, Timestamp};
use mapper::{Act, Lookups, Mapping, Overlay, Scope};
use store::{
    connections, flows,
    records::{self, Filter, Record},
    revisions::Content,
};

use crate::{
    Parts,
    opening::OpeningError,
    plans::PlanError,
    trial::{TrialError, blueprint_with, called, link_lines, linked},
};

/// So many of the newest records are kept at hand.
pub const SAMPLES: usize = 50;
/// Journal rows that are looked through for them: a record may have many.
const ROWS: i64 = 400;
/// After so long, records are forgotten.
const RECORDS_STAY: SignedDuration = SignedDuration::from_mins(15);
/// After so long, fields are read again without being asked to.
const FIELDS_STAY: SignedDuration = SignedDuration::from_mins(60);
/// Flows whose records are kept at once.
const MOST_KEPT: usize = 64;

/// A flow's rules as some content has them, checked as far as is known.
pub struct Workbench {
    /// Which flow.
    pub flow: Flow,
    /// The rules as they ship.
    pub shipped: Mapping,
    /// The differences from them.
    pub overlay: Overlay,
    /// The rules with the differences on top.
    pub mapping: Mapping,
    /// Differences that belong to rules which no longer ship.
    pub strays: Vec<String>,
    /// What rules may name.
    pub scope: Scope,
    /// The look-up tables that rules may ask.
    pub lookups: Lookups,
    /// What is wrong.
    pub mistakes: Vec<PlanMistake>,
    /// The plan of all rules that are right; none if more than rules is wrong.
    pub plan: Option<Arc<Plan>>,
}

/// A real record to try rules on.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The source's key.
    pub key: RecordKey,
    /// What people call it.
    pub label: String,
    /// The newest row of the activity log about it; none if it did not come through yet.
    pub record: Option<RecordId>,
    /// What became of it: created, updated, skipped, failed; empty if it did not come through yet.
    pub outcome: String,
    /// The canonical document.
    pub document: Value,
    /// The source's own JSON.
    pub raw: Value,
    /// Its references at the destination.
    pub linked: Value,
    /// Whether it would be created or updated.
    pub act: Act,
}

/// What was read, and when.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    /// When it was read.
    pub at: Timestamp,
    /// What.
    pub value: T,
}

type Kept<K, T> = Mutex<HashMap<K, Arc<Dated<T>>>>;

/// What was read from remote systems, for a while.
#[derive(Default)]
pub struct Read {
    samples: Kept<(TenantId, FlowId), Vec<Sample>>,
    fields: Kept<(TenantId, FlowId), Schema>,
    /// Flows of which something is being read right now: nobody reads it a second time beside.
    under_way: Mutex<HashSet<(TenantId, FlowId, bool)>>,
}

fn get<K: Hash + Eq, T>(
    kept: &Kept<K, T>,
    key: &K,
    now: Timestamp,
    stay: SignedDuration,
) -> Option<Arc<Dated<T>>> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|_, dated| now.duration_since(dated.at) < stay);
    kept.get(key).cloned()
}

fn put<K: Hash + Eq + Clone, T>(kept: &Kept<K, T>, key: K, value: T, at: Timestamp) -> Arc<Dated<T>> {
    let dated = Arc::new(Dated { at, value });
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST_KEPT {
        let oldest = kept
            .iter()
            .min_by_key(|(_, dated)| dated.at)
            .map(|(key, _)| key.clone());
        oldest.map(|oldest| kept.remove(&oldest));
    }
    kept.insert(key, Arc::clone(&dated));
    dated
}

/// A flow's rules with this content. Rules that are wrong are told and left out of the plan, so that the others can
/// be tried all the same. `schema` is the destination's, if it is known.
///
/// # Errors
/// When the flow has no plan at all: it is gone, or its content can't be read.
pub async fn workbench(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: &Content,
    schema: Option<Schema>,
) -> Result<Workbench, PlanError> {
    let (flow, mut blueprint) = blueprint_with(parts, tenant, id, Some(content), schema).await?;
    let overlay = std::mem::take(&mut blueprint.overlay);
    let shipped = Mapping::from_toml(&blueprint.shipped)
        .map_err(|error| PlanError::Mistakes(vec![PlanMistake::Mapping(error.to_string())]))?;
    let (mapping, strays) = match shipped.overlaid(&overlay) {
        Ok(mapping) => (mapping, Vec::new()),
        Err(strays) => (strays.mapping, strays.ids),
    };
    let lookups = with_shipped_tables(blueprint.kind, blueprint.lookups.clone());
    let scope = scope_of(blueprint.kind, &lookups);
    blueprint.overlay = without(&overlay, &shipped, &strays.iter().cloned().collect());
    let (mut mistakes, mut plan) = (Vec::new(), None);
    // Leaving out a wrong rule can make an emptied list wrong in turn, which is then left out, too.
    for _ in 0..3 {
        match Plan::compile(blueprint.clone()) {
            Ok(compiled) => {
                plan = Some(Arc::new(compiled));
                break;
            }
            Err(found) => {
                let wrong: BTreeSet<String> = found
                    .iter()
                    .filter_map(|mistake| match mistake {
                        PlanMistake::Rule(mistake) => Some(mistake.rule.clone()),
                        _ => None,
                    })
                    .collect();
                let is_hopeless = wrong.is_empty();
                if mistakes.is_empty() {
                    mistakes = found;
                }
                if is_hopeless {
                    break;
                }
                blueprint.overlay = without(&blueprint.overlay, &shipped, &wrong);
            }
        }
    }
    Ok(Workbench {
        flow,
        shipped,
        overlay,
        mapping,
        strays,
        scope,
        lookups,
        mistakes,
        plan,
    })
}

/// These differences, with some rules left out.
fn without(overlay: &Overlay, shipped: &Mapping, ids: &BTreeSet<String>) -> Overlay {
    let mut overlay = overlay.clone();
    overlay.changed.retain(|id, _| !ids.contains(id));
    overlay.added.retain(|added| {
        let id = match &added.under {
            Some(under) => format!("{under}.{}", added.rule.id()),
            None => added.rule.id().to_owned(),
        };
        !ids.iter()
            .any(|wrong| *wrong == id || wrong.strip_prefix(&id).is_some_and(|rest| rest.starts_with('.')))
    });
    overlay.removed.retain(|id| !ids.contains(id));
    let known: BTreeSet<String> = shipped.by_id().into_iter().map(|(id, _)| id).collect();
    overlay
        .removed
        .extend(ids.iter().filter(|id| known.contains(*id)).cloned());
    overlay
}

/// The destination's fields as it has them now, custom ones included; kept for an hour unless `anew`. None if that
/// takes longer than `patience`: it is read on, and there the next time.
///
/// # Errors
/// When the destination refuses or can't be reached.
pub async fn fields(
    parts: &Parts,
    tenant: TenantId,
    flow: FlowId,
    anew: bool,
    patience: Duration,
) -> Result<Option<Arc<Dated<Schema>>>, TrialError> {
    let key = (tenant, flow);
    let known = get(&parts.read.fields, &key, parts.clock.now(), FIELDS_STAY);
    if let (Some(known), false) = (&known, anew) {
        return Ok(Some(Arc::clone(known)));
    }
    let Some(turn) = Turn::take(parts, (tenant, flow, true)) else {
        return Ok(known);
    };
    let parts = parts.clone();
    let reading = tokio::spawn(async move {
        let schema = read_fields(&parts, tenant, flow).await;
        let kept = schema.map(|schema| put(&parts.read.fields, key, schema, parts.clock.now()));
        drop(turn);
        kept
    });
    awaited(reading, patience).await.map(|read| read.or(known))
}

async fn read_fields(parts: &Parts, tenant: TenantId, id: FlowId) -> Result<Schema, TrialError> {
    let mut tx = parts.store.begin(tenant).await?;
    let flow = flows::find(&mut tx, id).await?.ok_or(PlanError::Gone {
        flow: id,
        what: "row",
    })?;
    let destination = connections::find(&mut tx, flow.destination.connection)
        .await?
        .ok_or(OpeningError::Gone(flow.destination.connection))?;
    tx.commit().await?;
    let discovered = parts
        .opening
        .open(&destination)
        .discover(&flow.destination.stream)
        .await?;
    let known = parts.registry.get(destination.connector).known_schema(flow.kind);
    Ok(discovered.joined(known))
}

/// The newest records of a flow, read anew from the source; kept for a quarter of an hour unless `anew`. None if that
/// takes longer than `patience`: they are read on, and there the next time.
///
/// # Errors
/// When the source refuses or can't be reached.
pub async fn samples(
    parts: &Parts,
    tenant: TenantId,
    flow: FlowId,
    anew: bool,
    patience: Duration,
) -> Result<Option<Arc<Dated<Vec<Sample>>>>, TrialError> {
    let key = (tenant, flow);
    let known = get(&parts.read.samples, &key, parts.clock.now(), RECORDS_STAY);
    if let (Some(known), false) = (&known, anew) {
        return Ok(Some(Arc::clone(known)));
    }
    let Some(turn) = Turn::take(parts, (tenant, flow, false)) else {
        return Ok(known);
    };
    let parts = parts.clone();
    let reading = tokio::spawn(async move {
        let samples = read_samples(&parts, tenant, flow, None).await;
        let kept = samples.map(|samples| put(&parts.read.samples, key, samples, parts.clock.now()));
        drop(turn);
        kept
    });
    awaited(reading, patience).await.map(|read| read.or(known))
}

/// One record by its key, read anew from the source; none if the source does not have it.
///
/// # Errors
/// When the source refuses or can't be reached.
pub async fn sample(
    parts: &Parts,
    tenant: TenantId,
    flow: FlowId,
    key: &RecordKey,
) -> Result<Option<Sample>, TrialError> {
    Ok(read_samples(parts, tenant, flow, Some(key)).await?.pop())
}

/// The right to read something, while nobody else does; given back when dropped.
struct Turn(Arc<Read>, (TenantId, FlowId, bool));

impl Turn {
    fn take(parts: &Parts, what: (TenantId, FlowId, bool)) -> Option<Self> {
        let mut under_way = parts
            .read
            .under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        under_way
            .insert(what)
            .then(|| Self(Arc::clone(&parts.read), what))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.remove(&self.1);
    }
}

/// Waits for a reading that goes on if nobody waits for it any more.
async fn awaited<T: Send + 'static>(
    reading: tokio::task::JoinHandle<Result<T, TrialError>>,
    patience: Duration,
) -> Result<Option<T>, TrialError> {
    match tokio::time::timeout(patience, reading).await {
        Ok(Ok(read)) => read.map(Some),
        // It ended before its time, or takes too long: there is nothing yet.
        Ok(Err(_)) | Err(_) => Ok(None),
    }
}

async fn read_samples(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    only: Option<&RecordKey>,
) -> Result<Vec<Sample>, TrialError> {
    let mut tx = parts.store.begin(tenant).await?;
    let flow = flows::find(&mut tx, id).await?.ok_or(PlanError::Gone {
        flow: id,
        what: "row",
    })?;
    let rows = match only {
        Some(key) => records::history(&mut tx, Some(id), key, 20).await?,
        None => {
            let filter = Filter {
                flow: Some(id),
                ..Filter::default()
            };
            records::list(&mut tx, &filter, ROWS).await?
        }
    };
    let mut known: Vec<(Record, Value)> = Vec::new();
    for row in newest_of_each(rows) {
        let mapped = records::find(&mut tx, row.id)
            .await?
            .and_then(|(_, exchange)| exchange)
            .map(|exchange| Value::from_json(exchange.mapped.to_string().as_bytes()).unwrap_or_default());
        known.push((row, mapped.unwrap_or_default()));
    }
    tx.commit().await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let stream = &flow.source.stream;
    let mut keys: Vec<RecordKey> = known.iter().map(|(row, _)| row.key.clone()).collect();
    if let (true, Some(only)) = (keys.is_empty(), only) {
        keys.push(only.clone());
    } else if keys.is_empty() {
        keys = sides.source.sample(stream, SAMPLES).await?;
    }
    let mut by_key: BTreeMap<RecordKey, (Record, Value)> = known
        .into_iter()
        .map(|known| (known.0.key.clone(), known))
        .collect();
    let fetched = sides.source.fetch(stream, &keys).await;
    let mut samples = Vec::with_capacity(keys.len());
    let mut refusal = None;
    for (key, fetched) in keys.into_iter().zip(fetched) {
        // A record that is gone or can't be read is no sample; the others are.
        let mut fetched = match fetched {
            Ok(Some(fetched)) => fetched,
            Ok(None) => continue,
            Err(failure) => {
                refusal = Some(failure);
                continue;
            }
        };
        let (record, mapped) = by_key
            .remove(&key)
            .map_or((None, Value::Null), |(row, mapped)| (Some(row), mapped));
        link_lines(&mut fetched.document, &mapped);
        let updated = record.as_ref().is_some_and(|row| row.outcome == "updated");
        samples.push(Sample {
            label: record
                .as_ref()
                .map(|row| row.words.label.clone())
                .filter(|label| !label.is_empty())
                .unwrap_or_else(|| called(&fetched.document, &key)),
            key,
            record: record.as_ref().map(|row| row.id),
            outcome: record.map(|row| row.outcome).unwrap_or_default(),
            linked: linked(&mapped),
            document: fetched.document,
            raw: fetched.raw,
            act: if updated { Act::Update } else { Act::Create },
        });
    }
    match refusal {
        Some(failure) if samples.is_empty() => Err(failure.into()),
        _ => Ok(samples),
    }
}

/// The newest row that tells something of each record, newest first: one that was skipped because nothing had changed
/// says less than the one that was sent.
fn newest_of_each(rows: Vec<Record>) -> Vec<Record> {
    let mut order: Vec<RecordKey> = Vec::new();
    let mut by_key: BTreeMap<RecordKey, Record> = BTreeMap::new();
    for row in rows {
        match by_key.get(&row.key) {
            None => {
                if order.len() == SAMPLES {
                    continue;
                }
                order.push(row.key.clone());
                by_key.insert(row.key.clone(), row);
            }
            Some(held)
                if held.outcome == "skipped" && matches!(row.outcome.as_str(), "created" | "updated") =>
            {
                by_key.insert(row.key.clone(), row);
            }
            Some(_) => {}
        }
    }
    order.iter().filter_map(|key| by_key.remove(key)).collect()
}

/// A revision's rules tried on one record.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Which revision.
    pub revision: RevisionId,
    /// What became of the record; the sentence says why nothing could.
    pub result: Result<engine::Rehearsed, String>,
}

/// Takes one record through revisions, in the order that is given (X6). Look-up tables are as they are now.
///
/// # Errors
/// When the store can't be asked.
pub async fn through(
    parts: &Parts,
    tenant: TenantId,
    flow: FlowId,
    revisions: &[(RevisionId, Content)],
    sample: &Sample,
) -> Result<Vec<Tried>, PlanError> {
    let mut tried = Vec::with_capacity(revisions.len());
    for (revision, content) in revisions {
        let result = match workbench(parts, tenant, flow, content, None).await {
            Ok(bench) if bench.mistakes.is_empty() => match &bench.plan {
                Some(plan) => Ok(rehearsed(plan, sample)),
                None => Err(String::new()),
            },
            Ok(bench) => Err(bench
                .mistakes
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")),
            Err(PlanError::Store(error)) => return Err(PlanError::Store(error)),
            Err(error) => Err(error.to_string()),
        };
        tried.push(Tried {
            revision: *revision,
            result,
        });
    }
    Ok(tried)
}

/// What a plan makes of a sample.
#[must_use]
pub fn rehearsed(plan: &Plan, sample: &Sample) -> engine::Rehearsed {
    engine::rehearse(plan, &sample.document, &sample.raw, &sample.linked, sample.act)
}
