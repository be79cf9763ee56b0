use sqlx::PgPool;
use store::{inbox::Priority, tenants, work};

use crate::world::{World, after, claim, created, noon, release, store};

fn many(count: usize, name: &str) -> Vec<String> {
    (0..count).map(|n| format!("{name}{n:06}")).collect()
}

async fn flood(world: &World, count: usize) {
    let keys = many(count, "k");
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    world.put(&keys, Priority::Load, noon()).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn one_tenants_flood_delays_anothers_order_by_one_batch_at_most(pool: PgPool) {
    let store = store(&pool);
    let flooding = World::new(&store, "Flood").await;
    let small = World::new(&store, "Small").await;
    flood(&flooding, 2_000).await;
    for _ in 0..5 {
        assert_eq!(flooding.work(after(1), created).await, 100);
    }
    // A batch of the flood is under way when the order comes.
    let lease = claim(&store, after(2), None).await.unwrap();
    small.put(&["1"], Priority::Live, after(2)).await;
    let mut tx = store.system().await.unwrap();
    assert!(work::others_wait(&mut tx, after(3), &lease).await.unwrap());
    drop(tx);
    release(&store, &lease).await;
    assert_eq!(claim(&store, after(3), None).await.unwrap().flow, small.flow.id);
}

#[sqlx::test(migrations = "../../migrations")]
async fn service_follows_weight(pool: PgPool) {
    let store = store(&pool);
    let (single, double) = (
        World::new(&store, "Single").await,
        World::new(&store, "Double").await,
    );
    let mut tx = store.system().await.unwrap();
    tenants::set_weight(&mut tx, double.tenant, 2.0).await.unwrap();
    tx.commit().await.unwrap();
    flood(&single, 3_000).await;
    flood(&double, 3_000).await;
    let mut turns = (0, 0);
    for _ in 0..15 {
        let next = claim(&store, after(1), None).await.unwrap();
        release(&store, &next).await;
        if next.flow == single.flow.id {
            single.work(after(1), created).await;
            turns.0 += 1;
        } else {
            double.work(after(1), created).await;
            turns.1 += 1;
        }
    }
    assert_eq!(turns, (5, 10));
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_slept_long_goes_first_but_does_not_keep_the_others_waiting_for_as_long(pool: PgPool) {
    let store = store(&pool);
    let (busy, asleep) = (
        World::new(&store, "Busy").await,
        World::new(&store, "Asleep").await,
    );
    flood(&busy, 3_000).await;
    for _ in 0..20 {
        busy.work(after(1), created).await;
    }
    flood(&asleep, 3_000).await;
    let mut order = Vec::new();
    for _ in 0..8 {
        let next = claim(&store, after(1), None).await.unwrap();
        release(&store, &next).await;
        let world = if next.flow == busy.flow.id { &busy } else { &asleep };
        world.work(after(1), created).await;
        order.push(if next.flow == busy.flow.id { 'b' } else { 'a' });
    }
    let order: String = order.into_iter().collect();
    assert!(order.starts_with("aa"), "{order}");
    assert!(
        order.matches('b').count() >= 2,
        "2,000 records behind, it caught up within 8 batches: {order}"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn workers_that_claim_at_once_get_different_flows(pool: PgPool) {
    let store = store(&pool);
    let mut worlds = Vec::new();
    for name in ["A", "B", "C"] {
        let world = World::new(&store, name).await;
        world.put(&["1"], Priority::Live, noon()).await;
        worlds.push(world);
    }
    let claims = (0..3).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { claim(&store, after(1), None).await })
    });
    let mut claimed = Vec::new();
    for task in claims.collect::<Vec<_>>() {
        claimed.extend(task.await.unwrap().map(|lease| lease.flow));
    }
    // One who lost a race comes again.
    while let Some(lease) = claim(&store, after(1), None).await {
        claimed.push(lease.flow);
    }
    claimed.sort();
    let mut all: Vec<_> = worlds.iter().map(|world| world.flow.id).collect();
    all.sort();
    assert_eq!(claimed, all);
}
