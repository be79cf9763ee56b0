//! Orders as a shopper would place them: `POST /_orders` of the control pages.

use serde_json::{Map, Value, json};

use super::Context;
use super::order_changes;
use super::sale::{Sale, close};
use super::state::State;
use crate::shop::customer::{Person, text, truth, whole};
use crate::shop::dice::Dice;
use crate::shop::order::{Discount, METHODS, PAYMENTS};
use crate::shop::people;
use crate::shop::{Plan, country, money};

/// Places an order. Every part of the wish may be missing:
///
/// - `customer`: fields as in the API (`email`, `firstname`, `addressBillingCity` …); an e-mail that is
///   known means that customer; without an e-mail the order has no customer. Left out, a known customer comes or, now and then, a new one.
/// - `guest`: whether a new customer stays a guest (default false).
/// - `lines`: `[{"sku","quantity","price"}]`, `price` with tax if it is to differ; left out, one to three
///   random goods.
/// - `discount_code`, `comment`, `memo`, `shipping` (title), `payment` (key), `language`, `channel` unused.
/// - `paid` (default true), `shipped` (default false).
pub(crate) fn place(
    state: &mut State,
    context: &Context,
    wish: Value,
    dice: &mut Dice,
) -> Result<u64, String> {
    let wish = match wish {
        Value::Null => Map::new(),
        Value::Object(wish) => wish,
        _ => return Err("an order is a JSON object, or nothing for a random one".to_owned()),
    };
    let (customer, person) = buyer(state, wish.get("customer"), dice)?;
    let lines = lines(state, wish.get("lines"), dice)?;
    let discount = match wish
        .get("discount_code")
        .map(text)
        .filter(|code| !code.is_empty())
    {
        Some(code) => Some(
            coupon(state, &code)
                .ok_or_else(|| format!("there is no active discount with the code '{code}'"))?,
        ),
        None => None,
    };
    let language = match wish.get("language").map(text) {
        Some(code) => {
            country::language(&code)
                .ok_or_else(|| format!("the shop has no language '{code}'"))?
                .code
        }
        None => country::LANGUAGES[0].code,
    };
    let method = match wish.get("shipping").map(text) {
        Some(title) => *METHODS
            .iter()
            .find(|method| method.title == title)
            .ok_or_else(|| format!("there is no shipping method called '{title}'"))?,
        None => METHODS[dice.index(2)],
    };
    let payment = match wish.get("payment").map(text) {
        Some(key) => *PAYMENTS
            .iter()
            .find(|payment| payment.key == key)
            .ok_or_else(|| format!("there is no payment method with the key '{key}'"))?,
        None => PAYMENTS[dice.index(4)],
    };
    let said = |name: &str, default: bool| wish.get(name).map_or(default, truth);
    let sale = Sale {
        customer,
        person,
        registered: !said("guest", false),
        lines,
        method,
        payment,
        discount,
        channel: "main",
        comment: wish.get("comment").map(text).unwrap_or_default(),
        memo: wish.get("memo").map(text).unwrap_or_default(),
        language,
        notify: true,
        newsletter: false,
    };
    let id = close(state, context, sale);
    let mut after = Map::new();
    if said("paid", true) {
        after.insert("paymentStatus".to_owned(), json!("paid"));
    }
    if said("shipped", false) {
        after.insert("shipmentStatus".to_owned(), json!("shipped"));
    }
    if !after.is_empty() {
        order_changes::update(state, context, id, &after).map_err(|refusal| refusal.message.to_owned())?;
    }
    Ok(id)
}

fn buyer(state: &State, wish: Option<&Value>, dice: &mut Dice) -> Result<(Option<u64>, Person), String> {
    if let Some(wish) = wish.and_then(Value::as_object) {
        let email = wish.get("email").map(text).unwrap_or_default();
        let known = state
            .by_email
            .get(&email.to_lowercase())
            .first()
            .and_then(|id| state.customers.get(*id))
            .filter(|_| !email.is_empty());
        let mut person = known
            .map(|customer| (*customer.person).clone())
            .unwrap_or_default();
        for (field, value) in wish {
            if !person.set(field, value) {
                return Err(format!(
                    "a customer has no field '{field}'; use the names of the API, such as addressBillingCity"
                ));
            }
        }
        // A country that was given and is unknown stays unknown: such records exist.
        for (field, address) in [
            ("addressBillingCountry", &mut person.billing),
            ("addressShippingCountry", &mut person.shipping),
        ] {
            if address.country.is_empty() && !wish.contains_key(field) {
                address.country = "nl";
            }
        }
        return Ok((known.map(|customer| customer.id), person));
    }
    if let (true, Some(customer)) = (
        dice.chance(75),
        random(state.customers.len(), dice, |place| {
            state.customers.iter().nth(place)
        }),
    ) {
        return Ok((Some(customer.id), (*customer.person).clone()));
    }
    let plan = Plan {
        customers: 1,
        companies: usize::from(dice.chance(35)),
        even: true,
        ..Plan::small()
    };
    let mut person = people::customers(&plan, 0, dice)
        .pop()
        .map(|customer| (*customer.person).clone())
        .unwrap_or_default();
    // A new customer's address must not meet one of the seeded ones.
    let taken = |email: &str| !state.by_email.get(&email.to_lowercase()).is_empty();
    let (local, domain) = person
        .email
        .split_once('@')
        .map(|(l, d)| (l.to_owned(), d.to_owned()))
        .unwrap_or_default();
    let mut count = 2;
    while taken(&person.email) {
        person.email = format!("{local}{count}@{domain}");
        count += 1;
    }
    Ok((None, person))
}

fn lines(
    state: &State,
    wish: Option<&Value>,
    dice: &mut Dice,
) -> Result<Vec<(u64, i64, Option<i64>)>, String> {
    if let Some(wish) = wish {
        let wish = wish.as_array().ok_or("'lines' is a list of {sku, quantity}")?;
        return wish
            .iter()
            .map(|line| {
                let sku = line.get("sku").map(text).unwrap_or_default();
                let variant = state
                    .by_sku
                    .get(&sku)
                    .first()
                    .ok_or_else(|| format!("there is no variant with the SKU '{sku}'"))?;
                let quantity = line
                    .get("quantity")
                    .map_or(Some(1), whole)
                    .filter(|count| count.unsigned_abs() <= 10_000)
                    .ok_or("a quantity is a whole number up to 10,000")?;
                let price = line
                    .get("price")
                    .map(|price| money::read(price).ok_or("a price is a number"));
                Ok((*variant, quantity, price.transpose()?))
            })
            .collect();
    }
    let count = 1 + dice.below(3);
    let mut lines: Vec<(u64, i64, Option<i64>)> = Vec::new();
    for _ in 0..count {
        let pick = random(state.variants.len(), dice, |place| {
            state.variants.iter().nth(place)
        });
        let Some(variant) = pick else { continue };
        if lines.iter().all(|(id, _, _)| *id != variant.id) {
            lines.push((variant.id, dice.between(1, 3), None));
        }
    }
    if lines.is_empty() {
        return Err("the shop has nothing to sell".to_owned());
    }
    Ok(lines)
}

fn random<'t, T>(count: usize, dice: &mut Dice, nth: impl Fn(usize) -> Option<&'t T>) -> Option<&'t T> {
    nth(dice.index(count))
}

/// The active discount with a code, as written in `discounts`.
pub(crate) fn coupon(state: &State, code: &str) -> Option<Discount> {
    let record = state.records.get("discounts")?.rows.values().find(|record| {
        record.values.get("code").and_then(Value::as_str) == Some(code)
            && record
                .values
                .get("isActive")
                .and_then(Value::as_bool)
                .unwrap_or(true)
    })?;
    let worth = record.values.get("discount").and_then(money::read).unwrap_or(0);
    let percentage = record
        .values
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("percentage")
        == "percentage";
    Some(Discount {
        percentage: if percentage { worth / 100 } else { 0 },
        amount: if percentage { 0 } else { money::to_cents(worth) },
        free_shipping: record.values.get("shipment").and_then(Value::as_str) == Some("free"),
        code: code.into(),
    })
}
