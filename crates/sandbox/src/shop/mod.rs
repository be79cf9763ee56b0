//! Realistic merchants, made from a seed: what the Lightspeed stand-in serves.
//!
//! This folder knows goods, people and sums; how they are shown over HTTP stands in `lightspeed`.

pub(crate) mod country;
pub(crate) mod customer;
pub(crate) mod dice;
pub(crate) mod ean;
pub(crate) mod goods;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod product;
pub(crate) mod sales;
pub(crate) mod tax;
pub(crate) mod words;

pub(crate) use plan::Plan;

use customer::Customer;
use dice::Dice;
use goods::Assortment;
use sales::Books;
use serde::{Deserialize, Serialize};

/// A whole shop: whom it knows, what it sells, what it sold.
#[derive(Debug)]
pub(crate) struct Merchant {
    /// Products, variants and where they are shelved.
    pub(crate) assortment: Assortment,
    /// Customers by ascending id.
    pub(crate) customers: Vec<Customer>,
    /// Orders and all papers that belong to them.
    pub(crate) books: Books,
}

impl Merchant {
    /// Builds the shop of a plan; `now` (Unix seconds) is the time of its newest order.
    pub(crate) fn new(plan: &Plan, now: i64) -> Self {
        let mut dice = Dice::new(plan.seed);
        let mut assortment = Assortment::new(plan, now, &mut dice);
        let customers = people::customers(plan, now, &mut dice);
        let books = Books::new(plan, now, &mut dice, &mut assortment, &customers);
        Self {
            assortment,
            customers,
            books,
        }
    }
}

/// Numbers that grow with gaps, since the vendor's shops share one sequence per resource
/// (dossier Lightspeed §8 no. 6).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Ids {
    next: u64,
    dice: Dice,
}

impl Ids {
    /// Starts a sequence above `base`.
    pub(crate) fn from(base: u64) -> Self {
        Self {
            next: base,
            dice: Dice::new(base),
        }
    }

    /// The next number, one to nine above the last.
    pub(crate) fn draw(&mut self) -> u64 {
        self.next += 1 + self.dice.below(9);
        self.next
    }

    /// The next number, with `count` free ones behind it that are never drawn.
    pub(crate) fn draw_block(&mut self, count: u64) -> u64 {
        let first = self.draw();
        self.next += count;
        first
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::order::Order;
    use super::*;

    const NOW: i64 = 1_790_000_000;

    #[test]
    fn the_same_seed_builds_the_same_shop() {
        let plan = Plan::small();
        let (one, two) = (Merchant::new(&plan, NOW), Merchant::new(&plan, NOW));
        assert_eq!(
            format!("{:?}", one.books.orders),
            format!("{:?}", two.books.orders)
        );
        assert_eq!(format!("{:?}", one.customers), format!("{:?}", two.customers));
    }

    #[test]
    fn orders_1000_is_exactly_what_the_benchmark_says() {
        let shop = Merchant::new(&Plan::orders_1000(), NOW);
        assert_eq!(shop.books.orders.len(), 1000);
        assert!(
            shop.books
                .orders
                .iter()
                .all(|order| order.payment_status == "paid")
        );
        assert!(shop.books.orders.iter().all(|order| order.lines.len() == 3));
        assert_eq!(shop.customers.len(), 400);
        let companies: HashSet<_> = shop
            .customers
            .iter()
            .filter(|c| c.person.is_company)
            .map(|c| &c.person.company_name)
            .collect();
        assert_eq!(companies.len(), 150);
        assert_eq!(shop.assortment.products.len(), 120);
        let skus: HashSet<_> = shop.assortment.variants.iter().map(|v| &v.sku).collect();
        assert_eq!(skus.len(), 120);
        let buyers: HashSet<_> = shop
            .books
            .orders
            .iter()
            .filter_map(|order| order.customer)
            .collect();
        assert_eq!(buyers.len(), 400, "each customer buys at least once");
        let sold: HashSet<_> = shop
            .books
            .orders
            .iter()
            .flat_map(|order| order.lines.iter().map(|l| l.variant))
            .collect();
        assert_eq!(sold.len(), 120, "each product is sold at least once");
    }

    #[test]
    fn emails_skus_and_eans_are_unique_and_eans_are_valid() {
        for plan in [Plan::small(), Plan::orders_1000()] {
            let shop = Merchant::new(&plan, NOW);
            let mails: HashSet<_> = shop
                .customers
                .iter()
                .map(|c| c.person.email.to_lowercase())
                .collect();
            assert_eq!(mails.len(), shop.customers.len());
            let skus: HashSet<_> = shop.assortment.variants.iter().map(|v| &v.sku).collect();
            assert_eq!(skus.len(), shop.assortment.variants.len());
            assert!(shop.assortment.variants.iter().all(|v| ean::is_valid(&v.ean)));
        }
    }

    #[test]
    fn every_order_adds_up_to_the_cent() {
        for plan in [Plan::small(), Plan::orders_1000()] {
            for order in &Merchant::new(&plan, NOW).books.orders {
                let (excl, incl) = order.totals();
                for amount in [excl, incl, order.shipping.price_incl, order.payment.price_incl] {
                    assert_eq!(amount % money::CENT, 0, "whole cents in order {}", order.id);
                }
                let tax: i64 = order.taxes().iter().map(|(_, amount)| amount).sum();
                let goods: i64 = order
                    .lines
                    .iter()
                    .map(|line| line.price_incl - line.price_excl)
                    .sum();
                assert_eq!(tax, goods, "taxes of order {}", order.id);
                for line in &order.lines {
                    let full = money::to_cents(line.base_incl * line.quantity);
                    assert_eq!(line.price_incl + line.discount_incl, full);
                    assert!(line.price_incl >= 0 && line.price_excl <= line.price_incl);
                }
            }
        }
    }

    #[test]
    fn a_small_shop_has_every_kind_of_trouble() {
        let shop = Merchant::new(&Plan::small(), NOW);
        let orders = &shop.books.orders;
        assert!(orders.iter().any(|o| o.lines.iter().any(|l| l.discount_incl > 0)));
        assert!(orders.iter().any(|o| o.taxes().len() > 1));
        assert!(orders.iter().any(|o| o.payment_status == "not_paid"));
        assert!(orders.iter().any(|o| o.status == "cancelled"));
        assert!(orders.iter().any(Order::vat_shifted));
        assert!(orders.iter().any(|o| o.invoices.len() > 1), "a credit note");
        assert!(
            orders.iter().any(|o| o.customer.is_none()),
            "an order without customer"
        );
        assert!(shop.customers.iter().any(|c| !c.registered));
        assert!(shop.assortment.products.iter().any(|p| p.set.is_some()));
        let rates: HashSet<_> = orders
            .iter()
            .flat_map(Order::taxes)
            .map(|(rate, _)| rate)
            .collect();
        assert!(rates.len() >= 6, "many rates: {rates:?}");
    }
}
