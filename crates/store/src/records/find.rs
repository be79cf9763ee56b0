//! Records found by what one knows of them: their words, their key, their ids.

use std::collections::BTreeSet;

use auth::Sealed;
use domain::{FlowId, RecordId, RecordKey};
use jiff_sqlx::ToSqlx;

use super::{
    Exchange, Record,
    ids::{day_of_id, exchange_identity, with_days},
    sealed::{DayKeys, RecordRow, opened},
};
use crate::{StoreError, Tx, row::Column, transaction::Inside};

/// Records that hold an order number, an e-mail address or a SKU, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn search(tx: &mut Tx, text: &str, limit: i64) -> Result<Vec<Record>, StoreError> {
    let hash = tx.key().await?.search_hasher().hash(text);
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RecordRow,
        "
        select e.record_id, e.day, e.flow_id, e.run_id, e.revision_id, e.key, e.outcome, e.reason, e.remote_id,
            e.remote_parts, e.amount, e.currency, e.attempt, e.duration_us, e.at, e.words
        from (
            select day, record_id from journal_search where tenant_id = $1 and hash = $2
            order by record_id desc limit $3
        ) as found
        join journal_entry e on e.tenant_id = $1 and e.day = found.day and e.record_id = found.record_id
        order by e.record_id desc
        ",
        tenant,
        hash.as_bytes(),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// All that became of one key, newest first; through one flow if named.
///
/// # Errors
/// When a row can't be read.
pub async fn history(
    tx: &mut Tx,
    flow: Option<FlowId>,
    key: &RecordKey,
    limit: i64,
) -> Result<Vec<Record>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RecordRow,
        "
        select record_id, day, flow_id, run_id, revision_id, key, outcome, reason, remote_id, remote_parts, amount,
            currency, attempt, duration_us, at, words
        from journal_entry
        where tenant_id = $1 and key = $2 and ($3::uuid is null or flow_id = $3)
        order by record_id desc
        limit $4
        ",
        tenant,
        key.as_str(),
        flow.map(FlowId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// The rows of these ids, newest first; those that are gone are left out.
///
/// # Errors
/// When a row can't be read.
pub async fn of_ids(tx: &mut Tx, ids: &[RecordId]) -> Result<Vec<Record>, StoreError> {
    let (records, days) = with_days(ids);
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RecordRow,
        "
        select e.record_id, e.day, e.flow_id, e.run_id, e.revision_id, e.key, e.outcome, e.reason, e.remote_id,
            e.remote_parts, e.amount, e.currency, e.attempt, e.duration_us, e.at, e.words
        from unnest($2::uuid[], $3::date[]) as asked(record_id, day), lateral (
            select * from journal_entry j
            where j.tenant_id = $1 and j.day = asked.day and j.record_id = asked.record_id offset 0
        ) as e
        order by e.record_id desc
        ",
        tenant,
        &records,
        &days as _,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// Flow and source's key of these records, where their flow is still there.
pub(crate) async fn keys_of(tx: &mut Tx, ids: &[RecordId]) -> Result<Vec<(FlowId, RecordKey)>, StoreError> {
    let (records, days) = with_days(ids);
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select e.flow_id, e.key
        from unnest($2::uuid[], $3::date[]) as asked(record_id, day), lateral (
            select j.flow_id, j.key from journal_entry j
            where j.tenant_id = $1 and j.day = asked.day and j.record_id = asked.record_id offset 0
        ) as e
        join flow f on f.tenant_id = $1 and f.flow_id = e.flow_id
        ",
        tenant,
        &records,
        &days as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.flow_id.into(), row.key.into()))
        .collect())
}

/// One record with what passed between the two sides; none once its day is past the tenant's window.
///
/// # Errors
/// When it can't be unsealed.
pub async fn find(tx: &mut Tx, id: RecordId) -> Result<Option<(Record, Option<Exchange>)>, StoreError> {
    let Some(day) = day_of_id(id) else { return Ok(None) };
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RecordRow,
        "
        select record_id, day, flow_id, run_id, revision_id, key, outcome, reason, remote_id, remote_parts, amount,
            currency, attempt, duration_us, at, words
        from journal_entry where tenant_id = $1 and day = $2 and record_id = $3
        ",
        tenant,
        day.to_sqlx() as _,
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let Some(record) = opened(tx, rows).await?.pop() else {
        return Ok(None);
    };
    let sealed = sqlx::query_scalar!(
        "select sealed from exchange where tenant_id = $1 and day = $2 and record_id = $3",
        tenant,
        day.to_sqlx() as _,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let mut keys = DayKeys::default();
    let exchange = match (sealed, keys.of(tx, day).await?) {
        (Some(sealed), Some(key)) => {
            let text = key.open_payload(&exchange_identity(id), &Sealed::from_bytes(sealed)?)?;
            let read = serde_json::from_slice(&text)
                .map_err(|error| Column("exchange", "sealed", id).bad(&error))?;
            Some(read)
        }
        _ => None,
    };
    Ok(Some((record, exchange)))
}

/// Erases from the journal whatever holds an e-mail address (or an order number, a SKU): rows, exchanges and the hashes
/// that found them. Tells the keys of the records, whose links and remote copies are the caller's to look at. Hourly
/// counts stay; they name nobody.
///
/// # Errors
/// When the database refuses.
pub async fn erase(tx: &mut Tx, text: &str) -> Result<BTreeSet<RecordKey>, StoreError> {
    let hash = tx.key().await?.search_hasher().hash(text);
    let tenant = tx.id();
    let ids = sqlx::query_scalar!(
        "select record_id from journal_search where tenant_id = $1 and hash = $2",
        tenant,
        hash.as_bytes(),
    )
    .fetch_all(tx.conn())
    .await?;
    sqlx::query!(
        "delete from exchange where tenant_id = $1 and record_id = any($2)",
        tenant,
        &ids
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from journal_search where tenant_id = $1 and record_id = any($2)",
        tenant,
        &ids
    )
    .execute(tx.conn())
    .await?;
    let keys = sqlx::query_scalar!(
        "delete from journal_entry where tenant_id = $1 and record_id = any($2) returning key",
        tenant,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(keys.into_iter().map(RecordKey::from).collect())
}
