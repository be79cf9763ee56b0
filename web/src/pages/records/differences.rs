//! What differs between two versions of a record: in what came in, and in what was made of it.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use store::records::Exchange;

/// Differences that are shown; more is another record.
const MOST: usize = 200;
/// Characters of one value.
const CELL: usize = 200;

/// One value that differs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Whether it lies in what came in; else in what was made of it.
    pub(super) came_in: bool,
    pub(super) path: String,
    /// Empty where it was not there.
    pub(super) before: String,
    pub(super) after: String,
}

/// What differs, the older version first.
pub(super) fn between(before: Option<&Exchange>, after: Option<&Exchange>) -> Vec<Difference> {
    let nothing = Json::Null;
    let of = |exchange: Option<&Exchange>, came_in: bool| match exchange {
        Some(exchange) if came_in => exchange.came_in.clone(),
        Some(exchange) => exchange.mapped.clone(),
        None => nothing.clone(),
    };
    let mut found = Vec::new();
    for came_in in [true, false] {
        let (old, new) = (leaves(&of(before, came_in)), leaves(&of(after, came_in)));
        let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            if old.get(path) != new.get(path) && found.len() < MOST {
                found.push(Difference {
                    came_in,
                    path: path.clone(),
                    before: cell(old.get(path)),
                    after: cell(new.get(path)),
                });
            }
        }
    }
    found
}

/// Paths of fields whose values differ between two documents.
pub(super) fn changed_fields(before: &Json, after: &Json) -> Vec<String> {
    let (old, new) = (leaves(before), leaves(after));
    let mut paths: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    paths.sort_unstable();
    paths.dedup();
    paths.retain(|path| old.get(path) != new.get(path));
    paths
}

fn cell(value: Option<&Json>) -> String {
    let text = match value {
        None => return String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn leaves(document: &Json) -> BTreeMap<String, Json> {
    fn walk(value: &Json, path: &str, found: &mut BTreeMap<String, Json>) {
        let below = |name: &str| match path {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        };
        match value {
            Json::Object(fields) if !fields.is_empty() => {
                for (name, value) in fields {
                    walk(value, &below(name), found);
                }
            }
            Json::Array(items) if !items.is_empty() => {
                for (at, value) in items.iter().enumerate() {
                    walk(value, &below(&at.to_string()), found);
                }
            }
            Json::Null if path.is_empty() => {}
            leaf => {
                found.insert(path.to_owned(), leaf.clone());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(document, "", &mut found);
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn exchange(mapped: Json) -> Exchange {
        Exchange {
            came_in: json!({ "id": 1 }),
            mapped,
            sent: Json::Null,
            answered: Json::Null,
            steps: Json::Null,
        }
    }

    #[test]
    fn only_what_differs_is_told_with_its_path() {
        let before = exchange(json!({ "name": "A", "lines": [{ "price": "1.00" }] }));
        let after = exchange(json!({ "name": "A", "lines": [{ "price": "2.00" }], "stage": "won" }));
        let found = between(Some(&before), Some(&after));
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.path.as_str(), one.before.as_str(), one.after.as_str()))
            .collect();
        assert_eq!(told, [("lines.0.price", "1.00", "2.00"), ("stage", "", "won")]);
    }

    #[test]
    fn an_edit_names_its_fields() {
        let fields = changed_fields(&json!({ "a": 1, "b": 2 }), &json!({ "a": 1, "b": 3 }));
        assert_eq!(fields, ["b"]);
    }
}
