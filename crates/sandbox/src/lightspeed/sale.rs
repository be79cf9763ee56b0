//! A sale: one way in for shoppers and for checkouts, with all that follows from it.

use std::sync::Arc;

use super::Context;
use super::customers;
use super::state::State;
use crate::shop::country::LANGUAGES;
use crate::shop::customer::{Customer, Person};
use crate::shop::money::{self, Money};
use crate::shop::order::{Discount, Method, Order, Payment, spread};
use crate::shop::sales::{cost, is_shifted, line, papers};

/// What was agreed before an order exists.
#[derive(Debug)]
pub(crate) struct Sale {
    /// An existing customer; else one is made from the person.
    pub(crate) customer: Option<u64>,
    pub(crate) person: Person,
    pub(crate) registered: bool,
    /// Variant, quantity, and a price of its own with tax, if one was given.
    pub(crate) lines: Vec<(u64, i64, Option<Money>)>,
    pub(crate) method: Method,
    pub(crate) payment: Payment,
    pub(crate) discount: Option<Discount>,
    pub(crate) channel: &'static str,
    pub(crate) comment: String,
    pub(crate) memo: String,
    pub(crate) language: &'static str,
    pub(crate) notify: bool,
    pub(crate) newsletter: bool,
}

/// Makes the order with invoice, shipment and events, takes the stock, and reports all of it.
///
/// Answers the order's number; lines whose variant is gone by now are left out.
pub(crate) fn close(state: &mut State, context: &Context, sale: Sale) -> u64 {
    let now = context.now;
    let is_new = sale.customer.is_none();
    let language = if sale.language.is_empty() {
        LANGUAGES[0].code
    } else {
        sale.language
    };
    let person = Arc::new(sale.person);
    // Without an e-mail (a sale over the counter) nobody is entered, and the relation stays `false`.
    let is_nobody = is_new && person.email.is_empty();
    let customer = sale.customer.or_else(|| {
        (!is_nobody).then(|| {
            customers::add(
                state,
                Customer {
                    id: 0,
                    created: now,
                    updated: now,
                    confirmed: sale.registered,
                    registered: sale.registered,
                    last_online: Some(now),
                    person: Arc::clone(&person),
                    memo: None,
                    password: None,
                    language,
                },
            )
        })
    });
    let country = person.shipping.country;
    let shifted = is_shifted(&person);
    let mut lines = Vec::with_capacity(sale.lines.len());
    let mut taken = Vec::with_capacity(sale.lines.len());
    for (variant_id, quantity, special) in sale.lines {
        let Some(variant) = state.variants.get(variant_id) else {
            continue;
        };
        let goods = Arc::new(state.snapshot(variant));
        let mut row = line(
            state.book_ids.lines.draw(),
            variant,
            &goods,
            quantity,
            country,
            shifted,
        );
        if let Some(incl) = special {
            row.base_incl = incl;
            row.base_excl = money::without_tax(incl, row.rate);
            row.discount(0);
        }
        lines.push(row);
        taken.push((variant_id, quantity));
    }
    spread(&mut lines, sale.discount.as_ref());
    let shipping = cost(sale.method.cents, country, shifted);
    let waived = sale
        .discount
        .as_ref()
        .is_some_and(|discount| discount.free_shipping);
    for sequence in &mut state.sequences {
        *sequence += 1;
    }
    let mut order = Order {
        id: state.book_ids.orders.draw(),
        created: now,
        // Some seconds later even on an untouched new order (dossier §4.1, seen live).
        updated: now + 3,
        sequence: state.sequences[0],
        status: if sale.method.is_pickup {
            "processing_awaiting_pickup"
        } else {
            "processing_awaiting_payment"
        },
        payment_status: "not_paid",
        shipment_status: "not_shipped",
        custom_status: None,
        channel: sale.channel,
        customer,
        shipping: if waived { shipping.waived() } else { shipping },
        shipping_method: sale.method,
        payment: cost(sale.payment.cents, country, shifted),
        payment_method: sale.payment,
        lines: lines.into_boxed_slice(),
        discount: sale.discount,
        is_new_customer: is_new,
        newsletter: sale.newsletter,
        notifications: sale.notify,
        comment: sale.comment.into(),
        memo: sale.memo.into(),
        language,
        quote: state.book_ids.quotes.draw(),
        shipping_date: None,
        delivery_date: None,
        invoices: Vec::with_capacity(1),
        shipment: 0,
        person,
    };
    let (mut invoice, mut shipment) = papers(&mut state.book_ids, &mut order);
    invoice.sequence = state.sequences[1];
    shipment.sequence = state.sequences[2];
    let (id, invoice_id, shipment_id) = (order.id, invoice.id, shipment.id);
    if let Some(customer) = customer {
        state.orders_of.add(customer, id);
    }
    state.orders.add(order);
    state.invoices.add(invoice);
    state.shipments.add(shipment);
    let channel = sale.channel;
    state.note(now, channel, "order", "new", id, None);
    state.note(now, channel, "invoice", "new", id, Some(invoice_id));
    state.note(now, channel, "shipment", "new", id, Some(shipment_id));
    state.happen("orders", "created", id);
    state.happen("invoices", "created", invoice_id);
    state.happen("shipments", "created", shipment_id);
    for (variant, quantity) in taken {
        state.move_stock(variant, -quantity, quantity, channel, now);
    }
    if sale.notify {
        state.mail(now, "order new", "order", id);
    }
    id
}
