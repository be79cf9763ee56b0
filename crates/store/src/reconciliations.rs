//! Reconciliations: both sides of a flow counted against each other.

use domain::{FlowId, RecordKey, RunId, TenantId, UserId, canonical::Noun, flow::Flow};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{StoreError, SystemTx, Tx, row::signed, transaction::Inside};

/// Where a reconciliation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has begun.
    Waiting,
    /// Both sides are being counted.
    Counting,
    /// It is over.
    Done,
    /// It could not be done.
    Failed {
        /// Why.
        message: String,
    },
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Records in the source's window.
    pub source: u64,
    /// Of those at the destination.
    pub destination: u64,
    /// Of those left out by the flow's own conditions.
    pub left_out: u64,
    /// Of those that wait to be sent.
    pub on_the_way: u64,
    /// Calls to both sides.
    pub calls: (u64, u64),
}

/// A reconciliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// Its id.
    pub id: Uuid,
    /// Of which flow.
    pub flow: FlowId,
    /// Where it stands.
    pub state: State,
    /// What changed since was counted.
    pub since: Timestamp,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What was counted.
    pub counted: Counted,
    /// How many are only at the source, only at the destination, differ.
    pub found: (u64, u64, u64),
    /// When the missing ones were sent, and in which run.
    pub sent: Option<(Timestamp, RunId)>,
}

/// On which list a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// At the source only.
    OnlySource,
    /// At the destination only.
    OnlyDestination,
    /// Their totals differ.
    Differs,
}

impl Found {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnlySource => "only_source",
            Self::OnlyDestination => "only_destination",
            Self::Differs => "differs",
        }
    }
}

/// A record on one of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// On which list.
    pub found: Found,
    /// The source's key.
    pub key: RecordKey,
    /// The destination's id, if there was one.
    pub remote: Option<String>,
    /// What it amounts to on both sides, where that was compared.
    pub totals: Option<(Decimal, Decimal)>,
}

/// Asks for a reconciliation; while one of the flow is under way, gives that one.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn request(
    tx: &mut Tx,
    flow: FlowId,
    since: Timestamp,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Uuid, StoreError> {
    let (tenant, id) = (tx.id(), Uuid::now_v7());
    // Holding the flow's row keeps a second click from asking at the same moment.
    let there = sqlx::query_scalar!(
        r#"select 1 as "there!" from flow where tenant_id = $1 and flow_id = $2 for update"#,
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    there.ok_or_else(|| StoreError::missing("flow", &flow))?;
    let under_way = sqlx::query_scalar!(
        "select reconciliation_id from reconciliation
         where tenant_id = $1 and flow_id = $2 and state in ('waiting', 'counting')",
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(id) = under_way {
        return Ok(id);
    }
    sqlx::query!(
        "
        insert into reconciliation (tenant_id, reconciliation_id, flow_id, state, since, requested_at, requested_by)
        values ($1, $2, $3, 'waiting', $4, $5, $6)
        ",
        tenant,
        id,
        flow.uuid(),
        since.to_sqlx() as _,
        now.to_sqlx() as _,
        by.map(UserId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// A reconciliation that is to be done by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub id: Uuid,
    /// Of which flow.
    pub flow: FlowId,
    /// What changed since is counted.
    pub since: Timestamp,
}

/// Takes the one that has waited longest, or whose counter was lost.
///
/// # Errors
/// When the database refuses.
pub async fn claim(
    tx: &mut SystemTx,
    now: Timestamp,
    lease_for: SignedDuration,
) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query!(
        "
        update reconciliation set state = 'counting', lease_until = $2
        where (tenant_id, reconciliation_id) = (
            select tenant_id, reconciliation_id from reconciliation
            where state in ('waiting', 'counting') and coalesce(lease_until <= $1, true)
            order by requested_at limit 1
            for update skip locked
        )
        returning tenant_id, reconciliation_id, flow_id, since
        ",
        now.to_sqlx() as _,
        (now + lease_for).to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Job {
        tenant: row.tenant_id.into(),
        id: row.reconciliation_id,
        flow: row.flow_id.into(),
        since: row.since.to_jiff(),
    }))
}

/// Keeps what was found.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut Tx,
    id: Uuid,
    counted: Counted,
    lines: &[Line],
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let found: Vec<String> = lines.iter().map(|line| line.found.as_str().to_owned()).collect();
    let keys: Vec<String> = lines.iter().map(|line| line.key.as_str().to_owned()).collect();
    let remotes: Vec<Option<String>> = lines.iter().map(|line| line.remote.clone()).collect();
    let (theirs, ours): (Vec<Option<Decimal>>, Vec<Option<Decimal>>) = lines
        .iter()
        .map(|line| {
            (
                line.totals.map(|totals| totals.0),
                line.totals.map(|totals| totals.1),
            )
        })
        .unzip();
    sqlx::query!(
        "
        insert into reconciliation_row (tenant_id, reconciliation_id, found, key, remote_id, source_total, destination_total)
        select $1, $2, * from unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::numeric[])
        on conflict do nothing
        ",
        tenant,
        id,
        &found,
        &keys,
        &remotes as _,
        &theirs as _,
        &ours as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "
        update reconciliation set state = 'done', finished_at = $3, lease_until = null, source_records = $4,
            destination_records = $5, left_out = $6, on_the_way = $7, source_calls = $8, destination_calls = $9
        where tenant_id = $1 and reconciliation_id = $2 and state = 'counting'
        ",
        tenant,
        id,
        now.to_sqlx() as _,
        signed(counted.source),
        signed(counted.destination),
        signed(counted.left_out),
        signed(counted.on_the_way),
        signed(counted.calls.0),
        signed(counted.calls.1),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends one that could not be done.
///
/// # Errors
/// When the database refuses.
pub async fn fail(tx: &mut Tx, id: Uuid, message: &str, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update reconciliation set state = 'failed', message = $3, finished_at = $4, lease_until = null
        where tenant_id = $1 and reconciliation_id = $2 and state = 'counting'
        ",
        tenant,
        id,
        message,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The newest of each flow, or of one.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut Tx, flow: Option<FlowId>) -> Result<Vec<Reconciliation>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select r.reconciliation_id, r.flow_id, r.state, r.since, r.requested_at, r.finished_at, r.message,
            r.source_records, r.destination_records, r.left_out, r.on_the_way, r.source_calls, r.destination_calls,
            r.sent_at, r.run_id,
            (select count(*) from reconciliation_row w where w.tenant_id = $1
                and w.reconciliation_id = r.reconciliation_id and w.found = 'only_source') as "only_source!",
            (select count(*) from reconciliation_row w where w.tenant_id = $1
                and w.reconciliation_id = r.reconciliation_id and w.found = 'only_destination') as "only_destination!",
            (select count(*) from reconciliation_row w where w.tenant_id = $1
                and w.reconciliation_id = r.reconciliation_id and w.found = 'differs') as "differs!"
        from flow f, lateral (
            select * from reconciliation n where n.tenant_id = $1 and n.flow_id = f.flow_id
            order by n.reconciliation_id desc limit 1
        ) as r
        where f.tenant_id = $1 and ($2::uuid is null or f.flow_id = $2)
        order by f.name
        "#,
        tenant,
        flow.map(FlowId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reconciliation {
            id: row.reconciliation_id,
            flow: row.flow_id.into(),
            state: match row.state.as_str() {
                "waiting" => State::Waiting,
                "counting" => State::Counting,
                "done" => State::Done,
                _ => State::Failed {
                    message: row.message.unwrap_or_default(),
                },
            },
            since: row.since.to_jiff(),
            requested_at: row.requested_at.to_jiff(),
            finished_at: row.finished_at.map(jiff_sqlx::Timestamp::to_jiff),
            counted: Counted {
                source: row.source_records.unsigned_abs(),
                destination: row.destination_records.unsigned_abs(),
                left_out: row.left_out.unsigned_abs(),
                on_the_way: row.on_the_way.unsigned_abs(),
                calls: (
                    row.source_calls.unsigned_abs(),
                    row.destination_calls.unsigned_abs(),
                ),
            },
            found: (
                row.only_source.unsigned_abs(),
                row.only_destination.unsigned_abs(),
                row.differs.unsigned_abs(),
            ),
            sent: row
                .sent_at
                .map(jiff_sqlx::Timestamp::to_jiff)
                .zip(row.run_id.map(RunId::from)),
        })
        .collect())
}

/// The records on a list, by key.
///
/// # Errors
/// When the database refuses.
pub async fn lines(tx: &mut Tx, id: Uuid, found: Found, limit: i64) -> Result<Vec<Line>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select key, remote_id, source_total, destination_total from reconciliation_row
        where tenant_id = $1 and reconciliation_id = $2 and found = $3 order by key limit $4
        ",
        tenant,
        id,
        found.as_str(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            found,
            key: row.key.into(),
            remote: row.remote_id,
            totals: row.source_total.zip(row.destination_total),
        })
        .collect())
}

/// Notes that the missing ones are being sent in a run; tells whether nobody had sent them before.
///
/// # Errors
/// When the database refuses.
pub async fn sent(tx: &mut Tx, id: Uuid, run: RunId, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update reconciliation set sent_at = $4, run_id = $3
         where tenant_id = $1 and reconciliation_id = $2 and state = 'done' and sent_at is null",
        tenant,
        id,
        run.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Pairings of a flow that changed since a moment: the source's key and the destination's id.
///
/// # Errors
/// When the database refuses.
pub async fn pairings(
    tx: &mut Tx,
    flow: &Flow,
    noun: Noun,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(RecordKey, String)>, StoreError> {
    let tenant = tx.id();
    let (source, destination) = (flow.source.connection, flow.destination.connection);
    let source_is_left = source < destination;
    let (left, right) = if source_is_left {
        (source, destination)
    } else {
        (destination, source)
    };
    let rows = sqlx::query!(
        "
        select left_key, right_key from link
        where tenant_id = $1 and left_connection = $2 and right_connection = $3 and noun = $4 and changed_at >= $5
        order by changed_at desc limit $6
        ",
        tenant,
        left.uuid(),
        right.uuid(),
        noun.as_str(),
        since.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            if source_is_left {
                (row.left_key.into(), row.right_key)
            } else {
                (row.right_key.into(), row.left_key)
            }
        })
        .collect())
}

/// Flows of these kinds that run and were not counted since a moment: whose, which.
///
/// # Errors
/// When the database refuses.
pub async fn uncounted(
    tx: &mut SystemTx,
    kinds: &[&str],
    since: Timestamp,
) -> Result<Vec<(TenantId, FlowId, String)>, StoreError> {
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let rows = sqlx::query!(
        "
        select f.tenant_id, f.flow_id, t.time_zone
        from flow f join tenant t using (tenant_id) join flow_work w using (tenant_id, flow_id)
        where f.kind = any($1) and f.paused_because is null and not w.blocked and not w.held_by_plan
            and not exists (select from reconciliation r where r.tenant_id = f.tenant_id and r.flow_id = f.flow_id
                and r.requested_at >= $2)
        ",
        &kinds,
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.tenant_id.into(), row.flow_id.into(), row.time_zone))
        .collect())
}
