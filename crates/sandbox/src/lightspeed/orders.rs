//! Orders and what belongs to them: lines, invoices, shipments, events.

use serde_json::{Map, Value};

use super::Context;
use super::call::{Call, relation};
use super::json::Out;
use super::refusal::Refusal;
use super::state::State;
use crate::shop::customer::{Address, Person, text, truth, whole};
use crate::shop::money::{Money, Rate};
use crate::shop::order::{
    Cost, Credited, Event, Invoice, Line, ORDER_STATUSES, Order, PAYMENT_STATUSES, SHIPMENT_STATUSES,
    Shipment, known, part_of_line,
};
use crate::shop::sales;

/// Whether an order passes the filters of a list; those no source proves count only by switch.
pub(crate) fn passes(order: &Order, call: &Call, context: &Context) -> bool {
    if call
        .param("number")
        .is_some_and(|number| number != order_number(order))
    {
        return false;
    }
    if !context.knobs.filter_unproven {
        return true;
    }
    let equal = |name: &str, value: &str| call.param(name).is_none_or(|wanted| wanted == value);
    equal("status", order.status)
        && equal("paymentStatus", order.payment_status)
        && equal("shipmentStatus", order.shipment_status)
        && equal("email", &order.person.email)
}

/// A new order is dated some seconds ahead (dossier §4.1); a change right after it must still be seen as one
/// by a client that tells versions apart by `updatedAt`.
fn later(now: i64, before: i64) -> i64 {
    now.max(before + 1)
}

fn order_number(order: &Order) -> String {
    format!("ORD{:05}", order.sequence)
}

/// Writes the fields of an order (dossier Lightspeed §4.1), with its relations inside if `embed`.
pub(crate) fn write(state: &State, out: &mut Out, order: &Order, embed: bool) {
    let (excl, incl) = order.totals();
    let person = &order.person;
    let id = order.id;
    out.id("id", id);
    out.time("createdAt", order.created);
    out.time("updatedAt", order.updated);
    out.text("number", &order_number(order));
    out.text("status", order.status);
    match order.custom_status {
        Some(status) => out.id("customStatusId", status),
        None => out.null("customStatusId"),
    }
    out.text("channel", order.channel);
    out.text("remoteIp", "192.0.2.44");
    out.text("userAgent", "Mozilla/5.0 (example)");
    out.no("referralId");
    out.money(
        "priceCost",
        order
            .lines
            .iter()
            .map(|line| line.goods.price_cost * line.quantity)
            .sum(),
    );
    out.money("priceExcl", excl);
    out.money("priceIncl", incl);
    out.int("weight", weight(order));
    out.int("volume", 0);
    out.int("colli", 0);
    out.text_or_false("gender", person.gender.unwrap_or(""));
    out.text_or_false("birthDate", person.birth_date.as_deref().unwrap_or(""));
    out.text("nationalId", &person.national_id);
    out.text("email", &person.email);
    out.text("firstname", &person.firstname);
    out.text("middlename", &person.middlename);
    out.text("lastname", &person.lastname);
    out.text("phone", &person.phone);
    out.text("mobile", &person.mobile);
    out.flag("newsletterSubscribed", order.newsletter);
    write_company(out, person);
    write_address(out, "addressBilling", &person.billing);
    out.no("addressBillingRegionData");
    out.text_or_false("addressShippingCompany", &person.shipping.company);
    write_address(out, "addressShipping", &person.shipping);
    out.no("addressShippingRegionData");
    write_payment(out, order);
    write_shipping(out, order);
    write_discount(out, order);
    out.list("taxRates", order.taxes(), |out, (rate, amount)| {
        write_tax(out, rate, amount);
    });
    out.flag("isNewCustomer", order.is_new_customer);
    out.text("comment", &order.comment);
    out.text("memo", &order.memo);
    out.flag("allowNotifications", order.notifications);
    // One-shot commands: read back as false whatever was written ([K] dossier §4.1).
    out.no("doNotifyNew");
    out.no("doNotifyReminder");
    out.no("doNotifyCancelled");
    out.language("language", order.language);
    if embed {
        write_relations_inside(state, out, order);
    } else {
        out.one("customer", "customers", order.customer);
        out.many("invoices", &format!("invoices?order={id}"));
        out.many("shipments", &format!("shipments?order={id}"));
        out.many("products", &format!("orders/{id}/products"));
        out.many("metafields", &format!("orders/{id}/metafields"));
        out.one("quote", "quotes", Some(order.quote));
        out.many("events", &format!("orders/events?order={id}"));
    }
}

fn write_relations_inside(state: &State, out: &mut Out, order: &Order) {
    let id = order.id;
    match order.customer.and_then(|id| state.customers.get(id)) {
        Some(customer) => out.one_embedded("customer", "customers", customer.id, |out| {
            super::customers::write(out, customer);
        }),
        None => out.no("customer"),
    }
    let invoices = order.invoices.iter().filter_map(|id| state.invoices.get(*id));
    out.many_embedded(
        "invoices",
        &format!("invoices?order={id}"),
        invoices,
        |out, invoice| {
            out.object(|out| write_invoice(out, invoice));
        },
    );
    let shipments = state.shipments.get(order.shipment);
    out.many_embedded(
        "shipments",
        &format!("shipments?order={id}"),
        shipments,
        |out, shipment| {
            out.object(|out| write_shipment(out, shipment, order));
        },
    );
    out.many_embedded(
        "products",
        &format!("orders/{id}/products"),
        &order.lines,
        |out, line| {
            out.object(|out| write_line(state, out, line, order));
        },
    );
    let metafields = state.records.get("orders/{}/metafields");
    let fields = metafields
        .into_iter()
        .flat_map(|records| records.of(id).map(|row| (records.kind, row)));
    out.many_embedded(
        "metafields",
        &format!("orders/{id}/metafields"),
        fields,
        |out, (kind, row)| {
            out.object(|out| kind.write(out, row));
        },
    );
    out.one("quote", "quotes", Some(order.quote));
    let events = state
        .events_of
        .get(&id)
        .iter()
        .filter_map(|id| state.events.get(*id));
    out.many_embedded(
        "events",
        &format!("orders/events?order={id}"),
        events,
        |out, event| {
            out.object(|out| write_event(out, event));
        },
    );
}

/// The company fields, in the vendor's spelling `CoC`.
pub(crate) fn write_company(out: &mut Out, person: &Person) {
    out.flag("isCompany", person.is_company);
    out.text("companyName", &person.company_name);
    out.text("companyCoCNumber", &person.coc_number);
    out.text("companyVatNumber", &person.vat_number);
}

/// The nine fields of an address under a prefix.
pub(crate) fn write_address(out: &mut Out, prefix: &str, address: &Address) {
    let mut key = String::with_capacity(32);
    for (part, value) in [
        ("Name", &address.name),
        ("Street", &address.street),
        ("Street2", &address.street2),
        ("Number", &address.number),
        ("Extension", &address.extension),
        ("Zipcode", &address.zipcode),
        ("City", &address.city),
        ("Region", &address.region),
    ] {
        key.clear();
        key.push_str(prefix);
        key.push_str(part);
        out.text(&key, value);
    }
    key.clear();
    key.push_str(prefix);
    key.push_str("Country");
    out.country(&key, address.country);
}

fn write_tax(out: &mut Out, rate: Rate, amount: Money) {
    out.object(|out| {
        out.text("name", "BTW");
        out.money("rate", rate);
        out.money("amount", amount);
    });
}

fn write_cost(out: &mut Out, prefix: &str, cost: &Cost) {
    out.money(&format!("{prefix}TaxRate"), cost.rate);
    out.list(&format!("{prefix}TaxRates"), [cost], |out, cost| {
        write_tax(out, cost.rate, cost.base_incl - cost.base_excl);
    });
    out.money(&format!("{prefix}BasePriceExcl"), cost.base_excl);
    out.money(&format!("{prefix}BasePriceIncl"), cost.base_incl);
    out.money(&format!("{prefix}PriceExcl"), cost.price_excl);
    out.money(&format!("{prefix}PriceIncl"), cost.price_incl);
}

fn write_payment(out: &mut Out, order: &Order) {
    let payment = &order.payment_method;
    out.text("paymentId", payment.key);
    out.text("paymentStatus", order.payment_status);
    out.flag("paymentIsPost", payment.is_post);
    out.flag("paymentIsInvoiceExternal", payment.key == "external");
    write_cost(out, "payment", &order.payment);
    out.text("paymentTitle", payment.title);
    out.nested("paymentData", |out| out.text("method", payment.method));
}

fn write_shipping(out: &mut Out, order: &Order) {
    let method = &order.shipping_method;
    out.text("shipmentId", &format!("core|{}|{}", method.id, method.value));
    out.text("shipmentStatus", order.shipment_status);
    out.no("shipmentIsCashOnDelivery");
    out.flag("shipmentIsPickup", method.is_pickup);
    write_cost(out, "shipment", &order.shipping);
    out.money("shipmentDiscountExcl", order.shipping.discount_excl);
    out.money("shipmentDiscountIncl", order.shipping.discount_incl);
    out.text("shipmentTitle", method.title);
    out.nested("shipmentData", |out| {
        out.text("method", if method.is_pickup { "pickup" } else { "default" });
        out.id("shipment_id", method.id);
        out.id("shipping_value_id", method.value);
    });
    out.text_or_null("shippingDate", order.shipping_date.as_deref());
    out.text_or_null("deliveryDate", order.delivery_date.as_deref());
}

fn write_discount(out: &mut Out, order: &Order) {
    out.flag("isDiscounted", order.discount.is_some());
    let discount = order.discount.as_ref();
    let kind = match discount {
        None => "",
        Some(discount) if discount.percentage > 0 => "percentage",
        Some(_) => "amount",
    };
    out.text("discountType", kind);
    out.money("discountAmount", discount.map_or(0, |discount| discount.amount));
    // Ten for ten per cent; the unit is unproven (dossier §7).
    out.money(
        "discountPercentage",
        discount.map_or(0, |discount| discount.percentage * 100),
    );
    out.text(
        "discountCouponCode",
        discount.map_or("", |discount| &discount.code),
    );
}

fn weight(order: &Order) -> i64 {
    order
        .lines
        .iter()
        .map(|line| line.goods.weight * line.quantity)
        .sum()
}

/// Writes a line of an order.
pub(crate) fn write_line(state: &State, out: &mut Out, line: &Line, order: &Order) {
    let goods = &line.goods;
    let shipped = if order.shipment_status == "shipped" {
        line.quantity
    } else {
        0
    };
    out.id("id", line.id);
    out.text("supplierTitle", &goods.supplier);
    out.text("brandTitle", &goods.brand);
    out.text("productTitle", &goods.product);
    out.text("variantTitle", &goods.variant);
    out.money("taxRate", line.rate);
    out.list("taxRates", [line], |out, line| {
        write_tax(out, line.rate, line.tax());
    });
    out.int("quantityOrdered", line.quantity);
    out.int("quantityInvoiced", line.quantity);
    out.int("quantityShipped", shipped);
    out.int("quantityRefunded", line.refunded);
    out.int("quantityReturned", 0);
    out.text("articleCode", &goods.article_code);
    out.text("ean", &goods.ean);
    out.text("sku", &goods.sku);
    out.int("weight", goods.weight);
    for name in ["volume", "colli", "sizeX", "sizeY", "sizeZ"] {
        out.int(name, 0);
    }
    out.money("priceCost", goods.price_cost);
    out.money("customExcl", 0);
    out.money("customIncl", 0);
    out.money("basePriceExcl", line.base_excl);
    out.money("basePriceIncl", line.base_incl);
    out.money("priceExcl", line.price_excl);
    out.money("priceIncl", line.price_incl);
    out.money("discountExcl", line.discount_excl);
    out.money("discountIncl", line.discount_incl);
    out.no("customFields");
    out.one(
        "product",
        "products",
        state.products.get(line.product).map(|row| row.id),
    );
    out.one(
        "variant",
        "variants",
        state.variants.get(line.variant).map(|row| row.id),
    );
}

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
    cost: Option<(&'static str, Cost)>,
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
        costs.push(("shipment", order.shipping));
    }
    if wants(|credited| credited.payment) && order.payment.base_incl != 0 {
        costs.push(("payment", order.payment));
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
        out.one("variant", "variants", Some(line.variant));
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
    } else if let Some((kind, cost)) = item.cost {
        out.text("type", kind);
        out.text(
            "title",
            if kind == "payment" {
                "_paymentcosts_"
            } else {
                "_shippingcosts_"
            },
        );
        out.no("variant");
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
    out.one("variant", "variants", Some(line.variant));
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

/// `PUT orders/{id}`: what can be written, and what follows from it (dossier Lightspeed §8 no. 14).
pub(crate) fn update(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let order = state.orders.get(id).ok_or_else(Refusal::not_found)?;
    let before = (order.status, order.payment_status, order.shipment_status);
    let status = word(body, "status", ORDER_STATUSES, before.0)?;
    let payment = word(body, "paymentStatus", PAYMENT_STATUSES, before.1)?;
    let shipment = word(body, "shipmentStatus", SHIPMENT_STATUSES, before.2)?;
    let cancelled = status == "cancelled" && before.0 != "cancelled";
    let (payment, shipment) = if cancelled {
        (
            if payment == "paid" { payment } else { "cancelled" },
            if shipment == "shipped" {
                shipment
            } else {
                "cancelled"
            },
        )
    } else {
        (payment, shipment)
    };
    let given = body.contains_key("status");
    let status = if context.knobs.status_follows && !given {
        follow(
            status,
            payment,
            shipment,
            order.shipping_method.is_pickup,
            (before.1, before.2),
        )
    } else {
        status
    };
    state.orders.change(id, |order| {
        order.status = status;
        order.payment_status = payment;
        order.shipment_status = shipment;
        order.updated = later(context.now, order.updated);
        if let Some(value) = body.get("customStatusId") {
            order.custom_status = relation(value);
        }
        if let Some(value) = body.get("memo") {
            order.memo = text(value).into();
        }
        if let Some(value) = body.get("allowNotifications") {
            order.notifications = truth(value);
        }
        for (name, date) in [
            ("shippingDate", &mut order.shipping_date),
            ("deliveryDate", &mut order.delivery_date),
        ] {
            if let Some(value) = body.get(name) {
                *date = Some(text(value)).filter(|text| !text.is_empty()).map(Into::into);
            }
        }
    });
    for (flag, mail) in [
        ("doNotifyNew", "order new"),
        ("doNotifyReminder", "order reminder"),
        ("doNotifyCancelled", "order cancelled"),
    ] {
        if body.get(flag).is_some_and(truth) {
            state.mail(context.now, mail, "order", id);
        }
    }
    state.happen("orders", "updated", id);
    if payment != before.1 && matches!(payment, "paid" | "not_paid") {
        pay(state, context, id, payment);
    }
    if shipment != before.2 && matches!(shipment, "shipped" | "not_shipped") {
        ship(state, context, id, shipment);
    }
    if cancelled {
        cancel(state, context, id);
    }
    Ok(())
}

fn word(
    body: &Map<String, Value>,
    name: &str,
    words: &'static [&'static str],
    now: &'static str,
) -> Result<&'static str, Refusal> {
    match body.get(name) {
        None => Ok(now),
        Some(value) => known(words, &text(value)).ok_or_else(Refusal::invalid),
    }
}

/// [K] dossier §5: whether and how the status follows payment and shipment is a guess behind a switch.
fn follow(
    status: &'static str,
    payment: &str,
    shipment: &str,
    is_pickup: bool,
    before: (&str, &str),
) -> &'static str {
    if (payment, shipment) == before || status == "cancelled" {
        return status;
    }
    match (payment, shipment, is_pickup) {
        ("paid", "shipped", false) => "completed_shipped",
        ("paid", "shipped", true) => "completed_picked_up",
        ("paid", _, false) => "processing_awaiting_shipment",
        ("paid", _, true) => "processing_awaiting_pickup",
        ("not_paid", "not_shipped", _) => "processing_awaiting_payment",
        _ => status,
    }
}

/// Order paid: its invoice too, an event each, and the hooks.
fn pay(state: &mut State, context: &Context, id: u64, status: &'static str) {
    let Some(invoice) = state
        .orders
        .get(id)
        .and_then(|order| order.invoices.first().copied())
    else {
        return;
    };
    let changed = state.invoices.change(invoice, |invoice| {
        let changed = invoice.status != status;
        invoice.status = status;
        invoice.updated = later(context.now, invoice.updated);
        changed
    });
    if changed == Some(true) {
        state.note(context.now, "auto", "invoice", status, id, Some(invoice));
        state.happen("invoices", "updated", invoice);
    }
    state.note(context.now, "auto", "order", status, id, None);
    if status == "paid" {
        state.happen("orders", "paid", id);
    }
}

fn ship(state: &mut State, context: &Context, id: u64, status: &'static str) {
    let Some(shipment) = state.orders.get(id).map(|order| order.shipment) else {
        return;
    };
    let changed = state.shipments.change(shipment, |shipment| {
        let changed = shipment.status != status;
        shipment.status = status;
        shipment.updated = later(context.now, shipment.updated);
        changed
    });
    if changed == Some(true) {
        state.note(context.now, "auto", "shipment", status, id, Some(shipment));
        state.happen("shipments", "updated", shipment);
    }
    state.note(context.now, "auto", "order", status, id, None);
    if status == "shipped" {
        state.happen("orders", "shipped", id);
    }
}

fn cancel(state: &mut State, context: &Context, id: u64) {
    state.note(context.now, "auto", "order", "cancelled", id, None);
    if !context.knobs.cancel_restocks {
        return;
    }
    let lines: Vec<(u64, i64)> = state
        .orders
        .get(id)
        .map(|order| {
            order
                .lines
                .iter()
                .map(|line| (line.variant, line.quantity))
                .collect()
        })
        .unwrap_or_default();
    for (variant, quantity) in lines {
        state.move_stock(variant, quantity, -quantity, "auto", context.now);
    }
}

/// `PUT invoices/{id}`: paying it pays the order, and the other way round.
pub(crate) fn update_invoice(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let invoice = state.invoices.get(id).ok_or_else(Refusal::not_found)?;
    let (order, is_credit) = (invoice.order, invoice.credited.is_some());
    let status = word(body, "status", &["paid", "not_paid", "cancelled"], invoice.status)?;
    let changed = status != invoice.status;
    for (flag, mail) in [("doNotifyNew", "invoice new"), ("doNotifyPaid", "invoice paid")] {
        if body.get(flag).is_some_and(truth) {
            state.mail(context.now, mail, "invoice", id);
        }
    }
    if changed && !is_credit && matches!(status, "paid" | "not_paid") {
        let mut payment = Map::new();
        payment.insert("paymentStatus".to_owned(), Value::from(status));
        update(state, context, order, &payment)?;
    }
    state.invoices.change(id, |invoice| {
        invoice.status = status;
        invoice.updated = later(context.now, invoice.updated);
    });
    state.happen("invoices", "updated", id);
    Ok(())
}

/// `PUT shipments/{id}`: status and tracking code.
pub(crate) fn update_shipment(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let shipment = state.shipments.get(id).ok_or_else(Refusal::not_found)?;
    let order = shipment.order;
    let status = word(
        body,
        "status",
        &["shipped", "not_shipped", "cancelled"],
        shipment.status,
    )?;
    let changed = status != shipment.status;
    for (flag, mail) in [
        ("doNotifyShipped", "shipment shipped"),
        ("doNotifyReadyForPickup", "ready for pickup"),
        ("doNotifyTrackingCode", "tracking code"),
    ] {
        if body.get(flag).is_some_and(truth) {
            state.mail(context.now, mail, "shipment", id);
        }
    }
    if changed && status != "cancelled" {
        let mut shipped = Map::new();
        shipped.insert("shipmentStatus".to_owned(), Value::from(status));
        update(state, context, order, &shipped)?;
    }
    state.shipments.change(id, |shipment| {
        shipment.status = status;
        if let Some(code) = body.get("trackingCode") {
            shipment.tracking = text(code).into();
        }
        shipment.updated = later(context.now, shipment.updated);
    });
    state.happen("shipments", "updated", id);
    Ok(())
}

/// `POST orders/{id}/credit`: a credit note over some lines; answers its number.
pub(crate) fn credit(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let order = state.orders.get(id).ok_or_else(Refusal::not_found)?;
    let flag = |name: &str| body.get(name).is_some_and(truth);
    let mut lines = Vec::new();
    for wanted in body
        .get("orderProducts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let line_id = wanted.get("id").and_then(relation).ok_or_else(Refusal::invalid)?;
        let quantity = wanted
            .get("quantity")
            .and_then(whole)
            .ok_or_else(Refusal::invalid)?;
        let line = order
            .lines
            .iter()
            .find(|line| line.id == line_id)
            .ok_or_else(Refusal::invalid)?;
        if quantity < 1 || quantity > line.quantity - line.refunded {
            return Err(Refusal::invalid());
        }
        lines.push((line_id, quantity));
    }
    let credited = Credited {
        lines,
        payment: flag("creditPayment"),
        shipment: flag("creditShipment"),
    };
    state.sequences[1] += 1;
    let note = sales::credit_note(
        &mut state.book_ids,
        order,
        credited.clone(),
        state.sequences[1],
        context.now,
    );
    let note_id = note.id;
    let original = note.credits;
    let mut back = Vec::new();
    state.orders.change(id, |order| {
        for (line_id, quantity) in &credited.lines {
            if let Some(line) = order.lines.iter_mut().find(|line| line.id == *line_id) {
                line.refunded += quantity;
                back.push((line.variant, *quantity));
            }
        }
        order.invoices.push(note_id);
        order.updated = later(context.now, order.updated);
    });
    state.invoices.add(note);
    if let Some(original) = original {
        state.invoices.change(original, |invoice| {
            invoice.credit_note = Some(note_id);
            invoice.updated = later(context.now, invoice.updated);
        });
        state.happen("invoices", "updated", original);
    }
    state.note(context.now, "api", "invoice", "new", id, Some(note_id));
    state.happen("invoices", "created", note_id);
    state.happen("orders", "updated", id);
    if flag("updateStock") {
        for (variant, quantity) in back {
            state.move_stock(variant, quantity, 0, "api", context.now);
        }
    }
    if flag("notifyNew") {
        state.mail(context.now, "credit note", "invoice", note_id);
    }
    Ok(note_id)
}
