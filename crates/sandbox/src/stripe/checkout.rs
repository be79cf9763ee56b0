//! Checkout sessions: made by the API, paid at [`super::pay`].

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    form,
    state::{State, only},
    tax::Tax,
};

/// How long a session can be paid.
const OPEN: i64 = 24 * 60 * 60;
/// Stripe wants trials to end at least so far ahead.
const TRIAL_AHEAD: i64 = 48 * 60 * 60;

const KNOWN: [&str; 17] = [
    "mode",
    "customer",
    "line_items",
    "success_url",
    "cancel_url",
    "client_reference_id",
    "metadata",
    "subscription_data",
    "automatic_tax",
    "tax_id_collection",
    "customer_update",
    "locale",
    "billing_address_collection",
    "invoice_creation",
    "payment_method_types",
    "payment_intent_data",
    "expires_at",
];

pub(super) fn create(state: &mut State, base: &str, given: &Value, now: i64) -> Outcome {
    only(given, &KNOWN)?;
    let mode = form::text(given, "mode");
    if !["subscription", "payment"].contains(&mode) {
        return Err(Refusal::param(
            "mode",
            "parameter_invalid",
            "Invalid mode: must be one of payment, setup, or subscription",
        ));
    }
    if form::text(given, "success_url").is_empty() {
        return Err(Refusal::missing("success_url"));
    }
    let customer = state.get("customer", form::text(given, "customer"))?;
    let mut lines = Vec::new();
    let mut net = 0;
    for item in given["line_items"].as_array().into_iter().flatten() {
        let price = state.get("price", form::text(item, "price"))?;
        let recurs = !price["recurring"].is_null();
        if recurs != (mode == "subscription") {
            return Err(Refusal::bad(if recurs {
                "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices."
            } else {
                "You must provide at least one recurring price in `subscription` mode when using prices."
            }));
        }
        net += form::whole(&price, "unit_amount").unwrap_or(0) * form::whole(item, "quantity").unwrap_or(1);
        lines.push(price);
    }
    if lines.is_empty() {
        return Err(Refusal::missing("line_items"));
    }
    let trial_end = form::whole(given, "subscription_data.trial_end");
    if trial_end.is_some_and(|end| end < now + TRIAL_AHEAD) {
        return Err(Refusal::param(
            "subscription_data[trial_end]",
            "parameter_invalid",
            "The `trial_end` date has to be at least 2 days in the future.",
        ));
    }
    let tax = Tax::of(state, &customer).on(net);
    let id = state.id("cs_test_");
    let due = if trial_end.is_some() { 0 } else { net + tax };
    let session = json!({
        "id": id, "object": "checkout.session", "mode": mode, "status": "open", "payment_status": "unpaid", "created": now,
        "expires_at": now + OPEN, "livemode": false, "currency": "eur", "customer": customer["id"], "subscription": null,
        "invoice": null, "payment_intent": null, "amount_subtotal": if trial_end.is_some() { 0 } else { net },
        "amount_total": due, "total_details": {"amount_tax": if trial_end.is_some() { 0 } else { tax }},
        "client_reference_id": given.get("client_reference_id"), "metadata": given.get("metadata").cloned().unwrap_or(json!({})),
        "success_url": given["success_url"], "cancel_url": given.get("cancel_url"), "url": format!("{base}/pay/{id}"),
        "_prices": lines, "_trial_end": trial_end, "_tax": tax, "_net": net,
        "_subscription_metadata": given["subscription_data"].get("metadata").cloned().unwrap_or(json!({})),
    });
    state.put(session.clone());
    Ok(session)
}

/// The session; one past its time is expired.
pub(super) fn show(state: &mut State, id: &str, now: i64) -> Outcome {
    let session = state.get("checkout.session", id)?;
    let is_late = form::whole(&session, "expires_at").unwrap_or(0) <= now;
    if is_late && form::text(&session, "status") == "open" {
        return Ok(close(state, session, now));
    }
    Ok(session)
}

pub(super) fn expire(state: &mut State, id: &str, now: i64) -> Outcome {
    let session = show(state, id, now)?;
    match form::text(&session, "status") {
        "open" => Ok(close(state, session, now)),
        other => Err(Refusal::bad(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {other}."
        ))),
    }
}

fn close(state: &mut State, mut session: Value, now: i64) -> Value {
    session["status"] = json!("expired");
    session["url"] = Value::Null;
    state.put(session.clone());
    state.tell("checkout.session.expired", &session, now);
    session
}
