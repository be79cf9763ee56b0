//! Counting: how many there are, and the records of a window with their totals, a page of 250 a call.

use domain::{Failure, RecordKey};
use jiff::Timestamp;

use super::cursor::written;
use crate::{
    Counted,
    lightspeed_ecom::{
        api::{PAGE, id},
        shop::Shop,
        streams::Stream,
    },
};

/// Pages of records whose payment is looked at while somebody waits.
const PAGES: usize = 10;

/// How many records a stream has; with a moment, only those made since.
pub(crate) async fn count(shop: &Shop, stream: Stream, since: Option<Timestamp>) -> Result<u64, Failure> {
    let since = since.map(|since| ("created_at_min", written(since.as_second())));
    let query: Vec<_> = since.into_iter().collect();
    let count = shop.api.count_of(stream.resource(), &query).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// How many records made since a moment are paid; none if there are more than a few pages of them. They are looked at,
/// since no source proves that a filter by payment is honoured, and one that is ignored counts all (dossier Lightspeed §4.1).
pub(crate) async fn count_paid(
    shop: &Shop,
    stream: Stream,
    since: Timestamp,
) -> Result<Option<u64>, Failure> {
    let status = match stream {
        Stream::Orders => "paymentStatus",
        Stream::Invoices => "status",
        _ => return Ok(None),
    };
    let query = [
        ("fields", format!("id,{status}")),
        ("created_at_min", written(since.as_second())),
    ];
    let (mut after, mut paid) = (0, 0);
    for _ in 0..PAGES {
        let rows = shop.api.after(stream.resource(), &query, after, PAGE).await?;
        paid += rows
            .iter()
            .filter(|row| row.get(status).as_text() == Some("paid"))
            .count() as u64;
        if rows.len() < PAGE {
            return Ok(Some(paid));
        }
        after = rows.last().map_or(after, id);
    }
    Ok(None)
}

/// Records that changed since a moment. The filter is read as local time by some accounts; then the window is a little
/// longer or shorter, which counting can bear.
pub(crate) async fn counted_since(
    shop: &Shop,
    stream: Stream,
    since: Timestamp,
) -> Result<Vec<Counted>, Failure> {
    let fields = if matches!(stream, Stream::Orders | Stream::Invoices) {
        "id,updatedAt,priceIncl,priceExcl"
    } else {
        "id,updatedAt"
    };
    let query = [
        ("fields", fields.to_owned()),
        ("updated_at_min", written(since.as_second())),
    ];
    let rows = shop.api.all(stream.resource(), &query).await?;
    Ok(rows
        .iter()
        .map(|row| Counted {
            key: RecordKey::from(id(row).to_string()),
            totals: ["priceIncl", "priceExcl"]
                .into_iter()
                .filter_map(|name| row.get(name).as_number())
                .collect(),
        })
        .collect())
}
