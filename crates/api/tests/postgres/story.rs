//! From an empty tenant to explained orders, over the API alone, against the stand-ins.

use axum::body::Body;
use http::{Method, header};
use scheduler::Only;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::world::{Actor, World, call};

async fn credentials(base: &str) -> Value {
    let client = connectors::http::Client::new(true).unwrap();
    let request = http::Request::get(format!("{base}/_credentials"))
        .body(Vec::new())
        .unwrap();
    let answer = client.exchange(request).await.unwrap();
    serde_json::from_slice(&answer.into_body()).unwrap()
}

async fn apply(actor: &Actor, text: String) -> crate::world::Answer {
    let request = actor
        .request(Method::PUT, "/workspace")
        .header(header::CONTENT_TYPE, "application/toml")
        .body(Body::from(text))
        .unwrap();
    call(&actor.router, request).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_tenant_is_set_up_tried_run_and_explained(pool: PgPool) {
    let stand_ins = sandbox::start(sandbox::Options {
        limits: false,
        ..sandbox::Options::default()
    })
    .await
    .unwrap();
    let world = World::with_remotes(&pool, stand_ins.base_url()).await;
    let actor = world.tenant("Ayşe").await;
    let known = credentials(stand_ins.base_url()).await;
    let text = |path: &str| known.pointer(path).unwrap().as_str().unwrap().to_owned();
    let file = format!(
        "[connections.shop]\nconnector = \"lightspeed_ecom\"\ncredential = {{ key = \"{}\", secret = \"{}\" }}\n\
         [connections.hubspot]\nconnector = \"hubspot\"\ncreate_properties = true\ncredential = {{ token = \"{}\" }}\n\
         [flows.orders]\nkind = \"orders\"\nfrom = \"shop\"\nto = \"hubspot\"\nsettings = {{}}\n",
        text("/lightspeed/key"),
        text("/lightspeed/secret"),
        text("/hubspot/private_app_token"),
    );
    let wrong = apply(
        &actor,
        file.replace("settings = {}", "settings = { pipelin = \"x\" }"),
    )
    .await;
    let problem = wrong.problem(422, "mistakes");
    assert_eq!(problem["errors"][0]["pointer"], "/flows/orders/settings");
    let applied = apply(&actor, file).await.is(200).json();
    assert_eq!(applied["created"], json!(["orders"]), "{applied}");

    let flows = actor.get("/flows").await.is(200).json();
    let flow = flows["items"][0]["url"]
        .as_str()
        .unwrap()
        .trim_start_matches("/api/v1")
        .to_owned();
    let connection = flows["items"][0]["destination"]["connection"].as_str().unwrap();
    let health = actor
        .get(&format!("/connections/{connection}/health"))
        .await
        .is(200)
        .json();
    assert_eq!(health["healthy"], true, "{health}");
    let exported = actor.get("/workspace").await.is(200).text;
    assert!(
        exported.contains("[flows.orders]") && !exported.contains("credential"),
        "{exported}"
    );

    let tried = actor
        .send(Method::POST, &format!("{flow}/dry-runs"), &json!({ "last": 5 }))
        .await
        .is(200)
        .json();
    assert_eq!(tried["counts"]["seen"], 5, "{tried}");
    assert_eq!(
        actor.get("/records").await.is(200).json()["items"],
        json!([]),
        "a dry run leaves no trace"
    );

    let published = json!({ "settings": { "deal_name": "x" } });
    actor
        .send(Method::POST, &format!("{flow}/revisions"), &published)
        .await
        .problem(422, "mistakes");
    let stray =
        json!({ "mapping": { "added": [{ "rule": { "to": "no_such_property", "from": "order.number" } }] } });
    let problem = actor
        .send(Method::POST, &format!("{flow}/revisions"), &stray)
        .await
        .problem(422, "mistakes");
    assert!(
        problem["errors"][0]["detail"]
            .as_str()
            .unwrap()
            .contains("no_such_property"),
        "{problem}"
    );
    let better = json!({ "mapping": { "changed": { "dealname": { "from": "order.number" } } }, "note": "short names" });
    let revision = actor
        .send(Method::POST, &format!("{flow}/revisions"), &better)
        .await
        .is(201)
        .json();
    assert_eq!(revision["number"], 2);

    let run = actor
        .send(Method::POST, &format!("{flow}/runs"), &json!({}))
        .await
        .is(202)
        .json();
    let run = work_until_over(
        &world,
        &actor,
        run["url"].as_str().unwrap().trim_start_matches("/api/v1"),
    )
    .await;
    assert_eq!(run["state"], "finished", "{run}");
    assert!(run["counts"]["created"].as_u64().unwrap() > 0, "{run}");
    assert_eq!(run["counts"]["failed"], 0, "{run}");

    let created = actor.get("/records?outcome=created&limit=1").await.is(200).json();
    let record = created["items"][0]["url"]
        .as_str()
        .unwrap()
        .trim_start_matches("/api/v1");
    let explained = actor.get(&format!("{record}/explanation")).await.is(200).json();
    let fields = explained["fields"].as_array().unwrap();
    let name = fields.iter().find(|field| field["field"] == "dealname").unwrap();
    assert_eq!(name["was_sent"], name["value"], "{name}");
    assert_eq!(name["reads"][0]["path"], "order.number");
    let contact = fields
        .iter()
        .find(|field| field["field"] == "contact_id")
        .unwrap();
    assert_eq!(contact["was_sent"], contact["value"], "{contact}");

    let first = actor.get(&format!("{flow}/revisions")).await.is(200).json()["items"][1]["id"].clone();
    let back = actor
        .send(
            Method::POST,
            &format!("{flow}/rollbacks"),
            &json!({ "revision": first }),
        )
        .await
        .is(201)
        .json();
    assert_eq!(
        (&back["number"], &back["note"]),
        (&json!(3), &json!("back to revision 1"))
    );
    stand_ins.stop().await;
}

async fn work_until_over(world: &World, actor: &Actor, run: &str) -> Value {
    let stop = CancellationToken::new();
    let load = tokio::spawn(scheduler::load(world.parts.clone(), Only::Anyone, stop.clone()));
    let work = tokio::spawn(scheduler::work(
        world.parts.clone(),
        1,
        Only::Anyone,
        stop.clone(),
    ));
    let over = loop {
        let seen = actor.get(run).await.is(200).json();
        if seen["finished_at"].is_string() {
            break seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    stop.cancel();
    let _ = tokio::join!(load, work);
    over
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_file_that_is_larger_than_the_plan_is_refused_whole(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let shops: String = (1..=5)
        .map(|n| format!("[connections.c{n}]\nconnector = \"hubspot\"\ncredential = {{ token = \"t\" }}\n"))
        .collect();
    let flows: String = (1..=13)
        .map(|n| format!("[flows.f{n}]\nkind = \"orders\"\nfrom = \"s\"\nto = \"h\"\n"))
        .collect();
    for (file, what) in [(shops, "connections"), (flows, "flows")] {
        let problem = apply(&actor, file).await.problem(409, "conflict");
        let told = problem["detail"].as_str().unwrap();
        assert!(told.contains(&format!("no more {what}")), "{problem}");
    }
    let there = actor.get("/connections").await.is(200).json();
    assert_eq!(there["items"], json!([]));
}
