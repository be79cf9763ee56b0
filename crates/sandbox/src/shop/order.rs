//! What was bought: orders with their lines, invoices, shipments and events, and the one place
//! where sums are made.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::customer::Person;
use super::money::{self, Money, Rate};
use super::product::SharedSnapshot;
use crate::memory::forms::{Word, shared, words};

/// Order states (dossier Lightspeed §5).
pub(crate) const ORDER_STATUSES: &[&str] = &[
    "on_hold",
    "processing_awaiting_payment",
    "processing_awaiting_shipment",
    "processing_awaiting_pickup",
    "processing_ready_for_pickup",
    "completed",
    "completed_shipped",
    "completed_picked_up",
    "cancelled",
    "new",
    "offer",
    "processing",
    "processing_partially_paid",
    "processing_partially_shipped",
    "processing_partially_picked_up",
];

/// Payment states (dossier Lightspeed §5).
pub(crate) const PAYMENT_STATUSES: &[&str] = &["not_paid", "partially_paid", "paid", "cancelled"];

/// Shipment states (dossier Lightspeed §5).
pub(crate) const SHIPMENT_STATUSES: &[&str] = &["not_shipped", "partially_shipped", "shipped", "cancelled"];

/// The entry of a list of states that equals the text.
pub(crate) fn known(states: &'static [&'static str], text: &str) -> Option<&'static str> {
    states.iter().find(|state| **state == text).copied()
}

/// One order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    /// Counter behind `ORD`.
    pub(crate) sequence: u64,
    #[serde(deserialize_with = "words")]
    pub(crate) status: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) payment_status: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) shipment_status: Word,
    pub(crate) custom_status: Option<u64>,
    #[serde(deserialize_with = "words")]
    pub(crate) channel: Word,
    /// The customer row; `None` once deleted or never made.
    pub(crate) customer: Option<u64>,
    #[serde(with = "shared")]
    pub(crate) person: Arc<Person>,
    pub(crate) lines: Box<[Line]>,
    pub(crate) shipping: Cost,
    pub(crate) shipping_method: Method,
    pub(crate) payment: Cost,
    pub(crate) payment_method: Payment,
    pub(crate) discount: Option<Discount>,
    pub(crate) is_new_customer: bool,
    pub(crate) newsletter: bool,
    pub(crate) notifications: bool,
    pub(crate) comment: Box<str>,
    pub(crate) memo: Box<str>,
    #[serde(deserialize_with = "words")]
    pub(crate) language: Word,
    pub(crate) quote: u64,
    pub(crate) shipping_date: Option<Box<str>>,
    pub(crate) delivery_date: Option<Box<str>>,
    /// Invoice first, then credit notes.
    pub(crate) invoices: Vec<u64>,
    pub(crate) shipment: u64,
}

/// One line of an order; all amounts are final.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) product: u64,
    pub(crate) variant: u64,
    pub(crate) quantity: i64,
    pub(crate) refunded: i64,
    #[serde(with = "shared")]
    pub(crate) goods: SharedSnapshot,
    pub(crate) rate: Rate,
    /// Unit price.
    pub(crate) base_excl: Money,
    /// Unit price.
    pub(crate) base_incl: Money,
    /// Line total after discount, whole cents.
    pub(crate) price_excl: Money,
    /// Line total after discount, whole cents.
    pub(crate) price_incl: Money,
    /// Discount of the whole line, whole cents.
    pub(crate) discount_excl: Money,
    /// Discount of the whole line, whole cents.
    pub(crate) discount_incl: Money,
}

/// Shipping or payment costs: base to four places, price in whole cents.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    pub(crate) rate: Rate,
    pub(crate) base_excl: Money,
    pub(crate) base_incl: Money,
    pub(crate) price_excl: Money,
    pub(crate) price_incl: Money,
    pub(crate) discount_excl: Money,
    pub(crate) discount_incl: Money,
}

/// How goods travel.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Method {
    pub(crate) id: u64,
    pub(crate) value: u64,
    #[serde(deserialize_with = "words")]
    pub(crate) title: Word,
    pub(crate) is_pickup: bool,
    /// Price in cents, tax included.
    pub(crate) cents: i64,
}

/// How an order is paid.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: u64,
    #[serde(deserialize_with = "words")]
    pub(crate) key: Word,
    /// `method` inside `paymentData`.
    #[serde(deserialize_with = "words")]
    pub(crate) method: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) title: Word,
    pub(crate) is_post: bool,
    /// Surcharge in cents, tax included.
    pub(crate) cents: i64,
}

/// A discount on the goods of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Discount {
    /// Hundredths of a per cent; 0 when an amount was given.
    pub(crate) percentage: i64,
    /// Amount off, tax included; 0 when a percentage was given.
    pub(crate) amount: Money,
    /// Whether shipping is free with it.
    pub(crate) free_shipping: bool,
    /// Coupon code, empty for a discount given in the back office.
    #[serde(with = "shared")]
    pub(crate) code: Arc<str>,
}

/// The methods that the shop ships with (dossier Lightspeed §4.11 shapes; the titles are invented).
pub(crate) const METHODS: [Method; 4] = [
    Method {
        id: 74_511,
        value: 330_982,
        title: "PostNL pakket",
        is_pickup: false,
        cents: 695,
    },
    Method {
        id: 74_512,
        value: 330_985,
        title: "Brievenbuspost",
        is_pickup: false,
        cents: 395,
    },
    Method {
        id: 74_513,
        value: 330_988,
        title: "DHL Paket (DE)",
        is_pickup: false,
        cents: 990,
    },
    Method {
        id: 74_514,
        value: 330_990,
        title: "Afhalen in de winkel",
        is_pickup: true,
        cents: 0,
    },
];

/// The ways to pay.
pub(crate) const PAYMENTS: [Payment; 6] = [
    Payment {
        id: 90_101,
        key: "mollie",
        method: "ideal",
        title: "iDEAL",
        is_post: false,
        cents: 0,
    },
    Payment {
        id: 90_102,
        key: "invoice",
        method: "invoice",
        title: "Op rekening",
        is_post: true,
        cents: 150,
    },
    Payment {
        id: 90_103,
        key: "seoshoppayments",
        method: "creditcard",
        title: "Creditcard",
        is_post: false,
        cents: 75,
    },
    Payment {
        id: 90_104,
        key: "paypal",
        method: "paypal",
        title: "PayPal",
        is_post: false,
        cents: 0,
    },
    Payment {
        id: 90_105,
        key: "external",
        method: "external",
        title: "Marketplace",
        is_post: false,
        cents: 0,
    },
    Payment {
        id: 90_106,
        key: "pickup",
        method: "pickup",
        title: "Betalen bij afhalen",
        is_post: true,
        cents: 0,
    },
];

/// An invoice, or a credit note that takes part of one back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Invoice {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) sequence: u64,
    pub(crate) order: u64,
    pub(crate) customer: Option<u64>,
    #[serde(deserialize_with = "words")]
    pub(crate) status: Word,
    pub(crate) vat_shifted: bool,
    pub(crate) price_excl: Money,
    pub(crate) price_incl: Money,
    /// The invoice that this credit note takes back.
    pub(crate) credits: Option<u64>,
    /// The credit note made for this invoice.
    pub(crate) credit_note: Option<u64>,
    /// First item id; items are numbered on from it.
    pub(crate) first_item: u64,
    /// What a credit note takes back; `None` for an ordinary invoice, which covers the order.
    pub(crate) credited: Option<Box<Credited>>,
}

/// The extent of a credit note.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credited {
    /// Order line id and quantity taken back.
    pub(crate) lines: Vec<(u64, i64)>,
    pub(crate) payment: bool,
    pub(crate) shipment: bool,
}

/// A shipment; one is made with each order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Shipment {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) sequence: u64,
    pub(crate) order: u64,
    pub(crate) customer: Option<u64>,
    #[serde(deserialize_with = "words")]
    pub(crate) status: Word,
    pub(crate) tracking: Box<str>,
    /// First id of its products; they are numbered on from it.
    pub(crate) first_product: u64,
}

/// A note in the history of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) id: u64,
    pub(crate) created: i64,
    #[serde(deserialize_with = "words")]
    pub(crate) channel: Word,
    /// `order`, `invoice` or `shipment`.
    #[serde(deserialize_with = "words")]
    pub(crate) kind: Word,
    #[serde(deserialize_with = "words")]
    pub(crate) message: Word,
    pub(crate) order: u64,
    pub(crate) invoice: Option<u64>,
    pub(crate) shipment: Option<u64>,
}

/// A change of stock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Movement {
    pub(crate) id: u64,
    pub(crate) created: i64,
    #[serde(deserialize_with = "words")]
    pub(crate) channel: Word,
    pub(crate) change: i64,
    pub(crate) product: u64,
    pub(crate) variant: u64,
}

impl Cost {
    /// Costs of so much, tax included.
    pub(crate) fn of(cents: i64, rate: Rate) -> Self {
        let incl = cents * money::CENT;
        let excl = money::without_tax(incl, rate);
        Self {
            rate,
            base_excl: excl,
            base_incl: incl,
            price_excl: money::to_cents(excl),
            price_incl: money::to_cents(incl),
            discount_excl: 0,
            discount_incl: 0,
        }
    }

    /// The same costs, given away.
    pub(crate) fn waived(self) -> Self {
        Self {
            price_excl: 0,
            price_incl: 0,
            discount_excl: money::to_cents(self.base_excl),
            discount_incl: money::to_cents(self.base_incl),
            ..self
        }
    }
}

impl Line {
    /// Sets the discount of the line and, from it, the final amounts.
    ///
    /// Order of rounding as in the dossier's example (§7.1): total incl = unit × quantity − discount,
    /// total excl from it by the rate, discount excl as what remains.
    pub(crate) fn discount(&mut self, discount_incl: Money) {
        let full_incl = money::to_cents(self.base_incl * self.quantity);
        let full_excl = money::to_cents(self.base_excl * self.quantity);
        self.discount_incl = discount_incl;
        self.price_incl = full_incl - discount_incl;
        if discount_incl == 0 {
            self.price_excl = full_excl;
            self.discount_excl = 0;
        } else {
            self.price_excl = money::to_cents(money::without_tax(self.price_incl, self.rate));
            self.discount_excl = full_excl - self.price_excl;
        }
    }

    /// Tax within the line's total.
    pub(crate) fn tax(&self) -> Money {
        self.price_incl - self.price_excl
    }
}

/// Spreads a discount over lines, so that the parts add up to the whole to the cent.
pub(crate) fn spread(lines: &mut [Line], discount: Option<&Discount>) {
    let total: Money = lines
        .iter()
        .map(|line| money::to_cents(line.base_incl * line.quantity))
        .sum();
    let mut left = discount.map_or(0, |discount| discount.amount.clamp(0, total.max(0)));
    let whole = left;
    let count = lines.len();
    for (place, line) in lines.iter_mut().enumerate() {
        let full = line.base_incl * line.quantity;
        let part = match discount {
            None => 0,
            Some(discount) if discount.percentage > 0 => {
                money::to_cents(money::share(full, discount.percentage))
            }
            Some(_) if place + 1 == count => left,
            Some(_) if total > 0 => {
                money::scale(whole / money::CENT, full / money::CENT, total / money::CENT) * money::CENT
            }
            Some(_) => 0,
        };
        let part = part.min(money::to_cents(full));
        // Rounded shares may exceed an amount by a cent; the amount wins.
        let part = if discount.is_some_and(|discount| discount.percentage > 0) {
            part
        } else {
            part.min(left)
        };
        left -= part;
        line.discount(part);
    }
}

impl Order {
    /// What the goods cost the merchant.
    pub(crate) fn cost(&self) -> Money {
        let lines = self.lines.iter();
        lines.map(|line| line.goods.price_cost * line.quantity).sum()
    }

    /// Order total without and with tax: lines, shipping and payment costs.
    pub(crate) fn totals(&self) -> (Money, Money) {
        let costs = [self.shipping, self.payment];
        let excl = self.lines.iter().map(|line| line.price_excl).sum::<Money>()
            + costs.iter().map(|cost| cost.price_excl).sum::<Money>();
        let incl = self.lines.iter().map(|line| line.price_incl).sum::<Money>()
            + costs.iter().map(|cost| cost.price_incl).sum::<Money>();
        (excl, incl)
    }

    /// Tax of the goods by rate, highest rate first; costs are not in it (dossier §4.1).
    pub(crate) fn taxes(&self) -> Vec<(Rate, Money)> {
        let mut rates: Vec<(Rate, Money)> = Vec::with_capacity(2);
        for line in &self.lines {
            match rates.iter_mut().find(|(rate, _)| *rate == line.rate) {
                Some((_, amount)) => *amount += line.tax(),
                None => rates.push((line.rate, line.tax())),
            }
        }
        rates.sort_by_key(|(rate, _)| std::cmp::Reverse(*rate));
        rates
    }

    /// Whether the tax is left to a business customer abroad.
    pub(crate) fn vat_shifted(&self) -> bool {
        self.person.is_company
            && !self.person.vat_number.is_empty()
            && !matches!(self.person.shipping.country, "nl" | "")
            && self.lines.iter().all(|line| line.rate == 0)
    }
}

impl Invoice {
    /// The amounts that a credit note over these lines has.
    pub(crate) fn credit_totals(order: &Order, credited: &Credited) -> (Money, Money) {
        let mut excl = 0;
        let mut incl = 0;
        for (line_id, quantity) in &credited.lines {
            if let Some(line) = order.lines.iter().find(|line| line.id == *line_id) {
                excl += part_of_line(line.price_excl, *quantity, line.quantity);
                incl += part_of_line(line.price_incl, *quantity, line.quantity);
            }
        }
        for (wanted, cost) in [
            (credited.payment, order.payment),
            (credited.shipment, order.shipping),
        ] {
            if wanted {
                excl += cost.price_excl;
                incl += cost.price_incl;
            }
        }
        (excl, incl)
    }
}

/// The share of a line total that so many of its pieces have, in whole cents.
pub(crate) fn part_of_line(total: Money, quantity: i64, of: i64) -> Money {
    if of == 0 {
        0
    } else {
        money::scale(total / money::CENT, quantity, of) * money::CENT
    }
}
