//! A person's own account: preferences, password, sessions, second factor, tenants.

use auth::TotpSecret;
use domain::{Role, UserId};
use jiff::Timestamp;
use sqlx::PgPool;
use store::users;

use crate::world::{Answer, PASSWORD, World};

const NEW: &str = "vier paarse ezels op de brug";

async fn inside(world: &World, email: &str) -> String {
    world.signs_in(email, PASSWORD).await.is(303).cookie()
}

/// The password was given long ago.
async fn long_ago(pool: &PgPool) {
    sqlx::query("update session set data = jsonb_set(data, '{proved_at}', '\"2026-01-01T00:00:00Z\"')")
        .execute(pool)
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_person_keeps_how_they_want_pages(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let form = [
        ("name", "Ayşe Yılmaz"),
        ("language", "tr"),
        ("time_zone", "Europe/Istanbul"),
        ("theme", "dark"),
    ];
    world.post("/account", &cookie, &form).await.is(303);
    let page = world.get("/account", &cookie).await.is(200).text;
    assert!(page.contains("lang=\"tr\" data-theme=\"dark\""), "{page}");
    assert!(page.contains("value=\"Ayşe Yılmaz\"") && page.contains("Kaydedildi."));
    let wrong = world
        .post("/account", &cookie, &[("time_zone", "Europe/Nowhere")])
        .await
        .is(422);
    assert!(wrong.text.contains("Listeden bir saat dilimi"), "{}", wrong.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn another_password_ends_the_other_sessions_and_needs_the_present_one(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let (here, there) = (
        inside(&world, "ayse@example.com").await,
        inside(&world, "ayse@example.com").await,
    );
    let change = |current: &'static str, password: &'static str| {
        let (world, here) = (&world, &here);
        async move {
            world
                .post(
                    "/account/password",
                    here,
                    &[("current", current), ("password", password)],
                )
                .await
        }
    };
    let wrong = change("guess", NEW).await.is(422);
    assert!(wrong.text.contains("This is not your password"), "{}", wrong.text);
    change(PASSWORD, "kort").await.is(422);
    world.get("/account", &there).await.is(200);
    change(PASSWORD, NEW).await.is(303);
    world.get("/account", &there).await.is(303);
    let page = world.get("/account", &here).await.is(200);
    assert!(page.text.contains("one other session was ended"), "{}", page.text);
    world.signs_in("ayse@example.com", NEW).await.is(303);
    assert_eq!(world.letters(1).await.len(), 1, "a letter tells of it");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_session_is_listed_with_its_device_and_ended_from_another(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    let (here, there, third) = (
        inside(&world, "ayse@example.com").await,
        inside(&world, "ayse@example.com").await,
        inside(&world, "ayse@example.com").await,
    );
    let page = world.get("/account", &here).await.is(200).text;
    assert_eq!(page.matches("/end\"").count(), 2, "{page}");
    let path = page
        .split("action=\"/account/sessions/")
        .filter_map(|part| part.split('"').next())
        .find(|path| path.ends_with("/end"))
        .map(|path| format!("/account/sessions/{path}"))
        .unwrap();
    let stranger = inside(&world, "piet@example.com").await;
    world.post(&path, &stranger, &[]).await.is(404);
    world.post(&path, &here, &[]).await.is(303);
    let alive = [
        world.get("/account", &there).await.status,
        world.get("/account", &third).await.status,
    ];
    assert_eq!(alive.iter().filter(|status| status.as_u16() == 200).count(), 1);
    world.post(&path, &here, &[]).await.is(404);
    world
        .post("/account/sessions/end-others", &here, &[])
        .await
        .is(303);
    world.get("/account", &there).await.is(303);
    world.get("/account", &third).await.is(303);
    world.get("/account", &here).await.is(200);
    world.get("/account", &stranger).await.is(200);
}

/// The key that the page of the app shows to be typed.
fn key(page: &str) -> TotpSecret {
    let shown = page.split("<code class=\"key\">").nth(1).unwrap();
    let shown = shown.split('<').next().unwrap().replace(' ', "");
    TotpSecret::from_stored(shown.into())
}

async fn adds_app(world: &World, cookie: &str) -> (TotpSecret, Answer) {
    let page = world.get("/account/second-factor/app", cookie).await.is(200).text;
    assert!(
        page.contains("<svg") && !page.contains("<?xml") && !page.contains("style="),
        "{page}"
    );
    let secret = key(&page);
    let code = secret.code(Timestamp::now()).unwrap();
    let answer = world
        .post("/account/second-factor/app", cookie, &[("code", &code)])
        .await;
    (secret, answer)
}

#[sqlx::test(migrations = "../migrations")]
async fn an_app_counts_once_a_code_has_proven_it_and_recovery_codes_come_with_it(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    world.get("/account/second-factor", &cookie).await.is(200);
    world.get("/account/second-factor/app", &cookie).await.is(200);
    world
        .post("/account/second-factor/app", &cookie, &[("code", "12345")])
        .await
        .is(422);
    let open = world.signs_in("ayse@example.com", PASSWORD).await.is(303);
    assert_eq!(open.header("location"), "/", "an unproven app asks for nothing");
    let (_, shown) = adds_app(&world, &cookie).await;
    let shown = shown.is(200).text;
    assert!(shown.contains("shown this once"), "{shown}");
    let asked = world.signs_in("ayse@example.com", PASSWORD).await.is(303);
    assert_eq!(asked.header("location"), "/sign-in/second-factor");
    let recovery = shown
        .lines()
        .find(|line| line.len() == 14 && line.matches('-').count() == 2)
        .unwrap();
    let page = world.get("/account/second-factor", &cookie).await.is(200).text;
    assert!(!page.contains(recovery), "once means once");
    world
        .post(
            "/sign-in/second-factor",
            &asked.cookie(),
            &[("recovery", recovery)],
        )
        .await
        .is(303);
    world
        .post("/account/second-factor/app/remove", &cookie, &[])
        .await
        .is(303);
    let open = world.signs_in("ayse@example.com", PASSWORD).await.is(303);
    assert_eq!(open.header("location"), "/");
}

#[sqlx::test(migrations = "../migrations")]
async fn sensitive_pages_ask_for_the_password_again_and_lead_back(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    long_ago(&pool).await;
    for path in [
        "/account/second-factor",
        "/settings/tokens",
        "/settings/erasures",
        "/settings/export",
        "/settings/delete",
    ] {
        let asked = world.get(path, &cookie).await.is(303);
        assert!(
            asked.header("location").starts_with("/account/proof?next="),
            "{path}"
        );
    }
    for path in [
        "/settings/delete",
        "/settings/tokens",
        "/account/passkeys/challenge",
    ] {
        let asked = world.post(path, &cookie, &[("name", "Bloemen")]).await.is(303);
        assert!(
            asked.header("location").starts_with("/account/proof?next="),
            "{path}"
        );
    }
    let form = |password| [("password", password), ("next", "/settings/tokens")];
    world
        .post("/account/proof", &cookie, &form("guess"))
        .await
        .is(422);
    let back = world
        .post("/account/proof", &cookie, &form(PASSWORD))
        .await
        .is(303);
    assert_eq!(back.header("location"), "/settings/tokens");
    world.get("/settings/tokens", &cookie).await.is(200);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_link_to_another_own_tenant_switches_and_a_foreign_one_is_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let bloemen = world.tenant("Bloemen", "ayse@example.com").await;
    let kaas = world.tenant("Kaas", "piet@example.com").await;
    world.has_sent(kaas, "Order ORD01207").await;
    let record = world.record(kaas, "created").await;
    let cookie = inside(&world, "ayse@example.com").await;
    world.get(&record, &cookie).await.is(404);
    let mut tx = world.store.system().await.unwrap();
    let ayse: UserId = users::by_email(&mut tx, "ayse@example.com")
        .await
        .unwrap()
        .unwrap()
        .id;
    users::join(&mut tx, kaas, ayse, Role::Viewer).await.unwrap();
    tx.commit().await.unwrap();
    let led = world.get(&record, &cookie).await.is(303);
    assert_eq!(led.header("location"), record);
    let page = world.get(&record, &cookie).await.is(200);
    assert!(page.text.contains("This belongs to Kaas"), "{}", page.text);
    let account = world.get("/account", &cookie).await.is(200);
    assert!(
        account.text.contains(&format!("/tenants/{bloemen}")),
        "{}",
        account.text
    );
    world
        .post(&format!("/tenants/{bloemen}"), &cookie, &[])
        .await
        .is(303);
    assert!(
        world
            .get("/overview", &cookie)
            .await
            .is(200)
            .text
            .contains("You look at Bloemen now")
    );
    let piet = inside(&world, "piet@example.com").await;
    world
        .post(&format!("/tenants/{bloemen}"), &piet, &[])
        .await
        .is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_passkey_challenge_is_given_and_a_made_up_answer_refused(pool: PgPool) {
    let world = World::at(&pool, "http://localhost:8080").await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let challenge = world
        .post("/account/passkeys/challenge", &cookie, &[])
        .await
        .is(200)
        .text;
    assert!(
        challenge.contains("\"challenge\"") && challenge.contains("\"Kopru\""),
        "{challenge}"
    );
    for credential in [
        "",
        "{}",
        "{\"id\":\"x\",\"rawId\":\"eA\",\"response\":{},\"type\":\"public-key\"}",
    ] {
        let answer = world
            .post("/account/passkeys", &cookie, &[("credential", credential)])
            .await
            .is(303);
        assert!(answer.header("location").ends_with("passkey=refused"));
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from passkey")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}
