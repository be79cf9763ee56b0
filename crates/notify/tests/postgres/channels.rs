//! Channels: Slack's form, signatures by the published recipe, and receivers that are slow, broken or forbidden.

use std::{sync::atomic::Ordering, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use domain::Severity;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use serde_json::Value as Json;
use sha2::Sha256;
use sqlx::PgPool;

use crate::{
    receivers::{Got, receiver},
    world::{World, until},
};

/// The recipe of Standard Webhooks, written down once more.
fn verifies(secret: &str, got: &Got) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let content = format!(
        "{}.{}.{}",
        got.headers["webhook-id"], got.headers["webhook-timestamp"], got.body
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(content.as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    got.headers["webhook-signature"]
        .split(' ')
        .any(|signature| signature == expected)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_webhook_is_signed_as_published(pool: PgPool) {
    let world = World::new(&pool).await;
    let (url, inbox) = receiver(Duration::ZERO).await;
    let secret = notify::new_secret();
    world
        .channel("webhook", "ops", &url, secret.expose_secret())
        .await;
    world.relay();
    let id = world.raises("stream:1", Severity::Severe).await.unwrap();
    until("it arrives", || inbox.got().len() == 1).await;
    let got = inbox.got().remove(0);
    assert!(verifies(secret.expose_secret(), &got), "{got:?}");
    assert!(!verifies(notify::new_secret().expose_secret(), &got));
    let signed: i64 = got.headers["webhook-timestamp"].parse().unwrap();
    assert!(
        (world.now().as_second() - signed).abs() < 10,
        "of the moment of this try"
    );
    let body: Json = serde_json::from_str(&got.body).unwrap();
    assert_eq!(body["type"], "alert.raised");
    assert_eq!(body["data"]["id"], id.to_string());
    assert_eq!(body["data"]["severity"], "severe");
    assert_eq!(body["data"]["remote_words"], "403: no scope <crm.objects>");
    world.ends("stream:1").await;
    until("that it is over", || inbox.got().len() == 2).await;
    let over: Json = serde_json::from_str(&inbox.got()[1].body).unwrap();
    assert_eq!(over["type"], "alert.resolved");
}

#[sqlx::test(migrations = "../../migrations")]
async fn slack_gets_text_in_which_nothing_is_markup(pool: PgPool) {
    let world = World::new(&pool).await;
    let (url, inbox) = receiver(Duration::ZERO).await;
    world.channel("slack", "ops", &url, "").await;
    world.relay();
    world.raises("stream:1", Severity::Severe).await.unwrap();
    until("it arrives", || inbox.got().len() == 1).await;
    let got = inbox.got().remove(0);
    assert!(!got.headers.contains_key("webhook-signature"));
    let body: Json = serde_json::from_str(&got.body).unwrap();
    let text = body["text"].as_str().unwrap();
    assert!(
        text.starts_with("*Changes in A remote system can't be read*"),
        "{text}"
    );
    assert!(text.contains("no scope &lt;crm.objects&gt;"), "{text}");
    assert!(text.contains("<https://kopru.example/alerts/"), "{text}");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_slow_receiver_keeps_only_its_own_waiting(pool: PgPool) {
    let world = World::new(&pool).await;
    let (slow, _) = receiver(Duration::from_secs(60)).await;
    let (quick, inbox) = receiver(Duration::ZERO).await;
    for n in 0..3 {
        world.channel("slack", &format!("slow {n}"), &slow, "").await;
    }
    world.channel("slack", "quick", &quick, "").await;
    world.relay();
    let begin = std::time::Instant::now();
    for n in 0..8 {
        world
            .raises(&format!("stream:{n}"), Severity::Severe)
            .await
            .unwrap();
    }
    until("all arrive at the quick one", || inbox.got().len() == 8).await;
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    world.has_letters(8).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_receiver_that_refuses_is_tried_again_with_the_same_id_and_told_of(pool: PgPool) {
    let world = World::new(&pool).await;
    let (url, inbox) = receiver(Duration::ZERO).await;
    inbox.refuses.store(5, Ordering::Relaxed);
    let secret = notify::new_secret();
    let channel = world
        .channel("webhook", "ops", &url, secret.expose_secret())
        .await;
    world.relay();
    world.raises("stream:1", Severity::Severe).await.unwrap();
    for _ in 0..5 {
        let before = inbox.refuses.load(Ordering::Relaxed);
        until("it is refused", || {
            inbox.refuses.load(Ordering::Relaxed) < before.max(1)
                || inbox.refuses.load(Ordering::Relaxed) == 0
        })
        .await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.later(SignedDuration::from_mins(1)).await;
    }
    until("it arrives in the end", || !inbox.got().is_empty()).await;
    assert!(verifies(secret.expose_secret(), &inbox.got()[0]));
    // The owner heard of the alert, that the channel refused it, and that it no longer does.
    let subjects = world.has_letters(3).await;
    assert!(
        subjects
            .iter()
            .any(|subject| subject == "Alerts don't get through to everyone"),
        "{subjects:?}"
    );
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let kept = store::channels::find(&mut tx, channel).await.unwrap().unwrap();
    assert!(kept.tried.unwrap().well);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_test_answers_in_the_other_sides_words(pool: PgPool) {
    let world = World::new(&pool).await;
    let (url, inbox) = receiver(Duration::ZERO).await;
    inbox.refuses.store(1, Ordering::Relaxed);
    let channel = world.channel("slack", "ops", &url, "").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let reader = store::notices::readers(&mut tx).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    for (well, words) in [(false, "503: no_such_team"), (true, "200: ok")] {
        let tx = world.store.begin(world.tenant).await.unwrap();
        let answer = world.office.test_channel(tx, channel, &reader).await.unwrap();
        assert_eq!((answer.well, answer.words.as_str()), (well, words));
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn private_addresses_are_not_called_outside_of_development(pool: PgPool) {
    let world = World::new(&pool).await;
    let (url, inbox) = receiver(Duration::ZERO).await;
    let office = notify::PostOffice::new(
        world.store.clone(),
        std::sync::Arc::new(engine::ports::SystemClock),
        notify::Post::folder(std::env::temp_dir(), "Kopru <a@kopru.example>").unwrap(),
        false,
        "https://kopru.example".parse().unwrap(),
    )
    .unwrap();
    let channel = world.channel("slack", "ops", &url, "").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let reader = store::notices::readers(&mut tx).await.unwrap().remove(0);
    let answer = office.test_channel(tx, channel, &reader).await.unwrap();
    assert!(!answer.well && inbox.got().is_empty(), "{answer:?}");
    assert!(office.check(&url.parse().unwrap()).is_err());
    assert!(office.kept().is_none(), "letters are other people's there");
}
