//! Checkouts: the only way to make an order by API, in a dialect of its own (dossier Lightspeed §4.3).
//!
//! snake_case, no wrapper, bare lists; a refused method gives 200 with `null`.

use crate::memory::forms::{Word, words};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Context;
use super::call::relation;
use super::refusal::Refusal;
use super::sale::{Sale, close};
use super::shopper::coupon;
use super::state::State;
use super::time::iso;
use crate::shop::customer::{Address, Person, country_code, pieces, text, truth};
use crate::shop::money::{self, Money};
use crate::shop::order::{Line, METHODS, Method, PAYMENTS, Payment, spread};
use crate::shop::sales::{cost, is_shifted, line};

/// Pieces that one line may hold.
const MOST_PIECES: i64 = 10_000;

/// A cart on its way to an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Checkout {
    id: u64,
    created: i64,
    updated: i64,
    order: Option<u64>,
    mode: String,
    #[serde(deserialize_with = "words")]
    language: Word,
    customer: Map<String, Value>,
    billing: Map<String, Value>,
    shipping: Map<String, Value>,
    lines: Vec<CheckoutLine>,
    method: Option<Method>,
    payment: Option<Payment>,
    payment_title: Option<String>,
    discount_code: String,
    comment: String,
    memo: String,
    notifications: bool,
    newsletter: bool,
    terms: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CheckoutLine {
    id: u64,
    created: i64,
    variant: u64,
    quantity: i64,
    special: Option<Money>,
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

/// Ways to ship to where this checkout goes.
pub(crate) fn shipment_methods(checkout: &Checkout) -> Value {
    checkout
        .methods()
        .into_iter()
        .map(|method| shipment_method(method, &checkout.person()))
        .collect()
}

/// Ways to pay.
pub(crate) fn payment_methods(checkout: &Checkout) -> Value {
    PAYMENTS
        .iter()
        .map(|payment| payment_method(payment, None, &checkout.person()))
        .collect()
}

/// `validate`: an empty list when all is well, a map of dotted names when not.
pub(crate) fn validate(checkout: &Checkout) -> Value {
    let errors = checkout.errors();
    if errors.is_empty() {
        json!({"validated": true, "errors": []})
    } else {
        json!({"validated": false, "errors": errors})
    }
}

/// The pieces checkout; its lines carry numbers.
pub(crate) fn show(state: &State, checkout: &Checkout) -> Value {
    let person = checkout.person();
    let step = match (checkout.order, checkout.method, checkout.payment) {
        (Some(_), _, _) => "finished",
        (_, None, _) if checkout.customer.is_empty() => "customer",
        (_, None, _) => "shipment",
        (_, _, None) => "payment",
        _ => "review",
    };
    let discount = coupon(state, &checkout.discount_code);
    json!({
        "id": checkout.id,
        "created_at": iso(checkout.created),
        "updated_at": iso(checkout.updated),
        "order_id": checkout.order,
        "theme": "default",
        "step": step,
        "mode": checkout.mode,
        "info": {},
        "customer": checkout.customer,
        "billing_address": checkout.billing,
        "shipping_address": checkout.shipping,
        "quote": totals(state, checkout),
        "gift_cards": [],
        "shipment_method": checkout.method.map(|method| shipment_method(method, &person)),
        "payment_method": checkout.payment.map(|payment| payment_method(&payment, checkout.payment_title.as_deref(), &person)),
        "discount": discount.map_or(Value::Bool(false), |discount| json!({
            "code": &*discount.code,
            "type": if discount.percentage > 0 { "percentage" } else { "price" },
        })),
        "discount_code": checkout.discount_code,
        "comment": checkout.comment,
        "newsletter": checkout.newsletter,
        "terms": checkout.terms,
        "notifications": checkout.notifications,
        "memo": checkout.memo,
        "products": products(state, checkout, false),
    })
}

/// The lines of a checkout; `as_text` writes money as strings, as the products calls do.
pub(crate) fn products(state: &State, checkout: &Checkout, as_text: bool) -> Value {
    checkout
        .lines
        .iter()
        .zip(checkout.priced(state))
        .map(|(row, line)| product(state, checkout, row, &line, as_text))
        .collect()
}

/// One line by its number, money as strings.
pub(crate) fn product_of(state: &State, checkout: &Checkout, id: u64) -> Option<Value> {
    products(state, checkout, true)
        .as_array()?
        .iter()
        .find(|row| row["id"] == id)
        .cloned()
}

fn totals(state: &State, checkout: &Checkout) -> Value {
    let lines = checkout.priced(state);
    json!({
        "price_excl": number(lines.iter().map(|line| line.price_excl).sum()),
        "price_incl": number(lines.iter().map(|line| line.price_incl).sum()),
    })
}

fn product(state: &State, checkout: &Checkout, row: &CheckoutLine, line: &Line, as_text: bool) -> Value {
    let amount = |amount: Money| {
        let mut digits = String::new();
        money::write_number(&mut digits, amount);
        if as_text {
            Value::from(digits)
        } else {
            number(amount)
        }
    };
    let variant = state.variants.get(row.variant);
    let texts = state
        .products
        .get(line.product)
        .and_then(|product| product.texts(checkout.language));
    let title = texts.map_or("", |texts| texts.title.as_str());
    let image = state
        .products
        .get(line.product)
        .and_then(|product| product.images.first());
    json!({
        "id": row.id, "cart_id": checkout.id, "created_at": iso(row.created), "updated_at": iso(row.created),
        "product_id": line.product, "variant_id": line.variant, "is_custom": false, "custom_checksum": "",
        "custom_data": [], "quantity": line.quantity, "has_discount": line.discount_incl > 0,
        "discount_percentage": 0, "tax_rate": amount(line.rate),
        "base_price_excl": amount(line.base_excl), "base_price_incl": amount(line.base_incl),
        "base_price_cost": amount(line.goods.price_cost),
        "price_excl": amount(line.price_excl), "price_incl": amount(line.price_incl),
        "price_cost": amount(line.goods.price_cost * line.quantity), "price_tax": amount(line.tax()),
        "discount_excl": amount(line.discount_excl), "discount_incl": amount(line.discount_incl),
        "title": title, "fulltitle": texts.map_or("", |texts| texts.fulltitle.as_str()),
        "variant": variant.map_or("", |variant| variant.title(checkout.language)),
        "brand_name": line.goods.brand, "article_code": line.goods.article_code, "ean": line.goods.ean,
        "sku": line.goods.sku, "image_id": image.map(|image| image.id),
        "image_thumb": image.map(|image| image.thumb.as_str()), "image_src": image.map(|image| image.src.as_str()),
        "url": texts.map_or("", |texts| texts.url.as_str()),
        "stock_level": variant.map_or(0, |variant| variant.stock_level),
        "stock_available": variant.is_some_and(|variant| variant.stock_tracking != "enabled" || variant.stock_level > 0),
        "stock_on_stock": variant.is_some_and(|variant| variant.stock_level > 0),
    })
}

fn number(amount: Money) -> Value {
    let mut digits = String::new();
    money::write_number(&mut digits, amount);
    serde_json::from_str(&digits).unwrap_or(Value::Null)
}

fn shipment_method(method: Method, person: &Person) -> Value {
    let cost = cost(method.cents, person.shipping.country, is_shifted(person));
    json!({
        "id": format!("core|{}|{}", method.id, method.value), "title": method.title,
        "tax_rate": number(cost.rate), "price_excl": number(cost.price_excl), "price_incl": number(cost.price_incl),
        "base_price_excl": number(cost.base_excl), "base_price_incl": number(cost.base_incl), "discount": false,
        "is_service_point": false, "data": [],
    })
}

fn payment_method(payment: &Payment, title: Option<&str>, person: &Person) -> Value {
    let cost = cost(payment.cents, person.shipping.country, is_shifted(person));
    json!({
        "id": payment.key,
        "method": if payment.key == payment.method { json!(false) } else { json!(payment.method) },
        "post_payment": payment.is_post, "invoice_external": payment.key == "external",
        "title": title.unwrap_or(payment.title), "tax_rate": number(cost.rate),
        "price_excl": number(cost.price_excl), "price_incl": number(cost.price_incl), "data": [],
    })
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

    fn methods(&self) -> Vec<Method> {
        let country = self.person().shipping.country;
        METHODS
            .iter()
            .filter(|method| country == "nl" || !method.is_pickup)
            .copied()
            .collect()
    }

    fn errors(&self) -> Map<String, Value> {
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

    fn priced(&self, state: &State) -> Vec<Line> {
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

    fn person(&self) -> Person {
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
