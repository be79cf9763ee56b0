//! A forgotten password.

use sqlx::PgPool;

use crate::{
    post::link,
    world::{PASSWORD, World},
};

const NEW: &str = "vier paarse ezels op de brug";

#[sqlx::test(migrations = "../migrations")]
async fn a_link_changes_the_password_once_and_ends_all_sessions(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let before = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    world
        .post("/password/forgotten", "", &[("email", " Ayse@Example.com ")])
        .await
        .is(200);
    let path = link(&world.letter().await, "/password/reset/");
    let weak = world.post(&path, "", &[("password", "kort")]).await.is(422);
    assert!(weak.text.contains("at least 10 characters"), "{}", weak.text);
    world.get(&path, "").await.is(200);
    let done = world.post(&path, "", &[("password", NEW)]).await.is(200);
    assert!(done.text.contains("One other session was ended"), "{}", done.text);
    world.get("/overview", &before).await.is(303);
    world.signs_in("ayse@example.com", PASSWORD).await.is(422);
    world.signs_in("ayse@example.com", NEW).await.is(303);
    assert_eq!(world.post(&path, "", &[("password", NEW)]).await.status, 410);
    assert_eq!(world.get(&path, "").await.status, 410);
    let told = world.letter().await;
    assert!(told.text.contains("/password/forgotten"), "{}", told.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn nobody_learns_whether_an_address_has_an_account(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let known = world
        .post("/password/forgotten", "", &[("email", "ayse@example.com")])
        .await
        .is(200);
    let unknown = world
        .post("/password/forgotten", "", &[("email", "piet@example.com")])
        .await
        .is(200);
    assert_eq!(known.text, unknown.text);
    assert_eq!(world.letters(2).await.len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn old_replaced_and_guessed_links_are_closed(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let ask = || world.post("/password/forgotten", "", &[("email", "ayse@example.com")]);
    ask().await.is(200);
    let first = link(&world.letter().await, "/password/reset/");
    ask().await.is(200);
    let second = link(&world.letter().await, "/password/reset/");
    assert_eq!(world.get(&first, "").await.status, 410, "a newer one replaced it");
    sqlx::query("update password_reset set expires_at = now() - interval '1 second'")
        .execute(&pool)
        .await
        .unwrap();
    for path in [second.as_str(), "/password/reset/guessed"] {
        assert_eq!(world.get(path, "").await.status, 410);
        assert_eq!(world.post(path, "", &[("password", NEW)]).await.status, 410);
    }
    world.signs_in("ayse@example.com", PASSWORD).await.is(303);
}
