//! Writing to HubSpot.

mod alike;
mod batch;
mod companies;
mod customers;
mod deals;
mod find;
mod invoices;
mod lines;
mod products;
mod sales;
mod stock;

use async_trait::async_trait;
use domain::{Failure, FailureReason, Schema, StreamName, Value};
use engine::ports::{Describe, Destination, Prepared, RemoteId, Write, Written};

use super::{discover, objects::Object, portal::Portal, prepare, streams::Stream};

#[async_trait]
impl Describe for Portal {
    async fn discover(&self, stream: &StreamName) -> Result<Schema, Failure> {
        discover::schema(self, Stream::named(stream)?).await
    }

    async fn find(
        &self,
        stream: &StreamName,
        natural_keys: &[String],
    ) -> Result<Vec<Option<RemoteId>>, Failure> {
        match Stream::named(stream)? {
            Stream::Customers => find::customers(self, natural_keys).await,
            Stream::Products | Stream::Stock => find::products(self, natural_keys).await,
            Stream::Deals | Stream::Invoices => Ok(vec![None; natural_keys.len()]),
        }
    }
}

#[async_trait]
impl Destination for Portal {
    async fn prepare(&self) -> Result<Prepared, Failure> {
        prepare::prepare(self).await
    }

    async fn write(&self, stream: &StreamName, batch: Vec<Write>) -> Vec<Written> {
        match Stream::named(stream) {
            Ok(Stream::Deals) => deals::write(self, &batch).await,
            Ok(Stream::Invoices) => invoices::write(self, &batch).await,
            Ok(Stream::Customers) => customers::write(self, &batch).await,
            Ok(Stream::Products) => products::write(self, &batch).await,
            Ok(Stream::Stock) => stock::write(self, &batch).await,
            Err(failure) => batch.iter().map(|_| refused(failure.clone())).collect(),
        }
    }

    async fn take_back(&self, stream: &StreamName, remotes: &[RemoteId]) -> Result<(), Failure> {
        let ids: Vec<String> = remotes
            .iter()
            .map(|remote| remote.id.clone())
            .filter(|id| !id.is_empty())
            .collect();
        match Stream::named(stream)? {
            Stream::Deals => deals::take_back(self, &ids).await,
            Stream::Invoices => invoices::take_back(self, &ids).await,
            Stream::Customers => {
                batch::archive(self, Object::Contacts, &ids).await?;
                // Only companies that were made along are named; one that was there before, or has other people, is not.
                let companies: Vec<String> = remotes
                    .iter()
                    .filter_map(|remote| remote.parts.get("company").cloned())
                    .collect();
                Ok(batch::archive(self, Object::Companies, &companies).await?)
            }
            Stream::Products => Ok(batch::archive(self, Object::Products, &ids).await?),
            Stream::Stock => Err(Failure::permanent(
                FailureReason::Internal,
                "A stock level is a property of a product and can't be taken back by itself.",
            )),
        }
    }
}

/// Nothing was sent.
fn refused(failure: Failure) -> Written {
    Written {
        result: Err(failure),
        sent: Value::Null,
        answered: Value::Null,
    }
}

/// A record that got no answer of its own.
fn left_out() -> Failure {
    Failure::transient(
        FailureReason::Internal,
        "This record was left out of its batch; it is tried again.",
    )
}
