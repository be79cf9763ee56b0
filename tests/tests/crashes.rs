//! Kill any process at any instant, the database's server among them: afterwards nothing is lost and nothing is there
//! twice.

use std::time::Duration;

use anyhow::Result;
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng, seq::IndexedRandom as _};
use serde_json::json;
use tests::{Books, Process, Server, World, WorldOptions, files};

use crate::{nothing_is_double, poll_and_work};

/// What may befall an answer: lost before or after the work was done.
const FAULTS: [&str; 6] = ["cut", "cut_after", "502", "502_after", "half", "504_after"];
/// Where.
const ENDPOINTS: [&str; 5] = [
    "line_items/batch/create",
    "deals/batch/create",
    "contacts/batch/",
    "companies/batch/",
    "products/batch/",
];
/// How many times something is killed: mostly a worker, else the database's connections or its whole server.
const KILLS: usize = 36;

async fn as_owner(world: &World, statement: &'static str) -> Result<()> {
    let mut database = world.database.connect().await?;
    sqlx::query(statement).execute(&mut database).await?;
    Ok(())
}

/// The database's server ends as if power were cut, stays away for a while, and comes back. Now and then a worker is
/// started in between.
async fn power_cut(
    world: &World,
    server: &Server,
    worker: &mut Process,
    chance: &mut SmallRng,
) -> Result<()> {
    tokio::task::block_in_place(|| server.crash())?;
    if chance.random_ratio(1, 3) {
        worker.kill().await?;
        *worker = world.start(&["work"])?;
    }
    tokio::time::sleep(Duration::from_millis(chance.random_range(0..2500))).await;
    tokio::task::block_in_place(|| server.start_again())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_killed_whenever_every_order_is_one_deal_in_the_end() -> Result<()> {
    let seed = std::env::var("KOPRU_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(rand::random::<u64>);
    eprintln!("KOPRU_SEED={seed}");
    let mut chance = SmallRng::seed_from_u64(seed);
    let options = WorldOptions {
        latency: "10ms",
        ..WorldOptions::default()
    };
    let (world, tenant, server) = World::on_own_server(options, &files::to_hubspot("orders", "")).await?;
    let mut web = world.start_web().await?;
    let mut workers = [world.start(&["work"])?, world.start(&["work"])?];
    poll_and_work(&world, Duration::from_secs(30)).await?;
    world.kopru(&["run", "orders", "--tenant", &tenant]).await?;

    for kill in 0..KILLS {
        for _ in 0..chance.random_range(1..6) {
            world.remote.order(json!({})).await?;
        }
        world.poll_now().await?;
        if chance.random_ratio(1, 3) {
            let fault = json!({"side": "hubspot", "match": ENDPOINTS.choose(&mut chance), "kind": FAULTS.choose(&mut chance), "times": 1});
            world.remote.fault(fault).await?;
        }
        tokio::time::sleep(Duration::from_millis(chance.random_range(20..1800))).await;
        if kill % 4 == 3 {
            power_cut(&world, &server, &mut workers[0], &mut chance).await?;
            continue;
        }
        if kill % 6 == 4 {
            let others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid != pg_backend_pid()";
            as_owner(&world, others).await?;
            continue;
        }
        let worker: &mut Process = &mut workers[chance.random_range(0..2)];
        worker.kill().await?;
        *worker = world.start(&["work"])?;
        // As if half a minute had passed: whoever still works on it has lost it, too, and must not settle it.
        for statement in [
            "update flow_work set lease_until = now() where lease_until > now()",
            "update run set lease_until = now() where lease_until > now()",
            "update flow_work set held_until = null",
            "update inbox set due_at = now() where due_at > now()",
        ] {
            as_owner(&world, statement).await?;
        }
    }

    world.remote.clear_faults().await?;
    poll_and_work(&world, Duration::from_secs(120)).await?;
    let running = async || {
        Ok(world
            .count("select count(*) from run where finished_at is null")
            .await?
            == 0)
    };
    world
        .until("the first load is over", Duration::from_secs(90), running)
        .await?;
    web.answers(&format!("{}/readyz", world.url())).await?;
    for process in workers.iter_mut().chain([&mut web]) {
        assert_eq!(
            process.stop().await?,
            0,
            "it outlived all that was killed beside it and stops when asked to: {}",
            process.said()
        );
    }
    let books = Books::open(&world.remote).await?;
    books.agree(|order| order.is_paid)?;
    nothing_is_double(&world).await?;
    assert_eq!(
        world.count("select count(*) from dead_letter").await?,
        0,
        "nothing was given up"
    );
    let deals = i64::try_from(books.deals.len())?;
    assert_eq!(
        world
            .count("select count(*) from link where noun = 'order'")
            .await?,
        deals,
        "every deal is paired with its order"
    );
    let again = world.run(&tenant, "orders").await?;
    assert_eq!((again.exit, again.created, again.failed), (0, 0, 0), "{again:?}");
    world.end().await
}
