//! Whatever is written and whatever is there: no panic, no unbounded work, and printing loses nothing.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)] // helpers of tests may fail like tests

use domain::{Decimal, Value, canonical::Noun};
use mapper::{Expression, Input, Mapping, Overlay, Rule, Scope, ast::Expr, functions, limits, parse};
use proptest::{collection::vec, prelude::*, sample::select};

/// A value as a hostile source could send it.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (any::<i64>(), 0..28u32).prop_map(|(n, scale)| Decimal::new(n, scale).into()),
        Just(Decimal::MAX.into()),
        Just(Decimal::MIN.into()),
        ".{0,12}".prop_map(Value::from),
        "[0-9+., :/TZ-]{0,24}".prop_map(Value::from),
        Just(Value::text("é😀\u{202e}İß".repeat(40))),
        Just(Value::text("9".repeat(70_000))),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(select(vec!["a", "b", "sku"]), inner, 0..3).prop_map(|map| {
                Value::Map(
                    map.into_iter()
                        .map(|(name, part)| (name.to_owned(), part))
                        .collect(),
                )
            }),
        ]
    })
}

fn names() -> Vec<&'static str> {
    functions::all().iter().map(|function| function.name).collect()
}

/// Text of an expression that is mostly right.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        select(vec![
            "x", "y", "x.a", "x.b.sku", "x[0]", "y[-1].a", "x['a b']", "none", "true", "false"
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,12}(\\.[0-9]{1,6})?",
        "'[a-zA-Z0-9 %.:*?-]{0,10}'",
        Just("'Europe/Amsterdam'".to_owned()),
        Just("'2024-05-31T12:00:00+02:00'".to_owned()),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let operator = select(vec![
            "+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in",
            "not in",
        ]);
        let test = select(vec![
            "defined",
            "none",
            "empty",
            "number",
            "string",
            "list",
            "not empty",
        ]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(a, b, c)| format!("{a} if {b} else {c}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} if {b}")),
            (inner.clone(), test).prop_map(|(a, test)| format!("{a} is {test}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            inner.clone().prop_map(|a| format!("not {a}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})[{b}]")),
            inner.clone().prop_map(|a| format!("({a}).sku")),
            vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            (inner.clone(), select(names()), vec(inner.clone(), 0..3))
                .prop_map(|(a, name, args)| format!("({a}) | {name}({})", args.join(", "))),
            (select(names()), vec(inner, 0..4))
                .prop_map(|(name, args)| format!("{name}({})", args.join(", "))),
        ]
    })
}

/// Pieces of the language in any order.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        select(vec![
            "(", ")", "[", "]", ".", ",", "|", "'", "\"", "\\", "=", "==", "if", "else", "not", "in", "is",
            "and", "or", "-", "**", "//", "~", "order", "lines", "0", "1.5", "lower", "lookup", " ", "none",
            "é", "{{", "}}",
        ])
        .prop_map(str::to_owned),
        ".{0,3}",
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A mapping of a few rules from few names, so that two of them have much in common.
fn mapping() -> impl Strategy<Value = Mapping> {
    let from = select(vec!["order.a", "order.b", "1"]);
    let plain =
        (select(vec!["a", "b", "c.d", "e"]), from, any::<bool>()).prop_map(|(to, from, on_update)| Rule {
            on_update,
            ..Rule::value(to, from)
        });
    let nested = (
        select(vec!["list", "other"]),
        any::<bool>(),
        proptest::option::of(select(vec!["x", "y"])),
        vec(plain.clone(), 1..4),
    )
        .prop_map(|(to, each, when, rules)| {
            let rules = unique(rules);
            let rule = if each {
                Rule::each(to, "order.lines", "line", rules)
            } else {
                Rule::item(to, rules)
            };
            Rule {
                when: when.map(str::to_owned),
                ..rule
            }
        });
    vec(prop_oneof![plain, nested], 0..6).prop_map(|rules| Mapping { rules: unique(rules) })
}

/// Each id once, in one order for all, since the order of the base's rules is no difference.
fn unique(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.id().cmp(b.id()));
    rules.dedup_by(|a, b| a.id() == b.id());
    rules
}

fn scopes() -> [Scope; 2] {
    [
        Scope::new().open("x").open("y"),
        Scope::new().with("order", Noun::Order.schema()).closed_tables(),
    ]
}

fn respects_bounds(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.len() <= limits::TEXT_BYTES,
        Value::List(items) => items.len() <= limits::ITEMS && items.iter().all(respects_bounds),
        Value::Map(map) => map.values().all(respects_bounds),
        _ => true,
    }
}

fn printing_loses_nothing(expr: &Expr) {
    let printed = expr.to_string();
    let again = parse(&printed).unwrap_or_else(|mistake| panic!("{printed}: {mistake}"));
    assert_eq!(&again, expr, "{printed}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_check_panic(text in prop_oneof![any::<String>(), soup()]) {
        for scope in scopes() {
            if let Err(mistake) = Expression::compile(&text, &scope) {
                prop_assert!(mistake.span.start <= mistake.span.end && mistake.span.end <= text.len());
                prop_assert!(text.is_char_boundary(mistake.span.start) && text.is_char_boundary(mistake.span.end));
            }
        }
    }

    #[test]
    fn what_is_printed_reads_the_same(text in prop_oneof![expression(), soup()]) {
        if let Ok(expr) = parse(&text) {
            printing_loses_nothing(&expr);
        }
    }

    #[test]
    fn no_record_makes_the_evaluation_panic(text in expression(), x in value(), y in value()) {
        let [scope, _] = scopes();
        if let Ok(expression) = Expression::compile(&text, &scope) {
            let input = Input::new().with("x", &x).with("y", &y);
            match expression.evaluate(&input) {
                Ok(found) => prop_assert!(respects_bounds(&found)),
                Err(failure) => prop_assert!(failure.span.end <= text.len() && !failure.message().is_empty()),
            }
        }
    }

    #[test]
    fn a_difference_laid_over_its_base_gives_the_changed_mapping(base in mapping(), changed in mapping()) {
        let overlay = Overlay::difference(&base, &changed);
        let again: Overlay = toml::from_str(&toml::to_string(&overlay).unwrap()).unwrap();
        prop_assert_eq!(base.overlaid(&again), Ok(changed.clone()));
        prop_assert_eq!(Mapping::from_toml(&changed.to_toml().unwrap()).unwrap(), changed);
        prop_assert!(Overlay::difference(&base, &base).is_empty());
    }

    #[test]
    fn no_arguments_make_a_function_panic(
        name in select(names()),
        args in vec(value(), 1..5),
    ) {
        let roots = ["a", "b", "c", "d"];
        let scope = roots.iter().fold(Scope::new(), |scope, root| scope.open(*root));
        let used = roots.get(..args.len()).unwrap_or(&roots).join(", ");
        if let Ok(expression) = Expression::compile(&format!("{name}({used})"), &scope) {
            let input = roots.iter().zip(&args).fold(Input::new(), |input, (root, arg)| input.with(root, arg));
            if let Ok(found) = expression.evaluate(&input) {
                prop_assert!(respects_bounds(&found));
            }
        }
    }
}

#[test]
fn nesting_is_bounded_and_told() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("-", "1", ""),
        ("not ", "1", ""),
        ("lower(", "'a'", ")"),
        ("1 + (", "1", ")"),
        ("1 if 1 else ", "1", ""),
        ("x[", "1", "]"),
    ] {
        let text = format!("{}{middle}{}", open.repeat(600), close.repeat(600));
        let mistake = parse(&text).unwrap_err();
        assert!(
            mistake.message().contains("nests too deeply"),
            "{open}: {mistake}"
        );
    }
    for link in [
        " ~ 'a'",
        " + 1",
        " | lower",
        ".a",
        "[0]",
        " and x",
        " is defined",
        " if 1",
    ] {
        let text = format!("x{}", link.repeat(700));
        assert!(parse(&text).is_err(), "{link}");
    }
}

#[test]
fn what_nests_as_deeply_as_allowed_is_evaluated() {
    let x = Value::from(1);
    let input = Input::new().with("x", &x);
    let [scope, _] = scopes();
    let chain = format!("x{}", " + 1".repeat(120));
    let found = Expression::compile(&chain, &scope)
        .unwrap()
        .evaluate(&input)
        .unwrap();
    assert_eq!(found, Value::from(121));
    let nested = format!("{}x{}", "(".repeat(60), ")".repeat(60));
    assert!(
        Expression::compile(&nested, &scope)
            .unwrap()
            .test(&input)
            .unwrap()
    );
}

#[test]
fn too_long_a_text_and_too_many_steps_are_refused() {
    let [scope, _] = scopes();
    let long = format!("'{}'", "a".repeat(limits::SOURCE_BYTES));
    assert!(parse(&long).unwrap_err().message().contains("at most 8192"));
    let huge = Value::text("a".repeat(10_000_000));
    let input = Input::new().with("x", &huge);
    let run = |text: &str| Expression::compile(text, &scope).unwrap().evaluate(&input);
    assert!(run("x").unwrap_err().message().contains("too long"));
    assert_eq!(run("x | truncate(3)").unwrap(), "aa…".into());
    let often = format!("x | truncate(9){}", " ~ (x | truncate(9))".repeat(20));
    assert!(run(&often).unwrap_err().message().contains("too many steps"));
}

#[test]
fn hostile_texts_take_no_longer_than_their_length() {
    let [scope, _] = scopes();
    let started = std::time::Instant::now();
    for piece in [
        "<a", "< ", "<!--", "</", "&", "&#x", "<script>", "ş", "9", "a ", "'\"\\",
    ] {
        let x = Value::text(piece.repeat(300_000 / piece.len()));
        let input = Input::new().with("x", &x);
        for function in functions::all() {
            let rest = function
                .params
                .iter()
                .filter(|param| !param.optional)
                .skip(1)
                .count();
            let call = format!("{}(x{})", function.name, ", 'b'".repeat(rest));
            let Ok(expression) = Expression::compile(&call, &scope) else {
                continue;
            };
            match expression.evaluate(&input) {
                Ok(found) => assert!(respects_bounds(&found) || found == x, "{call}"),
                Err(failure) => assert!(
                    failure.message().len() < 10_000,
                    "{call}: {}",
                    failure.message().len()
                ),
            }
        }
    }
    // A walk through the text for each of its letters would take hours; this is no measure of speed.
    assert!(started.elapsed().as_secs() < 120);
}
