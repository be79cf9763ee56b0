//! Absence: what usually comes and does not is told, with a moved clock.

use std::sync::Arc;

use engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;

use crate::{
    overview::text,
    world::{PASSWORD, World, parts},
};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Tuesday, 12:10 in Amsterdam; the shop usually has ten orders an hour from nine on.
const NOON: &str = "2026-11-24T11:10:00Z";

async fn looks(world: &World, at: Timestamp) {
    let mut parts = parts(&world.store, "http://127.0.0.1:9");
    parts.clock = Arc::new(At(at));
    scheduler::watch_absence(&parts).await.unwrap();
}

async fn open(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar("select message from alert where resolved_at is null")
        .fetch_all(pool)
        .await
        .unwrap()
}

async fn usual_weeks(pool: &PgPool, weeks: i32) {
    sqlx::query("delete from tally").execute(pool).await.unwrap();
    sqlx::query("delete from journal_entry")
        .execute(pool)
        .await
        .unwrap();
    sqlx::query(
        "insert into tally (tenant_id, flow_id, hour, outcome, reason, records, duration_us)
         select tenant_id, flow_id, $1::timestamptz - make_interval(weeks => week) + make_interval(hours => hour),
            'created', '', 10, 0
         from flow, generate_series(1, $2) as week, generate_series(8, 16) as hour",
    )
    .bind("2026-11-24T00:00:00Z")
    .bind(weeks)
    .execute(pool)
    .await
    .unwrap();
}

async fn a_record_comes(pool: &PgPool, at: Timestamp) {
    sqlx::query("select kopru_ensure_partitions('2026-11-23', '2026-11-25')")
        .execute(pool)
        .await
        .unwrap();
    sqlx::query(
        "insert into journal_entry (tenant_id, day, record_id, flow_id, revision_id, key, outcome, attempt, duration_us, at, words)
         select tenant_id, '2026-11-24', gen_random_uuid(), flow_id, revision_id, '1', 'created', 1, 1, $1::timestamptz, ''
         from flow",
    )
    .bind(at.to_string())
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn silence_where_orders_are_usual_is_told_once_and_ends_with_the_first_order(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let noon: Timestamp = NOON.parse().unwrap();
    usual_weeks(&pool, 8).await;
    looks(&world, noon).await;
    looks(&world, noon + SignedDuration::from_mins(5)).await;
    let told = open(&pool).await;
    assert_eq!(
        told,
        ["No records of the flow \"orders\" today; usual by now: 30"]
    );
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let overview = text(&world.get("/overview", &cookie).await.is(200).text);
    assert!(overview.contains("usual by now: 30"), "{overview}");

    a_record_comes(&pool, noon + SignedDuration::from_mins(7)).await;
    looks(&world, noon + SignedDuration::from_mins(10)).await;
    assert!(open(&pool).await.is_empty());
}

#[sqlx::test(migrations = "../migrations")]
async fn the_last_order_of_today_is_where_the_silence_begins(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    usual_weeks(&pool, 8).await;
    a_record_comes(&pool, "2026-11-24T08:10:00Z".parse().unwrap()).await;
    looks(&world, NOON.parse().unwrap()).await;
    let told = open(&pool).await;
    assert_eq!(
        told,
        ["No records of the flow \"orders\" since 09:10; usual by now: 20"]
    );
}

#[sqlx::test(migrations = "../migrations")]
async fn nothing_is_told_of_quiet_days_of_nights_or_of_shops_that_are_new(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order ORD01207").await;
    let noon: Timestamp = NOON.parse().unwrap();
    usual_weeks(&pool, 3).await;
    looks(&world, noon).await;
    assert!(open(&pool).await.is_empty(), "three weeks tell of no habit");
    usual_weeks(&pool, 8).await;
    looks(&world, "2026-11-24T05:00:00Z".parse().unwrap()).await;
    assert!(open(&pool).await.is_empty(), "nobody orders at night");
    for quiet in [
        "quiet_weekdays = '{2}'",
        "quiet_weekdays = '{}', quiet_dates = '{2026-11-24}'",
        "quiet_dates = '{}', watches_absence = false",
        "watches_absence = true, paused_because = 'holiday'",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(format!("update flow set {quiet}")))
            .execute(&pool)
            .await
            .unwrap();
        looks(&world, noon).await;
        assert!(open(&pool).await.is_empty(), "{quiet}");
    }
}
