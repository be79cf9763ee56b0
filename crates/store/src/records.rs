//! The activity log: what became of records, and what passed between the two sides.
//!
//! EXPLAIN with 1,000,000 rows in one day's partition and 16 partitions: a page of 50 takes 0.1 to 0.6 ms by whichever
//! filter (flow, run, outcome, page), `search` and `history` 0.1 to 0.3 ms; a reason that nothing has, among 10,000 failures,
//! 12 ms, and among a million rows of every outcome 400 ms: reasons have no index, which each record would pay for.
//! Planning takes one to four more.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use auth::{DayKey, Sealed};
use domain::{FlowId, RecordId, RecordKey, RevisionId, RunId, UserId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::{ContextV7, Uuid};

use crate::{
    StoreError, Tx,
    keyring::open_day,
    row::Column,
    runs::{self, Trigger},
    transaction::Inside,
};

/// The UTC day of a moment.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Makes the ids of a batch's records, in order. An id carries its time, so that a record's day, and with it its
/// partition and key, is known from the id alone.
pub(crate) struct Ids {
    order: ContextV7,
    seconds: u64,
    nanos: u32,
}

impl Ids {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self {
            order: ContextV7::new(),
            seconds: u64::try_from(now.as_second()).unwrap_or_default(),
            nanos: u32::try_from(now.subsec_nanosecond()).unwrap_or_default(),
        }
    }

    pub(crate) fn next(&self) -> RecordId {
        Uuid::new_v7(uuid::Timestamp::from_unix(&self.order, self.seconds, self.nanos)).into()
    }
}

fn day_of_id(id: RecordId) -> Option<Date> {
    let (seconds, _) = id.uuid().get_timestamp()?.to_unix();
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(day_of(at))
}

pub(crate) fn words_identity(id: RecordId) -> String {
    format!("record:{id}:words")
}

pub(crate) fn exchange_identity(id: RecordId) -> String {
    format!("record:{id}:exchange")
}

/// What is sealed of a journal's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What people call the record.
    #[serde(default)]
    pub label: String,
    /// The sentence that says why.
    #[serde(default)]
    pub message: String,
    /// The remote's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_words: Option<String>,
}

/// One row of the activity log.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Through which flow.
    pub flow: FlowId,
    /// In which run, if in one.
    pub run: Option<RunId>,
    /// By which revision.
    pub revision: RevisionId,
    /// The source's key.
    pub key: RecordKey,
    /// created, updated, skipped, failed.
    pub outcome: String,
    /// The closed word for why.
    pub reason: Option<String>,
    /// The destination's id.
    pub remote_id: Option<String>,
    /// Records that belong to it there.
    pub remote_parts: BTreeMap<String, String>,
    /// Its value and currency, for orders.
    pub amount: Option<(Decimal, String)>,
    /// Which try this was.
    pub attempt: u16,
    /// How long it took, in microseconds.
    pub duration_us: i64,
    /// When.
    pub at: Timestamp,
    /// Label and sentence.
    pub words: Words,
}

/// What passed between the two sides.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Exchange {
    /// The source's own JSON.
    pub came_in: Json,
    /// What the mapping made of it.
    pub mapped: Json,
    /// What was sent.
    pub sent: Json,
    /// What came back.
    pub answered: Json,
    /// The steps: name, at, micros, note.
    pub steps: Json,
}

/// Which records.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of one flow.
    pub flow: Option<FlowId>,
    /// With this outcome.
    pub outcome: Option<String>,
    /// With this reason.
    pub reason: Option<String>,
    /// Of one run.
    pub run: Option<RunId>,
    /// Older than this one: the last of the page before.
    pub before: Option<RecordId>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// By this revision.
    pub revision: Option<RevisionId>,
    /// Newer than this one, as a live list asks.
    pub after: Option<RecordId>,
}

struct RecordRow {
    record_id: Uuid,
    day: jiff_sqlx::Date,
    flow_id: Uuid,
    run_id: Option<Uuid>,
    revision_id: Uuid,
    key: String,
    outcome: String,
    reason: Option<String>,
    remote_id: Option<String>,
    remote_parts: Option<Json>,
    amount: Option<Decimal>,
    currency: Option<String>,
    attempt: i16,
    duration_us: i32,
    at: jiff_sqlx::Timestamp,
    words: Vec<u8>,
}

/// Days' keys, opened once a page.
#[derive(Default)]
struct DayKeys(BTreeMap<Date, Option<DayKey>>);

impl DayKeys {
    async fn of(&mut self, tx: &mut Tx, day: Date) -> Result<Option<&DayKey>, StoreError> {
        let key = match self.0.entry(day) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(place) => {
                let (owner, tenant) = (tx.key().await?, tx.tenant());
                place.insert(open_day(tx.conn(), &owner, tenant, day).await?)
            }
        };
        Ok(key.as_ref())
    }
}

/// Rows of days whose key is destroyed are past their time: what is left of them is not for showing, though the space
/// comes back later.
async fn opened(tx: &mut Tx, rows: Vec<RecordRow>) -> Result<Vec<Record>, StoreError> {
    let mut keys = DayKeys::default();
    let mut records = Vec::with_capacity(rows.len());
    for row in rows {
        let id = RecordId::from(row.record_id);
        let column = |name| Column("journal_entry", name, row.record_id);
        let Some(key) = keys.of(tx, row.day.to_jiff()).await? else {
            continue;
        };
        let words = read_words(key, id, row.words)?;
        records.push(Record {
            id,
            flow: row.flow_id.into(),
            run: row.run_id.map(RunId::from),
            revision: row.revision_id.into(),
            key: row.key.into(),
            outcome: row.outcome,
            reason: row.reason,
            remote_id: row.remote_id,
            remote_parts: row
                .remote_parts
                .map_or_else(|| Ok(BTreeMap::new()), |json| column("remote_parts").json(json))?,
            amount: row.amount.zip(row.currency),
            attempt: row.attempt.unsigned_abs(),
            duration_us: row.duration_us.into(),
            at: row.at.to_jiff(),
            words,
        });
    }
    Ok(records)
}

fn read_words(key: &DayKey, id: RecordId, sealed: Vec<u8>) -> Result<Words, StoreError> {
    let text = key.open(&words_identity(id), &Sealed::from_bytes(sealed)?)?;
    serde_json::from_slice(&text).map_err(|error| Column("journal_entry", "words", id).bad(&error))
}

/// Label and sentence of records, as far as they are still kept.
pub(crate) async fn words_of(tx: &mut Tx, ids: &[RecordId]) -> Result<BTreeMap<RecordId, Words>, StoreError> {
    let (records, days): (Vec<Uuid>, Vec<jiff_sqlx::Date>) = ids
        .iter()
        .filter_map(|id| Some((id.uuid(), day_of_id(*id)?.to_sqlx())))
        .unzip();
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select e.record_id, e.day, e.words
        from unnest($2::uuid[], $3::date[]) as asked(record_id, day), lateral (
            select j.record_id, j.day, j.words from journal_entry j
            where j.tenant_id = $1 and j.day = asked.day and j.record_id = asked.record_id offset 0
        ) as e
        ",
        tenant,
        &records,
        &days as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let (mut keys, mut words) = (DayKeys::default(), BTreeMap::new());
    for row in rows {
        let id = RecordId::from(row.record_id);
        if let Some(key) = keys.of(tx, row.day.to_jiff()).await? {
            words.insert(id, read_words(key, id, row.words)?);
        }
    }
    Ok(words)
}

/// A page of the activity log, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Vec<Record>, StoreError> {
    let tenant = tx.id();
    plan_by_values(tx).await?;
    let rows = sqlx::query_as!(
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
            and ($6::date is null or day <= $6) and ($7::uuid is null or record_id < $7)
            and ($8::timestamptz is null or (at >= $8 and day >= ($8 at time zone 'UTC')::date))
            and ($9::timestamptz is null or (at < $9 and day <= ($9 at time zone 'UTC')::date))
            and ($10::uuid is null or revision_id = $10)
            and ($11::date is null or day >= $11) and ($12::uuid is null or record_id > $12)
        order by record_id desc
        limit $13
        ",
        tenant,
        filter.flow.map(FlowId::uuid),
        filter.outcome,
        filter.reason,
        filter.run.map(RunId::uuid),
        filter.before.and_then(day_of_id).map(ToSqlx::to_sqlx) as _,
        filter.before.map(RecordId::uuid),
        filter.since.map(ToSqlx::to_sqlx) as _,
        filter.until.map(ToSqlx::to_sqlx) as _,
        filter.revision.map(RevisionId::uuid),
        filter.after.and_then(day_of_id).map(ToSqlx::to_sqlx) as _,
        filter.after.map(RecordId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// Lets Postgres plan with the filters that are really set. A plan for all of them would step over a million rows to
/// find fifty of a flow that seldom runs; planning takes a millisecond, which a page can spare.
async fn plan_by_values(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query!("set local plan_cache_mode = force_custom_plan")
        .execute(tx.conn())
        .await?;
    Ok(())
}

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

/// Sends records again, whatever became of them: their keys go into the queue, one run for each flow, and their dead
/// letters are marked as sent again. Ids that are not there are left out; a record's key is sent once.
///
/// # Errors
/// When the database refuses.
pub async fn replay(
    tx: &mut Tx,
    ids: &[RecordId],
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<(FlowId, RunId)>, StoreError> {
    let (records, days): (Vec<Uuid>, Vec<jiff_sqlx::Date>) = ids
        .iter()
        .filter_map(|id| Some((id.uuid(), day_of_id(*id)?.to_sqlx())))
        .unzip();
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select distinct e.flow_id as "flow_id!", e.key as "key!"
        from unnest($2::uuid[], $3::date[]) as asked(record_id, day), lateral (
            select j.flow_id, j.key from journal_entry j
            where j.tenant_id = $1 and j.day = asked.day and j.record_id = asked.record_id offset 0
        ) as e
        where exists (select from flow f where f.tenant_id = $1 and f.flow_id = e.flow_id)
        "#,
        tenant,
        &records,
        &days as _,
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
        let texts: Vec<&str> = keys.iter().map(RecordKey::as_str).collect();
        sqlx::query!(
            "
            update dead_letter set state = 'replayed', changed_at = $4
            where tenant_id = $1 and flow_id = $2 and key = any($3) and state in ('open', 'set_aside')
            ",
            tenant,
            flow.uuid(),
            &texts as _,
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
        asked.push((
            flow,
            runs::request_keys(tx, flow, Trigger::Replay, &keys, by, now).await?,
        ));
    }
    Ok(asked)
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
