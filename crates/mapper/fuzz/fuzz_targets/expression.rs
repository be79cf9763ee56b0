//! Any text through the parser, the printer and the evaluation. Run from this crate's folder:
//! `cargo +nightly fuzz run expression`.
#![no_main]

use domain::{Value, canonical::Noun};
use libfuzzer_sys::fuzz_target;
use mapper::{Expression, Input, Scope, parse};

fuzz_target!(|data: (&str, &str)| {
    let (text, json) = data;
    if let Ok(expr) = parse(text) {
        let printed = expr.to_string();
        // Printing may add quotes and parentheses, so a text at the limit can grow past it.
        if printed.len() <= mapper::limits::SOURCE_BYTES {
            assert_eq!(parse(&printed).as_ref(), Ok(&expr), "{printed}");
        }
    }
    let known = Scope::new().with("order", Noun::Order.schema()).open("raw");
    let open = Scope::new().open("order").open("raw");
    let raw = Value::from_json(json.as_bytes()).unwrap_or_default();
    let input = Input::new().with("order", &raw).with("raw", &raw);
    for scope in [known, open] {
        if let Ok(expression) = Expression::compile(text, &scope) {
            let _ = expression.evaluate(&input);
        }
    }
});
