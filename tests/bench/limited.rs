//! With HubSpot's limits on: how close we come to what they permit.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tests::{World, WorldOptions, files};

use crate::report::{Report, Target};

/// Calls that HubSpot takes in ten seconds here: a tenth of a private app's, so that a thousand orders feel it.
const WINDOW: u32 = 19;
/// The window's length in seconds.
const LENGTH: f64 = 10.0;

/// Runs the scenario against a narrow window.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let options = WorldOptions {
        shop: "orders-1000",
        latency: "30ms",
        limits: "off",
    };
    let (world, tenant) = World::with(options, &files::to_hubspot("orders", "")).await?;
    world
        .remote
        .settings(json!({
            "limits": true,
            "hubspot": { "private_window": WINDOW, "searches_per_second": 5 },
            "lightspeed": { "limits": [1_000_000, 1_000_000, 1_000_000], "per_second": 1_000_000 },
        }))
        .await?;
    // What preparing the account used of the window is forgotten.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let before = paced_calls(&world).await?;
    let ran = world.run(&tenant, "orders").await?;
    let calls = u32::try_from(paced_calls(&world).await? - before)?;
    ensure!(
        ran.failed == 0 && ran.created == 1000,
        "the limited run did not make 1,000 deals: {ran:?}"
    );
    // The window rolls: so many calls at once, as many again each time it has passed.
    let permitted = f64::from(calls.saturating_sub(1) / WINDOW) * LENGTH;
    report.note(
        "limited_share_of_permitted",
        permitted / ran.seconds,
        Target::AtLeast(0.9),
        format!(
            "{calls} calls (searches have a budget of their own) through a window of {WINDOW} in 10 s take {permitted:.0} s at best; it took {:.1} s",
            ran.seconds
        ),
    );
    world.end().await
}

/// Calls that count in the window of ten seconds: all but searches.
async fn paced_calls(world: &World) -> Result<u64> {
    let summary = world.remote.summary().await?;
    let calls = summary["calls"]["hubspot"]
        .as_object()
        .context("the summary's calls")?;
    Ok(calls
        .iter()
        .filter(|(call, _)| *call != "total" && !call.ends_with("/search"))
        .filter_map(|(_, count)| count.as_u64())
        .sum())
}
