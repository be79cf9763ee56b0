//! The payment page of a checkout session.

use serde_json::{Value, json};

use super::{
    answer::Refusal,
    catalogue, checkout, form,
    invoices::{self, Line},
    page::{self, money},
    state::State,
    subscriptions,
};
use crate::pages::escape;

/// What a page leads to.
pub(super) enum Turn {
    /// A page.
    Page(String),
    /// Away from here.
    To(String),
}

/// The page, with the bank's refusal, if it refused.
pub(super) fn show(state: &mut State, id: &str, message: &str, now: i64) -> Result<Turn, Refusal> {
    let session = checkout::show(state, id, now)?;
    match form::text(&session, "status") {
        "open" => {}
        // Paid: the back button leads back to the shop.
        "complete" => return Ok(Turn::To(done_at(&session))),
        _ => {
            return Ok(Turn::Page(page::page(
                "This page has expired",
                "<p>Go back to the shop and choose again.</p>",
            )));
        }
    }
    let rows: String = session["_prices"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|price| {
            format!(
                "<tr><td>{}</td><td class=\"n\">{}</td></tr>",
                escape(&catalogue::name_of(state, price)),
                money(form::whole(price, "unit_amount").unwrap_or(0))
            )
        })
        .collect();
    let trial = form::whole(&session, "_trial_end")
        .map(|end| format!("<p>Nothing is due until {}.</p>", page::day(end)))
        .unwrap_or_default();
    let customer = state.get("customer", form::text(&session, "customer"))?;
    let body = format!(
        "<p>{}</p>{}<table>{rows}<tr><td>VAT</td><td class=\"n\">{}</td></tr><tr><td><strong>Due today</strong></td><td class=\"n\"><strong>{}</strong></td></tr></table>{trial}\
<form method=\"post\">{}<button name=\"action\" value=\"pay\">Pay</button><button name=\"action\" value=\"decline\">Decline</button></form><p><a href=\"{}\">Back</a></p>",
        escape(form::text(&customer, "name")),
        page::notice(message),
        money(form::whole(&session, "_tax").unwrap_or(0)),
        money(form::whole(&session, "amount_total").unwrap_or(0)),
        page::cards(),
        escape(form::text(&session, "cancel_url")),
    );
    Ok(Turn::Page(page::page("Pay", &body)))
}

fn done_at(session: &Value) -> String {
    form::text(session, "success_url").replace("{CHECKOUT_SESSION_ID}", form::text(session, "id"))
}

/// What was pressed.
pub(super) fn press(
    state: &mut State,
    base: &str,
    id: &str,
    given: &Value,
    now: i64,
) -> Result<Turn, Refusal> {
    let session = checkout::show(state, id, now)?;
    if form::text(&session, "status") != "open" {
        return show(state, id, "", now);
    }
    let card = match form::text(given, "action") {
        "decline" => "0002",
        _ => form::text(given, "card"),
    };
    match pay(state, base, session, card, now) {
        Ok(paid) => Ok(Turn::To(done_at(&paid))),
        Err(refusal) => show(state, id, &refusal.message, now),
    }
}

fn pay(state: &mut State, base: &str, mut session: Value, card: &str, now: i64) -> Result<Value, Refusal> {
    let customer = state.get("customer", form::text(&session, "customer"))?;
    let price = session["_prices"][0].clone();
    if form::text(&session, "mode") == "subscription" {
        let trial_end = form::whole(&session, "_trial_end");
        let subscription = subscriptions::begin(
            state,
            base,
            &customer,
            &price,
            &session["_subscription_metadata"],
            trial_end,
            card,
            now,
        )?;
        session["payment_status"] = json!(if trial_end.is_some() {
            "no_payment_required"
        } else {
            "paid"
        });
        session["invoice"] = subscription["latest_invoice"].clone();
        session["subscription"] = subscription["id"].clone();
    } else {
        let line = Line {
            what: catalogue::name_of(state, &price),
            net: form::whole(&session, "_net").unwrap_or(0),
            from: now,
            to: now,
        };
        let invoice = invoices::make(state, base, &customer, None, "manual", &[line], now);
        let invoice = form::text(&invoice, "id").to_owned();
        if let Err(refusal) = invoices::collect(state, &invoice, card, true, now) {
            state.remove(&invoice);
            return Err(refusal);
        }
        session["payment_status"] = json!("paid");
        session["invoice"] = json!(invoice);
        session["payment_intent"] = json!(state.id("pi_"));
    }
    session["status"] = json!("complete");
    session["url"] = Value::Null;
    state.put(session.clone());
    state.tell("checkout.session.completed", &session, now);
    Ok(session)
}
