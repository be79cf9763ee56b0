//! A document as rows of path and value, for people who look at two of them side by side.

use domain::Value;

pub(super) struct Field {
    pub(super) path: String,
    pub(super) value: String,
}

/// A document as rows of path and value, without what is empty.
pub(super) fn fields(document: &Value) -> Vec<Field> {
    let mut all = Vec::new();
    flatten(document, String::new(), &mut all);
    all
}

fn flatten(value: &Value, path: String, into: &mut Vec<Field>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Map(map) => map
            .iter()
            .for_each(|(name, value)| flatten(value, below(name), into)),
        Value::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| flatten(item, below(&(at + 1).to_string()), into)),
        other if other.is_empty() => {}
        other => into.push(Field {
            value: other.to_string(),
            path,
        }),
    }
}
