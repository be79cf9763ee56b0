//! What pages show, and to whom.

use sqlx::PgPool;

use crate::world::{PASSWORD, World};

#[sqlx::test(migrations = "../migrations")]
async fn what_people_typed_is_shown_and_never_run(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("<script>tenant</script>", "ayse@example.com").await;
    world.has_sent(tenant, "<script>alert('label')</script>").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let overview = world.get("/overview", &cookie).await.is(200).text;
    let record = world
        .get(&world.record(tenant, "failed").await, &cookie)
        .await
        .is(200)
        .text;
    for page in [&overview, &record] {
        assert!(!page.contains("<script>"), "{page}");
        assert!(!page.contains("<img src=x"), "{page}");
    }
    assert!(overview.contains("&#60;script&#62;tenant"), "{overview}");
    assert!(record.contains("&#60;script&#62;alert"), "{record}");
    assert!(record.contains("&#60;b&#62;bad&#60;/b&#62; value"), "{record}");
    assert!(record.contains("What the other side said"), "{record}");
    assert!(record.contains("then send the record again."), "{record}");
    assert!(record.contains("found by &#60;e-mail&#62;"), "{record}");
    let refused = world
        .signs_in("\"><script>x</script>", "guess")
        .await
        .is(422)
        .text;
    assert!(!refused.contains("<script>"), "{refused}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_record_shows_the_four_documents(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = world
        .get(&world.record(tenant, "created").await, &cookie)
        .await
        .is(200)
        .text;
    for words in [
        "Came in",
        "Mapped",
        "Sent",
        "Answered",
        "EUR 119.95",
        "9001",
        "1 ms",
        "Created",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn an_outsider_finds_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let record = world.record(tenant, "created").await;
    world.get(&record, "").await.is(303);
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let nothing = world.get(&record, &outsider).await.is(404);
    assert!(nothing.text.contains("There is nothing here"));
    assert!(
        !world
            .get("/overview", &outsider)
            .await
            .is(200)
            .text
            .contains("ORD01207")
    );
    world.get("/records/not-an-id", &outsider).await.is(404);
    world.get("/nowhere", &outsider).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_was_removed_is_out_at_once(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    world.get("/overview", &cookie).await.is(200);
    sqlx::query("delete from member").execute(&pool).await.unwrap();
    world.get("/overview", &cookie).await.is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn pages_allow_nothing_inline_and_nothing_from_elsewhere(pool: PgPool) {
    let world = World::new(&pool).await;
    let page = world.get("/sign-in", "").await.is(200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        !page.text.contains(" style=") && !page.text.contains("<style") && !page.text.contains(" onclick=")
    );
    let style = page
        .text
        .split("href=\"")
        .find_map(|part| part.split('"').next().filter(|path| path.ends_with(".css")));
    let sheet = world.get(style.unwrap(), "").await.is(200);
    assert!(sheet.header("cache-control").contains("immutable"));
    assert!(sheet.header("content-type").starts_with("text/css"));
    world.get("/assets/kopru-000000000000.css", "").await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_stranger_finds_the_front_page_in_the_language_of_their_browser(pool: PgPool) {
    let world = World::new(&pool).await;
    for (accepts, words) in [
        ("tr-TR,tr;q=0.9", "Nasıl çalışır"),
        ("nl", "Hoe het werkt"),
        ("fr", "How it works"),
    ] {
        let request = http::Request::get("/")
            .header("accept-language", accepts)
            .body(axum::body::Body::empty())
            .unwrap();
        let page = world.call(request).await.is(200).text;
        assert!(page.contains(words), "{accepts}: {page}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_chosen_language_stays_and_leads_back(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let form = [("language", "tr"), ("theme", "dark"), ("next", "/overview")];
    let chosen = world.post("/preferences", &cookie, &form).await.is(303);
    assert_eq!(chosen.header("location"), "/overview");
    let page = world.get("/overview", &cookie).await.is(200).text;
    assert!(page.contains(r#"<html lang="tr" data-theme="dark">"#), "{page}");
    let form = [
        ("language", "xx"),
        ("theme", "pink"),
        ("next", "https://evil.example"),
    ];
    let unknown = world.post("/preferences", &cookie, &form).await.is(303);
    assert_eq!(unknown.header("location"), "/");
    assert!(
        world
            .get("/overview", &cookie)
            .await
            .is(200)
            .text
            .contains(r#"lang="tr""#)
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn guides_are_read_by_members_and_strangers(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    for cookie in ["", cookie.as_str()] {
        let all = world.get("/help", cookie).await.is(200).text;
        assert!(all.contains(r#"href="/help/first-steps""#), "{all}");
        let guide = world.get("/help/first-steps", cookie).await.is(200).text;
        assert!(guide.contains("<h1>First steps</h1>"), "{guide}");
        let none = world.get("/help?q=%3Cscript%3E", cookie).await.is(200).text;
        assert!(!none.contains("<script>"), "{none}");
        world.get("/help/../secrets", cookie).await.is(404);
    }
}
