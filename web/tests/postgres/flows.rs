//! Flows: the list, one flow, and what can be done with it.

use sqlx::PgPool;

use crate::{
    overview::text,
    world::{PASSWORD, World},
};

#[sqlx::test(migrations = "../migrations")]
async fn the_list_reads_each_flow_as_a_sentence(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let empty = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        empty.contains("No flows yet") && empty.contains("href=\"/start\""),
        "{empty}"
    );
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let html = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        text(&html).contains("orders shop: orders → hubspot: deals Running 0 2 1"),
        "{}",
        text(&html)
    );
    assert!(html.contains(&format!("/flows/{}", flow.id)) && html.contains("href=\"/flows/new\""));
}

async fn flow_and_cookie(world: &World) -> (domain::flow::Flow, String) {
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    (flow, cookie)
}

async fn waits(world: &World, flow: &domain::flow::Flow, keys: &[&str], at: jiff::Timestamp) {
    let keys: Vec<domain::RecordKey> = keys.iter().map(|key| (*key).into()).collect();
    let mut tx = world.store.begin(flow.tenant).await.unwrap();
    store::inbox::put(&mut tx, flow.id, &keys, store::inbox::Priority::Live, None, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(world: &World, flow: &domain::flow::Flow) -> u64 {
    let mut tx = world.store.begin(flow.tenant).await.unwrap();
    store::inbox::backlog(&mut tx, flow.id).await.unwrap().waiting
}

#[sqlx::test(migrations = "../migrations")]
async fn a_paused_flow_keeps_what_changes_and_asks_when_it_goes_on(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let (pause, resume) = (
        format!("/flows/{}/pause", flow.id),
        format!("/flows/{}/resume", flow.id),
    );
    for _ in 0..2 {
        world
            .post(&pause, &cookie, &[("reason", "<i>stock</i>")])
            .await
            .is(303);
    }
    let list = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        list.contains("Paused") && list.contains("ayse@example.com"),
        "{list}"
    );
    assert!(
        list.contains("&#60;i&#62;stock") && !list.contains("<i>stock"),
        "{list}"
    );
    let noted: i64 = sqlx::query_scalar("select count(*) from audit_entry where act = 'flow.paused'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(noted, 1, "the second click did nothing");

    let now = jiff::Timestamp::now();
    waits(
        &world,
        &flow,
        &["old"],
        now - jiff::SignedDuration::from_hours(50),
    )
    .await;
    waits(&world, &flow, &["new", "newer"], now).await;
    let question = text(&world.get(&resume, &cookie).await.is(200).text);
    assert!(question.contains("3 records changed meanwhile."), "{question}");
    let wrong = [("what", "since"), ("since", "yesterday")];
    let refused = world.post(&resume, &cookie, &wrong).await.is(422).text;
    assert!(
        refused.contains("Give a day and a time.") && refused.contains("yesterday"),
        "{refused}"
    );
    assert_eq!(waiting(&world, &flow).await, 3, "nothing is lost by a mistake");
    let yesterday = (now - jiff::SignedDuration::from_hours(24))
        .to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap())
        .strftime("%Y-%m-%dT%H:%M")
        .to_string();
    for _ in 0..2 {
        world
            .post(&resume, &cookie, &[("what", "since"), ("since", &yesterday)])
            .await
            .is(303);
    }
    assert_eq!(waiting(&world, &flow).await, 2);
    let after = text(&world.get("/flows", &cookie).await.is(200).text);
    assert!(
        after.contains("goes on; 1 change was left out.") && !after.contains("Paused"),
        "{after}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn all_or_nothing_of_what_changed_is_a_choice_too(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let (pause, resume) = (
        format!("/flows/{}/pause", flow.id),
        format!("/flows/{}/resume", flow.id),
    );
    for (what, left) in [("all", 2), ("none", 0)] {
        world.post(&pause, &cookie, &[]).await.is(303);
        waits(&world, &flow, &["1", "2"], jiff::Timestamp::now()).await;
        world.post(&resume, &cookie, &[("what", what)]).await.is(303);
        assert_eq!(waiting(&world, &flow).await, left, "{what}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_strangers_flow_is_not_there(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, _) = flow_and_cookie(&world).await;
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    for path in ["resume"] {
        world
            .get(&format!("/flows/{}/{path}", flow.id), &outsider)
            .await
            .is(404);
    }
    for path in ["pause", "resume"] {
        world
            .post(&format!("/flows/{}/{path}", flow.id), &outsider, &[])
            .await
            .is(404);
    }
    world.get("/flows/not-an-id/resume", &outsider).await.is(404);
    let list = world.get("/flows", &outsider).await.is(200).text;
    assert!(!list.contains(&flow.id.to_string()));
    let untouched: bool = sqlx::query_scalar("select paused_because is null from flow")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(untouched);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_only_look_changes_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    sqlx::query("update member set role = 'viewer'")
        .execute(&pool)
        .await
        .unwrap();
    let list = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        !list.contains("role=\"switch\"") && !list.contains("/flows/new"),
        "{list}"
    );
    for path in ["pause", "resume"] {
        world
            .post(&format!("/flows/{}/{path}", flow.id), &cookie, &[])
            .await
            .is(403);
    }
    world
        .post("/overview/time-saved", &cookie, &[("minutes", "1")])
        .await
        .is(403);
}
