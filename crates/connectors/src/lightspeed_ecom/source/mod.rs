//! The reading side: changes by windows of time, records in as few calls as the shop allows.
//!
//! | stream | a record is | calls |
//! |---|---|---|
//! | orders | an order with customer, lines, invoices, shipments | one an order, one a page of 250 listed |
//! | invoices | an invoice with its items and its order | two an invoice, one a page of up to 250 neighbours |
//! | customers | a customer | one a page of up to 250 neighbours |
//! | products | a variant with its product | the same, for variants and for products |
//! | stock | a variant's stock level | one a page of up to 250 neighbours |

mod changes;
mod count;
mod cursor;
mod customers;
mod documents;
mod invoices;
mod memberships;
mod orders;
mod products;
mod rows;
mod shape;
mod stock;

pub(super) use changes::{changes, cursor_since, sample};
pub(super) use count::{count, count_paid, counted_since};
pub(super) use documents::shipped;
pub(super) use orders::of_number as order_of_number;

use domain::{Failure, RecordKey, Value, canonical::Noun};
use engine::ports::Fetched;

use super::{shop::Shop, streams::Stream};

/// Reads the records of these keys, answered in the same order.
pub(super) async fn fetch(
    shop: &Shop,
    stream: Stream,
    keys: &[RecordKey],
) -> Vec<Result<Option<Fetched>, Failure>> {
    let ids: Vec<i64> = keys.iter().map(number).collect();
    match stream {
        Stream::Orders => orders::fetch(shop, &ids).await,
        Stream::Invoices => invoices::fetch(shop, &ids).await,
        Stream::Customers => customers::fetch(shop, &ids).await,
        Stream::Products => products::fetch(shop, &ids).await,
        Stream::Stock => stock::fetch(shop, &ids).await,
    }
}

/// The canonical document that reading a customer gives, made from a write's answer; null if it can't be made.
pub(super) async fn written_customer(shop: &Shop, raw: Value) -> Value {
    let Ok(about) = about(shop).await else {
        return Value::Null;
    };
    let derived = shape::of_customer(&raw);
    known(documents::fetched(Noun::Customer, raw, &about, &derived))
}

/// The same for a variant whose `product` and `tax` are filled in.
pub(super) async fn written_product(shop: &Shop, raw: Value) -> Value {
    let Ok(about) = about(shop).await else {
        return Value::Null;
    };
    let derived = products::derived(&raw);
    known(documents::fetched(Noun::Product, raw, &about, &derived))
}

/// The same for a variant's stock level.
pub(super) fn written_stock(raw: Value) -> Value {
    known(documents::fetched(
        Noun::StockLevel,
        raw,
        &Value::Null,
        &Value::Null,
    ))
}

fn known(document: Result<Fetched, Failure>) -> Value {
    document.map_or(Value::Null, |fetched| fetched.document)
}

/// Ids are numbers; what is none has no record (0).
fn number(key: &RecordKey) -> i64 {
    key.as_str().parse().unwrap_or(0)
}

/// What the rules read below `shop`.
async fn about(shop: &Shop) -> Result<Value, Failure> {
    let account = &shop.api.access.account;
    let told = shop.facts.shop(&shop.api).await?;
    let currency = match told.at("currency.shortcode") {
        Value::Text(code) => Value::Text(code.to_uppercase()),
        _ => account.currency.clone().into(),
    };
    Ok(Value::from([
        ("id", account.id.clone().into()),
        ("name", account.name.clone().into()),
        ("domain", told.get("mainDomain").clone()),
        ("currency", currency),
    ]))
}

/// The same failure for each of so many records: what they all need could not be read.
fn all_fail(count: usize, failure: &Failure) -> Vec<Result<Option<Fetched>, Failure>> {
    vec![Err(failure.clone()); count]
}
