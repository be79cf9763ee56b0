//! The overview: its numbers are counts of the journal, and it says what needs a person.

use sqlx::PgPool;

use crate::world::{PASSWORD, World};

/// The text of a page without its tags, so that a sentence with a link in it reads as one.
pub(crate) fn text(page: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for letter in page.chars() {
        match letter {
            '<' => within = true,
            '>' => {
                within = false;
                out.push(' ');
            }
            letter if !within => out.push(letter),
            _ => {}
        }
    }
    out.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" ,", ",")
}

#[sqlx::test(migrations = "../migrations")]
async fn an_empty_tenant_is_led_to_the_wizard(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = world.get("/overview", &cookie).await.is(200).text;
    assert!(
        page.contains("Nothing is connected yet") && page.contains("href=\"/start\""),
        "{page}"
    );
    assert!(!page.contains("<k-chart"), "{page}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_flow_without_records_waits_for_the_first_order(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    for table in ["journal_entry", "tally", "turnover", "delay", "dead_letter"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("delete from {table}")))
            .execute(&pool)
            .await
            .unwrap();
    }
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = text(&world.get("/overview", &cookie).await.is(200).text);
    assert!(page.contains("Waiting for the first order"), "{page}");
    assert!(
        page.contains("All flows run. 0 records today, none needs you."),
        "{page}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn each_number_is_a_count_of_the_journal(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let html = world.get("/overview", &cookie).await.is(200).text;
    let page = text(&html);
    for words in [
        "All flows run. 4 records today, 1 needs you. Look at the 1",
        "Records delivered today 2",
        "1 created 1 updated 1 skipped 1 failed",
        "Success rate today 66.7%",
        "Value of orders synced today EUR 119.95",
        "1 order, per currency",
        "Time saved today 6 min",
        "2 records × 3 min each",
        "4 records in the last 24 hours, 1 failed",
        "shop: orders → hubspot: deals",
        "&#34;orders&#34; was added",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        html.contains("href=\"/failures\"") && html.contains("/records?outcome=failed&#38;since="),
        "{html}"
    );
    assert!(!html.contains(" style="), "no inline styles");
    for range in ["7d", "30d", "nonsense"] {
        world
            .get(&format!("/overview?range={range}"), &cookie)
            .await
            .is(200);
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn each_number_leads_to_a_list_of_as_many_records(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let html = world.get("/overview", &cookie).await.is(200).text;
    let mut followed = Vec::new();
    for link in html.split("<a href=\"/records?").skip(1) {
        let (query, rest) = link.split_once('"').unwrap();
        let words = text(&format!("<a{}", rest.split_once("</a>").unwrap().0));
        let Some(number) = words.split(' ').next().filter(|word| word.parse::<u64>().is_ok()) else {
            continue;
        };
        let list = world
            .get(&format!("/records?{}", query.replace("&#38;", "&")), &cookie)
            .await
            .is(200)
            .text;
        let rows = list.matches("data-record=").count();
        assert_eq!(number, rows.to_string(), "{words} leads to {query}");
        followed.push(words);
    }
    assert!(followed.len() >= 4, "one for each outcome: {followed:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn values_of_two_currencies_stand_beside_each_other(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    sqlx::query(
        "insert into turnover (tenant_id, hour, flow_id, currency, amount, records)
         select tenant_id, hour, flow_id, 'TRY', 4500.5, 3 from turnover",
    )
    .execute(&pool)
    .await
    .unwrap();
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let page = text(&world.get("/overview", &cookie).await.is(200).text);
    assert!(
        page.contains("TRY 4,500.50 EUR 119.95 4 orders, per currency"),
        "{page}"
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn what_waits_for_a_person_stands_first_with_its_cure(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let vault = store::StoreVault::new(world.store.clone());
    engine::ports::Vault::revoked(&vault, flow.destination.connection, 1, "token revoked")
        .await
        .unwrap();
    let html = world.get("/overview", &cookie).await.is(200).text;
    for words in [
        "Needs you",
        "hubspot no longer lets us in",
        "Needs a sign-in",
        "1 flow waits for you.",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let cure = format!("/connections/{}/reconnect", flow.destination.connection);
    assert_eq!(
        html.matches(&cure).count(),
        2,
        "in the list and at the flow: {html}"
    );
    assert!(html.find("Needs you") < html.find("Records over time"));
}

#[sqlx::test(migrations = "../migrations")]
async fn the_minutes_a_record_takes_are_the_tenants_own(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let wrong = world
        .post("/overview/time-saved", &cookie, &[("minutes", "<b>two</b>")])
        .await
        .is(422);
    assert!(
        wrong.text.contains("Minutes are a number from 0 to 480"),
        "{}",
        wrong.text
    );
    assert!(
        wrong.text.contains("&#60;b&#62;two&#60;/b&#62;") && !wrong.text.contains("<b>two"),
        "{}",
        wrong.text
    );
    for _ in 0..2 {
        world
            .post("/overview/time-saved", &cookie, &[("minutes", "7,5")])
            .await
            .is(303);
    }
    let page = text(&world.get("/overview", &cookie).await.is(200).text);
    assert!(
        page.contains("2 records × 7.5 min each") && page.contains("15 min"),
        "{page}"
    );
    let noted: i64 =
        sqlx::query_scalar("select count(*) from audit_entry where act = 'tenant.time_saved_changed'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(noted, 1, "the second click changed nothing");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_outsider_sees_none_of_it(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let outsider = world.signs_in("piet@example.com", PASSWORD).await.cookie();
    let page = world.get("/overview", &outsider).await.is(200).text;
    assert!(
        page.contains("Nothing is connected yet") && !page.contains("119.95"),
        "{page}"
    );
    world.get("/overview", "").await.is(303);
}
