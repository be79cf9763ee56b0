//! Products and prices.

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    form,
    state::{State, only},
};

pub(super) fn create_product(state: &mut State, given: &Value, now: i64) -> Outcome {
    only(given, &["id", "name", "metadata", "tax_code", "description"])?;
    let name = form::text(given, "name");
    if name.is_empty() {
        return Err(Refusal::missing("name"));
    }
    let id = match form::text(given, "id") {
        "" => state.id("prod_"),
        wanted => wanted.to_owned(),
    };
    if state.find("product", &id).is_some() {
        return Err(Refusal::param(
            "id",
            "resource_already_exists",
            format!("Product already exists: {id}"),
        ));
    }
    let product = json!({
        "id": id, "object": "product", "active": true, "created": now, "livemode": false, "name": name,
        "metadata": given.get("metadata").cloned().unwrap_or(json!({})),
    });
    state.put(product.clone());
    Ok(product)
}

pub(super) fn create_price(state: &mut State, given: &Value, now: i64) -> Outcome {
    only(
        given,
        &[
            "currency",
            "unit_amount",
            "product",
            "recurring",
            "lookup_key",
            "transfer_lookup_key",
            "tax_behavior",
            "metadata",
            "nickname",
        ],
    )?;
    let product = form::text(given, "product");
    state.get("product", product)?;
    let amount = form::whole(given, "unit_amount").ok_or_else(|| Refusal::missing("unit_amount"))?;
    let key = form::text(given, "lookup_key");
    let taken = state
        .all("price")
        .find(|price| !key.is_empty() && form::text(price, "lookup_key") == key)
        .cloned();
    if let Some(mut taken) = taken {
        if form::text(given, "transfer_lookup_key") != "true" {
            return Err(Refusal::param(
                "lookup_key",
                "resource_already_exists",
                format!("A price already uses that lookup key: {key}"),
            ));
        }
        taken["lookup_key"] = Value::Null;
        state.put(taken);
    }
    let interval = form::text(given, "recurring.interval");
    let recurring = match interval {
        "" => Value::Null,
        interval => json!({"interval": interval, "interval_count": 1, "usage_type": "licensed"}),
    };
    let id = state.id("price_");
    let price = json!({
        "id": id, "object": "price", "active": true, "created": now, "livemode": false, "currency": form::text(given, "currency"),
        "unit_amount": amount, "product": product, "recurring": recurring,
        "type": if interval.is_empty() { "one_time" } else { "recurring" },
        "lookup_key": if key.is_empty() { Value::Null } else { json!(key) },
        "tax_behavior": "exclusive", "metadata": {},
    });
    state.put(price.clone());
    Ok(price)
}

pub(super) fn prices(state: &State, query: &Value) -> Outcome {
    let wanted: Vec<&str> = query
        .get("lookup_keys")
        .and_then(Value::as_array)
        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    Ok(state.list("price", query, |price| {
        wanted.is_empty() || wanted.contains(&form::text(price, "lookup_key"))
    }))
}

/// Name of the product of a price.
pub(super) fn name_of(state: &State, price: &Value) -> String {
    state
        .find("product", form::text(price, "product"))
        .map_or_else(String::new, |product| form::text(product, "name").to_owned())
}
