//! Webhooks: signatures on the raw body, duplicates, sizes, and where they end up.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::flow::Flow;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use jiff::{SignedDuration, Timestamp};
use md5::Md5;
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use store::{
    connections,
    flows::{self, NewFlow},
    revisions::Content,
};

use crate::world::{Actor, Answer, HUBSPOT_SECRET, PUBLIC, SHOP_SECRET, World, call};

fn md5_hex(parts: &[&[u8]]) -> String {
    let mut hash = Md5::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A webhook of the shop, as it sends it to the connection's own address.
async fn shop_hook(actor: &Actor, flow: &Flow, order: &str, body: &str, secret: &str) -> Answer {
    let mut tx = actor.begin().await;
    let shop = connections::find(&mut tx, flow.source.connection)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let request = Request::post(format!("/hooks/lightspeed_ecom/{}", shop.hook_token))
        .header("x-event", "orders/paid")
        .header("x-shop-id", shop.account.id)
        .header("x-order-id", order)
        .header("x-signature", md5_hex(&[body.as_bytes(), secret.as_bytes()]))
        .body(Body::from(body.to_owned()))
        .unwrap();
    call(&actor.router, request).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_rightly_signed_webhook_waits_in_the_queue_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let body = r#"{"order":{"id":4711}}"#;
    shop_hook(&actor, &flow, "4711", body, SHOP_SECRET).await.is(204);
    shop_hook(&actor, &flow, "4711", body, SHOP_SECRET).await.is(204);
    assert_eq!(actor.waiting_keys(&flow).await, 1);
    shop_hook(&actor, &flow, "4712", body, SHOP_SECRET).await.is(204);
    assert_eq!(actor.waiting_keys(&flow).await, 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_wrong_signature_an_unknown_address_and_a_stranger_are_refused(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    shop_hook(&actor, &flow, "4711", "{}", "wrong").await.is(401);
    shop_hook(&actor, &flow, "", "<html>", SHOP_SECRET).await.is(400);
    for path in [
        "/hooks/lightspeed_ecom/guess",
        "/hooks/shopify/guess",
        "/hooks/shopify",
    ] {
        let request = Request::post(path).body(Body::from("{}")).unwrap();
        call(&world.router, request).await.is(404);
    }
    assert_eq!(actor.waiting_keys(&flow).await, 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_webhook_of_more_than_a_mebibyte_is_refused(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let large = " ".repeat(1024 * 1024 + 1);
    shop_hook(&actor, &flow, "4711", &large, SHOP_SECRET)
        .await
        .is(413);
    let told = Request::post("/hooks/hubspot")
        .header("content-length", "2000000")
        .body(Body::empty())
        .unwrap();
    call(&world.router, told).await.is(413);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_new_credential_is_known_to_the_next_webhook_that_needs_it(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    shop_hook(&actor, &flow, "1", "{}", SHOP_SECRET).await.is(204);
    let mut tx = actor.begin().await;
    let renewed = engine::ports::Renewed {
        secret: "another".to_owned(),
        expires_at: None,
    };
    connections::sign_in(&mut tx, flow.source.connection, &renewed, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(5100)).await;
    shop_hook(&actor, &flow, "2", "{}", "another").await.is(204);
}

async fn hubspot_hook(world: &World, body: &str, signed_at: Timestamp, secret: &str) -> Answer {
    let path = "/hooks/hubspot?x=1";
    let at = signed_at.as_millisecond().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("POST{PUBLIC}{path}{body}{at}").as_bytes());
    let request = Request::post(path)
        .header("x-hubspot-request-timestamp", at)
        .header(
            "x-hubspot-signature-v3",
            STANDARD.encode(mac.finalize().into_bytes()),
        )
        .body(Body::from(body.to_owned()))
        .unwrap();
    call(&world.router, request).await
}

/// Customers flow from HubSpot to the shop, too.
async fn has_customers_flow(actor: &Actor, orders: &Flow) -> Flow {
    let mut tx = actor.begin().await;
    let new = NewFlow {
        name: "customers".to_owned(),
        kind: domain::flow::FlowKind::Customers,
        source: domain::flow::Endpoint {
            connection: orders.destination.connection,
            stream: "customers".into(),
        },
        destination: domain::flow::Endpoint {
            connection: orders.source.connection,
            stream: "customers".into(),
        },
    };
    let flow = flows::add(&mut tx, &new, &Content::default()).await.unwrap();
    tx.commit().await.unwrap();
    flow
}

fn contact(portal: &str, id: u32) -> String {
    format!(
        r#"{{"portalId":{portal},"subscriptionType":"contact.creation","objectId":{id},"changeSource":"CRM_UI"}}"#
    )
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_webhook_of_the_app_reaches_every_tenant_of_the_account(pool: PgPool) {
    let world = World::new(&pool).await;
    let (ayse, piet) = (world.tenant("Ayşe").await, world.tenant("Piet").await);
    let mut flows = Vec::new();
    for actor in [&ayse, &piet] {
        let orders = actor.has_orders_flow("240117").await;
        flows.push(has_customers_flow(actor, &orders).await);
    }
    let now = Timestamp::now();
    let body = format!(
        "[{},{},{}]",
        contact("146101", 1),
        contact("146101", 2),
        contact("999", 3)
    );
    hubspot_hook(&world, &body, now, HUBSPOT_SECRET).await.is(204);
    hubspot_hook(&world, &body, now, HUBSPOT_SECRET).await.is(204);
    assert_eq!(ayse.waiting_keys(&flows[0]).await, 2);
    assert_eq!(piet.waiting_keys(&flows[1]).await, 2);
    hubspot_hook(&world, &body, now, "wrong").await.is(401);
    hubspot_hook(
        &world,
        &body,
        now - SignedDuration::from_secs(301),
        HUBSPOT_SECRET,
    )
    .await
    .is(401);
    hubspot_hook(&world, "<html>", now, HUBSPOT_SECRET).await.is(400);
    let unsigned = Request::post("/hooks/hubspot").body(Body::from(body)).unwrap();
    call(&world.router, unsigned).await.is(401);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_storm_of_webhooks_is_kept_whole(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let storm = (0..300).map(|order| {
        let (actor, flow) = (actor.clone(), flow.clone());
        // Each order is told of twice.
        let order = (order / 2).to_string();
        tokio::spawn(async move { shop_hook(&actor, &flow, &order, "{}", SHOP_SECRET).await })
    });
    for one in storm.collect::<Vec<_>>() {
        one.await.unwrap().is(204);
    }
    assert_eq!(actor.waiting_keys(&flow).await, 150);
}
