//! Counting of calls by endpoint, so that a test can say how many calls a flow cost.

use std::{collections::BTreeMap, sync::Mutex};

use http::Method;
use serde_json::{Map, Value};

use crate::{faults::Side, lock};

/// Calls since the start or the last reset.
#[derive(Default)]
pub(crate) struct Calls {
    counts: Mutex<BTreeMap<(Side, String), u64>>,
}

impl Calls {
    /// Counts one call; `path` is the one without the side's prefix.
    pub(crate) fn count(&self, side: Side, method: &Method, path: &str) {
        let endpoint = format!("{method} {}", pattern(path));
        *lock(&self.counts).entry((side, endpoint)).or_insert(0) += 1;
    }

    /// Begins again at zero.
    pub(crate) fn reset(&self) {
        lock(&self.counts).clear();
    }

    /// The calls of one side by endpoint, and their `total`.
    pub(crate) fn of(&self, side: Side) -> Value {
        let counts = lock(&self.counts);
        let mut total = 0;
        let mut all = Map::new();
        for ((at, endpoint), n) in counts.iter() {
            if *at == side {
                all.insert(endpoint.clone(), Value::from(*n));
                total += n;
            }
        }
        all.insert("total".to_owned(), Value::from(total));
        Value::Object(all)
    }
}

/// The path with ids, tokens and keys replaced by `{id}`, and without a slash at the end.
pub(crate) fn pattern(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    let mut out = String::with_capacity(trimmed.len());
    let mut before = "";
    let mut before_that = "";
    for segment in trimmed.split('/').skip(1) {
        out.push('/');
        let (stem, ending) = match segment.strip_suffix(".json") {
            Some(stem) => (stem, ".json"),
            None => (segment, ""),
        };
        if is_id(stem, before, before_that) {
            out.push_str("{id}");
            out.push_str(ending);
        } else {
            out.push_str(segment);
        }
        before_that = before;
        before = segment;
    }
    out
}

fn is_id(segment: &str, before: &str, before_that: &str) -> bool {
    let digits = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
    // A key of another kind (an e-mail address, a token) stands where an id would.
    let key = segment.contains('@')
        || segment.contains("%40")
        || segment.len() > 40
        || matches!(before, "access-tokens" | "refresh-tokens")
        || (before_that == "objects"
            && !matches!(
                segment,
                "search" | "batch" | "merge" | "gdpr-delete" | "associations"
            )
            && !is_version(before));
    (digits && !is_version(segment)) || key
}

fn is_version(segment: &str) -> bool {
    segment.starts_with('v') && segment.len() == 2
        || segment.len() == 7 && segment.as_bytes().get(4) == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_keys_become_one_pattern() {
        let check = |path: &str, expected: &str| assert_eq!(pattern(path), expected);
        check(
            "/crm/v3/objects/contacts/batch/create",
            "/crm/v3/objects/contacts/batch/create",
        );
        check("/crm/v3/objects/contacts/30151", "/crm/v3/objects/contacts/{id}");
        check(
            "/crm/v3/objects/contacts/a@b.example",
            "/crm/v3/objects/contacts/{id}",
        );
        check(
            "/crm/objects/2026-03/0-123/search",
            "/crm/objects/2026-03/0-123/search",
        );
        check(
            "/crm/v4/objects/deals/7/associations/default/contacts/8/",
            "/crm/v4/objects/deals/{id}/associations/default/contacts/{id}",
        );
        check("/nl/orders/123.json", "/nl/orders/{id}.json");
        check("/nl/orders/123/products.json", "/nl/orders/{id}/products.json");
        check("/oauth/v1/refresh-tokens/abc", "/oauth/v1/refresh-tokens/{id}");
    }

    #[test]
    fn counts_add_up_per_side_and_reset() {
        let calls = Calls::default();
        calls.count(Side::Hubspot, &Method::GET, "/crm/v3/owners/");
        calls.count(Side::Hubspot, &Method::GET, "/crm/v3/owners");
        calls.count(Side::Lightspeed, &Method::GET, "/nl/shop.json");
        assert_eq!(calls.of(Side::Hubspot)["GET /crm/v3/owners"], 2);
        assert_eq!(calls.of(Side::Hubspot)["total"], 2);
        calls.reset();
        assert_eq!(calls.of(Side::Lightspeed)["total"], 0);
    }
}
