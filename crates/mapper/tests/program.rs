//! Mappings as a whole: checked, evaluated, explained, laid over one another.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)] // helpers of tests may fail like tests

use domain::{Failure, FailureReason, Field, Kind, Schema, Value, canonical::Noun, schema::Choice};
use mapper::{
    Act, Explained, Input, Lookups, Mapping, MissedLookup, Mistake, Outcome, Overlay, Part, Program,
    RuleFailure, Scope, Table,
};

fn scope() -> Scope {
    Scope::new()
        .with("order", Noun::Order.schema())
        .open("raw")
        .settings(Schema::new(vec![Field::new("prefix", Kind::Text, "")]))
        .table("stages", 1)
        .table("vat", 2)
}

fn destination() -> Schema {
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
    };
    Schema::new(vec![
        Field::new("name", Kind::Text, ""),
        Field::new("amount", Kind::Number, ""),
        Field::new("closed", Kind::Bool, ""),
        Field::new("close_date", Kind::Date, ""),
        Field::new(
            "stage",
            Kind::Choice {
                options: vec![choice("won", "Closed won"), choice("lost", "Closed lost")],
            },
            "",
        ),
        Field {
            writable: false,
            ..Field::new("created_by", Kind::Text, "")
        },
        Field::new("properties", Kind::Any, ""),
        Field::new(
            "items",
            Kind::List {
                fields: vec![
                    Field::new("sku", Kind::Text, ""),
                    Field::new("price", Kind::Number, ""),
                    Field::new("position", Kind::Number, ""),
                ],
            },
            "",
        ),
    ])
}

fn mapping(text: &str) -> Mapping {
    Mapping::from_toml(text).unwrap()
}

fn rule(to: &str, from: &str) -> Mapping {
    Mapping {
        rules: vec![mapper::Rule::value(to, from)],
    }
}

fn mistakes(mapping: &Mapping) -> Vec<Mistake> {
    Program::compile(mapping, &scope(), Some(&destination())).unwrap_err()
}

fn compiled(mapping: &Mapping) -> Program {
    Program::compile(mapping, &scope(), Some(&destination()))
        .unwrap_or_else(|mistakes| panic!("{mistakes:#?}"))
}

fn order() -> Value {
    Value::from_json(
        br#"{
            "number": "4711", "payment_status": "paid", "placed_at": "2024-05-31T23:30:00+02:00",
            "customer": {"email": "Jan@X.nl", "name": ""},
            "lines": [
                {"sku": "TEA", "quantity": 2, "unit_price_excl": 4.5, "total_incl": 10.89, "tax_rate": 0.21},
                {"sku": "BAG", "quantity": 0, "unit_price_excl": 0.1, "total_incl": 0, "tax_rate": 0.21},
                {"sku": "MUG", "quantity": 1, "unit_price_excl": 8, "total_incl": 9.68, "tax_rate": 0.21}
            ],
            "shipping": {"title": "Post", "price_excl": 5},
            "total_incl": 26.62
        }"#,
    )
    .unwrap()
}

#[track_caller]
fn run(mapping: &Mapping, act: Act) -> Result<Value, RuleFailure> {
    let order = order();
    let (raw, settings) = (Value::Null, Value::Null);
    let input = Input::new()
        .with("order", &order)
        .with("raw", &raw)
        .with("settings", &settings);
    Ok(compiled(mapping).evaluate(&input, act)?.document)
}

#[track_caller]
fn says(to: &str, from: &str, wanted: &str, suggestion: Option<&str>) {
    let found = mistakes(&rule(to, from));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].message().contains(wanted), "{}", found[0]);
    assert_eq!(found[0].suggestion.as_deref(), suggestion, "{}", found[0]);
}

#[test]
fn a_misspelt_name_is_told_with_the_nearest_that_exists() {
    says(
        "name",
        "order.numbr",
        "did you mean \"order.number\"?",
        Some("order.number"),
    );
    says(
        "name",
        "order.email",
        "did you mean \"order.customer.email\"?",
        Some("order.customer.email"),
    );
    says("name", "odrer.number", "did you mean \"order\"?", Some("order"));
    says(
        "name",
        "email",
        "did you mean \"order.customer.email\"?",
        Some("order.customer.email"),
    );
    says(
        "name",
        "order.number | lowr",
        "did you mean \"lower\"?",
        Some("lower"),
    );
    says(
        "name",
        "order.number | float",
        "did you mean \"number\"?",
        Some("number"),
    );
    says("nmae", "order.number", "did you mean \"name\"?", Some("name"));
    says(
        "stage",
        "order.status | lookup('stagse')",
        "did you mean \"stages\"?",
        Some("'stages'"),
    );
    says(
        "amount",
        "sum(order.lines, 'total')",
        "the items have no field \"total\"",
        None,
    );
    says(
        "amount",
        "sum(order.lines, 'totl_incl')",
        "did you mean \"total_incl\"?",
        Some("'total_incl'"),
    );
    says(
        "name",
        "settings.prefx",
        "did you mean \"settings.prefix\"?",
        Some("settings.prefix"),
    );
}

#[test]
fn a_type_that_cannot_fit_is_told() {
    says(
        "amount",
        "order.number",
        "takes a number, but this gives text",
        Some("(order.number) | number"),
    );
    says("closed", "order.total_incl", "takes yes or no", None);
    says(
        "close_date",
        "order.placed_at",
        "takes a day",
        Some("(order.placed_at) | date"),
    );
    says(
        "name",
        "order.lines",
        "takes text, but this gives a list",
        Some("(order.lines) | join(', ')"),
    );
    says(
        "amount",
        "order.number * 2",
        "a number is needed, but this is text",
        Some("(order.number | number)"),
    );
    says(
        "name",
        "'x' if order.total_incl == 'paid' else 'y'",
        "never equal",
        None,
    );
    says("stage", "'Closed won'", "did you mean \"won\"?", Some("'won'"));
    says(
        "name",
        "order.lines.sku",
        "is a list; choose an item",
        Some("order.lines[0].sku"),
    );
    says(
        "name",
        "order.number.x",
        "this is text and has no part \"x\"",
        None,
    );
    says(
        "name",
        "order.number | round(2)",
        "round needs a number here",
        Some("(order.number | number)"),
    );
}

#[test]
fn a_call_with_wrong_arguments_is_told() {
    says(
        "name",
        "order.number | replace('a')",
        "replace also needs \"new\"",
        None,
    );
    says(
        "name",
        "order.number | trim(1)",
        "trim takes 1 argument, but 2 are given",
        None,
    );
    says(
        "name",
        "order.number | pad(5, fil='0')",
        "did you mean \"fill\"?",
        None,
    );
    says(
        "amount",
        "1.5 | round(mode='halfup')",
        "\"halfup\" is not known here",
        Some("'half_up'"),
    );
    says("name", "order.number.lower()", "write x | lower instead", None);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    says("created_by", "'x'", "can't be written", None);
    says("items.sku", "'x'", "fill it with a rule that has \"each\"", None);
    assert!(Program::compile(&rule("properties.any.thing", "1"), &scope(), Some(&destination())).is_ok());
    let double = mapping("[[rule]]\nto='name'\nfrom='1'\n[[rule]]\nto='name'\nfrom='2'");
    assert!(
        mistakes(&double)[0]
            .message()
            .contains("two rules write to \"name\"")
    );
    let inside = mapping("[[rule]]\nto='properties'\nfrom='raw'\n[[rule]]\nto='properties.x'\nfrom='2'");
    assert!(mistakes(&inside)[0].message().contains("overwrite one another"));
    let apart = mapping(
        "[[rule]]\nto='name'\nfrom='1'\non_update=false\n[[rule]]\nid='later'\nto='name'\nfrom='2'\non_create=false",
    );
    compiled(&apart);
}

#[test]
fn all_mistakes_are_told_at_once_with_rule_and_place() {
    let text = r#"
        [[rule]]
        to = "name"
        from = "order.numbr ~ order.customr.email"
        [[rule]]
        to = "items"
        each = "order.lines"
        as = "line"
        when = "line.quantty > 0"
        rules = [{ to = "sku", from = "line.skuu" }, { to = "prise", from = "1 +" }]
    "#;
    let found = mistakes(&mapping(text));
    let places: Vec<(&str, Part, usize)> = found
        .iter()
        .map(|mistake| (mistake.rule.as_str(), mistake.part, mistake.span.start))
        .collect();
    assert_eq!(
        places,
        [
            ("name", Part::From, 0),
            ("name", Part::From, 14),
            ("items", Part::When, 0),
            ("items.sku", Part::From, 0),
            ("items.prise", Part::To, 0),
            ("items.prise", Part::From, 3),
        ]
    );
}

const LISTS: &str = r#"
    [[rule]]
    to = "items"
    each = "order.lines"
    as = "line"
    when = "line.quantity > 0"
    rules = [
        { to = "sku", from = "line.sku" },
        { to = "price", from = "line.unit_price_excl * line.quantity" },
        { to = "position", from = "loop.index" },
    ]
    [[rule]]
    id = "shipping"
    to = "items"
    append = true
    when = "order.shipping.price_excl | default(0) > 0"
    rules = [{ to = "sku", from = "'SHIPPING'" }, { to = "price", from = "order.shipping.price_excl" }]
    [[rule]]
    id = "payment"
    to = "items"
    append = true
    when = "order.payment.price_excl | default(0) > 0"
    rules = [{ to = "sku", from = "'PAYMENT'" }]
"#;

#[test]
fn several_list_rules_fill_one_list_in_their_order() {
    let found = run(&mapping(LISTS), Act::Create).unwrap();
    assert_eq!(
        found.to_json(),
        r#"{"items":[{"position":1,"price":9,"sku":"TEA"},{"position":3,"price":8,"sku":"MUG"},{"price":5,"sku":"SHIPPING"}]}"#
    );
}

#[test]
fn what_is_no_list_has_no_items_or_is_refused() {
    let text = "[[rule]]\nto='items'\neach='raw.items'\nrules=[{to='sku',from='item'}]";
    let program = compiled(&mapping(text));
    let run = |json: &str, act: Act| {
        let raw = Value::from_json(json.as_bytes()).unwrap();
        let found = program.evaluate(&Input::new().with("raw", &raw), act);
        found
            .map(|found| found.document.to_json())
            .map_err(|failure| failure.message())
    };
    assert_eq!(run(r#"{"items":false}"#, Act::Create).unwrap(), "{}");
    assert_eq!(run("{}", Act::Update).unwrap(), r#"{"items":[]}"#);
    assert_eq!(
        run(r#"{"items":["A"]}"#, Act::Create).unwrap(),
        r#"{"items":[{"sku":"A"}]}"#
    );
    assert_eq!(
        run(r#"{"items":"A"}"#, Act::Create).unwrap_err(),
        "a list is needed, but this is \"A\""
    );
}

#[test]
fn empty_values_are_left_out_on_create_and_cleared_on_update() {
    let text = r#"
        [[rule]]
        to = "name"
        from = "order.customer.name"
        [[rule]]
        to = "properties.memo"
        from = "order.memo"
        keep_empty = true
        [[rule]]
        to = "properties.first"
        from = "order.number"
        on_update = false
    "#;
    let create = run(&mapping(text), Act::Create).unwrap().to_json();
    assert_eq!(create, r#"{"properties":{"first":"4711","memo":null}}"#);
    let update = run(&mapping(text), Act::Update).unwrap().to_json();
    assert_eq!(update, r#"{"name":null,"properties":{"memo":null}}"#);
}

#[test]
fn values_take_the_shape_of_their_field_where_that_loses_nothing() {
    let text = r#"
        [[rule]]
        to = "name"
        from = "order.total_incl"
        [[rule]]
        to = "amount"
        from = "raw.x | default('12.50')"
        [[rule]]
        to = "close_date"
        from = "order.placed_at | date('UTC')"
    "#;
    let found = run(&mapping(text), Act::Create).unwrap().to_json();
    assert_eq!(
        found,
        r#"{"amount":12.5,"close_date":"2024-05-31","name":"26.62"}"#
    );
    let failure = run(&rule("amount", "raw.x | default('many')"), Act::Create).unwrap_err();
    assert!(
        failure
            .to_string()
            .contains("the field takes a number, but this is \"many\"")
    );
}

#[test]
fn a_failure_names_rule_field_and_cure() {
    let text = r#"
        [[rule]]
        to = "items"
        each = "order.lines"
        as = "line"
        rules = [{ to = "price", from = "line.total_incl / line.quantity" }, { to = "sku", from = "line.ean ~ line.weight * 2" }]
    "#;
    let failure = run(&mapping(text), Act::Create).unwrap_err();
    assert_eq!(
        (failure.rule.as_str(), failure.to.as_str()),
        ("items.sku", "items.0.sku")
    );
    assert_eq!(failure.field.as_deref(), Some("line.weight"));
    let failure = Failure::from(failure);
    assert_eq!(failure.reason, FailureReason::MappingFailed);
    assert!(failure.message.contains("line.weight | default(0)"), "{failure}");
}

#[test]
fn lookups_use_several_keys_and_report_what_they_missed() {
    let text = r#"
        [[rule]]
        to = "stage"
        from = "order.payment_status | lookup('stages')"
        [[rule]]
        to = "name"
        from = "lookup('vat', 'NL', order.lines[0].tax_rate) ~ lookup('vat', 'BE', 0.06, default='none')"
    "#;
    let lookups = Lookups::new()
        .with("stages", Table::new().row("unpaid", "lost").otherwise("won"))
        .with(
            "vat",
            Table::new().row_of(&["NL".into(), Value::text("0.21")], "high"),
        );
    let order = order();
    let input = Input::new().with("order", &order).lookups(&lookups);
    let found = compiled(&mapping(text)).evaluate(&input, Act::Create).unwrap();
    assert_eq!(found.document.to_json(), r#"{"name":"highnone","stage":"won"}"#);
    let missed = |table: &str, key: &[&str]| MissedLookup {
        table: table.into(),
        key: key.iter().map(|part| (*part).to_owned()).collect(),
        used_default: true,
    };
    assert_eq!(
        found.missed,
        [missed("stages", &["paid"]), missed("vat", &["BE", "0.06"])]
    );

    let strict = compiled(&rule("stage", "'x' | lookup('vat')"));
    let failure = strict.evaluate(&input, Act::Create).unwrap_err();
    assert!(failure.message().contains("has no row for \"x\""), "{failure}");
    assert_eq!(failure.missed.len(), 1);
    assert!(!failure.missed[0].used_default);
}

#[test]
fn an_explanation_leads_from_the_value_to_its_sources() {
    let order = order();
    let input = Input::new().with("order", &order);
    let told = compiled(&mapping(LISTS)).explain(&input, Act::Create);
    let price = told.field("items.1.price").unwrap();
    assert_eq!(price.rule, "items.price");
    assert_eq!(
        price.outcome,
        Outcome::Given {
            value: Value::from(8)
        }
    );
    let reads: Vec<(&str, String)> = price
        .reads
        .iter()
        .map(|read| (read.path.as_str(), read.value.to_string()))
        .collect();
    assert_eq!(
        reads,
        [
            ("order.lines.2.unit_price_excl", "8".into()),
            ("order.lines.2.quantity", "1".into())
        ]
    );
    assert_eq!(steps(price), ["8 * 1 gives 8"]);
    assert_eq!(told.field("items.2.sku").unwrap().rule, "shipping.sku");
    assert_eq!(told.document, run(&mapping(LISTS), Act::Create).unwrap());
}

fn steps(explained: &Explained) -> Vec<String> {
    explained.steps.iter().map(ToString::to_string).collect()
}

#[test]
fn an_explanation_goes_on_after_a_failure() {
    let text = "[[rule]]\nto='amount'\nfrom='1 / (order.total_incl - 26.62)'\n[[rule]]\nto='name'\nfrom='order.customer.email | lower'";
    let order = order();
    let input = Input::new().with("order", &order);
    let told = compiled(&mapping(text)).explain(&input, Act::Create);
    assert_eq!(told.failures().count(), 1);
    assert_eq!(told.document.to_json(), r#"{"name":"jan@x.nl"}"#);
    assert_eq!(
        steps(told.field("name").unwrap()),
        ["lower(\"Jan@X.nl\") gives \"jan@x.nl\""]
    );
}

#[test]
fn lineage_leads_from_a_source_field_to_its_rules() {
    let program = compiled(&mapping(LISTS));
    assert_eq!(
        program.rules_reading("order.lines.quantity"),
        ["items", "items.price"]
    );
    assert_eq!(program.rules_reading("order.lines.sku"), ["items.sku"]);
    assert_eq!(
        program.rules_reading("order.shipping"),
        ["shipping", "shipping.price"]
    );
    assert!(program.reads().contains("order.lines.unit_price_excl"));
    let summed = compiled(&rule(
        "amount",
        "sum(where(order.lines, 'sku', 'TEA'), 'total_incl')",
    ));
    assert_eq!(summed.rules_reading("order.lines.total_incl"), ["amount"]);
}

#[test]
fn moments_compare_across_time_zones() {
    let found = run(
        &rule("closed", "order.placed_at < '2024-05-31T22:00:00Z'"),
        Act::Create,
    )
    .unwrap();
    assert_eq!(found.to_json(), r#"{"closed":true}"#);
}

#[test]
fn only_differences_are_kept_and_a_better_default_shines_through() {
    let base = mapping(LISTS);
    let mut changed = base.clone();
    changed.rules[0].rules[1].from = "line.total_incl".into();
    changed.rules[1].when = None;
    changed.rules.remove(2);
    changed.rules[0]
        .rules
        .push(mapper::Rule::value("properties", "line.ean"));
    changed
        .rules
        .insert(0, mapper::Rule::value("name", "order.number"));
    let overlay = Overlay::difference(&base, &changed);
    assert_eq!(
        overlay.changed.keys().collect::<Vec<_>>(),
        ["items.price", "shipping"]
    );
    assert_eq!(base.overlaid(&overlay).unwrap(), changed);
    let again: Overlay = toml::from_str(&toml::to_string(&overlay).unwrap()).unwrap();
    assert_eq!(again, overlay);
    let again: Overlay = serde_json::from_str(&serde_json::to_string(&overlay).unwrap()).unwrap();
    assert_eq!(again, overlay);

    let mut better = base.clone();
    better.rules[0].rules[0].from = "line.sku | trim".into();
    let both = better.overlaid(&overlay).unwrap();
    assert_eq!(both.rules[1].rules[0].from, "line.sku | trim");
    assert_eq!(both.rules[1].rules[1].from, "line.total_incl");
    assert!(Overlay::difference(&base, &base).is_empty());
}

#[test]
fn a_difference_whose_rule_is_gone_is_reported_and_the_others_apply() {
    let base = mapping(LISTS);
    let mut changed = base.clone();
    changed.rules[0].rules[1].from = "line.total_incl".into();
    changed.rules[1].rules[1].from = "0".into();
    let overlay = Overlay::difference(&base, &changed);
    let mut newer = base.clone();
    newer.rules.remove(1);
    let strays = newer.overlaid(&overlay).unwrap_err();
    assert_eq!(strays.ids, ["shipping.price"]);
    assert_eq!(strays.mapping.rules[0].rules[1].from, "line.total_incl");
}
