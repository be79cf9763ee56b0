//! Lists.

use domain::Value;
use rust_decimal::Decimal;

use super::{Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, optional, param};
use crate::{
    evaluate::{equal, is_true},
    shape::{LONGEST_QUOTE, Shown, cut},
    trouble::Trouble,
};

const LIST: Param = param("list", Takes::List);
const FIELD: Param = param("field", Takes::Field);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("length", Topic::Lists, &[param("value", Takes::ListOrText)], Gives::Number, length)
        .sees_nothing()
        .doc("How many items a list has, or letters a text; nothing has none.")
        .example("['a', 'b'] | length", "2"),
    Function::new("first", Topic::Lists, &[param("value", Takes::ListOrText)], Gives::ItemOfFirst, first)
        .doc("The first item of a list, or letter of a text.")
        .example("['a', 'b'] | first", "\"a\""),
    Function::new("last", Topic::Lists, &[param("value", Takes::ListOrText)], Gives::ItemOfFirst, last)
        .doc("The last item of a list, or letter of a text.")
        .example("['a', 'b'] | last", "\"b\""),
    Function::new("join", Topic::Lists, &[LIST, optional("separator", Takes::Text), optional("field", Takes::Field)], Gives::Text, join)
        .doc("The items as one text, with a separator between them; empty items are left out. With a field, that part of each item.")
        .example("['a', '', 'b'] | join(', ')", "\"a, b\""),
    Function::new("map", Topic::Lists, &[LIST, FIELD], Gives::List, map)
        .doc("One field of each item, as a list.")
        .example("map([], 'sku')", "[]"),
    Function::new("where", Topic::Lists, &[LIST, FIELD, optional("value", Takes::Any)], Gives::SameAsFirst, where_)
        .doc("The items whose field equals a value; without a value, those whose field counts as true.")
        .example("where([], 'sku', 'A')", "[]"),
    Function::new("sum", Topic::Lists, &[LIST, optional("field", Takes::Field), optional("default", Takes::Number)], Gives::Number, sum)
        .doc("The sum of the items, or of one field of each. An empty item is refused unless a default is given, since a missing amount is not an amount of zero.")
        .sees_nothing()
        .example("sum([1.10, 2.20])", "3.3"),
    Function::new("unique", Topic::Lists, &[LIST], Gives::SameAsFirst, unique)
        .doc("Each item once, in the order of their first occurrence.")
        .example("['a', 'b', 'a'] | unique", "[\"a\",\"b\"]"),
    Function::new("reverse", Topic::Lists, &[LIST], Gives::SameAsFirst, reverse)
        .doc("The items from last to first.")
        .example("[1, 2] | reverse", "[2,1]"),
    Function::new("sort", Topic::Lists, &[LIST, optional("field", Takes::Field)], Gives::SameAsFirst, sort)
        .doc("The items from least to greatest, numbers before texts; with a field, by that part of each item.")
        .example("[2, 10, 1] | sort", "[1,2,10]"),
    Function::new("compact", Topic::Lists, &[LIST], Gives::SameAsFirst, compact)
        .doc("Without empty items.")
        .example("['a', '', none] | compact", "[\"a\"]"),
    Function::new("find", Topic::Lists, &[LIST, FIELD, param("value", Takes::Any)], Gives::ItemOfFirst, find)
        .doc("The first item whose field equals a value.")
        .example("find([], 'name', 'size')", "null"),
];

fn length<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let count = match args.value(0) {
        Value::List(items) => items.len(),
        Value::Map(parts) => parts.len(),
        _ => args.text(0)?.chars().count(),
    };
    give(Decimal::from(count))
}

fn first<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    match args.value(0) {
        Value::List(items) => give(items.first().cloned().unwrap_or_default()),
        _ => give(args.text(0)?.chars().next().map(String::from)),
    }
}

fn last<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    match args.value(0) {
        Value::List(items) => give(items.last().cloned().unwrap_or_default()),
        _ => give(args.text(0)?.chars().next_back().map(String::from)),
    }
}

/// The part of an item that a function looks at; the item itself without a field.
fn part<'v>(item: &'v Value, field: &str) -> &'v Value {
    if field.is_empty() { item } else { item.at(field) }
}

fn join<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (separator, field) = (args.text(1)?, args.text(2)?);
    let parts = args.items(0)?.iter().map(|item| part(item, &field));
    let texts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(Value::to_string)
        .collect();
    let size = texts
        .iter()
        .map(|text| text.len() + separator.len())
        .sum::<usize>();
    if size > 4 * crate::limits::TEXT_BYTES {
        return Err(Problem::Other(Trouble::JoinedTooLong));
    }
    give(texts.join(&separator))
}

fn map<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let field = args.text(1)?;
    give(
        args.items(0)?
            .iter()
            .map(|item| item.at(&field).clone())
            .collect::<Vec<_>>(),
    )
}

fn where_<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let field = args.text(1)?;
    let fits = |item: &&Value| {
        let found = part(item, &field);
        if args.given(2) {
            equal(found, args.value(2))
        } else {
            is_true(found)
        }
    };
    give(args.items(0)?.iter().filter(fits).cloned().collect::<Vec<_>>())
}

fn find<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let field = args.text(1)?;
    let mut items = args.items(0)?.iter();
    give(
        items
            .find(|item| equal(part(item, &field), args.value(2)))
            .cloned(),
    )
}

fn sum<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let field = args.text(1)?;
    let default = if args.value(2).is_null() {
        None
    } else {
        Some(args.number(2)?)
    };
    let mut total = Decimal::ZERO;
    for (place, item) in args.items(0)?.iter().enumerate() {
        let found = part(item, &field);
        let number = match (found.as_number(), default) {
            (Some(number), _) => number,
            (None, Some(default)) if found.is_empty() => default,
            (None, _) if found.is_empty() => {
                let place = place + 1;
                let what = if field.is_empty() {
                    Trouble::ItemEmpty { place }
                } else {
                    let field = cut(&field, LONGEST_QUOTE);
                    Trouble::ItemFieldEmpty { field, place }
                };
                return Err(Problem::Argument(0, what));
            }
            (None, _) => {
                let what = Trouble::ItemNoNumber {
                    place: place + 1,
                    found: Shown::of(found),
                };
                return Err(Problem::Argument(0, what));
            }
        };
        total = total
            .checked_add(number)
            .ok_or(Problem::Other(Trouble::SumTooLarge))?;
    }
    give(total)
}

fn unique<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let mut seen = std::collections::HashSet::new();
    let items = args.items(0)?.iter();
    give(
        items
            .filter(|item| seen.insert(item.to_json()))
            .cloned()
            .collect::<Vec<_>>(),
    )
}

fn reverse<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.items(0)?.iter().rev().cloned().collect::<Vec<_>>())
}

fn compact<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(
        args.items(0)?
            .iter()
            .filter(|item| !item.is_empty())
            .cloned()
            .collect::<Vec<_>>(),
    )
}

fn sort<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let field = args.text(1)?;
    let mut items = args.items(0)?.to_vec();
    items.sort_by_cached_key(|item| match part(item, &field) {
        Value::Number(number) => (0, *number, String::new()),
        Value::Null => (2, Decimal::ZERO, String::new()),
        other => (1, Decimal::ZERO, other.to_string()),
    });
    give(items)
}
