//! Customers: pages of neighbours, with their group.

use domain::{Failure, Value, canonical::Noun};
use engine::ports::Fetched;

use super::{about, all_fail, documents, memberships, rows, shape};
use crate::lightspeed_ecom::{credential::Extra, shop::Shop};

pub(super) async fn fetch(shop: &Shop, ids: &[i64]) -> Vec<Result<Option<Fetched>, Failure>> {
    match read(shop, ids).await {
        Ok(records) => records,
        Err(failure) => all_fail(ids.len(), &failure),
    }
}

async fn read(shop: &Shop, ids: &[i64]) -> Result<Vec<Result<Option<Fetched>, Failure>>, Failure> {
    let about = about(shop).await?;
    let mut found = rows::read(&shop.api, "customers", ids.iter().copied()).await;
    let groups = memberships::groups(shop, ids).await?;
    if shop.api.reads(Extra::CustomerMetafields).await? {
        memberships::metafields(shop, "customers", &mut found).await?;
    }
    let record = |id: &i64| match found.get(id) {
        Some(Ok(Some(raw))) => {
            let mut derived = shape::of_customer(raw);
            derived.put("group", groups.get(id).cloned().map_or(Value::Null, Value::Text));
            documents::fetched(Noun::Customer, raw.clone(), &about, &derived).map(Some)
        }
        Some(Err(failure)) => Err(failure.clone()),
        Some(Ok(None)) | None => Ok(None),
    };
    Ok(ids.iter().map(record).collect())
}
