//! Subscriptions: begun, changed, cancelled, renewed.

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    catalogue, form,
    invoices::{self, Line},
    state::{State, only},
};

const DAY: i64 = 24 * 60 * 60;
/// Days between tries of a refused payment; then the subscription is given up.
const RETRIES: [i64; 3] = [3, 5, 7];

/// The end of a period that begins then.
fn period_end(from: i64, interval: &str) -> i64 {
    let span = if interval == "year" { 1.year() } else { 1.month() };
    Timestamp::from_second(from)
        .ok()
        .and_then(|at| at.to_zoned(TimeZone::UTC).checked_add(span).ok())
        .map_or(from + 30 * DAY, |at| at.timestamp().as_second())
}

fn line(state: &State, price: &Value, from: i64, to: i64) -> Line {
    Line {
        what: catalogue::name_of(state, price),
        net: form::whole(price, "unit_amount").unwrap_or(0),
        from,
        to,
    }
}

/// Begins one; the first invoice is paid with the card that is at hand, or nothing is kept.
#[allow(clippy::too_many_arguments, reason = "what Stripe itself takes")]
pub(super) fn begin(
    state: &mut State,
    base: &str,
    customer: &Value,
    price: &Value,
    metadata: &Value,
    trial_end: Option<i64>,
    card: &str,
    now: i64,
) -> Outcome {
    let interval = form::text(price, "recurring.interval");
    let (id, item) = (state.id("sub_"), state.id("si_"));
    let trial_end = trial_end.filter(|end| *end > now);
    let end = trial_end.unwrap_or_else(|| period_end(now, interval));
    let mut first = line(state, price, now, end);
    if trial_end.is_some() {
        first.net = 0;
        first.what = format!("Trial period for {}", first.what);
    }
    let invoice = invoices::make(
        state,
        base,
        customer,
        Some(&id),
        "subscription_create",
        &[first],
        now,
    );
    let invoice_id = form::text(&invoice, "id").to_owned();
    if let Err(refusal) = invoices::collect(state, &invoice_id, card, true, now) {
        // At the payment page nothing was bought yet.
        state.remove(&invoice_id);
        return Err(refusal);
    }
    let subscription = json!({
        "id": id, "object": "subscription", "created": now, "customer": customer["id"], "livemode": false,
        "status": if trial_end.is_some() { "trialing" } else { "active" }, "cancel_at_period_end": false, "cancel_at": null,
        "canceled_at": null, "ended_at": null, "trial_end": trial_end, "latest_invoice": invoice_id, "metadata": metadata,
        "collection_method": "charge_automatically", "currency": "eur", "start_date": now,
        "items": {"object": "list", "has_more": false, "data": [{
            "id": item, "object": "subscription_item", "subscription": id, "quantity": 1, "price": price,
            "current_period_start": now, "current_period_end": end}]},
    });
    let mut payer = customer.clone();
    payer["_card"] = json!(card);
    state.put(payer);
    state.put(subscription.clone());
    state.tell("customer.subscription.created", &subscription, now);
    Ok(subscription)
}

pub(super) fn list(state: &State, query: &Value) -> Outcome {
    only(query, &["customer", "status", "limit", "starting_after", "price"])?;
    let (customer, status) = (form::text(query, "customer"), form::text(query, "status"));
    if !customer.is_empty() {
        state.get("customer", customer)?;
    }
    Ok(state.list("subscription", query, |subscription| {
        let is = form::text(subscription, "status");
        (customer.is_empty() || form::text(subscription, "customer") == customer)
            && match status {
                "" => is != "canceled",
                "all" => true,
                wanted => is == wanted,
            }
    }))
}

pub(super) fn update(state: &mut State, base: &str, id: &str, given: &Value, now: i64) -> Outcome {
    only(
        given,
        &["cancel_at_period_end", "items", "metadata", "proration_behavior"],
    )?;
    let subscription = state.get("subscription", id)?;
    if form::text(&subscription, "status") == "canceled" {
        return Err(Refusal::bad(
            "A canceled subscription can only update its cancellation_details and metadata.",
        ));
    }
    match form::text(given, "cancel_at_period_end") {
        "" => {}
        wanted => return Ok(set_cancel(state, subscription, wanted == "true", now)),
    }
    if let Some(price) = given["items"][0]["price"].as_str() {
        return change(state, base, id, price, now);
    }
    Ok(subscription)
}

/// Cancels at the end of the period, or takes that back.
pub(super) fn set_cancel(state: &mut State, mut subscription: Value, cancel: bool, now: i64) -> Value {
    subscription["cancel_at_period_end"] = json!(cancel);
    let end = subscription["items"]["data"][0]["current_period_end"].clone();
    subscription["cancel_at"] = if cancel { end } else { Value::Null };
    subscription["canceled_at"] = if cancel { json!(now) } else { Value::Null };
    state.put(subscription.clone());
    state.tell("customer.subscription.updated", &subscription, now);
    subscription
}

/// Ends it at once.
pub(super) fn end(state: &mut State, id: &str, now: i64) -> Outcome {
    let mut subscription = state.get("subscription", id)?;
    subscription["status"] = json!("canceled");
    subscription["ended_at"] = json!(now);
    subscription["canceled_at"] = json!(now);
    state.put(subscription.clone());
    state.tell("customer.subscription.deleted", &subscription, now);
    Ok(subscription)
}

/// What a change to another price costs now: lines of the invoice, and until when the period then is.
pub(super) fn proration(state: &State, subscription: &Value, price: &Value, now: i64) -> (Vec<Line>, i64) {
    let item = &subscription["items"]["data"][0];
    let old = &item["price"];
    let (from, to) = (
        form::whole(item, "current_period_start").unwrap_or(now),
        form::whole(item, "current_period_end").unwrap_or(now),
    );
    let (interval, before) = (
        form::text(price, "recurring.interval"),
        form::text(old, "recurring.interval"),
    );
    if form::text(subscription, "status") == "trialing" {
        return (Vec::new(), to);
    }
    let share = |amount: i64| amount * (to - now).max(0) / (to - from).max(1);
    let mut credit = line(state, old, now, to);
    credit.what = format!("Unused time on {}", credit.what);
    credit.net = -share(credit.net);
    let mut charge = line(state, price, now, to);
    let end = if interval == before {
        to
    } else {
        period_end(now, interval)
    };
    if interval == before {
        charge.what = format!("Remaining time on {}", charge.what);
        charge.net = share(charge.net);
    }
    charge.to = end;
    (vec![credit, charge], end)
}

/// Changes the price; the difference is charged at once.
pub(super) fn change(state: &mut State, base: &str, id: &str, price: &str, now: i64) -> Outcome {
    let mut subscription = state.get("subscription", id)?;
    let price = state.get("price", price)?;
    let customer = state.get("customer", form::text(&subscription, "customer"))?;
    let (lines, end) = proration(state, &subscription, &price, now);
    if lines.iter().map(|line| line.net).sum::<i64>() > 0 {
        let invoice = invoices::make(
            state,
            base,
            &customer,
            Some(id),
            "subscription_update",
            &lines,
            now,
        );
        let (invoice, card) = (
            form::text(&invoice, "id").to_owned(),
            form::text(&customer, "_card").to_owned(),
        );
        if let Err(refusal) = invoices::collect(state, &invoice, &card, false, now) {
            state.remove(&invoice);
            return Err(refusal);
        }
        subscription["latest_invoice"] = json!(invoice);
    }
    let item = &mut subscription["items"]["data"][0];
    if form::text(&item["price"], "recurring.interval") != form::text(&price, "recurring.interval") {
        item["current_period_start"] = json!(now);
    }
    item["current_period_end"] = json!(end);
    item["price"] = price;
    state.put(subscription.clone());
    state.tell("customer.subscription.updated", &subscription, now);
    Ok(subscription)
}

/// Does what was due until now; tells whether there was anything.
pub(super) fn catch_up(state: &mut State, base: &str, now: i64) -> bool {
    let mut did = false;
    // Each pass brings each subscription one step on; a year that is jumped over takes twelve.
    for _ in 0..60 {
        let due: Vec<Value> = state
            .all("subscription")
            .filter(|subscription| next_step(state, subscription).is_some_and(|at| at <= now))
            .cloned()
            .collect();
        if due.is_empty() {
            break;
        }
        did = true;
        for subscription in due {
            step(state, base, subscription);
        }
    }
    did
}

fn open_invoice(state: &State, subscription: &Value) -> Option<Value> {
    state
        .find("invoice", form::text(subscription, "latest_invoice"))
        .filter(|invoice| form::text(invoice, "status") == "open")
        .cloned()
}

fn next_step(state: &State, subscription: &Value) -> Option<i64> {
    match form::text(subscription, "status") {
        "active" | "trialing" => form::whole(subscription, "items.data.0.current_period_end"),
        "past_due" => form::whole(&open_invoice(state, subscription)?, "next_payment_attempt"),
        _ => None,
    }
}

fn step(state: &mut State, base: &str, mut subscription: Value) {
    let Some(at) = next_step(state, &subscription) else {
        return;
    };
    let id = form::text(&subscription, "id").to_owned();
    let Ok(customer) = state.get("customer", form::text(&subscription, "customer")) else {
        return;
    };
    let card = form::text(&customer, "_card").to_owned();
    if form::text(&subscription, "status") == "past_due" {
        if let Some(invoice) = open_invoice(state, &subscription) {
            let paid = invoices::collect(state, form::text(&invoice, "id"), &card, false, at).is_ok();
            settle(state, &id, paid, at);
        }
        return;
    }
    if subscription["cancel_at_period_end"] == json!(true) {
        let _ = end(state, &id, at);
        return;
    }
    let price = subscription["items"]["data"][0]["price"].clone();
    let to = period_end(at, form::text(&price, "recurring.interval"));
    let lines = [line(state, &price, at, to)];
    let invoice = invoices::make(
        state,
        base,
        &customer,
        Some(&id),
        "subscription_cycle",
        &lines,
        at,
    );
    let item = &mut subscription["items"]["data"][0];
    item["current_period_start"] = json!(at);
    item["current_period_end"] = json!(to);
    subscription["latest_invoice"] = invoice["id"].clone();
    state.put(subscription);
    let paid = invoices::collect(state, form::text(&invoice, "id"), &card, false, at).is_ok();
    settle(state, &id, paid, at);
}

/// The subscription follows its newest invoice.
pub(super) fn settle(state: &mut State, id: &str, paid: bool, now: i64) {
    let Ok(mut subscription) = state.get("subscription", id) else {
        return;
    };
    if paid {
        subscription["status"] = json!("active");
    } else if let Some(mut invoice) = open_invoice(state, &subscription) {
        let tries = form::whole(&invoice, "attempt_count").unwrap_or(1).max(1);
        let wait = usize::try_from(tries - 1).ok().and_then(|n| RETRIES.get(n));
        let Some(days) = wait else {
            invoice["status"] = json!("uncollectible");
            invoice["next_payment_attempt"] = Value::Null;
            state.put(invoice);
            let _ = end(state, id, now);
            return;
        };
        invoice["next_payment_attempt"] = json!(now + days * DAY);
        state.put(invoice);
        subscription["status"] = json!("past_due");
    }
    state.put(subscription.clone());
    state.tell("customer.subscription.updated", &subscription, now);
}
