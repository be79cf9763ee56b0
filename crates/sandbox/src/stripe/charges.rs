//! What the bank says.

use serde_json::{Value, json};

use super::{answer::Refusal, form, state::State};

/// Cards that the pages offer: last digits, what they do.
pub(super) const CARDS: [(&str, &str); 4] = [
    ("4242", "Visa •••• 4242: pays"),
    (
        "0341",
        "Visa •••• 0341: pays now, is declined from the next payment on",
    ),
    ("0002", "Visa •••• 0002: declined"),
    ("9995", "Visa •••• 9995: insufficient funds"),
];

/// Charges an amount to the customer's card; `first` when the customer is at the payment page. Tells the bank's refusal.
pub(super) fn charge(
    state: &mut State,
    customer: &str,
    card: &str,
    amount: i64,
    first: bool,
    now: i64,
) -> Result<Value, Refusal> {
    let refused = match card {
        "0002" => Some(("card_declined", "generic_decline", "Your card was declined.")),
        "9995" => Some((
            "card_declined",
            "insufficient_funds",
            "Your card has insufficient funds.",
        )),
        "0341" if !first => Some(("card_declined", "generic_decline", "Your card was declined.")),
        "" => Some(("missing", "missing", "The customer has no payment method.")),
        _ => None,
    };
    let id = state.id("ch_");
    let mut charge = json!({
        "id": id, "object": "charge", "amount": amount, "created": now, "currency": "eur", "customer": customer,
        "livemode": false, "paid": refused.is_none(), "status": if refused.is_none() { "succeeded" } else { "failed" },
        "failure_code": null, "failure_message": null, "outcome": {"type": "authorized"},
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": card}},
    });
    let Some((code, reason, words)) = refused else {
        state.put(charge.clone());
        return Ok(charge);
    };
    charge["failure_code"] = json!(code);
    charge["failure_message"] = json!(words);
    charge["outcome"] = json!({"type": "issuer_declined", "reason": reason});
    state.put(charge);
    Err(Refusal::card("card_declined", words))
}

/// The customer's charges, newest first.
pub(super) fn list(state: &State, query: &Value) -> Value {
    let customer = form::text(query, "customer");
    state.list("charge", query, |charge| {
        customer.is_empty() || form::text(charge, "customer") == customer
    })
}
