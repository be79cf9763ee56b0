//! Invoices: made, paid, shown, written as a sheet.

use serde_json::{Value, json};

use super::{
    answer::{Outcome, Refusal},
    charges, form,
    page::{self, money},
    state::State,
    tax::Tax,
};
use crate::pages::escape;

/// A line: what, and its net amount in cents.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) net: i64,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// Makes an open invoice.
pub(super) fn make(
    state: &mut State,
    base: &str,
    customer: &Value,
    subscription: Option<&str>,
    reason: &str,
    lines: &[Line],
    now: i64,
) -> Value {
    let id = state.id("in_");
    let tax = Tax::of(state, customer);
    let net: i64 = lines.iter().map(|line| line.net).sum();
    let on_top = tax.on(net);
    let number = format!("KOPRU-{:04}", state.number("invoice"));
    let customer_id = form::text(customer, "id");
    let tax_ids: Vec<Value> = state
        .all("tax_id")
        .filter(|known| form::text(known, "customer") == customer_id)
        .map(|known| json!({"type": known["type"], "value": known["value"]}))
        .collect();
    let data: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({"object": "line_item", "description": line.what, "amount": line.net, "currency": "eur",
                "period": {"start": line.from, "end": line.to}})
        })
        .collect();
    let parent = subscription.map_or(
        Value::Null,
        |id| json!({"type": "subscription_details", "subscription_details": {"subscription": id}}),
    );
    let invoice = json!({
        "id": id, "object": "invoice", "number": number, "created": now, "currency": "eur", "livemode": false,
        "customer": customer_id, "customer_name": customer["name"], "customer_email": customer["email"],
        "customer_address": customer["address"], "customer_tax_ids": tax_ids, "customer_tax_exempt": customer["tax_exempt"],
        "status": "open", "billing_reason": reason, "collection_method": "charge_automatically", "attempt_count": 0,
        "next_payment_attempt": null, "subtotal": net, "total_excluding_tax": net, "total": net + on_top,
        "amount_due": (net + on_top).max(0), "amount_paid": 0, "amount_remaining": (net + on_top).max(0),
        "total_taxes": [{"amount": on_top, "tax_behavior": "exclusive", "taxability_reason": tax.reason, "taxable_amount": net}],
        "lines": {"object": "list", "data": data, "has_more": false}, "parent": parent, "_rate": tax.rate,
        "hosted_invoice_url": format!("{base}/invoices/{id}"), "invoice_pdf": format!("{base}/invoices/{id}/pdf"),
    });
    state.put(invoice.clone());
    state.tell("invoice.created", &invoice, now);
    invoice
}

/// Takes the money for an open invoice, and tells of it either way.
pub(super) fn collect(state: &mut State, id: &str, card: &str, first: bool, now: i64) -> Outcome {
    let mut invoice = state.get("invoice", id)?;
    if form::text(&invoice, "status") != "open" {
        return Err(Refusal::bad("Invoice is already paid"));
    }
    let (customer, due) = (
        form::text(&invoice, "customer").to_owned(),
        form::whole(&invoice, "amount_due").unwrap_or(0),
    );
    let attempts = form::whole(&invoice, "attempt_count").unwrap_or(0) + 1;
    invoice["attempt_count"] = json!(attempts);
    let charged = if due > 0 {
        charges::charge(state, &customer, card, due, first, now).map(|_| ())
    } else {
        Ok(())
    };
    match charged {
        Ok(()) => {
            invoice["status"] = json!("paid");
            invoice["amount_paid"] = json!(due);
            invoice["amount_remaining"] = json!(0);
            invoice["next_payment_attempt"] = Value::Null;
            state.put(invoice.clone());
            state.tell("invoice.paid", &invoice, now);
            Ok(invoice)
        }
        Err(refusal) => {
            state.put(invoice.clone());
            state.tell("invoice.payment_failed", &invoice, now);
            Err(refusal)
        }
    }
}

pub(super) fn list(state: &State, query: &Value) -> Outcome {
    let (customer, status) = (form::text(query, "customer"), form::text(query, "status"));
    if !customer.is_empty() {
        state.get("customer", customer)?;
    }
    Ok(state.list("invoice", query, |invoice| {
        (customer.is_empty() || form::text(invoice, "customer") == customer)
            && (status.is_empty() || form::text(invoice, "status") == status)
    }))
}

/// The rows of an invoice, as page and sheet show them.
fn rows(invoice: &Value) -> Vec<(String, String)> {
    let cents = |path: &str| form::whole(invoice, path).unwrap_or(0);
    let mut rows: Vec<(String, String)> = invoice["lines"]["data"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|line| {
            (
                form::text(line, "description").to_owned(),
                money(form::whole(line, "amount").unwrap_or(0)),
            )
        })
        .collect();
    rows.push(("Subtotal".to_owned(), money(cents("subtotal"))));
    let tax = cents("total_taxes.0.amount");
    if form::text(invoice, "total_taxes.0.taxability_reason") == "reverse_charge" {
        rows.push(("VAT 0%: reverse charge, VAT is to be accounted for by the recipient (Art. 196 Directive 2006/112/EC)".to_owned(), money(0)));
    } else {
        let rate = cents("_rate");
        rows.push((format!("VAT {}.{}%", rate / 10, rate % 10), money(tax)));
    }
    rows.push(("Total".to_owned(), money(cents("total"))));
    rows.push(("Amount due".to_owned(), money(cents("amount_remaining"))));
    rows
}

fn head(invoice: &Value) -> Vec<String> {
    let mut head = vec![
        format!("Invoice {}", form::text(invoice, "number")),
        format!("Date {}", page::day(form::whole(invoice, "created").unwrap_or(0))),
        format!("Status {}", form::text(invoice, "status")),
        format!("From Kopru B.V., Keizersgracht 1, Amsterdam, NL000099998B57"),
        format!(
            "To {} ({})",
            form::text(invoice, "customer_name"),
            form::text(invoice, "customer_address.country")
        ),
    ];
    for tax in invoice["customer_tax_ids"].as_array().into_iter().flatten() {
        head.push(format!("VAT number {}", form::text(tax, "value")));
    }
    head
}

/// The page of an invoice; an open one can be paid here.
pub(super) fn hosted(invoice: &Value, message: &str) -> String {
    let id = form::text(invoice, "id");
    let head: String = head(invoice)
        .iter()
        .map(|line| format!("<p>{}</p>", escape(line)))
        .collect();
    let rows: String = rows(invoice)
        .iter()
        .map(|(what, amount)| {
            format!(
                "<tr><td>{}</td><td class=\"n\">{}</td></tr>",
                escape(what),
                escape(amount)
            )
        })
        .collect();
    let pay = if form::text(invoice, "status") == "open" {
        format!(
            "<form method=\"post\">{}<button name=\"action\" value=\"pay\">Pay</button></form>",
            page::cards()
        )
    } else {
        String::new()
    };
    page::page(
        "Invoice",
        &format!(
            "{}{head}<table>{rows}</table>{pay}<p><a href=\"{id}/pdf\">Download invoice</a></p>",
            page::notice(message)
        ),
    )
}

/// The invoice as a sheet of paper: a PDF of one page with one standard font.
pub(super) fn pdf(invoice: &Value) -> Vec<u8> {
    let plain = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '(' | ')' | '\\' => format!("\\{c}"),
                '€' => "EUR".to_owned(),
                c if c.is_ascii() => c.to_string(),
                _ => "?".to_owned(),
            })
            .collect()
    };
    let mut text = String::from("BT /F1 11 Tf 14 TL 60 780 Td\n");
    for line in head(invoice) {
        text.push_str(&format!("({}) Tj T*\n", plain(&line)));
    }
    text.push_str("T*\n");
    for (what, amount) in rows(invoice) {
        text.push_str(&format!("({}: {}) Tj T*\n", plain(&what), plain(&amount)));
    }
    text.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in &places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}
