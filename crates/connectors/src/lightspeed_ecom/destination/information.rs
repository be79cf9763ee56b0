//! Attributes as information: country of origin, material, delivery time.

use std::collections::BTreeMap;

use domain::{Failure, FailureReason, Value};

use super::trace::Trace;
use crate::lightspeed_ecom::{api::id, shop::Shop};

/// Gives a product these values of attributes (`[{name, value}]`); attributes that the shop lacks are made.
pub(super) async fn tell(
    shop: &Shop,
    trace: &mut Trace,
    product: i64,
    attributes: &Value,
) -> Result<(), Failure> {
    for attribute in attributes.items() {
        let (name, value) = (
            attribute.get("name").to_string(),
            attribute.get("value").to_string(),
        );
        if name.trim().is_empty() {
            continue;
        }
        let attribute = of_title(shop, trace, name.trim()).await?;
        trace
            .change(
                shop,
                &format!("products/{product}/attributes/{attribute}"),
                "productAttribute",
                Value::from([("value", value.into())]),
            )
            .await?;
    }
    Ok(())
}

async fn of_title(shop: &Shop, trace: &mut Trace, title: &str) -> Result<i64, Failure> {
    let wanted = title.to_lowercase();
    let among = |known: &BTreeMap<i64, Value>| {
        known
            .iter()
            .find(|(_, attribute)| attribute.get("title").to_string().trim().to_lowercase() == wanted)
            .map(|(id, _)| *id)
    };
    if let Some(id) = among(shop.facts.attributes(&shop.api).await?.as_ref()) {
        return Ok(id);
    }
    let _alone = shop.facts.making.lock().await;
    // Who waited for the lock finds what the one before made; else what is kept may be minutes old.
    for anew in [false, true] {
        if anew {
            shop.facts.attributes.forget().await;
        }
        if let Some(id) = among(shop.facts.attributes(&shop.api).await?.as_ref()) {
            return Ok(id);
        }
    }
    let made = trace
        .create(
            shop,
            "attributes",
            "attribute",
            Value::from([("title", title.into())]),
        )
        .await;
    shop.facts.attributes.forget().await;
    match id(&made?) {
        0 => Err(Failure::transient(
            FailureReason::UnreadableAnswer,
            format!("Lightspeed created the attribute \"{title}\" but did not say its id"),
        )),
        id => Ok(id),
    }
}
