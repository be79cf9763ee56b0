//! What may be changed on orders and their papers, and what follows from it
//! (dossier Lightspeed §8 no. 14).

use serde_json::{Map, Value};

use super::Context;
use super::call::relation;
use super::refusal::Refusal;
use super::state::State;
use crate::shop::customer::{text, truth, whole};
use crate::shop::order::{Credited, ORDER_STATUSES, PAYMENT_STATUSES, SHIPMENT_STATUSES, known};
use crate::shop::sales;

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
    let mails = [
        ("doNotifyNew", "order new"),
        ("doNotifyReminder", "order reminder"),
        ("doNotifyCancelled", "order cancelled"),
    ];
    state.mail_if_asked(context.now, body, &mails, "order", id);
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

/// A new order is dated some seconds ahead (dossier §4.1); a change right after it must still be seen as one
/// by a client that tells versions apart by `updatedAt`.
fn later(now: i64, before: i64) -> i64 {
    now.max(before + 1)
}
