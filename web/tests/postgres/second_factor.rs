//! The second factor at the door.

use auth::TotpSecret;
use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;
use store::second_factors;

use crate::world::{Answer, PASSWORD, World};

/// Someone with a proven app and recovery codes.
async fn with_app(world: &World) -> (TotpSecret, Vec<String>) {
    world.tenant("Bloemen", "ayse@example.com").await;
    let mut tx = world.store.system().await.unwrap();
    let user: UserId = store::users::by_email(&mut tx, "ayse@example.com")
        .await
        .unwrap()
        .unwrap()
        .id;
    let secret = second_factors::begin_app(&mut tx, user).await.unwrap();
    let past = Timestamp::now() - SignedDuration::from_mins(10);
    assert!(
        second_factors::prove_app(&mut tx, user, &secret.code(past).unwrap(), past)
            .await
            .unwrap()
    );
    let codes = second_factors::renew_recovery_codes(&mut tx, user).await.unwrap();
    tx.commit().await.unwrap();
    (secret, codes.iter().map(auth::RecoveryCode::reveal).collect())
}

async fn half_in(world: &World) -> String {
    let answer = world
        .post(
            "/sign-in",
            "",
            &[
                ("email", "ayse@example.com"),
                ("password", PASSWORD),
                ("next", "/flows"),
            ],
        )
        .await
        .is(303);
    assert_eq!(answer.header("location"), "/sign-in/second-factor");
    answer.cookie()
}

async fn shows(world: &World, cookie: &str, field: &str, code: &str) -> Answer {
    world
        .post("/sign-in/second-factor", cookie, &[(field, code)])
        .await
}

#[sqlx::test(migrations = "../migrations")]
async fn the_password_alone_does_not_let_in_and_the_code_does_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let (secret, _) = with_app(&world).await;
    let cookie = half_in(&world).await;
    world.get("/overview", &cookie).await.is(303);
    world.get("/sign-in/second-factor", &cookie).await.is(200);
    let code = secret.code(Timestamp::now()).unwrap();
    let wrong = if code == "123456" { "123457" } else { "123456" };
    let refused = shows(&world, &cookie, "code", wrong).await.is(422);
    assert!(refused.text.contains("This code is wrong"), "{}", refused.text);
    let inside = shows(&world, &cookie, "code", &code).await.is(303);
    assert_eq!(inside.header("location"), "/flows");
    world.get("/overview", &inside.cookie()).await.is(200);
    let again = half_in(&world).await;
    shows(&world, &again, "code", &code).await.is(422);
    assert_eq!(
        world
            .get("/sign-in/second-factor", "")
            .await
            .is(303)
            .header("location"),
        "/sign-in"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_recovery_code_stands_in_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let (_, codes) = with_app(&world).await;
    let cookie = half_in(&world).await;
    shows(&world, &cookie, "recovery", "aaaa-bbbb-cccc").await.is(422);
    shows(&world, &cookie, "recovery", &codes[0].to_uppercase())
        .await
        .is(303);
    let cookie = half_in(&world).await;
    shows(&world, &cookie, "recovery", &codes[0]).await.is(422);
    shows(&world, &cookie, "recovery", &codes[1]).await.is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_guesses_codes_has_to_wait(pool: PgPool) {
    let world = World::new(&pool).await;
    let (secret, _) = with_app(&world).await;
    let cookie = half_in(&world).await;
    for _ in 0..7 {
        shows(&world, &cookie, "code", "12345").await.is(422);
    }
    let code = secret.code(Timestamp::now()).unwrap();
    let refused = shows(&world, &cookie, "code", &code).await.is(422);
    assert!(refused.text.contains("Too many tries"), "{}", refused.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_trusted_browser_is_not_asked_and_another_one_is(pool: PgPool) {
    let world = World::new(&pool).await;
    let (secret, _) = with_app(&world).await;
    let cookie = half_in(&world).await;
    let code = secret.code(Timestamp::now()).unwrap();
    let inside = world
        .post(
            "/sign-in/second-factor",
            &cookie,
            &[("code", &code), ("trust", "yes")],
        )
        .await
        .is(303);
    let device = inside.cookie_named("kopru-device");
    let form = [
        ("email", "ayse@example.com"),
        ("password", PASSWORD),
        ("next", "/"),
    ];
    let trusted = world.post("/sign-in", &device, &form).await.is(303);
    assert_eq!(trusted.header("location"), "/");
    half_in(&world).await;
    let wrong = world
        .post(
            "/sign-in",
            &device,
            &[("email", "ayse@example.com"), ("password", "guess")],
        )
        .await;
    assert_eq!(wrong.status, 422, "trust is no password");
    world.tenant("Kaas", "piet@example.com").await;
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select device_hash from trusted_device")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert!(stored.iter().all(|hash| hash.len() == 32));
}

#[sqlx::test(migrations = "../migrations")]
async fn the_secret_lies_nowhere_in_the_open(pool: PgPool) {
    let world = World::new(&pool).await;
    let (secret, codes) = with_app(&world).await;
    let stored: String = sqlx::query_scalar(
        "select (select a::text from authenticator a) || (select string_agg(r::text, '') from recovery_code r)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(!stored.contains(secret.reveal()));
    let hex: String = secret
        .reveal()
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(!stored.contains(&hex));
    assert!(!codes.iter().any(|code| stored.contains(code.as_str())));
}
