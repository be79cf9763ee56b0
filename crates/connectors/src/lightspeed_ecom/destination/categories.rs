//! Categories by their path: found or made level by level, then linked once.

use std::collections::BTreeSet;

use domain::{Failure, FailureReason, Value};

use super::trace::Trace;
use crate::lightspeed_ecom::{
    api::{id, related},
    facts::LEVEL,
    shop::Shop,
};

/// Sees to it that a product is in these categories. It is never taken out of others: those are the merchant's.
/// Gives the paths of all its categories; nothing if they were not looked at.
pub(super) async fn place(
    shop: &Shop,
    trace: &mut Trace,
    product: i64,
    paths: &Value,
    new: bool,
) -> Result<Option<Vec<String>>, Failure> {
    let paths: Vec<&str> = paths
        .items()
        .iter()
        .filter_map(Value::as_text)
        .filter(|path| !path.trim().is_empty())
        .collect();
    if paths.is_empty() {
        return Ok(new.then(Vec::new));
    }
    let mut linked = if new {
        BTreeSet::new()
    } else {
        links(shop, product).await?
    };
    for path in paths {
        let category = at(shop, trace, path).await?;
        if linked.insert(category) {
            link(shop, trace, product, category).await?;
        }
    }
    let known = shop.facts.categories(&shop.api).await?;
    let mut all: Vec<String> = linked.into_iter().filter_map(|id| known.path(id)).collect();
    all.sort();
    Ok(Some(all))
}

async fn links(shop: &Shop, product: i64) -> Result<BTreeSet<i64>, Failure> {
    let rows = shop
        .api
        .all("categories/products", &[("product", product.to_string())])
        .await?;
    Ok(rows
        .iter()
        .filter(|row| related(row, "product") == product)
        .map(|row| related(row, "category"))
        .collect())
}

async fn link(shop: &Shop, trace: &mut Trace, product: i64, category: i64) -> Result<(), Failure> {
    let row = Value::from([("product", product.into()), ("category", category.into())]);
    let refused = match trace
        .create(shop, "categories/products", "categoriesProduct", row)
        .await
    {
        Ok(_) => return Ok(()),
        Err(refused) => refused.failure,
    };
    // Putting a product twice into a category is an error to the shop (dossier Lightspeed §6.13), not to us.
    if refused.is_permanent() && links(shop, product).await?.contains(&category) {
        return Ok(());
    }
    Err(refused)
}

/// The category at a path, made where it is missing.
async fn at(shop: &Shop, trace: &mut Trace, path: &str) -> Result<i64, Failure> {
    let mut parent = 0;
    for title in path.split(LEVEL).map(str::trim).filter(|title| !title.is_empty()) {
        let known = shop.facts.categories(&shop.api).await?.child(parent, title);
        parent = match known {
            Some(id) => id,
            None => create(shop, trace, parent, title).await?,
        };
    }
    Ok(parent)
}

async fn create(shop: &Shop, trace: &mut Trace, parent: i64, title: &str) -> Result<i64, Failure> {
    let _alone = shop.facts.making.lock().await;
    // Who waited for the lock finds what the one before made; else what is kept may be minutes old.
    for anew in [false, true] {
        if anew {
            shop.facts.categories.forget().await;
        }
        if let Some(id) = shop.facts.categories(&shop.api).await?.child(parent, title) {
            return Ok(id);
        }
    }
    let mut category = Value::from([("title", title.into()), ("isVisible", true.into())]);
    if parent > 0 {
        category.put("parent", parent.into());
    }
    let made = trace.create(shop, "categories", "category", category).await;
    shop.facts.categories.forget().await;
    match id(&made?) {
        0 => Err(Failure::transient(
            FailureReason::UnreadableAnswer,
            format!("Lightspeed created the category \"{title}\" but did not say its id"),
        )),
        id => Ok(id),
    }
}
