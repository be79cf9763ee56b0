//! A sentence as its kind and values, so that it can be said in other languages than the English of API and log.

use serde::{Deserialize, Serialize};

use crate::value::{Map, Value};

/// What a sentence of a closed list says: its kind (`unknown-field`) and what it is about. A value may be such a sentence
/// itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Saying(Value);

impl Saying {
    /// Of a sentence that serializes as a map with its kind under "kind"; none if it does not.
    pub fn of(sentence: &impl Serialize) -> Option<Self> {
        let json = serde_json::to_vec(sentence).ok()?;
        Self::within(&Value::from_json(&json).ok()?)
    }

    /// The sentence that a value of another one is, if it is one.
    #[must_use]
    pub fn within(value: &Value) -> Option<Self> {
        value.get("kind").as_text()?;
        Some(Self(value.clone()))
    }

    /// Which sentence of the list.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.get("kind").as_text().unwrap_or_default()
    }

    /// What it is about, by name; the kind is among it.
    pub fn values(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.as_map().into_iter().flat_map(Map::iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Sentence {
        FieldEmpty { field: &'static str },
        Because { what: Box<Sentence> },
    }

    #[test]
    fn a_sentence_is_taken_apart_and_so_is_the_one_within() {
        let inner = Sentence::FieldEmpty { field: "order.vat" };
        let said = Saying::of(&Sentence::Because {
            what: Box::new(inner),
        })
        .unwrap();
        assert_eq!(said.kind(), "because");
        let (_, what) = said.values().find(|(name, _)| *name == "what").unwrap();
        let what = Saying::within(what).unwrap();
        assert_eq!(what.kind(), "field-empty");
        assert!(
            what.values()
                .any(|(name, value)| name == "field" && *value == "order.vat".into())
        );
        assert_eq!(Saying::of(&"a plain text"), None);
        let kept = serde_json::to_string(&said).unwrap();
        assert_eq!(serde_json::from_str::<Saying>(&kept).unwrap(), said);
    }
}
