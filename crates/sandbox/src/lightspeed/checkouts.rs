//! Checkouts: the only way to make an order by API, in a dialect of its own (dossier Lightspeed §4.3).
//!
//! snake_case, no wrapper, bare lists; a refused method gives 200 with `null`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Context;
use super::call::relation;
use super::refusal::Refusal;
use super::sale::{Sale, close};
use super::shopper::coupon;
use super::state::State;
use crate::memory::forms::{Word, words};
use crate::shop::customer::{Address, Person, country_code, pieces, text, truth};
use crate::shop::money::{self, Money};
use crate::shop::order::{Line, METHODS, Method, PAYMENTS, Payment, spread};
use crate::shop::sales::{is_shifted, line};

/// Pieces that one line may hold.
const MOST_PIECES: i64 = 10_000;

/// A cart on its way to an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Checkout {
    pub(super) id: u64,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) order: Option<u64>,
    pub(super) mode: String,
    #[serde(deserialize_with = "words")]
    pub(super) language: Word,
    pub(super) customer: Map<String, Value>,
    pub(super) billing: Map<String, Value>,
    pub(super) shipping: Map<String, Value>,
    pub(super) lines: Vec<CheckoutLine>,
    pub(super) method: Option<Method>,
    pub(super) payment: Option<Payment>,
    pub(super) payment_title: Option<String>,
    pub(super) discount_code: String,
    pub(super) comment: String,
    pub(super) memo: String,
    pub(super) notifications: bool,
    pub(super) newsletter: bool,
    pub(super) terms: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CheckoutLine {
    pub(super) id: u64,
    pub(super) created: i64,
    pub(super) variant: u64,
    pub(super) quantity: i64,
    pub(super) special: Option<Money>,
}

/// `POST checkouts`: answers its number.
pub(crate) fn create(
    state: &mut State,
    context: &Context,
    language: &'static str,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    let mut checkout = Checkout {
        id: state.ids.checkouts.draw(),
        created: context.now,
        updated: context.now,
        order: None,
        mode: "guest".to_owned(),
        language,
        customer: Map::new(),
        billing: Map::new(),
        shipping: Map::new(),
        lines: Vec::new(),
        method: None,
        payment: None,
        payment_title: None,
        discount_code: String::new(),
        comment: String::new(),
        memo: String::new(),
        notifications: false,
        newsletter: false,
        terms: false,
    };
    checkout.fill(state, body);
    let id = checkout.id;
    state.checkouts.insert(id, checkout);
    Ok(id)
}

/// `PUT checkouts/{id}`.
pub(crate) fn update(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    let mut checkout = open(state, id)?.clone();
    checkout.fill(state, body);
    checkout.updated = context.now;
    state.checkouts.insert(id, checkout);
    Ok(())
}

/// `POST checkouts/{id}/products`: answers the number of the line.
pub(crate) fn add_line(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<u64, Refusal> {
    open(state, id)?;
    let variant = body
        .get("variant_id")
        .and_then(relation)
        .ok_or_else(Refusal::invalid)?;
    let row = state.variants.get(variant).ok_or_else(Refusal::invalid)?;
    let quantity = body
        .get("quantity")
        .map_or(Some(1), pieces)
        .filter(|count| (1..=MOST_PIECES).contains(count))
        .ok_or_else(Refusal::invalid)?;
    if row.stock_tracking == "enabled" && row.stock_level < quantity {
        return Err(Refusal::bad("Product is out of stock."));
    }
    let incl = body.get("special_price_incl").and_then(money::read);
    let excl = body.get("special_price_excl").and_then(money::read);
    let rate = row
        .tax
        .and_then(crate::shop::tax::by_id)
        .map_or(0, |tax| tax.rate);
    let special = incl.or_else(|| excl.map(|excl| money::with_tax(excl, rate)));
    let line_id = state.ids.checkout_lines.draw();
    if let Some(checkout) = state.checkouts.get_mut(&id) {
        checkout.lines.push(CheckoutLine {
            id: line_id,
            created: context.now,
            variant,
            quantity,
            special,
        });
        checkout.updated = context.now;
    }
    Ok(line_id)
}

/// `PUT checkouts/{id}/products/{line}`: the quantity.
pub(crate) fn update_line(
    state: &mut State,
    id: u64,
    line: u64,
    body: &Map<String, Value>,
) -> Result<(), Refusal> {
    open(state, id)?;
    let quantity = body
        .get("quantity")
        .and_then(pieces)
        .filter(|count| (1..=MOST_PIECES).contains(count))
        .ok_or_else(Refusal::invalid)?;
    let checkout = state.checkouts.get_mut(&id).ok_or_else(Refusal::not_found)?;
    let line = checkout
        .lines
        .iter_mut()
        .find(|row| row.id == line)
        .ok_or_else(Refusal::not_found)?;
    line.quantity = quantity;
    Ok(())
}

/// `DELETE checkouts/{id}/products/{line}`.
pub(crate) fn remove_line(state: &mut State, id: u64, line: u64) -> Result<(), Refusal> {
    open(state, id)?;
    let checkout = state.checkouts.get_mut(&id).ok_or_else(Refusal::not_found)?;
    let before = checkout.lines.len();
    checkout.lines.retain(|row| row.id != line);
    if checkout.lines.len() == before {
        Err(Refusal::not_found())
    } else {
        Ok(())
    }
}

/// `POST checkouts/{id}/order`: makes the order, once.
pub(crate) fn order(
    state: &mut State,
    context: &Context,
    id: u64,
    body: &Map<String, Value>,
) -> Result<Value, Refusal> {
    let checkout = open(state, id)?.clone();
    if !checkout.errors().is_empty() || checkout.lines.is_empty() {
        return Err(Refusal::bad("Checkout is not valid."));
    }
    let (Some(method), Some(payment)) = (checkout.method, checkout.payment) else {
        return Err(Refusal::bad("Checkout is not valid."));
    };
    let person = checkout.person();
    let known = (checkout.mode != "guest")
        .then(|| state.by_email.get(&person.email.to_lowercase()).first().copied())
        .flatten();
    let comment = body
        .get("comment")
        .map(text)
        .filter(|comment| !comment.is_empty());
    let sale = Sale {
        customer: known,
        registered: checkout.mode != "guest",
        lines: checkout
            .lines
            .iter()
            .map(|line| (line.variant, line.quantity, line.special))
            .collect(),
        method,
        payment,
        discount: coupon(state, &checkout.discount_code),
        channel: "api",
        comment: comment.unwrap_or_else(|| checkout.comment.clone()),
        memo: checkout.memo.clone(),
        language: checkout.language,
        notify: checkout.notifications,
        newsletter: checkout.newsletter,
        person,
    };
    let order = close(state, context, sale);
    if let Some(checkout) = state.checkouts.get_mut(&id) {
        checkout.order = Some(order);
        checkout.updated = context.now;
    }
    Ok(json!({
        "order_id": order,
        "payment_url": format!("{}/lightspeed/_pay/{order}", context.base),
        "payment_provider": payment.key,
    }))
}

/// The checkout, if it may still be changed; a finished one refuses.
fn open(state: &State, id: u64) -> Result<&Checkout, Refusal> {
    let checkout = state.checkouts.get(&id).ok_or_else(Refusal::not_found)?;
    if checkout.order.is_some() {
        Err(Refusal::bad("Checkout is already finished."))
    } else {
        Ok(checkout)
    }
}

impl Checkout {
    fn fill(&mut self, state: &State, body: &Map<String, Value>) {
        for (name, value) in body {
            match name.as_str() {
                "mode" => self.mode = text(value),
                "customer" => merge(&mut self.customer, value),
                "billing_address" => merge(&mut self.billing, value),
                "shipping_address" => merge(&mut self.shipping, value),
                "comment" => self.comment = text(value),
                "memo" => self.memo = text(value),
                "notifications" | "notification" => self.notifications = truth(value),
                "newsletter" => self.newsletter = truth(value),
                "terms" => self.terms = truth(value),
                // An unknown code is kept out silently, as refused methods are.
                "discount_code" => {
                    let code = text(value);
                    self.discount_code = coupon(state, &code).map(|_| code).unwrap_or_default();
                }
                _ => {}
            }
        }
        if truth(self.billing.get("sameaddress").unwrap_or(&Value::Null)) || self.shipping.is_empty() {
            self.shipping = self.billing.clone();
            self.shipping.remove("sameaddress");
        }
        // Methods last: which of them are on offer depends on the address.
        if let Some(value) = body.get("shipment_method") {
            let id = method_id(value);
            self.method = self
                .methods()
                .into_iter()
                .find(|method| format!("core|{}|{}", method.id, method.value) == id);
        }
        if let Some(value) = body.get("payment_method") {
            let id = method_id(value);
            self.payment = PAYMENTS
                .iter()
                .find(|payment| payment.key == id)
                .map(|payment| Payment {
                    cents: value
                        .get("price_incl")
                        .and_then(money::read)
                        .map_or(payment.cents, |incl| money::to_cents(incl) / money::CENT),
                    ..*payment
                });
            self.payment_title = value.get("title").map(text).filter(|title| !title.is_empty());
        }
    }

    pub(super) fn methods(&self) -> Vec<Method> {
        let country = self.person().shipping.country;
        METHODS
            .iter()
            .filter(|method| country == "nl" || !method.is_pickup)
            .copied()
            .collect()
    }

    pub(super) fn errors(&self) -> Map<String, Value> {
        let mut errors = Map::new();
        let mut need = |group: &str, map: &Map<String, Value>, names: &[&str]| {
            for name in names {
                if map.get(*name).map(text).unwrap_or_default().is_empty() {
                    errors.insert(
                        format!("{group}.{name}.required"),
                        Value::from(format!("{name} is required")),
                    );
                }
            }
        };
        need("customer", &self.customer, &["firstname", "lastname", "email"]);
        let address = ["name", "address1", "number", "zipcode", "city", "country"];
        need("billing_address", &self.billing, &address);
        need("shipping_address", &self.shipping, &address);
        let mut methods = |name: &str, missing: bool| {
            if missing {
                errors.insert(
                    format!("{name}.required"),
                    Value::from(format!("{name} is required")),
                );
            }
        };
        methods("shipment_method", self.method.is_none());
        methods("payment_method", self.payment.is_none());
        methods("products", self.lines.is_empty());
        errors
    }

    pub(super) fn priced(&self, state: &State) -> Vec<Line> {
        let person = self.person();
        let shifted = is_shifted(&person);
        let mut lines: Vec<Line> = self
            .lines
            .iter()
            .filter_map(|row| {
                let variant = state.variants.get(row.variant)?;
                let goods = std::sync::Arc::new(state.snapshot(variant));
                let mut line = line(
                    row.id,
                    variant,
                    &goods,
                    row.quantity,
                    person.shipping.country,
                    shifted,
                );
                if let Some(incl) = row.special {
                    line.base_incl = incl;
                    line.base_excl = money::without_tax(incl, line.rate);
                    line.discount(0);
                }
                Some(line)
            })
            .collect();
        spread(&mut lines, coupon(state, &self.discount_code).as_ref());
        lines
    }

    pub(super) fn person(&self) -> Person {
        let of = |name: &str| self.customer.get(name).map(text).unwrap_or_default();
        let company = Some(of("company"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| of("company_name"));
        Person {
            gender: match of("gender").as_str() {
                "male" => Some("male"),
                "female" => Some("female"),
                _ => None,
            },
            email: of("email"),
            firstname: of("firstname"),
            middlename: of("middlename"),
            lastname: of("lastname"),
            phone: of("phone"),
            mobile: of("mobile"),
            is_company: !company.is_empty(),
            company_name: company,
            coc_number: of("company_coc"),
            vat_number: of("company_vat"),
            billing: address(&self.billing),
            shipping: address(&self.shipping),
            ..Person::default()
        }
    }
}

fn merge(into: &mut Map<String, Value>, from: &Value) {
    for (name, value) in from.as_object().into_iter().flatten() {
        into.insert(name.clone(), value.clone());
    }
}

/// Methods come as `{"id":…}` or as plain text (dossier §4.3 step 4).
fn method_id(value: &Value) -> String {
    value.get("id").map_or_else(|| text(value), text)
}

fn address(map: &Map<String, Value>) -> Address {
    let of = |name: &str| map.get(name).map(text).unwrap_or_default();
    let country = map.get("country").map_or("", country_code);
    Address {
        company: of("company"),
        name: of("name"),
        street: of("address1"),
        street2: of("address2"),
        number: of("number"),
        extension: Some(of("extension"))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| of("extention")),
        zipcode: of("zipcode"),
        city: of("city"),
        region: of("region"),
        country,
    }
}
