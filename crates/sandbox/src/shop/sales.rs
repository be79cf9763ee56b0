//! Makes the books: orders with invoices, credit notes, shipments and events.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::customer::{Customer, Person};
use super::dice::Dice;
use super::goods::Assortment;
use super::money::{self, CENT, Money, Rate};
use super::order::{
    Cost, Credited, Discount, Event, Invoice, Line, METHODS, Method, Order, PAYMENTS, Payment, Shipment,
    spread,
};
use super::product::Variant;
use super::tax::{self, TAXES};
use super::words::COMMENTS;
use super::{Ids, Plan};

/// Orders and their papers, each by ascending id.
#[derive(Debug)]
pub(crate) struct Books {
    pub(crate) orders: Vec<Order>,
    pub(crate) invoices: Vec<Invoice>,
    pub(crate) shipments: Vec<Shipment>,
    pub(crate) events: Vec<Event>,
    /// Sequences, to be drawn on by orders to come.
    pub(crate) ids: BookIds,
}

/// The sequences of the books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BookIds {
    pub(crate) orders: Ids,
    pub(crate) lines: Ids,
    pub(crate) invoices: Ids,
    pub(crate) items: Ids,
    pub(crate) shipments: Ids,
    pub(crate) shipment_products: Ids,
    pub(crate) events: Ids,
    pub(crate) quotes: Ids,
}

impl BookIds {
    /// Sequences that start where the dossier's examples stand.
    pub(crate) fn new() -> Self {
        Self {
            orders: Ids::from(318_204_000),
            lines: Ids::from(900_100_000),
            invoices: Ids::from(301_554_000),
            items: Ids::from(700_300_000),
            shipments: Ids::from(298_770_000),
            shipment_products: Ids::from(610_500_000),
            events: Ids::from(880_040_000),
            quotes: Ids::from(1_503_120_000),
        }
    }
}

/// Coupons of the shop: code, hundredths of a per cent, cents off, free shipping.
pub(crate) const COUPONS: [(&str, i64, i64, bool); 5] = [
    ("HERFST10", 1000, 0, false),
    ("WELKOM5", 500, 0, false),
    ("BON10", 0, 1000, false),
    ("GRATISVERZENDING", 0, 0, true),
    ("ŞEKER15", 1500, 0, false),
];

/// What a coupon takes off.
pub(crate) fn coupon(index: usize) -> Discount {
    let (code, percentage, cents, free_shipping) = COUPONS[index % COUPONS.len()];
    Discount {
        percentage,
        amount: cents * CENT,
        free_shipping,
        code: code.into(),
    }
}

/// Whether the tax of such a buyer is left to him (reverse charge within the EU).
pub(crate) fn is_shifted(person: &Person) -> bool {
    person.is_company
        && !person.vat_number.is_empty()
        && matches!(person.shipping.country, "de" | "be" | "at")
}

/// Rate and unit prices of goods for a destination: consumers abroad pay the same price with their
/// own rate in it; reverse charge leaves the net price (dossier Lightspeed §6.2 and §6.4).
pub(crate) fn unit_prices(
    incl: Money,
    excl: Money,
    tax_id: Option<u64>,
    country: &str,
    shifted: bool,
) -> (Rate, Money, Money) {
    if shifted {
        return (0, excl, excl);
    }
    let rate = tax_id.and_then(tax::by_id).map_or(0, |tax| tax.rate_in(country));
    (rate, money::without_tax(incl, rate), incl)
}

/// Costs for a destination, taxed at its standard rate.
pub(crate) fn cost(cents: i64, country: &str, shifted: bool) -> Cost {
    let home = TAXES[0].rate;
    if shifted {
        let net = money::to_cents(money::without_tax(cents * CENT, home));
        return Cost::of(net / CENT, 0);
    }
    Cost::of(cents, TAXES[0].rate_in(country))
}

impl Books {
    /// Makes the orders of a plan and counts what they sold.
    pub(crate) fn new(
        plan: &Plan,
        now: i64,
        dice: &mut Dice,
        assortment: &mut Assortment,
        customers: &[Customer],
    ) -> Self {
        let mut books = Self {
            orders: Vec::with_capacity(plan.orders),
            invoices: Vec::with_capacity(plan.orders + plan.orders / 20),
            shipments: Vec::with_capacity(plan.orders),
            events: Vec::with_capacity(plan.orders * 5),
            ids: BookIds::new(),
        };
        let count = i64::try_from(plan.orders.max(1)).unwrap_or(1);
        let span = plan.days * 86_400;
        let mut buyers: Vec<usize> = (0..customers.len()).collect();
        dice.shuffle(&mut buyers);
        let mut seen = vec![false; customers.len()];
        let mut written: Vec<(i64, usize)> = Vec::new();
        for place in 0..plan.orders {
            let at = i64::try_from(place).unwrap_or(0);
            let created = now - span + at * span / count + dice.between(0, (span / count / 2).max(1));
            let buyer = if place < buyers.len() {
                buyers[place]
            } else {
                dice.index(customers.len())
            };
            let order = books.order(
                plan,
                place,
                created.min(now - 60),
                now,
                dice,
                assortment,
                &customers[buyer],
                &mut seen[buyer],
            );
            if !plan.even && matches!(order.status, "completed" | "completed_shipped") && dice.chance(7) {
                written.push((order.updated, books.orders.len()));
            }
            books.orders.push(order);
        }
        for (after, place) in written {
            books.credit(place, (after + 3 * 86_400).min(now - 30), dice);
        }
        books
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "all parts of one order, used at this one place"
    )]
    fn order(
        &mut self,
        plan: &Plan,
        place: usize,
        created: i64,
        now: i64,
        dice: &mut Dice,
        assortment: &mut Assortment,
        customer: &Customer,
        seen: &mut bool,
    ) -> Order {
        let anonymous = !plan.even && place % 37 == 36;
        let person = if anonymous {
            Arc::new(counter_sale())
        } else {
            Arc::clone(&customer.person)
        };
        let country = person.shipping.country;
        let shifted = is_shifted(&person);
        let (status, payment_status, shipment_status) = state(plan, now - created, dice);
        let method = delivery(country, anonymous, dice);
        let payment = way_to_pay(method, payment_status, dice);
        let id = self.ids.orders.draw();
        let mut lines = self.lines(plan, place, dice, assortment, country, shifted);
        let discount = discount(dice);
        spread(&mut lines, discount.as_ref());
        let shipping = cost(method.cents, country, shifted);
        let waived = discount.as_ref().is_some_and(|discount| discount.free_shipping);
        let settled = created + dice.between(4, 45);
        let updated = match shipment_status {
            "shipped" => (settled + dice.between(3_600, 4 * 86_400)).min(now - 20),
            _ => settled,
        };
        let mut order = Order {
            id,
            created,
            updated: updated.max(created + 1),
            sequence: place as u64 + 1,
            status,
            payment_status,
            shipment_status,
            custom_status: None,
            channel: dice.word_static(&["main", "main", "main", "mobile", "api"]),
            customer: (!anonymous).then_some(customer.id),
            shipping: if waived { shipping.waived() } else { shipping },
            shipping_method: method,
            payment: cost(payment.cents, country, shifted),
            payment_method: payment,
            lines: lines.into_boxed_slice(),
            discount,
            is_new_customer: !*seen,
            newsletter: dice.chance(20),
            notifications: true,
            comment: if dice.chance(9) {
                dice.word(COMMENTS).into()
            } else {
                "".into()
            },
            memo: "".into(),
            language: customer.language,
            quote: self.ids.quotes.draw(),
            shipping_date: None,
            delivery_date: None,
            invoices: Vec::with_capacity(1),
            shipment: 0,
            person,
        };
        *seen = true;
        self.papers(&mut order);
        order
    }

    fn lines(
        &mut self,
        plan: &Plan,
        place: usize,
        dice: &mut Dice,
        assortment: &mut Assortment,
        country: &str,
        shifted: bool,
    ) -> Vec<Line> {
        let count = if plan.even {
            3
        } else {
            usize::try_from(dice.between(1, 4)).unwrap_or(1)
        };
        let mut chosen: Vec<usize> = Vec::with_capacity(count);
        while chosen.len() < count.min(assortment.variants.len()) {
            // The first orders go through the shelf once, so that everything was sold at least once.
            let next = place * count + chosen.len();
            let pick = if next < assortment.variants.len() && plan.even {
                next
            } else {
                dice.index(assortment.variants.len())
            };
            if !chosen.contains(&pick) {
                chosen.push(pick);
            }
        }
        chosen
            .into_iter()
            .map(|pick| {
                let quantity = match dice.below(10) {
                    0..6 => 1,
                    6..8 => 2,
                    _ => dice.between(3, 12),
                };
                let variant = &mut assortment.variants[pick];
                variant.stock_sold += quantity;
                line(
                    self.ids.lines.draw(),
                    variant,
                    &assortment.snapshots[pick],
                    quantity,
                    country,
                    shifted,
                )
            })
            .collect()
    }

    /// Writes invoice, shipment and events of an order, and enters their numbers in it.
    fn papers(&mut self, order: &mut Order) {
        let (invoice, shipment) = papers(&mut self.ids, order);
        let mut events: Vec<(i64, &'static str, &'static str)> = vec![
            (order.created, "order", "new"),
            (order.created, "invoice", "new"),
            (order.created, "shipment", "new"),
        ];
        if order.payment_status == "paid" {
            events.push((order.created + 3, "invoice", "paid"));
            events.push((order.created + 3, "order", "paid"));
        }
        if order.shipment_status == "shipped" {
            events.push((order.updated, "shipment", "shipped"));
            events.push((order.updated, "order", "shipped"));
        }
        if order.status == "cancelled" {
            events.push((order.updated, "order", "cancelled"));
        }
        for (created, kind, message) in events {
            self.events.push(Event {
                id: self.ids.events.draw(),
                created,
                channel: "auto",
                kind,
                message,
                order: order.id,
                invoice: (kind == "invoice").then_some(invoice.id),
                shipment: (kind == "shipment").then_some(shipment.id),
            });
        }
        self.invoices.push(invoice);
        self.shipments.push(shipment);
    }

    /// Takes part of an order back.
    fn credit(&mut self, place: usize, at: i64, dice: &mut Dice) {
        let order = &mut self.orders[place];
        let line = dice.index(order.lines.len());
        let quantity = dice.between(1, order.lines[line].quantity);
        let credited = Credited {
            lines: vec![(order.lines[line].id, quantity)],
            payment: false,
            shipment: dice.chance(30),
        };
        order.lines[line].refunded += quantity;
        order.updated = order.updated.max(at);
        let sequence = self.invoices.len() as u64 + 1;
        let note = credit_note(&mut self.ids, order, credited, sequence, at);
        let original = order.invoices.first().copied();
        order.invoices.push(note.id);
        if let Some(invoice) = self
            .invoices
            .iter_mut()
            .find(|invoice| Some(invoice.id) == original)
        {
            invoice.credit_note = Some(note.id);
            invoice.updated = at;
        }
        self.events.push(Event {
            id: self.ids.events.draw(),
            created: at,
            channel: "main",
            kind: "invoice",
            message: "new",
            order: order.id,
            invoice: Some(note.id),
            shipment: None,
        });
        self.invoices.push(note);
    }
}

/// A line over so many pieces of a variant, still without discount.
pub(crate) fn line(
    id: u64,
    variant: &Variant,
    goods: &Arc<super::product::Snapshot>,
    quantity: i64,
    country: &str,
    shifted: bool,
) -> Line {
    let (rate, base_excl, base_incl) = unit_prices(
        variant.price_incl,
        variant.price_excl,
        variant.tax,
        country,
        shifted,
    );
    let mut line = Line {
        id,
        product: variant.product,
        variant: variant.id,
        quantity,
        refunded: 0,
        goods: Arc::clone(goods),
        rate,
        base_excl,
        base_incl,
        price_excl: 0,
        price_incl: 0,
        discount_excl: 0,
        discount_incl: 0,
    };
    line.discount(0);
    line
}

/// Invoice and shipment of a new order; enters their numbers in the order.
pub(crate) fn papers(ids: &mut BookIds, order: &mut Order) -> (Invoice, Shipment) {
    let (price_excl, price_incl) = order.totals();
    let count = order.lines.len() as u64;
    let invoice = Invoice {
        id: ids.invoices.draw(),
        created: order.created,
        updated: order.updated,
        sequence: order.sequence,
        order: order.id,
        customer: order.customer,
        status: if order.payment_status == "paid" {
            "paid"
        } else {
            "not_paid"
        },
        vat_shifted: order.vat_shifted(),
        price_excl,
        price_incl,
        credits: None,
        credit_note: None,
        first_item: ids.items.draw_block(count + 2),
        credited: None,
    };
    let shipment = Shipment {
        id: ids.shipments.draw(),
        created: order.created,
        updated: order.updated,
        sequence: order.sequence,
        order: order.id,
        customer: order.customer,
        status: if order.shipment_status == "shipped" {
            "shipped"
        } else {
            "not_shipped"
        },
        tracking: if order.shipment_status == "shipped" {
            format!("3SKOPR{:09}", order.sequence).into()
        } else {
            "".into()
        },
        first_product: ids.shipment_products.draw_block(count),
    };
    order.invoices.push(invoice.id);
    order.shipment = shipment.id;
    (invoice, shipment)
}

/// A credit note; positive amounts, as in the vendor's sample (dossier Lightspeed §4.4).
pub(crate) fn credit_note(
    ids: &mut BookIds,
    order: &Order,
    credited: Credited,
    sequence: u64,
    at: i64,
) -> Invoice {
    let (price_excl, price_incl) = Invoice::credit_totals(order, &credited);
    Invoice {
        id: ids.invoices.draw(),
        created: at,
        updated: at,
        sequence,
        order: order.id,
        customer: order.customer,
        status: "not_paid",
        vat_shifted: order.vat_shifted(),
        price_excl,
        price_incl,
        credits: order.invoices.first().copied(),
        credit_note: None,
        first_item: ids.items.draw_block(credited.lines.len() as u64 + 2),
        credited: Some(Box::new(credited)),
    }
}

/// A sale over the counter: nobody's name, nobody's e-mail.
fn counter_sale() -> Person {
    let mut person = Person {
        firstname: "Kassa".to_owned(),
        lastname: "_".to_owned(),
        ..Person::default()
    };
    person.billing.country = "nl";
    person.shipping.country = "nl";
    person
}

fn state(plan: &Plan, age: i64, dice: &mut Dice) -> (&'static str, &'static str, &'static str) {
    let old = age > 6 * 86_400;
    if plan.even {
        return if old {
            ("completed_shipped", "paid", "shipped")
        } else {
            ("processing_awaiting_shipment", "paid", "not_shipped")
        };
    }
    match dice.below(100) {
        0..6 => ("cancelled", "cancelled", "cancelled"),
        6..9 => ("on_hold", "not_paid", "not_shipped"),
        9..19 => ("processing_awaiting_payment", "not_paid", "not_shipped"),
        19..24 => ("processing_awaiting_pickup", "paid", "not_shipped"),
        24..27 => ("processing_ready_for_pickup", "paid", "not_shipped"),
        27..31 => ("completed_picked_up", "paid", "shipped"),
        31..34 => ("processing_awaiting_shipment", "partially_paid", "not_shipped"),
        34..37 => ("completed", "paid", "shipped"),
        37..52 if !old => ("processing_awaiting_shipment", "paid", "not_shipped"),
        _ if !old => ("processing_awaiting_shipment", "paid", "partially_shipped"),
        _ => ("completed_shipped", "paid", "shipped"),
    }
}

fn delivery(country: &str, anonymous: bool, dice: &mut Dice) -> Method {
    match country {
        _ if anonymous => METHODS[3],
        "de" => METHODS[2],
        "nl" if dice.chance(15) => METHODS[3],
        "nl" if dice.chance(25) => METHODS[1],
        _ => METHODS[0],
    }
}

fn way_to_pay(method: Method, payment_status: &str, dice: &mut Dice) -> Payment {
    match payment_status {
        _ if method.is_pickup && dice.chance(50) => PAYMENTS[5],
        "not_paid" => PAYMENTS[1],
        _ => PAYMENTS[dice.index(5)],
    }
}

fn discount(dice: &mut Dice) -> Option<Discount> {
    match dice.below(100) {
        0..20 => Some(coupon(dice.index(COUPONS.len()))),
        // A discount given in the back office has no code.
        20..24 => Some(Discount {
            percentage: 0,
            amount: dice.between(1, 15) * 50 * CENT,
            free_shipping: false,
            code: "".into(),
        }),
        _ => None,
    }
}

impl Dice {
    /// One of some fixed words.
    fn word_static(&mut self, words: &[&'static str]) -> &'static str {
        words.get(self.index(words.len())).copied().unwrap_or("")
    }
}
