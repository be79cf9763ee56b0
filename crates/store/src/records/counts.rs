//! Records counted by what became of them.

use domain::FlowId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use super::Filter;
use crate::{StoreError, Tx, transaction::Inside};

/// How many records came to the same end for the same reason through the same flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Through which flow.
    pub flow: FlowId,
    /// created, updated, skipped, failed.
    pub outcome: String,
    /// The closed word for why; empty where there is none.
    pub reason: String,
    /// How many.
    pub records: u64,
    /// The last hour in which there was one.
    pub last_hour: Timestamp,
}

/// The records of a filter by outcome and reason, most first; of run and revision the counts know nothing.
///
/// # Errors
/// When the database refuses.
pub async fn groups(tx: &mut Tx, filter: &Filter) -> Result<Vec<Group>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select flow_id, outcome, reason, sum(records)::bigint as "records!", max(hour) as "last_hour!" from tally
        where tenant_id = $1
            and ($2::timestamptz is null or hour >= $2) and ($3::timestamptz is null or hour < $3)
            and ($4::uuid is null or flow_id = $4)
            and ($5::text is null or outcome = $5) and ($6::text is null or reason = $6)
        group by flow_id, outcome, reason
        order by 4 desc, flow_id, outcome, reason
        "#,
        tenant,
        filter.since.map(ToSqlx::to_sqlx) as _,
        filter.until.map(ToSqlx::to_sqlx) as _,
        filter.flow.map(FlowId::uuid),
        filter.outcome,
        filter.reason,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Group {
            flow: row.flow_id.into(),
            outcome: row.outcome,
            reason: row.reason,
            records: row.records.unsigned_abs(),
            last_hour: row.last_hour.to_jiff(),
        })
        .collect())
}

/// How many records came to which end in an hour; each number is a count of journal rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Through which flow.
    pub flow: FlowId,
    /// The hour's beginning.
    pub hour: Timestamp,
    /// created, updated, skipped, failed.
    pub outcome: String,
    /// The closed word for why; empty where there is none.
    pub reason: String,
    /// How many.
    pub records: u64,
    /// Their durations together, in microseconds.
    pub duration_us: u64,
}

/// The tenant's counts by hour since a moment.
///
/// # Errors
/// When the database refuses.
pub async fn tallies(tx: &mut Tx, since: Timestamp) -> Result<Vec<Tally>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select flow_id, hour, outcome, reason, records, duration_us from tally
        where tenant_id = $1 and hour >= $2 order by hour, flow_id, outcome, reason
        ",
        tenant,
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Tally {
            flow: row.flow_id.into(),
            hour: row.hour.to_jiff(),
            outcome: row.outcome,
            reason: row.reason,
            records: row.records.unsigned_abs(),
            duration_us: row.duration_us.unsigned_abs(),
        })
        .collect())
}
