//! What the pages tell of many records at once, from sums by the hour that are kept beside the rows that they sum: no
//! page counts a million rows.
//!
//! EXPLAIN with 1,000,000 journal rows, 90 days of sums of five flows: `counts` of a day takes 0.3 ms, of 30 days 12 ms;
//! `latest` 0.4 ms; `waiting` 0.1 ms a flow, 2 ms where it stops counting.

use std::collections::BTreeMap;

use domain::{FlowId, RevisionId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;

use crate::{StoreError, Tx, transaction::Inside};

/// Waiting keys of a flow are counted up to here; a page says "more than" beyond it.
pub const MOST_WAITING: u64 = 10_000;

/// Steps of the histogram in which a delay doubles.
const STEPS: f64 = 4.0;

/// The step of the histogram that holds a delay of so many milliseconds.
#[must_use]
pub fn step_of(millis: i64) -> i16 {
    // Delays up to a year have steps below 140.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a step is a coarse number"
    )]
    let step = ((millis.max(1) as f64).log2() * STEPS).ceil() as i16;
    step
}

/// The longest delay that a step holds, in milliseconds.
#[must_use]
pub fn millis_of(step: i16) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a step is below 200")]
    let millis = (f64::from(step) / STEPS).exp2().round() as i64;
    millis
}

/// The delay that a share of records (0.5, 0.95) does not exceed, in milliseconds, from (step, records); none if there
/// are no records. Right to a fifth.
#[must_use]
pub fn percentile(steps: impl IntoIterator<Item = (i16, u64)>, share: f64) -> Option<i64> {
    let mut counted: BTreeMap<i16, u64> = BTreeMap::new();
    for (step, records) in steps {
        *counted.entry(step).or_default() += records;
    }
    let all: u64 = counted.values().sum();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of records are far below 2^53, and shares between 0 and 1"
    )]
    let wanted = (all as f64 * share).ceil() as u64;
    let mut seen = 0;
    counted.into_iter().find_map(|(step, records)| {
        seen += records;
        (records > 0 && seen >= wanted).then(|| millis_of(step))
    })
}

/// In what pieces counts are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// By the hour.
    Hour,
    /// By the day of a time zone.
    Day,
}

impl Piece {
    fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }
}

/// How many records came to which end in a piece of time; each number is a count of journal rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Through which flow.
    pub flow: FlowId,
    /// The piece's beginning.
    pub at: Timestamp,
    /// New at the destination.
    pub created: u64,
    /// Brought up to date there.
    pub updated: u64,
    /// Left out, with a reason.
    pub skipped: u64,
    /// Not sent.
    pub failed: u64,
}

impl Count {
    /// Created or updated.
    #[must_use]
    pub fn delivered(&self) -> u64 {
        self.created + self.updated
    }
}

/// Counts since a moment, by hour or by day of a time zone (its IANA name); of one flow if named.
///
/// # Errors
/// When the database refuses.
pub async fn counts(
    tx: &mut Tx,
    flow: Option<FlowId>,
    since: Timestamp,
    piece: Piece,
    zone: &str,
) -> Result<Vec<Count>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select flow_id, date_trunc($4, hour, $5) as "at!",
            coalesce(sum(records) filter (where outcome = 'created'), 0)::bigint as "created!",
            coalesce(sum(records) filter (where outcome = 'updated'), 0)::bigint as "updated!",
            coalesce(sum(records) filter (where outcome = 'skipped'), 0)::bigint as "skipped!",
            coalesce(sum(records) filter (where outcome = 'failed'), 0)::bigint as "failed!"
        from tally
        where tenant_id = $1 and ($2::uuid is null or flow_id = $2) and hour >= $3
        group by 1, 2 order by 2, 1
        "#,
        tenant,
        flow.map(FlowId::uuid),
        since.to_sqlx() as _,
        piece.as_str(),
        zone,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Count {
            flow: row.flow_id.into(),
            at: jiff_sqlx::Timestamp::to_jiff(row.at),
            created: row.created.unsigned_abs(),
            updated: row.updated.unsigned_abs(),
            skipped: row.skipped.unsigned_abs(),
            failed: row.failed.unsigned_abs(),
        })
        .collect())
}

/// The value of records that were created in an hour, in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Turnover {
    /// Through which flow.
    pub flow: FlowId,
    /// The hour's beginning.
    pub hour: Timestamp,
    /// ISO 4217 code.
    pub currency: String,
    /// Their sum.
    pub amount: Decimal,
    /// How many they are.
    pub records: u64,
}

/// Turnover by hour and currency since a moment.
///
/// # Errors
/// When the database refuses.
pub async fn turnover(tx: &mut Tx, since: Timestamp) -> Result<Vec<Turnover>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select flow_id, hour, currency, amount, records from turnover
        where tenant_id = $1 and hour >= $2 order by hour, flow_id, currency
        ",
        tenant,
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Turnover {
            flow: row.flow_id.into(),
            hour: row.hour.to_jiff(),
            currency: row.currency,
            amount: row.amount,
            records: row.records.unsigned_abs(),
        })
        .collect())
}

/// How many records were delivered within a step of the histogram, in an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Through which flow.
    pub flow: FlowId,
    /// The hour's beginning.
    pub hour: Timestamp,
    /// The step; see [`millis_of`].
    pub step: i16,
    /// How many.
    pub records: u64,
}

/// Delays of live changes since a moment, by hour.
///
/// # Errors
/// When the database refuses.
pub async fn delays(tx: &mut Tx, since: Timestamp) -> Result<Vec<Delay>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "select flow_id, hour, step, records from delay where tenant_id = $1 and hour >= $2 order by hour, flow_id, step",
        tenant,
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Delay {
            flow: row.flow_id.into(),
            hour: row.hour.to_jiff(),
            step: row.step,
            records: row.records.unsigned_abs(),
        })
        .collect())
}

/// When each flow's latest record came to an end. Flows without one in the journal are not in it.
///
/// # Errors
/// When the database refuses.
pub async fn latest(tx: &mut Tx) -> Result<BTreeMap<FlowId, Timestamp>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select f.flow_id, last.at as "at!"
        from flow f, lateral (
            select j.at from journal_entry j where j.tenant_id = $1 and j.flow_id = f.flow_id
            order by j.record_id desc limit 1
        ) as last
        where f.tenant_id = $1
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.flow_id.into(), jiff_sqlx::Timestamp::to_jiff(row.at)))
        .collect())
}

/// How many keys wait in each flow, up to [`MOST_WAITING`].
///
/// # Errors
/// When the database refuses.
pub async fn waiting(tx: &mut Tx) -> Result<BTreeMap<FlowId, u64>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select f.flow_id, counted.keys as "keys!"
        from flow f, lateral (
            select count(*) as keys from (
                select from inbox i where i.tenant_id = $1 and i.flow_id = f.flow_id limit $2
            ) as some_keys
        ) as counted
        where f.tenant_id = $1
        "#,
        tenant,
        i64::try_from(MOST_WAITING).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.flow_id.into(), row.keys.unsigned_abs()))
        .collect())
}

/// Seconds that a person would take to type one record over.
///
/// # Errors
/// When the database refuses.
pub async fn seconds_per_record(tx: &mut Tx) -> Result<u32, StoreError> {
    let tenant = tx.id();
    let seconds = sqlx::query_scalar!(
        "select seconds_per_record from tenant where tenant_id = $1",
        tenant
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(seconds.unsigned_abs())
}

/// Sets the seconds that a person would take to type one record over.
///
/// # Errors
/// `Refused` beyond eight hours.
pub async fn set_seconds_per_record(tx: &mut Tx, seconds: u32) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update tenant set seconds_per_record = $2 where tenant_id = $1",
        tenant,
        i32::try_from(seconds).unwrap_or(i32::MAX),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A revision that was published: a flag on the charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Of which flow.
    pub flow: FlowId,
    /// Which.
    pub revision: RevisionId,
    /// Its number within the flow.
    pub number: u32,
    /// What its author noted.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// Revisions published since a moment, oldest first; of one flow if named. A flow's first is its making.
///
/// # Errors
/// When the database refuses.
pub async fn published(
    tx: &mut Tx,
    flow: Option<FlowId>,
    since: Timestamp,
) -> Result<Vec<Published>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select flow_id, revision_id, number, note, published_at from revision
        where tenant_id = $1 and ($2::uuid is null or flow_id = $2) and published_at >= $3
        order by published_at, revision_id
        ",
        tenant,
        flow.map(FlowId::uuid),
        since.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Published {
            flow: row.flow_id.into(),
            revision: row.revision_id.into(),
            number: row.number.unsigned_abs(),
            note: row.note,
            at: row.published_at.to_jiff(),
        })
        .collect())
}

/// When the tenant's oldest flow, or this one, was made; none if there is none.
///
/// # Errors
/// When the database refuses.
pub async fn made_at(tx: &mut Tx, flow: Option<FlowId>) -> Result<Option<Timestamp>, StoreError> {
    let tenant = tx.id();
    let at = sqlx::query_scalar!(
        "select min(created_at) from flow where tenant_id = $1 and ($2::uuid is null or flow_id = $2)",
        tenant,
        flow.map(FlowId::uuid),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// The revision numbers that flows use now.
///
/// # Errors
/// When the database refuses.
pub async fn revision_numbers(tx: &mut Tx) -> Result<BTreeMap<FlowId, u32>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select f.flow_id, r.number from flow f join revision r on r.tenant_id = f.tenant_id and r.revision_id = f.revision_id
        where f.tenant_id = $1
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.flow_id.into(), row.number.unsigned_abs()))
        .collect())
}

/// An act that may explain what a chart shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// A closed word such as `connection.signed_in`.
    pub act: String,
    /// What it was done to.
    pub detail: serde_json::Value,
    /// When.
    pub at: Timestamp,
}

/// Acts of these kinds since a moment, oldest first, the latest hundred at most.
///
/// # Errors
/// When the database refuses.
pub async fn acts(tx: &mut Tx, prefixes: &[&str], since: Timestamp) -> Result<Vec<Act>, StoreError> {
    let tenant = tx.id();
    let prefixes: Vec<String> = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
    // Ids are ordered by time: the walk ends at the first act before the moment.
    let first = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(
        uuid::NoContext,
        u64::try_from(since.as_second()).unwrap_or_default(),
        0,
    ));
    let rows = sqlx::query!(
        "
        select act, detail, at from audit_entry
        where tenant_id = $1 and entry_id >= $3 and split_part(act, '.', 1) = any($2)
        order by entry_id desc limit 100
        ",
        tenant,
        &prefixes,
        first,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .rev()
        .map(|row| Act {
            act: row.act,
            detail: row.detail,
            at: row.at.to_jiff(),
        })
        .collect())
}

/// Who paused a flow, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// In the person's words, or ours.
    pub reason: String,
    /// When; none if it was before this was kept.
    pub at: Option<Timestamp>,
    /// Their name, or their e-mail address if they have none; none if it was no person.
    pub by: Option<String>,
}

/// The flows that are paused.
///
/// # Errors
/// When the database refuses.
pub async fn pauses(tx: &mut Tx) -> Result<BTreeMap<FlowId, Pause>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select f.flow_id, f.paused_because as "reason!", f.paused_at, coalesce(nullif(u.name, ''), u.email) as "by"
        from flow f left join app_user u on u.user_id = f.paused_by
        where f.tenant_id = $1 and f.paused_because is not null
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let pause = Pause {
                reason: row.reason,
                at: row.paused_at.map(jiff_sqlx::Timestamp::to_jiff),
                by: row.by,
            };
            (row.flow_id.into(), pause)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_holds_its_delay_and_is_right_to_a_fifth() {
        for millis in [1, 2, 900, 12_345, 3_600_000, 86_400_000 * 300] {
            let held = millis_of(step_of(millis));
            assert!(
                held >= millis && held <= millis * 12 / 10 + 1,
                "{millis} is held by {held}"
            );
        }
        assert_eq!([0, -5].map(step_of), [0, 0]);
    }

    #[test]
    fn a_percentile_is_the_delay_that_so_many_did_not_exceed() {
        let of = |millis: i64, records| (step_of(millis), records);
        let delays = [of(1_000, 90), of(8_000, 9), of(60_000, 1)];
        assert_eq!(percentile(delays, 0.5), Some(millis_of(step_of(1_000))));
        assert_eq!(percentile(delays, 0.95), Some(millis_of(step_of(8_000))));
        assert_eq!(percentile(delays, 1.0), Some(millis_of(step_of(60_000))));
        assert_eq!(percentile([], 0.5), None);
    }
}
