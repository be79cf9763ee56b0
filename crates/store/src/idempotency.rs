//! Idempotency keys: a write that is repeated with its key has the first one's effect and answer.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nobody used it: go on, and `finish` in the same transaction.
    New,
    /// It was used for this very request: give this answer again.
    Answered {
        /// HTTP status.
        status: u16,
        /// Body.
        body: Vec<u8>,
    },
    /// It was used for another request: the caller's mistake.
    OtherRequest,
}

/// Takes a key for a request. Another request with the same key waits here until the first one's transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    tx: &mut Tx,
    key: &str,
    request_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Seen, StoreError> {
    let tenant = tx.id();
    let taken = sqlx::query!(
        "
        insert into idempotency_key (tenant_id, key, request_hash, created_at) values ($1, $2, $3, $4)
        on conflict do nothing
        ",
        tenant,
        key,
        request_hash,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(Seen::New);
    }
    look(tx, key, request_hash).await
}

/// What is known of a key, without taking it.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx, key: &str, request_hash: &[u8; 32]) -> Result<Seen, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "select request_hash, status, body from idempotency_key where tenant_id = $1 and key = $2",
        tenant,
        key,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Seen::New) };
    if row.request_hash != request_hash {
        return Ok(Seen::OtherRequest);
    }
    Ok(match (row.status, row.body) {
        (Some(status), Some(body)) => Seen::Answered {
            status: status.unsigned_abs(),
            body,
        },
        _ => Seen::New,
    })
}

/// Keeps the answer to a request, in the transaction of its effect.
///
/// # Errors
/// When the database refuses.
pub async fn finish(tx: &mut Tx, key: &str, status: u16, body: &[u8]) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update idempotency_key set status = $3, body = $4 where tenant_id = $1 and key = $2",
        tenant,
        key,
        i16::try_from(status).unwrap_or(500),
        body,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets keys older than this; tells how many.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(tx: &mut SystemTx, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "delete from idempotency_key where created_at < $1",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
