//! A batch's entries as columns, sealed.

use std::collections::{BTreeMap, BTreeSet};

use auth::{DayKey, SearchHasher};
use domain::{FailureClass, Outcome, RecordId, RecordKey, Value, flow::Flow};
use engine::ports::{Entry, Settlement, Steps};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{
    Value as Json,
    value::{RawValue, to_raw_value},
};
use uuid::Uuid;

use crate::{
    Store, StoreError,
    inbox::{Priority, Waiting},
    keyring::{Keyring, Seals},
    records,
    row::to_json,
};

/// Larger parts of an exchange are not kept: one flow writing 40 MB a record must not fill everyone's disk (lesson 5).
const LARGEST_PART: usize = 256 * 1024;

/// Keys to be checked off.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) keys: Vec<String>,
    pub(super) seqs: Vec<i64>,
}

/// Keys to be tried again.
#[derive(Default)]
pub(super) struct Again {
    pub(super) keys: Vec<String>,
    pub(super) seqs: Vec<i64>,
    pub(super) due_at: Vec<jiff_sqlx::Timestamp>,
    /// 1 if the attempt counts; waiting for a limit or a sign-in is not the record's fault.
    pub(super) counted: Vec<i16>,
}

/// Records given up, by their place among the journal's rows.
#[derive(Default)]
pub(super) struct GivenUp {
    pub(super) ids: Vec<Uuid>,
    pub(super) keys: Vec<String>,
    pub(super) reasons: Vec<String>,
    pub(super) details: Vec<String>,
    pub(super) records: Vec<Uuid>,
    pub(super) attempts: Vec<i32>,
}

#[derive(Default)]
pub(super) struct Rows {
    pub(super) day: Date,
    pub(super) ids: Vec<Uuid>,
    pub(super) runs: Vec<Option<Uuid>>,
    pub(super) keys: Vec<String>,
    pub(super) outcomes: Vec<String>,
    pub(super) reasons: Vec<Option<String>>,
    pub(super) remote_ids: Vec<Option<String>>,
    pub(super) remote_parts: Vec<Option<Json>>,
    pub(super) amounts: Vec<Option<Decimal>>,
    pub(super) currencies: Vec<Option<String>>,
    pub(super) attempts: Vec<i16>,
    pub(super) durations: Vec<i32>,
    /// Milliseconds from being seen to being delivered; live changes only, since a load waits by design.
    pub(super) delays: Vec<i64>,
    pub(super) words: Vec<Vec<u8>>,
    pub(super) exchanges: Vec<Vec<u8>>,
    pub(super) search_hashes: Vec<Vec<u8>>,
    pub(super) search_records: Vec<Uuid>,
    pub(super) finished: Finished,
    pub(super) again: Again,
    pub(super) given_up: GivenUp,
    pub(super) delivered: Vec<String>,
}

impl Rows {
    pub(super) async fn seal(
        store: &Store,
        flow: &Flow,
        settlement: &Settlement,
        waiting: &[Waiting],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let day = records::day_of(now);
        let seals = Keyring::seals(store, flow.tenant, day).await?;
        let handed_out: BTreeMap<&RecordKey, &Waiting> =
            waiting.iter().map(|waiting| (&waiting.key, waiting)).collect();
        let mut rows = Self {
            day,
            ..Self::default()
        };
        let ids = records::Ids::at(now);
        for entry in &settlement.entries {
            let waiting = handed_out.get(&entry.key).copied();
            if entry.postponed {
                rows.postpone(entry, waiting);
            } else {
                rows.push(entry, waiting, &seals, ids.next())?;
                rows.delays.extend(delay(entry, waiting, now));
            }
        }
        Ok(rows)
    }

    fn push(
        &mut self,
        entry: &Entry,
        waiting: Option<&Waiting>,
        seals: &Seals,
        id: RecordId,
    ) -> Result<(), StoreError> {
        let Seals { key, hasher } = seals;
        self.ids.push(id.uuid());
        self.runs
            .push(waiting.and_then(|waiting| waiting.run).map(domain::RunId::uuid));
        self.keys.push(entry.key.as_str().to_owned());
        self.outcomes.push(entry.outcome.as_str().to_owned());
        self.reasons.push(entry.outcome.reason().map(str::to_owned));
        self.remote_ids
            .push(entry.remote.as_ref().map(|remote| remote.id.clone()));
        self.remote_parts.push(
            entry
                .remote
                .as_ref()
                .filter(|remote| !remote.parts.is_empty())
                .map(|remote| to_json(&remote.parts)),
        );
        self.amounts
            .push(entry.amount.as_ref().map(|(amount, _)| *amount));
        self.currencies
            .push(entry.amount.as_ref().map(|(_, currency)| currency.clone()));
        let attempt = waiting.map_or(0, |waiting| waiting.attempt).saturating_add(1);
        self.attempts.push(i16::try_from(attempt).unwrap_or(i16::MAX));
        self.durations.push(duration(&entry.steps));
        self.words.push(words(entry, key, id));
        self.exchanges.push(exchange(entry, key, id)?);
        let hashes: BTreeSet<_> = entry
            .search_keys
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| hasher.hash(text))
            .collect();
        for hash in hashes {
            self.search_hashes.push(hash.as_bytes().to_vec());
            self.search_records.push(id.uuid());
        }
        self.decide(entry, waiting, id, attempt, hasher);
        Ok(())
    }

    /// The key goes on waiting.
    fn postpone(&mut self, entry: &Entry, waiting: Option<&Waiting>) {
        let (Some(waiting), Some(at), Outcome::Failed(failure)) = (waiting, entry.again_at, &entry.outcome)
        else {
            return;
        };
        self.again.keys.push(entry.key.as_str().to_owned());
        self.again.seqs.push(waiting.seq);
        self.again.due_at.push(at.to_sqlx());
        self.again
            .counted
            .push(i16::from(failure.class == FailureClass::Transient));
    }

    /// What follows for the key.
    fn decide(
        &mut self,
        entry: &Entry,
        waiting: Option<&Waiting>,
        id: RecordId,
        attempt: u16,
        hasher: &SearchHasher,
    ) {
        let key = entry.key.as_str().to_owned();
        match (&entry.outcome, entry.again_at) {
            (Outcome::Failed(_), Some(_)) => return self.postpone(entry, waiting),
            (Outcome::Failed(failure), None) => {
                self.given_up.ids.push(domain::DeadLetterId::new().uuid());
                self.given_up.keys.push(key.clone());
                self.given_up.reasons.push(failure.reason.as_str().to_owned());
                self.given_up.details.push(cause(entry, &failure.message, hasher));
                self.given_up.records.push(id.uuid());
                self.given_up.attempts.push(i32::from(attempt));
            }
            _ => self.delivered.push(key.clone()),
        }
        if let Some(waiting) = waiting {
            self.finished.keys.push(key);
            self.finished.seqs.push(waiting.seq);
        }
    }
}

fn delay(entry: &Entry, waiting: Option<&Waiting>, now: Timestamp) -> Option<i64> {
    let live = waiting.filter(|waiting| waiting.priority == Priority::Live)?;
    let delivered = matches!(entry.outcome, Outcome::Created | Outcome::Updated);
    delivered.then(|| now.as_millisecond() - live.seen_at.as_millisecond())
}

/// What tells this failure's cause from others of its reason. A sentence may name people, so only its keyed hash is
/// kept, and numbers don't tell causes apart: each order has its own.
fn cause(entry: &Entry, message: &str, hasher: &SearchHasher) -> String {
    if let Some((table, key)) = entry.missed_lookups.first() {
        let key: String = key.chars().filter(|letter| *letter != '\0').take(200).collect();
        return format!("lookup:{table}:{key}");
    }
    let mut like = String::with_capacity(message.len());
    for letter in message.chars() {
        match (letter.is_ascii_digit(), like.ends_with('#')) {
            (false, _) => like.push(letter),
            (true, false) => like.push('#'),
            (true, true) => {}
        }
    }
    let hash = hasher.hash(&like);
    hash.as_bytes()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn duration(steps: &Steps) -> i32 {
    let micros: i64 = steps.0.iter().map(|step| step.micros).sum();
    i32::try_from(micros).unwrap_or(i32::MAX)
}

/// Label and sentence; sealed, since both hold names and what people typed.
fn words(entry: &Entry, key: &DayKey, id: RecordId) -> Vec<u8> {
    let (message, said, remote_words) = match &entry.outcome {
        Outcome::Skipped { detail, said, .. } => (detail.as_str(), said.as_deref(), None),
        Outcome::Failed(failure) => (
            failure.message.as_str(),
            failure.said.as_deref(),
            failure.remote_words.as_deref(),
        ),
        Outcome::Created | Outcome::Updated => ("", None, None),
    };
    let words = records::Words {
        label: cut(&entry.label),
        message: cut(message),
        said: said.cloned(),
        remote_words: remote_words.map(cut),
    };
    let text = to_json(&words).to_string();
    key.seal(&records::words_identity(id), text.as_bytes())
        .into_bytes()
}

/// A sentence that quotes a 10 MB text is cut.
fn cut(text: &str) -> String {
    const LONGEST: usize = 4_000;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[derive(Serialize)]
struct Kept<'a> {
    came_in: Box<RawValue>,
    mapped: Box<RawValue>,
    sent: Box<RawValue>,
    answered: Box<RawValue>,
    steps: &'a Steps,
}

fn exchange(entry: &Entry, key: &DayKey, id: RecordId) -> Result<Vec<u8>, StoreError> {
    let kept = Kept {
        came_in: part(&entry.came_in),
        mapped: part(&entry.mapped),
        sent: part(&entry.sent),
        answered: part(&entry.answered),
        steps: &entry.steps,
    };
    let text = serde_json::to_vec(&kept).unwrap_or_default();
    Ok(key
        .seal_payload(&records::exchange_identity(id), &text)?
        .into_bytes())
}

/// A part as the JSON text that is kept: written once, since this is what settling a batch costs most.
fn part(value: &Value) -> Box<RawValue> {
    // Writing JSON into memory can't fail.
    let part = to_raw_value(value).unwrap_or_default();
    let length = part.get().len();
    if length > LARGEST_PART {
        let left_out = format!("{length} bytes; parts of up to {LARGEST_PART} are kept");
        return to_raw_value(&serde_json::json!({ "kopru_left_out": left_out })).unwrap_or_default();
    }
    part
}
