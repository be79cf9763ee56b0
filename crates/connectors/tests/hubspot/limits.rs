use domain::{FailureClass, FailureReason};
use jiff::Timestamp;
use serde_json::json;

use crate::world::{World, create};

#[tokio::test]
async fn a_reached_limit_says_until_when_and_blocks_the_connection() {
    let world = World::prepared().await;
    world.fault("products/batch/create", "429", 1).await;
    let write = || vec![create("product:1", json!({"name": "Bag"}))];
    let refused = world.portal.write(&"products".into(), write()).await;
    let failure = refused[0].result.as_ref().unwrap_err();
    let FailureClass::ThrottledUntil { until } = failure.class else {
        panic!("{failure:?}")
    };
    let ahead = until.duration_since(Timestamp::now());
    assert!(
        ahead.as_secs_f64() > 8.0 && ahead.as_secs_f64() <= 10.0,
        "{ahead:?}"
    );
    assert_eq!(
        failure.remote_words.as_deref(),
        Some("You have reached your ten_secondly_rolling limit.")
    );
}

#[tokio::test]
async fn many_calls_at_once_stay_inside_the_window() {
    let world = World::prepared().await;
    world
        .set(json!({"limits": true, "hubspot": {"private_window": 190}}))
        .await;
    let calls = (0..60).map(|_| {
        let portal = world.portal.clone();
        tokio::spawn(async move { portal.identify().await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn searches_keep_to_their_own_second() {
    let world = World::prepared().await;
    world
        .set(json!({"limits": true, "hubspot": {"searches_per_second": 5}}))
        .await;
    let searches = (0..10).map(|i| {
        let portal = world.portal.clone();
        tokio::spawn(async move { portal.find(&"products".into(), &[format!("sku-{i}")]).await })
    });
    for search in searches.collect::<Vec<_>>() {
        search.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn reads_are_tried_again_after_trouble_on_the_way_and_give_up_in_the_end() {
    let world = World::prepared().await;
    world.fault("GET /account-info", "502", 2).await;
    world.portal.identify().await.unwrap();
    world.fault("GET /account-info", "cut", 1).await;
    world.portal.identify().await.unwrap();
    world.fault("GET /account-info", "503", 3).await;
    let failure = world.portal.identify().await.unwrap_err();
    assert_eq!(
        (failure.class, failure.reason),
        (FailureClass::Transient, FailureReason::RemoteTrouble)
    );
    world.fault("GET /account-info", "html", 1).await;
    let failure = world.portal.identify().await.unwrap_err();
    assert_eq!(
        (failure.class, failure.reason),
        (FailureClass::Transient, FailureReason::UnreadableAnswer)
    );
}

#[tokio::test]
async fn an_account_that_is_being_moved_waits_as_long_as_it_says() {
    let world = World::prepared().await;
    world.fault("GET /account-info", "477", 1).await;
    let failure = world.portal.identify().await.unwrap_err();
    assert!(
        matches!(failure.class, FailureClass::ThrottledUntil { .. }),
        "{failure:?}"
    );
}
