//! Signing in: each refusal by its own sentence, a colleague's link, other accounts, a plan that is full.

use serde_json::{Value, json};
use sqlx::PgPool;
use store::connections;

use super::{Start, ask, between, stand_ins};
use crate::world::{PASSWORD, World};

#[sqlx::test(migrations = "../migrations")]
async fn each_refusal_of_a_sign_in_has_its_own_sentence(pool: PgPool) {
    let running = stand_ins().await;
    let base = running.base_url().to_owned();
    let world = World::with_remotes(&pool, &base).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    world
        .post("/start/apps", &cookie, &[("way", "own")])
        .await
        .is(303);
    let shop = "/start/connections/lightspeed_ecom";
    let hubspot = "/start/connections/hubspot";
    let keys = ask(http::Method::GET, format!("{base}/_credentials"), Value::Null).await;
    let (key, secret) = (
        keys["lightspeed"]["key"].as_str().unwrap(),
        keys["lightspeed"]["secret"].as_str().unwrap(),
    );
    let typed = |key, secret, language| [("key", key), ("secret", secret), ("language", language)];
    let page = world
        .post(shop, &cookie, &typed("wrong", "worse", "nl"))
        .await
        .is(422)
        .text;
    assert!(page.contains("does not accept this key"), "{page}");
    assert!(
        page.contains("value=\"wrong\"") && !page.contains("worse"),
        "secrets never come back: {page}"
    );
    let page = world
        .post(shop, &cookie, &typed(key, secret, "xx"))
        .await
        .is(422)
        .text;
    assert!(page.contains("does not know the language"), "{page}");
    let page = world
        .post(hubspot, &cookie, &[("token", "a b")])
        .await
        .is(422)
        .text;
    assert!(page.contains("This is no token"), "{page}");
    let page = world
        .post(hubspot, &cookie, &[("token", "pat-eu1-guess")])
        .await
        .is(422)
        .text;
    assert!(page.contains("does not accept this token"), "{page}");
    let fault = json!({ "side": "hubspot", "kind": "html", "times": 50 });
    ask(http::Method::POST, format!("{base}/_faults"), fault).await;
    let token = keys["hubspot"]["private_app_token"].as_str().unwrap();
    let page = world
        .post(hubspot, &cookie, &[("token", token)])
        .await
        .is(422)
        .text;
    assert!(
        page.contains("be reached") || page.contains("ten seconds"),
        "{page}"
    );
    let denied = world
        .get("/start/connections?at=hubspot&problem=denied", &cookie)
        .await
        .is(200)
        .text;
    assert!(denied.contains("was not allowed"), "{denied}");
    running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_colleagues_link_signs_in_once_and_nobody_else_sees_the_connection(pool: PgPool) {
    let running = stand_ins().await;
    let base = running.base_url().to_owned();
    let world = World::with_remotes(&pool, &base).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    world
        .post("/start/apps", &cookie, &[("way", "own")])
        .await
        .is(303);
    world
        .post("/start/connections/lightspeed_ecom/colleague", &cookie, &[])
        .await
        .is(303);
    let page = world.get("/start/connections", &cookie).await.is(200).text;
    let path = format!("/connect/{}", between(&page, "/connect/", "\""));
    let again = world.get("/start/connections", &cookie).await.is(200).text;
    assert!(!again.contains("/connect/"), "the link is shown once");
    assert!(world.get(&path, "").await.is(200).text.contains("Bloemen"));
    let keys = ask(http::Method::GET, format!("{base}/_credentials"), Value::Null).await;
    let typed = [
        ("key", keys["lightspeed"]["key"].as_str().unwrap()),
        ("secret", keys["lightspeed"]["secret"].as_str().unwrap()),
        ("language", "nl"),
    ];
    world
        .post(&path, "", &[("key", "x"), ("secret", "y"), ("language", "nl")])
        .await
        .is(422);
    world.post(&path, "", &typed).await.is(200);
    world.get(&path, "").await.is(404);
    world.post(&path, "", &typed).await.is(404);
    world.get("/connect/guess", "").await.is(404);

    let mut tx = world.store.begin(tenant).await.unwrap();
    let kept = connections::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let own = format!("/connections/{}", kept[0].id);
    assert!(
        world
            .get("/connections", &cookie)
            .await
            .is(200)
            .text
            .contains(&own)
    );
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    for path in [own.clone(), format!("{own}/reconnect")] {
        world.get(&path, &cookie).await.is(200);
        world.get(&path, &outsider).await.is(404);
    }
    for act in ["name", "disconnect", "colleague", "reconnect"] {
        world
            .post(&format!("{own}/{act}"), &outsider, &typed)
            .await
            .is(404);
    }
    world
        .post(&format!("{own}/name"), &cookie, &[("name", "winkel")])
        .await
        .is(303);
    assert!(world.get(&own, &cookie).await.is(200).text.contains("winkel"));
    let next = world
        .get(&format!("{own}/reconnect?next=/alerts"), &cookie)
        .await
        .is(200)
        .text;
    assert!(next.contains("the account that was connected"), "{next}");
    let went = world
        .post(&format!("{own}/reconnect"), &cookie, &typed)
        .await
        .is(303);
    assert_eq!(went.header("location"), "/alerts");
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/%09/evil.example",
        "/%5Cevil.example",
    ] {
        world
            .get(&format!("{own}/reconnect?next={elsewhere}"), &cookie)
            .await
            .is(200);
        let went = world
            .post(&format!("{own}/reconnect"), &cookie, &typed)
            .await
            .is(303);
        assert_eq!(went.header("location"), own, "{elsewhere}");
    }
    world
        .post(&format!("{own}/disconnect"), &cookie, &[])
        .await
        .is(303);
    world.get(&own, &cookie).await.is(404);
    running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn another_account_takes_the_place_only_when_one_says_so(pool: PgPool) {
    let start = Start::made(&pool, &["orders"]).await;
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    let kept = connections::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let kept = kept.iter().find(|kept| kept.name == "hubspot").unwrap().clone();
    let path = format!("/connections/{}/reconnect", kept.id);
    let other = ask(
        http::Method::POST,
        format!("{}/_portals", start.base),
        Value::Null,
    )
    .await;
    let token = other["private_app_token"].as_str().unwrap();
    let page = start
        .world
        .post(&path, &start.cookie, &[("token", token)])
        .await
        .is(422)
        .text;
    assert!(
        page.contains("another account than before") && page.contains("name=\"other_account\""),
        "{page}"
    );
    assert_eq!(start.portal().await, kept.account.id, "nothing was changed");
    let confirmed = [("token", token), ("other_account", "yes")];
    start.post(&path, &confirmed).await;
    assert_ne!(start.portal().await, kept.account.id);
    start.running.stop().await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_plan_that_is_full_connects_nothing_more_and_leads_to_the_plans(pool: PgPool) {
    let start = Start::open(&pool).await;
    start.post("/start/apps", &[("way", "own")]).await;
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    for shop in ["one", "two", "three", "four"] {
        crate::world::connection(&mut tx, domain::ConnectorId::LightspeedEcom, shop).await;
    }
    tx.commit().await.unwrap();
    let keys = ask(
        http::Method::GET,
        format!("{}/_credentials", start.base),
        Value::Null,
    )
    .await;
    let token = keys["hubspot"]["private_app_token"].as_str().unwrap();
    let page = start
        .world
        .post("/start/connections/hubspot", &start.cookie, &[("token", token)])
        .await
        .is(422)
        .text;
    assert!(
        page.contains("no room for another connection") && page.contains("href=\"/billing\""),
        "{page}"
    );
    let went = start.post("/start/connections/hubspot/there", &[]).await;
    assert_eq!(went, "/start/connections?at=hubspot&problem=full");
    let went = start.post("/start/connections/hubspot/colleague", &[]).await;
    assert_eq!(went, "/start/connections");
    let page = start.page("/start/connections").await;
    let link = format!("/connect/{}", between(&page, "/connect/", "\""));
    let page = start
        .world
        .post(&link, "", &[("token", token)])
        .await
        .is(422)
        .text;
    assert!(
        page.contains("no room for another connection") && !page.contains("href=\"/billing\""),
        "{page}"
    );
    let mut tx = start.world.store.begin(start.tenant).await.unwrap();
    assert_eq!(connections::list(&mut tx).await.unwrap().len(), 4);
    tx.commit().await.unwrap();
    start.running.stop().await;
}
