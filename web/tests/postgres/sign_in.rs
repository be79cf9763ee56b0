//! Signing in and out.

use axum::body::Body;
use http::Request;
use sqlx::PgPool;

use crate::world::{PASSWORD, World};

#[sqlx::test(migrations = "../migrations")]
async fn a_person_signs_in_and_out(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen & Zn", "Ayse@example.com").await;
    let away = world.get("/overview", "").await.is(303);
    assert_eq!(away.header("location"), "/sign-in?next=%2Foverview");
    let signed_in = world.signs_in("ayse@EXAMPLE.com", PASSWORD).await.is(303);
    assert_eq!(signed_in.header("location"), "/");
    let cookie = signed_in.cookie();
    let page = world.get("/overview", &cookie).await.is(200);
    assert!(page.text.contains("Bloemen &#38; Zn"), "{}", page.text);
    assert_eq!(
        world.get("/sign-in", &cookie).await.is(303).header("location"),
        "/"
    );
    world.post("/sign-out", &cookie, &[]).await.is(303);
    world.get("/overview", &cookie).await.is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_unknown_address_and_a_wrong_password_look_the_same(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let wrong = world.signs_in("ayse@example.com", "guess").await.is(422);
    let unknown = world.signs_in("piet@example.com", "guess").await.is(422);
    assert_eq!(
        wrong.text,
        unknown.text.replace("piet@example.com", "ayse@example.com")
    );
    assert_eq!(wrong.cookie(), "");
    assert!(wrong.text.contains("don't belong together") || wrong.text.contains("don&#39;t belong together"));
    world.signs_in("", "").await.is(422);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_guesses_has_to_wait_and_even_the_right_password_does(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    for _ in 0..5 {
        world.signs_in("ayse@example.com", "guess").await.is(422);
    }
    let mut waited = false;
    for _ in 0..3 {
        waited |= world.signs_in("ayse@example.com", "guess").await.status == 429;
    }
    assert!(waited);
    let refused = world.signs_in("ayse@example.com", PASSWORD).await.is(429);
    assert!(refused.text.contains("Too many tries"), "{}", refused.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn signing_in_leads_back_to_the_page_that_was_asked_for(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let away = world
        .get("/records/0193e6a0-0000-7000-8000-000000000000", "")
        .await
        .is(303);
    let form = world.get(away.header("location"), "").await.is(200);
    assert!(
        form.text
            .contains("value=\"/records/0193e6a0-0000-7000-8000-000000000000\""),
        "{}",
        form.text
    );
    let form = [
        ("email", "ayse@example.com"),
        ("password", PASSWORD),
        ("next", "//evil.example"),
    ];
    assert_eq!(
        world.post("/sign-in", "", &form).await.is(303).header("location"),
        "/"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_form_of_another_site_is_refused(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world
        .signs_in("ayse@example.com", PASSWORD)
        .await
        .is(303)
        .cookie();
    let forged = Request::post("/sign-out")
        .header("cookie", &cookie)
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://evil.example")
        .body(Body::empty())
        .unwrap();
    world.call(forged).await.is(403);
    world.get("/overview", &cookie).await.is(200);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_cookie_is_for_this_host_alone_and_over_https_only(pool: PgPool) {
    let secure = World::at(&pool, "https://kopru.example").await;
    secure.tenant("Bloemen", "ayse@example.com").await;
    let answer = secure.signs_in("ayse@example.com", PASSWORD).await.is(303);
    let cookie = answer.header("set-cookie");
    for part in ["__Host-kopru=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    let local = World::new(&pool).await;
    let answer = local.signs_in("ayse@example.com", PASSWORD).await.is(303);
    assert!(
        !answer.header("set-cookie").contains("Secure"),
        "{}",
        answer.header("set-cookie")
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_hash_of_former_costs_is_renewed_when_its_owner_signs_in(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    // "geheim", with a fifth of today's costs.
    let old = "$argon2id$v=19$m=4096,t=1,p=1$c29tZXNhbHQxMjM0NTY$QNfcQ/A5Mzkyyrnn889n1waCYjvqM5C7lrPfom9ZZvw";
    sqlx::query("update app_user set password_hash = $1")
        .bind(old)
        .execute(&pool)
        .await
        .unwrap();
    world.signs_in("ayse@example.com", "geheim").await.is(303);
    let renewed: String = sqlx::query_scalar("select password_hash from app_user")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(renewed.contains("m=19456,t=2,p=1"), "{renewed}");
    world.signs_in("ayse@example.com", "geheim").await.is(303);
}
