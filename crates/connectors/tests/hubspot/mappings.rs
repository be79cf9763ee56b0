//! The shipped mappings: they compile against the known fields, fit an account that was prepared, and a deal
//! adds up to its order to the cent.

use connectors::Connector;
use domain::{ConnectorId, Value, flow::FlowKind};
use engine::{root_of, scope_of, settings::Settings};
use mapper::{Act, Input, Lookups, Mapping, Program, Table};
use rust_decimal::Decimal;
use serde_json::json;

use crate::world::{World, nothing, read};

fn lookups(kind: FlowKind) -> Lookups {
    engine::with_shipped_tables(kind, Lookups::new())
}

fn program(connector: &dyn Connector, kind: FlowKind, schema: &domain::Schema) -> Program {
    let mapping = Mapping::from_toml(connector.default_mapping(kind).unwrap()).unwrap();
    Program::compile(&mapping, &scope_of(kind, &lookups(kind)), Some(schema)).unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{kind}: {}", told.join("\n"))
    })
}

fn map(kind: FlowKind, settings: serde_json::Value, document: serde_json::Value, act: Act) -> Value {
    map_value(kind, settings, &read(document), act)
}

fn map_value(kind: FlowKind, settings: serde_json::Value, document: &Value, act: Act) -> Value {
    map_with(kind, lookups(kind), settings, document, act)
}

fn map_with(
    kind: FlowKind,
    lookups: Lookups,
    settings: serde_json::Value,
    document: &Value,
    act: Act,
) -> Value {
    let remotes = connectors::Remotes {
        hubspot_api: "https://api.hubapi.com".parse().unwrap(),
        hubspot_app: "https://app.hubspot.com".parse().unwrap(),
        hubspot: None,
        lightspeed_ecom_api: None,
        lightspeed_ecom: None,
        client: connectors::http::Client::new(false).unwrap(),
    };
    let registry = connectors::Registry::new(remotes);
    let connector = registry.get(ConnectorId::Hubspot);
    let program = program(connector, kind, &connector.known_schema(kind));
    let settings = Settings::complete(kind, &read(settings)).unwrap();
    let none = nothing();
    let linked = read(json!({"customer": {"id": "30151", "company": "88012"}}));
    let input = Input::new()
        .with(root_of(engine::noun_of(kind)), document)
        .with("raw", &none)
        .with("linked", &linked)
        .with("settings", settings.value())
        .lookups(&lookups);
    program.evaluate(&input, act).unwrap().document
}

fn order() -> serde_json::Value {
    json!({"id": "4711", "number": "ORD4711", "status": "processing_awaiting_shipment", "payment_status": "paid",
        "placed_at": "2026-11-24T08:00:00+01:00", "currency": "EUR",
        "customer": {"name": "Ayşe Yılmaz", "email": "ayse@defne.example"},
        "billing_address": {"line": "Kleine Houtstraat 48B", "postcode": "2011 DG", "city": "Haarlem", "country": "NL"},
        "shipping_address": {"street": "Grote Markt", "house_number": "2", "city": "Haarlem", "country": "NL"},
        "lines": [
            {"id": "1", "sku": "A", "name": "Bag", "variant": "Blue", "quantity": 3, "unit_price_incl": 9.99, "unit_price_excl": 8.2562,
                "discount_incl": 1.00, "total_incl": 28.97, "total_excl": 23.94, "linked_product": "515"},
            {"id": "2", "sku": "B", "name": "Belt", "quantity": 7, "unit_price_incl": 0.33, "unit_price_excl": 0.2727,
                "total_incl": 2.35, "total_excl": 1.94}],
        "shipping": {"title": "PostNL", "price_incl": 4.95, "price_excl": 4.09},
        "payment": {"title": "iDEAL", "price_incl": -0.27, "price_excl": -0.22},
        "total_incl": 36.00, "total_excl": 29.75, "total_tax": 6.25,
        "store": {"id": "240117", "name": "Defne"}})
}

#[track_caller]
fn adds_up(deal: &Value, total: &str) {
    let amount: Decimal = total.parse().unwrap();
    assert_eq!(deal.get("amount").as_number(), Some(amount));
    let sum: Decimal = deal
        .get("line_items")
        .items()
        .iter()
        .map(|line| {
            let number = |name: &str| line.get(name).as_number().unwrap_or_default();
            assert!(number("price") >= Decimal::ZERO, "{line:?}");
            number("quantity") * (number("price") - number("discount"))
        })
        .sum();
    assert_eq!(
        sum.round_dp(2),
        amount.round_dp(2),
        "{}",
        deal.get("line_items").to_json()
    );
}

#[test]
fn an_orders_deal_adds_up_with_and_without_tax() {
    let deal = map(FlowKind::Orders, json!({}), order(), Act::Create);
    adds_up(&deal, "36.00");
    assert_eq!(
        deal.get("line_items").items().len(),
        4,
        "two lines, shipping, payment"
    );
    let told = |path: &str| deal.at(path).to_string();
    assert_eq!(
        (told("dealname"), told("dealstage"), told("pipeline")),
        ("ORD4711".into(), "closedwon".into(), "default".into())
    );
    assert_eq!(
        (told("contact_id"), told("company_id")),
        ("30151".into(), "88012".into())
    );
    assert_eq!(
        (told("kopru_invoice_street"), told("kopru_invoice_house_number")),
        ("Kleine Houtstraat".into(), "48".into())
    );
    assert_eq!(
        (told("kopru_delivery_street"), told("kopru_delivery_house_number")),
        ("Grote Markt".into(), "2".into())
    );
    assert_eq!(told("kopru_store_name"), "Defne");
    assert_eq!(
        (told("line_items.0.name"), told("line_items.0.hs_product_id")),
        ("Bag – Blue".into(), "515".into())
    );
    adds_up(
        &map(FlowKind::Orders, json!({"prices": "excl"}), order(), Act::Create),
        "29.75",
    );
}

#[test]
fn an_order_carries_the_fields_that_merchants_expect_without_any_setting() {
    let mut order = order();
    order["discount"] = json!({"kind": "percentage", "percentage": 10, "amount": 4, "coupon": "SUMMER"});
    let deal = map(FlowKind::Orders, json!({}), order, Act::Create);
    for (field, wanted) in [
        ("kopru_customer_name", "Ayşe Yılmaz"),
        ("kopru_invoice_street", "Kleine Houtstraat"),
        ("kopru_invoice_house_number", "48"),
        ("kopru_invoice_postcode", "2011 DG"),
        ("kopru_invoice_city", "Haarlem"),
        ("kopru_invoice_country", "NL"),
        ("kopru_delivery_street", "Grote Markt"),
        ("kopru_delivery_house_number", "2"),
        ("kopru_delivery_city", "Haarlem"),
        ("kopru_delivery_country", "NL"),
        ("kopru_shipping_costs", "4.95"),
        ("kopru_shipping_method", "PostNL"),
        ("kopru_payment_method", "iDEAL"),
        ("kopru_discount", "4"),
        ("kopru_discount_percentage", "10"),
        ("kopru_coupon", "SUMMER"),
        ("kopru_store_id", "240117"),
        ("deal_currency_code", "EUR"),
        ("line_items.0.hs_sku", "A"),
        ("line_items.0.quantity", "3"),
        ("line_items.0.price", "9.99"),
    ] {
        assert_eq!(deal.at(field).to_string(), wanted, "{field}");
    }
}

#[test]
fn tables_of_the_tenants_own_give_codes_accounts_methods_and_terms() {
    let tables = Lookups::new()
        .with("tax_codes", Table::new().row("0.21", "high").row("0.09", "low"))
        .with(
            "tax_codes_by_country",
            Table::new().row_of(&["BE".into(), "0.21".into()], "oss-be"),
        )
        .with("revenue_accounts", Table::new().row("BE", "8100"))
        .with("shipping_methods", Table::new().row("PostNL", "POST"))
        .with("payment_methods", Table::new().row("iDEAL", "IDL"))
        .with("payment_terms", Table::new().row("iDEAL", "at once"));
    let mut order = order();
    order["lines"][0]["tax_rate"] = json!(0.21);
    order["lines"][1]["tax_rate"] = json!(0.09);
    for (country, codes, account) in [("NL", ["high", "low"], ""), ("BE", ["oss-be", "low"], "8100")] {
        order["shipping_address"]["country"] = json!(country);
        let document = read(order.clone());
        let deal = map_with(
            FlowKind::Orders,
            tables.clone(),
            json!({}),
            &document,
            Act::Create,
        );
        let told = |path: &str| deal.at(path).to_string();
        assert_eq!(
            ["line_items.0.kopru_tax_code", "line_items.1.kopru_tax_code"].map(told),
            codes,
            "{country}"
        );
        assert_eq!(told("kopru_revenue_account"), account, "{country}");
        assert_eq!(
            [
                "kopru_shipping_method",
                "kopru_payment_method",
                "kopru_payment_terms"
            ]
            .map(told),
            ["POST", "IDL", "at once"]
        );
    }
}

#[test]
fn an_article_carries_the_fields_that_merchants_expect_without_any_setting() {
    let article = json!({"id": "5", "sku": "B-L", "title": "Bag", "short_description": "A bag.", "long_description": "<p>All of it.</p>",
        "price_excl": 20, "price_incl": 24.2, "quantity": 3, "ean": "8712345678906", "currency": "EUR"});
    let article = map(FlowKind::Products, json!({}), article, Act::Create);
    for (field, wanted) in [
        ("name", "Bag"),
        ("hs_sku", "B-L"),
        ("description", "A bag."),
        ("hs_rich_text_description", "<p>All of it.</p>"),
        ("kopru_price_excl", "20"),
        ("kopru_price_incl", "24.2"),
        ("kopru_stock", "3"),
        ("kopru_ean", "8712345678906"),
        ("kopru_currency", "EUR"),
    ] {
        assert_eq!(article.at(field).to_string(), wanted, "{field}");
    }
}

#[test]
fn an_order_without_costs_has_only_its_lines() {
    let mut order = order();
    for (name, value) in [
        ("shipping", json!({"price_incl": 0, "price_excl": 0})),
        ("payment", json!(null)),
    ] {
        order[name] = value;
    }
    order["total_incl"] = json!(31.32);
    let deal = map(FlowKind::Orders, json!({}), order, Act::Create);
    adds_up(&deal, "31.32");
    assert_eq!(deal.get("line_items").items().len(), 2);
}

#[test]
fn a_status_without_a_row_leaves_the_stage_alone() {
    let deal = map(FlowKind::OrderStatus, json!({}), order(), Act::Update);
    assert!(
        deal.as_map()
            .unwrap()
            .keys()
            .all(|name| name != "dealstage" && name != "pipeline"),
        "{deal:?}"
    );
    assert_eq!(
        deal.get("kopru_order_status").to_string(),
        "processing_awaiting_shipment"
    );
}

#[test]
fn a_person_has_no_company_and_a_firm_has_one() {
    let customer = json!({"id": "9", "email": "Ayse@Defne.example", "first_name": "Ayşe", "middle_name": "van der", "last_name": "Berg",
        "billing_address": {"street": "Kleine Houtstraat", "house_number": "48", "country": "NL"}});
    let person = map(FlowKind::Customers, json!({}), customer.clone(), Act::Create);
    assert!(person.get("company").is_null());
    let told = |path: &str| person.at(path).to_string();
    assert_eq!(
        (told("contact.email"), told("contact.lastname")),
        ("ayse@defne.example".into(), "van der Berg".into())
    );
    assert_eq!(
        (told("contact.address"), told("contact.country")),
        ("Kleine Houtstraat 48".into(), "Netherlands".into())
    );
    let mut firm = customer;
    firm["company_name"] = json!("Defne BV");
    let firm = map(FlowKind::Customers, json!({}), firm, Act::Create);
    assert_eq!(firm.at("company.name").to_string(), "Defne BV");
}

#[test]
fn a_customer_group_becomes_a_lifecycle_stage_by_the_table_and_else_touches_none() {
    let customer = |group: &str| json!({"id": "9", "email": "a@b.example", "group": group, "language": "us"});
    let plain = map(FlowKind::Customers, json!({}), customer("Resellers"), Act::Create);
    let contact = plain.get("contact").as_map().unwrap();
    assert!(!contact.contains_key("lifecyclestage") && !contact.contains_key("hs_language"));
    let told = map(
        FlowKind::Customers,
        json!({"default_language": "nl"}),
        customer("Resellers"),
        Act::Create,
    );
    assert_eq!(told.at("contact.hs_language").to_string(), "en");
    let mut lookups = lookups(FlowKind::Customers);
    let stages = mapper::Table::new().row("Resellers", "opportunity");
    lookups.tables.insert("lifecycle_stages".into(), stages);
    for (group, stage) in [("Resellers", Some("opportunity")), ("Others", None), ("", None)] {
        let mapped = map_with(
            FlowKind::Customers,
            lookups.clone(),
            json!({}),
            &read(customer(group)),
            Act::Update,
        );
        let contact = mapped.get("contact").as_map().unwrap();
        assert_eq!(
            contact.get("lifecyclestage").and_then(Value::as_text),
            stage,
            "{group}"
        );
    }
}

#[test]
fn a_variant_carries_size_colour_and_categories() {
    let product = json!({"id": "5", "sku": "B-L", "title": "Bag", "price_incl": 24.95, "quantity": 3,
        "categories": ["Bags > Small", "Sale"], "options": [{"name": "Maat", "value": "L"}, {"name": "Kleur", "value": "blauw"}]});
    let product = map(FlowKind::Products, json!({}), product, Act::Create);
    let told = |path: &str| product.at(path).to_string();
    assert_eq!(
        (told("kopru_size"), told("kopru_color")),
        ("L".into(), "blauw".into())
    );
    assert_eq!(told("kopru_categories"), "Bags > Small;Sale");
    assert_eq!(
        map(
            FlowKind::Stock,
            json!({}),
            json!({"id": "5", "quantity": 3}),
            Act::Update
        )
        .get("kopru_stock")
        .to_string(),
        "3"
    );
}

#[tokio::test]
async fn the_shipped_mappings_fit_an_account_that_was_prepared() {
    let world = World::prepared().await;
    let registry = world.connector();
    let connector = registry.get(ConnectorId::Hubspot);
    for (kind, stream) in [
        (FlowKind::Orders, "deals"),
        (FlowKind::OrderStatus, "deals"),
        (FlowKind::Customers, "customers"),
        (FlowKind::Products, "products"),
        (FlowKind::Stock, "stock"),
    ] {
        let live = world.portal.discover(&stream.into()).await.unwrap();
        program(connector, kind, &live);
    }
}

#[tokio::test]
async fn a_mapped_order_is_taken_by_the_remote_and_its_lines_sum_to_its_amount_there() {
    let world = World::prepared().await;
    let contact = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "ayse@defne.example"}}),
        )
        .await;
    let mut document = map(FlowKind::Orders, json!({}), order(), Act::Create);
    document.put("contact_id", contact["id"].as_str().unwrap().into());
    document.put("company_id", Value::Null);
    let mut lines = document.get("line_items").items().to_vec();
    lines[0].put("hs_product_id", Value::Null);
    document.put("line_items", lines.into());
    let write = engine::ports::Write {
        key: "lightspeed_ecom:240117:order:4711".into(),
        act: engine::ports::Act::Create,
        document,
    };
    let written = world.portal.write(&"deals".into(), vec![write]).await;
    let id = &written[0].result.as_ref().unwrap().remote.id;
    let deal = world
        .look(&format!(
            "/crm/v3/objects/deals/{id}?properties=amount&associations=line_items"
        ))
        .await;
    let mut sum = Decimal::ZERO;
    for line in deal["associations"]["line items"]["results"].as_array().unwrap() {
        let line = world
            .look(&format!(
                "/crm/v3/objects/line_items/{}?properties=amount",
                line["id"].as_str().unwrap()
            ))
            .await;
        sum += line["properties"]["amount"]
            .as_str()
            .unwrap()
            .parse::<Decimal>()
            .unwrap();
    }
    assert_eq!(
        (sum.round_dp(2).to_string(), &deal["properties"]["amount"]),
        ("36.00".into(), &json!("36"))
    );
}

/// The shop of the stand-in has discounts, several tax rates, refunds and costs of all kinds.
#[tokio::test]
async fn every_order_of_the_shop_adds_up_with_and_without_tax() {
    let world = World::new().await;
    let shop = world.shop();
    let changes = shop.changes(&"orders".into(), None, 500).await.unwrap();
    assert!(changes.keys.len() >= 5, "{} orders", changes.keys.len());
    let mut differing = Vec::new();
    for fetched in shop.fetch(&"orders".into(), &changes.keys).await {
        let order = fetched.unwrap().unwrap().document;
        for (prices, total) in [("incl", "total_incl"), ("excl", "total_excl")] {
            let deal = map_value(FlowKind::Orders, json!({"prices": prices}), &order, Act::Create);
            let sum: Decimal = deal
                .get("line_items")
                .items()
                .iter()
                .map(|line| {
                    let number = |name: &str| line.get(name).as_number().unwrap_or_default();
                    number("quantity") * (number("price") - number("discount"))
                })
                .sum();
            let total = order.get(total).as_number().unwrap();
            if (sum.round_dp(2) - total.round_dp(2)) != Decimal::ZERO {
                differing.push(format!(
                    "{} {prices}: {sum} instead of {total}",
                    order.get("number")
                ));
            }
        }
    }
    assert_eq!(differing, Vec::<String>::new());
}
