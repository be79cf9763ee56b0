//! Webhooks: a change is on the other side within seconds, and whoever forges one is turned away.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::{Books, World, WorldOptions, files};

use crate::{all_is_done, nothing_is_double, poll_and_work};

/// Within which time a change has arrived; a poll comes once a minute, so it can't have been one.
const SECONDS: Duration = Duration::from_secs(8);
const LIMIT: Duration = Duration::from_secs(40);

async fn the_shop_has(world: &World, email: &str) -> Result<bool> {
    let all = world.remote.lightspeed_all("customers").await?;
    Ok(all.iter().any(|customer| customer["email"] == json!(email)))
}

/// The addresses to which remotes send, by connector.
async fn addresses(world: &World) -> Result<Vec<(String, String)>> {
    let mut database = world.database.connect().await?;
    let rows: Vec<(String, String)> = sqlx::query_as("select connector, hook_token from connection")
        .fetch_all(&mut database)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(connector, token)| {
            (
                connector.clone(),
                format!("{}/hooks/{connector}/{token}", world.url()),
            )
        })
        .collect())
}

#[tokio::test]
async fn an_order_is_a_deal_within_seconds_once_though_each_webhook_comes_twice() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    world
        .remote
        .settings(json!({"lightspeed": {"hook_twice": true, "hook_jitter_ms": 400}}))
        .await?;
    let (_web, _worker) = (world.start_web().await?, world.start(&["work"])?);
    poll_and_work(&world, LIMIT).await?;
    for _ in 0..3 {
        let order = world.remote.order(json!({})).await?;
        let placed = Instant::now();
        let id = order["id"].to_string();
        let arrived = async || Ok(Books::open(&world.remote).await?.deal_of(&id).is_some());
        world.until("the order is a deal", SECONDS, arrived).await?;
        ensure!(placed.elapsed() < SECONDS, "it took {:?}", placed.elapsed());
    }
    all_is_done(&world, LIMIT).await?;
    nothing_is_double(&world).await?;
    assert_eq!(Books::open(&world.remote).await?.deals.len(), 3);
    world.end().await
}

#[tokio::test]
async fn what_webhooks_lose_a_poll_finds() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    world
        .remote
        .settings(json!({"lightspeed": {"hook_lose_every": 1}}))
        .await?;
    let (_web, _worker) = (world.start_web().await?, world.start(&["work"])?);
    poll_and_work(&world, LIMIT).await?;
    let order = world.remote.order(json!({})).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(
        Books::open(&world.remote).await?.deals.is_empty(),
        "the webhook was lost"
    );
    poll_and_work(&world, LIMIT).await?;
    Books::open(&world.remote)
        .await?
        .deal_of(&order["id"].to_string())
        .context("the poll found it")?;
    world.end().await
}

#[tokio::test]
async fn a_contact_is_the_shops_customer_within_seconds_in_every_tenants_account() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &files::to_shop("customers", "")).await?;
    // Another tenant of the same app, signed in later.
    let account = world.remote.another_account().await?;
    let token = account["private_app_token"].as_str().context("its token")?;
    let (other, _) = world.tenant("Other").await?;
    world
        .apply(
            &other,
            &files::to_shop("customers", "").replace("${HUBSPOT_TOKEN}", token),
        )
        .await?;
    let (_web, _worker) = (world.start_web().await?, world.start(&["work"])?);
    poll_and_work(&world, LIMIT).await?;
    // As people do it, since an app hears nothing of its own changes.
    let user = account["user_token"].as_str().context("its user's token")?;
    for (remote, email) in [
        (world.remote.of_account(user), "second@mail.example"),
        (world.remote.clone(), "first@mail.example"),
    ] {
        remote
            .hubspot_create(
                "contacts",
                json!({"email": email, "firstname": "Jan", "lastname": "Jansen"}),
            )
            .await?;
        let arrived = async || the_shop_has(&world, email).await;
        world
            .until(&format!("{email} is the shop's customer"), SECONDS, arrived)
            .await?;
    }
    world.end().await
}

#[tokio::test]
async fn forged_oversized_and_unknown_webhooks_are_turned_away_and_put_nothing() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), files::DEMO).await?;
    let _web = world.start_web().await?;
    // A connection of its own for each: one that was told too much is closed.
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
    let post = async |url: &str, headers: &[(&str, &str)], body: Vec<u8>| -> Result<StatusCode> {
        let request = headers
            .iter()
            .fold(client.post(url).body(body), |request, (name, value)| {
                request.header(*name, *value)
            });
        Ok(request.send().await?.status())
    };
    let order: Value = json!({"order": {"id": 1, "number": "ORD1"}});
    let body = serde_json::to_vec(&order)?;
    let addresses = addresses(&world).await?;
    assert_eq!(addresses.len(), 2);
    for (connector, url) in &addresses {
        assert_eq!(
            post(url, &[], body.clone()).await?,
            StatusCode::UNAUTHORIZED,
            "{connector} without a signature"
        );
        let forged = [
            ("x-signature", "d41d8cd98f00b204e9800998ecf8427e"),
            ("x-event", "orders/created"),
            ("x-hubspot-signature-v3", "bm90IGEgc2lnbmF0dXJl"),
            ("x-hubspot-request-timestamp", "1763971200000"),
        ];
        assert_eq!(
            post(url, &forged, body.clone()).await?,
            StatusCode::UNAUTHORIZED,
            "{connector} with a forged one"
        );
        let big = vec![b'x'; 3 * 1024 * 1024];
        // It may hang up before all of it was sent; then the answer is not always read.
        let turned_away = match post(url, &[], big).await {
            Ok(status) => status == StatusCode::PAYLOAD_TOO_LARGE,
            Err(error) => error
                .downcast_ref::<reqwest::Error>()
                .is_some_and(reqwest::Error::is_request),
        };
        assert!(turned_away, "{connector} with three megabytes");
        let nobody = format!("{}/hooks/{connector}/nobody", world.url());
        assert_eq!(
            post(&nobody, &forged, body.clone()).await?,
            StatusCode::NOT_FOUND,
            "{connector} to nobody"
        );
    }
    assert_eq!(world.waiting().await?, 0);
    // The same address takes what is rightly signed.
    let order = world.remote.order(json!({})).await?;
    let told = async || Ok(world.waiting().await? > 0);
    world
        .until("the shop's own webhook was taken", SECONDS, told)
        .await?;
    let path = format!("orders/{}.json", order["id"]);
    world.remote.lightspeed(Method::GET, &path, None).await?;
    world.end().await
}
