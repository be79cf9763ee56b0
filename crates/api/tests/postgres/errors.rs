//! Errors are problem documents that name the thing, the place and the cure.

use axum::body::Body;
use http::{Method, Request};
use serde_json::json;
use sqlx::PgPool;

use crate::world::{World, call};

#[sqlx::test(migrations = "../../migrations")]
async fn without_a_token_in_force_nobody_gets_in(pool: PgPool) {
    let world = World::new(&pool).await;
    let mut actor = world.tenant("Ayşe").await;
    let bare = Request::get("/api/v1/flows").body(Body::empty()).unwrap();
    let answer = call(&world.router, bare).await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    answer.problem(401, "unauthorized");
    let mine = actor.get("/tokens").await.is(200).json();
    assert_eq!(mine["items"][0]["is_this"], true);
    let path = format!("/tokens/{}", mine["items"][0]["id"].as_str().unwrap());
    actor.send(Method::DELETE, &path, &json!(null)).await.is(204);
    actor.get("/flows").await.problem(401, "unauthorized");
    actor.token = "kopru_guess".to_owned();
    actor.get("/flows").await.problem(401, "unauthorized");
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_can_not_be_read_is_named(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let pause = format!("/flows/{}/pause", flow.id);

    let problem = actor
        .send(Method::PUT, &pause, &json!({ "raeson": "x" }))
        .await
        .problem(400, "unreadable");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("raeson"),
        "{problem}"
    );
    let problem = actor
        .get("/records?outcmoe=failed")
        .await
        .problem(400, "unreadable");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("outcmoe"),
        "{problem}"
    );
    let problem = actor
        .get("/records?outcome=broken")
        .await
        .problem(400, "unreadable");
    assert_eq!(problem["errors"][0]["pointer"], "outcome");
    actor.get("/records?limit=0").await.problem(400, "unreadable");
    actor
        .get("/records?after=nonsense")
        .await
        .problem(400, "unreadable");
    actor.get("/flows?x=1").await.problem(400, "unreadable");

    let text = actor
        .request(Method::POST, "/replays")
        .body(Body::from("{}"))
        .unwrap();
    call(&world.router, text).await.problem(415, "media-type");
    let large = json!({ "reason": "x".repeat(3_000_000) });
    actor
        .send(Method::PUT, &pause, &large)
        .await
        .problem(413, "too-large");
    actor
        .send_with(Method::PUT, &pause, &large, Some("k"))
        .await
        .problem(413, "too-large");
    let replay = json!({ "dead_letters": [], "flow": flow.id });
    actor
        .send(Method::POST, "/replays", &replay)
        .await
        .problem(422, "mistakes");
}

#[sqlx::test(migrations = "../../migrations")]
async fn wrong_addresses_and_methods_are_problems_too(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let problem = actor.get("/nothing/here").await.problem(404, "not-found");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("/api/v1/nothing/here"),
        "{problem}"
    );
    actor.get("/flows/not-an-id").await.problem(404, "not-found");
    let answer = actor.send(Method::PATCH, "/flows", &json!({})).await;
    assert!(answer.header("allow").contains("GET"));
    answer.problem(405, "method-not-allowed");
    let elsewhere = Request::get("/api/v2/flows").body(Body::empty()).unwrap();
    call(&world.router, elsewhere).await.problem(404, "not-found");
    let described = Request::get("/problems/not-found").body(Body::empty()).unwrap();
    assert_eq!(
        call(&world.router, described).await.is(200).json()["title"],
        "There is no such thing"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_remote_system_in_trouble_is_told_apart_from_us(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let dry_runs = format!("/flows/{}/dry-runs", flow.id);
    let problem = actor
        .send(Method::POST, &dry_runs, &json!({ "last": 3 }))
        .await
        .problem(502, "remote-trouble");
    assert!(
        problem["detail"].as_str().unwrap().contains("try again"),
        "{problem}"
    );
    let health = actor
        .get(&format!("/connections/{}/health", flow.source.connection))
        .await
        .is(200)
        .json();
    assert_eq!(health["healthy"], false);
    assert!(health["cure"].is_string(), "{health}");
}

#[sqlx::test(migrations = "../../migrations")]
async fn operators_see_whether_we_live_and_can_serve(pool: PgPool) {
    let world = World::new(&pool).await;
    let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    call(&world.router, get("/healthz")).await.is(200);
    call(&world.router, get("/readyz")).await.is(200);
    let metrics = call(&world.router, get("/metrics")).await.is(200);
    assert!(metrics.header("content-type").starts_with("text/plain"));
    sqlx::query("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .execute(&pool)
        .await
        .unwrap();
    let lacking = call(&world.router, get("/readyz")).await.is(503);
    assert!(lacking.text.contains("kopru migrate"), "{}", lacking.text);
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_no_column_can_hold_is_the_senders_mistake(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let flow = format!("/flows/{}", flow.id);
    let long = "x".repeat(300_000);
    for (method, path, body) in [
        (Method::PUT, format!("{flow}/pause"), json!({ "reason": "a\0b" })),
        (
            Method::PUT,
            format!("{flow}/draft"),
            json!({ "settings": [null, null] }),
        ),
        (
            Method::PUT,
            format!("{flow}/draft"),
            json!({ "settings": { "pipeline": "a\0b" } }),
        ),
        (
            Method::PUT,
            "/lookups/t".to_owned(),
            json!({ "rows": [{ "key": ["a\0"], "value": 1 }] }),
        ),
        (
            Method::PUT,
            "/lookups/t".to_owned(),
            json!({ "rows": [{ "key": ["a"], "value": "\0" }] }),
        ),
        (
            Method::PUT,
            format!("/lookups/{}", &long[..3_000]),
            json!({ "rows": [] }),
        ),
    ] {
        let problem = actor.send(method, &path, &body).await.problem(422, "mistakes");
        assert!(
            problem["errors"][0]["detail"].as_str().unwrap().len() > 14,
            "{problem}"
        );
    }
    actor.get("/records?reason=a%00b").await.problem(422, "mistakes");
    actor
        .send(Method::DELETE, "/lookups/%ff", &json!(null))
        .await
        .problem(400, "unreadable");
    actor.get("/flows/%ff").await.problem(400, "unreadable");
}
