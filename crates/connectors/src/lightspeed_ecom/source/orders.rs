//! Orders: one call each. The single order brings lines, invoices, shipments and metafields along; where an
//! account does not embed them, they are asked for.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use domain::{Failure, RecordKey, Value, canonical::Noun};
use engine::ports::Fetched;
use futures_util::{StreamExt, stream};

use super::{about, all_fail, documents, rows::AT_ONCE, shape};
use crate::lightspeed_ecom::{
    api::{self, PAGE, id},
    shop::Shop,
};

/// Sizes at which a list may have been cut off: the default page and the largest one.
const CUT: [usize; 2] = [50, 250];

/// How many bytes of orders are read in one go; those behind them come with the next batch. A usual order has 5 to 20 KB,
/// so only a run of huge ones ever gets there.
const TOGETHER: usize = 16 << 20;

pub(super) async fn fetch(shop: &Shop, ids: &[i64]) -> Vec<Result<Option<Fetched>, Failure>> {
    let about = match about(shop).await {
        Ok(about) => about,
        Err(failure) => return all_fail(ids.len(), &failure),
    };
    let (about, taken) = (&about, &AtomicUsize::new(0));
    stream::iter(ids.to_vec())
        .map(|id| async move { one(shop, id, about, taken).await })
        .buffered(AT_ONCE)
        .collect()
        .await
}

async fn one(shop: &Shop, id: i64, about: &Value, taken: &AtomicUsize) -> Result<Option<Fetched>, Failure> {
    if id <= 0 {
        return Ok(None);
    }
    if taken.load(Ordering::Relaxed) > TOGETHER {
        let now = shop.api.access.clock.now();
        return Err(Failure::throttled(
            now,
            "The orders before it are so large that it comes with the next batch.",
        ));
    }
    let Some((mut raw, bytes)) = shop.api.find_weighed(&format!("orders/{id}")).await? else {
        return Ok(None);
    };
    taken.fetch_add(bytes, Ordering::Relaxed);
    complete(shop, id, &mut raw).await?;
    let mut derived = shape::of_order(&raw);
    derived.put("custom_status", custom_status(shop, &raw).await?);
    documents::fetched(Noun::Order, raw, about, &derived).map(Some)
}

/// Sees to it that lines, invoices and shipments are there, whether embedded or not.
async fn complete(shop: &Shop, id: i64, raw: &mut Value) -> Result<(), Failure> {
    let lines = raw.get("products");
    let whole = matches!(lines, Value::List(_)) && !CUT.contains(&lines.items().len());
    if !whole {
        let rows = shop.api.all(&format!("orders/{id}/products"), &[]).await?;
        raw.put("products", Value::List(rows));
    }
    for papers in ["invoices", "shipments"] {
        if !matches!(raw.get(papers), Value::List(_)) {
            let rows = shop.api.all(papers, &[("order", id.to_string())]).await?;
            // Should the filter be ignored, other orders' papers come along.
            let own = rows
                .into_iter()
                .filter(|paper| [0, id].contains(&api::related(paper, "order")))
                .collect();
            raw.put(papers, Value::List(own));
        }
    }
    Ok(())
}

async fn custom_status(shop: &Shop, raw: &Value) -> Result<Value, Failure> {
    let id = api::related(raw, "customStatusId");
    if id == 0 {
        return Ok(Value::Null);
    }
    let statuses: std::sync::Arc<BTreeMap<i64, Value>> = shop.facts.statuses(&shop.api).await?;
    Ok(statuses
        .get(&id)
        .map_or(Value::Null, |status| status.get("title").clone()))
}

/// The order of this number. Whether the shop honours the filter is not proven, so the row's own number decides.
pub(crate) async fn of_number(shop: &Shop, number: &str) -> Result<Option<RecordKey>, Failure> {
    let query = [
        ("number", number.to_owned()),
        ("limit", PAGE.to_string()),
        ("fields", "id,number".to_owned()),
    ];
    let rows = shop.api.page("orders", &query).await?;
    Ok(rows
        .iter()
        .find(|row| row.get("number").to_string().eq_ignore_ascii_case(number))
        .map(|row| RecordKey::from(id(row).to_string())))
}
