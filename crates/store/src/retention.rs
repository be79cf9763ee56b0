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

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Tenants' days whose keys were destroyed.
    pub days: u64,
    /// Partitions dropped.
    pub partitions: u64,
}

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

/// Destroys the keys of days past their tenant's window, with the rows that search found them by, and drops partitions
/// past every window.
///
/// # Errors
/// `Busy` if the journal is read for too long at a time; the next sweep tries again.
pub async fn sweep(tx: &mut SystemTx, now: Timestamp) -> Result<Deleted, StoreError> {
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
    // What is left of a day without its key are keys, outcomes and counts; the tenant's pages show none of it.
    sqlx::query!(
        "
        delete from tally where hour < $1
        ",
        (now - jiff::SignedDuration::from_hours(24 * TALLIES)).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
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
    Ok(Deleted {
        days,
        partitions: u64::from(dropped.unsigned_abs()),
    })
}
