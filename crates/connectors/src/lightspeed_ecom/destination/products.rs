//! Products by SKU: simple ones, and variants of a family.
//!
//! What a create costs: looking for the SKU (shared by the batch), the product, its variants, the variant; plus one
//! call each for a category, an image, an attribute that is named. An update costs two.

use std::collections::{BTreeMap, HashMap};

use domain::{Failure, FailureReason, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};
use futures_util::{StreamExt, stream};

use super::{
    categories,
    family::{self, Families, Home},
    fields::{product_fields, variant_fields},
    images, information,
    lookup::{self, SKU, comparable},
    sets,
    trace::{Trace, unsent},
};
use crate::lightspeed_ecom::{
    api::{id, related},
    shop::Shop,
    source,
};

/// Products under way at the same time; those of one family and of one SKU go one after the other.
const AT_ONCE: usize = 6;
/// The part of a remote id that names the product of a variant.
const PRODUCT: &str = "product";
/// The part of a remote id that is taken back with what was made beside the product.
const BESIDE: &str = "beside";

pub(super) async fn find(shop: &Shop, skus: &[String]) -> Result<Vec<Option<RemoteId>>, Failure> {
    let found = lookup::find(shop, SKU, skus).await?;
    Ok(skus
        .iter()
        .map(|sku| Some(remote(found.get(&comparable(sku))?)))
        .collect())
}

/// The id of a variant, with its product.
fn remote(variant: &Value) -> RemoteId {
    of(id(variant), related(variant, PRODUCT))
}

fn of(variant: i64, product: i64) -> RemoteId {
    RemoteId {
        id: variant.to_string(),
        parts: BTreeMap::from([(PRODUCT.to_owned(), product.to_string())]),
    }
}

fn product_of(remote: &RemoteId) -> Option<i64> {
    remote.parts.get(PRODUCT)?.parse().ok().filter(|id| *id > 0)
}

pub(super) async fn write(shop: &Shop, batch: Vec<Write>) -> Vec<Written> {
    let skus: Vec<String> = batch
        .iter()
        .filter(|write| write.act == Act::Create)
        .map(|write| write.document.at("variant.sku").to_string())
        .collect();
    let there = match lookup::find_again(shop, SKU, &skus).await {
        Ok(there) => there,
        Err(failure) => {
            return batch.iter().map(|write| unsent(write, failure.clone())).collect();
        }
    };
    let families = Families::of(batch.iter().map(|write| {
        let linked = match &write.act {
            Act::Update { remote } => product_of(remote),
            Act::Create => None,
        };
        (&write.document, linked)
    }));
    let count = batch.len();
    let groups = grouped(batch);
    let (there, families) = (&there, &families);
    let mut answers: Vec<(usize, Written)> = stream::iter(groups)
        .map(|group| async move { write_group(shop, group, there, families).await })
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .flatten()
        .collect();
    answers.sort_by_key(|(place, _)| *place);
    debug_assert_eq!(answers.len(), count);
    answers.into_iter().map(|(_, written)| written).collect()
}

fn sku(write: &Write) -> String {
    comparable(&write.document.at("variant.sku").to_string())
}

/// Writes that must go one after the other, each with its place in the batch.
fn grouped(batch: Vec<Write>) -> Vec<Vec<(usize, Write)>> {
    let mut groups: Vec<Vec<(usize, Write)>> = Vec::new();
    let mut of_mark: HashMap<String, usize> = HashMap::new();
    for (place, write) in batch.into_iter().enumerate() {
        let mut marks = vec![format!("sku {}", sku(&write))];
        marks.extend(family::key(&write.document).map(|key| format!("family {key}")));
        let at = marks
            .iter()
            .find_map(|mark| of_mark.get(mark).copied())
            .unwrap_or_else(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
        for mark in marks {
            of_mark.entry(mark).or_insert(at);
        }
        groups[at].push((place, write));
    }
    groups
}

async fn write_group(
    shop: &Shop,
    group: Vec<(usize, Write)>,
    there: &BTreeMap<String, Value>,
    families: &Families,
) -> Vec<(usize, Written)> {
    let mut made: HashMap<String, RemoteId> = HashMap::new();
    let mut answers = Vec::with_capacity(group.len());
    for (place, write) in group {
        let mut trace = Trace::default();
        let sku = sku(&write);
        let known = made.get(&sku).cloned().or_else(|| there.get(&sku).map(remote));
        let result = match (&write.act, known) {
            (Act::Update { remote }, _) => update(shop, &mut trace, remote, &write.document).await,
            (Act::Create, Some(known)) => complete(shop, &mut trace, known, &write.document).await,
            (Act::Create, None) => create(shop, &mut trace, &write.document, families).await,
        };
        if let Ok(delivered) = &result {
            made.insert(sku, delivered.remote.clone());
        }
        answers.push((place, trace.written(result)));
    }
    answers
}

async fn create(
    shop: &Shop,
    trace: &mut Trace,
    document: &Value,
    families: &Families,
) -> Result<Delivered, Failure> {
    let needed = |path: &str, what: &str| {
        if document.at(path).to_string().trim().is_empty() {
            return Err(Failure::permanent(
                FailureReason::BadRecord,
                format!("Lightspeed takes no product without {what}"),
            ));
        }
        Ok(())
    };
    needed("product.title", "a title")?;
    needed("variant.sku", "a SKU, by which it is found again")?;
    let product = product_fields(shop, trace, document).await?;
    let home = families.home(shop, trace, document, Value::Map(product)).await?;
    let variant = place_variant(shop, trace, document, &home).await?;
    families.filled(document).await;
    let around = finish(shop, trace, home.product, document, home.new).await?;
    Ok(Delivered {
        also_created: trace.beside().to_vec(),
        remote: of(id(&variant), home.product),
        created: true,
        known: known(shop, variant, home.json, document, around).await,
    })
}

/// Fills the variant that was born with the product, or makes one beside its siblings.
async fn place_variant(
    shop: &Shop,
    trace: &mut Trace,
    document: &Value,
    home: &Home,
) -> Result<Value, Failure> {
    let mut fields = variant_fields(shop, document).await?;
    let chosen = sets::chosen(document);
    let title = sets::title(&chosen);
    if !title.is_empty() {
        fields.insert("title".to_owned(), title.into());
    }
    let choice = sets::choice(&home.set, &chosen);
    if !choice.is_null() {
        fields.insert("options".to_owned(), choice);
    }
    let came = match home.born {
        Some(born) => {
            trace
                .change(shop, &format!("variants/{born}"), "variant", Value::Map(fields))
                .await?
        }
        None => {
            fields.insert(PRODUCT.to_owned(), home.product.into());
            fields
                .entry("title".to_owned())
                .or_insert_with(|| document.at("variant.sku").clone());
            trace
                .create(shop, "variants", "variant", Value::Map(fields))
                .await?
        }
    };
    if id(&came) == 0 {
        return Err(Failure::transient(
            FailureReason::UnreadableAnswer,
            "Lightspeed took a variant but did not say its id; we look for it on the next try",
        ));
    }
    Ok(came)
}

/// The SKU is there already: an earlier try made it and may have been cut off before it was done.
async fn complete(
    shop: &Shop,
    trace: &mut Trace,
    known: RemoteId,
    document: &Value,
) -> Result<Delivered, Failure> {
    if let Some(product) = product_of(&known) {
        finish(shop, trace, product, document, false).await?;
    }
    Ok(Delivered {
        also_created: Vec::new(),
        remote: known,
        created: false,
        known: Value::Null,
    })
}

async fn update(
    shop: &Shop,
    trace: &mut Trace,
    remote: &RemoteId,
    document: &Value,
) -> Result<Delivered, Failure> {
    let gone = || {
        Failure::permanent(
            FailureReason::GoneAtDestination,
            format!("Lightspeed has no variant {} any more", remote.id),
        )
    };
    let product = match product_of(remote) {
        Some(product) => product,
        None => {
            let variant = shop.api.find(&format!("variants/{}", remote.id)).await?;
            related(&variant.ok_or_else(gone)?, PRODUCT)
        }
    };
    let fields = product_fields(shop, trace, document).await?;
    let json = if fields.is_empty() {
        Value::Null
    } else {
        trace
            .change(
                shop,
                &format!("products/{product}"),
                "product",
                Value::Map(fields),
            )
            .await?
    };
    let mut fields = variant_fields(shop, document).await?;
    let chosen = sets::chosen(document);
    if !chosen.is_empty() {
        fields.insert("title".to_owned(), sets::title(&chosen).into());
    }
    let mut variant = Value::Null;
    if !fields.is_empty() {
        let path = format!("variants/{}", remote.id);
        variant = trace.change(shop, &path, "variant", Value::Map(fields)).await?;
        if family::key(document).is_some()
            && !sets::shows(&variant, &chosen)
            && let Some(came) = choose(shop, trace, product, &path, document).await?
        {
            variant = came;
        }
    }
    let around = finish(shop, trace, product, document, false).await?;
    Ok(Delivered {
        also_created: Vec::new(),
        remote: of(remote.id.parse().unwrap_or(0), product),
        created: false,
        known: known(shop, variant, json, document, around).await,
    })
}

/// A variant's options changed: its product's set learns the new ones and the variant chooses them.
async fn choose(
    shop: &Shop,
    trace: &mut Trace,
    product: i64,
    variant: &str,
    document: &Value,
) -> Result<Option<Value>, Failure> {
    let chosen = sets::chosen(document);
    let there = shop.api.find(&format!("products/{product}")).await?;
    let set = there.map_or(Value::Null, |product| product.get("set").clone());
    if id(&set) == 0 {
        // Without a set the title says it all.
        return Ok(None);
    }
    let set = sets::holding(shop, trace, Some(&set), "", std::slice::from_ref(&chosen)).await?;
    let choice = sets::choice(&set, &chosen);
    if choice.is_null() {
        return Ok(None);
    }
    let chosen = Value::from([("options", choice)]);
    Ok(Some(trace.change(shop, variant, "variant", chosen).await?))
}

/// What hangs on a product beside its fields.
async fn finish(
    shop: &Shop,
    trace: &mut Trace,
    product: i64,
    document: &Value,
    new: bool,
) -> Result<Around, Failure> {
    let categories = categories::place(shop, trace, product, document.get("categories"), new).await?;
    let image = match document.get("image").as_text() {
        Some(address) => images::show(shop, trace, product, address, new).await?,
        None => None,
    };
    information::tell(shop, trace, product, document.get("attributes")).await?;
    Ok(Around { categories, image })
}

/// What a product's answer does not tell, since it was sent after it.
struct Around {
    categories: Option<Vec<String>>,
    image: Option<Value>,
}

/// What reading this product would give now, put together from the answers; null where they do not suffice.
async fn known(shop: &Shop, variant: Value, product: Value, document: &Value, around: Around) -> Value {
    if id(&variant) == 0 || id(&product) == 0 {
        return Value::Null;
    }
    let mut raw = variant;
    raw.put("product", product);
    if related(raw.get("product"), "brand") > 0 {
        raw.put("product.brand.title", document.get("brand").clone());
    }
    let paths = around
        .categories
        .map(|paths| paths.into_iter().map(Value::Text).collect());
    raw.put("product.categories", paths.map_or(Value::Null, Value::List));
    if let Some(image) = around.image {
        raw.put("product.image", image);
    }
    let tax = related(&raw, "tax");
    if tax > 0
        && let Ok(taxes) = shop.facts.taxes(&shop.api).await
        && let Some(tax) = taxes.get(&tax)
    {
        raw.put("tax", tax.clone());
    }
    source::written_product(shop, raw).await
}

/// Removes a variant that we made, its product if nothing else is in it, and what was made beside it.
pub(super) async fn take_back(shop: &Shop, remote: &RemoteId) -> Result<(), Failure> {
    if !remote.id.is_empty() {
        remove(shop, remote).await?;
    }
    let beside = remote.parts.get(BESIDE).map(String::as_str).unwrap_or_default();
    // The last one first: a category before the one that it is in.
    for made in beside.split(' ').rev().filter(|made| !made.is_empty()) {
        if !is_used(shop, made).await? {
            shop.api.delete(made).await?;
        }
    }
    if !beside.is_empty() {
        // What is kept of them would lead the next product to what is gone.
        let facts = &shop.facts;
        tokio::join!(
            facts.brands.forget(),
            facts.categories.forget(),
            facts.attributes.forget()
        );
    }
    Ok(())
}

async fn remove(shop: &Shop, remote: &RemoteId) -> Result<(), Failure> {
    if let Some(product) = product_of(remote) {
        let variants = family::variants(shop, product).await?;
        let alone = variants
            .iter()
            .all(|variant| id(variant).to_string() == remote.id);
        if alone {
            return shop.api.delete(&format!("products/{product}")).await;
        }
    }
    shop.api.delete(&format!("variants/{}", remote.id)).await
}

/// Whether another product uses a brand or a category by now.
async fn is_used(shop: &Shop, made: &str) -> Result<bool, Failure> {
    let (list, filter) = match made.split_once('/') {
        Some(("brands", id)) => ("products", ("brand", id.to_owned())),
        Some(("categories", id)) => ("categories/products", ("category", id.to_owned())),
        _ => return Ok(false),
    };
    Ok(shop.api.count_of(list, &[filter]).await? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(sku: &str, family: &str) -> Write {
        let json = format!(r#"{{"variant":{{"sku":"{sku}"}},"family":{{"key":"{family}"}}}}"#);
        Write {
            key: format!("key {sku}"),
            act: Act::Create,
            document: Value::from_json(json.as_bytes()).unwrap(),
        }
    }

    #[test]
    fn a_family_and_a_sku_stay_together_and_in_order() {
        let groups = grouped(vec![
            write("A", "f"),
            write("B", ""),
            write("C", "f"),
            write("b ", "g"),
            write("D", "g"),
        ]);
        let places: Vec<Vec<usize>> = groups
            .iter()
            .map(|group| group.iter().map(|(place, _)| *place).collect())
            .collect();
        assert_eq!(places, [vec![0, 2], vec![1, 3, 4]]);
    }
}
