//! Search: filters, sorting, paging by offset, and its lag behind the writes (dossier HubSpot §3.3).

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::filter::{Filter, Test, unknown};
use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    input::{Id, null_is_empty},
    kinds::{Kind, facts},
    portal::{Collection, Ctx, Portal},
    record::{Record, View},
    schema::{Computed, ValueType},
    show::Shape,
};

/// Most characters of a body.
const BODY: usize = 3_000;
/// Nothing beyond this offset is shown.
const DEPTH: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default, deserialize_with = "null_is_empty")]
    filter_groups: Vec<Group>,
    #[serde(default, deserialize_with = "null_is_empty")]
    filters: Vec<Wish>,
    #[serde(default, deserialize_with = "null_is_empty")]
    sorts: Vec<Value>,
    #[serde(default)]
    query: Option<String>,
    #[serde(default, deserialize_with = "null_is_empty")]
    properties: Vec<String>,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    after: Option<Id>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default, deserialize_with = "null_is_empty")]
    filters: Vec<Wish>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wish {
    pub(super) property_name: String,
    pub(super) operator: String,
    #[serde(default)]
    pub(super) value: Option<Id>,
    #[serde(default)]
    pub(super) high_value: Option<Id>,
    #[serde(default, deserialize_with = "null_is_empty")]
    pub(super) values: Vec<Id>,
}

/// `POST /crm/v3/objects/{type}/search`.
pub(crate) fn call(portal: &Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    if call.method != http::Method::POST {
        return Err(Refusal::wrong_method());
    }
    let characters = std::str::from_utf8(&call.body).map_or(call.body.len(), |text| text.chars().count());
    if characters > BODY {
        return Err(Refusal::invalid(format!(
            "The request body is too large: {characters} characters, the maximum is {BODY}"
        )));
    }
    let mut body: Body = if call.body.is_empty() {
        serde_json::from_str("{}")
    } else {
        serde_json::from_slice(&call.body)
    }
    .map_err(|e| Refusal::garbled(&e))?;
    if !body.filters.is_empty() {
        body.filter_groups.push(Group {
            filters: std::mem::take(&mut body.filters),
        });
    }
    let (limit, after) = check_sizes(&body)?;
    let collection = portal.of(kind);
    let groups: Vec<Vec<Filter>> = body
        .filter_groups
        .iter()
        .map(|group| {
            group
                .filters
                .iter()
                .map(|wish| Filter::new(collection, wish))
                .collect()
        })
        .collect::<Result<_, _>>()?;
    let sort = body
        .sorts
        .first()
        .map(|sort| Sort::new(collection, sort))
        .transpose()?;
    let query = body
        .query
        .as_deref()
        .map(str::trim)
        .filter(|q| !q.is_empty())
        .map(str::to_lowercase);
    let searched: Vec<usize> = facts(kind)
        .searched
        .iter()
        .filter_map(|n| collection.schema.place(n))
        .collect();
    let fits = |view: &View| {
        (groups.is_empty()
            || groups
                .iter()
                .any(|group| group.iter().all(|f| f.fits(collection, *view))))
            && query
                .as_deref()
                .is_none_or(|q| contains_words(collection, *view, &searched, q))
    };
    let mut hits: Vec<View> = match keyed(collection, &groups) {
        Some(records) => records
            .iter()
            .filter_map(|r| r.searched(ctx.now))
            .filter(fits)
            .collect(),
        None => collection
            .records
            .iter()
            .filter_map(|r| r.searched(ctx.now))
            .filter(fits)
            .collect(),
    };
    if let Some(sort) = sort {
        sort.apply(collection, &mut hits);
    }
    let places = collection.schema.asked_for(&body.properties);
    let mut out = Vec::with_capacity(limit * 400);
    out.extend_from_slice(format!("{{\"total\":{},\"results\":[", hits.len()).as_bytes());
    for (at, view) in hits.iter().skip(after).take(limit).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        portal.write_record(
            &mut out,
            kind,
            *view,
            Shape {
                places: &places,
                ..Shape::default()
            },
        );
    }
    out.push(b']');
    if after + limit < hits.len() {
        out.extend_from_slice(
            format!(",\"paging\":{{\"next\":{{\"after\":\"{}\"}}}}", after + limit).as_bytes(),
        );
    }
    out.push(b'}');
    Ok(Answer::bytes(200, out))
}

fn check_sizes(body: &Body) -> Result<(usize, usize), Refusal> {
    let refuse = |message: String| Err(Refusal::invalid(message));
    if body.filter_groups.len() > 5 {
        return refuse("The maximum number of filterGroups is 5".to_owned());
    }
    if body.filter_groups.iter().any(|g| g.filters.len() > 6) {
        return refuse("The maximum number of filters in a filterGroup is 6".to_owned());
    }
    if body.filter_groups.iter().map(|g| g.filters.len()).sum::<usize>() > 18 {
        return refuse("The maximum number of filters is 18".to_owned());
    }
    if body.sorts.len() > 1 {
        return refuse("Only one sort can be applied".to_owned());
    }
    let limit = body.limit.unwrap_or(10);
    if limit > 200 {
        return refuse(format!("limit must be at most 200, but was {limit}"));
    }
    let after = match body.after.as_ref().map(|a| a.0.as_str()) {
        None | Some("") => 0,
        Some(text) => match text.parse::<usize>() {
            Ok(after) => after,
            Err(_) => return refuse(format!("Invalid value for the after parameter: {text}")),
        },
    };
    // A whole page must lie within the depth; with limit 0 only the total is asked for.
    if after.saturating_add(limit) > DEPTH {
        return refuse(format!(
            "Results beyond {DEPTH} cannot be read; after was {after}"
        ));
    }
    Ok((limit, after))
}

/// If every group names records by id or by a unique value, only those need to be looked at.
fn keyed<'a>(collection: &'a Collection, groups: &[Vec<Filter>]) -> Option<Vec<&'a Record>> {
    if groups.is_empty() {
        return None;
    }
    let mut ids: Vec<u64> = Vec::new();
    for group in groups {
        let key = group.iter().find_map(|filter| match &filter.test {
            Test::OneOf(values) if filter.computed == Computed::ObjectId => Some(
                values
                    .iter()
                    .filter_map(|v| v.text.parse().ok())
                    .collect::<Vec<u64>>(),
            ),
            _ => None,
        })?;
        ids.extend(key);
    }
    ids.sort_unstable();
    ids.dedup();
    Some(ids.into_iter().filter_map(|id| collection.any(id)).collect())
}

fn contains_words(collection: &Collection, view: View, places: &[usize], query: &str) -> bool {
    query.split_whitespace().all(|word| {
        places.iter().any(|&place| {
            view.values
                .get(place)
                .is_some_and(|value| value.to_lowercase().contains(word))
        })
    }) && !collection.records.is_empty()
}

struct Sort {
    place: usize,
    descending: bool,
}

impl Sort {
    fn new(collection: &Collection, sort: &Value) -> Result<Self, Refusal> {
        let (name, descending) = match sort {
            Value::String(text) => match text.strip_prefix('-') {
                Some(name) => (name, true),
                None => (text.as_str(), false),
            },
            other => (
                other
                    .get("propertyName")
                    .and_then(Value::as_str)
                    .unwrap_or_default(),
                other.get("direction").and_then(Value::as_str) == Some("DESCENDING"),
            ),
        };
        let place = collection.schema.place(name).ok_or_else(|| unknown(name))?;
        Ok(Self { place, descending })
    }

    /// Records without a value come last; equal ones stay in order of creation.
    fn apply(&self, collection: &Collection, hits: &mut [View]) {
        let property = &collection.schema.properties[self.place];
        match property.computed {
            Computed::ObjectId => self.order(hits, |v| Some(v.record.id)),
            Computed::Created => self.order(hits, |v| Some(v.record.created)),
            Computed::Modified => self.order(hits, |v| Some(v.updated)),
            _ if property.value_type == ValueType::Number => {
                self.order(hits, |v| {
                    collection
                        .shown(*v, self.place)
                        .and_then(|t| t.parse::<Decimal>().ok())
                });
            }
            _ => self.order(hits, |v| {
                collection.shown(*v, self.place).map(|t| t.to_lowercase())
            }),
        }
    }

    fn order<K: Ord>(&self, hits: &mut [View], key: impl Fn(&View) -> Option<K>) {
        hits.sort_by_cached_key(|view| {
            let key = key(view);
            (
                key.is_none(),
                if self.descending {
                    Err(std::cmp::Reverse(key))
                } else {
                    Ok(key)
                },
            )
        });
    }
}
