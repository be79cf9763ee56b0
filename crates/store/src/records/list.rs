//! A page of the activity log, and how many records it has.

use domain::{FlowId, RevisionId, RunId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use super::{
    Filter, Record,
    ids::{Bounds, first_id_at},
    sealed::{RecordRow, opened},
};
use crate::{StoreError, Tx, transaction::Inside};

/// A page of the activity log, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Vec<Record>, StoreError> {
    plan_by_values(tx).await?;
    let all = filter.bounds();
    let rows = match hours_with(tx, filter, limit).await? {
        Hours::Unknown => read(tx, filter, all, limit).await?,
        Hours::None => Vec::new(),
        Hours::Within(near) => {
            let rows = read(tx, filter, near, limit).await?;
            // Counts outlive rows that were erased, so that fewer may be there than were counted.
            if usize::try_from(limit).is_ok_and(|limit| rows.len() < limit) && near.from > all.from {
                read(tx, filter, all, limit).await?
            } else {
                rows
            }
        }
    };
    let mut records = opened(tx, rows).await?;
    if filter.after.is_some() {
        records.reverse();
    }
    Ok(records)
}

async fn read(
    tx: &mut Tx,
    filter: &Filter,
    bounds: Bounds,
    limit: i64,
) -> Result<Vec<RecordRow>, StoreError> {
    let tenant = tx.id();
    let (first_day, last_day) = bounds.days();
    let flow = filter.flow.map(FlowId::uuid);
    let run = filter.run.map(RunId::uuid);
    let revision = filter.revision.map(RevisionId::uuid);
    // Two statements, since the page after a record is read from the other end.
    if filter.after.is_some() {
        return Ok(sqlx::query_as!(
            RecordRow,
            "
            select record_id, day, flow_id, run_id, revision_id, key, outcome, reason, remote_id, remote_parts, amount,
                currency, attempt, duration_us, at, words
            from journal_entry
            where tenant_id = $1
                and ($2::uuid is null or flow_id = $2)
                and ($3::text is null or outcome = $3)
                and ($4::text is null or reason = $4)
                and ($5::uuid is null or run_id = $5)
                and ($6::uuid is null or revision_id = $6)
                and ($7::uuid is null or record_id >= $7) and ($8::uuid is null or record_id < $8)
                and ($9::date is null or day >= $9) and ($10::date is null or day <= $10)
            order by record_id
            limit $11
            ",
            tenant,
            flow,
            filter.outcome,
            filter.reason,
            run,
            revision,
            bounds.from,
            bounds.to,
            first_day.map(ToSqlx::to_sqlx) as _,
            last_day.map(ToSqlx::to_sqlx) as _,
            limit,
        )
        .fetch_all(tx.conn())
        .await?);
    }
    Ok(sqlx::query_as!(
        RecordRow,
        "
        select record_id, day, flow_id, run_id, revision_id, key, outcome, reason, remote_id, remote_parts, amount,
            currency, attempt, duration_us, at, words
        from journal_entry
        where tenant_id = $1
            and ($2::uuid is null or flow_id = $2)
            and ($3::text is null or outcome = $3)
            and ($4::text is null or reason = $4)
            and ($5::uuid is null or run_id = $5)
            and ($6::uuid is null or revision_id = $6)
            and ($7::uuid is null or record_id >= $7) and ($8::uuid is null or record_id < $8)
            and ($9::date is null or day >= $9) and ($10::date is null or day <= $10)
        order by record_id desc
        limit $11
        ",
        tenant,
        flow,
        filter.outcome,
        filter.reason,
        run,
        revision,
        bounds.from,
        bounds.to,
        first_day.map(ToSqlx::to_sqlx) as _,
        last_day.map(ToSqlx::to_sqlx) as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Where the hourly counts say that records of an outcome or reason lie.
enum Hours {
    /// The counts don't tell.
    Unknown,
    /// There are none.
    None,
    /// As many as are wanted lie between these.
    Within(Bounds),
}

/// Outcomes and reasons have no index, which each record would pay for. The hourly counts say in which hours such
/// records lie, so that no page steps over a million others to find three, or none.
async fn hours_with(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Hours, StoreError> {
    let told = filter.outcome.is_some() || filter.reason.is_some();
    if !told || filter.run.is_some() || filter.after.is_some() {
        return Ok(Hours::Unknown);
    }
    let bounds = filter.bounds();
    let moment = |id: Uuid| Timestamp::from_millisecond(i64::try_from(id.as_u128() >> 80).ok()?).ok();
    let (from, to) = (bounds.from.and_then(moment), bounds.to.and_then(moment));
    let tenant = tx.id();
    let hours = sqlx::query!(
        r#"
        select hour as "hour!", sum(records)::bigint as "records!" from tally
        where tenant_id = $1
            and ($2::timestamptz is null or hour > $2::timestamptz - interval '1 hour')
            and ($3::timestamptz is null or hour <= $3)
            and ($4::uuid is null or flow_id = $4)
            and ($5::text is null or outcome = $5) and ($6::text is null or reason = $6)
        group by hour order by hour desc
        "#,
        tenant,
        from.map(ToSqlx::to_sqlx) as _,
        to.map(ToSqlx::to_sqlx) as _,
        filter.flow.map(FlowId::uuid),
        filter.outcome,
        filter.reason,
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(newest) = hours.first() else {
        return Ok(Hours::None);
    };
    let hour = jiff::SignedDuration::from_hours(1);
    let end = first_id_at(newest.hour.to_jiff() + hour);
    let mut near = Bounds {
        from: bounds.from,
        to: Some(bounds.to.map_or(end, |to| to.min(end))),
    };
    // The first hour may lie partly behind the page, so it counts for nothing.
    let mut found = 0;
    for row in hours.iter().skip(1) {
        found += row.records;
        if found >= limit {
            near.from = near.from.max(Some(first_id_at(row.hour.to_jiff())));
            break;
        }
    }
    Ok(Hours::Within(near))
}

/// How many records there are of a filter that the hourly counts know (flow, outcome, reason, whole hours); none if
/// it asks for more than they tell.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<Option<u64>, StoreError> {
    let is_whole = |at: &Timestamp| at.as_millisecond() % 3_600_000 == 0;
    let hourly = filter.since.iter().chain(&filter.until).all(is_whole);
    if !hourly || filter.run.is_some() || filter.revision.is_some() {
        return Ok(None);
    }
    let tenant = tx.id();
    let records = sqlx::query_scalar!(
        r#"
        select coalesce(sum(records), 0)::bigint as "records!" from tally
        where tenant_id = $1
            and ($2::timestamptz is null or hour >= $2) and ($3::timestamptz is null or hour < $3)
            and ($4::uuid is null or flow_id = $4)
            and ($5::text is null or outcome = $5) and ($6::text is null or reason = $6)
        "#,
        tenant,
        filter.since.map(ToSqlx::to_sqlx) as _,
        filter.until.map(ToSqlx::to_sqlx) as _,
        filter.flow.map(FlowId::uuid),
        filter.outcome,
        filter.reason,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Some(records.unsigned_abs()))
}

/// Lets Postgres plan with the filters that are really set. A plan for all of them would step over a million rows to
/// find fifty of a flow that seldom runs; planning takes a millisecond, which a page can spare.
pub(super) async fn plan_by_values(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query!("set local plan_cache_mode = force_custom_plan")
        .execute(tx.conn())
        .await?;
    Ok(())
}
