//! Webhooks of the HubSpot side, received over real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::large_futures,
    reason = "in a test, what cannot be had ends the test"
)]

mod opened;

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use sandbox::Options;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::sync::Mutex;

#[derive(Default)]
struct Inbox {
    received: Mutex<Vec<(HeaderMap, Bytes)>>,
    refusals: Mutex<u32>,
}

async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    inbox.received.lock().await.push((headers, body));
    let mut refusals = inbox.refusals.lock().await;
    if *refusals > 0 {
        *refusals -= 1;
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    StatusCode::OK
}

#[tokio::test]
async fn changes_arrive_signed_are_sent_again_after_a_refusal_and_name_who_made_them() {
    let inbox = Arc::new(Inbox::default());
    *inbox.refusals.lock().await = 1;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = format!("http://{}/hooks?tenant=a%3Ab", listener.local_addr().unwrap());
    let receiver = Router::new()
        .route("/hooks", post(receive))
        .with_state(inbox.clone());
    tokio::spawn(async move { axum::serve(listener, receiver).await });

    let options = Options {
        limits: false,
        ..Options::default()
    };
    let (running, http, keys) = opened::open(options).await;
    let base = running.base_url().to_owned();
    let key = |name: &str| keys["hubspot"][name].as_str().unwrap().to_owned();
    let settings = json!({"hook_retry_ms": 50, "hubspot": {"hook_gather_ms": 50}});
    http.post(format!("{base}/_settings"))
        .json(&settings)
        .send()
        .await
        .unwrap();
    let app = format!("{base}/hubspot/webhooks/v3/{}", key("app_id"));
    let merchants = http
        .get(format!("{app}/settings"))
        .bearer_auth(key("private_app_token"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        merchants.status(),
        401,
        "a merchant's token does not manage the app"
    );
    let developer = key("developer_key");
    let body = json!({"targetUrl": target, "throttling": {"maxConcurrentRequests": 10}});
    let set = http
        .put(format!("{app}/settings"))
        .bearer_auth(&developer)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(set.status(), 200);
    for wish in [
        json!({"eventType": "contact.creation", "active": true}),
        json!({"eventType": "contact.propertyChange", "propertyName": "city", "active": true}),
        json!({"eventType": "object.creation", "objectTypeId": "0-123", "active": true}),
        json!({"eventType": "contact.deletion", "active": false}),
    ] {
        let made = http
            .post(format!("{app}/subscriptions"))
            .bearer_auth(&developer)
            .json(&wish)
            .send()
            .await
            .unwrap();
        assert_eq!(made.status(), 201, "{wish}");
    }

    let create = async |kind: &str, token: &str, properties: Value| {
        let body = json!({"properties": properties});
        let url = format!("{base}/hubspot/crm/v3/objects/{kind}");
        let answer = http
            .post(url)
            .bearer_auth(token)
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 201);
    };
    create(
        "contacts",
        &key("private_app_token"),
        json!({"email": "a@b.example", "city": "Gent"}),
    )
    .await;
    create("contacts", &key("user_token"), json!({"email": "c@d.example"})).await;
    create("orders", &key("user_token"), json!({"hs_order_name": "#1"})).await;

    let received = async || {
        for _ in 0..100 {
            let held = inbox.received.lock().await;
            if held.len() >= 2 {
                return held.clone();
            }
            drop(held);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        inbox.received.lock().await.clone()
    };
    let received = received().await;
    assert_eq!(received.len(), 2, "one refused attempt and one that was accepted");
    let portal_id: u64 = key("portal_id").parse().unwrap();
    for (attempt, (headers, body)) in received.iter().enumerate() {
        let timestamp = headers["x-hubspot-request-timestamp"].to_str().unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(key("client_secret").as_bytes()).unwrap();
        mac.update(b"POST");
        mac.update(target.replace("%3A", ":").as_bytes());
        mac.update(body);
        mac.update(timestamp.as_bytes());
        let expected = STANDARD.encode(mac.finalize().into_bytes());
        assert_eq!(headers["x-hubspot-signature-v3"].to_str().unwrap(), expected);
        let events: Vec<Value> = serde_json::from_slice(body).unwrap();
        assert_eq!(events.len(), 4, "{events:?}");
        assert!(
            events
                .iter()
                .all(|e| e["attemptNumber"] == attempt && e["portalId"] == portal_id)
        );
        let by_app = events
            .iter()
            .filter(|e| e["changeSource"] == "INTEGRATION" && e["sourceId"] == key("app_id"));
        assert_eq!(by_app.count(), 2);
        let city = events
            .iter()
            .find(|e| e["subscriptionType"] == "contact.propertyChange")
            .unwrap();
        assert_eq!(
            (&city["propertyName"], &city["propertyValue"]),
            (&json!("city"), &json!("Gent"))
        );
        assert!(
            events
                .iter()
                .any(|e| e["objectTypeId"] == "0-123" && e["changeSource"] == "CRM_UI")
        );
    }
    running.stop().await;
}
