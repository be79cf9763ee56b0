//! Signing up: what is asked, the letter, its code and its link.

use sqlx::PgPool;

use crate::{
    post::{code, link},
    world::{Answer, PASSWORD, World},
};

const NEW: &str = "vier paarse ezels op de brug";

fn typed<'a>(email: &'a str, password: &'a str) -> [(&'static str, &'a str); 6] {
    [
        ("email", email),
        ("password", password),
        ("company", "Bloemen & Zn"),
        ("language", "nl"),
        ("time_zone", "Europe/Amsterdam"),
        ("terms", "yes"),
    ]
}

async fn signs_up(world: &World, email: &str) -> Answer {
    world.post("/sign-up", "", &typed(email, NEW)).await.is(303)
}

/// The wrong code that is surely not this one.
fn other(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn count(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_stranger_signs_up_with_the_code_and_is_in_the_wizard(pool: PgPool) {
    let world = World::new(&pool).await;
    world.get("/sign-up", "").await.is(200);
    let answer = signs_up(&world, "Jan@Bloemen.example").await;
    assert_eq!(answer.header("location"), "/sign-up/code");
    let cookie = answer.cookie_named("kopru");
    assert_eq!(
        count(&pool, "app_user").await,
        0,
        "nobody is there before the proof"
    );
    let page = world.get("/sign-up/code", &cookie).await.is(200);
    assert!(page.text.contains("Jan@Bloemen.example"), "{}", page.text);
    let letter = world.letter().await;
    assert_eq!(letter.to, "Jan@Bloemen.example");
    let code = code(&letter);
    let wrong = world
        .post("/sign-up/code", &cookie, &[("code", other(&code))])
        .await
        .is(422);
    assert!(wrong.text.contains("4 tries are left"), "{}", wrong.text);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let inside = world
        .post("/sign-up/code", &cookie, &[("code", &spaced)])
        .await
        .is(303);
    assert_eq!(inside.header("location"), "/start");
    let session = inside.cookie();
    let page = world.get("/overview", &session).await.is(200);
    assert!(page.text.contains("Bloemen &#38; Zn") && page.text.contains("lang=\"nl\""));
    let zone: String = sqlx::query_scalar("select time_zone from tenant")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(zone, "Europe/Amsterdam");
    world.signs_in("jan@bloemen.example", NEW).await.is(303);
    // The same code once more, from the same tab: nothing is done twice.
    world
        .post("/sign-up/code", &cookie, &[("code", &code)])
        .await
        .is(422);
    assert_eq!(count(&pool, "tenant").await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_link_of_the_letter_does_the_same_once_and_only_after_a_click(pool: PgPool) {
    let world = World::new(&pool).await;
    signs_up(&world, "jan@bloemen.example").await;
    let path = link(&world.letter().await, "/verify/");
    // A mail program that looks at links confirms nothing.
    for _ in 0..2 {
        let page = world.get(&path, "").await.is(200);
        assert!(page.text.contains("jan@bloemen.example"));
    }
    assert_eq!(count(&pool, "app_user").await, 0);
    let inside = world.post(&path, "", &[]).await.is(303);
    assert_eq!(inside.header("location"), "/start");
    world.get("/overview", &inside.cookie()).await.is(200);
    assert_eq!(world.post(&path, "", &[]).await.status, 410);
    assert_eq!(world.get(&path, "").await.status, 410);
    assert_eq!(world.get("/verify/guessed", "").await.status, 410);
    assert_eq!(count(&pool, "tenant").await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_known_address_gets_the_same_page_and_another_letter(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Kaas", "ayse@example.com").await;
    let known = signs_up(&world, "AYSE@example.com").await;
    let letter = world.letter().await;
    assert!(
        letter.text.contains("/sign-in") && !letter.text.contains("/verify/"),
        "{}",
        letter.text
    );
    let unknown = signs_up(&world, "piet@example.com").await;
    world.letter().await;
    let page = |answer: Answer, email: &'static str| {
        let world = &world;
        async move {
            let cookie = answer.cookie_named("kopru");
            let first = world.get("/sign-up/code", &cookie).await.is(200).text;
            let second = world.post("/sign-up/code", &cookie, &[("code", "123456")]).await;
            assert_eq!(second.status, 422);
            format!("{first}{}", second.text).replace(email, "")
        }
    };
    // How many seconds are left until the next letter is no difference.
    let countdown = |text: String| text.replace(|letter: char| letter.is_ascii_digit(), "");
    assert_eq!(
        countdown(page(known, "AYSE@example.com").await),
        countdown(page(unknown, "piet@example.com").await),
    );
    assert_eq!(count(&pool, "app_user").await, 1);
    world.signs_in("ayse@example.com", PASSWORD).await.is(303);
    world.signs_in("ayse@example.com", NEW).await.is(422);
}

#[sqlx::test(migrations = "../migrations")]
async fn five_wrong_codes_end_a_letter_and_the_next_one_comes_after_a_pause(pool: PgPool) {
    let world = World::new(&pool).await;
    let cookie = signs_up(&world, "jan@bloemen.example")
        .await
        .cookie_named("kopru");
    let first = code(&world.letter().await);
    for _ in 0..5 {
        world
            .post("/sign-up/code", &cookie, &[("code", other(&first))])
            .await
            .is(422);
    }
    let refused = world
        .post("/sign-up/code", &cookie, &[("code", &first)])
        .await
        .is(422);
    assert!(refused.text.contains("too many tries"), "{}", refused.text);
    world.post("/sign-up/letters", &cookie, &[]).await.is(303);
    assert!(world.letters(0).await.is_empty(), "too soon");
    sqlx::query("update sign_up set letter_at = letter_at - interval '61 seconds'")
        .execute(&pool)
        .await
        .unwrap();
    for _ in 0..2 {
        world.post("/sign-up/letters", &cookie, &[]).await.is(303);
    }
    let second = code(&world.letter().await);
    if first != second {
        world
            .post("/sign-up/code", &cookie, &[("code", &first)])
            .await
            .is(422);
    }
    world
        .post("/sign-up/code", &cookie, &[("code", &second)])
        .await
        .is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_code_that_is_too_old_opens_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let cookie = signs_up(&world, "jan@bloemen.example")
        .await
        .cookie_named("kopru");
    let letter = world.letter().await;
    sqlx::query("update sign_up set expires_at = now() - interval '1 second'")
        .execute(&pool)
        .await
        .unwrap();
    world
        .post("/sign-up/code", &cookie, &[("code", &code(&letter))])
        .await
        .is(422);
    assert_eq!(world.post(&link(&letter, "/verify/"), "", &[]).await.status, 410);
    assert_eq!(count(&pool, "app_user").await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_double_click_sends_one_letter(pool: PgPool) {
    let world = World::new(&pool).await;
    let cookie = signs_up(&world, "jan@bloemen.example")
        .await
        .cookie_named("kopru");
    world
        .post("/sign-up", &cookie, &typed("jan@bloemen.example", NEW))
        .await
        .is(303);
    assert_eq!(world.letters(2).await.len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_form_comes_back_with_what_was_typed_and_says_what_is_wrong(pool: PgPool) {
    let world = World::new(&pool).await;
    for (password, words) in [
        ("kort", "Use at least 10 characters"),
        ("Password2026!", "stolen elsewhere"),
        ("abababababab", "pattern"),
        ("jan.jansen12", "Your address or company"),
    ] {
        let answer = world
            .post("/sign-up", "", &typed("jan.jansen@bloemen.example", password))
            .await
            .is(422);
        assert!(answer.text.contains(words), "{password}: {}", answer.text);
        assert!(answer.text.contains("value=\"jan.jansen@bloemen.example\""));
        assert!(!answer.text.contains(password), "a password is never sent back");
    }
    let mut form = typed("no address", NEW).to_vec();
    form[2].1 = "  ";
    form[4].1 = "Europe/Nowhere";
    form.pop();
    let answer = world.post("/sign-up", "", &form).await.is(422);
    for words in [
        "can&#39;t be an e-mail address",
        "Say what your company is called",
        "Choose a time zone",
        "we can&#39;t make an account",
    ] {
        assert!(answer.text.contains(words), "{words}: {}", answer.text);
    }
    world.post("/sign-up", "", &[]).await.is(422);
    assert_eq!(count(&pool, "sign_up").await, 0);
    assert!(world.letters(0).await.is_empty());
}
