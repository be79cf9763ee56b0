//! Records that were really sent to try a flow out, and what exactly they made at the destination.

use domain::{FlowId, RecordKey, StreamName, UserId, canonical::Noun};
use engine::ports::RemoteId;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    StoreError, Tx,
    row::{Column, to_json},
    transaction::Inside,
};

/// A test that says nothing for so long was cut off with its process.
const CUT_OFF: SignedDuration = SignedDuration::from_mins(2);

/// A record that was sent to try a flow out.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Its id.
    pub id: Uuid,
    /// Of which flow.
    pub flow: FlowId,
    /// Which record.
    pub key: RecordKey,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// When it ended; none: it is under way.
    pub finished_at: Option<Timestamp>,
    /// created, updated, skipped or failed; none while it is under way.
    pub outcome: Option<String>,
    /// What happened, as the one who sent it wrote it down.
    pub report: Json,
    /// What it made, in the order in which it was made.
    pub made: Vec<Made>,
}

/// Something that a test made at the destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its place in the order of making.
    pub place: i32,
    /// In which of the destination's streams.
    pub stream: StreamName,
    /// Which document it is paired with.
    pub noun: Noun,
    /// Under which key in the source.
    pub source_key: RecordKey,
    /// Id, and those parts that were made along with it.
    pub remote: RemoteId,
    /// When it was taken back.
    pub taken_back_at: Option<Timestamp>,
}

/// Begins a test; none if one of this flow is under way already.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    tx: &mut Tx,
    flow: FlowId,
    key: &RecordKey,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Option<Uuid>, StoreError> {
    let (tenant, id) = (tx.id(), Uuid::now_v7());
    sqlx::query!(
        "
        update setup_test set finished_at = $3, outcome = 'failed'
        where tenant_id = $1 and flow_id = $2 and finished_at is null and started_at < $4
        ",
        tenant,
        flow.uuid(),
        now.to_sqlx() as _,
        (now - CUT_OFF).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let begun = sqlx::query!(
        "
        insert into setup_test (tenant_id, test_id, flow_id, key, asked_by, started_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, flow_id) where finished_at is null do nothing
        ",
        tenant,
        id,
        flow.uuid(),
        key.as_str(),
        by.map(UserId::uuid),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok((begun.rows_affected() == 1).then_some(id))
}

/// Notes something that the test made.
///
/// # Errors
/// When the database refuses.
pub async fn note_made(
    tx: &mut Tx,
    test: Uuid,
    stream: &StreamName,
    (noun, source_key): (Noun, &RecordKey),
    remote: &RemoteId,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    // Customers and products are made at the same time: without taking turns two of them would get one place.
    sqlx::query_scalar!(
        r#"select 1 as "held!" from setup_test where tenant_id = $1 and test_id = $2 for update"#,
        tenant,
        test,
    )
    .fetch_one(tx.conn())
    .await?;
    sqlx::query!(
        "
        insert into setup_test_made (tenant_id, test_id, place, stream, noun, source_key, remote)
        select $1, $2, coalesce(max(place), 0) + 1, $3, $4, $5, $6
        from setup_test_made where tenant_id = $1 and test_id = $2
        ",
        tenant,
        test,
        stream.as_str(),
        noun.as_str(),
        source_key.as_str(),
        to_json(remote),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends a test.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    tx: &mut Tx,
    test: Uuid,
    outcome: &str,
    report: &Json,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update setup_test set finished_at = $3, outcome = $4, report = $5
        where tenant_id = $1 and test_id = $2
        ",
        tenant,
        test,
        now.to_sqlx() as _,
        outcome,
        report,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that something was taken back.
///
/// # Errors
/// When the database refuses.
pub async fn taken_back(tx: &mut Tx, test: Uuid, place: i32, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update setup_test_made set taken_back_at = $4
        where tenant_id = $1 and test_id = $2 and place = $3
        ",
        tenant,
        test,
        place,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A test by id.
///
/// # Errors
/// When a row can't be read.
pub async fn find(tx: &mut Tx, test: Uuid) -> Result<Option<Test>, StoreError> {
    read(tx, Some(test), None).await
}

/// The latest test of a flow with this record.
///
/// # Errors
/// When a row can't be read.
pub async fn latest(tx: &mut Tx, flow: FlowId, key: &RecordKey) -> Result<Option<Test>, StoreError> {
    read(tx, None, Some((flow, key))).await
}

async fn read(
    tx: &mut Tx,
    test: Option<Uuid>,
    of: Option<(FlowId, &RecordKey)>,
) -> Result<Option<Test>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select test_id, flow_id, key, outcome, report, started_at as "started_at: jiff_sqlx::Timestamp",
            finished_at as "finished_at: jiff_sqlx::Timestamp"
        from setup_test
        where tenant_id = $1 and ($2::uuid is null or test_id = $2)
            and ($3::uuid is null or (flow_id = $3 and key = $4))
        order by started_at desc limit 1
        "#,
        tenant,
        test,
        of.map(|(flow, _)| flow.uuid()),
        of.map(|(_, key)| key.as_str()),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Test {
        made: made(tx, row.test_id).await?,
        id: row.test_id,
        flow: row.flow_id.into(),
        key: row.key.into(),
        started_at: row.started_at.to_jiff(),
        finished_at: row.finished_at.map(jiff_sqlx::Timestamp::to_jiff),
        outcome: row.outcome,
        report: row.report,
    }))
}

async fn made(tx: &mut Tx, test: Uuid) -> Result<Vec<Made>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select place, stream, noun, source_key, remote, taken_back_at as "taken_back_at: jiff_sqlx::Timestamp"
        from setup_test_made where tenant_id = $1 and test_id = $2 order by place
        "#,
        tenant,
        test,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let column = |name| Column("setup_test_made", name, test);
            Ok(Made {
                place: row.place,
                stream: row.stream.into(),
                noun: noun(&row.noun).ok_or_else(|| column("noun").bad(&row.noun))?,
                source_key: row.source_key.into(),
                remote: column("remote").json(row.remote)?,
                taken_back_at: row.taken_back_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}

fn noun(word: &str) -> Option<Noun> {
    [
        Noun::Order,
        Noun::Invoice,
        Noun::Customer,
        Noun::Product,
        Noun::StockLevel,
    ]
    .into_iter()
    .find(|noun| noun.as_str() == word)
}
