//! An outsider: another tenant's things are not there.

use http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::world::World;

#[sqlx::test(migrations = "../../migrations")]
async fn another_tenants_things_are_not_there(pool: PgPool) {
    let world = World::new(&pool).await;
    let (owner, outsider) = (world.tenant("Ayşe").await, world.tenant("Piet").await);
    let flow = owner.has_orders_flow("240117").await;
    owner.has_sent(&flow, &["4711", "f1"]).await;
    owner.has_an_alert(&flow).await;
    let first = |answer: Value| answer["items"][0]["id"].as_str().unwrap().to_owned();
    let record = first(owner.get("/records").await.is(200).json());
    let letter = first(owner.get("/dead-letters").await.is(200).json());
    let alert = first(owner.get("/alerts").await.is(200).json());
    let token = first(owner.get("/tokens").await.is(200).json());
    let run = owner
        .send(Method::POST, &format!("/flows/{}/runs", flow.id), &json!({}))
        .await
        .is(202)
        .json();
    let (id, connection) = (flow.id, flow.source.connection);
    let run = run["id"].as_str().unwrap();

    let readable = [
        format!("/connections/{connection}"),
        format!("/flows/{id}"),
        format!("/flows/{id}/backlog"),
        format!("/flows/{id}/rules"),
        format!("/flows/{id}/revisions"),
        format!("/flows/{id}/revisions/{}", flow.revision),
        format!("/flows/{id}/lookup-gaps"),
        format!("/runs/{run}"),
        format!("/records/{record}"),
    ];
    for path in &readable {
        owner.get(path).await.is(200);
        outsider.get(path).await.problem(404, "not-found");
    }
    let others = [
        format!("/flows/{id}/draft"),
        format!("/connections/{connection}/health"),
    ];
    for path in others.iter().chain([&format!("/records/{record}/explanation")]) {
        outsider.get(path).await.problem(404, "not-found");
    }
    let writes = [
        (
            Method::PUT,
            format!("/flows/{id}/pause"),
            json!({ "reason": "x" }),
        ),
        (Method::DELETE, format!("/flows/{id}/pause"), json!(null)),
        (
            Method::PUT,
            format!("/flows/{id}/draft"),
            json!({ "settings": {} }),
        ),
        (Method::DELETE, format!("/flows/{id}/draft"), json!(null)),
        (Method::POST, format!("/flows/{id}/dry-runs"), json!({})),
        (Method::POST, format!("/flows/{id}/revisions"), json!({})),
        (
            Method::POST,
            format!("/flows/{id}/rollbacks"),
            json!({ "revision": flow.revision }),
        ),
        (Method::POST, format!("/flows/{id}/runs"), json!({})),
        (Method::PUT, format!("/runs/{run}/cancellation"), json!(null)),
        (Method::PUT, format!("/alerts/{alert}/resolution"), json!(null)),
        (Method::POST, "/replays".to_owned(), json!({ "flow": id })),
        (
            Method::PUT,
            format!("/lookups/stages?flow={id}"),
            json!({ "rows": [] }),
        ),
        (Method::DELETE, format!("/lookups/stages?flow={id}"), json!(null)),
        (Method::DELETE, format!("/tokens/{token}"), json!(null)),
    ];
    for (method, path, body) in &writes {
        outsider
            .send(method.clone(), path, body)
            .await
            .problem(404, "not-found");
    }
    // Lists are simply empty, and what is named in a body is left out.
    for path in [
        "/connections",
        "/flows",
        "/runs",
        "/records",
        "/records?q=ayse@example.com",
        "/dead-letters",
        "/alerts",
        "/lookups",
    ] {
        assert_eq!(
            outsider.get(path).await.is(200).json()["items"],
            json!([]),
            "{path}"
        );
    }
    assert_eq!(
        outsider.get(&format!("/records?flow={id}")).await.is(200).json()["items"],
        json!([])
    );
    let meant = json!({ "dead_letters": [letter] });
    assert_eq!(
        outsider
            .send(Method::POST, "/replays", &meant)
            .await
            .is(202)
            .json(),
        json!({ "runs": [] })
    );
    let set_aside = outsider
        .send(Method::POST, "/dead-letters/set-aside", &meant)
        .await
        .is(200)
        .json();
    assert_eq!(set_aside, json!({ "set_aside": 0 }));
    assert_eq!(
        outsider.get("/usage").await.is(200).json(),
        json!({ "tallies": [], "budgets": [], "backlogs": [] })
    );
    assert!(!outsider.get("/workspace").await.is(200).text.contains("orders"));

    // All of it is as it was.
    assert_eq!(
        owner.get(&format!("/flows/{id}")).await.is(200).json()["state"],
        "active"
    );
    assert_eq!(
        owner.get("/alerts?open=true").await.is(200).json()["items"][0]["id"],
        alert
    );
    assert_eq!(
        owner.get("/dead-letters").await.is(200).json()["items"][0]["id"],
        letter
    );
}
