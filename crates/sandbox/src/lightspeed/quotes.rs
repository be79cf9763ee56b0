//! Quotes are the carts that orders came from; they are made up from the orders when asked for
//! (dossier Lightspeed §4.6).

use super::json::Out;
use super::orders::weight;
use crate::shop::order::{Cost, Line, Order};

/// Writes the quote of an order, with all fields of the vendor's sample.
pub(crate) fn write(out: &mut Out, order: &Order) {
    let (excl, incl) = order.totals();
    let id = order.quote;
    out.id("id", id);
    out.time("createdAt", order.created);
    out.time("updatedAt", order.updated);
    out.time("recalculatedAt", order.created);
    out.flag("isLocked", true);
    out.text("channel", order.channel);
    out.text("recoveryHash", &format!("{:024x}{id:08x}", order.id));
    for name in ["remoteIp", "userAgent", "referralId"] {
        out.no(name);
    }
    out.int("weight", weight(order));
    out.int("volume", 0);
    out.int("colli", 0);
    out.country("paymentCountry", order.person.billing.country);
    out.country("shipmentCountry", order.person.shipping.country);
    out.text("shipmentZipcode", &order.person.shipping.zipcode);
    out.no("shipmentSameAddress");
    out.money("priceCost", order.cost());
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
    write_costs(out, order);
    write_discount(out, order);
    if order.comment.is_empty() {
        out.null("comment");
    } else {
        out.text("comment", &order.comment);
    }
    out.flag("allowNotifications", order.notifications);
    out.one("customer", "customers", order.customer);
    out.language("language", order.language);
    for list in ["products", "shippingmethods", "paymentmethods"] {
        out.many(list, &format!("quotes/{id}/{list}"));
    }
}

fn write_costs(out: &mut Out, order: &Order) {
    let shipping = &order.shipping_method;
    out.flag("shipmentIsSet", true);
    out.text("shipmentId", &format!("core|{}|{}", shipping.id, shipping.value));
    out.no("shipmentIsVirtual");
    out.no("shipmentIsCashOnDelivery");
    out.int("shipmentDiscountPercentage", 0);
    out.no("shipmentIsServicePoint");
    out.flag("shipmentIsPickup", shipping.is_pickup);
    write_cost(out, "shipment", &order.shipping);
    out.money("shipmentDiscountExcl", order.shipping.discount_excl);
    out.money("shipmentDiscountIncl", order.shipping.discount_incl);
    out.text("shipmentTitle", shipping.title);
    out.list("shipmentData", [0; 0], |_, _| {});
    let payment = &order.payment_method;
    out.flag("paymentIsSet", true);
    out.text("paymentId", payment.key);
    out.flag("paymentIsPost", payment.is_post);
    out.flag("paymentIsInvoiceExternal", payment.key == "external");
    // A JSON text here, an object on orders (dossier Lightspeed §3).
    out.text("paymentData", &format!("{{\"method\":\"{}\"}}", payment.method));
    write_cost(out, "payment", &order.payment);
    out.text("additionalCostIncl", "0.0000");
    out.text("additionalCostExcl", "0.0000");
    out.text("paymentTitle", payment.title);
}

fn write_cost(out: &mut Out, prefix: &str, cost: &Cost) {
    out.money(&format!("{prefix}TaxRate"), cost.rate);
    out.money(&format!("{prefix}BasePriceExcl"), cost.base_excl);
    out.money(&format!("{prefix}BasePriceIncl"), cost.base_incl);
    out.money(&format!("{prefix}PriceTax"), cost.price_incl - cost.price_excl);
    out.money(&format!("{prefix}PriceExcl"), cost.price_excl);
    out.money(&format!("{prefix}PriceIncl"), cost.price_incl);
}

fn write_discount(out: &mut Out, order: &Order) {
    let discount = order.discount.as_ref();
    let by_percentage = discount.is_some_and(|discount| discount.percentage > 0);
    let is_free = discount.is_some_and(|discount| discount.free_shipping);
    out.flag("discountIsSet", discount.is_some());
    out.int("discountId", 0);
    out.text(
        "discountType",
        if by_percentage { "percentage" } else { "amount" },
    );
    out.money("discountAmount", discount.map_or(0, |discount| discount.amount));
    out.money(
        "discountPercentage",
        discount.map_or(0, |discount| discount.percentage * 100),
    );
    out.text("discountShipment", if is_free { "free" } else { "default" });
    out.text("discountMinimumAmount", "0.00");
    out.text(
        "discountCouponCode",
        discount.map_or("", |discount| &discount.code),
    );
}

/// Writes a line of a quote.
pub(crate) fn write_line(out: &mut Out, line: &Line, order: &Order) {
    out.id("id", line.id);
    out.time("createdAt", order.created);
    out.time("updatedAt", order.created);
    out.no("isCustom");
    out.no("customFields");
    out.int("baseWeight", line.goods.weight);
    out.int("baseVolume", 0);
    out.int("baseColli", 0);
    out.money("basePriceCost", line.goods.price_cost);
    out.money("basePriceExcl", line.base_excl);
    out.money("basePriceIncl", line.base_incl);
    out.int("weight", line.goods.weight * line.quantity);
    out.int("volume", 0);
    out.int("colli", 0);
    out.int("quantity", line.quantity);
    out.flag("hasDiscount", line.discount_incl != 0);
    out.money("discountPercentage", 0);
    out.money("taxRate", line.rate);
    out.money("priceCost", line.goods.price_cost * line.quantity);
    out.money("priceTax", line.tax());
    out.money("priceExcl", line.price_excl);
    out.money("priceIncl", line.price_incl);
    out.money("discountExcl", line.discount_excl);
    out.money("discountIncl", line.discount_incl);
    for name in [
        "additionalCostIncl",
        "additionalCostExcl",
        "baseAdditionalCostIncl",
        "baseAdditionalCostExcl",
    ] {
        out.int(name, 0);
    }
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
