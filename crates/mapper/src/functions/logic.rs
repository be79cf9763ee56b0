//! Choosing between values.

use domain::Fingerprint;

use super::{Answer, Args, Function, Gives, Problem, Takes, Topic, give, optional, param};
use crate::evaluate::{equal, is_true};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("default", Topic::Logic, &[param("value", Takes::Any), param("fallback", Takes::Any), optional("boolean", Takes::Bool)], Gives::OneOfArguments, default)
        .sees_nothing()
        .doc("The value, or the fallback if the value is nothing or empty text. With boolean=true also if it is false or 0.")
        .example("'' | default('-')", "\"-\""),
    Function::new("coalesce", Topic::Logic, &[param("value", Takes::Any)], Gives::OneOfArguments, coalesce)
        .rest(Takes::Any)
        .sees_nothing()
        .doc("The first of the values that is not empty.")
        .example("coalesce(none, '', 'Jansen')", "\"Jansen\""),
    Function::new("switch", Topic::Logic, &[param("value", Takes::Any), param("case", Takes::Any), param("result", Takes::Any)], Gives::Any, switch)
        .rest(Takes::Any)
        .sees_nothing()
        .doc("Compares the value with each case and gives the result after the first that is equal; a single argument at the end is for all others.")
        .example("'paid' | switch('paid', 'won', 'cancelled', 'lost', 'open')", "\"won\""),
    Function::new("fingerprint", Topic::Logic, &[param("value", Takes::Any)], Gives::Text, fingerprint)
        .rest(Takes::Any)
        .sees_nothing()
        .doc("A short mark of the values: equal values give equal marks.")
        .example("fingerprint('a', 1) == fingerprint('a', 1.0)", "true"),
];

fn default<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let loose = args.flag_or(2, false)?;
    let value = args.value(0);
    let missing = if loose { !is_true(value) } else { value.is_empty() };
    Ok(args.take(usize::from(missing)))
}

fn coalesce<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let found = (0..args.values.len()).find(|&at| !args.value(at).is_empty());
    Ok(args.take(found.unwrap_or(args.values.len())))
}

fn switch<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let mut at = 1;
    while at + 1 < args.values.len() {
        if equal(args.value(0), args.value(at)) {
            return Ok(args.take(at + 1));
        }
        at += 2;
    }
    // With an even number of arguments the last one has no case of its own.
    Ok(args.take(at))
}

fn fingerprint<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let all: Vec<_> = args.rest(0).cloned().collect();
    if all.is_empty() {
        return Err(Problem::Empty(0));
    }
    give(Fingerprint::of(&all.into()).as_str())
}
