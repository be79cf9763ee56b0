//! No tenant waits for another's load.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::json;
use tests::{World, WorldOptions, files};

#[tokio::test]
async fn one_order_of_a_small_tenant_arrives_while_another_loads_thousands() -> Result<()> {
    let options = WorldOptions {
        shop: "orders-1000",
        latency: "100ms",
        ..WorldOptions::default()
    };
    let (world, busy) = World::with(options, &files::to_hubspot("orders", "")).await?;
    let account = world.remote.another_account().await?;
    let token = account["private_app_token"]
        .as_str()
        .context("the second account's token")?;
    let (small, _) = world.tenant("Small").await?;
    let file = files::to_hubspot("orders", "").replace("${HUBSPOT_TOKEN}", token);
    world.apply(&small, &file).await?;
    let others = world.remote.of_account(token);

    // One slot: whoever has it decides who waits.
    let mut worker = world.start(&["work", "--slots", "1"])?;
    let polled = async || {
        Ok(world
            .count("select count(*) from cursor where cursor is null")
            .await?
            == 0)
    };
    world
        .until(
            "both tenants' streams were looked at",
            Duration::from_secs(20),
            polled,
        )
        .await?;
    // The load is told of three times over, so that it is still under way in the slowest of machines.
    for _ in 0..3 {
        world.kopru(&["run", "orders", "--tenant", &busy]).await?;
    }
    let loading = async || Ok(world.count("select count(*) from journal_entry").await? > 0);
    world
        .until("the load is under way", Duration::from_secs(40), loading)
        .await?;
    world.remote.order(json!({})).await?;
    let asked = Instant::now();
    world.poll_now().await?;
    let arrived = async || {
        Ok(!others
            .hubspot_objects("deals", &["dealname"], "")
            .await?
            .is_empty())
    };
    world
        .until(
            "the small tenant's order is a deal",
            Duration::from_secs(15),
            arrived,
        )
        .await?;
    let waited = asked.elapsed();
    let left = world.waiting().await?;
    assert!(
        left > 100,
        "the load was over ({left} keys left), so this proves nothing"
    );
    // Two seconds until the poll is looked for, one batch of the other's, and its own.
    assert!(waited < Duration::from_secs(10), "it took {waited:?}");
    worker.kill().await?;
    world.end().await
}
