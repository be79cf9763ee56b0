//! A sales order with its customer, lines, costs and totals.
//!
//! Sums: `total_incl` = all `lines.total_incl` + `shipping.price_incl` + `payment.price_incl`, and the same
//! excluding tax; a line's total = unit price × quantity − discount.

use super::{address, customer, group, list, moment, number, text};
use crate::schema::{Field, Schema};

/// The fields of an order.
#[must_use]
pub fn schema() -> Schema {
    Schema::new(vec![
        text("id", "The source's id").required(),
        text("number", "The number that merchant and shopper know").required(),
        text("status", "Status in the source's words"),
        text("custom_status", "The tenant's own status, if the source has such"),
        text("payment_status", "not_paid, partially_paid, paid or cancelled"),
        text(
            "shipment_status",
            "not_shipped, partially_shipped, shipped or cancelled",
        ),
        moment("placed_at", "When the shopper ordered"),
        moment("updated_at", "When the order last changed"),
        text("currency", "ISO 4217 code"),
        text("channel", "Where it was placed: main, mobile, api"),
        text("language", "Language code of two letters"),
        text("comment", "The shopper's remark"),
        text("memo", "Internal note"),
        group(
            "customer",
            customer::fields(),
            "Who ordered, as known at order time",
        ),
        group("billing_address", address::fields(), "Where the invoice goes"),
        group("shipping_address", address::fields(), "Where the goods go"),
        list("lines", line_fields(), "What was ordered").required(),
        group("shipping", cost_fields(), "Shipping costs"),
        group("payment", cost_fields(), "Payment costs"),
        group(
            "discount",
            discount_fields(),
            "Discount on the whole order; already taken off the lines",
        ),
        list("taxes", tax_fields(), "Tax by rate"),
        number("total_excl", "Total without tax, after discounts, with costs").required(),
        number("total_incl", "Total with tax, after discounts, with costs").required(),
        number("total_tax", "Tax in the total"),
        number("refunded_incl", "What has been credited so far, with tax"),
        text("invoice_numbers", "Numbers of its invoices, joined by a comma"),
        text(
            "tracking_codes",
            "Tracking codes of its shipments, joined by a comma",
        ),
        group("store", store_fields(), "Which shop"),
    ])
}

pub(super) fn line_fields() -> Vec<Field> {
    vec![
        text("id", "The source's id of the line").required(),
        text("product_id", "The source's id of the article"),
        text("variant_id", "The source's id of the variant"),
        text("sku", "Stock keeping unit"),
        text("ean", "EAN/GTIN"),
        text("article_code", "Article code"),
        text("name", "Article's title"),
        text("variant", "Variant's title, empty if there is only one"),
        text("brand", "Brand"),
        number("quantity", "Pieces ordered").required(),
        number("quantity_refunded", "Pieces credited so far"),
        number(
            "unit_price_excl",
            "Price of one piece without tax, before discount",
        ),
        number("unit_price_incl", "Price of one piece with tax, before discount"),
        number("discount_excl", "Discount on the whole line without tax"),
        number("discount_incl", "Discount on the whole line with tax"),
        number("total_excl", "Line total without tax, after discount"),
        number("total_incl", "Line total with tax, after discount").required(),
        number("tax_rate", "Tax rate as a fraction (0.21)"),
        number("tax_amount", "Tax in the line total"),
        number("weight", "Weight of one piece in grams"),
        text(
            "linked_product",
            "The destination's id of this article; filled in before the order is mapped",
        ),
    ]
}

fn cost_fields() -> Vec<Field> {
    vec![
        text("method", "The source's id of the method"),
        text("title", "The method's title"),
        number("price_excl", "Costs without tax, after discount"),
        number("price_incl", "Costs with tax, after discount"),
        number("tax_rate", "Tax rate as a fraction (0.21)"),
    ]
}

fn discount_fields() -> Vec<Field> {
    vec![
        text("kind", "amount or percentage"),
        number("amount", "The amount, with tax"),
        number("percentage", "The percentage (10 is ten per cent)"),
        text("coupon", "Coupon code"),
    ]
}

fn tax_fields() -> Vec<Field> {
    vec![
        text("name", "Name of the tax"),
        number("rate", "Tax rate as a fraction (0.21)"),
        number("amount", "Tax at this rate"),
    ]
}

pub(super) fn store_fields() -> Vec<Field> {
    vec![
        text("id", "The shop's id"),
        text("name", "The shop's name"),
        text("domain", "The shop's address"),
    ]
}
