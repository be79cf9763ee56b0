//! Signing in at a remote system's page: begun once, comes back once.

use axum::body::Body;
use http::{Method, Request};
use jiff::Timestamp;
use serde_json::json;
use sqlx::PgPool;
use url::Url;

use crate::world::{World, call};

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_sign_in_at_hubspot_begins_at_its_page_and_comes_back_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let wish = json!({ "connector": "hubspot", "name": "hubspot" });
    let begun = actor
        .send(Method::POST, "/connections/authorizations", &wish)
        .await
        .is(201)
        .json();
    let url = Url::parse(begun["authorize_url"].as_str().unwrap()).unwrap();
    let query: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(
        query["redirect_uri"],
        "https://kopru.example/connect/hubspot/callback"
    );
    assert_eq!(query["code_challenge_method"], "S256");
    // HubSpot can't be reached here; but the state is spent.
    let back = format!("/connect/hubspot/callback?code=c&state={}", query["state"]);
    call(&world.router, get(&back))
        .await
        .problem(502, "remote-trouble");
    let again = call(&world.router, get(&back)).await.is(400);
    assert!(again.text.contains("used already"), "{}", again.text);
    call(&world.router, get("/connect/hubspot/callback?code=c&state=guess"))
        .await
        .is(400);
    let unknown = json!({ "connector": "shopify", "name": "x" });
    actor
        .send(Method::POST, "/connections/authorizations", &unknown)
        .await
        .problem(400, "unreadable");
}

fn install(timestamp: i64, shop: &str) -> String {
    use md5::Digest as _;
    let signed = format!("language=nlshop_id={shop}timestamp={timestamp}token=abcgeheim");
    let signature: String = md5::Md5::digest(signed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!(
        "/connect/lightspeed_ecom?language=nl&shop_id={shop}&timestamp={timestamp}&token=abc&cluster_id=eu1&signature={signature}"
    )
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_installation_belongs_to_the_browser_that_began_it(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let now = Timestamp::now().as_second();
    let unknown = call(&world.router, get(&install(now, "555"))).await.is(400);
    assert!(unknown.text.contains("Begin in Kopru"), "{}", unknown.text);
    let forged = install(now, "555").replace("shop_id=555", "shop_id=556");
    call(&world.router, get(&forged)).await.is(400);
    let old = call(&world.router, get(&install(now - 301, "555"))).await.is(400);
    assert!(old.text.contains("too old"), "{}", old.text);

    let wish = json!({ "connector": "lightspeed_ecom", "name": "shop" });
    let begun = actor
        .send(Method::POST, "/connections/authorizations", &wish)
        .await
        .is(201)
        .json();
    let page = begun["authorize_url"]
        .as_str()
        .unwrap()
        .trim_start_matches("https://kopru.example");
    let marked = call(&world.router, get(page)).await.is(200);
    let cookie = marked.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(
        marked.header("set-cookie").contains("HttpOnly") && marked.header("set-cookie").contains("Secure")
    );
    let request = || {
        Request::get(install(now, "555"))
            .header("cookie", &cookie)
            .body(Body::empty())
            .unwrap()
    };
    // The shop can't be reached here; but the mark is spent.
    call(&world.router, request())
        .await
        .problem(502, "remote-trouble");
    call(&world.router, request()).await.is(400);
}

#[sqlx::test(migrations = "../../migrations")]
async fn installing_anew_signs_in_those_who_have_the_shop_already(pool: PgPool) {
    let world = World::new(&pool).await;
    let actor = world.tenant("Ayşe").await;
    let flow = actor.has_orders_flow("240117").await;
    let now = Timestamp::now().as_second();
    let answer = call(&world.router, get(&install(now, "240117"))).await.is(303);
    assert_eq!(answer.header("location"), "/");
    let held = world.parts.vault.load(flow.source.connection).await.unwrap();
    assert!(
        held.version == 2 && held.secret.contains("abc"),
        "version {}",
        held.version
    );
}
