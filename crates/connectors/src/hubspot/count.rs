//! Counting: which records are there, and what deals and invoices amount to, a hundred a call.

use domain::{Failure, RecordKey};

use super::{objects::Object, portal::Portal, streams::Stream, wire};
use crate::Counted;

pub(super) async fn counted(
    portal: &Portal,
    stream: Stream,
    ids: &[String],
) -> Result<Vec<Counted>, Failure> {
    let object = match stream {
        Stream::Deals => Object::Deals,
        Stream::Invoices => Object::Invoices,
        Stream::Customers => Object::Contacts,
        Stream::Products | Stream::Stock => Object::Products,
    };
    let total = match object {
        Object::Deals => Some("amount"),
        Object::Invoices => Some("hs_amount_billed"),
        _ => None,
    };
    let properties = [total.unwrap_or("hs_object_id").to_owned()];
    let records = portal.read(object, None, ids, &properties).await?;
    Ok(records
        .iter()
        .filter(|record| !record.get("archived").as_bool().unwrap_or_default())
        .filter_map(|record| {
            let key = RecordKey::from(wire::id(record.get("id"))?);
            let amount = total.and_then(|name| record.get("properties").get(name).as_text()?.parse().ok());
            Some(Counted {
                key,
                totals: amount.into_iter().collect(),
            })
        })
        .collect())
}
