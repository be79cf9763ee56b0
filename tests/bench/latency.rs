//! From an order's webhook to its deal: one order a second for a minute, alone and while another tenant loads.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Process, World, WorldOptions, files};

use crate::report::{Report, Target, percentile};

/// Orders placed, one a second.
const ORDERS: u32 = 60;

/// Measures all three, and the memory held meanwhile.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    alone(report).await?;
    flooded(report).await
}

async fn alone(report: &mut Report) -> Result<()> {
    let options = WorldOptions {
        shop: "small",
        latency: "30ms",
        limits: "off",
    };
    let (world, web, work) = at_work(options).await?;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let idle = web.memory_mb()?.0 + work.memory_mb()?.0;
    report.note(
        "rss_idle_mb",
        idle,
        Target::AtMost(80.0),
        format!(
            "resident memory of `kopru web` ({:.0}) and `kopru work` ({:.0}) together, 10 s after both were ready",
            web.memory_mb()?.0,
            work.memory_mb()?.0
        ),
    );
    let mut delays = delays(&world).await?;
    let how = "from the order's placing (its webhook leaves then) to the deal's createdAt; one order a second for 60 s, 30 ms a call";
    report.note(
        "latency_p50_ms",
        percentile(&mut delays, 50.0),
        Target::AtMost(1000.0),
        how,
    );
    report.note(
        "latency_p99_ms",
        percentile(&mut delays, 99.0),
        Target::AtMost(3000.0),
        "the same minute",
    );
    end(world, web, work).await
}

async fn flooded(report: &mut Report) -> Result<()> {
    let options = WorldOptions {
        shop: "large",
        latency: "30ms",
        limits: "off",
    };
    let (world, web, work) = at_work(options).await?;
    let account = world.remote.another_account().await?;
    let token = account["private_app_token"]
        .as_str()
        .context("the second account's token")?;
    let (busy, _) = world.tenant("Busy").await?;
    let file = files::to_hubspot("orders", "").replace("${HUBSPOT_TOKEN}", token);
    world.apply(&busy, &file).await?;
    // All 100,000 orders of the shop.
    world.kopru(&["run", "orders", "--tenant", &busy]).await?;
    let under_way = async || Ok(world.count("select count(*) from journal_entry").await? > 500);
    world
        .until("the load is under way", Duration::from_secs(60), under_way)
        .await?;
    let before = world.count("select count(*) from journal_entry").await?;
    let waiting_at_first = world.waiting().await?;
    let mut delays = delays(&world).await?;
    let waiting = world.waiting().await?;
    let loaded = world.count("select count(*) from journal_entry").await? - before;
    ensure!(waiting > 1000, "the load was over before the minute was");
    report.note(
        "latency_flooded_p99_ms",
        percentile(&mut delays, 99.0),
        Target::AtMost(3000.0),
        format!(
            "the same while another tenant loads: {waiting_at_first} keys waited at first, {loaded} records went through meanwhile, {waiting} still waited"
        ),
    );
    let (web_peak, work_peak) = (web.memory_mb()?.1, work.memory_mb()?.1);
    report.note(
        "rss_load_mb",
        web_peak + work_peak,
        Target::AtMost(250.0),
        format!("most resident memory of `kopru web` ({web_peak:.0}) and `kopru work` ({work_peak:.0}) so far, together"),
    );
    end(world, web, work).await
}

async fn at_work(options: WorldOptions) -> Result<(World, Process, Process)> {
    let world = World::new(options).await?;
    let mut web = world.start_web().await?;
    let (tenant, _) = world.tenant("Bench").await?;
    world.apply(&tenant, &files::to_hubspot("orders", "")).await?;
    let work = world.start(&["work"])?;
    // Its first look at the streams begins the polls, which must not be mistaken for webhooks.
    web.answers(&format!("{}/readyz", world.url())).await?;
    let polled = async || {
        Ok(world
            .count("select count(*) from cursor where cursor is null")
            .await?
            == 0)
    };
    world
        .until("the streams were looked at once", Duration::from_secs(30), polled)
        .await?;
    Ok((world, web, work))
}

async fn end(world: World, mut web: Process, mut work: Process) -> Result<()> {
    work.kill().await?;
    web.kill().await?;
    world.end().await
}

/// Places orders and waits for their deals; milliseconds between the two.
async fn delays(world: &World) -> Result<Vec<f64>> {
    let mut placed: BTreeMap<String, Timestamp> = BTreeMap::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    for _ in 0..ORDERS {
        ticks.tick().await;
        let at = Timestamp::now();
        let order = world.remote.order(json!({})).await?;
        placed.insert(
            order["number"].as_str().context("the order's number")?.to_owned(),
            at,
        );
    }
    let arrived = async || Ok(missing(&placed, &deals(world).await?) == 0);
    world
        .until("every order is a deal", Duration::from_secs(120), arrived)
        .await?;
    let deals = deals(world).await?;
    Ok(placed
        .iter()
        .filter_map(|(number, at)| {
            deals
                .get(number)
                .map(|deal| deal.duration_since(*at).as_secs_f64() * 1000.0)
        })
        .collect())
}

fn missing(placed: &BTreeMap<String, Timestamp>, deals: &BTreeMap<String, Timestamp>) -> usize {
    placed
        .keys()
        .filter(|number| !deals.contains_key(*number))
        .count()
}

/// When each order's deal came to be.
async fn deals(world: &World) -> Result<BTreeMap<String, Timestamp>> {
    let deals = world
        .remote
        .hubspot_objects("deals", &["kopru_order_number"], "")
        .await?;
    deals
        .iter()
        .map(|deal: &Value| {
            let number = deal["properties"]["kopru_order_number"]
                .as_str()
                .unwrap_or_default();
            let at = deal["createdAt"].as_str().context("a deal's createdAt")?;
            Ok((number.to_owned(), at.parse()?))
        })
        .collect()
}
