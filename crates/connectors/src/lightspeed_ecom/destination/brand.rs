//! A product's brand by its title: found or made.

use domain::{Failure, Value};

use super::trace::Trace;
use crate::lightspeed_ecom::{api::id, shop::Shop};

/// The id of the brand of this title; capitals do not matter.
pub(super) async fn of_title(shop: &Shop, trace: &mut Trace, title: &str) -> Result<Option<i64>, Failure> {
    let title = title.trim();
    if title.is_empty() {
        return Ok(None);
    }
    if let Some(id) = known(shop, title).await? {
        return Ok(Some(id));
    }
    let _alone = shop.facts.making.lock().await;
    // Who waited for the lock finds what the one before made; else what is kept may be minutes old.
    for anew in [false, true] {
        if anew {
            shop.facts.brands.forget().await;
        }
        if let Some(id) = known(shop, title).await? {
            return Ok(Some(id));
        }
    }
    let made = trace
        .create(shop, "brands", "brand", Value::from([("title", title.into())]))
        .await;
    shop.facts.brands.forget().await;
    Ok(Some(id(&made?)).filter(|id| *id > 0))
}

async fn known(shop: &Shop, title: &str) -> Result<Option<i64>, Failure> {
    let wanted = title.to_lowercase();
    Ok(shop
        .facts
        .brands(&shop.api)
        .await?
        .iter()
        .find(|(_, brand)| brand.get("title").to_string().trim().to_lowercase() == wanted)
        .map(|(id, _)| *id))
}
