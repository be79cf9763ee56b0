//! Dead letters: records given up, kept until they are sent again or set aside.

use std::collections::BTreeMap;

use domain::{DeadLetterId, FlowId, RecordId, RecordKey, RevisionId, RunId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{
    StoreError, Tx,
    records::{self, Words},
    runs::{self, Trigger},
    transaction::Inside,
};

/// A record given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its id.
    pub id: DeadLetterId,
    /// Through which flow.
    pub flow: FlowId,
    /// The source's key.
    pub key: RecordKey,
    /// open, replayed, `set_aside`, resolved.
    pub state: String,
    /// The closed word for why.
    pub reason: String,
    /// The journal's row.
    pub record: RecordId,
    /// By which revision it failed last.
    pub revision: RevisionId,
    /// How often it was tried in all.
    pub attempts: u32,
    /// When it failed last.
    pub failed_at: Timestamp,
    /// Label and sentence; empty once they were deleted with their day.
    pub words: Words,
}

struct LetterRow {
    dead_letter_id: uuid::Uuid,
    flow_id: uuid::Uuid,
    key: String,
    state: String,
    reason: String,
    record_id: uuid::Uuid,
    revision_id: uuid::Uuid,
    attempts: i32,
    failed_at: jiff_sqlx::Timestamp,
}

/// Where a page of dead letters goes on: the last one of the page before.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// When it failed.
    pub failed_at: Timestamp,
    /// Its id.
    pub id: DeadLetterId,
}

/// Dead letters in a state ("open"), newest failure first.
///
/// # Errors
/// When a row can't be read.
pub async fn list(
    tx: &mut Tx,
    state: &str,
    flow: Option<FlowId>,
    before: Option<Before>,
    limit: i64,
) -> Result<Vec<DeadLetter>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        LetterRow,
        "
        select dead_letter_id, flow_id, key, state, reason, record_id, revision_id, attempts, failed_at
        from dead_letter
        where tenant_id = $1 and state = $2 and ($3::uuid is null or flow_id = $3)
            and ($4::timestamptz is null or (failed_at, dead_letter_id) < ($4, $5::uuid))
        order by failed_at desc, dead_letter_id desc
        limit $6
        ",
        tenant,
        state,
        flow.map(FlowId::uuid),
        before.map(|before| before.failed_at.to_sqlx()) as _,
        before.map(|before| before.id.uuid()),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<RecordId> = rows.iter().map(|row| row.record_id.into()).collect();
    let mut words = records::words_of(tx, &ids).await?;
    let letter = |row: LetterRow| {
        let record = RecordId::from(row.record_id);
        DeadLetter {
            id: row.dead_letter_id.into(),
            flow: row.flow_id.into(),
            key: row.key.into(),
            state: row.state,
            reason: row.reason,
            record,
            revision: row.revision_id.into(),
            attempts: row.attempts.unsigned_abs(),
            failed_at: row.failed_at.to_jiff(),
            words: words.remove(&record).unwrap_or_default(),
        }
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// How many are open, by flow.
///
/// # Errors
/// When the database refuses.
pub async fn open_by_flow(tx: &mut Tx) -> Result<Vec<(FlowId, u64)>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select flow_id, count(*) as "open!" from dead_letter where tenant_id = $1 and state = 'open'
        group by flow_id order by flow_id
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.flow_id.into(), row.open.unsigned_abs()))
        .collect())
}

/// Sends dead letters again: their keys go into the queue, one run for each flow. Those that are no longer open or
/// set aside are left out.
///
/// # Errors
/// When the database refuses.
pub async fn replay(
    tx: &mut Tx,
    ids: &[DeadLetterId],
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<(FlowId, RunId)>, StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        update dead_letter set state = 'replayed', changed_at = $3
        where tenant_id = $1 and dead_letter_id = any($2) and state in ('open', 'set_aside')
        returning flow_id, key
        ",
        tenant,
        &ids,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut by_flow: BTreeMap<FlowId, Vec<RecordKey>> = BTreeMap::new();
    for row in rows {
        by_flow
            .entry(row.flow_id.into())
            .or_default()
            .push(row.key.into());
    }
    let mut asked = Vec::with_capacity(by_flow.len());
    // In ascending order of flows, as `inbox::put` asks for.
    for (flow, keys) in by_flow {
        let run = runs::request_keys(tx, flow, Trigger::Replay, &keys, by, now).await?;
        asked.push((flow, run));
    }
    Ok(asked)
}

/// Sends all open dead letters of a flow again, or those with a reason, in one run; none if there is none.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn replay_open(
    tx: &mut Tx,
    flow: FlowId,
    reason: Option<&str>,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Option<RunId>, StoreError> {
    let tenant = tx.id();
    let keys: Vec<RecordKey> = sqlx::query_scalar!(
        "
        update dead_letter set state = 'replayed', changed_at = $4
        where tenant_id = $1 and flow_id = $2 and state = 'open' and ($3::text is null or reason = $3)
        returning key
        ",
        tenant,
        flow.uuid(),
        reason,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(RecordKey::from)
    .collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let run = runs::request_keys(tx, flow, Trigger::Replay, &keys, by, now).await?;
    Ok(Some(run))
}

/// The open failures of one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Through which flow.
    pub flow: FlowId,
    /// The closed word for why.
    pub reason: String,
    /// What tells it from other causes of this reason: `lookup:{table}:{keys}`, or a mark without meaning.
    pub detail: String,
    /// Records that failed of it.
    pub records: u64,
    /// When the first of them failed.
    pub since: Timestamp,
    /// When the last of them failed.
    pub last_at: Timestamp,
    /// The newest of them: its row in the journal.
    pub example: RecordId,
    /// Its label and sentence; empty once they were deleted with their day.
    pub words: Words,
}

/// Open failures by cause, most records first. With 10,000 open ones it is one walk along `dead_letter_cause`.
///
/// # Errors
/// When a row can't be read.
pub async fn causes(tx: &mut Tx, limit: i64) -> Result<Vec<Cause>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select flow_id, reason, detail, count(*) as "records!", min(coalesce(first_failed_at, failed_at)) as "since!",
            max(failed_at) as "last_at!",
            (array_agg(record_id order by failed_at desc, dead_letter_id desc))[1] as "example!"
        from dead_letter where tenant_id = $1 and state = 'open'
        group by flow_id, reason, detail
        order by 4 desc, 6 desc, flow_id
        limit $2
        "#,
        tenant,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<RecordId> = rows.iter().map(|row| row.example.into()).collect();
    let mut words = records::words_of(tx, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let example = RecordId::from(row.example);
            Cause {
                flow: row.flow_id.into(),
                reason: row.reason,
                detail: row.detail,
                records: row.records.unsigned_abs(),
                since: row.since.to_jiff(),
                last_at: row.last_at.to_jiff(),
                example,
                words: words.remove(&example).unwrap_or_default(),
            }
        })
        .collect())
}

/// The newest open failure of a flow for a reason: its record, and what was told of it. One step along
/// `dead_letter_flow` where most failures have one reason.
///
/// # Errors
/// When a row can't be read.
pub async fn newest(
    tx: &mut Tx,
    flow: FlowId,
    reason: &str,
) -> Result<Option<(RecordId, records::Words)>, StoreError> {
    let tenant = tx.id();
    let record = sqlx::query_scalar!(
        "
        select record_id from dead_letter
        where tenant_id = $1 and flow_id = $2 and state = 'open' and reason = $3
        order by failed_at desc, dead_letter_id desc limit 1
        ",
        tenant,
        flow.uuid(),
        reason,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(record) = record.map(RecordId::from) else {
        return Ok(None);
    };
    let words = records::words_of(tx, &[record]).await?.remove(&record);
    Ok(Some((record, words.unwrap_or_default())))
}

/// The open failures of one cause: their ids, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn of_cause(
    tx: &mut Tx,
    flow: FlowId,
    reason: &str,
    detail: &str,
    limit: i64,
) -> Result<Vec<DeadLetterId>, StoreError> {
    let tenant = tx.id();
    Ok(sqlx::query_scalar!(
        "
        select dead_letter_id from dead_letter
        where tenant_id = $1 and flow_id = $2 and reason = $3 and detail = $4 and state = 'open'
        order by failed_at desc, dead_letter_id desc limit $5
        ",
        tenant,
        flow.uuid(),
        reason,
        detail,
        limit,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(DeadLetterId::from)
    .collect())
}

/// The failure that a record's key has through its flow, whatever its state: its id, its state, and why it was set
/// aside.
///
/// # Errors
/// When the database refuses.
pub async fn of_key(
    tx: &mut Tx,
    flow: FlowId,
    key: &RecordKey,
) -> Result<Option<(DeadLetterId, String, String)>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "
        select dead_letter_id, state, aside_because from dead_letter
        where tenant_id = $1 and flow_id = $2 and key = $3
        ",
        tenant,
        flow.uuid(),
        key.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.dead_letter_id.into(), row.state, row.aside_because)))
}

/// Sets the open failures of these records aside, with a member's reason; tells how many were open.
///
/// # Errors
/// When the database refuses.
pub async fn set_records_aside(
    tx: &mut Tx,
    ids: &[RecordId],
    because: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (flows, keys): (Vec<uuid::Uuid>, Vec<String>) = records::keys_of(tx, ids)
        .await?
        .into_iter()
        .map(|(flow, key)| (flow.uuid(), key.as_str().to_owned()))
        .unzip();
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update dead_letter d set state = 'set_aside', changed_at = $4, aside_because = $5
        from unnest($2::uuid[], $3::text[]) as asked (flow_id, key)
        where d.tenant_id = $1 and d.flow_id = asked.flow_id and d.key = asked.key and d.state = 'open'
        ",
        tenant,
        &flows,
        &keys,
        now.to_sqlx() as _,
        because,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// Sets dead letters aside: nobody is reminded of them; they can still be sent again. Tells how many were open.
///
/// # Errors
/// When the database refuses.
pub async fn set_aside(tx: &mut Tx, ids: &[DeadLetterId], now: Timestamp) -> Result<u64, StoreError> {
    set_aside_because(tx, ids, "", now).await
}

/// As [`set_aside`], with a member's reason.
///
/// # Errors
/// When the database refuses.
pub async fn set_aside_because(
    tx: &mut Tx,
    ids: &[DeadLetterId],
    because: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update dead_letter set state = 'set_aside', changed_at = $3, aside_because = $4
        where tenant_id = $1 and dead_letter_id = any($2) and state = 'open'
        ",
        tenant,
        &ids,
        now.to_sqlx() as _,
        because,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}
