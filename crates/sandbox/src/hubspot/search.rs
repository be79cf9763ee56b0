//! Search: filters, sorting, paging by offset, and its lag behind the writes (dossier HubSpot §3.3).

use std::cmp::Ordering;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    input::{Id, null_is_empty},
    kinds::{self, Kind, facts},
    portal::{Collection, Ctx, Portal},
    record::{Record, View},
    schema::{Computed, ValueType},
    show::Shape,
    write::instant,
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
struct Wish {
    property_name: String,
    operator: String,
    #[serde(default)]
    value: Option<Id>,
    #[serde(default)]
    high_value: Option<Id>,
    #[serde(default, deserialize_with = "null_is_empty")]
    values: Vec<Id>,
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
    let places = if body.properties.is_empty() {
        collection.schema.usual.clone()
    } else {
        collection
            .schema
            .select(body.properties.iter().map(String::as_str))
    };
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

/// A value to compare with, read once.
struct Operand {
    text: String,
    lower: String,
    number: Option<Decimal>,
    instant: Option<i64>,
}

impl Operand {
    fn new(value_type: ValueType, text: &str) -> Self {
        let text = text.trim();
        let dated = matches!(value_type, ValueType::Date | ValueType::DateTime);
        Self {
            text: text.to_owned(),
            lower: text.to_lowercase(),
            number: if value_type == ValueType::Number {
                text.parse().ok()
            } else {
                None
            },
            instant: if dated { instant(text) } else { None },
        }
    }
}

enum Test {
    OneOf(Vec<Operand>),
    NoneOf(Vec<Operand>),
    Below(Operand, bool),
    Above(Operand, bool),
    Between(Operand, Operand),
    Has,
    HasNot,
    Words(String),
    NotWords(String),
    LinkedTo(Kind, Vec<u64>),
}

struct Filter {
    place: usize,
    computed: Computed,
    value_type: ValueType,
    /// `IN` and `NOT_IN` take strings as they stand, and records' values in lower case.
    listed: bool,
    test: Test,
}

impl Filter {
    fn new(collection: &Collection, wish: &Wish) -> Result<Self, Refusal> {
        let value = wish.value.as_ref().map(|v| v.0.as_str());
        if let Some(name) = wish.property_name.strip_prefix("associations.") {
            let kind = kinds::find(name).ok_or_else(|| unknown(&wish.property_name))?;
            let ids = value.into_iter().chain(wish.values.iter().map(|v| v.0.as_str()));
            let test = Test::LinkedTo(kind, ids.filter_map(|id| id.parse().ok()).collect());
            return Ok(Self {
                place: 0,
                computed: Computed::No,
                value_type: ValueType::String,
                listed: false,
                test,
            });
        }
        let place = collection
            .schema
            .place(&wish.property_name)
            .ok_or_else(|| unknown(&wish.property_name))?;
        let property = &collection.schema.properties[place];
        let value_type = property.value_type;
        let operator = wish.operator.as_str();
        let operand = |value: Option<&str>| match value {
            Some(value) => Ok(Operand::new(value_type, value)),
            None => Err(Refusal::invalid(format!("operator {operator} requires a value"))),
        };
        let list = || -> Result<Vec<Operand>, Refusal> {
            if wish.values.is_empty() {
                return Err(Refusal::invalid(format!("operator {operator} requires values")));
            }
            Ok(wish
                .values
                .iter()
                .map(|v| Operand::new(value_type, &v.0))
                .collect())
        };
        let test = match operator {
            "EQ" => Test::OneOf(vec![operand(value)?]),
            "NEQ" => Test::NoneOf(vec![operand(value)?]),
            "LT" => Test::Below(operand(value)?, false),
            "LTE" => Test::Below(operand(value)?, true),
            "GT" => Test::Above(operand(value)?, false),
            "GTE" => Test::Above(operand(value)?, true),
            "BETWEEN" => Test::Between(
                operand(value)?,
                operand(wish.high_value.as_ref().map(|v| v.0.as_str()))?,
            ),
            "IN" => Test::OneOf(list()?),
            "NOT_IN" => Test::NoneOf(list()?),
            "HAS_PROPERTY" | "NOT_HAS_PROPERTY" if value.is_some() => {
                return Err(Refusal::invalid(format!(
                    "operator {operator} must not have a value"
                )));
            }
            "HAS_PROPERTY" => Test::Has,
            "NOT_HAS_PROPERTY" => Test::HasNot,
            "CONTAINS_TOKEN" => Test::Words(operand(value)?.lower),
            "NOT_CONTAINS_TOKEN" => Test::NotWords(operand(value)?.lower),
            other => {
                return Err(Refusal::invalid(format!(
                    "Invalid input JSON on line 1, column 1: Cannot deserialize value of type `FilterOperatorEnum` from String \"{other}\""
                )));
            }
        };
        let listed = matches!(operator, "IN" | "NOT_IN");
        Ok(Self {
            place,
            computed: property.computed,
            value_type,
            listed,
            test,
        })
    }

    fn fits(&self, collection: &Collection, view: View) -> bool {
        if let Test::LinkedTo(kind, ids) = &self.test {
            return ids.iter().any(|id| {
                view.record
                    .links
                    .range((*kind, *id, 0)..=(*kind, *id, u32::MAX))
                    .next()
                    .is_some()
            });
        }
        // Dates of the record are compared as numbers: polling asks for them all the time.
        let at = match self.computed {
            Computed::Created => Some(view.record.created),
            Computed::Modified => Some(view.updated),
            _ => None,
        };
        if let Some(at) = at {
            let side = |operand: &Operand| operand.instant.map(|i| at.cmp(&i));
            return self.holds(true, |operand| side(operand));
        }
        let value = collection.shown(view, self.place);
        match value.as_deref() {
            None => self.holds(false, |_| None),
            Some(value) => self.holds(true, |operand| self.compare(value, operand)),
        }
    }

    fn holds(&self, present: bool, compare: impl Fn(&Operand) -> Option<Ordering>) -> bool {
        let equal = |operand: &Operand| compare(operand) == Some(Ordering::Equal);
        match &self.test {
            Test::Has => present,
            Test::HasNot => !present,
            Test::OneOf(values) => present && values.iter().any(equal),
            Test::NoneOf(values) => present && !values.iter().any(equal),
            Test::Below(limit, or_equal) => match compare(limit) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => *or_equal,
                _ => false,
            },
            Test::Above(limit, or_equal) => match compare(limit) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => *or_equal,
                _ => false,
            },
            Test::Between(low, high) => {
                compare(low).is_some_and(Ordering::is_ge) && compare(high).is_some_and(Ordering::is_le)
            }
            // Words need the text itself; `compare` answers Equal for a hit there.
            Test::Words(words) => present && equal(&Operand::new(ValueType::String, words)),
            Test::NotWords(words) => !present || !equal(&Operand::new(ValueType::String, words)),
            Test::LinkedTo(..) => false,
        }
    }

    fn compare(&self, value: &str, operand: &Operand) -> Option<Ordering> {
        if matches!(self.test, Test::Words(_) | Test::NotWords(_)) {
            return contains_token(&value.to_lowercase(), &operand.lower).then_some(Ordering::Equal);
        }
        match self.value_type {
            ValueType::Number => Some(value.parse::<Decimal>().ok()?.cmp(&operand.number?)),
            ValueType::Date | ValueType::DateTime => Some(instant(value)?.cmp(&operand.instant?)),
            ValueType::Enumeration => Some(value.cmp(&operand.text)),
            _ if self.listed => Some(value.to_lowercase().cmp(&operand.text)),
            _ => Some(value.to_lowercase().cmp(&operand.lower)),
        }
    }
}

fn unknown(name: &str) -> Refusal {
    let mut refusal = Refusal::invalid("There was a problem with the request.");
    refusal.body["errors"] = serde_json::json!([{"message": format!("Property '{name}' does not exist"),
        "code": "PROPERTY_DOESNT_EXIST", "context": {"propertyName": [name]}}]);
    refusal
}

/// Whether all words of `wanted` are words of `text`; `*` stands for any letters.
fn contains_token(text: &str, wanted: &str) -> bool {
    fn words(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_alphanumeric() && c != '*')
            .filter(|w| !w.is_empty())
            .collect()
    }
    let have = words(text);
    wanted.contains('*') && fits_wildcard(text, wanted)
        || words(wanted)
            .iter()
            .all(|w| have.iter().any(|h| fits_wildcard(h, w)))
}

fn fits_wildcard(text: &str, pattern: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut text) = text.strip_prefix(before) else {
        return false;
    };
    let parts: Vec<&str> = rest.split('*').collect();
    let (last, middle) = parts
        .split_last()
        .map_or(("", &[][..]), |(last, middle)| (*last, middle));
    for part in middle {
        match text.find(part) {
            Some(at) => text = &text[at + part.len()..],
            None => return false,
        }
    }
    text.len() >= last.len() && text.ends_with(last)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_whole_and_stars_stand_for_any_letters() {
        let check =
            |text, wanted, expected| assert_eq!(contains_token(text, wanted), expected, "{text} / {wanted}");
        check("defne bloemen bv", "bloemen", true);
        check("defne bloemen bv", "bloem", false);
        check("defne bloemen bv", "bloem*", true);
        check("ayse@defne.example", "*@defne.example", true);
        check("ayse@defne.example", "*@other.example", false);
        check("ayse@defne.example", "defne.example", true);
    }
}
