//! Double clicks, the back button, and ids that are old, foreign or guessed.

use domain::flow::FlowState;
use serde_json::json;
use sqlx::PgPool;
use store::{connections, flows, runs};

use super::Start;

/// The same form at the same time, as a double click sends it.
async fn twice(start: &Start, path: &str, form: &[(&str, &str)]) -> String {
    let (one, other) = tokio::join!(
        start.world.post(path, &start.cookie, form),
        start.world.post(path, &start.cookie, form)
    );
    for answer in [&one, &other] {
        assert_eq!(answer.status.as_u16(), 303, "{path}: {}", answer.text);
    }
    assert_eq!(one.header("location"), other.header("location"), "{path}");
    one.header("location").to_owned()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_double_click_on_any_step_does_nothing_twice(pool: PgPool) {
    let start = Start::open(&pool).await;
    let went = twice(&start, "/start/apps", &[("way", "sandbox")]).await;
    assert_eq!(went, "/start/connections");
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    assert_eq!(connections::list(&mut tx).await.unwrap().len(), 2);
    tx.commit().await.unwrap();
    twice(&start, "/start/connections", &[]).await;
    twice(&start, "/start/flows", &[("flow", "orders"), ("flow", "stock")]).await;
    let answers = [
        ("orders.payment_statuses", "paid"),
        ("orders.stage", "default/closedwon"),
        ("orders.tax_codes:0.21", "H"),
        ("consent", "yes"),
    ];
    let went = twice(&start, "/start/settings", &answers).await;
    assert_eq!(went, "/start/test");
    let number = start.order(json!({})).await;
    twice(
        &start,
        "/start/test/record",
        &[("flow", "orders"), ("name", &number)],
    )
    .await;
    let before = start.objects().await["hubspot"]["deals"]
        .as_u64()
        .unwrap_or_default();
    twice(&start, "/start/test/send", &[("flow", "orders")]).await;
    let page = start.page("/start/test?flow=orders").await;
    assert!(page.contains("is in HubSpot"), "{page}");
    let after = start.objects().await;
    assert_eq!(after["hubspot"]["deals"], before + 1, "{after}");
    let test = super::between(&page, "name=\"test\" value=\"", "\"").to_owned();
    let back = [("flow", "orders"), ("test", test.as_str())];
    twice(&start, "/start/test/take-back", &back).await;
    let after = start.objects().await;
    assert_eq!(
        after["hubspot"]["deals"].as_u64().unwrap_or_default(),
        before,
        "{after}"
    );
    twice(&start, "/start/test/outlook", &[("flow", "orders")]).await;
    twice(&start, "/start/test", &[]).await;
    twice(
        &start,
        "/start/done",
        &[("when", "past"), ("since", "2020-01-01")],
    )
    .await;
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    let made = flows::list(&mut tx).await.unwrap();
    assert_eq!(made.len(), 2, "{made:?}");
    for flow in made {
        assert_eq!(flow.state, FlowState::Active);
        let loads = runs::list(&mut tx, Some(flow.id), None, 10).await.unwrap();
        assert_eq!(
            loads.iter().filter(|run| run.trigger == "load").count(),
            1,
            "{}",
            flow.name
        );
    }
    tx.commit().await.unwrap();
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn the_back_button_changes_answers_and_takes_nothing_away(pool: PgPool) {
    let start = Start::made(&pool, &["orders", "customers-to-hubspot"]).await;
    // Back at the flows: one is left out. Its flow, which has not begun, goes along.
    let page = start.page("/start/flows").await;
    assert!(
        page.contains("value=\"orders\" checked") && !page.contains("value=\"stock\" checked"),
        "{page}"
    );
    start.post("/start/flows", &[("flow", "orders")]).await;
    let answers = [
        ("orders.payment_statuses", "paid"),
        ("orders.stage", "71204400/71204402"),
        ("orders.tax_codes:0.21", "H"),
        ("orders.payment_methods:iDEAL", "iDEAL online"),
    ];
    start.post("/start/settings", &answers).await;
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    let made = flows::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(made.len(), 1, "{made:?}");
    let page = start.page("/start/settings").await;
    assert!(
        page.contains("value=\"71204400/71204402\" selected")
            && page.contains("value=\"H\"")
            && page.contains("value=\"iDEAL online\""),
        "what was answered stands there: {page}"
    );
    // An emptied row goes; the others stay.
    let emptied = [
        ("orders.payment_statuses", "paid"),
        ("orders.stage", "71204400/71204402"),
        ("orders.tax_codes:0.21", ""),
    ];
    start.post("/start/settings", &emptied).await;
    let page = start.page("/start/settings").await;
    assert!(
        !page.contains("value=\"H\"") && page.contains("value=\"iDEAL online\""),
        "{page}"
    );

    // Begun, and back: nothing stops, and the last step says so.
    start.post("/start/test", &[]).await;
    start.post("/start/done", &[("when", "now")]).await;
    for (path, form) in [
        ("/start/apps", vec![("way", "sandbox")]),
        ("/start/connections", vec![]),
        ("/start/flows", vec![("flow", "orders")]),
        ("/start/settings", answers.to_vec()),
        ("/start/test", vec![]),
    ] {
        start.post(path, &form).await;
    }
    assert!(start.page("/start/done").await.contains("have begun"));
    let went = start
        .post("/start/done", &[("when", "past"), ("since", "2020-01-01")])
        .await;
    assert_eq!(went, "/overview");
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    let made = flows::list(&mut tx).await.unwrap();
    assert!(
        made.iter().all(|flow| flow.state == FlowState::Active),
        "{made:?}"
    );
    let loads = runs::list(&mut tx, None, None, 10).await.unwrap();
    assert!(loads.iter().all(|run| run.trigger != "load"), "it begins once");
    tx.commit().await.unwrap();
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn ids_that_are_foreign_guessed_or_no_ids_at_all_lead_nowhere(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let guess = "0190a6b8-0000-7000-8000-000000000000";
    for test in [guess, "7", "", "' or 1=1 --"] {
        start
            .world
            .post(
                "/start/test/take-back",
                &start.cookie,
                &[("flow", "orders"), ("test", test)],
            )
            .await
            .is(404);
    }
    for connector in ["shopify", "..", "%00"] {
        for act in ["", "/there", "/colleague", "/leave"] {
            start
                .world
                .post(
                    &format!("/start/connections/{connector}{act}"),
                    &start.cookie,
                    &[("token", "x")],
                )
                .await
                .is(404);
        }
    }
    for path in ["/connections/7", &format!("/connections/{guess}")] {
        start.world.get(path, &start.cookie).await.is(404);
        start
            .world
            .get(&format!("{path}/reconnect"), &start.cookie)
            .await
            .is(404);
        start
            .world
            .post(&format!("{path}/disconnect"), &start.cookie, &[])
            .await
            .is(404);
    }
    for path in ["/connect/", "/connect/x", "/connect/%00", "/connect/a%2Fb"] {
        start.world.get(path, "").await.is(404);
    }
    // What names no flow or record of theirs falls back to what they have, and says what is missing.
    let odd = [("flow", "\r\nset-cookie: x=y"), ("key", "999999999")];
    let went = start.post("/start/test/record", &odd).await;
    assert_eq!(went, "/start/test?flow=orders");
    let page = start.page("/start/test?flow=nonsense").await;
    assert!(
        page.contains("no longer there") && page.contains("class=\"candidate\""),
        "and others are offered: {page}"
    );
    start
        .post("/start/test/send", &[("flow", "\r\nset-cookie: x=y")])
        .await;
    let page = start.page("/start/test").await;
    assert!(!page.contains("is in HubSpot"), "{page}");
    start.running.stop().await;
}
