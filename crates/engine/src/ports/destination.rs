use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{Failure, Schema, StreamName, Value};
use serde::{Deserialize, Serialize};

/// What a remote calls a record, and the records that were made along with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteId {
    /// The remote's own id.
    pub id: String,
    /// Records that belong to it, by what they are ("company" → id).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

impl RemoteId {
    /// An id without parts.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            parts: BTreeMap::new(),
        }
    }

    /// As a value that mapping rules can read: `{id, company, …}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map: domain::Map = self
            .parts
            .iter()
            .map(|(part, id)| (part.clone(), Value::text(id.clone())))
            .collect();
        map.insert("id".to_owned(), Value::text(self.id.clone()));
        Value::Map(map)
    }
}

/// Whether a record is made or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is not there yet, as far as we know. Should it be there under our own key, that one is used.
    Create,
    /// It is there.
    Update {
        /// Under which id.
        remote: RemoteId,
    },
}

/// One record to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// A key of ours that stays the same however often this is tried (`lightspeed_ecom:240117:order:4711`).
    /// The destination keeps it in a unique property, so that trying twice has a single effect.
    pub key: String,
    /// Made or changed.
    pub act: Act,
    /// The destination's document, as mapped.
    pub document: Value,
}

/// A record that is now at the destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// What the destination calls it.
    pub remote: RemoteId,
    /// Whether it was made now; false if it was there already.
    pub created: bool,
    /// What was made along with it now: its parts ("company"), or what it shares with others ("brands/12").
    pub also_created: Vec<String>,
    /// The canonical document that this connector's source side would now read, as far as the write and its
    /// answer tell; null if they tell nothing. By it our own write is recognised when it comes back.
    pub known: Value,
}

/// The destination's answer for one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Delivered, or why not. One bad record never sinks its batch.
    pub result: Result<Delivered, Failure>,
    /// What was sent for this record, as it was sent.
    pub sent: Value,
    /// What came back for this record, as it came.
    pub answered: Value,
}

/// The destination as one who may look and not touch sees it: all that a dry run holds.
#[async_trait]
pub trait Describe: Send + Sync {
    /// The fields of a stream's documents, custom ones included.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn discover(&self, stream: &StreamName) -> Result<Schema, Failure>;

    /// Looks records up by natural key (customers by e-mail, products by SKU; lower case), answered in the
    /// same order.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn find(
        &self,
        stream: &StreamName,
        natural_keys: &[String],
    ) -> Result<Vec<Option<RemoteId>>, Failure>;
}

/// What `prepare` made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Prepared {
    /// Properties that were created now, as `stream.name`.
    pub created: Vec<String>,
    /// What could not be made and what follows from it, in sentences. Flows run without it.
    pub lacking: Vec<String>,
}

/// The writing side of a flow.
#[async_trait]
pub trait Destination: Describe {
    /// Makes the properties that we own, where they are missing. Only called with the merchant's consent.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn prepare(&self) -> Result<Prepared, Failure>;

    /// Writes records, answered in the same order, each on its own.
    async fn write(&self, stream: &StreamName, batch: Vec<Write>) -> Vec<Written>;

    /// Takes back what was created: removes exactly these records and the parts that are named with them. A record
    /// without an id stands for its parts alone.
    ///
    /// # Errors
    /// The remote's, classified. A record that is already gone is no error.
    async fn take_back(&self, stream: &StreamName, remotes: &[RemoteId]) -> Result<(), Failure>;
}
