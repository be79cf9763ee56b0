//! The examples in the function library are true, in both ways of calling.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)] // helpers of tests may fail like tests

use domain::Value;
use mapper::{Expression, Input, Scope, functions};

fn evaluate(text: &str) -> Value {
    let expression =
        Expression::compile(text, &Scope::new()).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    expression
        .evaluate(&Input::new())
        .unwrap_or_else(|failure| panic!("{text}: {failure}"))
}

#[test]
fn every_function_has_a_sentence_and_a_true_example() {
    for function in functions::all() {
        let (call, wanted) = function.example;
        assert!(function.doc.ends_with('.'), "{} needs a sentence", function.name);
        assert!(call.contains(function.name), "{} needs an example", function.name);
        let found = evaluate(call);
        assert_eq!(
            found,
            Value::from_json(wanted.as_bytes()).unwrap(),
            "{call} gives {}",
            found.to_json()
        );
    }
}

#[test]
fn names_are_unique_and_found() {
    let names: Vec<&str> = functions::all().iter().map(|function| function.name).collect();
    let mut unique = names.clone();
    unique.dedup();
    assert_eq!(names, unique);
    assert!(names.iter().all(|name| functions::named(name).is_some()));
}

#[track_caller]
fn check(text: &str, wanted: &str) {
    let found = evaluate(text).to_json();
    assert_eq!(found, wanted, "{text}");
}

#[track_caller]
fn fails(text: &str, wanted: &str) {
    let expression = Expression::compile(text, &Scope::new().open("x"))
        .unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
    let nothing = Value::Null;
    let failure = expression
        .evaluate(&Input::new().with("x", &nothing))
        .unwrap_err();
    assert!(
        failure.message().contains(wanted),
        "{text}: {}",
        failure.message()
    );
}

#[test]
fn operators_bind_as_in_jinja() {
    check("1 + 2 * 3", "7");
    check("(1 + 2) * 3", "9");
    check("'a' ~ 'B' | lower", "\"ab\"");
    check("2 * 3 ~ 'x' ~ (1 + 2)", "\"6x3\"");
    check("2 ** 3 ** 2", "64");
    check("-2 | abs", "2");
    check("not true or true", "true");
    check("not 1 == 2", "true");
    check("'a' if false else 'b' if false else 'c'", "\"c\"");
    check("'a' if false", "null");
    check("'b' in ['a', 'b'] and 'x' not in 'abc'", "true");
    check("7 // 2 * 10 + -7 % 3", "32");
    check(
        "none is none and '' is empty and 0 is defined and 1 is not string",
        "true",
    );
    check("'' or 'x'", "\"x\"");
    check("'0.10' == 0.1", "true");
}

#[test]
fn money_is_exact() {
    check("0.1 + 0.2 == 0.3", "true");
    check("24.95 | incl_to_excl(0.21, 2)", "20.62");
    check(
        "((24.95 | incl_to_excl(0.21)) + (24.95 | tax_of(0.21))) | round(10)",
        "24.95",
    );
    check("-2.5 | round", "-3");
    check("2.5 | round(mode='half_even')", "2");
    check("-1234567.891 | format_money('EUR', 'de')", "\"-1.234.567,89 €\"");
    check("0.001 | format_money('KWD')", "\"KWD 0.001\"");
    check("-0.001 | format_money('EUR')", "\"€0.00\"");
}

#[test]
fn what_cannot_be_done_says_why() {
    fails(
        "x.price * 2",
        "the field \"x.price\" is empty, but a value is needed; write x.price | default(0)",
    );
    fails("1 / 0", "divided by zero");
    fails("99999999999999999999 * 99999999999999999999", "too large");
    fails("x.price | round(2)", "the field \"x.price\" is empty");
    fails("100 | incl_to_excl(21)", "a rate is a fraction");
    fails("'abc' | lookup('stages')", "there is no look-up table \"stages\"");
    fails("x.a > 0", "the field \"x.a\" is empty");
    fails("'x' | pad(100000)", "a number from 0 to 1000");
    fails("'abc' | number", "can't be read as a number");
    fails("'a' | format_date('%d')", "a day (2024-05-31) or moment");
    fails(
        "'2024-01-01' | date('Mars/Phobos') ~ ('2024-01-01T00:00:00Z' | date('Mars/Phobos'))",
        "there is no time zone",
    );
    fails("'2024-01-01' | format_date('%')", "format_date");
    fails("sum([1, none])", "is empty in item 2");
}

#[test]
fn what_grows_is_bounded() {
    let growing = format!("'aaaaaaaaaa'{}", " | replace('a', 'aaaaaaaaaaaaaaaa')".repeat(6));
    fails(&growing, "longer than 65536 bytes");
    let long = format!("'{}'", "x".repeat(4000));
    fails(
        &format!("{long}{}", " | replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')"),
        "longer than",
    );
    fails("2 ** 1000", "too large");
}

#[test]
fn text_functions_pass_nothing_on() {
    check("none | lower", "null");
    check("none | trim | default('-')", "\"-\"");
    check("none ~ 'a'", "\"a\"");
    check("none | country_code", "null");
    check("'Narnia' | country_code | default('NL')", "\"NL\"");
    check("none | length", "0");
}
