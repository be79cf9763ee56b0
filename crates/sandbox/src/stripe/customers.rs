//! Customers and their tax numbers.

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    form,
    state::{State, only},
};

const KNOWN: [&str; 9] = [
    "name",
    "email",
    "address",
    "metadata",
    "tax_exempt",
    "preferred_locales",
    "description",
    "phone",
    "invoice_settings",
];

pub(super) fn create(state: &mut State, given: &Value, now: i64) -> Outcome {
    only(given, &KNOWN)?;
    let id = state.id("cus_");
    let customer = json!({
        "id": id, "object": "customer", "created": now, "livemode": false, "name": null, "email": null, "address": null,
        "metadata": {}, "tax_exempt": "none", "preferred_locales": [], "balance": 0, "currency": null, "delinquent": false,
        "_card": "",
    });
    state.put(customer);
    let customer = lay_over(state, &id, given)?;
    state.tell("customer.created", &customer, now);
    Ok(customer)
}

pub(super) fn update(state: &mut State, id: &str, given: &Value, now: i64) -> Outcome {
    only(given, &KNOWN)?;
    let customer = lay_over(state, id, given)?;
    state.tell("customer.updated", &customer, now);
    Ok(customer)
}

fn lay_over(state: &mut State, id: &str, given: &Value) -> Outcome {
    let mut customer = state.get("customer", id)?;
    let exempt = form::text(given, "tax_exempt");
    if !["", "none", "exempt", "reverse"].contains(&exempt) {
        return Err(Refusal::param(
            "tax_exempt",
            "parameter_invalid",
            "Invalid tax_exempt: must be one of none, exempt, or reverse",
        ));
    }
    for (name, value) in given
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "expand")
    {
        customer[name.as_str()] = value.clone();
    }
    state.put(customer.clone());
    Ok(customer)
}

pub(super) fn add_tax_id(state: &mut State, customer: &str, given: &Value, now: i64) -> Outcome {
    only(given, &["type", "value"])?;
    state.get("customer", customer)?;
    let (kind, value) = (form::text(given, "type"), form::text(given, "value"));
    if kind.is_empty() {
        return Err(Refusal::missing("type"));
    }
    if value.len() < 8 || !value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Refusal::param(
            "value",
            "tax_id_invalid",
            format!("Invalid value for {kind}."),
        ));
    }
    let id = state.id("txi_");
    let tax = json!({
        "id": id, "object": "tax_id", "created": now, "customer": customer, "livemode": false, "type": kind, "value": value,
        "country": &value[..2], "verification": {"status": "pending", "verified_name": null},
    });
    state.put(tax.clone());
    Ok(tax)
}

pub(super) fn tax_ids(state: &State, customer: &str, query: &Value) -> Outcome {
    state.get("customer", customer)?;
    Ok(state.list("tax_id", query, |tax| form::text(tax, "customer") == customer))
}

pub(super) fn remove_tax_id(state: &mut State, customer: &str, id: &str) -> Outcome {
    let tax = state.get("tax_id", id)?;
    if form::text(&tax, "customer") != customer {
        return Err(Refusal::no_such("tax id", id));
    }
    state.remove(id);
    Ok(json!({"id": id, "object": "tax_id", "deleted": true}))
}
