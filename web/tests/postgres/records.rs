//! The activity log, failures and runs, on real Postgres.

use domain::{Role, TenantId};
use sqlx::PgPool;
use store::users;

use crate::world::{PASSWORD, World};

async fn with_records(pool: &PgPool) -> (World, TenantId, String) {
    let world = World::new(pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207 · Jansen BV").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    (world, tenant, cookie)
}

fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_list_shows_what_became_of_each_record_and_why(pool: PgPool) {
    let (world, _, cookie) = with_records(&pool).await;
    let page = world.get("/records", &cookie).await.is(200).text;
    for words in [
        "4 records",
        "ORD01207 · Jansen BV",
        "The destination refused a value",
        "HubSpot refused the deal.",
        "A filter of the flow leaves it out",
        "Payment status is",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let turkish = world
        .post(
            "/preferences",
            &cookie,
            &[("language", "tr"), ("next", "/records")],
        )
        .await;
    assert!(turkish.status.is_redirection());
}

#[sqlx::test(migrations = "../migrations")]
async fn filters_narrow_the_list_and_say_what_is_near(pool: PgPool) {
    let (world, _, cookie) = with_records(&pool).await;
    let failed = world.get("/records?outcome=failed", &cookie).await.is(200).text;
    assert!(
        failed.contains("1 record<") && failed.matches("data-record=").count() == 1,
        "{failed}"
    );
    let filtered = world.get("/records?reason=filtered", &cookie).await.is(200).text;
    assert_eq!(filtered.matches("data-record=").count(), 1);
    let none = world
        .get("/records?outcome=failed&period=yesterday", &cookie)
        .await
        .is(200)
        .text;
    assert!(
        none.contains("No records match") && none.contains("One without the time filter"),
        "{none}"
    );
    let groups = world.get("/records?view=groups", &cookie).await.is(200).text;
    assert!(
        groups.contains("outcome=failed&#38;reason=rejected_by_destination"),
        "{groups}"
    );
    for wrong in [
        "before=x",
        "outcome=lost",
        "flow=1",
        "from=yesterday",
        "period=decade",
    ] {
        world.get(&format!("/records?{wrong}"), &cookie).await.is(404);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn pages_lead_to_older_records_and_back(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let created = world.record(tenant, "created").await;
    let older = world
        .get(&format!("/records?before={}", id(&created)), &cookie)
        .await
        .is(200)
        .text;
    let newer = world
        .get(&format!("/records?after={}", id(&created)), &cookie)
        .await
        .is(200)
        .text;
    let seen = older.matches("data-record=").count() + newer.matches("data-record=").count();
    assert_eq!(seen, 3, "all but the one itself");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_typed_finds_exactly_and_never_runs(pool: PgPool) {
    let (world, _, cookie) = with_records(&pool).await;
    let hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let page = world
        .get(&format!("/records?q={hostile}"), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        !page.contains("<script>alert") && page.contains("No records match"),
        "{page}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_form_that_is_sent_twice_sends_records_once(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let failed = world.record(tenant, "failed").await;
    let form = [("record", id(&failed)), ("ask", "01"), ("back", "/records")];
    let first = world.post("/records/replays", &cookie, &form).await.is(303);
    let second = world.post("/records/replays", &cookie, &form).await.is(303);
    assert!(first.header("location").starts_with("/runs/"));
    assert_eq!(first.header("location"), second.header("location"));
    let run = world.get(first.header("location"), &cookie).await.is(200).text;
    assert!(run.contains("0 of 1 records"), "{run}");
    let failures = world.get("/failures", &cookie).await.is(200).text;
    assert!(failures.contains("0 of 1 sent again"), "{failures}");
    let runs: i64 = sqlx::query_scalar("select count(*) from run")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(runs, 1);
    world
        .post(
            &format!("{}/cancellation", first.header("location")),
            &cookie,
            &[],
        )
        .await
        .is(303);
    let over = world.get(first.header("location"), &cookie).await.is(200).text;
    assert!(over.contains("Cancelled"), "{over}");
}

#[sqlx::test(migrations = "../migrations")]
async fn failures_are_grouped_by_cause_and_mended_together(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let page = world.get("/failures", &cookie).await.is(200).text;
    for words in [
        "The destination refused a value: one record",
        "HubSpot refused the deal.",
        "Open the rule",
        "Send it again",
        "&#60;b&#62;bad&#60;/b&#62; value",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let field = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let (flow, reason, detail) = (field("flow"), field("reason"), field("detail"));
    let form = [
        ("flow", flow.as_str()),
        ("reason", &reason),
        ("detail", &detail),
        ("because", "a test order"),
    ];
    world.post("/failures/set-aside", &cookie, &form).await.is(303);
    let none = world.get("/failures", &cookie).await.is(200).text;
    assert!(
        none.contains("One record is set aside.") && none.contains("Nothing fails"),
        "{none}"
    );
    // What is set aside can still be sent again.
    let failed = world.record(tenant, "failed").await;
    world
        .post("/records/replays", &cookie, &[("record", id(&failed))])
        .await
        .is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_view_is_kept_by_name_for_its_member_only(pool: PgPool) {
    let (world, _, cookie) = with_records(&pool).await;
    let form = [("name", "<i>Mine</i>"), ("query", "outcome=failed")];
    world.post("/records/views", &cookie, &form).await.is(303);
    let page = world.get("/records?outcome=failed", &cookie).await.is(200).text;
    assert!(
        page.contains("&#60;i&#62;Mine&#60;/i&#62;") && !page.contains("<i>Mine"),
        "{page}"
    );
    world
        .post("/records/views/removals", &cookie, &[("name", "<i>Mine</i>")])
        .await
        .is(303);
    world.get("/records", &cookie).await.is(200);
    let page = world.get("/records", &cookie).await.is(200).text;
    assert!(!page.contains("Mine"), "{page}");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_list_goes_into_a_spreadsheet(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let file = world.get("/records/export.csv", &cookie).await.is(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert_eq!(file.text.lines().count(), 5, "{}", file.text);
    let failed = world.record(tenant, "failed").await;
    let one = world
        .get(&format!("/records/export.csv?record={}", id(&failed)), &cookie)
        .await
        .is(200);
    assert_eq!(one.text.lines().count(), 2, "{}", one.text);
}

#[sqlx::test(migrations = "../migrations")]
async fn outsiders_see_and_change_nothing(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let failed = world.record(tenant, "failed").await;
    for page in [
        "/records",
        "/records?view=groups",
        "/failures",
        "/records/export.csv",
    ] {
        let seen = world.get(page, &outsider).await.is(200).text;
        assert!(!seen.contains("ORD01207"), "{page}: {seen}");
    }
    let form = [("record", id(&failed))];
    world.post("/records/replays", &outsider, &form).await.is(404);
    world.post("/records/set-aside", &outsider, &form).await.is(303);
    let run = world.post("/records/replays", &cookie, &form).await.is(303);
    world.get(run.header("location"), &outsider).await.is(404);
    let cancel = format!("{}/cancellation", run.header("location"));
    world.post(&cancel, &outsider, &[]).await.is(404);
    world.get("/records", "").await.is(303);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_only_look_changes_nothing(pool: PgPool) {
    let (world, tenant, _) = with_records(&pool).await;
    let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
    let mut tx = world.store.system().await.unwrap();
    let viewer = users::add(&mut tx, "eva@example.com", "", Some(&hash))
        .await
        .unwrap();
    users::join(&mut tx, tenant, viewer, Role::Viewer).await.unwrap();
    tx.commit().await.unwrap();
    let cookie = world.signs_in("eva@example.com", PASSWORD).await.cookie();
    let page = world.get("/records", &cookie).await.is(200).text;
    assert!(!page.contains("name=\"record\""), "{page}");
    let failed = world.record(tenant, "failed").await;
    for act in ["/records/replays", "/records/set-aside"] {
        world.post(act, &cookie, &[("record", id(&failed))]).await.is(403);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_document_is_edited_for_once_and_marked_as_whose(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let failed = world.record(tenant, "failed").await;
    let edit = format!("{failed}/edit");
    let form = world.get(&edit, &cookie).await.is(200).text;
    assert!(
        form.contains("&#34;name&#34;") && !form.contains("<img src=x"),
        "{form}"
    );
    for (wrong, words) in [
        ("{\"name\":", "Line 1"),
        ("[]", "at least one field"),
        ("{\"nonsense_field\": 1}", "no field “nonsense_field”"),
    ] {
        let back = world
            .post(&edit, &cookie, &[("document", wrong)])
            .await
            .is(422)
            .text;
        assert!(back.contains(words), "{wrong}: {back}");
    }
    let typed = [("document", "{\"name\": \"Edited\"}"), ("ask", "e1")];
    let first = world.post(&edit, &cookie, &typed).await.is(303);
    let second = world.post(&edit, &cookie, &typed).await.is(303);
    assert_eq!(first.header("location"), second.header("location"));
    let (kind, by, sealed): (String, String, Vec<u8>) =
        sqlx::query_as("select kind, asked_by, document from resend")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!((kind.as_str(), by.as_str()), ("edited", "ayse@example.com"));
    assert!(
        !sealed.windows(6).any(|part| part == b"Edited"),
        "the document lies sealed"
    );
    let acts: Vec<String> = sqlx::query_scalar("select act from audit_entry")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(acts, ["record.edited_and_sent"]);
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    world.get(&edit, &outsider).await.is(404);
    world.post(&edit, &outsider, &typed).await.is(404);
    for way in ["kept", "revision"] {
        let path = format!("{failed}/resends");
        world.post(&path, &outsider, &[("way", way)]).await.is(404);
        world.post(&path, &cookie, &[("way", way)]).await.is(303);
    }
    world
        .post(&format!("{failed}/resends"), &cookie, &[("way", "magic")])
        .await
        .is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn fields_that_are_edited_often_are_offered_as_a_rule(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let edit = format!("{}/edit", world.record(tenant, "failed").await);
    for name in ["A", "B", "C"] {
        let document = format!("{{\"name\": \"{name}\"}}");
        world
            .post(&edit, &cookie, &[("document", &document)])
            .await
            .is(303);
    }
    let form = world.get(&edit, &cookie).await.is(200).text;
    assert!(
        form.contains("“name” was changed by hand 3 times.") && form.contains("/mapping?field=name"),
        "{form}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn two_versions_of_a_record_are_compared(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    let (one, other) = (
        world.record(tenant, "created").await,
        world.record(tenant, "failed").await,
    );
    let page = world
        .get(&format!("{one}?with={}", id(&other)), &cookie)
        .await
        .is(200)
        .text;
    assert!(page.contains("sent") || page.contains("Sent"), "{page}");
    world.get(&format!("{one}?with=nonsense"), &cookie).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_settles_while_the_list_is_open_is_told_once_and_to_its_tenant_only(pool: PgPool) {
    let (world, tenant, cookie) = with_records(&pool).await;
    world.tenant("Fietsen", "jan@example.com").await;
    let other = world.signs_in("jan@example.com", PASSWORD).await.cookie();
    let page = world.get("/records", &cookie).await.is(200).text;
    let (_, rest) = page.split_once("data-record=\"").unwrap();
    let newest = rest.split('"').next().unwrap();
    assert!(page.contains("data-stream=\"/records/stream"), "{page}");

    let mut mine = world
        .stream(&format!("/records/stream?after={newest}"), &cookie)
        .await;
    let mut theirs = world
        .stream(&format!("/records/stream?after={newest}"), &other)
        .await;
    let mut tx = world.store.begin(tenant).await.unwrap();
    let flow = store::flows::list(&mut tx).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    world.settles(&flow, &["created"], "Order ORD01208", &[]).await;
    let told = mine.next().await.unwrap();
    assert!(
        told.contains("event: records") && told.contains("\"count\":1") && told.contains("ORD01208"),
        "{told}"
    );
    assert_eq!(mine.next().await, None, "it is told once");
    assert_eq!(theirs.next().await, None, "another tenant hears nothing");
}
