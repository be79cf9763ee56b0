//! What records are made of: JSON's shapes, with exact decimals instead of floats.
//!
//! Money passes through mappings, comparisons and sums. A float would lose cents on the way, so every
//! number becomes a [`Decimal`] as soon as it is read and stays one until it is sent.

use std::{collections::BTreeMap, fmt};

use rust_decimal::Decimal;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

/// One piece of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing here.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// An exact number.
    Number(Decimal),
    /// Text; dates and times are ISO 8601 text.
    Text(String),
    /// An ordered list.
    List(Vec<Value>),
    /// Named parts, in the order of their names.
    Map(Map),
}

/// Named parts of a record.
pub type Map = BTreeMap<String, Value>;

static NULL: Value = Value::Null;

impl Value {
    /// Text, from anything that becomes a `String`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// The part called `name`; [`Value::Null`] when this is no map or has no such part.
    #[must_use]
    pub fn get(&self, name: &str) -> &Value {
        match self {
            Self::Map(map) => map.get(name).unwrap_or(&NULL),
            _ => &NULL,
        }
    }

    /// The value at a dotted path (`customer.address.city`, `lines.0.sku`); null where the path ends early.
    #[must_use]
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(self, |value, step| match value {
            Self::List(items) => step
                .parse::<usize>()
                .ok()
                .and_then(|i| items.get(i))
                .unwrap_or(&NULL),
            other => other.get(step),
        })
    }

    /// Puts a value at a dotted path, making maps on the way. A non-map in the way is replaced.
    pub fn put(&mut self, path: &str, value: Value) {
        let (step, rest) = match path.split_once('.') {
            Some((step, rest)) => (step, Some(rest)),
            None => (path, None),
        };
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Map::new());
        }
        if let Self::Map(map) = self {
            let slot = map.entry(step.to_owned()).or_default();
            match rest {
                Some(rest) => slot.put(rest, value),
                None => *slot = value,
            }
        }
    }

    /// Whether there is nothing here: null, empty text, an empty list or map.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Map(map) => map.is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// Whether this is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if this is text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one or text that reads as one.
    #[must_use]
    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The items, if this is a list; else none.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The named parts, if this is a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// How this is called in messages to people ("text", "number", …).
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "yes/no",
            Self::Number(_) => "number",
            Self::Text(_) => "text",
            Self::List(_) => "list",
            Self::Map(_) => "group of fields",
        }
    }

    /// Parses JSON text.
    ///
    /// # Errors
    /// The JSON parser's own, with line and column.
    pub fn from_json(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// This value as compact JSON text. Numbers are written as JSON numbers.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Writing to memory can't fail, and every key is a string.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// As text in a sentence or a text field: numbers without trailing noise, lists joined by ", ".
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    item.fmt(f)?;
                }
                Ok(())
            }
            Self::Map(_) => f.write_str(&self.to_json()),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value.into())
    }
}
impl From<Decimal> for Value {
    fn from(value: Decimal) -> Self {
        Self::Number(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}
impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
impl<const N: usize> From<[(&str, Value); N]> for Value {
    fn from(parts: [(&str, Value); N]) -> Self {
        Self::Map(
            parts
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => serialize_number(*number, serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (name, value) in map {
                    out.serialize_entry(name, value)?;
                }
                out.end()
            }
        }
    }
}

/// Whole numbers go out as integers, others as the float nearest to them: at the up to 15 digits that
/// money and quantities have, its shortest text is the decimal again.
fn serialize_number<S: Serializer>(number: Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    use rust_decimal::prelude::ToPrimitive;
    let whole = number.is_integer().then(|| number.to_i64()).flatten();
    match (whole, number.to_f64()) {
        (Some(whole), _) => serializer.serialize_i64(whole),
        (None, Some(float)) => serializer.serialize_f64(float),
        (None, None) => serializer.serialize_str(&number.to_string()),
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // `try_from` keeps the digits that the sender wrote (24.95), not the float's expansion.
        // What no decimal can hold (1e300) stays readable as text instead of sinking the record's batch.
        Ok(Decimal::try_from(value).map_or_else(|_| Value::Text(value.to_string()), Value::Number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(1024));
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = access.next_entry()? {
            map.insert(name, value);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn money_keeps_its_cents() {
        let order = read(r#"{"priceIncl":24.95,"costs":[0.1,0.2],"id":318204411,"huge":1e300}"#);
        assert_eq!(order.at("priceIncl").to_string(), "24.95");
        let sum = order.at("costs.0").as_number().unwrap() + order.at("costs.1").as_number().unwrap();
        assert_eq!(sum.to_string(), "0.3");
        assert_eq!(order.get("id").to_json(), "318204411");
        assert_eq!(order.get("huge").kind_name(), "text");
        assert_eq!(order.at("priceIncl").to_json(), "24.95");
    }

    #[test]
    fn a_path_that_ends_early_is_nothing() {
        let order = read(r#"{"lines":[{"sku":"A"}],"customer":false}"#);
        assert_eq!(order.at("lines.0.sku"), &Value::text("A"));
        assert!(order.at("lines.7.sku").is_null());
        assert!(order.at("customer.email").is_null());
    }

    #[test]
    fn putting_makes_the_maps_on_the_way() {
        let mut document = Value::Null;
        document.put("contact.address.city", "Haarlem".into());
        assert_eq!(
            document.to_json(),
            r#"{"contact":{"address":{"city":"Haarlem"}}}"#
        );
    }
}
