//! Values as HubSpot wants them on the wire: everything is text (dossier HubSpot §4).

use domain::{Map, Value};

use super::objects::Association;

/// A property's value as text. Nothing and the empty text clear it.
pub(super) fn property(value: &Value) -> Value {
    Value::Text(match value {
        Value::Null => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.normalize().to_string(),
        // Blanks around a value are refused for all but plain text, and mean nothing there.
        Value::Text(text) => text.trim().to_owned(),
        Value::List(items) => items
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(";"),
        Value::Map(_) => value.to_json(),
    })
}

/// All properties of a document but those in `leave_out`.
pub(super) fn properties(document: &Value, leave_out: &[&str]) -> Map {
    document
        .as_map()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !leave_out.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), property(value)))
        .collect()
}

/// The same for a new record, where there is nothing to clear.
pub(super) fn new_properties(document: &Value, leave_out: &[&str]) -> Map {
    let mut all = properties(document, leave_out);
    all.retain(|_, value| !value.is_empty());
    all
}

/// One entry of a create call's `associations`.
pub(super) fn association(to: &str, kind: Association) -> Value {
    Value::from([
        ("to", Value::from([("id", Value::from(to))])),
        ("types", Value::from(vec![association_type(kind)])),
    ])
}

/// How an association is named.
pub(super) fn association_type(kind: Association) -> Value {
    Value::from([
        ("associationCategory", Value::from("HUBSPOT_DEFINED")),
        ("associationTypeId", Value::from(kind as i64)),
    ])
}

/// An id that may come as text or as number (dossier HubSpot §6).
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.normalize().to_string()),
        _ => None,
    }
}

/// `{"id": …}` entries of a batch call.
pub(super) fn ids<'a>(ids: impl IntoIterator<Item = &'a str>) -> Value {
    Value::List(
        ids.into_iter()
            .map(|id| Value::from([("id", Value::from(id))]))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, wanted: &str) {
        let value = Value::from_json(json.as_bytes()).unwrap();
        assert_eq!(property(&value), Value::from(wanted), "{json}");
    }

    #[test]
    fn every_value_becomes_text() {
        check("null", "");
        check("true", "true");
        check("1234.50", "1234.5");
        check("100", "100");
        check(r#""  Ayşe ""#, "Ayşe");
        check(r#""""#, "");
        check(r#"["red","blue"]"#, "red;blue");
    }
}
