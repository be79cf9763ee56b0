//! The outbox: entries written with the change that they tell of, acted on afterwards.

use domain::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// An entry to be acted on.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// What is to be done ("alert.raised").
    pub kind: String,
    /// With what.
    pub payload: Json,
}

/// Adds an entry.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, kind: &str, payload: &Json, due_at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "insert into outbox (tenant_id, outbox_id, kind, payload, due_at) values ($1, $2, $3, $4, $5)",
        tenant,
        Uuid::now_v7(),
        kind,
        payload,
        due_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes due entries; they are done when this transaction commits. Acting takes milliseconds, so a row lock is enough.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut SystemTx, now: Timestamp, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query!(
        "
        update outbox set done_at = $1
        where (tenant_id, outbox_id) in (
            select tenant_id, outbox_id from outbox where done_at is null and due_at <= $1
            order by due_at limit $2 for update skip locked
        )
        returning outbox_id, tenant_id, kind, payload
        ",
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.outbox_id,
            tenant: row.tenant_id.into(),
            kind: row.kind,
            payload: row.payload,
        })
        .collect())
}
