//! Deleting what is past its time, and making room for what comes.
//!
//! A tenant's day ends with its key: from then on nothing of it can be read, wherever a copy lies. The space comes back
//! when the day is past every tenant's window and its partitions are dropped. Both touch keys and partitions only, never
//! the payloads (lesson 8).

use jiff::{Timestamp, ToSpan};
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, records::day_of, transaction::Inside};

/// The longest window that a tenant can choose, in days.
const LONGEST: i64 = 30;

/// Days for which partitions are made ahead: a scheduler may be down for a week without the journal missing one.
const AHEAD: i64 = 14;

/// Days for which the hourly counts are kept. They hold no keys and no words.
const TALLIES: i64 = 400;

/// Days for which runs that are over, alerts that were resolved and dead letters that are done with are kept.
const SETTLED: i64 = 90;

/// Makes the partitions of the coming days; tells how many were missing.
///
/// # Errors
/// When the database refuses.
pub async fn ensure_partitions(tx: &mut SystemTx, now: Timestamp) -> Result<u64, StoreError> {
    let today = day_of(now);
    let made = sqlx::query_scalar!(
        r#"select kopru_ensure_partitions($1, $2) as "made!""#,
        today.saturating_sub(1.day()).to_sqlx() as _,
        today.saturating_add(AHEAD.days()).to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u64::from(made.unsigned_abs()))
}

/// Destroys the keys of days past their tenant's window, and deletes what else is past its time; tells of how many
/// days the keys are gone. From then on nobody is shown anything of those days.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(tx: &mut SystemTx, now: Timestamp) -> Result<u64, StoreError> {
    let today = day_of(now);
    let days = sqlx::query!(
        "
        delete from day_key k using tenant t
        where t.tenant_id = k.tenant_id and k.day < $1::date - t.retention_days
        ",
        today.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?
    .rows_affected();
    // Their keys are what stood in records.
    sqlx::query!(
        "
        delete from lookup_gap g using tenant t
        where t.tenant_id = g.tenant_id and g.last_at < $1::timestamptz - make_interval(days => t.retention_days)
        ",
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    for statement in [
        sqlx::query!(
            "delete from tally where hour < $1",
            days_before(now, TALLIES) as _
        ),
        sqlx::query!(
            "delete from turnover where hour < $1",
            days_before(now, TALLIES) as _
        ),
        sqlx::query!(
            "delete from delay where hour < $1",
            days_before(now, TALLIES) as _
        ),
    ] {
        statement.execute(tx.conn()).await?;
    }
    sweep_kept(tx, now).await?;
    sweep_settled(tx, now).await?;
    Ok(days)
}

fn days_before(now: Timestamp, days: i64) -> jiff_sqlx::Timestamp {
    (now - jiff::SignedDuration::from_hours(24 * days)).to_sqlx()
}

/// What the wizard tried, and what came in for flows that their plan holds back: as long as the longest window.
async fn sweep_kept(tx: &mut SystemTx, now: Timestamp) -> Result<(), StoreError> {
    let before = || days_before(now, LONGEST);
    for statement in [
        sqlx::query!("delete from setup_test where finished_at < $1", before() as _),
        sqlx::query!(
            "
            delete from inbox i using flow_work w
            where w.tenant_id = i.tenant_id and w.flow_id = i.flow_id and w.held_by_plan and i.seen_at < $1
            ",
            before() as _
        ),
    ] {
        statement.execute(tx.conn()).await?;
    }
    Ok(())
}

/// What nobody waits for any more.
async fn sweep_settled(tx: &mut SystemTx, now: Timestamp) -> Result<(), StoreError> {
    let before = || days_before(now, SETTLED);
    for statement in [
        sqlx::query!(
            "delete from dead_letter where state in ('replayed', 'resolved', 'set_aside') and changed_at < $1",
            before() as _
        ),
        sqlx::query!("delete from alert where resolved_at < $1", before() as _),
        sqlx::query!("delete from reconciliation where finished_at < $1", before() as _),
        sqlx::query!("delete from run where finished_at < $1", before() as _),
    ] {
        statement.execute(tx.conn()).await?;
    }
    Ok(())
}

/// Drops the partitions past every tenant's window; tells how many. In a transaction of its own: it needs the journal
/// for itself for a moment, and when that is busy, no key must be kept for it.
///
/// # Errors
/// `Busy` if the journal is read for too long at a time; the next sweep tries again.
pub async fn drop_partitions(tx: &mut SystemTx, now: Timestamp) -> Result<u64, StoreError> {
    let today = day_of(now);
    let longest =
        sqlx::query_scalar!(r#"select coalesce(max(retention_days), 7)::bigint as "longest!" from tenant"#)
            .fetch_one(tx.conn())
            .await?
            .min(LONGEST);
    let dropped = sqlx::query_scalar!(
        r#"select kopru_drop_partitions($1) as "dropped!""#,
        today.saturating_sub(longest.days()).to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(u64::from(dropped.unsigned_abs()))
}
