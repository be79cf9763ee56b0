//! What stands in the simple collections when the shop opens: categories, brands, taxes, methods,
//! coupons and a few of each other thing.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::kinds::KINDS;
use super::records::{Record, Records};
use super::table::Row;
use crate::shop::customer::Customer;
use crate::shop::goods::Assortment;
use crate::shop::money;
use crate::shop::order::{Line, METHODS, PAYMENTS, part_of_line};
use crate::shop::people::plain;
use crate::shop::sales::{Books, COUPONS};
use crate::shop::tax::TAXES;

/// The simple collections of a new shop.
pub(crate) fn records(assortment: &Assortment, now: i64) -> HashMap<&'static str, Records> {
    let born = assortment.products.first().map_or(now, Row::created);
    let mut all: HashMap<&'static str, Records> = KINDS
        .iter()
        .map(|kind| (kind.pattern, Records::new(kind)))
        .collect();
    let mut keep =
        |pattern: &'static str, id: u64, parent: u64, values: Value, words: &[(&'static str, &str, &str)]| {
            let mut record = Record {
                id,
                parent,
                created: born,
                updated: born,
                ..Record::default()
            };
            if let Value::Object(values) = values {
                record.values = values;
            }
            for (language, name, text) in words {
                record
                    .words
                    .entry(language)
                    .or_default()
                    .insert((*name).to_owned(), Value::from(*text));
            }
            all.get_mut(pattern).map_or(0, |records| records.keep(record))
        };
    for (id, title) in &assortment.brands {
        let url = plain(title, "-");
        keep(
            "brands",
            *id,
            0,
            json!({}),
            &[("nl", "title", title), ("nl", "url", &url)],
        );
    }
    for (place, (id, dutch, german)) in assortment.categories.iter().enumerate() {
        let (url, url_de) = (plain(dutch, "-"), plain(german, "-"));
        keep(
            "categories",
            *id,
            0,
            json!({"depth": 1, "path": [id.to_string()], "sortOrder": place + 1}),
            &[
                ("nl", "title", dutch),
                ("nl", "url", &url),
                ("de", "title", german),
                ("de", "url", &url_de),
            ],
        );
    }
    for (place, (category, product)) in assortment.shelves.iter().enumerate() {
        keep(
            "categories/products",
            0,
            0,
            json!({"sortOrder": place + 1, "category": category, "product": product}),
            &[],
        );
    }
    for tax in &TAXES {
        keep(
            "taxes",
            tax.id,
            0,
            json!({"isDefault": tax.rate == 2100, "rate": tax.rate, "title": tax.title}),
            &[],
        );
        for (id, country, rate) in tax.abroad {
            keep(
                "taxes/{}/overrides",
                *id,
                tax.id,
                json!({"rate": rate, "country": country}),
                &[],
            );
        }
    }
    for method in METHODS {
        let kind = if method.is_pickup { "pickup" } else { "default" };
        keep(
            "shippingmethods",
            method.id,
            0,
            json!({"type": kind, "title": method.title, "description": "", "tax": TAXES[0].id, "sortOrder": method.id - 74_510}),
            &[],
        );
        let incl = method.cents * money::CENT;
        keep(
            "shippingmethods/{}/values",
            method.value,
            method.id,
            json!({"weightMinimum": 0, "weightMaximim": 30_000, "priceIncl": incl,
                "priceExcl": money::without_tax(incl, TAXES[0].rate)}),
            &[],
        );
        for country in ["nl", "be", "de"] {
            keep(
                "shippingmethods/{}/countries",
                0,
                method.id,
                json!({"country": country}),
                &[],
            );
        }
    }
    for payment in PAYMENTS {
        keep(
            "paymentmethods",
            payment.id,
            0,
            json!({"key": payment.key, "title": payment.title}),
            &[],
        );
    }
    for (code, percentage, cents, free) in COUPONS {
        let (kind, discount) = if cents > 0 {
            ("price", cents / 100)
        } else {
            ("percentage", percentage / 100)
        };
        keep(
            "discounts",
            0,
            0,
            json!({"code": code, "type": kind, "discount": discount, "isActive": true,
                "shipment": if free { "free" } else { "default" }, "startDate": "2024-01-01"}),
            &[],
        );
    }
    for (id, title) in [(41_201, "Groothandel"), (41_205, "Stammkunden")] {
        keep("groups", id, 0, json!({"title": title}), &[]);
    }
    keep(
        "orders/customstatuses",
        0,
        0,
        json!({"title": "Wacht op leverancier", "color": "#f00095"}),
        &[],
    );
    keep(
        "deliverydates",
        31_002,
        0,
        json!({}),
        &[
            ("nl", "name", "1-2 werkdagen"),
            ("nl", "inStockMessage", "Voor 17:00 besteld, morgen in huis"),
        ],
    );
    keep(
        "suppliers",
        90_012,
        0,
        json!({"title": "Denizli Dokuma A.Ş.", "attention_of": "Aylin Yıldız", "street": "Çınar Cd. 12", "city": "Denizli", "zip_code": "20010", "country_id": "tr"}),
        &[],
    );
    keep(
        "tags",
        0,
        0,
        json!({"isVisible": true}),
        &[("nl", "title", "Duurzaam"), ("nl", "url", "duurzaam")],
    );
    all
}

/// What trading leaves behind: returns of credited orders, reviews, notes of an ERP on some orders, and
/// members of the groups.
pub(crate) fn traces(
    all: &mut HashMap<&'static str, Records>,
    books: &Books,
    customers: &[Customer],
    assortment: &Assortment,
) {
    let mut keep = |pattern: &str, parent: u64, at: i64, values: Value| {
        let Value::Object(values) = values else { return };
        if let Some(records) = all.get_mut(pattern) {
            records.keep(Record {
                parent,
                created: at,
                updated: at,
                values,
                ..Record::default()
            });
        }
    };
    for order in books.orders.iter().filter(|order| order.invoices.len() > 1) {
        let back: Vec<_> = order.lines.iter().filter(|line| line.refunded > 0).collect();
        let sum = |price: fn(&Line) -> i64| {
            back.iter()
                .map(|line| part_of_line(price(line), line.refunded, line.quantity))
                .sum()
        };
        keep(
            "returns",
            0,
            order.updated,
            json!({
                "customerId": order.customer.unwrap_or(0), "orderId": order.id, "status": "completed",
                "numProducts": back.len(), "priceExcl": two_places(sum(|line| line.price_excl)),
                "priceIncl": two_places(sum(|line| line.price_incl)), "isStockAdjusted": true,
                "returnReason": "Past niet", "returnAction": "Geld terug",
                "orderProducts": back.iter().map(|line| json!({"id": line.id, "quantity": line.refunded})).collect::<Vec<_>>(),
            }),
        );
    }
    for order in books.orders.iter().step_by(9).take(500) {
        let note = json!({"key": "erp_order", "value": format!("SO-{:05}", order.sequence)});
        keep("orders/{}/metafields", order.id, order.created + 50, note);
    }
    for (customer, product) in customers.iter().zip(&assortment.products).step_by(3).take(100) {
        keep(
            "reviews",
            0,
            customer.created + 90_000,
            json!({"score": 3 + customer.id % 3, "name": customer.person.firstname, "content": "Çok güzel, snel geleverd!",
                "customer": customer.id, "language": customer.language, "product": product.id}),
        );
    }
    for customer in customers
        .iter()
        .filter(|customer| customer.person.is_company)
        .take(200)
    {
        keep(
            "groups/customers",
            0,
            customer.created,
            json!({"group": 41_201, "customer": customer.id}),
        );
    }
}

/// Money as text with two places, as returns have it.
fn two_places(amount: money::Money) -> String {
    format!("{}.{:02}", amount / 10_000, amount % 10_000 / money::CENT)
}
