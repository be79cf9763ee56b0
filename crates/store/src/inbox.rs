//! The queue: which keys of a flow wait to be sent.
//!
//! One row a changed key. A key that waits already is not written again within ten seconds, unless it may be in a
//! worker's hand at this moment: then its `seq` grows, and the worker that checks off what it saw leaves it waiting.
//!
//! EXPLAIN with 100,000 waiting keys of one flow among 5,000 flows, 1,000,000 journal rows: `due` walks `inbox_live`, then
//! `inbox_load` from the front, 100 keys in 0.1 to 0.3 ms whatever waits behind them (with 100 keys in hand it steps over those); `put` of
//! 100 keys takes 1.4 ms, 100 probes of the primary key.

use domain::{FlowId, RecordKey, RunId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, Tx, transaction::Inside, work::Lease};

/// How urgent a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Something changed just now.
    Live,
    /// Part of a load; anything live goes first.
    Load,
}

impl Priority {
    fn number(self) -> i16 {
        match self {
            Self::Live => 0,
            Self::Load => 1,
        }
    }
}

/// A key that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The source's key.
    pub key: RecordKey,
    /// Which state of it was seen; checking it off names this.
    pub seq: i64,
    /// How often it failed so far.
    pub attempt: u16,
    /// The run that asked for it, if one did.
    pub run: Option<RunId>,
    /// How urgent.
    pub priority: Priority,
    /// When its change was first seen.
    pub seen_at: Timestamp,
}

/// Puts keys into a flow's queue and wakes a worker; tells how many were not waiting yet.
///
/// Who puts into several flows within one transaction does so in ascending order of their ids.
///
/// # Errors
/// When the database refuses.
pub async fn put(
    tx: &mut Tx,
    flow: FlowId,
    keys: &[RecordKey],
    priority: Priority,
    run: Option<RunId>,
    due_at: Timestamp,
) -> Result<u64, StoreError> {
    if keys.is_empty() {
        return Ok(0);
    }
    // In one order for all, so that two who put the same keys can't wait for each other.
    let mut keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    keys.sort_unstable();
    keys.dedup();
    let tenant = tx.id();
    // Shared among those who put, exclusive for `work::release`: it decides when the flow is due next and must see
    // every key that was put before. A row lock would make hooks of one flow wait for each other's commits.
    sqlx::query_scalar!(
        r#"select pg_advisory_xact_lock_shared(hashtextextended($1::uuid::text, 0))::text as "locked""#,
        flow.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    let put = sqlx::query!(
        r#"
        with work as (
            select lease_token is not null as in_hand from flow_work where flow_id = $2
        ), wake as (
            update flow_work set due_at = least(due_at, $5), live = (live and due_at is not null) or $4::smallint = 0
            where flow_id = $2 and (due_at is null or due_at > $5 or ($4::smallint = 0 and not live))
            returning flow_id
        ), put as (
            insert into inbox as i (tenant_id, flow_id, key, priority, due_at, seen_at, told_at, run_id)
            select $1, $2, key, $4, $5, $5, $5, $6 from unnest($3::text[]) as key
            -- The flow's row is held before its keys, as when a batch is settled.
            where (select count(*) from wake) >= 0
            on conflict (tenant_id, flow_id, key) do update set
                seq = i.seq + 1,
                priority = least(i.priority, excluded.priority),
                due_at = least(i.due_at, excluded.due_at),
                told_at = greatest(i.told_at, excluded.told_at),
                attempt = 0,
                run_id = coalesce(excluded.run_id, i.run_id)
            where (select in_hand from work)
                or i.priority > excluded.priority
                or i.due_at > excluded.due_at
                or i.told_at < excluded.told_at - interval '10 seconds'
                or (excluded.run_id is not null and i.run_id is distinct from excluded.run_id)
            returning xmax = 0 as is_new
        )
        select
            (select count(*) from put where is_new) as "new!",
            (select pg_notify('kopru_work', flow_id::text)::text from wake) as "woken"
        "#,
        tenant,
        flow.uuid(),
        &keys,
        priority.number(),
        due_at.to_sqlx() as _,
        run.map(RunId::uuid),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(put.new.unsigned_abs())
}

/// Keys that are due, live ones first, oldest first; `in_hand` are left out (batches under way, not settled yet).
///
/// # Errors
/// When the database refuses.
pub async fn due(
    tx: &mut impl InTransaction,
    lease: &Lease,
    now: Timestamp,
    limit: usize,
    in_hand: &[RecordKey],
) -> Result<Vec<Waiting>, StoreError> {
    let in_hand: Vec<String> = in_hand.iter().map(|key| key.as_str().to_owned()).collect();
    // Two walks along the index, each from its front. One walk over both priorities would have to step over every
    // live key that waits for its next attempt before it reached the load.
    let rows = sqlx::query!(
        r#"
        select key as "key!", seq as "seq!", attempt as "attempt!", run_id, priority as "priority!", seen_at as "seen_at!"
        from (
            (select * from inbox
             where tenant_id = $1 and flow_id = $2 and priority = 0 and due_at <= $3 and key <> all($5::text[])
             order by due_at limit $4)
            union all
            (select * from inbox
             where tenant_id = $1 and flow_id = $2 and priority = 1 and due_at <= $3 and key <> all($5::text[])
             order by due_at limit $4)
        ) as waiting
        limit $4
        "#,
        lease.tenant.uuid(),
        lease.flow.uuid(),
        now.to_sqlx() as _,
        i64::try_from(limit).unwrap_or(i64::MAX),
        &in_hand,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Waiting {
            key: row.key.into(),
            seq: row.seq,
            attempt: row.attempt.unsigned_abs(),
            run: row.run_id.map(RunId::from),
            priority: if row.priority == 0 {
                Priority::Live
            } else {
                Priority::Load
            },
            seen_at: row.seen_at.to_jiff(),
        })
        .collect())
}

/// One key as it waits, if it does.
///
/// # Errors
/// When the database refuses.
pub async fn one(tx: &mut Tx, flow: FlowId, key: &RecordKey) -> Result<Option<Waiting>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "
        select seq, attempt, run_id, priority, seen_at
        from inbox where tenant_id = $1 and flow_id = $2 and key = $3
        ",
        tenant,
        flow.uuid(),
        key.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Waiting {
        key: key.clone(),
        seq: row.seq,
        attempt: row.attempt.unsigned_abs(),
        run: row.run_id.map(RunId::from),
        priority: if row.priority == 0 {
            Priority::Live
        } else {
            Priority::Load
        },
        seen_at: row.seen_at.to_jiff(),
    }))
}

/// How many keys of a flow wait, and since when the oldest does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Keys waiting, those that are to be tried again included.
    pub waiting: u64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

/// What waits in a flow (paused ones ask before they go on, X14).
///
/// # Errors
/// When the database refuses.
pub async fn backlog(tx: &mut Tx, flow: FlowId) -> Result<Backlog, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"select count(*) as "waiting!", min(seen_at) as oldest from inbox where tenant_id = $1 and flow_id = $2"#,
        tenant,
        flow.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Backlog {
        waiting: row.waiting.unsigned_abs(),
        oldest: row.oldest.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

/// Forgets waiting keys that did not change since a moment ("send only what changed since …" on resuming); tells how
/// many. What was told in the ten seconds before it stays, too: that it was told again is not noted so soon.
///
/// # Errors
/// When the database refuses.
pub async fn forget(tx: &mut Tx, flow: FlowId, told_before: Timestamp) -> Result<u64, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from inbox where tenant_id = $1 and flow_id = $2 and told_at < $3::timestamptz - interval '10 seconds'",
        tenant,
        flow.uuid(),
        told_before.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
