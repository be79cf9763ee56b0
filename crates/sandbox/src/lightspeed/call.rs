//! A call taken apart: language, resource, numbers in the path, query and body.

use http::Method;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;
use crate::shop::country;
use crate::shop::customer::whole;

/// What a client asks for.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// A language of this shop.
    pub(crate) language: &'static str,
    /// The collection with `{}` for the numbers in it, such as `orders/{}/products`.
    pub(crate) pattern: String,
    /// Number of the object whose sub-collection is meant.
    pub(crate) parent: Option<u64>,
    /// Number of the object in the collection.
    pub(crate) id: Option<u64>,
    /// Whether the number of rows is asked for.
    pub(crate) count: bool,
    /// Query in the order given.
    pub(crate) query: Vec<(String, String)>,
    /// The body, if there was one: JSON, or a form as the tree that PHP would make of it.
    pub(crate) body: Option<Value>,
    /// Whether the body came as multipart, whose fields have no wrapper.
    pub(crate) unwrapped: bool,
}

impl Call {
    /// Reads path and query.
    ///
    /// # Errors
    /// 404 for a language the shop does not have ([K] dossier Lightspeed §1.1) or an unreadable path.
    pub(crate) fn read(method: Method, path: &str, query: Option<&str>) -> Result<Self, Refusal> {
        let mut segments = path.trim_matches('/').split('/');
        let language = segments
            .next()
            .and_then(country::language)
            .ok_or_else(Refusal::not_found)?
            .code;
        let mut segments: Vec<&str> = segments.collect();
        let last = segments
            .pop()
            .filter(|last| !last.is_empty())
            .ok_or_else(Refusal::not_found)?;
        if last.ends_with(".xml") {
            return Err(Refusal {
                status: http::StatusCode::NOT_ACCEPTABLE,
                message: "Format not supported.",
            });
        }
        let last = last.strip_suffix(".json").unwrap_or(last);
        let count = last == "count" && !segments.is_empty();
        if !count {
            segments.push(last);
        }
        let id = if count {
            None
        } else {
            segments.last().and_then(|last| last.parse().ok())
        };
        if id.is_some() {
            segments.pop();
        }
        let mut parent = None;
        let mut pattern = String::new();
        for segment in segments {
            if !pattern.is_empty() {
                pattern.push('/');
            }
            match segment.parse() {
                Ok(number) => {
                    parent = Some(number);
                    pattern.push_str("{}");
                }
                Err(_) => pattern.push_str(segment),
            }
        }
        let query = query
            .map(|query| {
                url::form_urlencoded::parse(query.as_bytes())
                    .into_owned()
                    .collect()
            })
            .unwrap_or_default();
        Ok(Self {
            method,
            language,
            pattern,
            parent,
            id,
            count,
            query,
            body: None,
            unwrapped: false,
        })
    }

    /// A query parameter; the last one wins, as in PHP.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A query parameter that is a number; anything else counts as absent.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.param(name).and_then(|text| text.trim().parse().ok())
    }

    /// What lies under the wrapping key.
    ///
    /// # Errors
    /// 400 when the body lacks its wrapper (dossier Lightspeed §8 no. 2).
    pub(crate) fn wrapped(&self, key: &str) -> Result<&Value, Refusal> {
        let body = self.body.as_ref().ok_or_else(Refusal::invalid)?;
        if self.unwrapped && body.get(key).is_none() {
            return Ok(body);
        }
        body.get(key).ok_or_else(Refusal::invalid)
    }

    /// The object under the wrapping key.
    ///
    /// # Errors
    /// 400 when it is missing or no object.
    pub(crate) fn object(&self, key: &str) -> Result<&Map<String, Value>, Refusal> {
        self.wrapped(key)?.as_object().ok_or_else(Refusal::invalid)
    }

    /// The body of the checkout family, which has no wrapper; nothing sent is an empty object.
    ///
    /// # Errors
    /// 400 when it is no object.
    pub(crate) fn bare_object(&self) -> Result<Map<String, Value>, Refusal> {
        match &self.body {
            None => Ok(Map::new()),
            Some(Value::Object(body)) => Ok(body.clone()),
            Some(Value::Array(list)) if list.is_empty() => Ok(Map::new()),
            Some(_) => Err(Refusal::invalid()),
        }
    }
}

/// Reads a body by its type: JSON, or a form such as `variant[stockLevel]=5`.
///
/// # Errors
/// 400 for broken JSON.
pub(crate) fn read_body(content_type: &str, body: &[u8]) -> Result<Option<Value>, Refusal> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let mut root = Value::Object(Map::new());
        for (key, value) in url::form_urlencoded::parse(body) {
            put(&mut root, &key, Value::String(value.into_owned()));
        }
        return Ok(Some(root));
    }
    serde_json::from_slice(body)
        .map(Some)
        .map_err(|_| Refusal::bad("Invalid JSON."))
}

/// Puts a form field into a tree by its brackets: `a[b][]`.
pub(crate) fn put(root: &mut Value, key: &str, value: Value) {
    let (first, rest) = key
        .split_once('[')
        .map_or((key, ""), |(first, rest)| (first, rest));
    let mut steps = vec![first];
    steps.extend(
        rest.split('[')
            .filter(|_| !rest.is_empty())
            .map(|step| step.trim_end_matches(']')),
    );
    let mut place = root;
    for step in steps {
        // PHP numbers `[]` on; digits are keys of a list as long as they count from 0.
        let is_list = step.is_empty() || step.parse::<usize>().is_ok();
        if is_list {
            if !place.is_array() {
                *place = json!([]);
            }
            let Value::Array(list) = place else { return };
            let index = step.parse::<usize>().unwrap_or(list.len()).min(list.len());
            if index == list.len() {
                list.push(Value::Null);
            }
            let Some(next) = list.get_mut(index) else { return };
            place = next;
        } else {
            if !place.is_object() {
                *place = json!({});
            }
            let Value::Object(map) = place else { return };
            place = map.entry(step.to_owned()).or_insert(Value::Null);
        }
    }
    *place = value;
}

/// The id in a request, where a relation is a plain number, text of digits, or an answer's relation
/// object sent back; `false`, `null`, 0 and `""` clear it.
pub(crate) fn relation(value: &Value) -> Option<u64> {
    let id = whole(value)
        .or_else(|| {
            value
                .get("resource")
                .and_then(|resource| resource.get("id"))
                .and_then(whole)
        })
        .or_else(|| value.get("id").and_then(whole))?;
    u64::try_from(id).ok().filter(|id| *id > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(path: &str) -> Call {
        Call::read(Method::GET, path, None).unwrap()
    }

    #[test]
    fn paths_come_apart() {
        let order = call("/nl/orders/12/products/7.json");
        assert_eq!(
            (order.pattern.as_str(), order.parent, order.id),
            ("orders/{}/products", Some(12), Some(7))
        );
        let count = call("/de/variants/count.json");
        assert_eq!(
            (count.pattern.as_str(), count.count, count.language),
            ("variants", true, "de")
        );
        assert_eq!(call("/nl/orders/12").id, Some(12));
        assert!(Call::read(Method::GET, "/xx/orders.json", None).is_err());
    }

    #[test]
    fn forms_become_the_tree_that_php_makes() {
        let body = read_body(
            "application/x-www-form-urlencoded; charset=UTF-8",
            b"variant%5BstockLevel%5D=5&order[orderProducts][0][id]=7&order[orderProducts][0][quantity]=2&a[]=x&a[]=y",
        );
        assert_eq!(
            body.unwrap().unwrap(),
            json!({"variant": {"stockLevel": "5"}, "order": {"orderProducts": [{"id": "7", "quantity": "2"}]}, "a": ["x", "y"]})
        );
    }
}
