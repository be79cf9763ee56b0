//! Bodies of object calls, read without copying where the text allows it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// Property names and values; numbers and booleans have become text, null and "" are `None`.
#[derive(Default)]
pub(crate) struct Properties<'a>(pub(crate) Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>);

impl Properties<'_> {
    /// The value sent for a name, if one was sent.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n == name)
            .and_then(|(_, value)| value.as_deref())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Properties<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Properties<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object of properties")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Properties::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::with_capacity(16);
                while let Some(name) = map.next_key::<Text<'de>>()? {
                    let value = map.next_value::<Scalar<'de>>()?.0.filter(|v| !v.is_empty());
                    all.push((name.0, value));
                }
                Ok(Properties(all))
            }
        }
        deserializer.deserialize_any(All)
    }
}

/// A string, borrowed if it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Scalar::deserialize(deserializer).map(|s| Self(s.0.unwrap_or_default()))
    }
}

/// Any single JSON value as text.
struct Scalar<'a>(Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Scalar<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, number, boolean or null")
            }

            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Borrowed(v))))
            }

            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Owned(v.to_owned()))))
            }

            fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Borrowed(if v { "true" } else { "false" }))))
            }

            fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Owned(v.to_string()))))
            }

            fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Owned(v.to_string()))))
            }

            fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
                Ok(Scalar(Some(Cow::Owned(v.to_string()))))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar(None))
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar(None))
            }
        }
        deserializer.deserialize_any(One)
    }
}

/// An id or key, sent as text or as a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Scalar::deserialize(deserializer).map(|s| Self(s.0.unwrap_or_default().into_owned()))
    }
}

/// `{"id": …}`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Ref {
    #[serde(default)]
    pub(crate) id: Id,
}

/// An association type as clients name it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TypeRef {
    #[serde(default)]
    #[allow(dead_code, reason = "type ids are unique over both categories here")]
    pub(crate) association_category: Option<String>,
    pub(crate) association_type_id: u32,
}

/// An association given while creating a record.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NewLink {
    pub(crate) to: Ref,
    #[serde(default)]
    pub(crate) types: Vec<TypeRef>,
}

/// One record of a create, update or upsert call; which fields count depends on the call.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Input<'a> {
    #[serde(default)]
    pub(crate) id: Option<Id>,
    #[serde(default)]
    pub(crate) id_property: Option<String>,
    #[serde(default, borrow)]
    pub(crate) properties: Properties<'a>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub(crate) associations: Vec<NewLink>,
    #[serde(default)]
    pub(crate) object_write_trace_id: Option<String>,
}

/// `{"inputs": […]}`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub(crate) struct Inputs<T> {
    pub(crate) inputs: Vec<T>,
}

/// Body of a batch read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadInput {
    #[serde(default, deserialize_with = "null_is_empty")]
    pub(crate) properties: Vec<String>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub(crate) properties_with_history: Vec<String>,
    #[serde(default)]
    pub(crate) id_property: Option<String>,
    pub(crate) inputs: Vec<Ref>,
}

/// An absent list and a null list are both empty.
pub(crate) fn null_is_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    d: D,
) -> Result<Vec<T>, D::Error> {
    struct List<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = seq.next_element()? {
                all.push(one);
            }
            Ok(all)
        }
    }
    d.deserialize_any(List(std::marker::PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_booleans_become_text_and_null_and_empty_clear() {
        let input: Input = serde_json::from_str(
            r#"{"id":7,"properties":{"a":1.5,"b":true,"c":null,"d":"","e":"x\ny"},"associations":null,"more":{}}"#,
        )
        .unwrap();
        assert_eq!(input.id, Some(Id("7".to_owned())));
        let values: Vec<_> = input.properties.0.iter().map(|(_, v)| v.as_deref()).collect();
        assert_eq!(values, [Some("1.5"), Some("true"), None, None, Some("x\ny")]);
    }

    #[test]
    fn a_property_that_is_an_object_is_refused() {
        assert!(serde_json::from_str::<Input>(r#"{"properties":{"a":{}}}"#).is_err());
    }
}
