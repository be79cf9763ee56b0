//! Stock levels: pages of neighbouring variants.

use domain::{Failure, Value, canonical::Noun};
use engine::ports::Fetched;

use super::{documents, rows};
use crate::lightspeed_ecom::shop::Shop;

pub(super) async fn fetch(shop: &Shop, ids: &[i64]) -> Vec<Result<Option<Fetched>, Failure>> {
    let found = rows::read(&shop.api, "variants", ids.iter().copied()).await;
    let record = |id: &i64| match found.get(id) {
        Some(Ok(Some(raw))) => {
            documents::fetched(Noun::StockLevel, raw.clone(), &Value::Null, &Value::Null).map(Some)
        }
        Some(Err(failure)) => Err(failure.clone()),
        Some(Ok(None)) | None => Ok(None),
    };
    ids.iter().map(record).collect()
}
