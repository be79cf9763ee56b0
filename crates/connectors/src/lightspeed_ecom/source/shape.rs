//! Values that a rule can't well compute from the cleaned JSON: addresses with the house number apart, names in
//! one line, papers of an order, what was credited. The mapping files read them below `derived`.

use domain::{Decimal, Map, Value};
use mapper::functions::address::apart;

/// What an order's rules read below `derived`.
pub(super) fn of_order(raw: &Value) -> Value {
    Value::from([
        ("customer_name", name(raw).into()),
        ("billing_address", address(raw, "addressBilling")),
        ("shipping_address", address(raw, "addressShipping")),
        ("invoice_numbers", invoice_numbers(raw).into()),
        (
            "tracking_codes",
            listed(raw.get("shipments"), "trackingCode").into(),
        ),
        ("refunded_incl", refunded(raw).into()),
        ("total_tax", total_tax(raw)),
        ("coupon_amount", raw.get("discountAmount").clone()),
    ])
}

/// What an invoice's rules read below `derived`: who ordered and where it goes, as the order has it, and each item with
/// the order's line that it charges.
pub(super) fn of_invoice(raw: &Value) -> Value {
    let order = raw.get("order");
    let ordered = |item: &Value| {
        let line = item.get("orderProductId");
        let lines = order.get("products").items();
        lines
            .iter()
            .find(|known| !line.is_empty() && known.get("id") == line)
            .cloned()
    };
    let items = raw
        .get("items")
        .items()
        .iter()
        .map(|item| {
            let mut whole = item.clone();
            whole.put("ordered", ordered(item).unwrap_or_default());
            whole
        })
        .collect();
    Value::from([
        ("customer_name", name(order).into()),
        ("billing_address", address(order, "addressBilling")),
        ("shipping_address", address(order, "addressShipping")),
        ("items", Value::List(items)),
    ])
}

/// What a customer's rules read below `derived`.
pub(super) fn of_customer(raw: &Value) -> Value {
    Value::from([
        ("customer_name", name(raw).into()),
        ("billing_address", address(raw, "addressBilling")),
        ("shipping_address", address(raw, "addressShipping")),
    ])
}

/// First, middle and last name in one line; `_` is what importers write for a missing name (dossier §6.14).
fn name(raw: &Value) -> String {
    ["firstname", "middlename", "lastname"]
        .into_iter()
        .map(|part| text(raw, part))
        .filter(|part| !part.is_empty() && part != "_")
        .collect::<Vec<_>>()
        .join(" ")
}

fn text(raw: &Value, field: &str) -> String {
    match raw.get(field) {
        Value::Map(_) | Value::List(_) | Value::Bool(_) => String::new(),
        plain => plain.to_string().trim().to_owned(),
    }
}

/// One address in canonical parts. The shop keeps street, number and extension apart, but many shoppers write all
/// into the street (dossier §6.3); then they are parted here, and `line` stays as it was typed.
fn address(raw: &Value, prefix: &str) -> Value {
    let part = |field: &str| text(raw, &format!("{prefix}{field}"));
    let typed = part("Street");
    let mut number = part("Number");
    // Importers write -1 where a checkout insists on a number (dossier §4.3).
    if number == "-1" {
        number.clear();
    }
    let (street, number, suffix, line) = if number.is_empty() {
        let parts = apart(&typed);
        (
            parts.street.to_owned(),
            parts.number.to_owned(),
            parts.suffix.to_owned(),
            typed.clone(),
        )
    } else {
        let suffix = part("Extension");
        let line = joined(&typed, &number, &suffix);
        (typed, number, suffix, line)
    };
    let country = match raw.get(&format!("{prefix}Country")) {
        Value::Map(country) => country.get("code").map(Value::to_string).unwrap_or_default(),
        plain => plain.as_text().unwrap_or_default().to_owned(),
    };
    let parts = [
        ("company", part("Company")),
        ("name", part("Name")),
        ("street", street),
        ("house_number", number),
        ("house_number_suffix", suffix),
        ("street2", part("Street2")),
        ("line", line),
        ("postcode", part("Zipcode")),
        ("city", part("City")),
        ("region", part("Region")),
        ("country", country.trim().to_uppercase()),
    ];
    let filled: Map = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.to_owned(), Value::Text(value)))
        .collect();
    if filled.is_empty() {
        Value::Null
    } else {
        Value::Map(filled)
    }
}

/// `Kleine Houtstraat 48B`, `Damstraat 12-3`.
fn joined(street: &str, number: &str, suffix: &str) -> String {
    let between = if suffix.starts_with(|c: char| c.is_ascii_digit()) {
        "-"
    } else {
        ""
    };
    [street, &format!("{number}{between}{suffix}")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The invoices' numbers; credit notes are papers of their own.
fn invoice_numbers(raw: &Value) -> String {
    let numbers: Vec<String> = raw
        .get("invoices")
        .items()
        .iter()
        .filter(|invoice| invoice.get("isCreditNote").as_bool() != Some(true))
        .map(|invoice| text(invoice, "number"))
        .filter(|number| !number.is_empty())
        .collect();
    numbers.join(", ")
}

fn listed(rows: &Value, field: &str) -> String {
    let mut all: Vec<String> = Vec::new();
    for row in rows.items() {
        let value = text(row, field);
        if !value.is_empty() && !all.contains(&value) {
            all.push(value);
        }
    }
    all.join(", ")
}

/// What was credited: the credit notes' sum, else the share of each line that was refunded. The sign of a credit
/// note's total is not certain (dossier §4.4), so its size counts.
fn refunded(raw: &Value) -> Decimal {
    let notes: Vec<Decimal> = raw
        .get("invoices")
        .items()
        .iter()
        .filter(|invoice| invoice.get("isCreditNote").as_bool() == Some(true))
        .filter_map(|invoice| invoice.get("priceIncl").as_number())
        .map(|price| price.abs())
        .collect();
    if !notes.is_empty() {
        return notes.into_iter().sum();
    }
    raw.get("products")
        .items()
        .iter()
        .filter_map(|line| {
            let refunded = line.get("quantityRefunded").as_number()?;
            let ordered = line.get("quantityOrdered").as_number()?;
            let total = line.get("priceIncl").as_number()?;
            let share = total.checked_mul(refunded)?.checked_div(ordered)?;
            Some(share.round_dp(2))
        })
        .sum()
}

fn total_tax(raw: &Value) -> Value {
    let incl = raw.get("priceIncl").as_number();
    let excl = raw.get("priceExcl").as_number();
    incl.zip(excl)
        .and_then(|(incl, excl)| incl.checked_sub(excl))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_address_is_joined_and_parted_and_keeps_what_was_typed() {
        let kept_apart = address(
            &read(
                r#"{"aStreet":"Kleine Houtstraat","aNumber":"48","aExtension":"B","aCountry":{"code":"nl"},"aCity":" Haarlem "}"#,
            ),
            "a",
        );
        assert_eq!(kept_apart.get("line"), &"Kleine Houtstraat 48B".into());
        assert_eq!(kept_apart.get("country"), &"NL".into());
        assert_eq!(kept_apart.get("city"), &"Haarlem".into());
        let typed_together = address(
            &read(r#"{"aStreet":"Am Kanal 5","aNumber":"","aCountry":null}"#),
            "a",
        );
        assert_eq!(typed_together.get("street"), &"Am Kanal".into());
        assert_eq!(typed_together.get("house_number"), &"5".into());
        assert_eq!(typed_together.get("line"), &"Am Kanal 5".into());
        let turkish = address(&read(r#"{"aStreet":"İstiklal Cd. No:5/3","aNumber":"-1"}"#), "a");
        assert_eq!(turkish.get("house_number"), &"5".into());
        assert_eq!(turkish.get("house_number_suffix"), &"3".into());
        assert!(address(&read(r#"{"aStreet":null}"#), "a").is_null());
    }

    #[test]
    fn credit_notes_count_before_refunded_pieces_and_whatever_their_sign() {
        let lines = r#""products":[{"quantityOrdered":3,"quantityRefunded":1,"priceIncl":10}]"#;
        assert_eq!(refunded(&read(&format!("{{{lines}}}"))).to_string(), "3.33");
        let noted = read(&format!(
            r#"{{{lines},"invoices":[{{"number":"INV1","priceIncl":10}},{{"number":"CN1","isCreditNote":true,"priceIncl":-4.5}},
                {{"number":"CN2","isCreditNote":true,"priceIncl":1}}]}}"#
        ));
        assert_eq!(refunded(&noted).to_string(), "5.5");
        assert_eq!(invoice_numbers(&noted), "INV1");
    }

    #[test]
    fn hostile_numbers_do_not_stop_the_sum() {
        let raw = read(
            r#"{"products":[{"quantityOrdered":0,"quantityRefunded":1,"priceIncl":10},{"quantityOrdered":"x"}]}"#,
        );
        assert_eq!(refunded(&raw), Decimal::ZERO);
        assert_eq!(
            name(&read(r#"{"firstname":"Sanne","middlename":"","lastname":"_"}"#)),
            "Sanne"
        );
    }
}
