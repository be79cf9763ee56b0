//! Runs: loads, replays and runs by hand, from asked-for to finished, with their progress.

use domain::{Counts, Cursor, FlowId, LeaseToken, RecordKey, RevisionId, RunId, TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde::Serialize;

use crate::{
    InTransaction, Store, StoreError, SystemTx, Tx,
    inbox::{self, Priority},
    row::signed,
    transaction::Inside,
};

/// Why a run was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A person or a script asked.
    ByHand,
    /// The first load of a flow.
    Load,
    /// Dead letters are sent again.
    Replay,
}

impl Trigger {
    fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Load => "load",
            Self::Replay => "replay",
        }
    }
}

/// Where a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Nobody has begun.
    Waiting,
    /// Keys are being found in the source.
    Reading,
    /// Keys wait or are worked on.
    Working,
    /// All keys came to an end.
    Finished,
    /// It could not go on.
    Failed {
        /// Why.
        message: String,
    },
    /// A person stopped it.
    Cancelled,
}

/// A run and its progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: FlowId,
    /// The revision that was published when it was asked for.
    pub revision: RevisionId,
    /// Why.
    pub trigger: String,
    /// Where it stands.
    #[serde(flatten)]
    pub state: State,
    /// Only what changed since.
    pub since: Option<Timestamp>,
    /// Keys found so far.
    pub total: u64,
    /// What became of them. `seen` counts those that came to an end.
    pub counts: Counts,
    /// Calls to the source.
    pub source_calls: u64,
    /// Calls to the destination.
    pub destination_calls: u64,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

impl Run {
    /// Whether it came to an end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.finished_at.is_some()
    }
}

struct RunRow {
    run_id: uuid::Uuid,
    tenant_id: uuid::Uuid,
    flow_id: uuid::Uuid,
    revision_id: uuid::Uuid,
    trigger: String,
    state: String,
    message: Option<String>,
    since: Option<jiff_sqlx::Timestamp>,
    total: i64,
    created: i64,
    updated: i64,
    skipped: i64,
    failed: i64,
    source_calls: i64,
    destination_calls: i64,
    requested_at: jiff_sqlx::Timestamp,
    finished_at: Option<jiff_sqlx::Timestamp>,
}

impl From<RunRow> for Run {
    fn from(row: RunRow) -> Self {
        let count = |number: i64| number.unsigned_abs();
        Self {
            id: row.run_id.into(),
            tenant: row.tenant_id.into(),
            flow: row.flow_id.into(),
            revision: row.revision_id.into(),
            trigger: row.trigger,
            state: match row.state.as_str() {
                "waiting" => State::Waiting,
                "reading" => State::Reading,
                "working" => State::Working,
                "finished" => State::Finished,
                "cancelled" => State::Cancelled,
                _ => State::Failed {
                    message: row.message.unwrap_or_default(),
                },
            },
            since: row.since.map(jiff_sqlx::Timestamp::to_jiff),
            total: count(row.total),
            counts: Counts {
                seen: count(row.created + row.updated + row.skipped + row.failed),
                created: count(row.created),
                updated: count(row.updated),
                skipped: count(row.skipped),
                failed: count(row.failed),
            },
            source_calls: count(row.source_calls),
            destination_calls: count(row.destination_calls),
            requested_at: row.requested_at.to_jiff(),
            finished_at: row.finished_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}

/// Asks for a run that reads the flow's source from `since` (none: from the beginning) and sends what it finds.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn request(
    tx: &mut Tx,
    flow: FlowId,
    trigger: Trigger,
    since: Option<Timestamp>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<RunId, StoreError> {
    add(tx, flow, trigger, "waiting", since, by, now).await
}

/// Asks for a run over known keys: nothing is read, they go into the queue at once.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn request_keys(
    tx: &mut Tx,
    flow: FlowId,
    trigger: Trigger,
    keys: &[RecordKey],
    by: Option<UserId>,
    now: Timestamp,
) -> Result<RunId, StoreError> {
    let run = add(tx, flow, trigger, "working", None, by, now).await?;
    inbox::put(tx, flow, keys, Priority::Live, Some(run), now).await?;
    let tenant = tx.id();
    sqlx::query!(
        "update run set total = (select count(*) from inbox where tenant_id = $1 and run_id = $2)
         where tenant_id = $1 and run_id = $2",
        tenant,
        run.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(run)
}

async fn add(
    tx: &mut Tx,
    flow: FlowId,
    trigger: Trigger,
    state: &str,
    since: Option<Timestamp>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<RunId, StoreError> {
    let (id, tenant) = (RunId::new(), tx.id());
    let done = sqlx::query!(
        "
        with added as (
            insert into run (tenant_id, run_id, flow_id, revision_id, trigger, state, since, requested_at, requested_by)
            select tenant_id, $2, flow_id, revision_id, $4, $5, $6, $7, $8
            from flow where tenant_id = $1 and flow_id = $3
            returning run_id
        )
        select pg_notify('kopru_runs', run_id::text)::text from added
        ",
        tenant,
        id.uuid(),
        flow.uuid(),
        trigger.as_str(),
        state,
        since.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
        by.map(UserId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    done.map(|_| id).ok_or_else(|| StoreError::missing("flow", &flow))
}

/// A run whose source is to be read by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadLease {
    /// Which run.
    pub run: RunId,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: FlowId,
    /// Only what changed since.
    pub since: Option<Timestamp>,
    /// Where reading stands; none: at the beginning.
    pub cursor: Option<Cursor>,
    /// The proof.
    pub token: LeaseToken,
}

/// Takes the run that has waited longest for its source to be read, or whose reader was lost; only of `limit_to`, if
/// named.
///
/// # Errors
/// When the database refuses.
pub async fn claim_reading(
    tx: &mut SystemTx,
    now: Timestamp,
    lease_for: SignedDuration,
    limit_to: Option<FlowId>,
) -> Result<Option<ReadLease>, StoreError> {
    let token = LeaseToken::new();
    let row = sqlx::query!(
        "
        update run set state = 'reading', lease_token = $2, lease_until = $3
        where (tenant_id, run_id) = (
            select r.tenant_id, r.run_id from run r join flow_work w using (flow_id)
            where r.state in ('waiting', 'reading') and coalesce(r.lease_until <= $1, true)
                and not w.paused and not w.blocked
                and ($4::uuid is null or r.flow_id = $4)
            order by r.requested_at limit 1
            for update of r skip locked
        )
        returning run_id, tenant_id, flow_id, since, cursor
        ",
        now.to_sqlx() as _,
        token.uuid(),
        (now + lease_for).to_sqlx() as _,
        limit_to.map(FlowId::uuid),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| ReadLease {
        run: row.run_id.into(),
        tenant: row.tenant_id.into(),
        flow: row.flow_id.into(),
        since: row.since.map(jiff_sqlx::Timestamp::to_jiff),
        cursor: row.cursor.map(Cursor),
        token,
    }))
}

/// Gives the reading of a run back where it stands: whoever comes at `again_at` or later goes on. A lease that is no
/// longer ours is no error.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(tx: &mut Tx, lease: &ReadLease, again_at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update run set lease_token = null, lease_until = $4
        where tenant_id = $1 and run_id = $2 and lease_token = $3 and state = 'reading'
        ",
        tenant,
        lease.run.uuid(),
        lease.token.uuid(),
        again_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What one step of reading brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPage<'a> {
    /// Keys found.
    pub keys: &'a [RecordKey],
    /// Where to go on.
    pub next: &'a Cursor,
    /// Whether there is more.
    pub more: bool,
    /// Calls that it took.
    pub calls: u64,
    /// How urgent its keys are: a load gives way to live changes.
    pub priority: Priority,
}

/// Puts a page's keys into the queue and notes where reading stands, both or neither. Extends the lease.
///
/// # Errors
/// `LeaseLost` if another reader took over, or the run was cancelled.
pub async fn read_page(
    tx: &mut Tx,
    lease: &ReadLease,
    page: &ReadPage<'_>,
    now: Timestamp,
    lease_for: SignedDuration,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let until = page.more.then(|| (now + lease_for).to_sqlx());
    let done = sqlx::query!(
        "
        update run set cursor = $4, total = total + $5, source_calls = source_calls + $6, lease_until = $7,
            lease_token = case when $8 then lease_token end,
            state = case when $8 then 'reading' else 'working' end
        where tenant_id = $1 and run_id = $2 and lease_token = $3 and state = 'reading'
        ",
        tenant,
        lease.run.uuid(),
        lease.token.uuid(),
        page.next.0,
        i64::try_from(page.keys.len()).unwrap_or(i64::MAX),
        signed(page.calls),
        until as _,
        page.more,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::LeaseLost { flow: lease.flow });
    }
    inbox::put(tx, lease.flow, page.keys, page.priority, Some(lease.run), now).await?;
    Ok(())
}

/// Ends a run that can't go on.
///
/// # Errors
/// When the database refuses.
pub async fn fail(tx: &mut Tx, run: RunId, message: &str, now: Timestamp) -> Result<(), StoreError> {
    end(tx, run, "failed", Some(message), now).await
}

/// Ends a run on a person's wish: its waiting keys leave the queue unless they are live.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(tx: &mut Tx, run: RunId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from inbox where tenant_id = $1 and run_id = $2 and priority = 1",
        tenant,
        run.uuid(),
    )
    .execute(tx.conn())
    .await?;
    end(tx, run, "cancelled", None, now).await
}

async fn end(
    tx: &mut Tx,
    run: RunId,
    state: &str,
    message: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update run set state = $3, message = $4, finished_at = $5, lease_token = null, lease_until = null
        where tenant_id = $1 and run_id = $2 and finished_at is null
        ",
        tenant,
        run.uuid(),
        state,
        message,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Finishes the runs none of whose keys wait any more; tells which. Asked after each settled batch and by the sweep.
/// What a run saw is then what came to an end in it: a key that two pages told of, or that a later run took over, was
/// foreseen here and not worked on.
///
/// # Errors
/// When the database refuses.
pub async fn finish_done(tx: &mut impl InTransaction, now: Timestamp) -> Result<Vec<RunId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "
        update run r set state = 'finished', finished_at = $1,
            total = r.created + r.updated + r.skipped + r.failed
        where r.state = 'working'
            and not exists (select from inbox i where i.tenant_id = r.tenant_id and i.run_id = r.run_id)
        returning r.run_id
        ",
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(RunId::from).collect())
}

/// A run by id.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, id: RunId) -> Result<Option<Run>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query_as!(
        RunRow,
        "
        select run_id, tenant_id, flow_id, revision_id, trigger, state, message, since, total, created, updated,
            skipped, failed, source_calls, destination_calls, requested_at, finished_at
        from run where tenant_id = $1 and run_id = $2
        ",
        tenant,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Run::from))
}

/// A tenant's runs, newest first, older than `before`; of one flow if named.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    flow: Option<FlowId>,
    before: Option<RunId>,
    limit: i64,
) -> Result<Vec<Run>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RunRow,
        "
        select run_id, tenant_id, flow_id, revision_id, trigger, state, message, since, total, created, updated,
            skipped, failed, source_calls, destination_calls, requested_at, finished_at
        from run
        where tenant_id = $1 and ($2::uuid is null or flow_id = $2) and ($3::uuid is null or run_id < $3)
        order by run_id desc limit $4
        ",
        tenant,
        flow.map(FlowId::uuid),
        before.map(RunId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Run::from).collect())
}

/// The tenant's replays that are not over, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn replaying(tx: &mut Tx) -> Result<Vec<Run>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RunRow,
        "
        select run_id, tenant_id, flow_id, revision_id, trigger, state, message, since, total, created, updated,
            skipped, failed, source_calls, destination_calls, requested_at, finished_at
        from run
        where tenant_id = $1 and state = 'working' and trigger = 'replay'
        order by run_id desc limit 10
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Run::from).collect())
}

/// Waits until a run is over, looking every `pause`.
///
/// # Errors
/// `Missing` if there is no such run.
pub async fn wait(
    store: &Store,
    tenant: TenantId,
    id: RunId,
    pause: std::time::Duration,
) -> Result<Run, StoreError> {
    loop {
        let mut tx = store.begin(tenant).await?;
        let run = find(&mut tx, id)
            .await?
            .ok_or_else(|| StoreError::missing("run", &id))?;
        tx.commit().await?;
        if run.is_over() {
            return Ok(run);
        }
        tokio::time::sleep(pause).await;
    }
}
