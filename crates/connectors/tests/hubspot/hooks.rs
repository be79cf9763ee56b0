//! Webhooks as the stand-in really sends them.

use std::sync::Arc;

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use connectors::{Hook, HookRefused};
use domain::ConnectorId;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::mpsc;

use crate::world::World;

type Received = (HeaderMap, Bytes);

async fn receive(State(inbox): State<Arc<mpsc::UnboundedSender<Received>>>, headers: HeaderMap, body: Bytes) {
    inbox.send((headers, body)).unwrap();
}

#[tokio::test]
async fn a_change_by_hand_arrives_signed_and_names_its_record() {
    let world = World::prepared().await;
    let (inbox, mut received) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let callback = format!(
        "http://{}/hooks/hubspot?tenant=a%3Ab",
        listener.local_addr().unwrap()
    );
    let receiver = Router::new()
        .route("/hooks/hubspot", post(receive))
        .with_state(Arc::new(inbox));
    tokio::spawn(async move { axum::serve(listener, receiver).await });
    world.portal.subscribe(&callback.parse().unwrap()).await.unwrap();
    let contact = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "a@b.example"}}),
        )
        .await;
    let (headers, body) = tokio::time::timeout(std::time::Duration::from_secs(10), received.recv())
        .await
        .unwrap()
        .unwrap();
    let registry = world.connector();
    let connector = registry.get(ConnectorId::Hubspot);
    let hook = Hook {
        method: "POST",
        url: &callback,
        headers: &headers,
        body: &body,
    };
    let changes = connector.read_hook(&hook, None, Timestamp::now()).unwrap();
    let change = changes
        .iter()
        .find(|change| change.key.as_str() == contact["id"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        (change.account.clone(), change.streams[0].as_str()),
        (world.key("portal_id"), "customers")
    );
    let later = Timestamp::now() + SignedDuration::from_mins(6);
    assert_eq!(connector.read_hook(&hook, None, later), Err(HookRefused::Stale));
    let other = Hook { body: b"[]", ..hook };
    assert_eq!(
        connector.read_hook(&other, None, Timestamp::now()),
        Err(HookRefused::Signature)
    );
}
