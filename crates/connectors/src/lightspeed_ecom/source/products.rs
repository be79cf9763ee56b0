//! Products: a record is a variant with its product, brand, supplier, tax and categories by name.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Failure, Value, canonical::Noun};
use engine::ports::Fetched;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    about, all_fail, cursor, documents, memberships,
    rows::{self, AT_ONCE, Rows},
};
use crate::lightspeed_ecom::{api::related, credential::Extra, shop::Shop};

/// What the shop calls the variant of a product that has no variants.
const DEFAULT: &str = "Default";

pub(super) async fn fetch(shop: &Shop, ids: &[i64]) -> Vec<Result<Option<Fetched>, Failure>> {
    match read(shop, ids).await {
        Ok(records) => records,
        Err(failure) => all_fail(ids.len(), &failure),
    }
}

async fn read(shop: &Shop, ids: &[i64]) -> Result<Vec<Result<Option<Fetched>, Failure>>, Failure> {
    let about = about(shop).await?;
    let mut variants = rows::read(&shop.api, "variants", ids.iter().copied()).await;
    let found = |rows: &Rows| -> Vec<Value> {
        rows.values()
            .filter_map(|row| row.as_ref().ok()?.clone())
            .collect()
    };
    let parents: BTreeSet<i64> = found(&variants)
        .iter()
        .map(|variant| related(variant, "product"))
        .filter(|id| *id > 0)
        .collect();
    let mut products = rows::read(&shop.api, "products", parents.iter().copied()).await;
    if shop.api.reads(Extra::VariantMetafields).await? {
        memberships::metafields(shop, "variants", &mut variants).await?;
    }
    if shop.api.reads(Extra::ProductMetafields).await? {
        memberships::metafields(shop, "products", &mut products).await?;
    }
    let named = Named::read(shop, &found(&products), &found(&variants), &parents).await?;
    let record = |id: &i64| match variants.get(id) {
        Some(Ok(Some(variant))) => {
            let mut raw = variant.clone();
            let parent = related(variant, "product");
            match products.get(&parent) {
                Some(Ok(Some(product))) => raw.put("product", named.product(product.clone(), parent)),
                Some(Err(failure)) => return Err(failure.clone()),
                // A variant whose product was deleted meanwhile is about to go, too.
                Some(Ok(None)) | None => return Ok(None),
            }
            if let Some(tax) = named.taxes.get(&related(variant, "tax")) {
                raw.put("tax", tax.clone());
            }
            let derived = derived(&raw);
            documents::fetched(Noun::Product, raw, &about, &derived).map(Some)
        }
        Some(Err(failure)) => Err(failure.clone()),
        Some(Ok(None)) | None => Ok(None),
    };
    Ok(ids.iter().map(record).collect())
}

/// What a product names only by id.
struct Named {
    brands: std::sync::Arc<BTreeMap<i64, Value>>,
    suppliers: std::sync::Arc<BTreeMap<i64, Value>>,
    taxes: std::sync::Arc<BTreeMap<i64, Value>>,
    categories: BTreeMap<i64, Vec<String>>,
    attributes: BTreeMap<i64, Vec<Value>>,
}

impl Named {
    /// Asks only for the tables that these products name something of.
    async fn read(
        shop: &Shop,
        products: &[Value],
        variants: &[Value],
        ids: &BTreeSet<i64>,
    ) -> Result<Self, Failure> {
        let (api, facts) = (&shop.api, &shop.facts);
        let names = |rows: &[Value], relation: &str| rows.iter().any(|row| related(row, relation) > 0);
        let brands = if names(products, "brand") {
            facts.brands(api).await?
        } else {
            Default::default()
        };
        let suppliers = if names(products, "supplier") {
            facts.suppliers(api).await?
        } else {
            Default::default()
        };
        let taxes = if names(variants, "tax") {
            facts.taxes(api).await?
        } else {
            Default::default()
        };
        let categories = if ids.is_empty() {
            BTreeMap::new()
        } else {
            memberships::categories(shop, ids).await?
        };
        let attributes = if api.reads(Extra::ProductAttributes).await? {
            attributes(shop, ids).await?
        } else {
            BTreeMap::new()
        };
        Ok(Self {
            brands,
            suppliers,
            taxes,
            categories,
            attributes,
        })
    }

    fn product(&self, mut product: Value, id: i64) -> Value {
        for (relation, table) in [("brand", &self.brands), ("supplier", &self.suppliers)] {
            if let Some(row) = table.get(&related(&product, relation)) {
                let named = Value::from([("id", row.get("id").clone()), ("title", row.get("title").clone())]);
                product.put(relation, named);
            }
        }
        let paths = self.categories.get(&id).cloned().unwrap_or_default();
        product.put(
            "categories",
            Value::List(paths.into_iter().map(Value::Text).collect()),
        );
        if let Some(attributes) = self.attributes.get(&id) {
            product.put("attributes", Value::List(attributes.clone()));
        }
        product
    }
}

async fn attributes(shop: &Shop, ids: &BTreeSet<i64>) -> Result<BTreeMap<i64, Vec<Value>>, Failure> {
    let known = shop.facts.attributes(&shop.api).await?;
    let known = &known;
    stream::iter(ids.iter().copied())
        .map(|id| async move {
            let rows = shop.api.all(&format!("products/{id}/attributes"), &[]).await?;
            let named = rows
                .into_iter()
                .map(|row| {
                    let title = match row.at("attribute.title") {
                        Value::Null => known
                            .get(&related(&row, "attribute"))
                            .map_or(Value::Null, |attribute| attribute.get("title").clone()),
                        title => title.clone(),
                    };
                    Value::from([("name", title), ("value", row.get("value").clone())])
                })
                .filter(|row| !row.get("name").is_empty() && !row.get("value").is_empty())
                .collect();
            Ok((id, named))
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// What a product's rules read below `derived`.
pub(super) fn derived(raw: &Value) -> Value {
    let title = raw.at("product.title").to_string();
    let variant = raw.get("title").to_string();
    let options: Vec<Value> = raw
        .get("options")
        .items()
        .iter()
        .map(|option| {
            Value::from([
                ("name", option.get("name").clone()),
                ("value", option.at("value.name").clone()),
            ])
        })
        .filter(|option| !option.get("name").is_empty() && !option.get("value").is_empty())
        .collect();
    let alone = variant.is_empty() || variant == DEFAULT;
    let title = if alone {
        title
    } else {
        format!("{title} – {variant}")
    };
    let changed = [cursor::changed_at(raw), cursor::changed_at(raw.get("product"))]
        .into_iter()
        .flatten()
        .max();
    Value::from([
        ("title", title.into()),
        ("options", Value::List(options)),
        ("attributes", raw.at("product.attributes").clone()),
        ("url", raw.at("product.url").clone()),
        ("updated_at", changed.map(|at| at.to_string()).into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_told_apart_by_its_title_and_options() {
        let raw = Value::from_json(
            r#"{"title":"Kleur: Ege-blauw","updatedAt":"2026-11-10T08:31:13+01:00",
                "options":[{"name":"Kleur","value":{"name":"Ege-blauw"}},{"name":"Formaat","value":null}],
                "product":{"title":"Peştemal Ege","updatedAt":"2026-11-10T08:31:12+01:00"}}"#
                .as_bytes(),
        )
        .unwrap();
        let derived = derived(&raw);
        assert_eq!(derived.get("title"), &"Peştemal Ege – Kleur: Ege-blauw".into());
        assert_eq!(derived.at("options.0.value"), &"Ege-blauw".into());
        assert_eq!(derived.get("options").items().len(), 1);
        assert_eq!(derived.get("updated_at"), &"2026-11-10T07:31:13Z".into());
    }
}
