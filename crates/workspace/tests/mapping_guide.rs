//! The guide to mapping is held against the shipped rules: every example compiles and gives what it says.
#![allow(clippy::unwrap_used, reason = "in a test a surprise should end it at once")]

use std::{fs, path::Path};

use connectors::{Registry, Remotes, http::Client, route};
use domain::{
    ConnectorId::{Hubspot, LightspeedEcom},
    Field, FlowId, Kind, RevisionId, Schema, Value,
    flow::FlowKind,
};
use engine::{Blueprint, Plan};
use mapper::Act;
use workspace::{FlowEntry, WorkspaceFile};

const GUIDE: &str = "../../docs/guides/mapping.md";

/// The flows that the examples change.
const FLOWS: &str = r#"
[connections.hubspot]
connector = "hubspot"
[connections.shop]
connector = "lightspeed_ecom"
[flows.orders]
kind = "orders"
from = "shop"
to = "hubspot"
[flows.customers-to-hubspot]
kind = "customers"
from = "shop"
to = "hubspot"
[flows.products]
kind = "products"
from = "hubspot"
to = "shop"
"#;

#[test]
fn every_example_compiles_on_top_of_the_shipped_rules_and_gives_what_it_says() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE)).unwrap();
    let examples = blocks(&guide, "toml");
    assert!(examples.len() >= 10, "only {} examples", examples.len());
    let record = Value::from_json(blocks(&guide, "json").last().unwrap().as_bytes()).unwrap();
    let (registry, mut told) = (registry(), 0);
    for example in examples {
        let file = WorkspaceFile::parse(&format!("{FLOWS}{example}"))
            .unwrap_or_else(|error| panic!("{error}\n{example}"));
        let changed: Vec<_> = file.flows.values().filter(|flow| is_changed(flow)).collect();
        let [flow] = changed[..] else {
            panic!("an example changes one flow:\n{example}");
        };
        let plan = Plan::compile(blueprint(&registry, flow))
            .unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{example}"));
        for (act, field, wanted) in results(example) {
            let made = made(&plan, &record, act);
            let found = match made.at(field) {
                empty if empty.is_empty() => "nothing".to_owned(),
                value => value.to_string(),
            };
            assert_eq!(found, wanted, "{field} in\n{example}");
            told += 1;
        }
    }
    assert!(told >= 10, "only {told} results are told");
}

/// The fenced blocks in a language.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
    guide
        .split("\n```")
        .filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n'))
        .collect()
}

/// The lines `# gives FIELD = VALUE` and `# on update gives FIELD = VALUE`.
fn results(example: &str) -> impl Iterator<Item = (Act, &str, &str)> {
    example.lines().filter_map(|line| {
        let on_create = line.strip_prefix("# gives ").map(|told| (Act::Create, told));
        let on_update = || {
            line.strip_prefix("# on update gives ")
                .map(|told| (Act::Update, told))
        };
        let (act, told) = on_create.or_else(on_update)?;
        let (field, value) = told.split_once(" = ")?;
        Some((act, field, value))
    })
}

fn is_changed(flow: &FlowEntry) -> bool {
    !flow.mapping.is_empty() || !flow.lookups.tables.is_empty() || !flow.settings.is_null()
}

fn made(plan: &Plan, record: &Value, act: Act) -> Value {
    let document = record.get(plan.noun.as_str());
    let linked = Value::from([("customer", Value::from([("id", "301".into())]))]);
    let input = plan.input(document, record.get("raw"), &linked);
    plan.program().evaluate(&input, act).unwrap().document
}

fn blueprint(registry: &Registry, flow: &FlowEntry) -> Blueprint {
    let (from, to) = if flow.to == "hubspot" {
        (LightspeedEcom, Hubspot)
    } else {
        (Hubspot, LightspeedEcom)
    };
    let (source_stream, destination_stream) = route(flow.kind, from, to).unwrap();
    let connector = registry.get(to);
    Blueprint {
        flow: FlowId::new(),
        revision: RevisionId::new(),
        kind: flow.kind,
        source: (from, "1".to_owned()),
        source_stream,
        destination_stream,
        destination_schema: Some(own_properties(flow.kind).joined(connector.known_schema(flow.kind))),
        shipped: connector.default_mapping(flow.kind).unwrap().to_owned(),
        overlay: flow.mapping.clone(),
        settings: flow.settings.clone(),
        lookups: flow.lookups.clone(),
        two_way: false,
        customers: None,
        products: None,
    }
}

/// The properties that the guide says a merchant made in HubSpot.
fn own_properties(kind: FlowKind) -> Schema {
    let texts = |names: &[&str]| {
        names
            .iter()
            .map(|name| Field::new(*name, Kind::Text, ""))
            .collect()
    };
    let lines = Kind::List {
        fields: texts(&["supplier_note"]),
    };
    let contact = Kind::Group {
        fields: texts(&["cost_centre", "revenue_account", "vat_code"]),
    };
    Schema::new(match kind {
        FlowKind::Orders => vec![
            Field::new("gift_note", Kind::Text, ""),
            Field::new("line_items", lines, ""),
        ],
        FlowKind::Customers => vec![Field::new("contact", contact, "")],
        _ => Vec::new(),
    })
}

fn registry() -> Registry {
    Registry::new(Remotes {
        hubspot_api: "https://api.hubapi.com".parse().unwrap(),
        hubspot_app: "https://app.hubspot.com".parse().unwrap(),
        hubspot: None,
        lightspeed_ecom_api: None,
        lightspeed_ecom: None,
        client: Client::new(false).unwrap(),
    })
}
