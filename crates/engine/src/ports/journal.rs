use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    Counts, Decimal, Failure, Fingerprint, Known, Outcome, RecordKey, Value, canonical::Noun, flow::FlowKind,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::RemoteId;

/// Which end of the running flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Where records come from.
    Source,
    /// Where they go.
    Destination,
}

/// The pairing of a record in the source with its counterpart at the destination, as the running flow sees
/// it. The reverse flow sees the same pairing with the sides exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The source's key.
    pub source_key: RecordKey,
    /// The destination's id.
    pub remote: RemoteId,
    /// Mark of the document that each kind of flow sent last in this direction.
    pub sent: BTreeMap<FlowKind, Fingerprint>,
    /// What we last knew of the source's record.
    pub source_known: Known,
    /// What we last knew of the destination's record.
    pub destination_known: Known,
    /// Whether that of the source's record comes from our own write (the reverse flow's): then the same
    /// values coming in are an echo.
    pub source_ours: bool,
    /// Whether that of the destination's record comes from our own write.
    pub destination_ours: bool,
    /// Writes in either direction within the current hour.
    pub writes_this_hour: u32,
    /// Which hour that is (hours since the epoch).
    pub hour: i64,
}

/// A pairing to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkChange {
    /// What is paired.
    pub noun: Noun,
    /// The pairing as it is now.
    pub link: Link,
}

/// How long a step took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Steps(pub Vec<Step>);

/// One step of a record's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// read, filtered, references, mapped, sent.
    pub name: &'static str,
    /// When it was done.
    pub at: Timestamp,
    /// In microseconds. A batch's shared step is told whole for each of its records.
    pub micros: i64,
    /// What happened, in words ("customer found by e-mail").
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What became of one record, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The source's key.
    pub key: RecordKey,
    /// What became of it.
    pub outcome: Outcome,
    /// What people call it ("Order ORD01207").
    pub label: String,
    /// What people search by: order number, e-mail, SKU. Kept only as keyed hashes.
    pub search_keys: Vec<String>,
    /// The destination's id, if it has one.
    pub remote: Option<RemoteId>,
    /// Value of the record, for orders.
    pub amount: Option<(Decimal, String)>,
    /// What came in: the source's own JSON.
    pub came_in: Value,
    /// What the mapping made of it.
    pub mapped: Value,
    /// What was sent, as it was sent.
    pub sent: Value,
    /// What came back, as it came.
    pub answered: Value,
    /// How long each step took.
    pub steps: Steps,
    /// Look-up keys that had no row: table and key.
    pub missed_lookups: Vec<(String, String)>,
    /// When the record is to be tried again, if it failed and will be.
    pub again_at: Option<Timestamp>,
    /// Something as a whole is in the way (a limit, a sign-in, a remote that is down): nothing was decided about
    /// this record, so it goes on waiting and the journal says nothing of it.
    pub postponed: bool,
}

/// Everything that a batch changes with us, kept in one transaction: all of it or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// One entry a record.
    pub entries: Vec<Entry>,
    /// New and changed pairings.
    pub links: Vec<LinkChange>,
    /// Calls made to the source and to the destination.
    pub calls: (u64, u64),
    /// Time from claiming to settling.
    pub took: SignedDuration,
}

impl Settlement {
    /// How many records came to which end.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.entries.iter().for_each(|entry| counts.add(&entry.outcome));
        counts
    }
}

/// What the engine remembers between batches, for the flow that runs.
#[async_trait]
pub trait Journal: Send + Sync {
    /// The pairings of these keys, looked up from one side.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn links(
        &self,
        noun: Noun,
        side: Side,
        keys: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, Link>, Failure>;

    /// Which of these keys wait in (or are worked on by) a flow of that kind between the same two connections.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn waiting(&self, kind: FlowKind, keys: &[RecordKey]) -> Result<Vec<RecordKey>, Failure>;
}
