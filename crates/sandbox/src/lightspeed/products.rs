//! Products: texts and pictures; everything that costs or counts is on the variant.

use serde_json::{Map, Value, json};

use super::Context;
use super::call::relation;
use super::images;
use super::json::Out;
use super::refusal::Refusal;
use super::state::State;
use crate::shop::customer::text;
use crate::shop::goods::bare_variant;
use crate::shop::order::known;
use crate::shop::people::plain;
use crate::shop::product::{Axis, OptionSet, Product, Texts};
use crate::shop::tax::TAXES;

/// Writes the fields of a product (dossier Lightspeed §4.8).
pub(crate) fn write(state: &State, out: &mut Out, product: &Product) {
    let id = product.id;
    let none = Texts::default();
    let texts = product.texts(out.language).unwrap_or(&none);
    out.id("id", id);
    out.time("createdAt", product.created);
    out.time("updatedAt", product.updated);
    out.flag("isVisible", is_visible(state, product));
    out.text("visibility", product.visibility);
    out.no("hasMatrix");
    for (name, data) in ["data01", "data02", "data03"].into_iter().zip(&product.data) {
        out.text(name, data);
    }
    out.text("url", &texts.url);
    out.text("title", &texts.title);
    out.text("fulltitle", &texts.fulltitle);
    out.text("description", &texts.description);
    out.text("content", &texts.content);
    match product.set.and_then(|set| state.sets.get(set)) {
        Some(set) => out.nested("set", |out| write_set(out, set)),
        None => out.no("set"),
    }
    out.one("brand", "brands", product.brand);
    out.many("categories", &format!("categories/products?product={id}"));
    out.one("deliverydate", "deliverydates", product.delivery_date);
    match product.images.first() {
        Some(image) => out.nested("image", |out| images::write_without_id(out, image)),
        None => out.no("image"),
    }
    for list in ["images", "relations", "metafields"] {
        out.many(list, &format!("products/{id}/{list}"));
    }
    out.many("reviews", &format!("reviews?product={id}"));
    out.one("type", "types", product.kind);
    out.many("attributes", &format!("products/{id}/attributes"));
    out.one("supplier", "suppliers", product.supplier);
    out.many("tags", &format!("tags/products?product={id}"));
    out.many("variants", &format!("variants?product={id}"));
    out.many("movements", &format!("variants/movements?product={id}"));
    // An empty object of PHP is an empty list.
    out.list("templateDataFields", [0; 0], |_, _| {});
}

/// [K] dossier §4.8: `auto` is visible while in stock.
fn is_visible(state: &State, product: &Product) -> bool {
    match product.visibility {
        "auto" => state
            .variants_of
            .get(&product.id)
            .iter()
            .filter_map(|id| state.variants.get(*id))
            .any(|variant| variant.stock_tracking != "enabled" || variant.stock_level > 0),
        visibility => visibility == "visible",
    }
}

/// Writes a set of options.
pub(crate) fn write_set(out: &mut Out, set: &OptionSet) {
    out.id("id", set.id);
    out.time("createdAt", set.created);
    out.time("updatedAt", set.updated);
    out.text("name", &set.name);
    out.list("options", set.options.iter().zip(1..), |out, (axis, place)| {
        out.object(|out| write_axis(out, axis, place));
    });
}

/// Writes an option with all its values.
pub(crate) fn write_axis(out: &mut Out, axis: &Axis, place: i64) {
    out.id("id", axis.id);
    out.int("sortOrder", place);
    out.text("name", &axis.name);
    out.list(
        "values",
        axis.values.iter().zip(1..),
        |out, ((id, name), place)| {
            out.object(|out| write_value(out, *id, place, name));
        },
    );
}

/// Writes a value of an option.
pub(crate) fn write_value(out: &mut Out, id: u64, place: i64, name: &str) {
    out.id("id", id);
    out.int("sortOrder", place);
    out.text("name", name);
}

/// `POST products`: the product, and with it one variant titled `Default` (dossier §6.13).
pub(crate) fn create(
    state: &mut State,
    context: &Context,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let mut product = Product {
        id: 0,
        created: context.now,
        updated: context.now,
        visibility: "visible",
        data: Default::default(),
        texts: Vec::new(),
        brand: None,
        supplier: None,
        delivery_date: None,
        kind: None,
        set: None,
        images: Vec::new(),
        attributes: Vec::new(),
    };
    fill(state, &mut product, language, body)?;
    if product.texts.iter().all(|(_, texts)| texts.title.is_empty()) {
        return Err(Refusal::invalid());
    }
    product.id = state.ids.products.draw();
    let id = product.id;
    state.products.add(product);
    let variant = bare_variant(state.ids.variants.draw(), id, context.now, Some(TAXES[0].id));
    let variant_id = variant.id;
    state.variants_of.add(id, variant_id);
    state.variants.add(variant);
    state.happen("products", "created", id);
    state.happen("variants", "created", variant_id);
    Ok(id)
}

/// `PUT products/{id}`; price, stock and SKU in it are a silent nothing (dossier §6.12).
pub(crate) fn update(
    state: &mut State,
    context: &Context,
    id: u64,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let mut product = state.products.get(id).ok_or_else(Refusal::not_found)?.clone();
    fill(state, &mut product, language, body)?;
    product.updated = context.now.max(product.updated);
    state.products.change(id, |row| *row = product);
    state.happen("products", "updated", id);
    Ok(())
}

/// `DELETE products/{id}`: its variants go with it ([K] dossier §4.8), and its places in categories.
pub(crate) fn delete(state: &mut State, id: u64) -> Result<(), Refusal> {
    state.products.remove(id).ok_or_else(Refusal::not_found)?;
    for variant in state.variants_of.get(&id).to_vec() {
        super::variants::remove(state, variant);
    }
    for pattern in ["categories/products", "tags/products"] {
        if let Some(records) = state.records.get_mut(pattern) {
            let gone: Vec<u64> = records
                .rows
                .values()
                .filter(|row| row.values.get("product").and_then(Value::as_u64) == Some(id))
                .map(|row| row.id)
                .collect();
            for row in gone {
                records.remove(row);
            }
        }
    }
    state.happen("products", "deleted", id);
    Ok(())
}

fn fill(
    state: &State,
    product: &mut Product,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let place = match product.texts.iter().position(|(code, _)| *code == language) {
        Some(place) => place,
        None => {
            let writes_words = ["url", "title", "fulltitle", "description", "content"]
                .iter()
                .any(|name| body.contains_key(*name));
            if writes_words {
                let texts = product.texts(language).cloned().unwrap_or_default();
                product.texts.push((language, texts));
            }
            product.texts.len().saturating_sub(1)
        }
    };
    let related = |pattern: &str, value: &Value| -> Result<Option<u64>, Refusal> {
        let Some(id) = relation(value) else {
            return Ok(None);
        };
        let exists = if pattern == "sets" {
            state.sets.get(id).is_some()
        } else {
            state
                .records
                .get(pattern)
                .is_some_and(|records| records.rows.contains_key(&id))
        };
        if exists {
            Ok(Some(id))
        } else {
            Err(Refusal::invalid())
        }
    };
    for (name, value) in body {
        match name.as_str() {
            "visibility" => {
                product.visibility =
                    known(&["hidden", "visible", "auto"], &text(value)).ok_or_else(Refusal::invalid)?;
            }
            "isVisible" if !body.contains_key("visibility") => {
                product.visibility = if crate::shop::customer::truth(value) {
                    "visible"
                } else {
                    "hidden"
                };
            }
            "data01" => product.data[0] = text(value),
            "data02" => product.data[1] = text(value),
            "data03" => product.data[2] = text(value),
            "brand" => product.brand = related("brands", value)?,
            "supplier" => product.supplier = related("suppliers", value)?,
            "deliverydate" => product.delivery_date = related("deliverydates", value)?,
            "type" => product.kind = related("types", value)?,
            "set" => product.set = related("sets", value)?,
            word => {
                let Some((_, texts)) = product.texts.get_mut(place) else {
                    continue;
                };
                match word {
                    "url" => texts.url = text(value),
                    "title" => texts.title = text(value),
                    "fulltitle" => texts.fulltitle = text(value),
                    "description" => texts.description = text(value),
                    "content" => texts.content = text(value),
                    _ => {}
                }
            }
        }
    }
    if let Some((_, texts)) = product.texts.get_mut(place) {
        if texts.title.is_empty() && body.contains_key("title") {
            return Err(Refusal::invalid());
        }
        if texts.url.is_empty() {
            texts.url = plain(&texts.title, "-");
        }
    }
    Ok(())
}

/// `POST` and `PUT sets`: name and options, each with its values as text or `{name}`.
pub(crate) fn save_set(
    state: &mut State,
    context: &Context,
    id: Option<u64>,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let mut set = match id {
        Some(id) => state.sets.get(id).ok_or_else(Refusal::not_found)?.clone(),
        None => OptionSet {
            id: state.ids.sets.draw(),
            created: context.now,
            updated: context.now,
            name: String::new(),
            options: Vec::new(),
        },
    };
    if let Some(name) = body.get("name") {
        set.name = text(name);
    }
    if set.name.is_empty() {
        return Err(Refusal::invalid());
    }
    if let Some(options) = body.get("options").and_then(Value::as_array) {
        let before = std::mem::take(&mut set.options);
        for option in options {
            let name = option.get("name").map(text).ok_or_else(Refusal::invalid)?;
            let old = option
                .get("id")
                .and_then(relation)
                .and_then(|id| before.iter().find(|axis| axis.id == id))
                .or_else(|| before.iter().find(|axis| axis.name == name));
            let mut values = Vec::new();
            for value in option
                .get("values")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let name = value.get("name").map_or_else(|| text(value), text);
                let kept = old
                    .and_then(|axis| axis.values.iter().find(|(_, old)| *old == name))
                    .map(|(id, _)| *id);
                values.push((kept.unwrap_or_else(|| state.ids.options.draw()), name));
            }
            let axis_id = old
                .map(|axis| axis.id)
                .unwrap_or_else(|| state.ids.options.draw());
            set.options.push(Axis {
                id: axis_id,
                name,
                values,
            });
        }
    }
    set.updated = context.now;
    let id = set.id;
    if state.sets.change(id, |row| *row = set.clone()).is_none() {
        state.sets.add(set);
    }
    Ok(id)
}

/// Writes an attribute value of a product (dossier §4.8: its id is the attribute's).
pub(crate) fn attributes(state: &State, product: &Product, language: &str) -> Vec<Value> {
    let records = state.records.get("attributes");
    product
        .attributes
        .iter()
        .filter_map(|(id, value)| {
            let record = records?.rows.get(id)?;
            Some(json!({
                "id": id,
                "value": value,
                "attribute": {"id": id, "title": record.word(language, "title"),
                    "defaultValue": record.word(language, "defaultValue"), "types": []},
            }))
        })
        .collect()
}

/// `PUT products/{id}/attributes[/{attribute}]`.
pub(crate) fn set_attributes(
    state: &mut State,
    context: &Context,
    product: u64,
    values: &[(u64, String)],
) -> Result<(), Refusal> {
    let known = state.records.get("attributes");
    if values
        .iter()
        .any(|(id, _)| !known.is_some_and(|records| records.rows.contains_key(id)))
    {
        return Err(Refusal::invalid());
    }
    state
        .products
        .change(product, |row| {
            for (id, value) in values {
                match row.attributes.iter_mut().find(|(known, _)| known == id) {
                    Some((_, old)) => old.clone_from(value),
                    None => row.attributes.push((*id, value.clone())),
                }
            }
            row.updated = context.now.max(row.updated);
        })
        .ok_or_else(Refusal::not_found)?;
    state.happen("products", "updated", product);
    Ok(())
}
