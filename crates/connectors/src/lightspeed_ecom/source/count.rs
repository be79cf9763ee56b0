//! Counting: the records of a window with their totals, a page of 250 a call.

use domain::{Failure, RecordKey};
use jiff::Timestamp;

use super::cursor::written;
use crate::{
    Counted,
    lightspeed_ecom::{api::id, shop::Shop, streams::Stream},
};

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
