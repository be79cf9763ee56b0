//! Sign-ins that expire while work is under way: renewed by us, written back, and nobody notices.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use tests::{Books, World, WorldOptions, files};

use crate::{nothing_is_double, poll_and_work};

/// Connects HubSpot as a merchant does: asks us for the page, consents there, and comes back.
async fn connect(world: &World, token: &str) -> Result<()> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let begun: Value = client
        .post(format!("{}/api/v1/connections/authorizations", world.url()))
        .bearer_auth(token)
        .json(&json!({"connector": "hubspot", "name": "hubspot", "create_properties": true}))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    let page = begun["authorize_url"].as_str().context("HubSpot's page")?;
    let consent = client.get(format!("{page}&auto=approve")).send().await?;
    let back = consent
        .headers()
        .get("location")
        .context("the way back")?
        .to_str()?
        .to_owned();
    let answer = client.get(&back).send().await?;
    ensure!(
        answer.status().is_redirection(),
        "{back} answered {}: {}",
        answer.status(),
        answer.text().await?
    );
    Ok(())
}

/// The orders flow, with the HubSpot connection as it is.
fn file() -> String {
    files::to_hubspot("orders", "").replace("credential = { token = \"${HUBSPOT_TOKEN}\" }", "")
}

#[tokio::test]
async fn tokens_that_live_for_seconds_are_renewed_by_two_workers_and_every_order_arrives() -> Result<()> {
    let world = World::new(WorldOptions::default()).await?;
    world
        .remote
        .settings(json!({"hubspot": {"token_seconds": 3}}))
        .await?;
    let (tenant, token) = world.tenant("Defne").await?;
    let _web = world.start_web().await?;
    connect(&world, &token).await?;
    world.apply(&tenant, &file()).await?;
    let _workers = [world.start(&["work"])?, world.start(&["work"])?];
    poll_and_work(&world, Duration::from_secs(30)).await?;
    let mut placed = Vec::new();
    for round in 0..4 {
        placed.push(world.remote.order(json!({})).await?["id"].to_string());
        if round == 2 {
            // HubSpot says so although our clock does not.
            world
                .remote
                .fault(json!({"side": "hubspot", "kind": "expired", "times": 1}))
                .await?;
        }
        poll_and_work(&world, Duration::from_secs(30)).await?;
        tokio::time::sleep(Duration::from_millis(3200)).await;
    }
    let books = Books::open(&world.remote).await?;
    books.agree(|order| placed.contains(&order.id))?;
    nothing_is_double(&world).await?;
    let renewed = world
        .count("select max(credential_version) from connection where connector = 'hubspot'")
        .await?;
    ensure!(
        renewed > 3,
        "the renewed sign-in is written back each time: version {renewed}"
    );
    assert_eq!(
        world
            .count("select count(*) from connection where status <> 'connected'")
            .await?,
        0
    );
    world.end().await
}
