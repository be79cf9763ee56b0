//! Settling a batch: everything that it changes with us, in one transaction; all of it or nothing.
//!
//! A worker whose lease ran out writes nothing. Sealing and compressing come before the transaction, so that its locks
//! are held for milliseconds. A hundred records take some ten statements, each over arrays. EXPLAIN with 1,000,000 journal
//! rows, 1,000,000 links and 100,000 waiting keys: each goes by the index of its own keys and takes 0.3 to 1.5 ms.

mod entries;
mod keep;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Outcome, RunId, flow::Flow};
use engine::ports::Settlement;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{
    Store, StoreError, Tx, inbox::Waiting, journal::keep_links, resends, row::signed, transaction::Inside,
    work::Lease,
};

use entries::Rows;

/// Keeps what a batch did: journal, exchanges, links, dead letters, counts; checks its keys off and plans those that
/// are to be tried again. Runs in a transaction of its own.
///
/// `waiting` are the keys as they were handed out; a key that changed again since stays in the queue.
///
/// # Errors
/// `LeaseLost` for a late worker; then nothing was written.
pub async fn settle(
    store: &Store,
    lease: &Lease,
    flow: &Flow,
    settlement: &Settlement,
    waiting: &[Waiting],
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = Rows::seal(store, flow, settlement, waiting, now).await?;
    let mut tx = store.begin(lease.tenant).await?;
    guard(&mut tx, lease).await?;
    check_off(&mut tx, flow, &rows, now).await?;
    keep::journal(&mut tx, flow, &rows, now).await?;
    keep::search(&mut tx, &rows).await?;
    keep::exchanges(&mut tx, &rows).await?;
    keep_links(&mut tx, flow, &settlement.links, now).await?;
    keep::dead_letters(&mut tx, flow, &rows, now).await?;
    keep::tallies(&mut tx, flow, &rows, now).await?;
    keep::turnover(&mut tx, flow, &rows, now).await?;
    keep::delays(&mut tx, flow, &rows, now).await?;
    keep::gaps(&mut tx, flow, settlement, now).await?;
    count_runs(&mut tx, settlement, waiting).await?;
    leave_runs(&mut tx, flow, settlement, waiting).await?;
    serve(&mut tx, settlement.entries.len()).await?;
    tx.commit().await
}

/// Holds the flow's row until the end, so that nobody can claim it in between.
async fn guard(tx: &mut Tx, lease: &Lease) -> Result<(), StoreError> {
    let ours = sqlx::query_scalar!(
        r#"select 1 as "ours!" from flow_work where flow_id = $1 and tenant_id = $2 and lease_token = $3 for update"#,
        lease.flow.uuid(),
        lease.tenant.uuid(),
        lease.token.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    ours.map(|_| ()).ok_or(StoreError::LeaseLost { flow: lease.flow })
}

/// Finished keys leave the queue and failed ones wait for their next attempt, each only if it did not change since.
async fn check_off(tx: &mut Tx, flow: &Flow, rows: &Rows, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = &rows.finished;
    sqlx::query!(
        r#"select kopru_check_off($1, $2, $3, $4, $5)::text as "done""#,
        tenant,
        flow.id.uuid(),
        &done.keys,
        &done.seqs,
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    let again = &rows.again;
    if !again.keys.is_empty() {
        sqlx::query!(
            r#"select kopru_try_again($1, $2, $3, $4, $5, $6)::text as "done""#,
            tenant,
            flow.id.uuid(),
            &again.keys,
            &again.seqs,
            &again.due_at as _,
            &again.counted,
        )
        .fetch_one(tx.conn())
        .await?;
    }
    Ok(())
}

#[derive(Default)]
struct RunCounts {
    created: i64,
    updated: i64,
    skipped: i64,
    failed: i64,
    records: usize,
}

/// Adds to the runs that asked for these keys. A record that will be tried again is not counted yet; the batch's
/// calls go to the run that has most of its records.
async fn count_runs(tx: &mut Tx, settlement: &Settlement, waiting: &[Waiting]) -> Result<(), StoreError> {
    let runs: BTreeMap<_, _> = waiting
        .iter()
        .filter_map(|waiting| Some((&waiting.key, waiting.run?)))
        .collect();
    let mut counts: BTreeMap<RunId, RunCounts> = BTreeMap::new();
    for entry in &settlement.entries {
        let Some(run) = runs.get(&entry.key) else { continue };
        let count = counts.entry(*run).or_default();
        count.records += 1;
        match entry.outcome {
            Outcome::Created => count.created += 1,
            Outcome::Updated => count.updated += 1,
            Outcome::Skipped { .. } => count.skipped += 1,
            Outcome::Failed(_) if entry.again_at.is_none() => count.failed += 1,
            Outcome::Failed(_) => {}
        }
    }
    let most = counts
        .iter()
        .max_by_key(|(_, count)| count.records)
        .map(|(run, _)| *run);
    let tenant = tx.id();
    for (run, count) in counts {
        let (source, destination) = if Some(run) == most {
            settlement.calls
        } else {
            (0, 0)
        };
        sqlx::query!(
            "
            update run set
                created = created + $3, updated = updated + $4, skipped = skipped + $5, failed = failed + $6,
                source_calls = source_calls + $7, destination_calls = destination_calls + $8
            where tenant_id = $1 and run_id = $2
            ",
            tenant,
            run.uuid(),
            count.created,
            count.updated,
            count.skipped,
            count.failed,
            signed(source),
            signed(destination),
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// A key that came to an end for its run and waits again, since it changed in between, is no longer that run's: it
/// would be counted twice, and the run would not end before changes do.
async fn leave_runs(
    tx: &mut Tx,
    flow: &Flow,
    settlement: &Settlement,
    waiting: &[Waiting],
) -> Result<(), StoreError> {
    let ended: BTreeSet<_> = settlement
        .entries
        .iter()
        .filter(|entry| entry.again_at.is_none())
        .map(|entry| &entry.key)
        .collect();
    let (keys, runs): (Vec<String>, Vec<uuid::Uuid>) = waiting
        .iter()
        .filter(|waiting| ended.contains(&waiting.key))
        .filter_map(|waiting| Some((waiting.key.as_str().to_owned(), waiting.run?.uuid())))
        .unzip();
    if keys.is_empty() {
        return Ok(());
    }
    resends::done(tx, flow.id, &keys).await?;
    let tenant = tx.id();
    sqlx::query!(
        "
        update inbox i set run_id = null
        from unnest($3::text[], $4::uuid[]) as ended (key, run_id)
        where i.tenant_id = $1 and i.flow_id = $2 and i.key = ended.key and i.run_id = ended.run_id
        ",
        tenant,
        flow.id.uuid(),
        &keys,
        &runs,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tenant received this much service. Last, since all flows of the tenant share the row.
async fn serve(tx: &mut Tx, records: usize) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update tenant_share set served = served + $2::float8 / weight where tenant_id = $1",
        tenant,
        // A batch with nothing in it was a turn, too.
        f64::from(u32::try_from(records.max(1)).unwrap_or(u32::MAX)),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
