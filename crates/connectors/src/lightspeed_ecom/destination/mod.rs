//! The writing side: customers by e-mail, products by SKU, stock in bulk.
//!
//! The shop has no unique property of ours to create by. So a create looks first (by e-mail, by SKU, by our
//! metafield on a family's product) and creates second: a lost answer is found by the next try.

mod brand;
mod categories;
mod customers;
mod family;
mod fields;
mod images;
mod information;
mod lookup;
mod products;
mod sets;
mod stock;
mod trace;

use domain::{Failure, FailureReason, StreamName};
use engine::ports::{Prepared, RemoteId, Write, Written};

use super::{shop::Shop, streams::Stream};

pub(super) use lookup::Lookups;

/// Looks records up by natural key.
pub(super) async fn find(
    shop: &Shop,
    stream: Stream,
    keys: &[String],
) -> Result<Vec<Option<RemoteId>>, Failure> {
    match stream {
        Stream::Customers => customers::find(shop, keys).await,
        Stream::Products | Stream::Stock => products::find(shop, keys).await,
        Stream::Orders | Stream::Invoices => Ok(vec![None; keys.len()]),
    }
}

/// Writes records, answered in the same order.
pub(super) async fn write(shop: &Shop, stream: &StreamName, batch: Vec<Write>) -> Vec<Written> {
    match Stream::named(stream) {
        Some(Stream::Customers) => customers::write(shop, batch).await,
        Some(Stream::Products) => products::write(shop, batch).await,
        Some(Stream::Stock) => stock::write(shop, batch).await,
        Some(Stream::Orders | Stream::Invoices) | None => {
            let failure = Failure::permanent(
                FailureReason::BadSetting,
                format!(
                    "Lightspeed's stream \"{stream}\" can't be written: its API creates no orders and invoices; choose customers, products or stock"
                ),
            );
            batch
                .into_iter()
                .map(|write| trace::unsent(&write, failure.clone()))
                .collect()
        }
    }
}

/// There is nothing to make: metafields need no declaration. But a key that may not write is told of; a shop that
/// is only read from needs no more.
pub(super) async fn prepare(shop: &Shop) -> Result<Prepared, Failure> {
    let writing = [("products", "write"), ("customers", "write")];
    match super::permissions::check(&shop.api, &writing).await {
        Ok(()) => Ok(Prepared::default()),
        Err(failure) if failure.reason == FailureReason::PermissionMissing => Ok(Prepared {
            lacking: vec![format!(
                "Nothing can be written into this shop, only read. {}.",
                failure.message
            )],
            ..Prepared::default()
        }),
        Err(failure) => Err(failure),
    }
}

/// Removes what was created.
pub(super) async fn take_back(shop: &Shop, stream: Stream, remotes: &[RemoteId]) -> Result<(), Failure> {
    for remote in remotes {
        match stream {
            Stream::Customers => shop.api.delete(&format!("customers/{}", remote.id)).await?,
            Stream::Products => products::take_back(shop, remote).await?,
            // A stock level is part of its variant, and orders and invoices are never written.
            Stream::Stock | Stream::Orders | Stream::Invoices => {}
        }
    }
    Ok(())
}
