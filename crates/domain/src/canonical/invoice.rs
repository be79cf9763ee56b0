//! A sales invoice with its customer, lines and totals.
//!
//! Sums: `total_incl` = all `lines.total_incl`, and the same excluding tax. Costs of shipping and payment are lines, too.

use super::{address, customer, group, list, moment, number, order, text, yes_no};
use crate::schema::Schema;

/// The fields of an invoice.
#[must_use]
pub fn schema() -> Schema {
    let mut lines = order::line_fields();
    lines.push(text("kind", "product, shipment, payment or discount"));
    Schema::new(vec![
        text("id", "The source's id").required(),
        text("number", "The number that merchant and shopper know").required(),
        text("status", "paid, not_paid or cancelled"),
        yes_no("is_credit_note", "Whether it credits another invoice"),
        yes_no(
            "is_vat_shifted",
            "Whether the buyer owes the tax (reverse charge)",
        ),
        moment("issued_at", "When it was made"),
        moment("updated_at", "When it last changed"),
        text("currency", "ISO 4217 code"),
        text("language", "Language code of two letters"),
        text("order_id", "The source's id of its order"),
        text("order_number", "Its order's number"),
        group(
            "customer",
            customer::fields(),
            "Who ordered, as known at order time",
        ),
        group("billing_address", address::fields(), "Where the invoice goes"),
        group("shipping_address", address::fields(), "Where the goods go"),
        list("lines", lines, "What is charged, costs included").required(),
        number("total_excl", "Total without tax").required(),
        number("total_incl", "Total with tax").required(),
        number("total_tax", "Tax in the total"),
        group("store", order::store_fields(), "Which shop"),
    ])
}
