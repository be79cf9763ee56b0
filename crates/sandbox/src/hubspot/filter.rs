//! One condition of a search, and whether a record meets it (dossier HubSpot §3.3).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::search::Wish;
use super::{
    answer::Refusal,
    kinds::{self, Kind},
    portal::Collection,
    record::View,
    schema::{Computed, ValueType},
    values::instant,
};

/// A value to compare with, read once.
pub(super) struct Operand {
    pub(super) text: String,
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

/// What a value is held against.
pub(super) enum Test {
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

/// One condition, ready to be asked of many records.
pub(super) struct Filter {
    pub(super) place: usize,
    pub(super) computed: Computed,
    pub(super) value_type: ValueType,
    /// `IN` and `NOT_IN` take strings as they stand, and records' values in lower case.
    pub(super) listed: bool,
    pub(super) test: Test,
}

impl Filter {
    /// Reads what a client wishes.
    pub(super) fn new(collection: &Collection, wish: &Wish) -> Result<Self, Refusal> {
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

    /// Whether a record meets it.
    pub(super) fn fits(&self, collection: &Collection, view: View) -> bool {
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

/// The refusal of a property that is not there.
pub(super) fn unknown(name: &str) -> Refusal {
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
