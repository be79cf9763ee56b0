//! Look-up tables, with a note of every key that was missing.

use std::borrow::Cow;

use domain::Value;

use super::{Answer, Args, Function, Gives, Problem, Takes, Topic, optional, param};
use crate::{
    lookups::{MissedLookup, column},
    shape::{LONGEST_QUOTE, cut},
    trouble::Trouble,
};

/// Where the named argument and the further keys stand.
const DEFAULT: usize = 2;
const MORE_KEYS: usize = 3;

/// How much of a missed key is kept, in letters.
const LONGEST_KEY: usize = 200;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("lookup", Topic::Lookups, &[param("table", Takes::Table), param("key", Takes::Any)], Gives::Any, lookup)
        .named(&[optional("default", Takes::Any)])
        .rest(Takes::Any)
        .piped_at(1)
        .sees_nothing()
        .doc("The value that a look-up table has for a key, or for several keys together. A key that is not listed gets the default given here, else the table's, else the rule fails; it is noted, unless the table has no rows at all and a default stands in.")
        .example("'x' | lookup('a table', default='other')", "\"other\""),
];

fn lookup<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let name = args.text(0)?.into_owned();
    let mut keys = vec![args.value(1).clone()];
    keys.extend(args.rest(MORE_KEYS).cloned());
    let table = args.input.table(&name);
    if let Some(found) = table.and_then(|table| table.find(&keys)) {
        return Ok(Cow::Borrowed(found));
    }
    let here = args.given(DEFAULT).then(|| args.take(DEFAULT));
    let default = here.or_else(|| table.and_then(|table| table.default.as_ref().map(Cow::Borrowed)));
    let key: Vec<String> = keys
        .iter()
        .map(|key| column(key).chars().take(LONGEST_KEY).collect())
        .collect();
    let shown = key.join(", ");
    // A table that nobody filled is not used: its default is what was wanted, not a gap.
    if default.is_none() || table.is_none_or(|table| !table.is_unused()) {
        args.session.miss(MissedLookup {
            table: name.clone(),
            key,
            used_default: default.is_some(),
        });
    }
    default.ok_or_else(|| refuse(&name, &shown, table.is_some(), &keys))
}

fn refuse(name: &str, key: &str, known: bool, keys: &[Value]) -> Problem {
    let table = cut(name, LONGEST_QUOTE);
    if !known {
        return Problem::Other(Trouble::TableGone { table });
    }
    if keys.iter().all(Value::is_empty) {
        return Problem::Argument(1, Trouble::KeyEmpty { table });
    }
    let key = cut(key, LONGEST_QUOTE);
    Problem::Other(Trouble::RowMissing { table, key })
}
