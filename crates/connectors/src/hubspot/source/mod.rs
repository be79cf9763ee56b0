//! Reading from HubSpot.

mod changes;
mod cursor;
mod fetch;

use async_trait::async_trait;
use domain::{Cursor, Failure, RecordKey, StreamName, canonical::Noun};
use engine::ports::{Changes, Fetched, Source};
use jiff::Timestamp;

pub(super) use changes::count;

use super::{objects::Object, portal::Portal, streams::Stream};

#[async_trait]
impl Source for Portal {
    fn account(&self) -> &str {
        &self.access.account.id
    }

    fn noun(&self, stream: &StreamName) -> Option<Noun> {
        Stream::named(stream)
            .ok()
            .filter(|stream| *stream != Stream::Deals)
            .map(Stream::noun)
    }

    fn cursor_since(&self, _stream: &StreamName, since: Timestamp) -> Cursor {
        cursor::Place::since(since).cursor()
    }

    async fn changes(
        &self,
        stream: &StreamName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Changes, Failure> {
        changes::changes(self, object_of(stream)?, cursor, limit).await
    }

    async fn fetch(&self, stream: &StreamName, keys: &[RecordKey]) -> Vec<Result<Option<Fetched>, Failure>> {
        match object_of(stream).and_then(|_| Stream::named(stream)) {
            Ok(stream) => fetch::fetch(self, stream, keys).await,
            Err(failure) => keys.iter().map(|_| Err(failure.clone())).collect(),
        }
    }

    async fn sample(&self, stream: &StreamName, count: usize) -> Result<Vec<RecordKey>, Failure> {
        changes::sample(self, object_of(stream)?, count).await
    }

    fn calls(&self) -> u64 {
        self.requester.calls()
    }
}

/// The object whose records a stream reads.
fn object_of(stream: &StreamName) -> Result<Object, Failure> {
    match Stream::named(stream)? {
        Stream::Customers => Ok(Object::Contacts),
        Stream::Products | Stream::Stock => Ok(Object::Products),
        Stream::Deals | Stream::Invoices => Err(Failure::permanent(
            domain::FailureReason::BadSetting,
            "HubSpot's deals and invoices can be written, not read.",
        )),
    }
}
