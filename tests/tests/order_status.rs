//! The status of an order moves its deal's stage, as a flow of its own.

use std::time::Duration;

use anyhow::{Context as _, Result};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Books, World, WorldOptions, files};

use crate::{all_is_done, poll_and_work};

const LIMIT: Duration = Duration::from_secs(40);

fn both_flows() -> String {
    let stages = r#"
[flows.status.lookups.stages]
rows = { completed_shipped = "closedwon", cancelled = "closedlost", on_hold = "qualifiedtobuy" }
"#;
    let status = files::flow("status", "order_status", "shop", "hubspot", stages);
    format!(
        "{}\n{status}",
        files::to_hubspot("orders", "settings = { stage = \"contractsent\" }")
    )
}

async fn stage(world: &World, order: &Value) -> Result<Value> {
    let books = Books::open(&world.remote).await?;
    let deal = books
        .deal_of(&order["id"].to_string())
        .context("the order's deal")?;
    Ok(deal.properties["dealstage"].clone())
}

async fn change(world: &World, order: &Value, to: Value) -> Result<()> {
    let path = format!("orders/{}.json", order["id"]);
    world
        .remote
        .lightspeed(Method::PUT, &path, Some(json!({ "order": to })))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_status_moves_the_stage_by_the_table_and_one_without_a_row_leaves_it_alone() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &both_flows()).await?;
    let _workers = world.start(&["work"])?;
    poll_and_work(&world, LIMIT).await?;
    let order = world.remote.order(json!({})).await?;
    poll_and_work(&world, LIMIT).await?;
    assert_eq!(
        stage(&world, &order).await?,
        json!("contractsent"),
        "paid, not shipped: the new deal's stage"
    );

    change(&world, &order, json!({"status": "on_hold"})).await?;
    poll_and_work(&world, LIMIT).await?;
    assert_eq!(stage(&world, &order).await?, json!("qualifiedtobuy"));

    change(&world, &order, json!({"status": "processing_ready_for_pickup"})).await?;
    poll_and_work(&world, LIMIT).await?;
    assert_eq!(
        stage(&world, &order).await?,
        json!("qualifiedtobuy"),
        "the table has no row for it"
    );

    change(&world, &order, json!({"status": "cancelled"})).await?;
    poll_and_work(&world, LIMIT).await?;
    assert_eq!(stage(&world, &order).await?, json!("closedlost"));
    let books = Books::open(&world.remote).await?;
    assert_eq!(books.deals.len(), 1, "the order flow never made another");
    world.end().await
}

#[tokio::test]
async fn a_status_that_changes_before_its_order_has_arrived_waits_for_it() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &both_flows()).await?;
    let _workers = world.start(&["work"])?;
    poll_and_work(&world, LIMIT).await?;
    // HubSpot takes no deals for a while, so the status' turn comes first.
    world
        .remote
        .fault(json!({"side": "hubspot", "match": "POST /crm/v3/objects/deals/batch/create", "kind": "503"}))
        .await?;
    let order = world.remote.order(json!({})).await?;
    change(&world, &order, json!({"status": "on_hold"})).await?;
    world.poll_now().await?;
    let tried = "select count(*) from inbox i join flow f on f.flow_id = i.flow_id
        where f.kind = 'order_status' and i.attempt > 0";
    let before = async || Ok(world.count(tried).await? > 0);
    world
        .until("the status was tried before its order", LIMIT, before)
        .await?;
    world.remote.clear_faults().await?;
    all_is_done(&world, Duration::from_secs(90)).await?;
    assert_eq!(stage(&world, &order).await?, json!("qualifiedtobuy"));
    let ran = world.run(&tenant, "status").await?;
    assert_eq!(
        (ran.exit, ran.updated, ran.failed),
        (0, 0, 0),
        "nothing is left to be sent"
    );
    world.end().await
}
