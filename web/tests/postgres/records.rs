//! The activity log: found, filtered, sent again, set aside; and nobody else's.

use domain::{Role, TenantId};
use sqlx::PgPool;
use store::{dead_letters, users};

use crate::world::{PASSWORD, World};

async fn signed_in(pool: &PgPool) -> (World, TenantId, String) {
    let world = World::new(pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    (world, tenant, cookie)
}

async fn open(world: &World, tenant: TenantId) -> usize {
    let mut tx = world.store.begin(tenant).await.unwrap();
    let open = dead_letters::list(&mut tx, "open", None, None, 10).await.unwrap();
    tx.commit().await.unwrap();
    open.len()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_list_is_narrowed_by_its_address(pool: PgPool) {
    let (world, _, cookie) = signed_in(&pool).await;
    let rows = |page: &str| page.matches(r#"<th scope="row"><a href="/records/"#).count();
    let all = world.get("/records", &cookie).await.is(200).text;
    assert_eq!(rows(&all), 4, "{all}");
    for (query, wanted) in [
        ("outcome=failed", 1),
        ("outcome=failed&reason=rejected_by_destination", 1),
        ("reason=filtered", 1),
        ("outcome=failed&reason=filtered", 0),
        ("outcome=nonsense", 4),
        ("flow=nonsense&before=nonsense&since=nonsense", 4),
        ("period=hour", 4),
        ("until=2020-01-01T00:00:00Z", 0),
        ("flow=00000000-0000-7000-8000-000000000000", 0),
    ] {
        let page = world
            .get(&format!("/records?{query}"), &cookie)
            .await
            .is(200)
            .text;
        assert_eq!(rows(&page), wanted, "{query}");
    }
    let none = world.get("/records?q=%3Cscript%3E", &cookie).await.is(200).text;
    assert!(
        none.contains("Nothing is kept under") && !none.contains("<script>"),
        "{none}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_failed_record_is_sent_again_once_however_often_one_clicks(pool: PgPool) {
    let (world, tenant, cookie) = signed_in(&pool).await;
    let path = world.record(tenant, "failed").await;
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(open(&world, tenant).await, 1);
    let first = world
        .post("/records/replays", &cookie, &[("record", id)])
        .await
        .is(303);
    assert!(
        first.header("location").starts_with("/runs/"),
        "{:?}",
        first.headers
    );
    world
        .post("/records/replays", &cookie, &[("record", id)])
        .await
        .is(303);
    assert_eq!(open(&world, tenant).await, 0);
    let waiting: i64 = sqlx::query_scalar("select count(*) from inbox where tenant_id = $1")
        .bind(tenant.uuid())
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(waiting, 1, "one key waits, not two");
    let run = world.get(first.header("location"), &cookie).await.is(200).text;
    assert!(
        run.contains("Run of orders") && run.contains("sent again"),
        "{run}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn failures_stand_by_cause_with_their_cure_and_are_sent_again_together(pool: PgPool) {
    let (world, tenant, cookie) = signed_in(&pool).await;
    let page = world.get("/failures", &cookie).await.is(200).text;
    for words in [
        "The destination refused a value",
        "1 record",
        "HubSpot refused the deal.",
        "/mapping",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let flow = page
        .split("name=\"flow\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let form = [("flow", flow.as_str()), ("reason", "rejected_by_destination")];
    let sent = world.post("/failures/replays", &cookie, &form).await.is(303);
    assert!(sent.header("location").starts_with("/runs/"));
    assert_eq!(open(&world, tenant).await, 0);
    let again = world.post("/failures/replays", &cookie, &form).await.is(303);
    assert_eq!(again.header("location"), "/failures");
    let calm = world.get("/failures", &cookie).await.is(200).text;
    assert!(
        calm.contains("Nothing failed") && calm.contains("left to send"),
        "{calm}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_set_aside_calls_nobody_any_more(pool: PgPool) {
    let (world, tenant, cookie) = signed_in(&pool).await;
    let path = world.record(tenant, "failed").await;
    let id = path.rsplit('/').next().unwrap();
    let form = [
        ("record", id),
        ("record", "nonsense"),
        ("next", "https://evil.example"),
    ];
    let done = world.post("/records/set-aside", &cookie, &form).await.is(303);
    assert_eq!(done.header("location"), "/");
    assert_eq!(open(&world, tenant).await, 0);
    let said = world.get("/records", &cookie).await.is(200).text;
    assert!(said.contains("1 record was set aside."), "{said}");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_file_for_spreadsheets_runs_no_formula(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world
        .has_sent(tenant, "=HYPERLINK(\"https://evil.example\")")
        .await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let file = world
        .get("/records/export.csv?outcome=created", &cookie)
        .await
        .is(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.contains("\"'=HYPERLINK("), "{}", file.text);
    assert_eq!(file.text.lines().count(), 2, "{}", file.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_only_look_changes_nothing(pool: PgPool) {
    let (world, tenant, _) = signed_in(&pool).await;
    let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
    let mut tx = world.store.system().await.unwrap();
    let viewer = users::add(&mut tx, "eva@example.com", "", Some(&hash))
        .await
        .unwrap();
    users::join(&mut tx, tenant, viewer, Role::Viewer).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = world.signs_in("eva@example.com", PASSWORD).await.cookie();
    let page = world.get("/records", &cookie).await.is(200).text;
    assert!(!page.contains("/records/replays"), "{page}");
    let path = world.record(tenant, "failed").await;
    let id = path.rsplit('/').next().unwrap();
    let refused = world
        .post("/records/replays", &cookie, &[("record", id)])
        .await
        .is(403);
    assert!(
        refused.text.contains("Your role does not allow this"),
        "{}",
        refused.text
    );
    assert_eq!(open(&world, tenant).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_outsider_sees_and_sends_nothing(pool: PgPool) {
    let (world, tenant, ours) = signed_in(&pool).await;
    let path = world.record(tenant, "failed").await;
    let id = path.rsplit('/').next().unwrap();
    world.tenant("Others", "piet@example.com").await;
    let theirs = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let list = world.get("/records", &theirs).await.is(200).text;
    assert!(!list.contains("ORD01207"), "{list}");
    world.get(&path, &theirs).await.is(404);
    world
        .post("/records/replays", &theirs, &[("record", id)])
        .await
        .is(303);
    world
        .post("/records/set-aside", &theirs, &[("record", id)])
        .await
        .is(303);
    assert_eq!(open(&world, tenant).await, 1);
    let run = world
        .post("/records/replays", &ours, &[("record", id)])
        .await
        .is(303);
    world.get(run.header("location"), &theirs).await.is(404);
    world
        .post(&format!("{}/cancel", run.header("location")), &theirs, &[])
        .await
        .is(404);
}
