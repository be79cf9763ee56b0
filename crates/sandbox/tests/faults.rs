//! Faults on request, as a client meets them.

#![allow(
    clippy::unwrap_used,
    clippy::large_futures,
    reason = "in a test, what cannot be had ends the test"
)]

mod opened;

use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use sandbox::{Options, Running};
use serde_json::{Value, json};

struct Caller {
    running: Running,
    http: Client,
    token: String,
}

impl Caller {
    async fn new() -> Self {
        let options = Options {
            limits: false,
            ..Options::default()
        };
        let (running, http, keys) = opened::open(options).await;
        let token = keys["hubspot"]["private_app_token"].as_str().unwrap().to_owned();
        Self { running, http, token }
    }

    async fn fault(&self, fault: Value) {
        let url = format!("{}/_faults", self.running.base_url());
        let answer = self.http.post(url).json(&fault).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
    }

    async fn create(&self, email: &str) -> reqwest::Result<reqwest::Response> {
        let url = format!("{}/hubspot/crm/v3/objects/contacts", self.running.base_url());
        let body = json!({"properties": {"email": email}});
        self.http
            .post(url)
            .bearer_auth(&self.token)
            .json(&body)
            .send()
            .await
    }

    async fn contacts(&self) -> usize {
        let url = format!("{}/hubspot/crm/v3/objects/contacts", self.running.base_url());
        let list: Value = self
            .http
            .get(url)
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        list["results"].as_array().unwrap().len()
    }
}

fn once(kind: &str) -> Value {
    json!({"side": "hubspot", "match": "POST /crm/v3/objects", "kind": kind, "times": 1})
}

#[tokio::test]
async fn refusals_and_gateway_pages_do_nothing_and_end_after_their_times() {
    let caller = Caller::new().await;
    for (kind, status) in [
        ("429", 429),
        ("502", 502),
        ("503", 503),
        ("504", 504),
        ("423", 423),
        ("477", 477),
        ("expired", 401),
    ] {
        caller.fault(once(kind)).await;
        assert_eq!(
            caller.create("a@b.example").await.unwrap().status().as_u16(),
            status,
            "{kind}"
        );
        assert_eq!(caller.contacts().await, 0, "{kind}");
    }
    assert_eq!(caller.create("a@b.example").await.unwrap().status(), 201);
}

#[tokio::test]
async fn a_cut_leaves_no_answer_and_only_cut_after_has_done_the_work() {
    let caller = Caller::new().await;
    caller.fault(once("cut")).await;
    assert!(caller.create("a@b.example").await.is_err());
    assert_eq!(caller.contacts().await, 0);
    caller.fault(once("cut_after")).await;
    assert!(caller.create("a@b.example").await.is_err());
    assert_eq!(caller.contacts().await, 1);
}

#[tokio::test]
async fn a_half_answer_breaks_off_and_wrong_json_and_html_do_not_parse() {
    let caller = Caller::new().await;
    caller.fault(once("half")).await;
    let answer = caller.create("a@b.example").await.unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.bytes().await.is_err());
    for (n, kind) in ["wrong_json", "html", "502_after"].into_iter().enumerate() {
        caller.fault(once(kind)).await;
        let text = caller
            .create(&format!("{n}@b.example"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(serde_json::from_str::<Value>(&text).is_err(), "{kind}: {text}");
    }
    assert_eq!(
        caller.contacts().await,
        4,
        "a 200 whose write is lost never happens"
    );
}

#[tokio::test]
async fn slow_answers_come_late_and_clearing_ends_what_has_no_end() {
    let caller = Caller::new().await;
    caller
        .fault(json!({"side": "hubspot", "kind": "slow", "delay_ms": 300, "times": null}))
        .await;
    let before = Instant::now();
    caller.contacts().await;
    assert!(before.elapsed() >= Duration::from_millis(300));
    let url = format!("{}/_faults", caller.running.base_url());
    let list: Value = caller.http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(list["faults"].as_array().unwrap().len(), 1);
    caller.http.delete(&url).send().await.unwrap();
    let before = Instant::now();
    caller.contacts().await;
    assert!(before.elapsed() < Duration::from_millis(300));
    let answer = caller
        .http
        .post(&url)
        .json(&json!({"side": "hubspot", "kind": "meteor"}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
}
