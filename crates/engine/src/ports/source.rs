use async_trait::async_trait;
use domain::{Cursor, Failure, RecordKey, StreamName, Value, canonical::Noun};
use jiff::Timestamp;

/// Keys of a stream that changed after a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Which records, each once, oldest change first.
    pub keys: Vec<RecordKey>,
    /// Where to go on. The greatest time seen less an overlap, never "now".
    pub next: Cursor,
    /// Whether there are more right now.
    pub more: bool,
}

/// A record as the source has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The canonical document, checked against its schema.
    pub document: Value,
    /// The source's own JSON with every custom field.
    pub raw: Value,
}

/// The reading side of a flow.
#[async_trait]
pub trait Source: Send + Sync {
    /// The remote account (shop or portal) that this connection reads; part of every key that we own.
    fn account(&self) -> &str;

    /// Which canonical document a stream gives; `None` if the source has no such stream.
    fn noun(&self, stream: &StreamName) -> Option<Noun>;

    /// The cursor from which a stream is read to get all that changed since a moment.
    fn cursor_since(&self, stream: &StreamName, since: Timestamp) -> Cursor;

    /// Keys that changed after the cursor (`None`: from the beginning), at most about `limit`.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn changes(
        &self,
        stream: &StreamName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Changes, Failure>;

    /// The records of these keys, answered in the same order; `Ok(None)` if the source no longer has it.
    /// One record's failure is its own.
    async fn fetch(&self, stream: &StreamName, keys: &[RecordKey]) -> Vec<Result<Option<Fetched>, Failure>>;

    /// Keys of recent records, newest first, for samples and dry runs.
    ///
    /// # Errors
    /// The remote's, classified.
    async fn sample(&self, stream: &StreamName, count: usize) -> Result<Vec<RecordKey>, Failure>;

    /// How many calls this source and its destination side have made since they were opened.
    fn calls(&self) -> u64;
}
