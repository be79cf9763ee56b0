//! Reconcile: both sides of a flow are counted against each other, by night and on demand (X1).
//!
//! The source tells which records changed in the window, page by page; pairings lead to their counterparts, which the
//! destination is asked for a hundred at a time. What has no counterpart is read and put to the flow's own conditions, so
//! that an unpaid order is not called missing. Nothing is written. All calls draw on the connections' budgets, and one
//! flow is counted at a time, so that live changes feel nothing of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use connectors::Counted;
use domain::{Decimal, Failure, RecordKey, RunId, UserId, flow::FlowKind};
use engine::{
    link_noun,
    ports::{Journal as _, Side},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use store::{
    StoreError, StoreJournal, Tx, flows,
    reconciliations::{self, Found, Job, Line, State},
    revisions,
    runs::{self, Trigger},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use uuid::Uuid;

use crate::{Parts, opening::OpeningError, plans::PlanError, trial};

/// How often we look whether one was asked for.
const LOOK: Duration = Duration::from_secs(3);
/// How long one may take before another begins it anew.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// How far the nightly count looks back.
const WINDOW: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The hour of the tenant's night in which it is counted.
const NIGHT: i8 = 3;
/// Keys that the store is asked for at once.
const CHUNK: usize = 1_000;
/// Records without a counterpart that are read one by one to see whether they pass; more are called missing unread.
const READ: usize = 500;
/// Pairings that are looked at from the other end.
const PAIRINGS: i64 = 20_000;
/// A difference of a cent is rounding.
const CENT: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// The kinds of flow whose records can be counted on both sides. Status and stock belong to the same records as orders
/// and products.
pub const COUNTABLE: [FlowKind; 3] = [FlowKind::Orders, FlowKind::Customers, FlowKind::Products];

/// Since when a count that is asked for now looks.
#[must_use]
pub fn window(now: Timestamp) -> Timestamp {
    now - WINDOW
}

/// Counts what was asked for, and by night what was not, until `stop`.
pub async fn reconcile(parts: Parts, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let counted = tokio::select! {
            counted = reconcile_next(&parts) => counted,
            // What was begun is begun anew when its lease is over.
            () = stop.cancelled() => return,
        };
        match counted {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => warn!(error = %error, "reconciliations can't be asked for; trying again"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Does the next one that waits; tells whether there was one.
///
/// # Errors
/// When the store can't be reached.
pub async fn reconcile_next(parts: &Parts) -> Result<bool, StoreError> {
    let now = parts.clock.now();
    ask_by_night(parts, now).await?;
    let mut tx = parts.store.system().await?;
    let job = reconciliations::claim(&mut tx, now, LEASE).await?;
    tx.commit().await?;
    let Some(job) = job else { return Ok(false) };
    match count(parts, &job).await {
        Ok((counted, lines)) => {
            let mut tx = parts.store.begin(job.tenant).await?;
            reconciliations::keep(&mut tx, job.id, counted, &lines, parts.clock.now()).await?;
            tx.commit().await?;
            info!(flow.id = %job.flow, found = lines.len(), "both sides were counted");
        }
        Err(CountError::Store(error)) => return Err(error),
        Err(error) => {
            warn!(flow.id = %job.flow, tenant.id = %job.tenant, error = %error, "both sides could not be counted");
            let mut tx = parts.store.begin(job.tenant).await?;
            reconciliations::fail(&mut tx, job.id, &error.to_string(), parts.clock.now()).await?;
            tx.commit().await?;
        }
    }
    Ok(true)
}

/// Asks for the flows of tenants whose night it is, once a night.
async fn ask_by_night(parts: &Parts, now: Timestamp) -> Result<(), StoreError> {
    let kinds = COUNTABLE.map(FlowKind::as_str);
    let mut tx = parts.store.system().await?;
    let uncounted = reconciliations::uncounted(&mut tx, &kinds, now - SignedDuration::from_hours(12)).await?;
    tx.commit().await?;
    for (tenant, flow, zone) in uncounted {
        let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
        if now.to_zoned(zone).hour() == NIGHT {
            let mut tx = parts.store.begin(tenant).await?;
            reconciliations::request(&mut tx, flow, window(now), None, now).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
enum CountError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Remote(#[from] Failure),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Opening(#[from] OpeningError),
}

type Outcome = (reconciliations::Counted, Vec<Line>);

async fn count(parts: &Parts, job: &Job) -> Result<Outcome, CountError> {
    let (flow, plan) = trial::plan(parts, job.tenant, job.flow, None).await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let journal = StoreJournal::new(parts.store.clone(), flow.clone());
    let noun = link_noun(flow.kind);
    let compares = compares_totals(parts, &flow).await?;

    let there: BTreeMap<RecordKey, Counted> = sides
        .source
        .counted_since(&plan.source_stream, job.since)
        .await?
        .into_iter()
        .map(|counted| (counted.key.clone(), counted))
        .collect();
    let keys: Vec<RecordKey> = there.keys().cloned().collect();
    let mut paired: BTreeMap<RecordKey, String> = BTreeMap::new();
    let mut waiting: BTreeSet<RecordKey> = BTreeSet::new();
    for chunk in keys.chunks(CHUNK) {
        let links = journal.links(noun, Side::Source, chunk).await?;
        paired.extend(links.into_iter().map(|(key, link)| (key, link.remote.id)));
        waiting.extend(journal.waiting(flow.kind, chunk).await?);
    }
    // Pairings whose source's record did not change lately, or is gone.
    let mut tx = parts.store.begin(job.tenant).await?;
    let others: Vec<(RecordKey, String)> =
        reconciliations::pairings(&mut tx, &flow, noun, job.since, PAIRINGS)
            .await?
            .into_iter()
            .filter(|(key, _)| !there.contains_key(key))
            .collect();
    tx.commit().await?;

    let mut ids: Vec<String> = paired.values().cloned().collect();
    ids.extend(others.iter().map(|(_, id)| id.clone()));
    ids.sort_unstable();
    ids.dedup();
    let here: BTreeMap<String, Counted> = sides
        .destination
        .counted(&plan.destination_stream, &ids)
        .await?
        .into_iter()
        .map(|counted| (counted.key.as_str().to_owned(), counted))
        .collect();

    let mut counted = reconciliations::Counted {
        source: there.len() as u64,
        ..reconciliations::Counted::default()
    };
    let mut lines = Vec::new();
    let mut unpaired = Vec::new();
    for (key, source) in &there {
        let line = |found, totals| Line {
            found,
            key: key.clone(),
            remote: paired.get(key).cloned(),
            totals,
        };
        match paired.get(key).map(|id| here.get(id)) {
            Some(Some(found)) => {
                counted.destination += 1;
                if let Some(totals) = differing(source, found).filter(|_| compares) {
                    lines.push(line(Found::Differs, Some(totals)));
                }
            }
            _ if waiting.contains(key) => counted.on_the_way += 1,
            Some(None) => lines.push(line(Found::OnlySource, None)),
            None => unpaired.push(key.clone()),
        }
    }
    // What was never sent may have been left out on purpose.
    for fetched in sides
        .source
        .fetch(&plan.source_stream, unpaired.get(..READ).unwrap_or(&unpaired))
        .await
        .into_iter()
        .zip(&unpaired)
    {
        let (fetched, key) = fetched;
        match fetched {
            Ok(Some(fetched)) if !engine::passes(&plan, &fetched) => counted.left_out += 1,
            // Gone since, so nothing is missing.
            Ok(None) => counted.source = counted.source.saturating_sub(1),
            Ok(Some(_)) | Err(_) => lines.push(only_source(key)),
        }
    }
    lines.extend(unpaired.iter().skip(READ).map(only_source));
    let one_sided = one_sided(&sides, &plan.source_stream, &others, &here).await?;
    counted.source += one_sided
        .iter()
        .filter(|line| line.found == Found::OnlySource)
        .count() as u64;
    lines.extend(one_sided);
    counted.calls = (sides.source.calls(), sides.destination.calls());
    Ok((counted, lines))
}

fn only_source(key: &RecordKey) -> Line {
    Line {
        found: Found::OnlySource,
        key: key.clone(),
        remote: None,
        totals: None,
    }
}

/// Pairings whose source's record did not change lately, of which one side is there and the other is gone. Those gone at
/// the destination come first: they are what the merchant misses.
async fn one_sided(
    sides: &crate::opening::Sides,
    stream: &domain::StreamName,
    others: &[(RecordKey, String)],
    here: &BTreeMap<String, Counted>,
) -> Result<Vec<Line>, Failure> {
    let (kept, gone): (Vec<_>, Vec<_>) = others.iter().partition(|(_, id)| here.contains_key(id));
    let candidates: Vec<&(RecordKey, String)> = gone.into_iter().chain(kept).take(READ).collect();
    let ids: Vec<String> = candidates
        .iter()
        .map(|(key, _)| key.as_str().to_owned())
        .collect();
    let still: BTreeSet<RecordKey> = sides
        .source
        .counted(stream, &ids)
        .await?
        .into_iter()
        .map(|counted| counted.key)
        .collect();
    Ok(candidates
        .into_iter()
        .filter_map(|(key, id)| {
            let found = match (still.contains(key), here.contains_key(id)) {
                (true, false) => Found::OnlySource,
                (false, true) => Found::OnlyDestination,
                _ => return None,
            };
            Some(Line {
                found,
                key: key.clone(),
                remote: Some(id.clone()),
                totals: None,
            })
        })
        .collect())
}

/// The totals of both sides, if they differ: the destination's is neither the one with tax nor the one without.
fn differing(source: &Counted, destination: &Counted) -> Option<(Decimal, Decimal)> {
    let first = *source.totals.first()?;
    let theirs = *destination.totals.first()?;
    let agrees = source.totals.iter().any(|total| (*total - theirs).abs() <= CENT);
    (!agrees).then_some((first, theirs))
}

/// Whether totals can be compared: with a rule of their own for the amount they may differ on purpose.
async fn compares_totals(parts: &Parts, flow: &domain::flow::Flow) -> Result<bool, StoreError> {
    let mut tx = parts.store.begin(flow.tenant).await?;
    let revision = revisions::find(&mut tx, flow.revision).await?;
    tx.commit().await?;
    let own = revision.is_some_and(|revision| revision.content.overlay.to_string().contains("\"amount\""));
    Ok(flow.kind == FlowKind::Orders && !own)
}

/// Why the missing ones are not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The store can't be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such flow, it was not counted, or nothing is missing.
    #[error("nothing is missing")]
    Nothing,
}

/// Sends what the newest count found at the source only: their pairings are forgotten first, since those that lead to a
/// removed record would have them skipped. Done once a count; a second click leads to the same run.
///
/// # Errors
/// `Nothing` if nothing is missing.
pub async fn send_missing(
    tx: &mut Tx,
    flow: domain::FlowId,
    id: Uuid,
    by: UserId,
    now: Timestamp,
) -> Result<RunId, SendError> {
    let newest = reconciliations::newest(tx, Some(flow))
        .await?
        .pop()
        .ok_or(SendError::Nothing)?;
    if newest.id != id || newest.state != State::Done {
        return Err(SendError::Nothing);
    }
    if let Some((_, run)) = newest.sent {
        return Ok(run);
    }
    let lines = reconciliations::lines(tx, id, Found::OnlySource, i64::MAX).await?;
    let keys: Vec<RecordKey> = lines.into_iter().map(|line| line.key).collect();
    let flow = flows::find(tx, flow).await?.ok_or(SendError::Nothing)?;
    if keys.is_empty() {
        return Err(SendError::Nothing);
    }
    StoreJournal::forget(tx, &flow, link_noun(flow.kind), &keys).await?;
    let run = runs::request_keys(tx, flow.id, Trigger::Replay, &keys, Some(by), now).await?;
    if !reconciliations::sent(tx, id, run, now).await? {
        return Err(SendError::Nothing);
    }
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(totals: &[&str]) -> Counted {
        Counted {
            key: "1".into(),
            totals: totals.iter().map(|total| total.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn totals_differ_only_if_neither_the_one_with_tax_nor_the_one_without_agrees() {
        let source = counted(&["121.00", "100.00"]);
        for agrees in ["121.00", "100", "120.99", "100.01"] {
            assert_eq!(differing(&source, &counted(&[agrees])), None, "{agrees}");
        }
        assert!(differing(&source, &counted(&["110.00"])).is_some());
        assert_eq!(differing(&counted(&[]), &counted(&["1"])), None);
        assert_eq!(differing(&source, &counted(&[])), None);
    }
}
