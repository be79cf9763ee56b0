//! Writes: their effect, and that a repeated one has it once.

use http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::World;

#[sqlx::test(migrations = "../../migrations")]
async fn a_repeated_request_has_its_effect_once_and_the_same_answer(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let path = format!("/flows/{}/runs", flow.id);
    let body = json!({ "keys": ["1", "2"] });
    let first = actor
        .send_with(Method::POST, &path, &body, Some("a"))
        .await
        .is(202);
    assert_eq!(first.header("location"), first.json()["url"].as_str().unwrap());
    let again = actor
        .send_with(Method::POST, &path, &body, Some("a"))
        .await
        .is(202);
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let other = actor
        .send_with(Method::POST, &path, &json!({ "keys": ["3"] }), Some("a"))
        .await;
    other.problem(422, "idempotency-key-of-another-request");
    let another = actor
        .send_with(Method::POST, &path, &body, Some("b"))
        .await
        .is(202);
    assert_ne!(another.json()["id"], first.json()["id"]);
    assert_eq!(
        actor.get("/runs").await.is(200).json()["items"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let outsider = world.tenant("Piet").await;
    outsider
        .send_with(Method::POST, &path, &body, Some("a"))
        .await
        .problem(404, "not-found");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_request_that_failed_may_be_tried_again_with_its_key(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let (runs, pause) = (
        format!("/flows/{}/runs", flow.id),
        format!("/flows/{}/pause", flow.id),
    );
    actor
        .send(Method::PUT, &pause, &json!({ "reason": "stock taking" }))
        .await
        .is(200);
    let refused = actor
        .send_with(Method::POST, &runs, &json!({}), Some("a"))
        .await
        .problem(409, "conflict");
    assert!(
        refused["detail"].as_str().unwrap().contains("stock taking"),
        "{refused}"
    );
    actor.send(Method::DELETE, &pause, &json!(null)).await.is(200);
    actor
        .send_with(Method::POST, &runs, &json!({}), Some("a"))
        .await
        .is(202);
}

#[sqlx::test(migrations = "../../migrations")]
async fn many_at_once_with_one_key_have_one_effect(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let path = format!("/flows/{}/runs", flow.id);
    let tries = (0..4).map(|_| {
        let (actor, path) = (actor.clone(), path.clone());
        tokio::spawn(async move {
            actor
                .send_with(Method::POST, &path, &json!({ "keys": ["1"] }), Some("a"))
                .await
        })
    });
    for one in tries.collect::<Vec<_>>() {
        let answer = one.await.unwrap();
        assert!([202, 409].contains(&answer.status.as_u16()), "{}", answer.text);
    }
    assert_eq!(
        actor.get("/runs").await.is(200).json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_paused_flow_keeps_what_comes_until_it_goes_on(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let (path, pause) = (format!("/flows/{}", flow.id), format!("/flows/{}/pause", flow.id));
    actor
        .send(
            Method::POST,
            &format!("{path}/runs"),
            &json!({ "keys": ["1", "2"] }),
        )
        .await
        .is(202);
    let paused = actor
        .send(Method::PUT, &pause, &json!({ "reason": "stock taking" }))
        .await
        .is(200)
        .json();
    assert_eq!(
        (&paused["state"], &paused["paused_because"]),
        (&json!("paused"), &json!("stock taking"))
    );
    assert_eq!(
        actor.get(&format!("{path}/backlog")).await.is(200).json()["waiting"],
        2
    );
    let since = format!("{pause}?since=2099-01-01T00:00:00Z");
    assert_eq!(
        actor
            .send(Method::DELETE, &since, &json!(null))
            .await
            .is(200)
            .json()["state"],
        "active"
    );
    assert_eq!(
        actor.get(&format!("{path}/backlog")).await.is(200).json()["waiting"],
        0
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn dead_letters_are_sent_again_or_set_aside(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    actor.has_sent(&flow, &["f1", "f2", "f3"]).await;
    let open = actor.get("/dead-letters").await.is(200).json();
    let ids: Vec<Value> = open["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].clone())
        .collect();
    let aside = json!({ "dead_letters": [ids[0]] });
    let set_aside = actor
        .send(Method::POST, "/dead-letters/set-aside", &aside)
        .await
        .is(200)
        .json();
    assert_eq!(set_aside["set_aside"], 1);
    let replay = actor
        .send(Method::POST, "/replays", &json!({ "flow": flow.id }))
        .await
        .is(202)
        .json();
    let run = replay["runs"][0]["url"]
        .as_str()
        .unwrap()
        .trim_start_matches("/api/v1");
    let run = actor.get(run).await.is(200).json();
    assert_eq!((&run["trigger"], &run["total"]), (&json!("replay"), &json!(2)));
    assert_eq!(actor.waiting_keys(&flow).await, 2);
    assert_eq!(
        actor.get("/dead-letters?state=set_aside").await.is(200).json()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_look_up_table_is_kept_whole_or_not_at_all(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let path = format!("/lookups/stages?flow={}", flow.id);
    let rows = json!({ "rows": [{ "key": ["paid"], "value": "closedwon" }], "default": "open" });
    actor.send(Method::PUT, &path, &rows).await.is(200);
    let wrong = json!({ "rows": [
        { "key": ["paid"], "value": 1 }, { "key": ["paid"], "value": 2 }, { "key": ["a", "b"], "value": 3 }] });
    let problem = actor
        .send(Method::PUT, &path, &wrong)
        .await
        .problem(422, "mistakes");
    let places: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].clone())
        .collect();
    assert_eq!(places, ["/rows/1/key", "/rows/2/key"]);
    let kept = actor.get("/lookups").await.is(200).json();
    assert_eq!(
        kept["items"][0]["rows"],
        json!([{ "key": ["paid"], "value": "closedwon" }])
    );
    actor.send(Method::DELETE, &path, &json!(null)).await.is(204);
    actor
        .send(Method::DELETE, &path, &json!(null))
        .await
        .problem(404, "not-found");
    actor
        .send(Method::PUT, "/lookups/Stages", &rows)
        .await
        .problem(422, "mistakes");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_draft_with_a_mistake_is_not_kept(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let path = format!("/flows/{}/draft", flow.id);
    actor.get(&path).await.problem(404, "not-found");
    let wrong = json!({ "settings": { "pipelin": "default" } });
    let problem = actor
        .send(Method::PUT, &path, &wrong)
        .await
        .problem(422, "mistakes");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("pipelin"),
        "{problem}"
    );
    assert_eq!(problem["errors"][0]["pointer"], "/settings");
    actor.get(&path).await.problem(404, "not-found");
    actor
        .send(Method::PUT, &path, &json!({ "settings": { "pipeline": "b2b" } }))
        .await
        .is(200);
    assert_eq!(
        actor.get(&path).await.is(200).json()["settings"]["pipeline"],
        "b2b"
    );
    actor.send(Method::DELETE, &path, &json!(null)).await.is(204);
    actor.get(&path).await.problem(404, "not-found");
}
