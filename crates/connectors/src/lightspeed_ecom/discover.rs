//! The fields of a stream: what can be written, and below `raw` what the shop's records really hold, metafields
//! and custom fields included.

use domain::{Failure, Field, Kind, Map, Schema, Value, flow::FlowKind};

use super::{schema, shop::Shop, source, streams::Stream};

/// Records that are looked at: enough to meet fields that most of them leave empty.
const LOOKED_AT: usize = 5;
/// How deep groups are described; below it a field may hold anything.
const DEPTH: usize = 4;

/// Asks the shop for a few of its newest records and describes them.
pub(super) async fn fields(shop: &Shop, stream: Stream) -> Result<Schema, Failure> {
    let mut known = schema::of(match stream {
        Stream::Orders => FlowKind::Orders,
        Stream::Invoices => FlowKind::Invoices,
        Stream::Customers => FlowKind::Customers,
        Stream::Products => FlowKind::Products,
        Stream::Stock => FlowKind::Stock,
    });
    let keys = source::sample(shop, stream, LOOKED_AT).await?;
    let mut seen = Map::new();
    for record in source::fetch(shop, stream, &keys).await {
        // A record that can't be read describes nothing; the others do.
        if let Ok(Some(record)) = record
            && let Value::Map(parts) = record.raw
        {
            merge(&mut seen, parts);
        }
    }
    let mut raw = Field::new(
        "raw",
        Kind::Group {
            fields: described(&seen, DEPTH, false),
        },
        "The record as Lightspeed gives it",
    );
    raw.writable = false;
    known.fields.push(raw);
    Ok(known)
}

/// Lays a record over those seen before: what was empty there may be filled here.
fn merge(seen: &mut Map, parts: Map) {
    for (name, value) in parts {
        match (seen.get_mut(&name), value) {
            (Some(Value::Map(known)), Value::Map(more)) => merge(known, more),
            (Some(known), value) if known.is_empty() => *known = value,
            (Some(_), _) => {}
            (None, value) => {
                seen.insert(name, value);
            }
        }
    }
}

fn described(parts: &Map, depth: usize, custom: bool) -> Vec<Field> {
    parts
        .iter()
        .map(|(name, value)| {
            // Fields below these were made by the merchant or an app.
            let custom = custom || matches!(name.as_str(), "metafields" | "customFields");
            let mut field = Field::new(name.as_str(), kind(value, depth, custom), "");
            field.writable = false;
            field.custom = custom;
            field
        })
        .collect()
}

fn kind(value: &Value, depth: usize, custom: bool) -> Kind {
    match value {
        Value::Text(text) if text.parse::<jiff::Timestamp>().is_ok() => Kind::DateTime,
        Value::Text(_) => Kind::Text,
        Value::Number(_) => Kind::Number,
        Value::Bool(_) => Kind::Bool,
        Value::Map(parts) if depth > 0 => Kind::Group {
            fields: described(parts, depth - 1, custom),
        },
        Value::List(items) if depth > 0 && items.iter().any(|item| item.as_map().is_some()) => {
            let mut all = Map::new();
            for item in items {
                if let Value::Map(parts) = item {
                    merge(&mut all, parts.clone());
                }
            }
            Kind::List {
                fields: described(&all, depth - 1, custom),
            }
        }
        Value::List(items) if !items.is_empty() && items.iter().all(|item| item.as_text().is_some()) => {
            Kind::Texts
        }
        Value::Null | Value::Map(_) | Value::List(_) => Kind::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_records_hold_is_described_and_custom_fields_are_marked() {
        let mut seen = Map::new();
        for json in [
            r#"{"memo":"","metafields":{"erp":"1"},"products":[{"sku":"A","customFields":null}]}"#,
            r#"{"memo":"x","metafields":{"route":"2"},"createdAt":"2026-11-24T10:00:00+01:00"}"#,
        ] {
            let Value::Map(parts) = Value::from_json(json.as_bytes()).unwrap() else {
                panic!()
            };
            merge(&mut seen, parts);
        }
        let schema = Schema::new(described(&seen, DEPTH, false));
        assert!(schema.field("metafields.erp").unwrap().custom);
        assert!(schema.field("metafields.route").unwrap().custom);
        assert_eq!(schema.field("memo").unwrap().kind, Kind::Text);
        assert_eq!(schema.field("createdAt").unwrap().kind, Kind::DateTime);
        assert!(!schema.field("products.sku").unwrap().custom);
    }
}
