//! How checkouts are shown (dossier Lightspeed §4.3).

use serde_json::{Value, json};

use super::checkouts::{Checkout, CheckoutLine};
use super::shopper::coupon;
use super::state::State;
use super::time::iso;
use crate::shop::customer::Person;
use crate::shop::money::{self, Money};
use crate::shop::order::{Line, Method, PAYMENTS, Payment};
use crate::shop::sales::{cost, is_shifted};

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
