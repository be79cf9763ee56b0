//! Quotes are the carts that orders came from; they are made up from the orders when asked for
//! (dossier Lightspeed §4.6).

use super::json::Out;
use crate::shop::order::{Line, Order};

/// Writes the quote of an order.
pub(crate) fn write(out: &mut Out, order: &Order) {
    let (excl, incl) = order.totals();
    let id = order.quote;
    let shipping = &order.shipping_method;
    let discount = order.discount.as_ref();
    out.id("id", id);
    out.time("createdAt", order.created);
    out.time("updatedAt", order.updated);
    out.time("recalculatedAt", order.created);
    out.flag("isLocked", true);
    out.text("channel", order.channel);
    out.text("recoveryHash", "");
    out.no("remoteIp");
    out.no("userAgent");
    out.no("referralId");
    out.country("paymentCountry", order.person.billing.country);
    out.country("shipmentCountry", order.person.shipping.country);
    out.text("shipmentZipcode", &order.person.shipping.zipcode);
    out.money("priceExcl", excl);
    out.money("priceIncl", incl);
    out.money(
        "discountExcl",
        order.lines.iter().map(|line| line.discount_excl).sum(),
    );
    out.money(
        "discountIncl",
        order.lines.iter().map(|line| line.discount_incl).sum(),
    );
    out.int("productsCount", i64::try_from(order.lines.len()).unwrap_or(0));
    out.int(
        "productsQuantity",
        order.lines.iter().map(|line| line.quantity).sum(),
    );
    out.flag("shipmentIsSet", true);
    out.text("shipmentId", &format!("core|{}|{}", shipping.id, shipping.value));
    out.flag("shipmentIsPickup", shipping.is_pickup);
    out.text("shipmentTitle", shipping.title);
    out.flag("paymentIsSet", true);
    out.text("paymentId", order.payment_method.key);
    // A JSON text here, an object on orders (dossier Lightspeed §3).
    out.text(
        "paymentData",
        &format!("{{\"method\":\"{}\"}}", order.payment_method.method),
    );
    out.text("additionalCostIncl", "0.0000");
    out.text("additionalCostExcl", "0.0000");
    out.flag("discountIsSet", discount.is_some());
    out.text("discountMinimumAmount", "0.0000");
    out.text(
        "discountCouponCode",
        discount.map_or("", |discount| &discount.code),
    );
    out.text("comment", &order.comment);
    out.flag("allowNotifications", order.notifications);
    out.one("customer", "customers", order.customer);
    out.language("language", order.language);
    for list in ["products", "shippingmethods", "paymentmethods"] {
        out.many(list, &format!("quotes/{id}/{list}"));
    }
}

/// Writes a line of a quote.
pub(crate) fn write_line(out: &mut Out, line: &Line) {
    out.id("id", line.id);
    out.no("isCustom");
    out.no("customFields");
    out.money("basePriceExcl", line.base_excl);
    out.money("basePriceIncl", line.base_incl);
    out.int("quantity", line.quantity);
    out.flag("hasDiscount", line.discount_incl != 0);
    out.money("discountPercentage", 0);
    out.money("taxRate", line.rate);
    out.money("priceExcl", line.price_excl);
    out.money("priceIncl", line.price_incl);
    out.money("discountExcl", line.discount_excl);
    out.money("discountIncl", line.discount_incl);
    out.text("additionalCostExcl", "0.0000");
    out.text("additionalCostIncl", "0.0000");
    out.one("product", "products", Some(line.product));
    out.one("variant", "variants", Some(line.variant));
}

/// Writes the way the goods travel.
pub(crate) fn write_shipping(out: &mut Out, order: &Order) {
    let method = &order.shipping_method;
    out.text("id", &format!("core|{}|{}", method.id, method.value));
    out.text("type", if method.is_pickup { "pickup" } else { "default" });
    out.money("freeAbove", 0);
    out.text("title", method.title);
    out.text("description", "");
    out.money("priceExcl", order.shipping.price_excl);
    out.money("priceIncl", order.shipping.price_incl);
}

/// Writes the way it is paid.
pub(crate) fn write_payment(out: &mut Out, order: &Order) {
    out.text("id", order.payment_method.key);
    out.text("title", order.payment_method.title);
    out.money("priceExcl", order.payment.price_excl);
    out.money("priceIncl", order.payment.price_incl);
}
