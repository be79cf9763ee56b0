//! Webhooks of the payment provider over real HTTP: signed, late, repeated, forged.

use axum::body::Body;
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use sqlx::PgPool;
use url::Url;

use crate::world::{Answer, PUBLIC, World, call};

const SECRET: &str = "whsec_test";
const BODY: &str =
    r#"{"id":"evt_1","type":"invoice.paid","data":{"object":{"object":"invoice","customer":"cus_1"}}}"#;

async fn world(pool: &PgPool, api: &str) -> World {
    World::with_till(pool, |parts| {
        let settings = billing::Settings {
            api_url: Url::parse(api).unwrap(),
            secret_key: "sk_test".to_owned().into(),
            webhook_secret: Some(SECRET.to_owned().into()),
        };
        let public = Url::parse(PUBLIC).unwrap();
        billing::Till::new(parts.store.clone(), parts.clock.clone(), public, Some(settings)).unwrap()
    })
    .await
}

fn signed(secret: &str, body: &str, at: Timestamp) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", at.as_second()).as_bytes());
    format!(
        "t={},v1={}",
        at.as_second(),
        hex::encode(mac.finalize().into_bytes())
    )
}

async fn sends(world: &World, signature: &str, body: &str) -> Answer {
    let request = Request::post("/hooks/stripe")
        .header("stripe-signature", signature)
        .body(Body::from(body.to_owned()))
        .unwrap();
    call(&world.router, request).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn only_what_stripe_signed_a_moment_ago_is_taken_in(pool: PgPool) {
    let world = world(&pool, "http://127.0.0.1:9").await;
    let now = Timestamp::now();
    sends(&world, "", BODY).await.is(401);
    sends(&world, &signed("whsec_other", BODY, now), BODY)
        .await
        .is(401);
    sends(&world, &signed(SECRET, "{}", now), BODY).await.is(401);
    let old = now - SignedDuration::from_secs(301);
    sends(&world, &signed(SECRET, BODY, old), BODY).await.is(401);
    sends(&world, &signed(SECRET, "{}", now), "{}").await.is(400);
    // Of nobody we know: taken, noted, and nothing done; again: the same.
    for _ in 0..2 {
        sends(&world, &signed(SECRET, BODY, now), BODY).await.is(204);
    }
    let (known,): (i64,) = sqlx::query_as("select count(*) from stripe_event")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(known, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_event_comes_again_when_stripe_can_not_be_asked(pool: PgPool) {
    let world = world(&pool, "http://127.0.0.1:9").await;
    world.tenant("Bloemen").await;
    sqlx::query("insert into billing_account (tenant_id, customer) select tenant_id, 'cus_1' from tenant")
        .execute(&pool)
        .await
        .unwrap();
    sends(&world, &signed(SECRET, BODY, Timestamp::now()), BODY)
        .await
        .is(503);
    let (known,): (i64,) = sqlx::query_as("select count(*) from stripe_event")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(known, 0);
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_a_secret_nobody_receives_them(pool: PgPool) {
    let world = World::new(&pool).await;
    sends(&world, &signed(SECRET, BODY, Timestamp::now()), BODY)
        .await
        .is(404);
}
