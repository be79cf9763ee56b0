//! The Lightspeed eCom connector against the stand-in, over real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "tests"
)]

mod support;

use std::sync::Arc;

use connectors::{
    Access, Account, Connector, Hook, LightspeedApp, Opened, Remotes, http::Client,
    lightspeed_ecom::LightspeedEcom,
};
use domain::{
    ConnectionId, Cursor, Decimal, FailureClass, FailureReason, RecordKey, StreamName, Value,
    canonical::Noun, flow::FlowKind,
};
use engine::ports::{Act, Budgets, RemoteId, SystemClock, Write, Written};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use support::{Endless, MemoryBudgets, MemoryVault};

/// The stand-in with a connection to it.
struct World {
    running: sandbox::Running,
    connector: LightspeedEcom,
    credentials: serde_json::Value,
    budgets: Arc<dyn Budgets>,
    connection: ConnectionId,
    http: reqwest::Client,
}

impl World {
    async fn open() -> Self {
        Self::with(
            sandbox::Options {
                limits: false,
                ..sandbox::Options::default()
            },
            Arc::new(Endless),
        )
        .await
    }

    async fn with(options: sandbox::Options, budgets: Arc<dyn Budgets>) -> Self {
        let running = sandbox::start(options).await.unwrap();
        let client = Client::new(true).unwrap();
        let http = reqwest::Client::new();
        let url = format!("{}/_credentials", running.base_url());
        let credentials: serde_json::Value = http.get(url).send().await.unwrap().json().await.unwrap();
        let text = |path: &str| credentials.pointer(path).unwrap().as_str().unwrap().to_owned();
        let connector = LightspeedEcom::new(Remotes {
            hubspot_api: "http://127.0.0.1:1/".parse().unwrap(),
            hubspot_app: "http://127.0.0.1:1/".parse().unwrap(),
            hubspot: None,
            lightspeed_ecom_api: Some(format!("{}/lightspeed", running.base_url()).parse().unwrap()),
            lightspeed_ecom: Some(LightspeedApp {
                key: text("/lightspeed/app_key"),
                secret: text("/lightspeed/app_secret").into(),
            }),
            client,
        });
        Self {
            running,
            connector,
            credentials,
            budgets,
            connection: ConnectionId::new(),
            http,
        }
    }

    fn secret(&self, name: &str) -> String {
        self.credentials["lightspeed"][name].as_str().unwrap().to_owned()
    }

    fn fields(&self) -> Value {
        Value::from([
            ("key", self.secret("key").into()),
            ("secret", self.secret("secret").into()),
            ("language", "nl".into()),
        ])
    }

    fn vault(&self) -> Arc<MemoryVault> {
        let renewed = self.connector.credential(&self.fields()).ok().unwrap();
        Arc::new(MemoryVault::holding(renewed))
    }

    fn shop(&self) -> Arc<dyn Opened> {
        self.shop_with(self.vault())
    }

    fn shop_with(&self, vault: Arc<MemoryVault>) -> Arc<dyn Opened> {
        self.connector.open(Access {
            connection: self.connection,
            account: Account {
                id: self.secret("shop_id"),
                name: "The shop".to_owned(),
                currency: Some("EUR".to_owned()),
                time_zone: None,
                pages: None,
            },
            vault,
            budgets: self.budgets.clone(),
            clock: Arc::new(SystemClock),
        })
    }

    async fn post(&self, path: &str, body: serde_json::Value) -> serde_json::Value {
        let url = format!("{}{path}", self.running.base_url());
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or(serde_json::Value::Null)
    }

    async fn fault(&self, matching: &str, kind: &str, times: u32) {
        let fault = json!({"side": "lightspeed", "match": matching, "kind": kind, "times": times});
        self.post("/_faults", fault).await;
    }

    async fn knobs(&self, knobs: serde_json::Value) {
        self.post("/_settings", json!({ "lightspeed": knobs })).await;
    }

    /// A call as somebody else makes it: the shop's own page, another app.
    async fn call(&self, method: &str, path: &str, body: Option<serde_json::Value>) -> serde_json::Value {
        let url = format!("{}/lightspeed/nl/{path}", self.running.base_url());
        let mut request = self
            .http
            .request(method.parse().unwrap(), url)
            .basic_auth(self.secret("key"), Some(self.secret("secret")));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(serde_json::Value::Null)
    }

    async fn count(&self, resource: &str) -> usize {
        let path = format!("{resource}/count.json");
        usize::try_from(self.call("GET", &path, None).await["count"].as_u64().unwrap()).unwrap()
    }
}

fn stream(name: &str) -> StreamName {
    name.into()
}

/// All keys of a stream, and the cursor behind them.
async fn walk(shop: &dyn Opened, name: &str, mut cursor: Option<Cursor>) -> (Vec<RecordKey>, Cursor) {
    let mut keys = Vec::new();
    loop {
        let changes = shop.changes(&stream(name), cursor.as_ref(), 100).await.unwrap();
        keys.extend(changes.keys);
        cursor = Some(changes.next.clone());
        if !changes.more {
            return (keys, changes.next);
        }
    }
}

fn create(key: &str, document: serde_json::Value) -> Write {
    Write {
        key: key.to_owned(),
        act: Act::Create,
        document: Value::from_json(document.to_string().as_bytes()).unwrap(),
    }
}

fn update(remote: &RemoteId, document: serde_json::Value) -> Write {
    Write {
        key: "k".to_owned(),
        act: Act::Update {
            remote: remote.clone(),
        },
        document: Value::from_json(document.to_string().as_bytes()).unwrap(),
    }
}

fn remote(written: &Written) -> RemoteId {
    written.result.as_ref().unwrap().remote.clone()
}

fn created(written: &Written) -> bool {
    written.result.as_ref().unwrap().created
}

fn money(document: &Value, path: &str) -> Decimal {
    document.at(path).as_number().unwrap_or_default()
}

#[tokio::test]
async fn every_order_of_the_shop_becomes_a_canonical_order_that_adds_up() {
    let world = World::open().await;
    let shop = world.shop();
    let (keys, _) = walk(shop.as_ref(), "orders", None).await;
    assert_eq!(keys.len(), world.count("orders").await);
    let before = shop.calls();
    let records = shop.fetch(&stream("orders"), &keys).await;
    // The floor is one call an order; the shop itself is asked once.
    let spent = usize::try_from(shop.calls() - before).unwrap();
    assert!(spent <= keys.len() + 2, "{spent} calls for {} orders", keys.len());
    for (key, record) in keys.iter().zip(records) {
        let record = record.unwrap().unwrap();
        let order = &record.document;
        assert_eq!(order.get("id").to_string(), key.as_str());
        assert_eq!(order.get("currency"), &"EUR".into());
        assert_eq!(order.at("store.id").to_string(), world.secret("shop_id"));
        for side in ["incl", "excl"] {
            let lines: Decimal = order
                .get("lines")
                .items()
                .iter()
                .map(|line| money(line, &format!("total_{side}")))
                .sum();
            let sum = lines
                + money(order, &format!("shipping.price_{side}"))
                + money(order, &format!("payment.price_{side}"));
            assert_eq!(sum, money(order, &format!("total_{side}")), "order {key} {side}");
        }
        for line in order.get("lines").items() {
            assert!(line.get("sku").as_text().is_some(), "order {key}");
            assert!(money(line, "tax_rate") < Decimal::ONE);
        }
        if let Some(country) = order.at("billing_address.country").as_text() {
            assert_eq!((country.len(), country.to_uppercase().as_str()), (2, country));
        }
        let email = order.at("customer.email").to_string();
        assert_eq!(email, email.trim().to_lowercase());
    }
}

#[tokio::test]
async fn an_order_whose_parts_are_not_embedded_is_completed() {
    let world = World::open().await;
    let shop = world.shop();
    let keys = shop.sample(&stream("orders"), 3).await.unwrap();
    assert!(keys.len() == 3 && keys.windows(2).all(|two| two[0].as_str() > two[1].as_str()));
    let embedded = shop.fetch(&stream("orders"), &keys).await;
    world.knobs(json!({"embed_order": false})).await;
    let asked_for = shop.fetch(&stream("orders"), &keys).await;
    for (one, other) in embedded.into_iter().zip(asked_for) {
        let (one, other) = (one.unwrap().unwrap(), other.unwrap().unwrap());
        for part in [
            "lines",
            "invoice_numbers",
            "tracking_codes",
            "total_incl",
            "customer",
        ] {
            assert_eq!(one.document.get(part), other.document.get(part), "{part}");
        }
    }
}

#[tokio::test]
async fn an_idle_shop_costs_one_call_a_poll_and_hands_out_nothing() {
    let world = World::open().await;
    let shop = world.shop();
    for (name, calls) in [("orders", 1), ("customers", 1), ("stock", 1), ("products", 2)] {
        let (_, first) = walk(shop.as_ref(), name, None).await;
        let (again, mut cursor) = walk(shop.as_ref(), name, Some(first)).await;
        assert_eq!(again, [], "{name} were all handed out by the first load");
        for _ in 0..3 {
            let before = shop.calls();
            let changes = shop.changes(&stream(name), Some(&cursor), 100).await.unwrap();
            assert_eq!(changes.keys, [], "{name}");
            assert!(!changes.more);
            assert_eq!(shop.calls() - before, calls, "{name}");
            cursor = changes.next;
        }
    }
}

#[tokio::test]
async fn a_new_order_and_a_changed_one_are_seen_once() {
    let world = World::open().await;
    let shop = world.shop();
    let (all, cursor) = walk(shop.as_ref(), "orders", None).await;
    let (_, cursor) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    let placed = world.post("/_orders", json!({})).await;
    let id = placed["id"].to_string();
    let changed = &all[0];
    let body = json!({"order": {"memo": "bel eerst"}});
    world
        .call("PUT", &format!("orders/{changed}.json"), Some(body))
        .await;
    let (mut seen, cursor) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    seen.sort();
    let mut wanted = vec![RecordKey::from(id.trim_matches('"').to_owned()), changed.clone()];
    wanted.sort();
    assert_eq!(seen, wanted);
    let (seen, _) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    assert_eq!(seen, []);
}

#[tokio::test]
async fn a_cursor_from_a_moment_on_leaves_out_what_is_older() {
    let world = World::open().await;
    let shop = world.shop();
    let cursor = shop.cursor_since(
        &stream("orders"),
        Timestamp::now() - SignedDuration::from_hours(24 * 3),
    );
    let (seen, _) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    let total = world.count("orders").await;
    assert!(seen.len() < total, "{} of {total}", seen.len());
    let placed = world.post("/_orders", json!({})).await["id"].to_string();
    let cursor = shop.cursor_since(&stream("orders"), Timestamp::now() - SignedDuration::from_mins(1));
    let (seen, _) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    assert!(
        seen.contains(&placed.trim_matches('"').into()) && seen.len() <= 2,
        "{seen:?}"
    );
}

#[tokio::test]
async fn customers_products_and_stock_are_read_in_few_calls() {
    let world = World::open().await;
    let shop = world.shop();
    for (name, noun) in [
        ("customers", Noun::Customer),
        ("products", Noun::Product),
        ("stock", Noun::StockLevel),
    ] {
        let (keys, _) = walk(shop.as_ref(), name, None).await;
        assert!(keys.len() > 5, "{name}");
        let mut wanted = keys.clone();
        wanted.push("999999999999".into());
        wanted.push("no number".into());
        let before = shop.calls();
        let records = shop.fetch(&stream(name), &wanted).await;
        let spent = shop.calls() - before;
        assert!(spent <= 20, "{spent} calls for {} {name}", keys.len());
        for (key, record) in wanted.iter().zip(&records).take(keys.len()) {
            let record = record.as_ref().unwrap().as_ref().unwrap();
            noun.schema().check(&record.document).unwrap();
            assert_eq!(record.document.get("id").to_string(), key.as_str());
        }
        assert_eq!(records[keys.len()], Ok(None));
        assert_eq!(records[keys.len() + 1], Ok(None));
    }
}

#[tokio::test]
async fn a_product_carries_its_categories_brand_tax_and_options() {
    let world = World::open().await;
    let shop = world.shop();
    let (keys, _) = walk(shop.as_ref(), "products", None).await;
    let records = shop.fetch(&stream("products"), &keys).await;
    let documents: Vec<Value> = records
        .into_iter()
        .map(|record| record.unwrap().unwrap().document)
        .collect();
    let some = |what: &str, holds: &dyn Fn(&Value) -> bool| {
        assert!(documents.iter().any(holds), "no product has {what}");
    };
    some("a category path", &|d| !d.get("categories").items().is_empty());
    some("a brand", &|d| d.get("brand").as_text().is_some());
    some("a tax rate", &|d| money(d, "tax_rate") > Decimal::ZERO);
    some("options", &|d| !d.get("options").items().is_empty());
    some("a family of several", &|d| {
        documents
            .iter()
            .filter(|other| other.at("family.id") == d.at("family.id"))
            .count()
            > 1
    });
}

#[tokio::test]
async fn a_changed_product_text_hands_out_all_its_variants() {
    let world = World::open().await;
    let shop = world.shop();
    let (_, cursor) = walk(shop.as_ref(), "products", None).await;
    let (_, cursor) = walk(shop.as_ref(), "products", Some(cursor)).await;
    let variants = world.call("GET", "variants.json?limit=250", None).await;
    let product_of = |variant: &serde_json::Value| variant["product"]["resource"]["id"].as_u64().unwrap();
    let rows = variants["variants"].as_array().unwrap();
    let product = rows
        .iter()
        .map(product_of)
        .find(|product| rows.iter().filter(|row| product_of(row) == *product).count() > 1)
        .unwrap();
    let body = json!({"product": {"description": "Nieuw"}});
    world
        .call("PUT", &format!("products/{product}.json"), Some(body))
        .await;
    let (seen, _) = walk(shop.as_ref(), "products", Some(cursor)).await;
    let wanted: Vec<RecordKey> = rows
        .iter()
        .filter(|row| product_of(row) == product)
        .map(|row| row["id"].to_string().into())
        .collect();
    assert_eq!(seen, wanted);
}

fn lamp() -> serde_json::Value {
    json!({
        "product": {"title": "Leselampe Şirin", "description": "Klein", "content": "<p>Klein</p>"},
        "variant": {"sku": "LAMP-1", "ean": "8719990001014", "priceIncl": 24.95, "priceExcl": 20.62, "taxRate": 0.21,
            "stockLevel": 7.0, "weight": 140.4},
        "brand": "Lumos",
        "categories": ["Wonen > Lampen > Leeslampen", "Aanbiedingen"],
        "image": "https://cdn.example/lamp.jpg",
        "attributes": [{"name": "Land van herkomst", "value": "Turkije"}],
    })
}

#[tokio::test]
async fn a_product_is_created_once_with_all_that_belongs_to_it() {
    let world = World::open().await;
    let shop = world.shop();
    let (products, variants) = (world.count("products").await, world.count("variants").await);
    let name = stream("products");
    let first = shop.write(&name, vec![create("p1", lamp())]).await;
    assert!(created(&first[0]), "{:?}", first[0]);
    let again = world.shop().write(&name, vec![create("p1", lamp())]).await;
    assert!(!created(&again[0]), "{:?}", again[0]);
    assert_eq!(remote(&first[0]), remote(&again[0]));
    assert_eq!(world.count("products").await, products + 1);
    assert_eq!(
        world.count("variants").await,
        variants + 1,
        "the variant born with it is filled"
    );

    let record = shop
        .fetch(&name, &[remote(&first[0]).id.into()])
        .await
        .remove(0)
        .unwrap()
        .unwrap();
    let document = &record.document;
    assert_eq!(document.get("title"), &"Leselampe Şirin".into());
    assert_eq!(money(document, "price_incl").to_string(), "24.95");
    assert_eq!(document.get("brand"), &"Lumos".into());
    assert_eq!(document.get("quantity"), &Value::from(7));
    let paths: Vec<String> = document
        .get("categories")
        .items()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(paths, ["Aanbiedingen", "Wonen > Lampen > Leeslampen"]);
    assert!(document.get("image").as_text().is_some());
    // What the write said it knows is what reading gives.
    let known = &first[0].result.as_ref().unwrap().known;
    for field in [
        "title",
        "sku",
        "price_incl",
        "price_excl",
        "brand",
        "categories",
        "quantity",
        "short_description",
    ] {
        assert_eq!(known.get(field), document.get(field), "{field}");
    }

    // An update leaves the rest alone and sends no second image.
    let change = json!({"product": {"title": "Leselampe"}, "variant": {"ean": null, "priceIncl": 29.95},
        "image": "https://cdn.example/lamp.jpg", "categories": ["Aanbiedingen"], "brand": "lumos"});
    let changed = shop.write(&name, vec![update(&remote(&first[0]), change)]).await;
    assert!(!created(&changed[0]));
    let product = &remote(&first[0]).parts["product"];
    let images = world
        .call("GET", &format!("products/{product}/images.json"), None)
        .await;
    assert_eq!(images["productImages"].as_array().unwrap().len(), 1, "{images}");
    let read = world.call("GET", &format!("products/{product}.json"), None).await;
    assert_eq!(read["product"]["content"], "<p>Klein</p>");
    let variant = world
        .call("GET", &format!("variants/{}.json", remote(&first[0]).id), None)
        .await;
    assert_eq!(variant["variant"]["priceIncl"], 29.95);
    assert_eq!(variant["variant"]["ean"], "");
    assert_eq!(variant["variant"]["stockLevel"], 7);

    // Taking it back removes the product with its only variant.
    shop.take_back(&name, &[remote(&first[0])]).await.unwrap();
    shop.take_back(&name, &[remote(&first[0])]).await.unwrap();
    assert_eq!(world.count("products").await, products);
    assert_eq!(world.count("variants").await, variants);
}

fn towel(sku: &str, colour: &str, size: &str) -> serde_json::Value {
    json!({
        "product": {"title": "Peştemal Ege"},
        "variant": {"sku": sku, "priceIncl": 29.95},
        "family": {"key": "PST", "title": "Peştemal Ege"},
        "options": [{"name": "Kleur", "value": colour}, {"name": "Formaat", "value": size}],
        "categories": ["Bad"],
    })
}

#[tokio::test]
async fn variants_of_a_family_share_one_product_however_often_they_are_sent() {
    let world = World::open().await;
    let (products, variants, sets) = (
        world.count("products").await,
        world.count("variants").await,
        world.count("sets").await,
    );
    let name = stream("products");
    let batch = || {
        vec![
            create("1", towel("PST-BL-90", "Blauw", "90")),
            create("2", towel("PST-BL-99", "Blauw", "100")),
            create("3", towel("PST-RD-90", "Rood", "90")),
        ]
    };
    let first = world.shop().write(&name, batch()).await;
    assert!(first.iter().all(created), "{first:?}");
    let again = world.shop().write(&name, batch()).await;
    assert!(!again.iter().any(created));
    // A sibling that comes later goes to the same product and extends its set.
    let later = world
        .shop()
        .write(&name, vec![create("4", towel("PST-GR-90", "Groen", "90"))])
        .await;
    assert!(created(&later[0]), "{later:?}");
    let product = remote(&first[0]).parts["product"].clone();
    for written in first.iter().chain(&again).chain(&later) {
        assert_eq!(remote(written).parts["product"], product);
    }
    assert_eq!(world.count("products").await, products + 1);
    assert_eq!(world.count("variants").await, variants + 4);
    assert_eq!(world.count("sets").await, sets + 1);

    let keys: Vec<RecordKey> = first.iter().chain(&later).map(|w| remote(w).id.into()).collect();
    let records = world.shop().fetch(&name, &keys).await;
    let green = records[3].as_ref().unwrap().as_ref().unwrap();
    assert_eq!(green.document.at("options.0.value"), &"Groen".into());
    assert_eq!(green.document.at("options.1.value"), &"90".into());
    assert_eq!(green.raw.get("title"), &"Kleur: Groen, Formaat: 90".into());
}

#[tokio::test]
async fn lost_answers_leave_nothing_twice() {
    let world = World::open().await;
    let name = stream("products");
    let before = [
        world.count("products").await,
        world.count("variants").await,
        world.count("customers").await,
    ];
    // Each step of the way is cut off after the shop has done it, one after the other.
    for step in [
        "POST /nl/products.json",
        "PUT /nl/variants",
        "POST /nl/categories",
        "POST /nl/brands",
        "POST /nl/attributes",
        "/images.json",
    ] {
        world.fault(step, "cut_after", 1).await;
        let mut tries = 0;
        loop {
            tries += 1;
            let written = world.shop().write(&name, vec![create("p1", lamp())]).await;
            match &written[0].result {
                Ok(_) => break,
                Err(failure) => assert!(!failure.is_permanent() && tries < 5, "{step}: {failure:?}"),
            }
        }
    }
    for step in [
        "POST /nl/products.json",
        "POST /nl/sets",
        "/metafields.json",
        "POST /nl/variants",
    ] {
        world.fault(step, "cut_after", 1).await;
        let mut tries = 0;
        loop {
            tries += 1;
            let batch = vec![
                create("1", towel("PST-BL-90", "Blauw", "90")),
                create("2", towel("PST-RD-90", "Rood", "90")),
            ];
            let written = world.shop().write(&name, batch).await;
            if written.iter().all(|written| written.result.is_ok()) {
                break;
            }
            assert!(tries < 6, "{step}: {written:?}");
        }
    }
    let customer = || {
        vec![create(
            "c1",
            json!({"email": "Ayşe@lokum.example", "firstname": "Ayşe"}),
        )]
    };
    world.fault("POST /nl/customers.json", "cut_after", 1).await;
    assert!(
        world.shop().write(&stream("customers"), customer()).await[0]
            .result
            .is_err()
    );
    assert!(!created(
        &world.shop().write(&stream("customers"), customer()).await[0]
    ));

    assert_eq!(world.count("products").await, before[0] + 2);
    assert_eq!(world.count("variants").await, before[1] + 3);
    assert_eq!(world.count("customers").await, before[2] + 1);
    for (list, key, title) in [
        ("brands", "brands", "Lumos"),
        ("categories", "categories", "Leeslampen"),
        ("attributes", "attributes", "Land van herkomst"),
    ] {
        let rows = world.call("GET", &format!("{list}.json?limit=250"), None).await;
        let same = rows[key]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["title"] == title)
            .count();
        assert_eq!(same, 1, "{list}");
    }
}

#[tokio::test]
async fn products_written_together_share_the_category_brand_and_attribute_that_they_all_lack() {
    let world = World::open().await;
    world.post("/_settings", json!({"latency_ms": 5})).await;
    let batch = (0..12)
        .map(|i| {
            let mut document = lamp();
            document["variant"]["sku"] = json!(format!("LAMP-{i}"));
            document["product"]["title"] = json!(format!("Lamp {i}"));
            document["categories"] = json!(["Nieuw > Samen"]);
            document["brand"] = json!("Samen");
            document["attributes"] = json!([{"name": "Samen", "value": "ja"}]);
            create(&format!("p{i}"), document)
        })
        .collect();
    let shop = world.shop();
    let written = shop.write(&stream("products"), batch).await;
    assert!(written.iter().all(created), "{written:?}");
    for list in ["brands", "categories", "attributes"] {
        let rows = world.call("GET", &format!("{list}.json?limit=250"), None).await;
        let same = rows[list]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["title"] == "Samen")
            .count();
        assert_eq!(same, 1, "{list}");
    }
}

#[tokio::test]
async fn where_the_sku_filter_is_ignored_row_zero_is_not_trusted() {
    let world = World::open().await;
    world.knobs(json!({"filter_sku": false})).await;
    let variants = world.call("GET", "variants.json?limit=250", None).await;
    let row = variants["variants"].as_array().unwrap().last().unwrap().clone();
    let sku = row["sku"].as_str().unwrap().to_lowercase();
    let wanted = [sku, "not-there".to_owned()];
    let found = world.shop().find(&stream("products"), &wanted).await.unwrap();
    assert_eq!(found[0].as_ref().unwrap().id, row["id"].to_string());
    assert_eq!(found[1], None);
}

#[tokio::test]
async fn many_skus_are_found_by_paging_rather_than_one_by_one() {
    let world = World::open().await;
    let variants = world.call("GET", "variants.json?limit=250", None).await;
    let rows = variants["variants"].as_array().unwrap();
    let skus: Vec<String> = rows
        .iter()
        .map(|row| row["sku"].as_str().unwrap().to_lowercase())
        .filter(|sku| !sku.is_empty())
        .collect();
    let shop = world.shop();
    let found = shop.find(&stream("stock"), &skus).await.unwrap();
    assert!(found.iter().all(Option::is_some));
    assert!(
        shop.calls() <= 4,
        "{} calls for {} SKUs",
        shop.calls(),
        skus.len()
    );
}

#[tokio::test]
async fn a_customer_is_created_by_e_mail_and_nobody_is_mailed() {
    let world = World::open().await;
    let name = stream("customers");
    let count = world.count("customers").await;
    let person = json!({"email": "joerg@lindner.example", "firstname": "Jörg", "lastname": null,
        "addressBillingStreet": "Gewerbering", "addressBillingNumber": "17", "addressBillingCountry": "de",
        "doNotifyRegistered": true});
    let shop = world.shop();
    let batch = vec![
        create("1", person.clone()),
        create(
            "2",
            json!({"email": "JOERG@lindner.example", "firstname": "Twin"}),
        ),
        create("3", json!({"firstname": "Nobody"})),
    ];
    let written = shop.write(&name, batch).await;
    assert!(created(&written[0]) && !created(&written[1]), "{written:?}");
    assert_eq!(remote(&written[0]), remote(&written[1]));
    assert_eq!(
        written[2].result.as_ref().unwrap_err().reason,
        FailureReason::BadRecord
    );
    assert_eq!(world.count("customers").await, count + 1);
    assert_eq!(
        written[0].sent.at("0.body.customer.doNotifyRegistered"),
        &Value::from(false)
    );
    assert_eq!(written[0].sent.at("0.body.customer.lastname"), &"_".into());

    let found = shop
        .find(
            &name,
            &["joerg@lindner.example".to_owned(), "x@y.example".to_owned()],
        )
        .await
        .unwrap();
    assert_eq!(found, [Some(remote(&written[0])), None]);
    let change = json!({"phone": "+49 2041 1", "addressBillingNumber": null, "email": null});
    let changed = shop
        .write(&name, vec![update(&remote(&written[0]), change)])
        .await;
    let record = shop
        .fetch(&name, &[remote(&written[0]).id.into()])
        .await
        .remove(0)
        .unwrap()
        .unwrap();
    assert_eq!(record.document.get("email"), &"joerg@lindner.example".into());
    assert_eq!(record.document.get("phone"), &"+49 2041 1".into());
    assert_eq!(record.document.at("billing_address.line"), &"Gewerbering".into());
    assert!(record.document.get("last_name").is_null());
    assert_eq!(changed[0].result.as_ref().unwrap().known, record.document);
    // Gone at the destination is said as such.
    shop.take_back(&name, &[remote(&written[0])]).await.unwrap();
    let gone = shop
        .write(&name, vec![update(&remote(&written[0]), json!({"phone": "1"}))])
        .await;
    assert_eq!(
        gone[0].result.as_ref().unwrap_err().reason,
        FailureReason::GoneAtDestination
    );
}

#[tokio::test]
async fn stock_goes_out_in_bulk_and_one_bad_row_sinks_no_other() {
    let world = World::open().await;
    let shop = world.shop();
    let (keys, _) = walk(shop.as_ref(), "stock", None).await;
    let level = |i: usize| i64::try_from(i).unwrap() - 3;
    let writes = |keys: &[RecordKey]| -> Vec<Write> {
        keys.iter()
            .enumerate()
            .map(|(i, key)| update(&RemoteId::new(key.as_str()), json!({"stockLevel": level(i)})))
            .collect()
    };
    let before = shop.calls();
    let written = shop.write(&stream("stock"), writes(&keys)).await;
    assert!(
        written.iter().all(|written| written.result.is_ok()),
        "{written:?}"
    );
    assert_eq!(shop.calls() - before, keys.len().div_ceil(50) as u64);
    for (i, record) in shop.fetch(&stream("stock"), &keys).await.into_iter().enumerate() {
        let document = record.unwrap().unwrap().document;
        assert_eq!(document.get("quantity"), &Value::from(level(i)));
        assert_eq!(
            written[i].result.as_ref().unwrap().known.get("quantity"),
            document.get("quantity")
        );
    }
    let mixed = vec![
        update(&RemoteId::new(keys[0].as_str()), json!({"stockLevel": 40})),
        update(&RemoteId::new("999999999999"), json!({"stockLevel": 41})),
        create("k", json!({"stockLevel": 42})),
        update(&RemoteId::new(keys[1].as_str()), json!({"stockLevel": 43})),
    ];
    let written = shop.write(&stream("stock"), mixed).await;
    let fine: Vec<bool> = written.iter().map(|written| written.result.is_ok()).collect();
    assert_eq!(fine, [true, false, false, true], "{written:?}");
    assert_eq!(
        written[1].result.as_ref().unwrap_err().reason,
        FailureReason::GoneAtDestination
    );
}

#[tokio::test]
async fn what_is_there_is_counted_and_what_of_it_is_paid() {
    let world = World::open().await;
    let shop = world.shop();
    let since: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    for (stream, status) in [("orders", "paymentStatus"), ("invoices", "status")] {
        let rows = world
            .call(
                "GET",
                &format!("{stream}.json?limit=250&created_at_min=2026-01-01%2000:00:00"),
                None,
            )
            .await;
        let rows = rows[stream].as_array().unwrap().clone();
        let paid = rows.iter().filter(|row| row[status] == "paid").count();
        assert!(rows.len() < 250 && paid > 0 && paid < rows.len(), "{stream}");
        let stream: StreamName = stream.into();
        assert_eq!(shop.count(&stream, Some(since)).await.unwrap(), rows.len() as u64);
        assert_eq!(shop.count_paid(&stream, since).await.unwrap(), Some(paid as u64));
        assert!(shop.count(&stream, None).await.unwrap() >= rows.len() as u64);
    }
    assert_eq!(shop.count_paid(&"customers".into(), since).await.unwrap(), None);
}

#[tokio::test]
async fn orders_can_not_be_written() {
    let world = World::open().await;
    let written = world
        .shop()
        .write(&stream("orders"), vec![create("k", json!({}))])
        .await;
    assert_eq!(
        written[0].result.as_ref().unwrap_err().reason,
        FailureReason::BadSetting
    );
}

#[tokio::test]
async fn the_shop_is_identified_and_a_wrong_key_language_or_permission_is_named() {
    let world = World::open().await;
    let account = world.shop().identify().await.unwrap();
    assert_eq!(account.id, world.secret("shop_id"));
    assert_eq!(account.currency.as_deref(), Some("EUR"));
    assert!(!account.name.is_empty());
    world.shop().prepare().await.unwrap();

    let mut fields = world.fields();
    fields.put("secret", "wrong".into());
    let vault = Arc::new(MemoryVault::holding(
        world.connector.credential(&fields).ok().unwrap(),
    ));
    let refused = world.shop_with(vault.clone()).identify().await.unwrap_err();
    assert_eq!(refused.class, FailureClass::NeedsSignIn);
    assert!(vault.revoked_with().is_some());

    fields = world.fields();
    fields.put("language", "xx".into());
    let vault = Arc::new(MemoryVault::holding(
        world.connector.credential(&fields).ok().unwrap(),
    ));
    let refused = world.shop_with(vault).identify().await.unwrap_err();
    assert_eq!(refused.reason, FailureReason::BadSetting, "{refused:?}");

    world
        .knobs(json!({"rights": ["orders:read", "products:read", "settings:read", "products:write"]}))
        .await;
    let lacking = world.shop().identify().await.unwrap_err();
    assert_eq!(lacking.reason, FailureReason::PermissionMissing);
    assert!(lacking.message.contains("customers (read)"), "{lacking}");
    let lacking = world.shop().prepare().await.unwrap().lacking;
    assert!(
        lacking[0].contains("customers (write)") && !lacking[0].contains("products"),
        "{lacking:?}"
    );
}

#[tokio::test]
async fn a_key_that_may_only_read_orders_is_enough_for_orders() {
    let world = World::open().await;
    world.knobs(json!({"rights": ["orders:read"]})).await;
    let shop = world.shop();
    let name = stream("orders");
    let keys = shop.sample(&name, 3).await.unwrap();
    for record in shop.fetch(&name, &keys).await {
        let document = record.unwrap().unwrap().document;
        assert!(!document.get("lines").items().is_empty());
        assert_eq!(document.at("store.id").to_string(), world.secret("shop_id"));
    }
}

#[tokio::test]
async fn an_installed_app_opens_the_shop_until_it_is_uninstalled() {
    let world = World::open().await;
    let page = format!("{}/lightspeed/_install", world.running.base_url());
    let browser = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let sent = browser
        .get(&page)
        .query(&[("callback", "http://127.0.0.1:9/lightspeed/installed")])
        .send()
        .await
        .unwrap();
    let success: url::Url = sent.headers()["location"].to_str().unwrap().parse().unwrap();
    let mut query: Vec<(String, String)> = success.query_pairs().into_owned().collect();
    let (account, renewed) = world.connector.install(&query).ok().unwrap();
    assert_eq!(account.id, world.secret("shop_id"));
    let vault = Arc::new(MemoryVault::holding(renewed));
    assert_eq!(
        world.shop_with(vault.clone()).identify().await.unwrap().id,
        account.id
    );

    for (name, value) in &mut query {
        if name == "shop_id" {
            value.push('1');
        }
    }
    let forged = world.connector.install(&query).err().unwrap();
    assert_eq!(forged.reason, FailureReason::SignInRefused);

    browser.delete(&page).send().await.unwrap();
    let refused = world.shop_with(vault.clone()).identify().await.unwrap_err();
    assert_eq!(refused.class, FailureClass::NeedsSignIn);
    assert!(vault.revoked_with().is_some());
}

/// Takes one HTTP request and answers 200: headers and body as they came.
async fn receive(listener: &tokio::net::TcpListener) -> (http::HeaderMap, Vec<u8>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut came = Vec::new();
    let mut piece = [0_u8; 4096];
    loop {
        let read = stream.read(&mut piece).await.unwrap();
        came.extend_from_slice(&piece[..read]);
        let Some(end) = came.windows(4).position(|four| four == b"\r\n\r\n") else {
            assert!(read > 0, "cut off in the headers");
            continue;
        };
        let head = String::from_utf8(came[..end].to_vec()).unwrap();
        let headers: http::HeaderMap = head
            .lines()
            .skip(1)
            .map(|line| {
                let (name, value) = line.split_once(':').unwrap();
                let name: http::HeaderName = name.trim().parse().unwrap();
                (name, value.trim().parse().unwrap())
            })
            .collect();
        let length: usize = headers["content-length"].to_str().unwrap().parse().unwrap();
        if came.len() >= end + 4 + length {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                .await
                .unwrap();
            return (headers, came[end + 4..].to_vec());
        }
    }
}

#[tokio::test]
async fn a_delivered_webhook_is_believed_and_a_changed_one_is_not() {
    let world = World::open().await;
    world.knobs(json!({"hook_delay_ms": 0})).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback: url::Url = format!(
        "http://{}/hooks/lightspeed_ecom/1",
        listener.local_addr().unwrap()
    )
    .parse()
    .unwrap();
    world.shop().subscribe(&callback).await.unwrap();
    let placed = world.post("/_orders", json!({})).await["id"].to_string();
    let placed = placed.trim_matches('"');
    let kept = world.connector.credential(&world.fields()).ok().unwrap().secret;
    loop {
        let wait = std::time::Duration::from_secs(10);
        let (headers, mut body) = tokio::time::timeout(wait, receive(&listener)).await.unwrap();
        let read = |body: &[u8]| {
            let hook = Hook {
                method: "POST",
                url: callback.as_str(),
                headers: &headers,
                body,
            };
            world.connector.read_hook(&hook, Some(&kept), Timestamp::now())
        };
        let changes = read(&body).unwrap();
        assert_eq!(changes[0].account, world.secret("shop_id"));
        let is_order = changes[0].streams == [stream("orders")] && changes[0].key.as_str() == placed;
        body.push(b' ');
        assert_eq!(read(&body), Err(connectors::HookRefused::Signature));
        if is_order {
            break;
        }
    }
}

#[tokio::test]
async fn webhooks_are_subscribed_to_once_and_read_as_they_are_delivered() {
    let world = World::open().await;
    let callback: url::Url = "http://127.0.0.1:9/hooks/lightspeed_ecom/1".parse().unwrap();
    world.shop().subscribe(&callback).await.unwrap();
    let hooks = world.count("webhooks").await;
    assert_eq!(hooks, 10);
    let shop = world.shop();
    shop.subscribe(&callback).await.unwrap();
    assert_eq!(world.count("webhooks").await, hooks);
    assert_eq!(shop.calls(), 1, "a look at the list");

    let body = br#"{"order":{"id":318204411}}"#;
    let signature = {
        use md5::{Digest, Md5};
        let mut hasher = Md5::new();
        hasher.update(body);
        hasher.update(world.secret("secret"));
        hex::encode(hasher.finalize())
    };
    let mut headers = http::HeaderMap::new();
    headers.insert("x-shop-id", world.secret("shop_id").parse().unwrap());
    headers.insert("x-event", "orders/created".parse().unwrap());
    headers.insert("x-signature", signature.parse().unwrap());
    let hook = Hook {
        method: "POST",
        url: callback.as_str(),
        headers: &headers,
        body,
    };
    let kept = world.connector.credential(&world.fields()).ok().unwrap().secret;
    let changes = world
        .connector
        .read_hook(&hook, Some(&kept), Timestamp::now())
        .unwrap();
    assert_eq!(changes[0].key, "318204411".into());
}

#[tokio::test]
async fn the_limit_is_kept_and_a_refusal_says_until_when_to_wait() {
    let options = sandbox::Options::default();
    let world = World::with(options, Arc::new(MemoryBudgets::default())).await;
    let shop = world.shop();
    let keys = shop.sample(&stream("orders"), 25).await.unwrap();
    let records = shop.fetch(&stream("orders"), &keys).await;
    let failed: Vec<_> = records.iter().filter(|record| record.is_err()).collect();
    assert_eq!(
        failed.len(),
        0,
        "{failed:?}: twenty a second are kept to, not run into"
    );

    world.fault("/customers", "429", 1).await;
    let failure = shop.changes(&stream("customers"), None, 10).await.unwrap_err();
    let FailureClass::ThrottledUntil { until } = failure.class else {
        panic!("{failure:?}")
    };
    let wait = until.duration_since(Timestamp::now());
    assert!(
        wait <= SignedDuration::from_secs(2),
        "{wait:?}: the exhausted slot's reset"
    );
    assert!(
        shop.changes(&stream("customers"), None, 10).await.is_ok(),
        "after waiting"
    );
}

#[tokio::test]
async fn bad_days_of_the_shop_are_transient_and_told_apart() {
    let world = World::open().await;
    let shop = world.shop();
    let keys = shop.sample(&stream("orders"), 2).await.unwrap();
    // A gateway's page, twice: reading is safe to repeat.
    world.fault("/orders/", "502", 2).await;
    assert!(shop.fetch(&stream("orders"), &keys[..1]).await[0].is_ok());
    for (kind, reason) in [
        ("html", FailureReason::UnreadableAnswer),
        ("wrong_json", FailureReason::UnreadableAnswer),
    ] {
        world.fault("/orders/", kind, 1).await;
        let failure = shop
            .fetch(&stream("orders"), &keys[..1])
            .await
            .remove(0)
            .unwrap_err();
        assert_eq!(
            (failure.reason, failure.is_permanent()),
            (reason, false),
            "{kind}"
        );
    }
    world.fault("/orders/", "half", 1).await;
    let half = shop.fetch(&stream("orders"), &keys[..1]).await.remove(0);
    assert!(half.is_ok() || !half.unwrap_err().is_permanent());
}

#[tokio::test]
async fn a_hostile_customer_fails_alone_or_is_read_as_it_is() {
    let world = World::open().await;
    let shop = world.shop();
    let customers = [
        json!({"email": "UPPER@CASE.EXAMPLE", "firstname": "\u{202e}evil", "lastname": "😀".repeat(200)}),
        json!({"email": "a@b.example", "firstname": "x".repeat(50_000), "lastname": "O'Brien; drop table"}),
        json!({"email": "c@d.example", "firstname": "-", "lastname": "_", "addressBillingStreet": "Rue du 8 mai 1945",
            "companyName": "<script>alert(1)</script>"}),
    ];
    let mut keys: Vec<RecordKey> = Vec::new();
    for customer in customers {
        let made = world
            .call("POST", "customers.json", Some(json!({ "customer": customer })))
            .await;
        keys.push(made["customer"]["id"].to_string().into());
    }
    let records = shop.fetch(&stream("customers"), &keys).await;
    let documents: Vec<Value> = records
        .into_iter()
        .map(|record| record.unwrap().unwrap().document)
        .collect();
    assert_eq!(documents[0].get("email"), &"upper@case.example".into());
    assert_eq!(documents[0].get("last_name").to_string().chars().count(), 200);
    assert_eq!(documents[1].get("first_name").to_string().len(), 50_000);
    assert_eq!(
        documents[2].get("company_name"),
        &"<script>alert(1)</script>".into()
    );
    assert!(documents[2].get("last_name").is_null());
}

#[tokio::test]
async fn a_hostile_order_fails_alone_or_is_read_as_it_is() {
    let world = World::open().await;
    let shop = world.shop();
    let (keys, _) = walk(shop.as_ref(), "stock", None).await;
    let skus: Vec<String> = shop
        .fetch(&stream("stock"), &keys)
        .await
        .into_iter()
        .map(|level| level.unwrap().unwrap().document.get("sku").to_string())
        .filter(|sku| !sku.is_empty())
        .collect();
    let lines: Vec<_> = (0..200)
        .map(|i| json!({"sku": skus[i % skus.len()], "quantity": 1 + i % 3}))
        .collect();
    let wishes = [
        json!({"lines": lines, "comment": "\u{202e}tersine"}),
        json!({"customer": {"firstname": "Zonder", "lastname": "Mail 😀", "email": ""}}),
        json!({"comment": "x".repeat(1_000_000)}),
        json!({"customer": {"firstname": "GROOT", "email": " GROOT@Voorbeeld.EXAMPLE "}}),
    ];
    let mut placed: Vec<RecordKey> = Vec::new();
    for wish in wishes {
        let id = world.post("/_orders", wish).await["id"].to_string();
        placed.push(id.trim_matches('"').into());
    }
    let records = shop.fetch(&stream("orders"), &placed).await;
    let many = &records[0].as_ref().unwrap().as_ref().unwrap().document;
    assert_eq!(many.get("lines").items().len(), 200);
    let sum: Decimal = many
        .get("lines")
        .items()
        .iter()
        .map(|line| money(line, "total_incl"))
        .sum();
    let costs = money(many, "shipping.price_incl") + money(many, "payment.price_incl");
    assert_eq!(sum + costs, money(many, "total_incl"));
    let nameless = &records[1].as_ref().unwrap().as_ref().unwrap().document;
    assert!(nameless.at("customer.email").is_null());
    let long = records[2].as_ref().unwrap_err();
    assert_eq!(
        (long.reason, long.is_permanent()),
        (FailureReason::BadRecord, true)
    );
    assert!(long.message.contains(placed[2].as_str()), "{long}");
    let shouted = &records[3].as_ref().unwrap().as_ref().unwrap().document;
    assert_eq!(shouted.at("customer.email"), &"groot@voorbeeld.example".into());
}

#[tokio::test]
async fn a_first_load_costs_one_call_for_250_orders_and_misses_none() {
    let world = World::with(
        sandbox::Options {
            limits: false,
            shop: sandbox::ShopSize::Orders1000,
            ..sandbox::Options::default()
        },
        Arc::new(Endless),
    )
    .await;
    let shop = world.shop();
    let (keys, cursor) = walk(shop.as_ref(), "orders", None).await;
    let total = world.count("orders").await;
    let mut distinct = keys.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((keys.len(), distinct.len()), (total, total));
    assert!(shop.calls() <= 5, "{} calls to list {total} orders", shop.calls());
    // The pass after the load looks at what changed meanwhile: nothing new.
    let (again, _) = walk(shop.as_ref(), "orders", Some(cursor)).await;
    assert_eq!(again, []);
    let (customers, _) = walk(shop.as_ref(), "customers", None).await;
    let before = shop.calls();
    let records = shop.fetch(&stream("customers"), &customers).await;
    assert!(records.iter().all(|record| matches!(record, Ok(Some(_)))));
    let spent = shop.calls() - before;
    assert!(spent <= 8, "{spent} calls for {} customers", customers.len());
}

#[tokio::test]
async fn fields_and_choices_are_found_live() {
    let world = World::open().await;
    let shop = world.shop();
    let keys = shop.sample(&stream("orders"), 1).await.unwrap();
    let field = json!({"orderMetafield": {"key": "erp_order", "value": "SO-1"}});
    world
        .call(
            "POST",
            &format!("orders/{}/metafields.json", keys[0]),
            Some(field),
        )
        .await;
    let schema = shop.discover(&stream("orders")).await.unwrap();
    assert!(schema.field("raw.metafields.erp_order").unwrap().custom);
    assert!(schema.field("raw.products.sku").is_some());
    let schema = shop.discover(&stream("products")).await.unwrap();
    assert!(schema.field("variant.sku").unwrap().writable);
    assert!(!schema.field("raw.stockLevel").unwrap().writable);
    for list in [
        "order_statuses",
        "payment_statuses",
        "payment_methods",
        "shipping_methods",
        "taxes",
        "languages",
        "categories",
        "brands",
    ] {
        let choices = shop.choices(list).await.unwrap();
        assert!(!choices.is_empty(), "{list}");
    }
    shop.choices("custom_statuses").await.unwrap();
    assert!(
        shop.choices("nonsense")
            .await
            .unwrap_err()
            .message
            .contains("order_statuses")
    );
}

#[tokio::test]
async fn the_shipped_mappings_fit_what_the_shop_takes() {
    let world = World::open().await;
    for kind in [FlowKind::Customers, FlowKind::Products, FlowKind::Stock] {
        let text = world.connector.default_mapping(kind).unwrap();
        let mapping = mapper::Mapping::from_toml(text).unwrap();
        let (root, noun) = match kind {
            FlowKind::Customers => ("customer", Noun::Customer),
            FlowKind::Products => ("product", Noun::Product),
            _ => ("stock", Noun::StockLevel),
        };
        let scope = mapper::Scope::new()
            .with(root, noun.schema())
            .open("raw")
            .open("settings");
        let program = mapper::Program::compile(&mapping, &scope, Some(&world.connector.known_schema(kind)));
        if let Err(mistakes) = program {
            panic!(
                "{kind}: {}",
                mistakes
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ")
            );
        }
    }
    assert!(world.connector.default_mapping(FlowKind::Orders).is_none());
}

#[tokio::test]
async fn the_one_price_of_hubspot_is_with_or_without_tax_as_the_setting_says() {
    let world = World::open().await;
    let mapping =
        mapper::Mapping::from_toml(world.connector.default_mapping(FlowKind::Products).unwrap()).unwrap();
    let scope = mapper::Scope::new()
        .with("product", Noun::Product.schema())
        .open("settings");
    let program = mapper::Program::compile(&mapping, &scope, None).unwrap();
    // As the HubSpot side reads its one price.
    let product = Value::from_json(br#"{"sku":"A","title":"Bag","price_incl":20,"price_excl":20}"#).unwrap();
    for (prices, incl, excl) in [("incl", "20", ""), ("excl", "", "20")] {
        let settings = Value::from([("prices", Value::from(prices))]);
        let input = mapper::Input::new()
            .with("product", &product)
            .with("settings", &settings);
        let document = program.evaluate(&input, mapper::Act::Update).unwrap().document;
        let told = |path: &str| document.at(path).to_string();
        assert_eq!(
            (told("variant.priceIncl"), told("variant.priceExcl")),
            (incl.to_owned(), excl.to_owned()),
            "{prices}"
        );
    }
}

/// A product read from the shop, mapped as shipped and written back, is the same product.
#[tokio::test]
async fn a_product_survives_the_way_out_and_back() {
    let world = World::open().await;
    let shop = world.shop();
    let name = stream("products");
    let keys = shop.sample(&name, 5).await.unwrap();
    let mapping =
        mapper::Mapping::from_toml(world.connector.default_mapping(FlowKind::Products).unwrap()).unwrap();
    let scope = mapper::Scope::new()
        .with("product", Noun::Product.schema())
        .open("settings");
    let program = mapper::Program::compile(&mapping, &scope, None).unwrap();
    let settings = Value::from([("prices", Value::from("incl"))]);
    for record in shop.fetch(&name, &keys).await {
        let record = record.unwrap().unwrap();
        let input = mapper::Input::new()
            .with("product", &record.document)
            .with("settings", &settings);
        let document = program.evaluate(&input, mapper::Act::Update).unwrap().document;
        let mut document = document;
        // The shop's own picture is of no matter here.
        document.put("image", Value::Null);
        let remote = RemoteId::new(record.document.get("id").to_string());
        let write = Write {
            key: "k".to_owned(),
            act: Act::Update { remote },
            document,
        };
        let written = shop.write(&name, vec![write]).await;
        assert!(written[0].result.is_ok(), "{written:?}");
        let id = RecordKey::from(record.document.get("id").to_string());
        let again = shop.fetch(&name, &[id]).await.remove(0).unwrap().unwrap();
        for field in [
            "sku",
            "ean",
            "price_incl",
            "quantity",
            "brand",
            "categories",
            "options",
            "long_description",
            "tax_rate",
        ] {
            assert_eq!(again.document.get(field), record.document.get(field), "{field}");
        }
    }
}
