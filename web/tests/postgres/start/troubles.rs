//! Systems that are slow, down or refuse: each page answers in time and says so.

use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::PgPool;

use super::Start;

/// No page takes longer: ten seconds for the system and a little for ourselves.
const LIMIT: Duration = Duration::from_secs(13);

const STEPS: [&str; 4] = [
    "/start/connections",
    "/start/flows",
    "/start/settings",
    "/start/test?flow=orders&choose=1",
];

/// The steps that ask the systems, each with how it was told of the trouble.
async fn each_step_says(start: &Start, words: &[&str]) {
    let pages = STEPS.map(async |path| {
        let before = Instant::now();
        let page = start.page(path).await;
        (path, page, before.elapsed())
    });
    for (path, page, took) in futures_util::future::join_all(pages).await {
        assert!(took < LIMIT, "{path} took {took:?}");
        assert!(
            words.iter().any(|words| page.contains(words)),
            "{path} says none of {words:?}: {page}"
        );
        assert!(page.contains("</html>"), "{path} is whole");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_system_that_does_not_answer_hangs_no_page(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let number = start.order(json!({})).await;
    start
        .post("/start/test/record", &[("flow", "orders"), ("name", &number)])
        .await;
    for side in ["hubspot", "lightspeed"] {
        start
            .fault(json!({ "side": side, "kind": "timeout", "delay_ms": 60_000 }))
            .await;
    }
    each_step_says(&start, &["did not answer within ten seconds"]).await;
    let before = Instant::now();
    let (record, outlook, page) = tokio::join!(
        start.post("/start/test/record", &[("flow", "orders"), ("name", "ORD1")]),
        start.post("/start/test/outlook", &[("flow", "orders")]),
        start.page("/start/test?flow=orders"),
    );
    assert!(before.elapsed() < LIMIT, "{:?}", before.elapsed());
    assert_eq!(
        (record.as_str(), outlook.as_str()),
        ("/start/test?flow=orders", "/start/test?flow=orders")
    );
    assert!(page.contains("does not answer in time"), "{page}");
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    let kept = store::connections::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let hubspot = kept.iter().find(|kept| kept.name == "hubspot").unwrap();
    let again = format!("/connections/{}/reconnect", hubspot.id);
    let before = Instant::now();
    let refused = start
        .world
        .post(&again, &start.cookie, &[("token", "pat-eu1-1234")])
        .await
        .is(422)
        .text;
    assert!(before.elapsed() < LIMIT && refused.contains("did not answer within ten seconds"));
    // What does not ask the systems is there at once.
    let before = Instant::now();
    for path in ["/start/apps", "/start/done", "/connections", "/overview"] {
        let asked = start.world.get(path, &start.cookie).await;
        assert!([200, 303].contains(&asked.status.as_u16()), "{path}");
    }
    assert!(before.elapsed() < Duration::from_secs(3));
    start.mend().await;
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_refused_sign_in_is_not_told_as_silence(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    for side in ["hubspot", "lightspeed"] {
        start.fault(json!({ "side": side, "kind": "expired" })).await;
    }
    each_step_says(&start, &["no longer lets us in"]).await;
    let page = start.page("/start/connections").await;
    assert!(
        !page.contains("does not answer") && !page.contains("be reached at the moment"),
        "{page}"
    );
    start.mend().await;
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_system_that_is_down_is_told_and_the_wizard_goes_on(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let Start {
        running,
        base,
        world,
        tenant,
        cookie,
    } = start;
    let nobody = super::stand_ins().await;
    running.stop().await;
    let start = Start {
        running: nobody,
        base,
        world,
        tenant,
        cookie,
    };
    each_step_says(&start, &["be reached at the moment"]).await;
    let page = start.page("/start/flows").await;
    assert!(page.contains("Not counted"), "{page}");
    let page = start.page("/start/settings").await;
    assert!(page.contains("Keep the default"), "{page}");
    let went = start.post("/start/flows", &[("flow", "orders")]).await;
    assert_eq!(went, "/start/settings");
    let answers = [
        ("orders.payment_statuses", "paid"),
        ("orders.stage", "default/closedwon"),
    ];
    assert_eq!(start.post("/start/settings", &answers).await, "/start/test");
    start.post("/start/test/send", &[("flow", "orders")]).await;
    assert_eq!(start.post("/start/test", &[]).await, "/start/done");
    start.running.stop().await;
}
