//! What members do with an alert: look at it, look away, mute it.

use domain::{AlertId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use super::wake;
use crate::{StoreError, Tx, transaction::Inside};

/// A member looks at it, so that others need not; whoever came first stays.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn acknowledge(tx: &mut Tx, id: AlertId, by: UserId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update alert set acknowledged_by = case when acknowledged_at is null then $3 else acknowledged_by end,
            acknowledged_at = coalesce(acknowledged_at, $4)
        where tenant_id = $1 and alert_id = $2
        ",
        tenant,
        id.uuid(),
        by.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), id)
}

/// Nobody looks at it any more.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn look_away(tx: &mut Tx, id: AlertId) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update alert set acknowledged_by = null, acknowledged_at = null where tenant_id = $1 and alert_id = $2",
        tenant,
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), id)
}

/// Nobody is told of it, or of its cause should it come back, before `until`. Is it open then, it is told again.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn mute(tx: &mut Tx, id: AlertId, until: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update alert set muted_until = $3, told_at = case when resolved_at is null then null else told_at end
        where tenant_id = $1 and alert_id = $2
        ",
        tenant,
        id.uuid(),
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), id)
}

/// It is told again as usual. That it was told already is not forgotten.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn unmute(tx: &mut Tx, id: AlertId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update alert set muted_until = null, told_at = coalesce(told_at, $3)
        where tenant_id = $1 and alert_id = $2
        ",
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), id)?;
    wake(tx).await
}

fn found(rows: u64, id: AlertId) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::missing("alert", &id));
    }
    Ok(())
}
