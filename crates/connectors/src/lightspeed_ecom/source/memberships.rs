//! Which categories hold a product, which group holds a customer, and metafields: what the shop keeps in tables
//! beside the record.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Failure, Value};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::rows::{AT_ONCE, Rows};
use crate::lightspeed_ecom::{
    api::{PAGE, id, related},
    shop::Shop,
};

/// Reads a table of memberships for some members: filtered for each where they are few, the whole table where
/// that takes fewer calls.
async fn table(
    shop: &Shop,
    resource: &str,
    member: &'static str,
    ids: &BTreeSet<i64>,
) -> Result<Vec<Value>, Failure> {
    let rows = if pays(shop, resource, ids.len()).await? {
        shop.api.all(resource, &[]).await?
    } else {
        stream::iter(ids.iter().copied())
            .map(|id| async move { shop.api.all(resource, &[(member, id.to_string())]).await })
            .buffer_unordered(AT_ONCE)
            .try_concat()
            .await?
    };
    Ok(rows
        .into_iter()
        .filter(|row| ids.contains(&related(row, member)))
        .collect())
}

/// Whether the whole table costs fewer calls than one for each member; counting costs one itself.
async fn pays(shop: &Shop, resource: &str, members: usize) -> Result<bool, Failure> {
    Ok(members > 3 && shop.api.count(resource).await?.div_ceil(PAGE) < members)
}

/// The group of each customer; of several the one that was made first.
pub(super) async fn groups(shop: &Shop, customers: &[i64]) -> Result<BTreeMap<i64, String>, Failure> {
    let groups = shop.facts.groups(&shop.api).await?;
    if groups.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted = customers.iter().copied().filter(|id| *id > 0).collect();
    let mut of = BTreeMap::new();
    for row in table(shop, "groups/customers", "customer", &wanted).await? {
        if let Some(group) = groups.get(&related(&row, "group")) {
            of.entry(related(&row, "customer"))
                .or_insert_with(|| group.get("title").to_string());
        }
    }
    Ok(of)
}

/// The category paths of each product, sorted.
pub(super) async fn categories(
    shop: &Shop,
    products: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, Vec<String>>, Failure> {
    let categories = shop.facts.categories(&shop.api).await?;
    let mut of: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for row in table(shop, "categories/products", "product", products).await? {
        if let Some(path) = categories.path(related(&row, "category")) {
            of.entry(related(&row, "product")).or_default().push(path);
        }
    }
    of.values_mut().for_each(|paths| paths.sort());
    Ok(of)
}

/// Puts the metafields into each row, by key: one call a row.
pub(super) async fn metafields(shop: &Shop, resource: &str, rows: &mut Rows) -> Result<(), Failure> {
    let ids: Vec<i64> = rows
        .values()
        .filter_map(|row| row.as_ref().ok()?.as_ref())
        .map(id)
        .collect();
    let read: Vec<(i64, Vec<Value>)> = stream::iter(ids)
        .map(|id| async move {
            let fields = shop.api.all(&format!("{resource}/{id}/metafields"), &[]).await?;
            Ok::<_, Failure>((id, fields))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    for (id, fields) in read {
        if let Some(Ok(Some(row))) = rows.get_mut(&id) {
            let by_key = fields
                .into_iter()
                .map(|field| (field.get("key").to_string(), field.get("value").clone()));
            row.put("metafields", Value::Map(by_key.collect()));
        }
    }
    Ok(())
}
