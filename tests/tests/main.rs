//! The stories: what merchants are promised, told through real processes on a real database.

mod bad_days;
mod bad_records;
mod beside_up;
mod commands;
mod crashes;
mod customers;
mod fairness;
mod hooks;
mod invoices;
mod mapping;
mod order_status;
mod orders;
mod privacy;
mod products_stock;
mod sign_in;
mod twice;

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::World;

/// Nothing at HubSpot is there twice, by any natural key.
async fn nothing_is_double(world: &World) -> Result<()> {
    let summary = world.remote.summary().await?;
    let doubles: Vec<_> = summary["duplicates"]["hubspot"]
        .as_object()
        .into_iter()
        .flatten()
        .collect();
    ensure!(
        doubles.iter().all(|(_, count)| **count == json!(0)),
        "there twice: {doubles:?}"
    );
    Ok(())
}

/// Waits until no key waits in any queue.
async fn all_is_done(world: &World, limit: Duration) -> Result<()> {
    world
        .until("no key waits", limit, async || Ok(world.waiting().await? == 0))
        .await
}

/// Waits until what is being polled was found and done.
async fn polled_and_done(world: &World, limit: Duration) -> Result<()> {
    // The next turn is in a minute, or in a quarter of an hour; one that is being polled is leased for two minutes.
    let due = "select count(*) from cursor
        where next_poll_at < now() + interval '30 seconds'
            or next_poll_at between now() + interval '61 seconds' and now() + interval '121 seconds'";
    let polled = async || Ok(world.count(due).await? == 0);
    world.until("every stream is polled", limit, polled).await?;
    all_is_done(world, limit).await
}

/// Has the streams polled, and waits until what was found is done.
async fn poll_and_work(world: &World, limit: Duration) -> Result<()> {
    world.poll_now().await?;
    polled_and_done(world, limit).await
}

/// Calls that changed something on one side so far.
async fn writes(world: &World, side: &str) -> Result<u64> {
    let summary = world.remote.summary().await?;
    let reads = ["/search", "batch/read", "/webhooks", "/properties", "/oauth"];
    let is_write = |call: &str| {
        !call.starts_with("GET ") && call != "total" && !reads.iter().any(|read| call.contains(read))
    };
    let calls = summary["calls"][side].as_object().into_iter().flatten();
    Ok(calls
        .filter(|(call, _)| is_write(call))
        .filter_map(|(_, count)| count.as_u64())
        .sum())
}
