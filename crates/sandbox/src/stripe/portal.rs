//! The customer portal: change of plan, cancelling and taking it back, another card, invoices.

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    catalogue, form, invoices,
    page::{self, day, money},
    pay::Turn,
    state::{State, only},
    subscriptions,
    tax::Tax,
};
use crate::pages::escape;

pub(super) fn create(state: &mut State, base: &str, given: &Value, now: i64) -> Outcome {
    only(
        given,
        &["customer", "return_url", "flow_data", "locale", "configuration"],
    )?;
    let customer = form::text(given, "customer");
    state.get("customer", customer)?;
    let flow = given.get("flow_data").cloned().unwrap_or(Value::Null);
    match form::text(&flow, "type") {
        "" | "payment_method_update" => {}
        "subscription_cancel" => {
            state.get(
                "subscription",
                form::text(&flow, "subscription_cancel.subscription"),
            )?;
        }
        "subscription_update_confirm" => {
            state.get(
                "subscription",
                form::text(&flow, "subscription_update_confirm.subscription"),
            )?;
            state.get(
                "price",
                form::text(&flow, "subscription_update_confirm.items.0.price"),
            )?;
        }
        other => {
            return Err(Refusal::param(
                "flow_data[type]",
                "parameter_invalid",
                format!("Invalid flow_data[type]: {other}"),
            ));
        }
    }
    let id = state.id("bps_");
    let session = json!({
        "id": id, "object": "billing_portal.session", "created": now, "customer": customer, "livemode": false, "flow": flow,
        "return_url": given.get("return_url"), "url": format!("{base}/portal/{id}"),
    });
    state.put(session.clone());
    Ok(session)
}

fn current(state: &State, customer: &str) -> Option<Value> {
    state
        .all("subscription")
        .rev()
        .find(|subscription| {
            form::text(subscription, "customer") == customer
                && form::text(subscription, "status") != "canceled"
        })
        .cloned()
}

pub(super) fn show(state: &State, id: &str, message: &str, now: i64) -> Result<Turn, Refusal> {
    let session = state.get("billing_portal.session", id)?;
    let customer = state.get("customer", form::text(&session, "customer"))?;
    let flow = form::text(&session, "flow.type");
    let back = format!(
        "<p><a href=\"{}\">Back</a></p>",
        escape(form::text(&session, "return_url"))
    );
    let body = match (flow, current(state, form::text(&customer, "id"))) {
        ("subscription_update_confirm", Some(subscription)) => {
            confirm(state, &session, &customer, &subscription, now)?
        }
        ("subscription_cancel", Some(subscription)) => format!(
            "<p>It runs until {} and is not renewed.</p><form method=\"post\"><button name=\"action\" value=\"cancel\">Cancel subscription</button></form>",
            day(form::whole(&subscription, "items.data.0.current_period_end").unwrap_or(0))
        ),
        ("payment_method_update", _) => card_form(),
        (_, subscription) => whole(state, &customer, subscription.as_ref()),
    };
    Ok(Turn::Page(page::page(
        "Your subscription",
        &format!("{}{body}{back}", page::notice(message)),
    )))
}

fn card_form() -> String {
    format!(
        "<form method=\"post\">{}<button name=\"action\" value=\"card\">Use this card</button></form>",
        page::cards()
    )
}

fn confirm(
    state: &State,
    session: &Value,
    customer: &Value,
    subscription: &Value,
    now: i64,
) -> Result<String, Refusal> {
    let price = state.get(
        "price",
        form::text(session, "flow.subscription_update_confirm.items.0.price"),
    )?;
    let (lines, end) = subscriptions::proration(state, subscription, &price, now);
    let net: i64 = lines.iter().map(|line| line.net).sum();
    let rows: String = lines
        .iter()
        .map(|line| {
            format!(
                "<tr><td>{}</td><td class=\"n\">{}</td></tr>",
                escape(&line.what),
                money(line.net)
            )
        })
        .collect();
    Ok(format!(
        "<p>{} until {}, then {}.</p><table>{rows}<tr><td>VAT</td><td class=\"n\">{}</td></tr><tr><td><strong>Due today</strong></td><td class=\"n\"><strong>{}</strong></td></tr></table>\
<form method=\"post\"><button name=\"action\" value=\"change\">Confirm</button></form>",
        escape(&catalogue::name_of(state, &price)),
        day(end),
        money(form::whole(&price, "unit_amount").unwrap_or(0)),
        money(Tax::of(state, customer).on(net.max(0))),
        money(net.max(0) + Tax::of(state, customer).on(net.max(0))),
    ))
}

fn whole(state: &State, customer: &Value, subscription: Option<&Value>) -> String {
    let mut body = String::new();
    if let Some(subscription) = subscription {
        let price = &subscription["items"]["data"][0]["price"];
        let end = day(form::whole(subscription, "items.data.0.current_period_end").unwrap_or(0));
        let cancels = subscription["cancel_at_period_end"] == json!(true);
        body.push_str(&format!(
            "<p><strong>{}</strong>, {} ({})</p><form method=\"post\"><button name=\"action\" value=\"{}</button></form>",
            escape(&catalogue::name_of(state, price)),
            if cancels { format!("ends on {end}") } else { format!("renews on {end}") },
            escape(form::text(subscription, "status")),
            if cancels { "resume\">Don't cancel" } else { "cancel\">Cancel subscription" },
        ));
        let choices: String = state
            .all("price")
            .filter(|price| !price["recurring"].is_null() && !price["lookup_key"].is_null())
            .map(|price| {
                format!(
                    "<option value=\"{}\">{} {}</option>",
                    escape(form::text(price, "id")),
                    escape(&catalogue::name_of(state, price)),
                    money(form::whole(price, "unit_amount").unwrap_or(0))
                )
            })
            .collect();
        body.push_str(&format!(
            "<form method=\"post\"><label>Plan <select name=\"price\">{choices}</select></label> <button name=\"action\" value=\"change\">Change plan</button></form>"
        ));
    }
    body.push_str(&card_form());
    let id = form::text(customer, "id");
    let invoices: String = state
        .all("invoice")
        .rev()
        .filter(|invoice| form::text(invoice, "customer") == id)
        .map(|invoice| {
            format!(
                "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td class=\"n\">{}</td></tr>",
                escape(form::text(invoice, "hosted_invoice_url")),
                escape(form::text(invoice, "number")),
                escape(form::text(invoice, "status")),
                money(form::whole(invoice, "total").unwrap_or(0))
            )
        })
        .collect();
    body.push_str(&format!("<h2>Invoices</h2><table>{invoices}</table>"));
    body
}

/// What was pressed.
pub(super) fn press(
    state: &mut State,
    base: &str,
    id: &str,
    given: &Value,
    now: i64,
) -> Result<Turn, Refusal> {
    let session = state.get("billing_portal.session", id)?;
    let mut customer = state.get("customer", form::text(&session, "customer"))?;
    let customer_id = form::text(&customer, "id").to_owned();
    let subscription = current(state, &customer_id);
    let done = match (form::text(given, "action"), subscription) {
        ("card", _) => {
            customer["_card"] = given["card"].clone();
            state.put(customer);
            pay_open(state, &customer_id, form::text(given, "card"), now)
        }
        (_, None) => Ok(()),
        ("cancel", Some(subscription)) => {
            subscriptions::set_cancel(state, subscription, true, now);
            Ok(())
        }
        ("resume", Some(subscription)) => {
            subscriptions::set_cancel(state, subscription, false, now);
            Ok(())
        }
        ("change", Some(subscription)) => {
            let wanted = match form::text(&session, "flow.subscription_update_confirm.items.0.price") {
                "" => form::text(given, "price"),
                confirmed => confirmed,
            };
            subscriptions::change(state, base, form::text(&subscription, "id"), wanted, now).map(|_| ())
        }
        _ => Ok(()),
    };
    match done {
        Err(refusal) => show(state, id, &refusal.message, now),
        Ok(()) if form::text(&session, "flow.type").is_empty() => show(state, id, "", now),
        Ok(()) => {
            let wanted = form::text(&session, "flow.after_completion.redirect.return_url");
            let to = if wanted.is_empty() {
                form::text(&session, "return_url")
            } else {
                wanted
            };
            Ok(Turn::To(to.to_owned()))
        }
    }
}

/// A new card pays what is open.
fn pay_open(state: &mut State, customer: &str, card: &str, now: i64) -> Result<(), Refusal> {
    let open: Vec<Value> = state
        .all("invoice")
        .filter(|invoice| {
            form::text(invoice, "customer") == customer && form::text(invoice, "status") == "open"
        })
        .cloned()
        .collect();
    for invoice in open {
        pay_invoice(state, &invoice, card, now)?;
    }
    Ok(())
}

/// Pays an open invoice by hand; its subscription is well again.
pub(super) fn pay_invoice(state: &mut State, invoice: &Value, card: &str, now: i64) -> Result<(), Refusal> {
    invoices::collect(state, form::text(invoice, "id"), card, true, now)?;
    let subscription = form::text(invoice, "parent.subscription_details.subscription");
    if !subscription.is_empty() {
        subscriptions::settle(state, subscription, true, now);
    }
    Ok(())
}
