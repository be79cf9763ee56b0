//! The fixed scenario: 1,000 paid orders become deals, three times, each in a world of its own; the median counts.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::{Ran, World, WorldOptions, files};

use crate::{
    cpu,
    report::{Report, Target, median},
    size,
};

/// Records in the scenario.
pub(crate) const ORDERS: f64 = 1000.0;

const SCENARIO: WorldOptions = WorldOptions {
    shop: "orders-1000",
    latency: "30ms",
    limits: "off",
};

/// What one run cost.
pub(crate) struct Cost {
    pub(crate) ran: Ran,
    /// CPU milliseconds of `kopru run`, starting up included.
    pub(crate) ours_ms: f64,
    /// CPU milliseconds of Postgres meanwhile.
    pub(crate) database_ms: f64,
    calls: Value,
}

/// The world of the scenario, with its flow.
pub(crate) async fn world() -> Result<(World, String)> {
    World::with(SCENARIO, &files::to_hubspot("orders", "")).await
}

/// Runs the flow over everything and looks what it cost.
pub(crate) async fn cost(world: &World, tenant: &str) -> Result<Cost> {
    let mut connection = world.database.connect().await?;
    let (hubspot, lightspeed) = (
        world.remote.calls("hubspot").await?,
        world.remote.calls("lightspeed").await?,
    );
    // What making the world left for Postgres to write is not the run's.
    sqlx::query("checkpoint").execute(&mut connection).await?;
    let (ours, database) = (
        cpu::of_ended_children()?,
        cpu::of_postgres(&mut connection).await?,
    );
    let ran = world.run(tenant, "orders").await?;
    let cost = Cost {
        ours_ms: cpu::of_ended_children()? - ours,
        database_ms: cpu::of_postgres(&mut connection).await? - database,
        calls: json!({
            "hubspot": world.remote.calls("hubspot").await? - hubspot,
            "lightspeed": world.remote.calls("lightspeed").await? - lightspeed,
        }),
        ran,
    };
    ensure!(
        cost.ran.failed == 0 && cost.ran.created == 1000,
        "the scenario did not make 1,000 deals: {:?}",
        cost.ran
    );
    Ok(cost)
}

/// Calls, CPU time, speed, and what the database keeps.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let mut costs = Vec::new();
    let mut bytes = Vec::new();
    for _ in 0..3 {
        let (world, tenant) = world().await?;
        let before = size::kept(&world).await?;
        costs.push(cost(&world, &tenant).await?);
        bytes.push((size::kept(&world).await? - before) / ORDERS);
        world.end().await?;
        // The server removes the database's files behind the scenes.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let of = |figure: &dyn Fn(&Cost) -> f64| median(costs.iter().map(figure).collect());
    let calls = |side: &str| of(&|cost: &Cost| cost.calls[side].as_f64().unwrap_or_default() / ORDERS);
    report.note(
        "hubspot_calls_per_order",
        calls("hubspot"),
        Target::AtMost(0.15),
        "calls at the stand-in's door during the run / 1,000; median of 3 runs",
    );
    report.note(
        "lightspeed_calls_per_order",
        calls("lightspeed"),
        Target::AtMost(1.1),
        "the same; one call an order is the floor, since lines are in no list, only in the single order",
    );
    report.note(
        "cpu_ms_per_order",
        of(&|cost| cost.ours_ms / ORDERS),
        Target::AtMost(2.0),
        "user + system time of the kopru process, starting up included / 1,000",
    );
    report.note(
        "database_cpu_ms_per_order",
        of(&|cost| cost.database_ms / ORDERS),
        Target::None,
        "user + system time of all of Postgres's processes meanwhile / 1,000",
    );
    report.note(
        "orders_per_second",
        of(&|cost| ORDERS / cost.ran.seconds),
        Target::AtLeast(300.0),
        "1,000 / seconds as `kopru run --wait` tells them; stand-ins and database on the same machine",
    );
    report.note(
        "bytes_per_record",
        median(bytes),
        Target::None,
        "growth of all tables that keep records (indexes and TOAST included, no VACUUM) / 1,000",
    );
    Ok(())
}
