//! The activity log: what became of records, and what passed between the two sides.
//!
//! EXPLAIN with 1,000,000 rows in one day's partition and 16 partitions: a page of 50 takes 0.1 to 0.6 ms by whichever
//! filter (flow, run, outcome, page), `search` and `history` 0.1 to 0.3 ms. Reasons have no index, which each record would
//! pay for; the hourly counts say where to look for them. Planning takes one to four more.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use auth::{DayKey, Sealed};
use domain::{FlowId, RecordId, RecordKey, RevisionId, RunId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::{ContextV7, Uuid};

use crate::{StoreError, Tx, keyring::open_day, row::Column, transaction::Inside};

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
    /// By one revision.
    pub revision: Option<RevisionId>,
    /// Older than this one: the last of the page before.
    pub before: Option<RecordId>,
    /// Newer than this one; then the page is the one that follows it, still newest first.
    pub after: Option<RecordId>,
    /// Not before this moment.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl Filter {
    /// Whether a record is among those wanted.
    #[must_use]
    pub fn passes(&self, record: &Record) -> bool {
        self.flow.is_none_or(|flow| flow == record.flow)
            && self.run.is_none_or(|run| Some(run) == record.run)
            && self.revision.is_none_or(|revision| revision == record.revision)
            && self
                .outcome
                .as_ref()
                .is_none_or(|outcome| *outcome == record.outcome)
            && (self.reason.is_none() || self.reason == record.reason)
            && self.since.is_none_or(|since| record.at >= since)
            && self.until.is_none_or(|until| record.at < until)
            && self.before.is_none_or(|before| record.id < before)
            && self.after.is_none_or(|after| record.id > after)
    }

    /// Between which ids the records lie, the first included, the last not: an id carries its time, so that moments
    /// are found by the index of ids.
    fn bounds(&self) -> Bounds {
        let after = self
            .after
            .map(|id| Uuid::from_u128(id.uuid().as_u128().saturating_add(1)));
        let before = self.before.map(RecordId::uuid);
        Bounds {
            from: after.max(self.since.map(first_id_at)),
            to: match (before, self.until.map(first_id_at)) {
                (Some(before), Some(until)) => Some(before.min(until)),
                (before, until) => before.or(until),
            },
        }
    }
}

/// The least id that a record of this moment can have.
fn first_id_at(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(at.as_millisecond().unsigned_abs()) << 80)
}

/// From an id, included, to another, not included.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    from: Option<Uuid>,
    to: Option<Uuid>,
}

impl Bounds {
    /// The days that they span, by which partitions are left out.
    fn days(self) -> (Option<Date>, Option<Date>) {
        let day = |id: Uuid| {
            let millis = i64::try_from(id.as_u128() >> 80).ok()?;
            Some(day_of(Timestamp::from_millisecond(millis).ok()?))
        };
        (self.from.and_then(day), self.to.and_then(day))
    }
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
///
/// # Errors
/// When a row can't be read.
pub async fn words_of(tx: &mut Tx, ids: &[RecordId]) -> Result<BTreeMap<RecordId, Words>, StoreError> {
    let (records, days) = with_days(ids);
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

/// Ids with the days that they carry.
fn with_days(ids: &[RecordId]) -> (Vec<Uuid>, Vec<jiff_sqlx::Date>) {
    ids.iter()
        .filter_map(|id| Some((id.uuid(), day_of_id(*id)?.to_sqlx())))
        .unzip()
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
