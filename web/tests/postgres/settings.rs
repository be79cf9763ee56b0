//! What a tenant sets, takes along and erases.

use domain::Role;
use sqlx::PgPool;
use store::users;

use crate::world::{PASSWORD, World};

async fn inside(world: &World, email: &str) -> String {
    world.signs_in(email, PASSWORD).await.is(303).cookie()
}

async fn one(pool: &PgPool, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn name_zone_and_retention_are_kept_and_noted_from_what_to_what(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let form = [("name", "Bloemen & Zn"), ("time_zone", "Europe/Istanbul")];
    world.post("/settings", &cookie, &form).await.is(303);
    world.post("/settings", &cookie, &form).await.is(303);
    world
        .post("/settings/retention", &cookie, &[("days", "14")])
        .await
        .is(303);
    for days in ["0", "31", "-1", "x", ""] {
        world
            .post("/settings/retention", &cookie, &[("days", days)])
            .await
            .is(422);
    }
    world
        .post("/settings", &cookie, &[("name", " "), ("time_zone", "Mars")])
        .await
        .is(422);
    let page = world.get("/settings/audit", &cookie).await.is(200).text;
    for words in [
        "Renamed the company",
        "Bloemen → Bloemen &#38; Zn",
        "Changed how long contents are kept",
        "7 → 14",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(
        page.matches("Renamed the company").count(),
        1,
        "the same twice is no change"
    );
    let csv = world.get("/settings/audit.csv", &cookie).await.is(200);
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_audit_log_is_paged_and_filtered_and_no_outsiders(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let mut tx = world.store.system().await.unwrap();
    let ayse = users::by_email(&mut tx, "ayse@example.com")
        .await
        .unwrap()
        .unwrap()
        .id;
    tx.commit().await.unwrap();
    let mut tx = world.store.begin(tenant).await.unwrap();
    for number in 0..60 {
        let detail = serde_json::json!({ "name": format!("flow-{number:02}<b>") });
        store::audit::note(&mut tx, ayse, "flow.unheard_of", &detail)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let page = world.get("/settings/audit", &cookie).await.is(200).text;
    assert!(
        page.contains("flow-59&#60;b&#62;") && !page.contains("flow-09"),
        "{page}"
    );
    assert!(
        page.contains("flow.unheard_of"),
        "an act without words keeps its own"
    );
    let older = page
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|path| path.contains("before="))
        .unwrap()
        .replace("&#38;", "&");
    let page = world.get(&older, &cookie).await.is(200).text;
    assert!(page.contains("flow-09") && page.contains("flow-00") && !page.contains("flow-10"));
    let none = world
        .get("/settings/audit?who=piet%40example.com", &cookie)
        .await
        .is(200)
        .text;
    assert!(none.contains("Nothing to show"));
    let outsider = inside(&world, "piet@example.com").await;
    assert!(!world.get(&older, &outsider).await.is(200).text.contains("flow-"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_token_is_shown_once_made_once_and_revoked(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let form = world.get("/settings/tokens", &cookie).await.is(200).text;
    assert!(form.contains("No tokens"));
    let id = form.split("name=\"id\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap().to_owned();
    world
        .post("/settings/tokens", &cookie, &[("name", " "), ("id", &id)])
        .await
        .is(422);
    let typed = [("name", "Warehouse"), ("days", "30"), ("id", id.as_str())];
    let shown = world.post("/settings/tokens", &cookie, &typed).await.is(200).text;
    let token = shown.split("<pre tabindex=\"0\">").nth(1).unwrap();
    let token = token.split('<').next().unwrap();
    assert!(
        token.starts_with("kopru_") && shown.contains("curl -H"),
        "{shown}"
    );
    world.post("/settings/tokens", &cookie, &typed).await.is(303);
    assert_eq!(one(&pool, "select count(*) from api_token").await, 1);
    let list = world.get("/settings/tokens", &cookie).await.is(200).text;
    assert!(list.contains("Warehouse") && list.contains("ayse@example.com") && !list.contains(token));
    let mut tx = world.store.system().await.unwrap();
    let parsed = auth::ApiToken::parse(token).unwrap();
    let now = jiff::Timestamp::now();
    let later = now + jiff::SignedDuration::from_hours(31 * 24);
    assert!(
        store::api_tokens::owner(&mut tx, &parsed, now)
            .await
            .unwrap()
            .is_some()
    );
    assert!(
        store::api_tokens::owner(&mut tx, &parsed, later)
            .await
            .unwrap()
            .is_none()
    );
    tx.commit().await.unwrap();
    let path = format!("/settings/tokens/{id}/revoke");
    let outsider = inside(&world, "piet@example.com").await;
    world.post(&path, &outsider, &[]).await.is(404);
    world.post(&path, &cookie, &[]).await.is(303);
    world.post(&path, &cookie, &[]).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn one_who_may_only_look_changes_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
    let mut tx = world.store.system().await.unwrap();
    let user = users::add(&mut tx, "jan@example.com", "", Some(&hash))
        .await
        .unwrap();
    users::join(&mut tx, tenant, user, Role::Editor).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = inside(&world, "jan@example.com").await;
    assert!(
        world
            .get("/settings", &cookie)
            .await
            .is(200)
            .text
            .contains("You may look")
    );
    for path in [
        "/settings/tokens",
        "/settings/audit",
        "/settings/audit.csv",
        "/settings/erasures",
        "/settings/export",
        "/settings/workspace",
        "/settings/workspace.toml",
        "/settings/delete",
    ] {
        world.get(path, &cookie).await.is(403);
    }
    for path in [
        "/settings",
        "/settings/retention",
        "/settings/tokens",
        "/settings/erasures",
        "/settings/erasures/erased",
        "/settings/workspace",
        "/settings/delete",
        "/team/second-factor",
    ] {
        world.post(path, &cookie, &[("name", "Bloemen")]).await.is(403);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_tenant_is_deleted_by_its_owner_who_types_its_name(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    world.has_sent(tenant, "Order").await;
    let cookie = inside(&world, "ayse@example.com").await;
    world.get("/settings/delete", &cookie).await.is(200);
    let wrong = world
        .post("/settings/delete", &cookie, &[("name", "Kaas")])
        .await
        .is(422);
    assert!(wrong.text.contains("not the company"), "{}", wrong.text);
    let gone = world
        .post("/settings/delete", &cookie, &[("name", "Bloemen")])
        .await
        .is(303);
    assert_eq!(gone.header("location"), "/");
    world.get("/overview", &cookie).await.is(303);
    world.signs_in("ayse@example.com", PASSWORD).await.is(422);
    assert_eq!(one(&pool, "select count(*) from tenant").await, 1);
    assert_eq!(one(&pool, "select count(*) from journal_entry").await, 0);
    world.signs_in("piet@example.com", PASSWORD).await.is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_set_up_is_taken_along_and_a_wrong_file_names_the_places(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let file = world.get("/settings/workspace.toml", &cookie).await.is(200);
    assert!(
        file.text.contains("[connections.shop]") || file.text.contains("shop"),
        "{}",
        file.text
    );
    assert!(!file.text.contains("secret"));
    let broken = world
        .post(
            "/settings/workspace",
            &cookie,
            &[("text", "retention_days = 7\n[flows.x\n")],
        )
        .await
        .is(422);
    assert!(
        broken.text.contains("line 2") && broken.text.contains("[flows.x"),
        "{}",
        broken.text
    );
    let unfit = "[flows.x]\nkind = \"orders\"\nfrom = \"nowhere\"\nto = \"nobody\"\n";
    let refused = world
        .post("/settings/workspace", &cookie, &[("text", unfit)])
        .await
        .is(422);
    assert!(refused.text.contains("flows.x"), "{}", refused.text);
    let export = world.get("/settings/export", &cookie).await.is(200);
    let document: serde_json::Value = serde_json::from_str(&export.text).unwrap();
    assert_eq!(document["tenant"]["name"], "Bloemen");
    assert!(!export.text.contains("password"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_file_that_is_larger_than_the_plan_changes_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    sqlx::query("delete from trial").execute(&pool).await.unwrap();
    let cookie = inside(&world, "ayse@example.com").await;
    let entries = |entry: &dyn Fn(u32) -> String, count| (1..=count).map(entry).collect::<String>();
    let flow = |on: bool| {
        move |n: u32| format!("[flows.f{n}]\nkind = \"orders\"\nfrom = \"s\"\nto = \"h\"\nactive = {on}\n")
    };
    let shop =
        |n: u32| format!("[connections.c{n}]\nconnector = \"hubspot\"\ncredential = {{ token = \"t\" }}\n");
    for (file, told) in [
        (entries(&flow(true), 13), "no further flow"),
        (entries(&shop, 5), "no room for another connection"),
        // Flows that are off are not counted: this file is refused for what it names.
        (entries(&flow(false), 13), "flows.f1"),
    ] {
        let refused = world
            .post("/settings/workspace", &cookie, &[("text", &file)])
            .await
            .is(422);
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
    }
    assert_eq!(one(&pool, "select count(*) from flow").await, 0);
    assert_eq!(one(&pool, "select count(*) from connection").await, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_person_is_erased_once_and_the_certificate_names_nobody(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    world
        .has_sent_of(tenant, "Order ORD01207", &["klant@example.com"])
        .await;
    let before = one(&pool, "select count(*) from journal_entry").await;
    let cookie = inside(&world, "ayse@example.com").await;
    let ask = [("email", "Klant@Example.com ")];
    let found = world.post("/settings/erasures", &cookie, &ask).await.is(200).text;
    assert!(found.contains("4 records in the log"), "{found}");
    assert!(found.contains("9001"), "what stays remotely is named: {found}");
    assert_eq!(one(&pool, "select count(*) from journal_entry").await, before);
    let done = world
        .post("/settings/erasures/erased", &cookie, &ask)
        .await
        .is(303);
    let path = done.header("location").to_owned();
    let page = world.get(&path, &cookie).await.is(200).text;
    assert!(
        page.contains("4 records in the log") && !page.to_lowercase().contains("klant@"),
        "{page}"
    );
    for table in [
        "select count(*) from journal_entry",
        "select count(*) from exchange",
        "select count(*) from journal_search",
        "select count(*) from dead_letter",
    ] {
        assert_eq!(one(&pool, table).await, 0, "{table}");
    }
    let again = world
        .post("/settings/erasures/erased", &cookie, &ask)
        .await
        .is(303);
    assert_eq!(again.header("location"), "/settings/erasures");
    assert_eq!(one(&pool, "select count(*) from erasure").await, 1);
    let stored: String = sqlx::query_scalar("select e::text from erasure e")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(!stored.to_lowercase().contains("klant"), "{stored}");
    let outsider = inside(&world, "piet@example.com").await;
    world.get(&path, &outsider).await.is(404);
}
