//! Takes the shop's JSON out of its envelope and cleans it, so that rules can read it without knowing its traps.
//!
//! Envelopes are named irregularly (`variantsMovements`, `image`), so the first key is taken, as the vendor's own
//! client does. Absent values are a zoo of `false`, `""`, `[]` and null; relations hide their id behind
//! `resource` (dossier Lightspeed §3).

use domain::{Map, Value};

/// What stands in the envelope: the object of `{"order":{…}}`, the list of `{"orders":[…]}`.
pub(super) fn unwrapped(json: Value) -> Option<Value> {
    match json {
        Value::Map(map) => map.into_values().next(),
        _ => None,
    }
}

/// The same JSON, cleaned: `false` where no yes/no is meant becomes null, a relation becomes `{id}` or the object
/// embedded in it, a to-many relation the embedded list or null, metafields a map by key, and numbers that are
/// sent as text become numbers. Addresses of further resources are left out. Texts and names stay as they are.
pub(super) fn cleaned(json: Value) -> Value {
    match json {
        Value::Map(map) => cleaned_map(map),
        Value::List(items) => Value::List(items.into_iter().map(cleaned).collect()),
        other => other,
    }
}

fn cleaned_map(mut map: Map) -> Value {
    if let Some(Value::Map(resource)) = map.get_mut("resource") {
        let resource = std::mem::take(resource);
        return relation(resource);
    }
    let parts = map.into_iter().map(|(name, value)| {
        let value = cleaned_part(&name, value);
        (name, value)
    });
    Value::Map(parts.collect())
}

fn cleaned_part(name: &str, value: Value) -> Value {
    match value {
        Value::Bool(false) if !is_yes_no(name) => Value::Null,
        Value::Text(text) if is_number_as_text(name) => match text.trim().parse() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Text(text),
        },
        value @ (Value::Number(_) | Value::Text(_)) if is_relation(name) => plain_relation(value),
        value if name == "metafields" => metafields(cleaned(value)),
        value => cleaned(value),
    }
}

/// `{"id":7,"url":…,"link":…}` → `{id: 7}`, or what is embedded; `id: false` without embedding → null.
fn relation(mut resource: Map) -> Value {
    match (resource.remove("embedded"), resource.remove("id")) {
        (Some(embedded @ (Value::List(_) | Value::Map(_))), _) => cleaned(embedded),
        (_, Some(id @ (Value::Number(_) | Value::Text(_)))) => Value::from([("id", id)]),
        _ => Value::Null,
    }
}

/// A relation told as a plain id, as requests have it; whatever else stands there is none.
fn plain_relation(id: Value) -> Value {
    match id.as_number() {
        Some(number) if number > domain::Decimal::ZERO => Value::from([("id", id)]),
        _ => Value::Null,
    }
}

/// Whether a field of this name is a relation to one record that we read.
fn is_relation(name: &str) -> bool {
    matches!(
        name,
        "customer"
            | "order"
            | "product"
            | "variant"
            | "brand"
            | "supplier"
            | "tax"
            | "category"
            | "group"
            | "parent"
    )
}

/// `[{key, value, …}]` → `{key: value}`.
fn metafields(list: Value) -> Value {
    match list {
        Value::List(items) => Value::Map(
            items
                .into_iter()
                .filter_map(|item| Some((item.get("key").as_text()?.to_owned(), item.get("value").clone())))
                .collect(),
        ),
        other => other,
    }
}

/// Whether a field of this name means yes or no. Read from the vendor's naming: `isCompany`, `hasMatrix`,
/// `doNotifyNew`, `paymentIsPost`, and the few that are named otherwise.
fn is_yes_no(name: &str) -> bool {
    const OTHERS: [&str; 7] = [
        "newsletterSubscribed",
        "allowNotifications",
        "newsletter",
        "notifications",
        "read",
        "write",
        "default",
    ];
    let word = |start: &str, name: &str| {
        name.strip_prefix(start)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()))
    };
    OTHERS.contains(&name)
        || ["is", "has", "doNotify"].iter().any(|start| word(start, name))
        || name
            .match_indices("Is")
            .any(|(at, _)| at > 0 && word("Is", &name[at..]))
}

/// Numbers that the shop sends as text (dossier Lightspeed §3).
fn is_number_as_text(name: &str) -> bool {
    matches!(
        name,
        "weightValue"
            | "sizeXValue"
            | "sizeYValue"
            | "sizeZValue"
            | "volumeValue"
            | "additionalCostIncl"
            | "additionalCostExcl"
            | "currencyRate"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, wanted: &str) {
        let json = Value::from_json(json.as_bytes()).unwrap();
        let wanted = Value::from_json(wanted.as_bytes()).unwrap();
        assert_eq!(cleaned(json).to_json(), wanted.to_json());
    }

    #[test]
    fn the_first_key_is_the_envelope_whatever_it_is_called() {
        let json = Value::from_json(br#"{"variantsMovements":[{"id":1}]}"#).unwrap();
        assert_eq!(unwrapped(json).unwrap().items().len(), 1);
        assert_eq!(unwrapped(Value::List(Vec::new())), None);
        assert_eq!(unwrapped(Value::Map(Map::new())), None);
    }

    #[test]
    fn false_is_nothing_except_where_yes_or_no_is_meant() {
        check(
            r#"{"gender":false,"birthDate":false,"customer":false,"isCompany":false,"hasMatrix":false,"paymentIsPost":false,
                "doNotifyNew":false,"newsletterSubscribed":false,"issue":false,"hasty":false,"customFields":false}"#,
            r#"{"gender":null,"birthDate":null,"customer":null,"isCompany":false,"hasMatrix":false,"paymentIsPost":false,
                "doNotifyNew":false,"newsletterSubscribed":false,"issue":null,"hasty":null,"customFields":null}"#,
        );
    }

    #[test]
    fn relations_become_their_id_or_what_is_embedded() {
        check(
            r#"{"brand":{"resource":{"id":5,"url":"brands/5","link":"https://x"}},
                "variants":{"resource":{"id":false,"url":"variants?product=1","link":"https://x"}},
                "products":{"resource":{"id":false,"url":"u","link":"l","embedded":[{"id":1,"customFields":false}]}},
                "customer":{"resource":{"id":9,"url":"u","link":"l","embedded":{"id":9,"email":"a@b.example"}}}}"#,
            r#"{"brand":{"id":5},"variants":null,"products":[{"id":1,"customFields":null}],
                "customer":{"id":9,"email":"a@b.example"}}"#,
        );
        check(
            r#"{"customer":9,"product":"7","variant":0,"parent":"","title":"12"}"#,
            r#"{"customer":{"id":9},"product":{"id":"7"},"variant":null,"parent":null,"title":"12"}"#,
        );
    }

    #[test]
    fn metafields_are_read_by_key_and_texts_of_numbers_as_numbers() {
        check(
            r#"{"weightValue":"0.500","number":"0007","metafields":{"resource":{"id":false,"url":"u","link":"l",
                "embedded":[{"id":3,"key":"erp_order","value":"SO-1"}]}}}"#,
            r#"{"weightValue":0.5,"number":"0007","metafields":{"erp_order":"SO-1"}}"#,
        );
    }
}
