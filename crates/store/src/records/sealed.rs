//! Rows and their words, opened with the keys of their days.

use std::collections::{BTreeMap, btree_map::Entry};

use auth::{DayKey, Sealed};
use domain::{RecordId, RunId};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use uuid::Uuid;

use super::{
    Record, Words,
    ids::{with_days, words_identity},
};
use crate::{StoreError, Tx, keyring::open_day, row::Column, transaction::Inside};

pub(super) struct RecordRow {
    pub(super) record_id: Uuid,
    pub(super) day: jiff_sqlx::Date,
    pub(super) flow_id: Uuid,
    pub(super) run_id: Option<Uuid>,
    pub(super) revision_id: Uuid,
    pub(super) key: String,
    pub(super) outcome: String,
    pub(super) reason: Option<String>,
    pub(super) remote_id: Option<String>,
    pub(super) remote_parts: Option<Json>,
    pub(super) amount: Option<Decimal>,
    pub(super) currency: Option<String>,
    pub(super) attempt: i16,
    pub(super) duration_us: i32,
    pub(super) at: jiff_sqlx::Timestamp,
    pub(super) words: Vec<u8>,
}

/// Days' keys, opened once a page.
#[derive(Default)]
pub(super) struct DayKeys(BTreeMap<Date, Option<DayKey>>);

impl DayKeys {
    pub(super) async fn of(&mut self, tx: &mut Tx, day: Date) -> Result<Option<&DayKey>, StoreError> {
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
pub(super) async fn opened(tx: &mut Tx, rows: Vec<RecordRow>) -> Result<Vec<Record>, StoreError> {
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
