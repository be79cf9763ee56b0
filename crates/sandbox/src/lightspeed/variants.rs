//! Variants: price, stock, numbers, measures and the chosen options.

use serde_json::{Map, Value};

use super::Context;
use super::call::relation;
use super::images;
use super::json::Out;
use super::products::{write_axis, write_value};
use super::refusal::Refusal;
use super::state::{State, filled};
use crate::shop::customer::{pieces, text, truth};
use crate::shop::goods::bare_variant;
use crate::shop::money::{self, Rate};
use crate::shop::order::{Movement, known};
use crate::shop::product::Variant;
use crate::shop::tax::TAXES;

const TRACKING: &[&str] = &["disabled", "enabled", "indicator"];

/// Writes the fields of a variant (dossier Lightspeed §4.9), misspellings included.
pub(crate) fn write(state: &State, out: &mut Out, variant: &Variant) {
    let id = variant.id;
    out.id("id", id);
    out.time("createdAt", variant.created);
    out.time("updatedAt", variant.updated);
    out.flag("isDefault", variant.is_default);
    out.int("sortOrder", variant.sort_order);
    out.text("articleCode", &variant.article_code);
    out.text("ean", &variant.ean);
    out.text("sku", &variant.sku);
    rare(out, variant, "hs", "null");
    rare(out, variant, "unitPrice", "0");
    rare(out, variant, "unitUnit", "\"\"");
    out.money("priceExcl", variant.price_excl);
    out.money("priceIncl", variant.price_incl);
    out.money("priceCost", variant.price_cost);
    out.money("oldPriceExcl", variant.old_price_excl);
    out.money("oldPriceIncl", variant.old_price_incl);
    out.text("stockTracking", variant.stock_tracking);
    out.int("stockLevel", variant.stock_level);
    out.int("stockAlert", variant.stock_alert);
    out.int("stockMinimum", variant.stock_minimum);
    out.int("stockSold", variant.stock_sold);
    // Both spellings are sent by the server (seen live).
    out.int("stockBuyMininum", variant.buy_minimum);
    out.int("stockBuyMinimum", variant.buy_minimum);
    out.int("stockBuyMaximum", variant.buy_maximum);
    out.int("weight", variant.weight);
    match variant.rare.get("weightValue") {
        Some(value) => out.value("weightValue", value),
        None => out.text("weightValue", &format!("{}.000", variant.weight)),
    }
    rare(out, variant, "weightUnit", "\"g\"");
    out.int("volume", variant.volume);
    rare(out, variant, "volumeValue", "0");
    rare(out, variant, "volumeUnit", "\"ml\"");
    out.int("colli", variant.colli);
    for name in ["sizeX", "sizeY", "sizeZ"] {
        rare(out, variant, name, "0");
    }
    for name in ["sizeXValue", "sizeYValue", "sizeZValue"] {
        rare(out, variant, name, "\"0.000\"");
    }
    rare(out, variant, "sizeUnit", "\"cm\"");
    out.no("matrix");
    out.text("title", variant.title(out.language));
    rare(out, variant, "taxType", "null");
    match &variant.image {
        Some(image) => out.nested("image", |out| images::write_without_id(out, image)),
        None => out.no("image"),
    }
    out.one("tax", "taxes", variant.tax);
    out.one("product", "products", Some(variant.product));
    out.many("movements", &format!("variants/movements?variant={id}"));
    out.many("metafields", &format!("variants/{id}/metafields"));
    out.no("additionalcost");
    let set = state
        .products
        .get(variant.product)
        .and_then(|product| product.set)
        .and_then(|id| state.sets.get(id));
    let axes = set.map(|set| set.options.as_slice()).unwrap_or_default();
    let chosen = axes
        .iter()
        .zip(1..)
        .filter_map(|(axis, place)| Some((axis, place, variant.chosen(axis.id)?)));
    out.list("options", chosen, |out, (axis, place, value)| {
        out.object(|out| {
            write_axis(out, axis, place);
            let value = axis.values.iter().zip(1..).find(|((id, _), _)| *id == value);
            match value {
                Some(((id, name), place)) => out.nested("value", |out| write_value(out, *id, place, name)),
                None => out.no("value"),
            }
        });
    });
}

fn rare(out: &mut Out, variant: &Variant, name: &str, absent: &str) {
    match variant.rare.get(name) {
        Some(value) => out.value(name, value),
        None => out.value(name, &serde_json::from_str(absent).unwrap_or(Value::Null)),
    }
}

/// Writes a movement of stock.
pub(crate) fn write_movement(out: &mut Out, movement: &Movement) {
    out.id("id", movement.id);
    out.time("createdAt", movement.created);
    out.text("channel", movement.channel);
    out.int("stockLevelChange", movement.change);
    out.one("product", "products", Some(movement.product));
    out.one("variant", "variants", Some(movement.variant));
}

/// `POST variants`: `product` is required.
pub(crate) fn create(
    state: &mut State,
    context: &Context,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let product = body
        .get("product")
        .and_then(relation)
        .ok_or_else(Refusal::invalid)?;
    state.products.get(product).ok_or_else(Refusal::invalid)?;
    let siblings = state.variants_of.get(&product).len();
    let mut variant = bare_variant(0, product, context.now, Some(TAXES[0].id));
    variant.is_default = siblings == 0;
    variant.sort_order = i64::try_from(siblings + 1).unwrap_or(1);
    fill(state, &mut variant, language, body)?;
    variant.id = state.ids.variants.draw();
    let id = variant.id;
    index(state, &variant);
    let (level, is_default) = (variant.stock_level, variant.is_default);
    state.variants.add(variant);
    if is_default {
        only_default(state, product, id);
    }
    if level != 0 {
        moved(state, context, id, product, level);
    }
    state.happen("variants", "created", id);
    Ok(id)
}

/// `PUT variants/{id}`: what is named changes; a change of stock leaves a movement.
pub(crate) fn update(
    state: &mut State,
    context: &Context,
    id: u64,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let before = state.variants.get(id).ok_or_else(Refusal::not_found)?.clone();
    let mut variant = before.clone();
    fill(state, &mut variant, language, body)?;
    variant.updated = context.now.max(variant.updated);
    unindex(state, &before);
    index(state, &variant);
    let change = variant.stock_level - before.stock_level;
    let (product, becomes_default) = (variant.product, variant.is_default && !before.is_default);
    state.variants.change(id, |row| *row = variant);
    if becomes_default {
        only_default(state, product, id);
    }
    if change != 0 {
        moved(state, context, id, product, change);
    }
    state.happen("variants", "updated", id);
    Ok(())
}

/// `PUT variants/bulk`: all or nothing; at most fifty ([K] dossier §4.9).
pub(crate) fn update_many(
    state: &mut State,
    context: &Context,
    language: &'static str,
    rows: &[Value],
) -> Result<Vec<u64>, Refusal> {
    if rows.len() > 50 {
        return Err(Refusal::bad("Too many variants in one request."));
    }
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let body = row.as_object().ok_or_else(Refusal::invalid)?;
        let id = body.get("id").and_then(relation).ok_or_else(Refusal::invalid)?;
        let mut trial = state.variants.get(id).ok_or_else(Refusal::invalid)?.clone();
        fill(state, &mut trial, language, body)?;
        changes.push((id, body));
    }
    for (id, body) in &changes {
        update(state, context, *id, language, body)?;
    }
    Ok(changes.into_iter().map(|(id, _)| id).collect())
}

/// Takes a variant out; `None` when there is none.
pub(crate) fn remove(state: &mut State, id: u64) -> Option<()> {
    let variant = state.variants.remove(id)?;
    unindex(state, &variant);
    state.happen("variants", "deleted", id);
    Some(())
}

fn index(state: &mut State, variant: &Variant) {
    state.variants_of.add(variant.product, variant.id);
    if let Some(sku) = filled(&variant.sku) {
        state.by_sku.add(sku, variant.id);
    }
    if let Some(ean) = filled(&variant.ean) {
        state.by_ean.add(ean, variant.id);
    }
}

fn unindex(state: &mut State, variant: &Variant) {
    state.variants_of.remove(&variant.product, variant.id);
    state.by_sku.remove(variant.sku.as_str(), variant.id);
    state.by_ean.remove(variant.ean.as_str(), variant.id);
}

fn only_default(state: &mut State, product: u64, id: u64) {
    for other in state.variants_of.get(&product).to_vec() {
        if other != id {
            state.variants.change(other, |row| row.is_default = false);
        }
    }
}

fn moved(state: &mut State, context: &Context, variant: u64, product: u64, change: i64) {
    let id = state.ids.movements.draw();
    state.movements.add(Movement {
        id,
        created: context.now,
        channel: "api",
        change,
        product,
        variant,
    });
}

fn rate(state: &State, tax: Option<u64>) -> Rate {
    tax.and_then(|id| state.records.get("taxes")?.rows.get(&id))
        .and_then(|record| record.values.get("rate").and_then(Value::as_i64))
        .unwrap_or(0)
}

fn fill(
    state: &State,
    variant: &mut Variant,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let amount = |value: &Value| money::read(value).ok_or_else(Refusal::invalid);
    let count = |value: &Value| pieces(value).ok_or_else(Refusal::invalid);
    for (name, value) in body {
        match name.as_str() {
            "isDefault" => variant.is_default = truth(value),
            "sortOrder" => variant.sort_order = count(value)?,
            "articleCode" => variant.article_code = text(value),
            "ean" => variant.ean = text(value),
            "sku" => variant.sku = text(value),
            "priceCost" => variant.price_cost = amount(value)?,
            "stockTracking" => {
                variant.stock_tracking = known(TRACKING, &text(value)).ok_or_else(Refusal::invalid)?;
            }
            "stockLevel" => variant.stock_level = count(value)?,
            "stockAlert" => variant.stock_alert = count(value)?,
            "stockMinimum" => variant.stock_minimum = count(value)?,
            "stockBuyMinimum" | "stockBuyMininum" => variant.buy_minimum = count(value)?,
            "stockBuyMaximum" => variant.buy_maximum = count(value)?,
            "weight" => {
                variant.weight = count(value)?;
                variant.rare.remove("weightValue");
            }
            "volume" => variant.volume = count(value)?,
            "colli" => variant.colli = count(value)?,
            "title" => set_title(variant, language, &text(value)),
            "tax" => {
                let tax = relation(value);
                let exists = |id: &u64| {
                    state
                        .records
                        .get("taxes")
                        .is_some_and(|taxes| taxes.rows.contains_key(id))
                };
                if tax.is_some_and(|id| !exists(&id)) {
                    return Err(Refusal::invalid());
                }
                variant.tax = tax;
            }
            "options" => choose(state, variant, value),
            "hs" | "unitPrice" | "unitUnit" | "weightValue" | "weightUnit" | "volumeValue" | "volumeUnit"
            | "sizeX" | "sizeY" | "sizeZ" | "sizeXValue" | "sizeYValue" | "sizeZValue" | "sizeUnit"
            | "taxType" => {
                variant.rare.insert(name.clone(), value.clone());
            }
            // Unknown and unwritable fields, `product` among them, are passed over.
            _ => {}
        }
    }
    // The side that was sent is kept, the other follows from the tax ([K] dossier §4.9); with both, the
    // price with tax wins, since the shop is one for consumers.
    let rate = rate(state, variant.tax);
    if let Some(value) = body.get("priceIncl") {
        variant.price_incl = money::to_cents(amount(value)?);
        variant.price_excl = money::without_tax(variant.price_incl, rate);
    } else if let Some(value) = body.get("priceExcl") {
        variant.price_excl = amount(value)?;
        variant.price_incl = money::to_cents(money::with_tax(variant.price_excl, rate));
    } else if body.contains_key("tax") {
        variant.price_excl = money::without_tax(variant.price_incl, rate);
    }
    if let Some(value) = body.get("oldPriceIncl") {
        variant.old_price_incl = money::to_cents(amount(value)?);
        variant.old_price_excl = money::without_tax(variant.old_price_incl, rate);
    } else if let Some(value) = body.get("oldPriceExcl") {
        variant.old_price_excl = amount(value)?;
        variant.old_price_incl = money::to_cents(money::with_tax(variant.old_price_excl, rate));
    }
    Ok(())
}

fn set_title(variant: &mut Variant, language: &'static str, title: &str) {
    match variant.titles.iter_mut().find(|(code, _)| *code == language) {
        Some((_, old)) => title.clone_into(old),
        None => variant.titles.push((language, title.to_owned())),
    }
}

/// [K] dossier §6.8: how options are written was not found; this takes the shape in which they are read.
fn choose(state: &State, variant: &mut Variant, value: &Value) {
    let Some(set) = state
        .products
        .get(variant.product)
        .and_then(|product| product.set)
        .and_then(|id| state.sets.get(id))
    else {
        return;
    };
    let mut chosen = Vec::new();
    for option in value.as_array().into_iter().flatten() {
        let axis = option
            .get("id")
            .and_then(relation)
            .and_then(|id| set.options.iter().find(|axis| axis.id == id));
        let value = option.get("value").and_then(relation);
        let pair = axis
            .zip(value)
            .filter(|(axis, value)| axis.values.iter().any(|(id, _)| id == value));
        if let Some((axis, value)) = pair {
            chosen.push((axis.id, value));
        }
    }
    variant.options = chosen;
}
