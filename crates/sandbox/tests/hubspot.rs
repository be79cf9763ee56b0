//! The HubSpot side over real HTTP, held against dossier HubSpot §9, point by point.

#![allow(
    clippy::unwrap_used,
    clippy::large_futures,
    reason = "in a test, what cannot be had ends the test"
)]

mod opened;

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use sandbox::{Options, Running};
use serde_json::{Value, json};

/// A running stand-in and one who calls it.
struct Caller {
    running: Running,
    http: Client,
    token: String,
    credentials: Value,
}

impl Caller {
    async fn new() -> Self {
        Self::with(Options {
            limits: false,
            ..Options::default()
        })
        .await
    }

    async fn with(options: Options) -> Self {
        let (running, http, credentials) = opened::open(options).await;
        let token = credentials["hubspot"]["private_app_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let caller = Self {
            running,
            http,
            token,
            credentials,
        };
        caller.set(json!({"hubspot": {"search_lag_ms": 0}})).await;
        caller
    }

    fn key(&self, name: &str) -> String {
        self.credentials["hubspot"][name].as_str().unwrap().to_owned()
    }

    async fn set(&self, settings: Value) {
        let url = format!("{}/_settings", self.running.base_url());
        let answer = self.http.post(url).json(&settings).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/hubspot{path}", self.running.base_url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        read(self.request(Method::POST, path).json(&body).send().await.unwrap()).await
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        read(self.request(method, path).json(&body).send().await.unwrap()).await
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let url = format!("{}/hubspot{path}", self.running.base_url());
        read(self.http.post(url).form(fields).send().await.unwrap()).await
    }

    /// Creates a record and returns its id.
    async fn create(&self, kind: &str, properties: Value) -> String {
        let body = json!({"properties": properties});
        let (status, record) = self.post(&format!("/crm/v3/objects/{kind}"), body).await;
        assert_eq!(status, 201, "{record}");
        record["id"].as_str().unwrap().to_owned()
    }

    async fn unique_property(&self, kind: &str) {
        let group = json!({"name": "kopru", "label": "Kopru"});
        self.post(&format!("/crm/v3/properties/{kind}/groups"), group)
            .await;
        let property = json!({"name": "kopru_key", "label": "Key", "groupName": "kopru", "type": "string",
            "fieldType": "text", "hasUniqueValue": true});
        let (status, body) = self.post(&format!("/crm/v3/properties/{kind}"), property).await;
        assert_eq!(status, 201, "{body}");
    }
}

async fn read(answer: Response) -> (StatusCode, Value) {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

#[tokio::test]
async fn an_email_address_is_taken_whatever_its_case_and_free_again_after_archiving() {
    let caller = Caller::new().await;
    let id = caller.create("contacts", json!({"email": " A@B.example "})).await;
    let (status, body) = caller
        .post(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "a@b.EXAMPLE"}}),
        )
        .await;
    assert_eq!(status, 409);
    assert_eq!(body["category"], "CONFLICT");
    assert_eq!(
        body["message"],
        format!("Contact already exists. Existing ID: {id}")
    );
    for _ in 0..2 {
        let gone = caller
            .request(Method::DELETE, &format!("/crm/v3/objects/contacts/{id}"))
            .send()
            .await
            .unwrap();
        assert_eq!(gone.status(), 204);
    }
    assert_eq!(caller.get(&format!("/crm/v3/objects/contacts/{id}")).await.0, 404);
    let (status, archived) = caller
        .get(&format!("/crm/v3/objects/contacts/{id}?archived=true"))
        .await;
    assert_eq!((status.as_u16(), &archived["archived"]), (200, &json!(true)));
    assert!(archived["archivedAt"].as_str().unwrap().ends_with('Z'));
    caller.create("contacts", json!({"email": "a@b.example"})).await;
}

#[tokio::test]
async fn a_unique_property_is_enforced_on_create_update_and_upsert() {
    let caller = Caller::new().await;
    caller.unique_property("deals").await;
    let first = caller
        .create("deals", json!({"dealname": "one", "kopru_key": "K-1"}))
        .await;
    let second = caller
        .create("deals", json!({"dealname": "two", "kopru_key": "K-2"}))
        .await;
    let clash = json!({"properties": {"kopru_key": "k-1"}});
    let (status, body) = caller.post("/crm/v3/objects/deals", clash.clone()).await;
    assert_eq!(status, 400);
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains("CONFLICTING_UNIQUE_VALUE") && message.contains("already has that value"),
        "{message}"
    );
    let path = format!("/crm/v3/objects/deals/{second}");
    assert_eq!(caller.send(Method::PATCH, &path, clash).await.0, 400);
    let upsert = |key: &str| json!({"id": key, "idProperty": "kopru_key", "properties": {"amount": "5"}});
    let body = json!({"inputs": [upsert("K-1"), upsert("K-3")]});
    let (status, body) = caller.post("/crm/v3/objects/deals/batch/upsert", body).await;
    assert_eq!(status, 200);
    let results = body["results"].as_array().unwrap();
    let known = results.iter().find(|r| r["id"] == *first).unwrap();
    assert_eq!(known["new"], false);
    assert!(
        results
            .iter()
            .any(|r| r["new"] == true && r["properties"]["kopru_key"] == "K-3")
    );
    let body = json!({"inputs": [{"id": "one", "idProperty": "dealname", "properties": {}}]});
    let (status, body) = caller.post("/crm/v3/objects/deals/batch/upsert", body).await;
    assert_eq!(status, 400);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("non-unique 0-3 property dealname"),
        "{body}"
    );
}

#[tokio::test]
async fn search_lags_behind_writes_while_reads_by_id_do_not() {
    let caller = Caller::new().await;
    caller.set(json!({"hubspot": {"search_lag_ms": 3000}})).await;
    let id = caller.create("contacts", json!({"email": "lag@b.example"})).await;
    let wish = json!({"filterGroups": [{"filters": [
        {"propertyName": "email", "operator": "EQ", "value": "lag@b.example"}]}]});
    let found = async || {
        caller
            .post("/crm/v3/objects/contacts/search", wish.clone())
            .await
            .1["total"]
            .clone()
    };
    assert_eq!(found().await, 0);
    assert_eq!(caller.get(&format!("/crm/v3/objects/contacts/{id}")).await.0, 200);
    caller.set(json!({"clock_offset_ms": 3100})).await;
    assert_eq!(found().await, 1);
    caller
        .request(Method::DELETE, &format!("/crm/v3/objects/contacts/{id}"))
        .send()
        .await
        .unwrap();
    assert_eq!(found().await, 1, "search still shows what was archived just now");
    caller.set(json!({"clock_offset_ms": 6300})).await;
    assert_eq!(found().await, 0);
}

#[tokio::test]
async fn batches_are_all_or_nothing_without_trace_ids_and_partial_with_them() {
    let caller = Caller::new().await;
    let bad = json!({"properties": {"email": "two@b.example", "nope": "x"}});
    let good = json!({"properties": {"email": "one@b.example"}});
    let path = "/crm/v3/objects/contacts/batch/create";
    let (status, body) = caller.post(path, json!({"inputs": [good, bad]})).await;
    assert_eq!(status, 400);
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("PROPERTY_DOESNT_EXIST")
    );
    let (_, list) = caller.get("/crm/v3/objects/contacts").await;
    assert_eq!(list["results"], json!([]), "nothing was written");
    let traced = |mut input: Value, trace: &str| {
        input["objectWriteTraceId"] = json!(trace);
        input
    };
    let (status, body) = caller
        .post(path, json!({"inputs": [traced(good, "a"), traced(bad, "b")]}))
        .await;
    assert_eq!(status, 207);
    assert_eq!(
        (&body["numErrors"], &body["errors"][0]["context"]),
        (&json!(1), &json!({"objectWriteTraceId": ["b"]}))
    );
    assert_eq!(body["results"][0]["properties"]["email"], "one@b.example");
}

#[tokio::test]
async fn batches_refuse_too_many_inputs_and_the_same_id_twice() {
    let caller = Caller::new().await;
    let many: Vec<Value> = (0..101).map(|n| json!({"id": n.to_string()})).collect();
    assert_eq!(
        caller
            .post("/crm/v3/objects/contacts/batch/read", json!({"inputs": many}))
            .await
            .0,
        400
    );
    let input = json!({"id": "A@b.example", "idProperty": "email", "properties": {}});
    let other = json!({"id": "a@b.example", "idProperty": "email", "properties": {}});
    let (status, body) = caller
        .post(
            "/crm/v3/objects/contacts/batch/upsert",
            json!({"inputs": [input, other]}),
        )
        .await;
    assert_eq!(status, 400);
    assert_eq!(body["context"]["ids"], json!(["a@b.example"]));
}

#[tokio::test]
async fn batch_results_come_in_another_order_and_unknown_ids_in_errors() {
    let caller = Caller::new().await;
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(caller.create("products", json!({"name": format!("P{n}")})).await);
    }
    let mut inputs: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    inputs.push(json!({"id": "999"}));
    let (status, body) = caller
        .post("/crm/v3/objects/products/batch/read", json!({"inputs": inputs}))
        .await;
    assert_eq!(status, 207);
    assert_eq!(body["errors"][0]["context"]["ids"], json!(["999"]));
    let answered: Vec<&str> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    assert_eq!(answered.len(), 20);
    assert_ne!(answered, ids, "the order is not the one asked for");
}

#[tokio::test]
async fn values_go_out_as_text_empty_ones_as_null_and_unknown_names_are_left_out() {
    let caller = Caller::new().await;
    let properties = json!({"dealname": "x", "amount": 12.5, "closedate": 1_763_971_200_000_i64,
        "pipeline": "default", "dealstage": "contractsent"});
    let id = caller.create("deals", properties).await;
    let path = format!(
        "/crm/v3/objects/deals/{id}?properties=amount,closedate,description&properties=nope,hs_is_closed"
    );
    let (_, record) = caller.get(&path).await;
    let values = &record["properties"];
    assert_eq!(values["amount"], "12.5");
    assert_eq!(values["closedate"], "2025-11-24T08:00:00.000Z");
    assert_eq!(values["description"], Value::Null);
    assert_eq!(values["hs_is_closed"], "false");
    assert_eq!(values["hs_object_id"], *id);
    assert!(values.get("nope").is_none());
}

#[tokio::test]
async fn every_kind_of_invalid_value_is_refused_with_its_code() {
    let caller = Caller::new().await;
    let cases = [
        ("contacts", json!({"email": "x@"}), "INVALID_EMAIL"),
        ("contacts", json!({"lifecyclestage": "gold"}), "INVALID_OPTION"),
        (
            "contacts",
            json!({"createdate": "2026-01-01T00:00:00Z"}),
            "READ_ONLY_VALUE",
        ),
        ("deals", json!({"amount": "1,5"}), "INVALID_INTEGER"),
        ("deals", json!({"amount": "12 "}), "INVALID_INTEGER"),
        ("deals", json!({"closedate": "tomorrow"}), "INVALID_LONG"),
        ("deals", json!({"deal_currency_code": "JPY"}), "INVALID_OPTION"),
        (
            "deals",
            json!({"pipeline": "default", "dealstage": "71204401"}),
            "is not a valid pipeline stage ID",
        ),
        ("line_items", json!({"price": "-1"}), "INVALID_NUMBER"),
        (
            "line_items",
            json!({"recurringbillingfrequency": "monthly", "hs_recurring_billing_start_date": "2026-02-30"}),
            "INVALID_DATE",
        ),
        ("line_items", json!({"amount": "3"}), "READ_ONLY_VALUE"),
        (
            "line_items",
            json!({"discount": "1", "hs_discount_percentage": "10"}),
            "INVALID_DISCOUNT",
        ),
        ("companies", json!({"city": "Gent"}), "at least one of"),
    ];
    for (kind, properties, expected) in cases {
        let (status, body) = caller
            .post(
                &format!("/crm/v3/objects/{kind}"),
                json!({"properties": properties}),
            )
            .await;
        assert_eq!(
            (status.as_u16(), &body["category"]),
            (400, &json!("VALIDATION_ERROR")),
            "{properties}: {body}"
        );
        assert!(
            body["message"].as_str().unwrap().contains(expected),
            "{properties}: {body}"
        );
    }
}

#[tokio::test]
async fn lists_page_to_the_end_and_the_last_page_says_nothing_of_paging() {
    let caller = Caller::new().await;
    for n in 0..5 {
        caller.create("products", json!({"name": format!("P{n}")})).await;
    }
    let (mut path, mut seen) = ("/crm/v3/objects/products?limit=2".to_owned(), 0);
    loop {
        let (_, page) = caller.get(&path).await;
        seen += page["results"].as_array().unwrap().len();
        match page.get("paging") {
            Some(paging) => {
                let after = paging["next"]["after"].as_str().unwrap();
                path = format!("/crm/v3/objects/products?limit=2&after={after}");
            }
            None => break,
        }
    }
    assert_eq!(seen, 5);
    assert_eq!(caller.get("/crm/v3/objects/products?limit=101").await.0, 400);
}

#[tokio::test]
async fn search_filters_sorts_pages_and_refuses_what_is_too_large() {
    let caller = Caller::new().await;
    for n in 1..=5 {
        caller
            .create(
                "deals",
                json!({"dealname": format!("Deal {n}"), "amount": n * 10}),
            )
            .await;
    }
    let search = async |body: Value| caller.post("/crm/v3/objects/deals/search", body).await;
    let filter = |operator: &str, more: Value| {
        let mut filter = json!({"propertyName": "amount", "operator": operator});
        filter
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"filterGroups": [{"filters": [filter]}], "sorts": ["-amount"], "limit": 2})
    };
    let (_, body) = search(filter("GT", json!({"value": "20"}))).await;
    assert_eq!(
        (&body["total"], &body["paging"]["next"]["after"]),
        (&json!(3), &json!("2"))
    );
    assert_eq!(body["results"][0]["properties"]["amount"], "50");
    assert_eq!(
        search(filter("BETWEEN", json!({"value": "20", "highValue": "40"})))
            .await
            .1["total"],
        3
    );
    assert_eq!(
        search(filter("IN", json!({"values": ["10", "50"]}))).await.1["total"],
        2
    );
    assert_eq!(search(filter("HAS_PROPERTY", json!({}))).await.1["total"], 5);
    assert_eq!(search(filter("HAS_PROPERTY", json!({"value": "x"}))).await.0, 400);
    assert_eq!(search(json!({"query": "deal 3"})).await.1["total"], 1);
    assert_eq!(search(json!({"after": "9999", "limit": 10})).await.0, 400);
    assert_eq!(search(json!({"limit": 201})).await.0, 400);
    assert_eq!(search(json!({"query": "x".repeat(3000)})).await.0, 400);
}

#[tokio::test]
async fn modified_dates_are_searched_as_milliseconds_or_iso() {
    let caller = Caller::new().await;
    caller.create("deals", json!({"dealname": "now"})).await;
    let total = async |value: &str| {
        let body =
            json!({"filters": [{"propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": value}]});
        caller.post("/crm/v3/objects/deals/search", body).await.1["total"].clone()
    };
    assert_eq!(total("1763971200000").await, 1);
    assert_eq!(total("2025-11-24T08:00:00Z").await, 1);
    assert_eq!(total("4102444800000").await, 0);
}

#[tokio::test]
async fn associations_go_both_ways_the_first_company_is_primary_and_the_next_one_displaces_it() {
    let caller = Caller::new().await;
    let contact = caller.create("contacts", json!({"email": "a@b.example"})).await;
    let first = caller.create("companies", json!({"name": "First"})).await;
    let second = caller.create("companies", json!({"name": "Second"})).await;
    let put = async |company: &str, body: Value| {
        let path = format!("/crm/v4/objects/contacts/{contact}/associations/companies/{company}");
        caller.send(Method::PUT, &path, body).await
    };
    let default = format!("/crm/v4/objects/contacts/{contact}/associations/default/companies/{first}");
    let (status, body) = caller.send(Method::PUT, &default, json!(null)).await;
    assert_eq!(
        (status.as_u16(), body["results"].as_array().unwrap().len()),
        (200, 2)
    );
    let types = async || {
        let (_, body) = caller
            .get(&format!(
                "/crm/v4/objects/contacts/{contact}/associations/companies"
            ))
            .await;
        let mut found: Vec<(u64, u64)> = Vec::new();
        for result in body["results"].as_array().unwrap() {
            for link in result["associationTypes"].as_array().unwrap() {
                found.push((
                    result["toObjectId"].as_u64().unwrap(),
                    link["typeId"].as_u64().unwrap(),
                ));
            }
        }
        found
    };
    let (a, b): (u64, u64) = (first.parse().unwrap(), second.parse().unwrap());
    assert_eq!(types().await, [(a, 1), (a, 279)]);
    let spec = |id: u32| json!([{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": id}]);
    let (status, body) = put(&second, spec(1)).await;
    assert_eq!((status.as_u16(), &body["labels"]), (201, &json!(["Primary"])));
    assert_eq!(types().await, [(a, 279), (b, 1), (b, 279)]);
    assert_eq!(put(&second, spec(4)).await.0, 400, "a type of another pair");
    let (_, record) = caller
        .get(&format!(
            "/crm/v3/objects/companies/{second}?associations=contacts"
        ))
        .await;
    assert_eq!(record["associations"]["contacts"]["results"][0]["id"], *contact);
}

#[tokio::test]
async fn a_record_without_associations_is_an_error_inside_a_207() {
    let caller = Caller::new().await;
    let deal = caller.create("deals", json!({"dealname": "x"})).await;
    let body = json!({"inputs": [{"id": deal}]});
    let (status, body) = caller
        .post("/crm/v4/associations/deals/companies/batch/read", body)
        .await;
    assert_eq!(status, 207);
    assert_eq!(
        body["errors"][0]["subCategory"],
        "crm.associations.NO_ASSOCIATIONS_FOUND"
    );
    assert_eq!(body["errors"][0]["context"]["fromObjectId"], json!([deal]));
}

#[tokio::test]
async fn a_new_contact_joins_the_company_of_its_domain_unless_switched_off() {
    let caller = Caller::new().await;
    caller
        .create("companies", json!({"domain": "https://www.defne.example/"}))
        .await;
    let linked = async |email: &str| {
        let id = caller.create("contacts", json!({"email": email})).await;
        let path =
            format!("/crm/v3/objects/contacts/{id}?associations=companies&properties=associatedcompanyid");
        caller.get(&path).await.1["properties"]["associatedcompanyid"].clone()
    };
    assert!(linked("a@defne.example").await.is_string());
    caller.set(json!({"hubspot": {"auto_company": false}})).await;
    assert_eq!(linked("b@defne.example").await, Value::Null);
}

#[tokio::test]
async fn a_line_item_calculates_its_amount_copies_its_product_and_has_one_parent() {
    let caller = Caller::new().await;
    let product = caller
        .create(
            "products",
            json!({"name": "Tulip", "price": "2.50", "hs_sku": "T-1"}),
        )
        .await;
    let deal = caller.create("deals", json!({"dealname": "x"})).await;
    let other = caller.create("deals", json!({"dealname": "y"})).await;
    let link = |deal: &str| json!({"to": {"id": deal}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 20}]});
    let properties = json!({"hs_product_id": product, "quantity": "3", "discount": "0.5"});
    let both = json!({"properties": properties, "associations": [link(&deal), link(&other)]});
    assert_eq!(caller.post("/crm/v3/objects/line_items", both).await.0, 400);
    let (status, item) = caller
        .post(
            "/crm/v3/objects/line_items",
            json!({"properties": properties, "associations": [link(&deal)]}),
        )
        .await;
    assert_eq!(status, 201);
    assert_eq!(
        (&item["properties"]["amount"], &item["properties"]["hs_sku"]),
        (&json!("6"), &json!("T-1"))
    );
    let path = format!(
        "/crm/v4/objects/deals/{other}/associations/default/line_items/{}",
        item["id"].as_str().unwrap()
    );
    assert_eq!(caller.send(Method::PUT, &path, json!(null)).await.0, 400);
    let (_, record) = caller
        .get(&format!("/crm/v3/objects/deals/{deal}?associations=line_items"))
        .await;
    assert_eq!(
        record["associations"]["line items"]["results"][0]["type"],
        "deal_to_line_item"
    );
}

#[tokio::test]
async fn a_lifecycle_stage_never_moves_back_silently_and_a_deal_closes_with_its_stage() {
    let caller = Caller::new().await;
    let id = caller
        .create(
            "contacts",
            json!({"email": "a@b.example", "lifecyclestage": "customer"}),
        )
        .await;
    let path = format!("/crm/v3/objects/contacts/{id}");
    let stage = async |value: &str| {
        let body = json!({"properties": {"lifecyclestage": value}});
        let (status, record) = caller.send(Method::PATCH, &path, body).await;
        assert_eq!(status, 200);
        record["properties"]["lifecyclestage"].clone()
    };
    assert_eq!(stage("lead").await, "customer");
    assert_eq!(stage("").await, Value::Null);
    assert_eq!(stage("lead").await, "lead");
    let deal = caller
        .create(
            "deals",
            json!({"dealname": "x", "pipeline": "default", "dealstage": "closedwon"}),
        )
        .await;
    let (_, deal) = caller
        .get(&format!(
            "/crm/v3/objects/deals/{deal}?properties=closedate,hs_is_closed_won"
        ))
        .await;
    assert_eq!(deal["properties"]["hs_is_closed_won"], "true");
    assert!(deal["properties"]["closedate"].is_string());
}

#[tokio::test]
async fn the_window_ends_in_429_with_headers_and_searches_have_their_own_budget() {
    let caller = Caller::with(Options::default()).await;
    caller.set(json!({"hubspot": {"private_window": 3}})).await;
    let list = async || {
        caller
            .request(Method::GET, "/crm/v3/objects/contacts")
            .send()
            .await
            .unwrap()
    };
    let answer = list().await;
    assert_eq!(answer.headers()["x-hubspot-ratelimit-max"], "3");
    assert_eq!(answer.headers()["x-hubspot-ratelimit-remaining"], "2");
    assert!(
        answer
            .headers()
            .contains_key("x-hubspot-ratelimit-daily-remaining")
    );
    list().await;
    list().await;
    let (status, body) = read(list().await).await;
    assert_eq!(
        (status.as_u16(), &body["policyName"]),
        (429, &json!("TEN_SECONDLY_ROLLING"))
    );
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let answer = caller
            .request(Method::POST, "/crm/v3/objects/contacts/search")
            .json(&json!({}))
            .send()
            .await
            .unwrap();
        assert!(!answer.headers().contains_key("x-hubspot-ratelimit-max"));
        statuses.push(answer.status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    caller
        .set(json!({"clock_offset_ms": 11_000, "hubspot": {"daily": 0}}))
        .await;
    let (status, body) = read(list().await).await;
    assert_eq!((status.as_u16(), &body["policyName"]), (429, &json!("DAILY")));
}

/// Goes through the sign-in page and returns the token answer.
async fn sign_in(caller: &Caller, scope: &str, verifier: Option<(&str, &str)>) -> Value {
    let (id, secret) = (caller.key("client_id"), caller.key("client_secret"));
    let redirect = "http://localhost:1/callback";
    let mut query = vec![
        ("client_id", id.as_str()),
        ("redirect_uri", redirect),
        ("scope", scope),
        ("state", "s t"),
        ("auto", "approve"),
    ];
    if let Some((_, challenge)) = verifier {
        query.extend([("code_challenge", challenge), ("code_challenge_method", "S256")]);
    }
    let answer = caller
        .request(Method::GET, "/oauth/authorize")
        .query(&query)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 302);
    let to = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let field = |name: &str| to.query_pairs().find(|(n, _)| n == name).unwrap().1.into_owned();
    assert_eq!(field("state"), "s t");
    let code = field("code");
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("client_secret", &secret),
        ("redirect_uri", redirect),
        ("code", &code),
    ];
    if let Some((verifier, _)) = verifier {
        let (status, body) = caller.form("/oauth/2026-03/token", &fields).await;
        assert_eq!((status.as_u16(), &body["status"]), (400, &json!("BAD_AUTH_CODE")));
        fields.push(("code_verifier", verifier));
    }
    let (status, tokens) = caller.form("/oauth/2026-03/token", &fields).await;
    assert_eq!(status, 200, "{tokens}");
    let (status, again) = caller.form("/oauth/2026-03/token", &fields).await;
    assert_eq!(
        (status.as_u16(), &again["status"]),
        (400, &json!("BAD_AUTH_CODE")),
        "a code works once"
    );
    tokens
}

#[tokio::test]
async fn a_token_is_granted_expires_is_refreshed_and_ends_when_revoked() {
    let mut caller = Caller::new().await;
    // The example of RFC 7636, appendix B.
    let pkce = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    let tokens = sign_in(&caller, "oauth crm.objects.contacts.read", Some(pkce)).await;
    assert_eq!(
        (&tokens["expires_in"], &tokens["hub_id"].to_string()),
        (&json!(1800), &caller.key("portal_id"))
    );
    caller.token = tokens["access_token"].as_str().unwrap().to_owned();
    assert_eq!(caller.get("/crm/v3/objects/contacts").await.0, 200);
    let (status, body) = caller
        .post("/crm/v3/objects/contacts", json!({"properties": {}}))
        .await;
    assert_eq!(
        (status.as_u16(), &body["category"]),
        (403, &json!("MISSING_SCOPES"))
    );
    assert_eq!(
        body["errors"][0]["context"]["requiredGranularScopes"],
        json!(["crm.objects.contacts.write"])
    );
    caller.set(json!({"clock_offset_ms": 1_807_000})).await;
    let (status, body) = caller.get("/crm/v3/objects/contacts").await;
    assert_eq!(
        (status.as_u16(), &body["category"]),
        (401, &json!("EXPIRED_AUTHENTICATION"))
    );
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .contains("expired 7 second(s) ago"),
        "{body}"
    );
    let (id, secret) = (caller.key("client_id"), caller.key("client_secret"));
    let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", &id),
        ("client_secret", &secret),
        ("refresh_token", &refresh),
    ];
    let (_, fresh) = caller.form("/oauth/v3/token", &fields).await;
    assert_eq!(fresh["refresh_token"], *refresh);
    assert_ne!(fresh["access_token"], tokens["access_token"]);
    let client = [
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("token", refresh.as_str()),
    ];
    assert_eq!(
        caller.form("/oauth/2026-03/token/introspect", &client).await.1["token_use"],
        "refresh_token"
    );
    assert_eq!(caller.form("/oauth/2026-03/token/revoke", &client).await.0, 200);
    assert_eq!(
        caller.form("/oauth/2026-03/token/introspect", &client).await.1["active"],
        false
    );
    let (status, body) = caller.form("/oauth/v3/token", &fields).await;
    assert_eq!(
        (status.as_u16(), &body["error"], &body["status"]),
        (400, &json!("invalid_grant"), &json!("BAD_REFRESH_TOKEN"))
    );
}

#[tokio::test]
async fn a_call_without_a_known_token_is_refused() {
    let mut caller = Caller::new().await;
    caller.token = "pat-eu1-nobody".to_owned();
    let (status, body) = caller.get("/account-info/v3/details").await;
    assert_eq!(
        (status.as_u16(), &body["category"]),
        (401, &json!("INVALID_AUTHENTICATION"))
    );
}

#[tokio::test]
async fn refusing_at_the_sign_in_page_leads_back_with_the_reason() {
    let caller = Caller::new().await;
    let id = caller.key("client_id");
    let query = [
        ("client_id", id.as_str()),
        ("redirect_uri", "http://localhost:1/cb"),
        ("scope", "oauth"),
        ("state", "x"),
    ];
    let page = caller
        .request(Method::GET, "/oauth/authorize")
        .query(&query)
        .send()
        .await
        .unwrap();
    assert!(page.text().await.unwrap().contains("Connect app"));
    let answer = caller
        .request(Method::POST, "/oauth/authorize")
        .form(&[query[0], query[1], query[2], query[3], ("decision", "deny")])
        .send()
        .await
        .unwrap();
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        to.contains("error=access_denied") && to.contains("state=x"),
        "{to}"
    );
    let wrong = [("client_id", "nobody"), query[1], query[2]];
    let page = caller
        .request(Method::GET, "/oauth/authorize")
        .query(&wrong)
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 400);
}

#[tokio::test]
async fn addresses_of_every_generation_answer() {
    let caller = Caller::new().await;
    let id = caller.create("0-1", json!({"email": "a@b.example"})).await;
    for path in [
        format!("/crm/v3/objects/contacts/{id}"),
        format!("/crm/v3/objects/contact/{id}/"),
        format!("/crm/objects/2026-03/0-1/{id}"),
        "/crm/v3/objects/contacts/a%40b.example?idProperty=email".to_owned(),
        "/crm/v3/owners/".to_owned(),
        "/crm/properties/2026-03/orders".to_owned(),
        "/crm/pipelines/2026-03/orders".to_owned(),
        "/account-info/v3/details".to_owned(),
        "/tax-rates/v1/tax-rates".to_owned(),
        format!("/crm/objects/2026-03/contacts/{id}/associations/deals"),
    ] {
        assert_eq!(caller.get(&path).await.0, 200, "{path}");
    }
    assert_eq!(caller.get("/crm/v3/objects/unicorns").await.0, 400);
    assert_eq!(caller.get("/crm/v9/objects/contacts").await.0, 404);
}

#[tokio::test]
async fn properties_are_made_once_changed_and_archived() {
    let caller = Caller::new().await;
    caller.unique_property("contacts").await;
    let property = json!({"name": "kopru_key", "label": "K", "groupName": "kopru", "type": "string", "fieldType": "text"});
    let (status, body) = caller.post("/crm/v3/properties/contacts", property).await;
    assert_eq!(
        (status.as_u16(), &body["category"]),
        (409, &json!("OBJECT_ALREADY_EXISTS"))
    );
    let wrong =
        json!({"name": "Kopru", "label": "K", "groupName": "kopru", "type": "string", "fieldType": "text"});
    assert_eq!(caller.post("/crm/v3/properties/contacts", wrong).await.0, 400);
    let path = "/crm/v3/properties/contacts/kopru_key";
    assert_eq!(
        caller
            .send(Method::PATCH, path, json!({"label": "Renamed"}))
            .await
            .1["label"],
        "Renamed"
    );
    let (_, known) = caller.get("/crm/v3/properties/contacts/email").await;
    assert_eq!(
        (&known["hasUniqueValue"], &known["hubspotDefined"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        caller
            .send(Method::DELETE, "/crm/v3/properties/contacts/email", json!(null))
            .await
            .0,
        400
    );
    assert_eq!(caller.send(Method::DELETE, path, json!(null)).await.0, 204);
    assert_eq!(caller.get(path).await.0, 404);
}

#[tokio::test]
async fn the_summary_counts_calls_objects_duplicates_and_associations() {
    let caller = Caller::new().await;
    for _ in 0..2 {
        caller.create("companies", json!({"name": "Same"})).await;
    }
    let contact = caller.create("contacts", json!({"email": "a@b.example"})).await;
    let deal = caller.create("deals", json!({"dealname": "x"})).await;
    let path = format!("/crm/v4/objects/deals/{deal}/associations/default/contacts/{contact}");
    caller.send(Method::PUT, &path, json!(null)).await;
    let url = |path: &str| format!("{}{path}", caller.running.base_url());
    let (_, summary) = read(caller.http.get(url("/_summary")).send().await.unwrap()).await;
    assert_eq!(summary["calls"]["hubspot"]["POST /crm/v3/objects/companies"], 2);
    assert_eq!(summary["calls"]["hubspot"]["total"], 5);
    assert_eq!(summary["objects"]["hubspot"]["companies"], 2);
    assert_eq!(summary["duplicates"]["hubspot"]["companies_by_name"], 1);
    assert_eq!(summary["associations"]["hubspot"]["deal_to_contact"], 1);
    caller.http.post(url("/_summary/reset")).send().await.unwrap();
    let (_, summary) = read(caller.http.get(url("/_summary")).send().await.unwrap()).await;
    assert_eq!(summary["calls"]["hubspot"]["total"], 0);
}

#[tokio::test]
async fn another_account_keeps_its_own_records() {
    let mut caller = Caller::new().await;
    caller.create("contacts", json!({"email": "a@b.example"})).await;
    let url = format!("{}/_portals", caller.running.base_url());
    let (_, other) = read(caller.http.post(url).send().await.unwrap()).await;
    caller.token = other["private_app_token"].as_str().unwrap().to_owned();
    assert_eq!(
        caller.get("/crm/v3/objects/contacts").await.1["results"],
        json!([])
    );
    caller.create("contacts", json!({"email": "a@b.example"})).await;
}

#[tokio::test]
async fn stopping_ends_open_connections_at_once() {
    let caller = Caller::new().await;
    let base = caller.running.base_url().to_owned();
    tokio::time::timeout(Duration::from_secs(2), caller.running.stop())
        .await
        .unwrap();
    assert!(caller.http.get(base).send().await.is_err());
}

#[tokio::test]
async fn garbled_bodies_wrong_verbs_and_wrong_media_types_are_refused_each_in_its_way() {
    let caller = Caller::new().await;
    let send = async |method: Method, path: &str, media: &str, body: &str| {
        let request = caller
            .request(method, path)
            .header("content-type", media)
            .body(body.to_owned());
        read(request.send().await.unwrap()).await
    };
    let path = "/crm/v3/objects/contacts";
    let (status, body) = send(Method::POST, path, "application/json", "{\"properties\": {").await;
    assert_eq!(
        (status.as_u16(), &body["category"]),
        (400, &json!("VALIDATION_ERROR"))
    );
    assert!(
        body["message"]
            .as_str()
            .unwrap()
            .starts_with("Invalid input JSON on line 1"),
        "{body}"
    );
    assert_eq!(send(Method::POST, path, "text/plain", "{}").await.0, 415);
    assert_eq!(send(Method::PUT, path, "application/json", "{}").await.0, 405);
    let huge = format!(
        "{{\"properties\": {{\"firstname\": \"{}\"}}}}",
        "x".repeat(2 << 20)
    );
    assert_eq!(send(Method::POST, path, "application/json", &huge).await.0, 413);
}

#[tokio::test]
async fn merging_keeps_both_addresses_and_erasing_frees_them() {
    let caller = Caller::new().await;
    let kept = caller.create("contacts", json!({"email": "one@b.example"})).await;
    let merged = caller
        .create("contacts", json!({"email": "two@b.example", "city": "Gent"}))
        .await;
    let body = json!({"primaryObjectId": kept, "objectIdToMerge": merged});
    assert_eq!(caller.post("/crm/v3/objects/contacts/merge", body).await.0, 200);
    let (_, record) = caller
        .get(&format!(
            "/crm/v3/objects/contacts/{merged}?properties=city,email"
        ))
        .await;
    assert_eq!(
        (&record["id"], &record["properties"]["city"]),
        (&json!(kept), &json!("Gent"))
    );
    let again = json!({"properties": {"email": "two@b.example"}});
    assert_eq!(
        caller.post("/crm/v3/objects/contacts", again.clone()).await.0,
        409
    );
    let erase = json!({"objectId": "two@b.example", "idProperty": "email"});
    assert_eq!(
        caller.post("/crm/v3/objects/contacts/gdpr-delete", erase).await.0,
        204
    );
    assert_eq!(
        caller.get(&format!("/crm/v3/objects/contacts/{kept}")).await.0,
        404
    );
    assert_eq!(caller.post("/crm/v3/objects/contacts", again).await.0, 201);
}

#[tokio::test]
async fn batch_update_reports_unknown_ids_and_refuses_email_as_key() {
    let caller = Caller::new().await;
    let id = caller.create("contacts", json!({"email": "a@b.example"})).await;
    let path = "/crm/v3/objects/contacts/batch/update";
    let inputs =
        json!({"inputs": [{"id": id, "properties": {"city": "Gent"}}, {"id": "7", "properties": {}}]});
    let (status, body) = caller.post(path, inputs).await;
    assert_eq!(status, 207);
    assert_eq!(body["errors"][0]["context"]["ids"], json!(["7"]));
    assert_eq!(body["results"][0]["properties"]["city"], "Gent");
    let by_email = json!({"inputs": [{"id": "a@b.example", "idProperty": "email", "properties": {}}]});
    assert_eq!(caller.post(path, by_email).await.0, 400);
    let archive = json!({"inputs": [{"id": id}, {"id": "7"}]});
    assert_eq!(
        caller
            .post("/crm/v3/objects/contacts/batch/archive", archive)
            .await
            .0,
        204
    );
    assert_eq!(caller.get(&format!("/crm/v3/objects/contacts/{id}")).await.0, 404);
}

#[tokio::test]
async fn an_invoice_opens_only_with_lines_and_a_contact_unless_it_is_tracked_only() {
    let caller = Caller::new().await;
    let invoice = caller.create("invoices", json!({"hs_currency": "EUR"})).await;
    let path = format!("/crm/v3/objects/invoices/{invoice}");
    let open = json!({"properties": {"hs_invoice_status": "open"}});
    assert_eq!(caller.send(Method::PATCH, &path, open.clone()).await.0, 400);
    let contact = caller.create("contacts", json!({"email": "a@b.example"})).await;
    let item = caller
        .create("line_items", json!({"name": "x", "quantity": 1, "price": 2}))
        .await;
    for (kind, id) in [("contacts", contact), ("line_items", item)] {
        let path = format!("/crm/v4/objects/invoices/{invoice}/associations/default/{kind}/{id}");
        assert_eq!(caller.send(Method::PUT, &path, json!(null)).await.0, 200);
    }
    assert_eq!(caller.send(Method::PATCH, &path, open).await.0, 200);
    let tracked = json!({"hs_currency": "EUR", "hs_invoice_billable": "false", "hs_invoice_status": "open",
        "hs_amount_billed": "12.10"});
    caller.create("0-53", tracked).await;
}

#[tokio::test]
async fn hostile_values_are_answered_and_never_end_the_connection() {
    let caller = Caller::new().await;
    let values = [
        json!("1e999999999"),
        json!("-1e-999999999"),
        json!("9".repeat(60)),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!("99999999999999999"),
        json!("٣"),
        json!("\u{202e}\u{0}🌷"),
        json!("%"),
        json!(";;;"),
        json!("x".repeat(70_000)),
    ];
    for value in &values {
        for (kind, name) in [
            ("deals", "amount"),
            ("deals", "closedate"),
            ("deals", "dealname"),
            ("deals", "dealstage"),
            ("contacts", "email"),
            ("contacts", "lifecyclestage"),
            ("contacts", "hs_additional_emails"),
            ("companies", "domain"),
            ("line_items", "hs_recurring_billing_start_date"),
        ] {
            let body = json!({"properties": {name: value}});
            let (status, body) = caller.post(&format!("/crm/v3/objects/{kind}"), body).await;
            assert!(
                matches!(status.as_u16(), 201 | 400 | 409),
                "{name} = {value}: {status} {body}"
            );
        }
        let items = json!({"properties": {"quantity": value, "price": value, "discount": value}});
        caller.post("/crm/v3/objects/line_items", items).await;
        for operator in ["EQ", "GT", "LT", "CONTAINS_TOKEN", "IN", "BETWEEN"] {
            for name in [
                "amount",
                "closedate",
                "dealname",
                "hs_object_id",
                "hs_lastmodifieddate",
            ] {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), |t| t.chars().take(100).collect());
                let filter = json!({"propertyName": name, "operator": operator, "value": text, "highValue": text, "values": [text]});
                let body = json!({"filters": [filter], "after": text});
                assert!(caller.post("/crm/v3/objects/deals/search", body).await.0.as_u16() <= 400);
            }
        }
        let text = value.as_str().unwrap_or("7").replace(['\u{0}', '%'], "x");
        let short: String = text.chars().take(50).collect();
        caller
            .get(&format!(
                "/crm/v3/objects/contacts/{short}?after={short}&limit={short}&properties={short}"
            ))
            .await;
        caller
            .get(&format!("/crm/v4/objects/contacts/{short}/associations/{short}"))
            .await;
    }
}
