//! An opened shop: source and destination in one.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Cursor, Failure, FailureReason, RecordKey, Schema, StreamName, canonical::Noun, schema::Choice,
};
use engine::ports::{Changes, Describe, Destination, Fetched, Prepared, RemoteId, Source, Write, Written};
use jiff::Timestamp;
use url::Url;

use super::{
    api::Api, choices, destination, discover, facts::Facts, identity, source, streams::Stream, subscriptions,
};
use crate::{Account, Counted, Opened};

/// One connection at work.
pub(super) struct Shop {
    pub(super) api: Api,
    pub(super) facts: Arc<Facts>,
    pub(super) lookups: destination::Lookups,
}

impl Shop {
    pub(super) fn new(api: Api, facts: Arc<Facts>) -> Self {
        Self {
            api,
            facts,
            lookups: destination::Lookups::default(),
        }
    }
}

/// The stream of this name.
///
/// # Errors
/// `BadSetting` if there is none.
fn stream(name: &StreamName) -> Result<Stream, Failure> {
    Stream::named(name).ok_or_else(|| {
        Failure::permanent(
            FailureReason::BadSetting,
            format!(
                "Lightspeed has no stream \"{name}\"; its streams are orders, customers, products, stock"
            ),
        )
    })
}

#[async_trait]
impl Source for Shop {
    fn account(&self) -> &str {
        &self.api.access.account.id
    }

    fn noun(&self, stream: &StreamName) -> Option<Noun> {
        Stream::named(stream).map(Stream::noun)
    }

    fn cursor_since(&self, stream: &StreamName, since: Timestamp) -> Cursor {
        // A stream that does not exist is refused when it is read.
        source::cursor_since(Stream::named(stream).unwrap_or(Stream::Orders), since)
    }

    async fn changes(
        &self,
        name: &StreamName,
        cursor: Option<&Cursor>,
        limit: usize,
    ) -> Result<Changes, Failure> {
        source::changes(self, stream(name)?, cursor, limit).await
    }

    async fn fetch(&self, name: &StreamName, keys: &[RecordKey]) -> Vec<Result<Option<Fetched>, Failure>> {
        match stream(name) {
            Ok(stream) => source::fetch(self, stream, keys).await,
            Err(failure) => vec![Err(failure); keys.len()],
        }
    }

    async fn sample(&self, name: &StreamName, count: usize) -> Result<Vec<RecordKey>, Failure> {
        source::sample(self, stream(name)?, count).await
    }

    fn calls(&self) -> u64 {
        self.api.calls()
    }
}

#[async_trait]
impl Describe for Shop {
    async fn discover(&self, name: &StreamName) -> Result<Schema, Failure> {
        discover::fields(self, stream(name)?).await
    }

    async fn find(
        &self,
        name: &StreamName,
        natural_keys: &[String],
    ) -> Result<Vec<Option<RemoteId>>, Failure> {
        destination::find(self, stream(name)?, natural_keys).await
    }
}

#[async_trait]
impl Destination for Shop {
    async fn prepare(&self) -> Result<Prepared, Failure> {
        destination::prepare(self).await
    }

    async fn write(&self, name: &StreamName, batch: Vec<Write>) -> Vec<Written> {
        destination::write(self, name, batch).await
    }

    async fn take_back(&self, name: &StreamName, remotes: &[RemoteId]) -> Result<(), Failure> {
        destination::take_back(self, stream(name)?, remotes).await
    }
}

#[async_trait]
impl Opened for Shop {
    async fn identify(&self) -> Result<Account, Failure> {
        identity::identify(&self.api).await
    }

    async fn subscribe(&self, callback: &Url) -> Result<(), Failure> {
        subscriptions::ensure(&self.api, callback).await
    }

    async fn choices(&self, list: &str) -> Result<Vec<Choice>, Failure> {
        choices::of(self, list).await
    }

    async fn counted_since(&self, name: &StreamName, since: Timestamp) -> Result<Vec<Counted>, Failure> {
        source::counted_since(self, stream(name)?, since).await
    }

    async fn count(&self, name: &StreamName, since: Option<Timestamp>) -> Result<u64, Failure> {
        source::count(self, stream(name)?, since).await
    }

    async fn count_paid(&self, name: &StreamName, since: Timestamp) -> Result<Option<u64>, Failure> {
        source::count_paid(self, stream(name)?, since).await
    }

    async fn named(&self, name: &StreamName, wanted: &str) -> Result<Option<RecordKey>, Failure> {
        match stream(name)? {
            Stream::Orders => source::order_of_number(self, wanted.trim()).await,
            of => {
                let found = destination::find(self, of, &[wanted.trim().to_lowercase()]).await?;
                Ok(found.into_iter().next().flatten().map(|remote| remote.id.into()))
            }
        }
    }
}
