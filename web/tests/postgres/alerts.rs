//! Alerts and channels: what is shown, what members may do, and that nobody else's are found.

use domain::{AlertId, AlertKind, FailureReason, TenantId};
use jiff::Timestamp;
use sqlx::PgPool;
use store::alerts::{self, NewAlert};

use crate::world::{PASSWORD, World};

async fn raise(world: &World, tenant: TenantId, flow: domain::FlowId) -> AlertId {
    let new = NewAlert::new(
        AlertKind::RecordsFailed,
        alerts::cause_of_dead_letters(flow, FailureReason::RejectedByDestination),
        "A record of the flow \"orders\" could not be sent.",
        "Change the value.",
    )
    .of_flow(flow)
    .because(FailureReason::RejectedByDestination);
    let mut tx = world.store.begin(tenant).await.unwrap();
    let id = alerts::raise(&mut tx, &new, Timestamp::now())
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    id
}

#[sqlx::test(migrations = "../migrations")]
async fn nothing_needs_you_where_nothing_failed(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = world.get("/alerts", &cookie).await.is(200).text;
    assert!(page.contains("Nothing needs you"), "{page}");
    let channels = world.get("/alerts/channels", &cookie).await.is(200).text;
    assert!(
        channels.contains("No channel yet") && channels.contains("Only you so far."),
        "{channels}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn an_alert_says_cause_and_effect_why_and_what_mends_it(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let id = raise(&world, tenant, flow.id).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let title = "1 record of &#34;orders&#34; could not be sent: the destination refuses a value";
    let list = world.get("/alerts", &cookie).await.is(200).text;
    assert!(list.contains(title), "{list}");
    let page = world.get(&format!("/alerts/{id}"), &cookie).await.is(200).text;
    for words in [
        title,
        "HubSpot refused the deal.",
        "&#60;b&#62;bad&#60;/b&#62; value",
        "Send 1 record again",
        "/failures/replays",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn whoever_looks_at_it_is_named_and_a_mute_has_an_end(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let path = format!("/alerts/{}", raise(&world, tenant, flow.id).await);
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    for _ in 0..2 {
        world
            .post(&format!("{path}/acknowledgement"), &cookie, &[])
            .await
            .is(303);
    }
    let page = world
        .get("/alerts?state=acknowledged", &cookie)
        .await
        .is(200)
        .text;
    assert!(page.contains("ayse@example.com looks at it"), "{page}");
    world
        .post(&format!("{path}/mute"), &cookie, &[("hours", "8")])
        .await
        .is(303);
    let page = world.get(&path, &cookie).await.is(200).text;
    assert!(page.contains("Muted until"), "{page}");
    world
        .post(&format!("{path}/resolution"), &cookie, &[])
        .await
        .is(303);
    let page = world.get("/alerts?state=resolved", &cookie).await.is(200).text;
    assert!(page.contains("Over since"), "{page}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_channels_form_comes_back_and_its_secret_is_the_managers(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let wrong = [("kind", "webhook"), ("name", "<Ops>"), ("url", "ftp://x")];
    let page = world.post("/alerts/channels", &cookie, &wrong).await.is(422).text;
    assert!(
        page.contains("value=\"&#60;Ops&#62;\"") && page.contains("may not be called"),
        "{page}"
    );
    let right = [
        ("kind", "webhook"),
        ("name", "Ops"),
        ("url", "https://hooks.example/a?token=x"),
    ];
    let made = world.post("/alerts/channels", &cookie, &right).await.is(303);
    let path = made.header("location").to_owned();
    let page = world.get(&path, &cookie).await.is(200).text;
    assert!(page.contains("whsec_") && !page.contains("token=x"), "{page}");
    let again = world.post("/alerts/channels", &cookie, &right).await.is(422).text;
    assert!(again.contains("Another channel has this name."), "{again}");
    let list = world.get("/alerts/channels", &cookie).await.is(200).text;
    assert!(
        list.contains("hooks.example") && !list.contains("whsec_"),
        "{list}"
    );
    let row: String = sqlx::query_scalar(
        "select c::text || encode(c.sealed, 'escape') from channel c where tenant_id = $1",
    )
    .bind(tenant.uuid())
    .fetch_one(&pool)
    .await
    .unwrap();
    assert!(!row.contains("token=x") && !row.contains("whsec_"), "{row}");
    world.post(&format!("{path}/removal"), &cookie, &[]).await.is(303);
    world.get(&path, &cookie).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_owners_letters_can_not_be_the_last_ones_switched_off(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let off = [
        ("least", "severe"),
        ("quiet_from", "22:00"),
        ("quiet_to", "07:00"),
    ];
    let page = world.post("/alerts/me", &cookie, &off).await.is(422).text;
    assert!(page.contains("One owner at least is told by e-mail"), "{page}");
    let half = [("by_email", "yes"), ("least", "severe"), ("quiet_from", "22:00")];
    let page = world.post("/alerts/me", &cookie, &half).await.is(422).text;
    assert!(
        page.contains("Quiet hours need a beginning and another end"),
        "{page}"
    );
    let on = [
        ("by_email", "yes"),
        ("least", "severe"),
        ("quiet_from", "22:00"),
        ("quiet_to", "07:00"),
        ("digest_hour", "8"),
    ];
    world.post("/alerts/me", &cookie, &on).await.is(303);
    let page = world.get("/alerts/channels", &cookie).await.is(200).text;
    assert!(
        page.contains("value=\"22:00\"") && page.contains("<option value=\"8\" selected>"),
        "{page}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn a_test_letter_is_kept_and_read_at_the_development_page(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    world.post("/alerts/me/test", &cookie, &[]).await.is(303);
    let list = world.get("/mail", "").await.is(200).text;
    assert!(list.contains("Test: alerts of Bloemen reach you"), "{list}");
    let path = list
        .split("href=\"/mail/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let page = world.get(&format!("/mail/{path}"), "").await.is(200);
    assert!(
        page.header("content-security-policy")
            .contains("frame-src 'self'")
    );
    let html = world.get(&format!("/mail/{path}/html"), "").await.is(200);
    assert!(html.header("content-security-policy").contains("sandbox"));
    assert!(html.text.contains("alerts of Bloemen reach you"), "{}", html.text);
    world.get("/mail/not-a-letter", "").await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_outsider_finds_no_alert_and_no_channel(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let alert = format!("/alerts/{}", raise(&world, tenant, flow.id).await);
    let owner = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let right = [
        ("kind", "slack"),
        ("name", "Ops"),
        ("url", "https://hooks.example/a"),
    ];
    world.post("/alerts/channels", &owner, &right).await.is(303);
    let id: sqlx::types::Uuid = sqlx::query_scalar("select channel_id from channel")
        .fetch_one(&pool)
        .await
        .unwrap();
    let channel = format!("/alerts/channels/{id}");
    world.tenant("Kaas", "piet@example.com").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    for path in [&alert, &channel] {
        world.get(path, "").await.is(303);
        world.get(path, &outsider).await.is(404);
    }
    for act in [
        "acknowledgement",
        "acknowledgement/removal",
        "mute",
        "mute/removal",
        "resolution",
    ] {
        world
            .post(&format!("{alert}/{act}"), &outsider, &[("hours", "1")])
            .await
            .is(404);
    }
    for act in ["removal", "test"] {
        world
            .post(&format!("{channel}/{act}"), &outsider, &[])
            .await
            .is(404);
    }
    world.post(&channel, &outsider, &right).await.is(404);
    let list = world.get("/alerts", &outsider).await.is(200).text;
    assert!(!list.contains("orders"), "{list}");
    let channels = world.get("/alerts/channels", &outsider).await.is(200).text;
    assert!(
        !channels.contains("Ops") && !channels.contains("ayse"),
        "{channels}"
    );
}
