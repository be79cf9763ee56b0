//! Fingerprints: short marks by which an unchanged document and our own echo are recognised.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::value::Value;

/// A short mark of a value; equal values have equal marks.
///
/// Sixty-four bits of SHA-256: enough to tell versions of one record apart, small enough to keep for each
/// field of each record. Numbers count by value (`1.50` is `1.5`) and the empty text is nothing, since
/// remote systems give back what we sent in other clothes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The mark of a value.
    #[must_use]
    pub fn of(value: &Value) -> Self {
        let mut hasher = Sha256::new();
        feed(value, &mut hasher);
        Self(hex::encode(&hasher.finalize()[..8]))
    }

    /// The mark as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Fingerprint {
    fn from(mark: String) -> Self {
        Self(mark)
    }
}

fn feed(value: &Value, hasher: &mut Sha256) {
    match value {
        Value::Null => hasher.update(b"0"),
        Value::Text(text) if text.is_empty() => hasher.update(b"0"),
        Value::Bool(value) => feed_text(if *value { "true" } else { "false" }, hasher),
        Value::Number(number) => feed_text(&number.normalize().to_string(), hasher),
        Value::Text(text) => match text.parse::<rust_decimal::Decimal>() {
            Ok(number) => feed_text(&number.normalize().to_string(), hasher),
            Err(_) => feed_text(text, hasher),
        },
        Value::List(items) => {
            hasher.update(b"[");
            items.iter().for_each(|item| feed(item, hasher));
            hasher.update(b"]");
        }
        Value::Map(map) => {
            hasher.update(b"{");
            for (name, part) in map {
                feed_text(name, hasher);
                feed(part, hasher);
            }
            hasher.update(b"}");
        }
    }
}

fn feed_text(text: &str, hasher: &mut Sha256) {
    hasher.update(text.len().to_le_bytes());
    hasher.update(text.as_bytes());
}

/// What we last knew of a record on one side: a mark for each field that we read or wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Known(BTreeMap<String, Fingerprint>);

impl Known {
    /// Marks of these fields of a document, by dotted path.
    pub fn of<'a>(document: &Value, paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            paths
                .into_iter()
                .map(|path| (path.to_owned(), Fingerprint::of(document.at(path))))
                .collect(),
        )
    }

    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields of `seen` that differ from what we knew. A field that we never knew counts as changed
    /// only if it holds something.
    #[must_use]
    pub fn changed<'a>(&self, seen: &'a Known) -> Vec<&'a str> {
        let nothing = Fingerprint::of(&Value::Null);
        seen.0
            .iter()
            .filter(|(path, mark)| self.0.get(*path).unwrap_or(&nothing) != *mark)
            .map(|(path, _)| path.as_str())
            .collect()
    }

    /// Takes over what was learned later.
    pub fn learn(&mut self, later: Known) {
        self.0.extend(later.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn the_same_value_in_other_clothes_has_the_same_mark() {
        let ours = read(r#"{"price":1.50,"name":"Şeker","note":null}"#);
        let theirs = read(r#"{"name":"Şeker","price":"1.5","note":""}"#);
        assert_eq!(Fingerprint::of(&ours), Fingerprint::of(&theirs));
        assert_ne!(
            Fingerprint::of(&ours),
            Fingerprint::of(&read(r#"{"name":"Seker","price":1.5}"#))
        );
    }

    #[test]
    fn parts_that_flow_into_each_other_are_told_apart() {
        assert_ne!(
            Fingerprint::of(&read(r#"["ab","c"]"#)),
            Fingerprint::of(&read(r#"["a","bc"]"#))
        );
    }

    #[test]
    fn only_what_changed_since_is_named() {
        let paths = ["a", "b", "c"];
        let known = Known::of(&read(r#"{"a":1,"b":2}"#), ["a", "b"]);
        assert!(
            known
                .changed(&Known::of(&read(r#"{"a":"1","b":2}"#), paths))
                .is_empty()
        );
        assert_eq!(
            known.changed(&Known::of(&read(r#"{"a":1,"b":3,"c":4}"#), paths)),
            ["b", "c"]
        );
    }
}
