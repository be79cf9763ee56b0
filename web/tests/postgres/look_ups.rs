//! Look-up tables: the grid, missing keys, CSV, and taking changes back.

use axum::body::Body;
use domain::{FlowId, TenantId, Value};
use http::{Request, header};
use sqlx::PgPool;
use store::lookups::{self, LookupTable};

use crate::world::{Answer, PASSWORD, World};

async fn rows(world: &World, tenant: TenantId, name: &str) -> Vec<(String, String)> {
    let mut tx = world.store.begin(tenant).await.unwrap();
    let tables = lookups::list(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let table = tables.into_iter().find(|table| table.name == name);
    let rows = table.map(|table| table.rows).unwrap_or_default();
    rows.into_iter()
        .map(|(key, value)| (key.join("|"), value.to_string()))
        .collect()
}

async fn uploads(world: &World, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--mark\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str("--mark--\r\n");
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=mark")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    world.call(request).await
}

#[sqlx::test(migrations = "../migrations")]
async fn the_grid_is_kept_and_every_change_can_be_taken_back(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order 1").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = world.get("/look-ups/stages", &cookie).await.is(200).text;
    assert!(
        page.contains("dealstage"),
        "the rules that ask it are named: {page}"
    );
    let form = [
        ("key:0:0", "paid"),
        ("value:0", "closedwon"),
        ("key:1:0", "<script>"),
        ("value:1", "'\"><script>"),
        ("key:2:0", ""),
        ("value:2", ""),
        ("has_default", "1"),
        ("default", "open"),
    ];
    world.post("/look-ups/stages", &cookie, &form).await.is(303);
    let kept = rows(&world, tenant, "stages").await;
    assert_eq!(kept.len(), 2, "{kept:?}");
    let page = world.get("/look-ups/stages", &cookie).await.is(200).text;
    assert!(
        page.contains("Saved: 2 rows.") && !page.contains("<script>\""),
        "{page}"
    );
    let mark = "/look-ups/stages/versions/";
    let undo = &page[page.find(mark).unwrap()..];
    let undo = undo[..undo.find('"').unwrap()].to_owned();
    world.post(&undo, &cookie, &[]).await.is(303);
    assert!(rows(&world, tenant, "stages").await.is_empty());

    let twice = [
        ("key:0:0", "a"),
        ("value:0", "1"),
        ("key:1:0", "a"),
        ("value:1", "2"),
    ];
    let back = world.post("/look-ups/stages", &cookie, &twice).await.is(422).text;
    assert!(
        back.contains("This key has a row already") && back.contains("value=\"2\""),
        "{back}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn csv_shows_what_would_change_before_it_is_kept_and_names_bad_lines(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order 1").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let path = "/look-ups/stages/import";
    let bad = uploads(&world, path, &cookie, &[("text", "paid,won\nodd\n")])
        .await
        .is(422)
        .text;
    assert!(
        bad.contains("Line 2") && bad.contains("2 are needed") && bad.contains("odd"),
        "{bad}"
    );
    let text = "paid;won\nnew;open\n";
    let preview = uploads(&world, path, &cookie, &[("text", text)])
        .await
        .is(200)
        .text;
    assert!(preview.contains("2 new rows"), "{preview}");
    assert!(
        rows(&world, tenant, "stages").await.is_empty(),
        "a preview keeps nothing"
    );
    uploads(&world, path, &cookie, &[("text", text), ("sure", "1")])
        .await
        .is(303);
    uploads(&world, path, &cookie, &[("text", text), ("sure", "1")])
        .await
        .is(303);
    assert_eq!(rows(&world, tenant, "stages").await.len(), 2);
    let csv = world.get("/look-ups/stages/rows.csv", &cookie).await.is(200);
    assert!(csv.header("content-disposition").contains("stages.csv"));
    assert!(csv.text.contains("paid,won\n"), "{}", csv.text);
    let replaced = [("text", "paid;won\n"), ("replace", "1"), ("sure", "1")];
    uploads(&world, path, &cookie, &replaced).await.is(303);
    assert_eq!(rows(&world, tenant, "stages").await.len(), 1);
}

async fn gap(pool: &PgPool, tenant: TenantId, flow: FlowId) {
    sqlx::query(
        "insert into lookup_gap (tenant_id, flow_id, name, key, seen, last_at, records)
         values ($1, $2, 'stages', 'partially_paid', 14, now(), '{4711,4712}')",
    )
    .bind(tenant.uuid())
    .bind(flow.uuid())
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_missing_key_gets_its_row_and_its_records_are_sent_again_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order 1").await;
    gap(&pool, tenant, flow.id).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = world.get("/look-ups/stages", &cookie).await.is(200).text;
    assert!(
        page.contains("partially_paid") && page.contains("asked 14 times"),
        "{page}"
    );
    let id = flow.id.to_string();
    let form = [
        ("of", id.as_str()),
        ("key", "partially_paid"),
        ("value", "open"),
        ("again", "1"),
    ];
    world.post("/look-ups/stages/gaps", &cookie, &form).await.is(303);
    world.post("/look-ups/stages/gaps", &cookie, &form).await.is(303);
    assert_eq!(
        rows(&world, tenant, "stages").await,
        [("partially_paid".to_owned(), "open".to_owned())]
    );
    let runs: i64 = sqlx::query_scalar("select count(*) from run where trigger = 'replay'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(runs, 1);
    let waiting: i64 = sqlx::query_scalar("select count(*) from inbox where key in ('4711', '4712')")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(waiting, 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_table_of_another_tenant_is_not_there(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order 1").await;
    let mut tx = world.store.begin(tenant).await.unwrap();
    let table = LookupTable {
        flow: Some(flow.id),
        name: "secret_codes".to_owned(),
        default: None,
        rows: vec![(vec!["NL".to_owned()], Value::text("21"))],
    };
    lookups::keep(&mut tx, &table).await.unwrap();
    tx.commit().await.unwrap();
    let stages = LookupTable {
        name: "stages".to_owned(),
        ..table
    };
    gap(&pool, tenant, flow.id).await;
    let owner = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let shared = world.get("/look-ups/stages", &owner).await.is(200).text;
    assert!(shared.contains("partially_paid"), "{shared}");
    let mut tx = world.store.begin(tenant).await.unwrap();
    lookups::keep(&mut tx, &stages).await.unwrap();
    tx.commit().await.unwrap();
    let shared = world.get("/look-ups/stages", &owner).await.is(200).text;
    assert!(
        !shared.contains("partially_paid"),
        "the flow asks its own: {shared}"
    );
    let own = format!("?flow={}", flow.id);
    world
        .get(&format!("/look-ups/secret_codes{own}"), &owner)
        .await
        .is(200);
    world.get("/look-ups/secret_codes", &owner).await.is(404);
    world.tenant("Other", "bob@example.com").await;
    let outsider = world.signs_in("bob@example.com", PASSWORD).await.cookie();
    for path in ["", "/rows.csv", "/import"] {
        world
            .get(&format!("/look-ups/secret_codes{path}{own}"), &outsider)
            .await
            .is(404);
    }
    world
        .post(
            &format!("/look-ups/secret_codes{own}"),
            &outsider,
            &[("value:0", "x")],
        )
        .await
        .is(404);
    let list = world.get("/look-ups", &outsider).await.is(200).text;
    assert!(!list.contains("secret_codes"));
    let wrong = world
        .post("/look-ups", &outsider, &[("name", "Not a name"), ("flow", "")])
        .await
        .is(422)
        .text;
    assert!(wrong.contains("begins with a letter") && wrong.contains("value=\"Not a name\""));
    world
        .post("/look-ups", &outsider, &[("name", "codes"), ("flow", "")])
        .await
        .is(303);
    world.get("/look-ups/codes", &outsider).await.is(200);
}
