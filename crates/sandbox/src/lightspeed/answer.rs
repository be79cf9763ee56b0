//! What is sent back.

use http::StatusCode;
use serde_json::{Map, Value};

/// An answer that is no refusal.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A JSON text.
    Json(StatusCode, String),
    /// 204 after a deletion.
    Nothing,
}

impl Answer {
    /// Keeps only the named fields of each object in the envelope.
    pub(crate) fn only(self, fields: &str) -> Self {
        let Self::Json(status, text) = self else {
            return self;
        };
        let wanted: Vec<&str> = fields.split(',').map(str::trim).collect();
        let Ok(mut value) = serde_json::from_str::<Value>(&text) else {
            return Self::Json(status, text);
        };
        let keep = |object: &mut Map<String, Value>| object.retain(|name, _| wanted.contains(&name.as_str()));
        for inner in value.as_object_mut().into_iter().flat_map(Map::values_mut) {
            match inner {
                Value::Object(object) => keep(object),
                Value::Array(list) => list.iter_mut().filter_map(Value::as_object_mut).for_each(keep),
                _ => {}
            }
        }
        Self::Json(status, value.to_string())
    }
}
