//! Flows: the list, one flow, and what can be done with it.

use sqlx::PgPool;

use crate::{
    overview::text,
    world::{PASSWORD, World},
};

#[sqlx::test(migrations = "../migrations")]
async fn the_list_reads_each_flow_as_a_sentence(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let empty = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        empty.contains("No flows yet") && empty.contains("href=\"/start\""),
        "{empty}"
    );
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let html = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        text(&html).contains("orders shop: orders → hubspot: deals On 0 2 1"),
        "{}",
        text(&html)
    );
    assert!(html.contains(&format!("/flows/{}", flow.id)) && html.contains("href=\"/flows/new\""));
}

async fn flow_and_cookie(world: &World) -> (domain::flow::Flow, String) {
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    (flow, cookie)
}

async fn waits(world: &World, flow: &domain::flow::Flow, keys: &[&str], at: jiff::Timestamp) {
    let keys: Vec<domain::RecordKey> = keys.iter().map(|key| (*key).into()).collect();
    let mut tx = world.store.begin(flow.tenant).await.unwrap();
    store::inbox::put(&mut tx, flow.id, &keys, store::inbox::Priority::Live, None, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn waiting(world: &World, flow: &domain::flow::Flow) -> u64 {
    let mut tx = world.store.begin(flow.tenant).await.unwrap();
    store::inbox::backlog(&mut tx, flow.id).await.unwrap().waiting
}

#[sqlx::test(migrations = "../migrations")]
async fn a_paused_flow_keeps_what_changes_and_asks_when_it_goes_on(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let (pause, resume) = (
        format!("/flows/{}/pause", flow.id),
        format!("/flows/{}/resume", flow.id),
    );
    for _ in 0..2 {
        world
            .post(&pause, &cookie, &[("reason", "<i>stock</i>")])
            .await
            .is(303);
    }
    let list = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        list.contains("Paused") && list.contains("ayse@example.com"),
        "{list}"
    );
    assert!(
        list.contains("&#60;i&#62;stock") && !list.contains("<i>stock"),
        "{list}"
    );
    let noted: i64 = sqlx::query_scalar("select count(*) from audit_entry where act = 'flow.paused'")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(noted, 1, "the second click did nothing");

    let now = jiff::Timestamp::now();
    waits(
        &world,
        &flow,
        &["old"],
        now - jiff::SignedDuration::from_hours(50),
    )
    .await;
    waits(&world, &flow, &["new", "newer"], now).await;
    let question = text(&world.get(&resume, &cookie).await.is(200).text);
    assert!(question.contains("3 records changed meanwhile."), "{question}");
    let wrong = [("what", "since"), ("since", "yesterday")];
    let refused = world.post(&resume, &cookie, &wrong).await.is(422).text;
    assert!(
        refused.contains("Give a day and a time.") && refused.contains("yesterday"),
        "{refused}"
    );
    assert_eq!(waiting(&world, &flow).await, 3, "nothing is lost by a mistake");
    let yesterday = (now - jiff::SignedDuration::from_hours(24))
        .to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap())
        .strftime("%Y-%m-%dT%H:%M")
        .to_string();
    for _ in 0..2 {
        world
            .post(&resume, &cookie, &[("what", "since"), ("since", &yesterday)])
            .await
            .is(303);
    }
    assert_eq!(waiting(&world, &flow).await, 2);
    let after = text(&world.get("/flows", &cookie).await.is(200).text);
    assert!(
        after.contains("goes on; 1 change was left out.") && !after.contains("Paused"),
        "{after}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn all_or_nothing_of_what_changed_is_a_choice_too(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let (pause, resume) = (
        format!("/flows/{}/pause", flow.id),
        format!("/flows/{}/resume", flow.id),
    );
    for (what, left) in [("all", 2), ("none", 0)] {
        world.post(&pause, &cookie, &[]).await.is(303);
        waits(&world, &flow, &["1", "2"], jiff::Timestamp::now()).await;
        world.post(&resume, &cookie, &[("what", what)]).await.is(303);
        assert_eq!(waiting(&world, &flow).await, left, "{what}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_strangers_flow_is_not_there(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, _) = flow_and_cookie(&world).await;
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    for path in [
        "",
        "/resume",
        "/runs",
        "/runs/new",
        "/settings",
        "/name",
        "/removal",
        "/flow.toml",
    ] {
        world
            .get(&format!("/flows/{}{path}", flow.id), &outsider)
            .await
            .is(404);
    }
    for path in [
        "pause",
        "resume",
        "runs",
        "check",
        "copies",
        "records",
        "name",
        "removal",
        "settings",
        "settings/absence",
    ] {
        world
            .post(&format!("/flows/{}/{path}", flow.id), &outsider, &[])
            .await
            .is(404);
    }
    world.get("/flows/not-an-id/resume", &outsider).await.is(404);
    let list = world.get("/flows", &outsider).await.is(200).text;
    assert!(!list.contains(&flow.id.to_string()));
    let untouched: bool = sqlx::query_scalar("select paused_because is null from flow")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(untouched);
}

#[sqlx::test(migrations = "../migrations")]
async fn who_may_only_look_changes_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    sqlx::query("update member set role = 'viewer'")
        .execute(&pool)
        .await
        .unwrap();
    let list = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        !list.contains("role=\"switch\"") && !list.contains("/flows/new"),
        "{list}"
    );
    for path in ["pause", "resume"] {
        world
            .post(&format!("/flows/{}/{path}", flow.id), &cookie, &[])
            .await
            .is(403);
    }
    world
        .post("/overview/time-saved", &cookie, &[("minutes", "1")])
        .await
        .is(403);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flow_reads_itself_aloud_and_leads_to_what_it_names(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let html = world
        .get(&format!("/flows/{}", flow.id), &cookie)
        .await
        .is(200)
        .text;
    let page = text(&html);
    for words in [
        "When an order in shop changes and its payment is paid, a deal is made in hubspot",
        "No webhook was heard yet",
        "Records delivered today 2",
        "Failed 1 need a person",
        "Order ORD01207",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for link in ["mapping", "settings", "revisions", "runs", "reconciliation"] {
        assert!(html.contains(&format!("/flows/{}/{link}\"", flow.id)), "{link}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn settings_are_published_with_a_note_and_a_mistake_stands_at_its_field(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let path = format!("/flows/{}/settings", flow.id);
    let page = world.get(&path, &cookie).await.is(200).text;
    assert!(
        page.contains("Payment statuses") && page.contains("Default: paid."),
        "{page}"
    );
    let form = |filter: &'static str| {
        [
            ("payment_statuses", "paid, <b>"),
            ("pipeline", "default"),
            ("stage", "won"),
            ("prices", "incl"),
            ("update_customers", "yes"),
            ("create_products", "yes"),
            ("check_totals", "yes"),
            ("filter", filter),
            ("note", "only large ones"),
        ]
    };
    let refused = world
        .post(&path, &cookie, &form("order.totl > 50"))
        .await
        .is(422)
        .text;
    assert!(
        refused.contains("aria-invalid") && refused.contains("order.totl &#62; 50"),
        "{refused}"
    );
    assert!(!refused.contains("paid, <b>"), "{refused}");
    for _ in 0..2 {
        world
            .post(&path, &cookie, &form("order.total_incl > 50"))
            .await
            .is(303);
    }
    let kept: Vec<(i32, serde_json::Value, String)> =
        sqlx::query_as("select number, settings, note from revision order by number")
            .fetch_all(&pool)
            .await
            .unwrap();
    assert_eq!(kept.len(), 2, "the second click published nothing");
    assert_eq!(
        kept[1],
        (
            2,
            serde_json::json!({"payment_statuses": ["paid", "<b>"], "stage": "won", "filter": "order.total_incl > 50"}),
            "only large ones".to_owned()
        )
    );
    let reset = [("reset", "stage"), ("stage", "won"), ("pipeline", "default")];
    let again = world.post(&path, &cookie, &reset).await.is(200).text;
    assert!(again.contains("value=\"closedwon\""), "{again}");
}

#[sqlx::test(migrations = "../migrations")]
async fn history_is_loaded_once_however_often_it_is_clicked(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let path = format!("/flows/{}/runs", flow.id);
    let wrong = [("what", "since"), ("since", "2099-01-01")];
    let refused = world.post(&path, &cookie, &wrong).await.is(422).text;
    assert!(
        refused.contains("not in the future") && refused.contains("2099-01-01"),
        "{refused}"
    );
    let mut led_to = std::collections::BTreeSet::new();
    for _ in 0..2 {
        let answer = world
            .post(&path, &cookie, &[("what", "since"), ("since", "2026-01-01")])
            .await
            .is(303);
        led_to.insert(answer.header("location").to_owned());
    }
    assert_eq!(led_to.len(), 1);
    let list = text(&world.get(&path, &cookie).await.is(200).text);
    assert!(list.contains("Load of history since 1 Jan"), "{list}");
    // The number that people know leads to the source's key.
    let unknown = [("number", "<i>nothing</i>")];
    world
        .post(&format!("/flows/{}/records", flow.id), &cookie, &unknown)
        .await
        .is(303);
    let page = world
        .get(&format!("/flows/{}", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        page.contains("No record is known as") && !page.contains("<i>nothing"),
        "{page}"
    );
    let one = [("number", "4711")];
    let run = world
        .post(&format!("/flows/{}/records", flow.id), &cookie, &one)
        .await
        .is(303);
    assert!(run.header("location").starts_with("/runs/"));
    assert_eq!(waiting(&world, &flow).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flow_is_renamed_copied_exported_and_removed(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let at = |path: &str| format!("/flows/{}{path}", flow.id);
    world.post(&at("/name"), &cookie, &[("name", "  ")]).await.is(422);
    world
        .post(&at("/name"), &cookie, &[("name", "<b>Orders</b> NL")])
        .await
        .is(303);
    world.post(&at("/copies"), &cookie, &[]).await.is(303);
    let list = world.get("/flows", &cookie).await.is(200).text;
    assert!(
        list.contains("&#60;b&#62;Orders&#60;/b&#62; NL (copy)") && !list.contains("<b>Orders"),
        "{list}"
    );
    let taken = world
        .post(&at("/name"), &cookie, &[("name", "<b>Orders</b> NL (copy)")])
        .await
        .is(422);
    assert!(taken.text.contains("Another flow has this name."));
    let code = world.get(&at("/flow.toml"), &cookie).await.is(200);
    assert!(
        code.text.contains("kind = \"orders\"") && !code.text.contains("(copy)"),
        "{}",
        code.text
    );
    world
        .post(&at("/removal"), &cookie, &[("name", "another")])
        .await
        .is(422);
    world
        .post(&at("/removal"), &cookie, &[("name", "<b>Orders</b> NL")])
        .await
        .is(303);
    world.get(&at(""), &cookie).await.is(404);
    let left: i64 = sqlx::query_scalar("select count(*) from flow")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(left, 1, "the copy");
}

#[sqlx::test(migrations = "../migrations")]
async fn quiet_days_are_kept_and_a_date_that_is_none_comes_back(pool: PgPool) {
    let world = World::new(&pool).await;
    let (flow, cookie) = flow_and_cookie(&world).await;
    let path = format!("/flows/{}/settings/absence", flow.id);
    let wrong = [("watches", "yes"), ("quiet_dates", "Christmas")];
    let refused = world.post(&path, &cookie, &wrong).await.is(422).text;
    assert!(
        refused.contains("is no date") && refused.contains("Christmas"),
        "{refused}"
    );
    let right = [
        ("quiet_weekday", "7"),
        ("quiet_weekday", "9"),
        ("quiet_dates", "2026-12-25, 2026-12-26"),
    ];
    world.post(&path, &cookie, &right).await.is(303);
    let mut tx = world.store.begin(flow.tenant).await.unwrap();
    let watch = store::absences::watch(&mut tx, flow.id).await.unwrap().unwrap();
    assert!(
        !watch.is_on && watch.quiet_weekdays == [7] && watch.quiet_dates.len() == 2,
        "{watch:?}"
    );
}
