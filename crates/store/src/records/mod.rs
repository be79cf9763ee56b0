//! The activity log: what became of records, and what passed between the two sides.
//!
//! EXPLAIN with 1,000,000 rows in one day's partition and 16 partitions: a page of 50 takes 0.1 to 0.6 ms by whichever
//! filter (flow, run, outcome, page), `search` and `history` 0.1 to 0.3 ms. Reasons have no index, which each record would
//! pay for; the hourly counts say where to look for them. Planning takes one to four more.

mod counts;
mod filter;
mod find;
mod ids;
mod list;
mod sealed;

use std::collections::BTreeMap;

use domain::{FlowId, RecordId, RecordKey, RevisionId, RunId, Saying};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub use counts::{Group, Tally, groups, tallies};
pub use filter::Filter;
pub(crate) use find::keys_of;
pub use find::{erase, find, history, of_ids, search};
pub(crate) use ids::{Ids, day_of, exchange_identity, words_identity};
pub use list::{count, list};
pub use sealed::words_of;

/// What is sealed of a journal's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What people call the record.
    #[serde(default)]
    pub label: String,
    /// The sentence that says why.
    #[serde(default)]
    pub message: String,
    /// The same sentence for readers of other languages, where it is of a closed list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Saying>,
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
