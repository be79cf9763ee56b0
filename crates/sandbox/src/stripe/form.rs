//! Forms with brackets, as Stripe takes them: `items[0][price]=…`, `expand[]=…`.

use serde_json::{Map, Value};

/// Reads a form or a query into a document; lists become objects with the numbers as keys until [`listed`] makes
/// lists of them.
pub(super) fn read(text: &str) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let steps = steps(&name);
        put(&mut root, &steps, value.into_owned());
    }
    listed(root)
}

fn steps(name: &str) -> Vec<String> {
    let (first, rest) = name.split_once('[').unwrap_or((name, ""));
    let mut steps = vec![first.to_owned()];
    for part in rest.split('[').filter(|part| !part.is_empty()) {
        steps.push(part.trim_end_matches(']').to_owned());
    }
    steps
}

fn put(into: &mut Value, steps: &[String], value: String) {
    let Some((first, rest)) = steps.split_first() else {
        *into = Value::String(value);
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(map) = into else { return };
    // `expand[]` counts by itself.
    let key = if first.is_empty() {
        map.len().to_string()
    } else {
        first.clone()
    };
    put(map.entry(key).or_insert(Value::Null), rest, value);
}

fn listed(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let is_list = !map.is_empty()
        && map
            .keys()
            .all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_list {
        return Value::Object(map.into_iter().map(|(key, value)| (key, listed(value))).collect());
    }
    let mut items: Vec<(usize, Value)> = map
        .into_iter()
        .map(|(key, value)| (key.parse().unwrap_or(usize::MAX), listed(value)))
        .collect();
    items.sort_by_key(|(at, _)| *at);
    Value::Array(items.into_iter().map(|(_, value)| value).collect())
}

/// A text of the document by its path (`a.b.0.c`); empty if it is not there.
pub(super) fn text<'a>(from: &'a Value, path: &str) -> &'a str {
    at(from, path).and_then(Value::as_str).unwrap_or_default()
}

/// A whole number by its path, from a number or from its digits.
pub(super) fn whole(from: &Value, path: &str) -> Option<i64> {
    let found = at(from, path)?;
    found.as_i64().or_else(|| found.as_str()?.parse().ok())
}

/// What lies at a path.
pub(super) fn at<'a>(from: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(from, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_become_objects_and_lists() {
        let read = read("a=1&items[0][price]=p1&items[1][price]=p2&expand[]=x&expand[]=y.z&m[k+1]=v%26w");
        assert_eq!(
            read,
            json!({"a": "1", "items": [{"price": "p1"}, {"price": "p2"}], "expand": ["x", "y.z"], "m": {"k 1": "v&w"}})
        );
        assert_eq!(text(&read, "items.1.price"), "p2");
        assert_eq!(whole(&read, "a"), Some(1));
        assert_eq!(text(&read, "items.7.price"), "");
    }
}
