//! The papers of an order: invoices, shipments and the history of events.

use super::json::Out;
use super::orders::weight;
use crate::shop::order::{Cost, Credited, Event, Invoice, Line, Order, Shipment, part_of_line};

/// Writes an invoice or credit note.
pub(crate) fn write_invoice(out: &mut Out, invoice: &Invoice) {
    let id = invoice.id;
    out.id("id", id);
    out.time("createdAt", invoice.created);
    out.time("updatedAt", invoice.updated);
    out.text("number", &format!("INV{:05}", invoice.sequence));
    out.text("status", invoice.status);
    out.flag("isVatShifted", invoice.vat_shifted);
    out.money("priceExcl", invoice.price_excl);
    out.money("priceIncl", invoice.price_incl);
    out.no("doNotifyNew");
    out.no("doNotifyPaid");
    out.one("invoice", "invoices", invoice.credits);
    out.flag("isCreditNote", invoice.credited.is_some());
    out.one("creditNote", "invoices", invoice.credit_note);
    out.one("order", "orders", Some(invoice.order));
    out.one("customer", "customers", invoice.customer);
    out.many("items", &format!("invoices/{id}/items"));
    out.many("metafields", &format!("invoices/{id}/metafields"));
    out.many("events", &format!("orders/events?invoice={id}"));
}

/// One position of an invoice.
pub(crate) struct Item<'a> {
    pub(crate) id: u64,
    line: Option<(&'a Line, i64)>,
    /// Kind, title of the method, amounts.
    cost: Option<(&'static str, &'static str, Cost)>,
}

/// The positions of an invoice, numbered on from its first.
pub(crate) fn items<'a>(invoice: &Invoice, order: &'a Order) -> Vec<Item<'a>> {
    let lines: Vec<(&Line, i64)> = match &invoice.credited {
        None => order.lines.iter().map(|line| (line, line.quantity)).collect(),
        Some(credited) => credited
            .lines
            .iter()
            .filter_map(|(id, quantity)| Some((order.lines.iter().find(|line| line.id == *id)?, *quantity)))
            .collect(),
    };
    let wants = |part: fn(&Credited) -> bool| invoice.credited.as_ref().is_none_or(|credited| part(credited));
    let mut costs = Vec::new();
    if wants(|credited| credited.shipment) && order.shipping.base_incl != 0 {
        costs.push(("shipment", order.shipping_method.title, order.shipping));
    }
    if wants(|credited| credited.payment) && order.payment.base_incl != 0 {
        costs.push(("payment", order.payment_method.title, order.payment));
    }
    let lines = lines.into_iter().map(|line| (Some(line), None));
    let costs = costs.into_iter().map(|cost| (None, Some(cost)));
    lines
        .chain(costs)
        .zip(invoice.first_item..)
        .map(|((line, cost), id)| Item { id, line, cost })
        .collect()
}

/// Writes one position of an invoice (dossier Lightspeed §4.4).
pub(crate) fn write_item(out: &mut Out, item: &Item<'_>) {
    out.id("id", item.id);
    if let Some((line, quantity)) = item.line {
        // [K] dossier §4.4: only "payment" was seen.
        out.text("type", "product");
        out.text("title", &line.goods.product);
        // A title here, not a relation, as the vendor's sample has it.
        out.text("variant", &line.goods.variant);
        out.id("orderProductId", line.id);
        out.text("articleCode", &line.goods.article_code);
        out.text("ean", &line.goods.ean);
        out.text("sku", &line.goods.sku);
        out.money("taxRate", line.rate);
        out.money("basePriceExcl", line.base_excl);
        out.money("basePriceIncl", line.base_incl);
        out.money(
            "priceExcl",
            part_of_line(line.price_excl, quantity, line.quantity),
        );
        out.money(
            "priceIncl",
            part_of_line(line.price_incl, quantity, line.quantity),
        );
        out.money(
            "discountExcl",
            part_of_line(line.discount_excl, quantity, line.quantity),
        );
        out.money(
            "discountIncl",
            part_of_line(line.discount_incl, quantity, line.quantity),
        );
        out.int("quantity", quantity);
    } else if let Some((kind, method, cost)) = item.cost {
        out.text("type", kind);
        out.text(
            "title",
            if kind == "payment" {
                "_paymentcosts_"
            } else {
                "_shippingcosts_"
            },
        );
        out.text("variant", method);
        out.null("orderProductId");
        for name in ["articleCode", "ean", "sku"] {
            out.text(name, "");
        }
        out.money("taxRate", cost.rate);
        out.money("basePriceExcl", cost.base_excl);
        out.money("basePriceIncl", cost.base_incl);
        out.money("priceExcl", cost.price_excl);
        out.money("priceIncl", cost.price_incl);
        out.money("discountExcl", cost.discount_excl);
        out.money("discountIncl", cost.discount_incl);
        out.int("quantity", 1);
    }
}

/// Writes a shipment.
pub(crate) fn write_shipment(out: &mut Out, shipment: &Shipment, order: &Order) {
    let id = shipment.id;
    out.id("id", id);
    out.time("createdAt", shipment.created);
    out.time("updatedAt", shipment.updated);
    out.text("number", &format!("SHIP{:05}", shipment.sequence));
    out.text("status", shipment.status);
    out.text("trackingCode", &shipment.tracking);
    out.no("doNotifyShipped");
    out.no("doNotifyReadyForPickup");
    out.no("doNotifyTrackingCode");
    out.int("totalWeight", weight(order));
    for name in ["totalSizeX", "totalSizeY", "totalSizeZ"] {
        out.int(name, 0);
    }
    out.one("customer", "customers", shipment.customer);
    out.one("order", "orders", Some(shipment.order));
    out.many("products", &format!("shipments/{id}/products"));
    out.many("metafields", &format!("shipments/{id}/metafields"));
    out.many("events", &format!("orders/events?shipment={id}"));
}

/// Writes a line of a shipment.
pub(crate) fn write_shipment_product(out: &mut Out, id: u64, line: &Line) {
    out.id("id", id);
    out.int("quantity", line.quantity);
    out.text("title", &line.goods.product);
    out.text("variant", &line.goods.variant);
    out.text("articleCode", &line.goods.article_code);
    out.text("ean", &line.goods.ean);
    out.text("sku", &line.goods.sku);
    out.list("customData", [0; 0], |_, _| {});
}

/// Writes an entry of an order's history.
pub(crate) fn write_event(out: &mut Out, event: &Event) {
    out.id("id", event.id);
    out.time("createdAt", event.created);
    out.text("channel", event.channel);
    out.text("type", event.kind);
    out.text("message", event.message);
    out.null("comment");
    out.one("order", "orders", Some(event.order));
    out.one("invoice", "invoices", event.invoice);
    out.one("shipment", "shipments", event.shipment);
}
