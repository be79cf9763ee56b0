//! Invoices: pages of neighbours, then for each its items and its order, which has the customer, the addresses and the
//! articles' ids. Neither is embedded in a list, and items are asked for even of a single invoice (dossier Lightspeed §4.4).

use std::collections::BTreeMap;

use domain::{Failure, Value, canonical::Noun};
use engine::ports::Fetched;
use futures_util::{StreamExt, stream};

use super::{
    about, all_fail, documents,
    rows::{self, AT_ONCE},
    shape,
};
use crate::lightspeed_ecom::{api, shop::Shop};

pub(super) async fn fetch(shop: &Shop, ids: &[i64]) -> Vec<Result<Option<Fetched>, Failure>> {
    let about = match about(shop).await {
        Ok(about) => about,
        Err(failure) => return all_fail(ids.len(), &failure),
    };
    let found = rows::read(&shop.api, "invoices", ids.iter().copied()).await;
    let about = &about;
    let whole: BTreeMap<i64, Result<Option<Fetched>, Failure>> = stream::iter(found)
        .map(|(id, row)| async move {
            let record = match row {
                Ok(Some(raw)) => one(shop, id, raw, about).await.map(Some),
                Ok(None) => Ok(None),
                Err(failure) => Err(failure),
            };
            (id, record)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    ids.iter()
        .map(|id| whole.get(id).cloned().unwrap_or(Ok(None)))
        .collect()
}

async fn one(shop: &Shop, id: i64, mut raw: Value, about: &Value) -> Result<Fetched, Failure> {
    if !matches!(raw.get("items"), Value::List(_)) {
        let items = shop.api.all(&format!("invoices/{id}/items"), &[]).await?;
        raw.put("items", Value::List(items));
    }
    let order = match api::related(&raw, "order") {
        0 => None,
        order => shop.api.find(&format!("orders/{order}")).await?,
    };
    if let Some(mut order) = order {
        complete(shop, &mut order).await?;
        raw.put("order", order);
    }
    let derived = shape::of_invoice(&raw);
    documents::fetched(Noun::Invoice, raw, about, &derived)
}

/// The order's lines, where an account does not embed them: they know the articles' ids.
async fn complete(shop: &Shop, order: &mut Value) -> Result<(), Failure> {
    if !matches!(order.get("products"), Value::List(_)) {
        let lines = shop
            .api
            .all(&format!("orders/{}/products", api::id(order)), &[])
            .await?;
        order.put("products", Value::List(lines));
    }
    Ok(())
}
