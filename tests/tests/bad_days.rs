//! Bad days of the remote systems: everything arrives once all the same.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::json;
use tests::{Books, World, WorldOptions, files};

use crate::{all_is_done, nothing_is_double, poll_and_work};

/// Faults on the way of the small shop's orders; each strikes so often and then is over.
async fn arrives_in_spite_of(faults: &[(&str, &str, &str, u32)]) -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    for (side, matching, kind, times) in faults {
        let fault = json!({"side": side, "match": matching, "kind": kind, "times": times, "delay_ms": 200});
        world.remote.fault(fault).await?;
    }
    let ran = world.run(&tenant, "orders").await?;
    let summary = world.remote.summary().await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?} {summary}");
    Books::open(&world.remote).await?.agree(|order| order.is_paid)?;
    nothing_is_double(&world).await?;
    assert_eq!(
        world
            .count("select count(*) from dead_letter where state = 'open'")
            .await?,
        0
    );
    assert_eq!(world.waiting().await?, 0);
    let again = world.run(&tenant, "orders").await?;
    assert_eq!((again.exit, again.created), (0, 0), "{again:?}");
    world.end().await
}

#[tokio::test]
async fn answers_that_are_lost_after_the_work_was_done_make_nothing_twice() -> Result<()> {
    arrives_in_spite_of(&[
        (
            "hubspot",
            "POST /crm/v3/objects/companies/batch/create",
            "cut_after",
            1,
        ),
        (
            "hubspot",
            "POST /crm/v3/objects/contacts/batch/create",
            "502_after",
            1,
        ),
        ("hubspot", "POST /crm/v3/objects/products/batch/create", "half", 1),
        (
            "hubspot",
            "POST /crm/v3/objects/line_items/batch/create",
            "wrong_json",
            1,
        ),
        (
            "hubspot",
            "POST /crm/v3/objects/line_items/batch/create",
            "504_after",
            1,
        ),
        ("hubspot", "POST /crm/v3/objects/deals/batch/create", "html", 1),
        (
            "hubspot",
            "POST /crm/v3/objects/deals/batch/create",
            "cut_after",
            1,
        ),
    ])
    .await
}

#[tokio::test]
async fn a_remote_that_refuses_hangs_up_or_talks_nonsense_is_asked_again() -> Result<()> {
    arrives_in_spite_of(&[
        ("lightspeed", "GET /nl/orders.json", "html", 1),
        ("lightspeed", "GET /nl/orders.json", "429", 1),
        ("lightspeed", "GET /nl/orders/", "502", 2),
        ("lightspeed", "GET /nl/orders/", "half", 2),
        ("lightspeed", "GET /nl/orders/", "wrong_json", 2),
        ("lightspeed", "GET /nl/orders/", "cut", 2),
        ("lightspeed", "GET /nl/orders/", "slow", 5),
        ("hubspot", "POST /crm/v3/objects/contacts/", "429", 1),
        ("hubspot", "POST /crm/v3/objects/companies/", "503", 1),
        ("hubspot", "POST /crm/v3/objects/products/", "cut", 1),
        ("hubspot", "POST /crm/v3/objects/line_items/", "423", 1),
        ("hubspot", "POST /crm/v3/objects/deals/", "502", 1),
    ])
    .await
}

#[tokio::test]
async fn a_refused_credential_stops_the_flow_and_a_new_sign_in_brings_all_that_waited() -> Result<()> {
    let file = files::to_hubspot("orders", "");
    let (world, tenant) = World::with(WorldOptions::default(), &file).await?;
    let _worker = world.start(&["work"])?;
    poll_and_work(&world, Duration::from_secs(30)).await?;
    world
        .remote
        .fault(json!({"side": "hubspot", "kind": "expired"}))
        .await?;
    world.remote.order(json!({})).await?;
    world.poll_now().await?;
    let needed = async || {
        Ok(world
            .count("select count(*) from connection where status = 'needs_sign_in'")
            .await?
            == 1)
    };
    world
        .until(
            "the connection needs a new sign-in",
            Duration::from_secs(30),
            needed,
        )
        .await?;
    world.remote.order(json!({})).await?;
    world.poll_now().await?;
    world
        .until("both orders wait", Duration::from_secs(30), async || {
            Ok(world.waiting().await? == 2)
        })
        .await?;
    let calls = world.remote.calls("hubspot").await?;
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(
        world.remote.calls("hubspot").await?,
        calls,
        "a dead credential is not knocked with"
    );
    assert_eq!(
        world.count("select count(*) from dead_letter").await?,
        0,
        "nothing was given up"
    );
    assert!(
        world
            .count("select count(*) from alert where resolved_at is null")
            .await?
            > 0,
        "a person is told"
    );

    world.remote.clear_faults().await?;
    world.apply(&tenant, &file).await?;
    all_is_done(&world, Duration::from_secs(30)).await?;
    let books = Books::open(&world.remote).await?;
    assert_eq!(books.deals.len(), 2);
    nothing_is_double(&world).await?;
    assert_eq!(
        world
            .count("select count(*) from alert where resolved_at is null")
            .await?,
        0,
        "it is over, and said to be"
    );
    world.end().await
}

#[tokio::test]
async fn a_paused_flow_keeps_what_changes_and_goes_on_with_it() -> Result<()> {
    let file = files::to_hubspot("orders", "");
    let (world, tenant) = World::with(WorldOptions::default(), &file).await?;
    let _worker = world.start(&["work"])?;
    poll_and_work(&world, Duration::from_secs(30)).await?;
    world
        .apply(&tenant, &files::to_hubspot("orders", "active = false"))
        .await?;
    let order = world.remote.order(json!({})).await?;
    world.poll_now().await?;
    world
        .until("its key waits", Duration::from_secs(30), async || {
            Ok(world.waiting().await? == 1)
        })
        .await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(
        world.remote.summary().await?["objects"]["hubspot"]["deals"],
        json!(0)
    );
    world.apply(&tenant, &file).await?;
    all_is_done(&world, Duration::from_secs(30)).await?;
    let books = Books::open(&world.remote).await?;
    books.deal_of(&order["id"].to_string()).context("its deal")?;
    assert_eq!(books.deals.len(), 1);
    world.end().await
}

#[tokio::test]
async fn a_flow_whose_set_up_no_longer_works_says_so_and_goes_on_once_it_is_mended() -> Result<()> {
    let file = files::to_hubspot("orders", "");
    let (world, tenant) = World::with(WorldOptions::default(), &file).await?;
    let _worker = world.start(&["work"])?;
    poll_and_work(&world, Duration::from_secs(30)).await?;
    let mut database = world.database.connect().await?;
    // As a release leaves it that knows this setting no longer.
    sqlx::query("update revision set settings = '{\"colour\": \"red\"}'")
        .execute(&mut database)
        .await?;
    let order = world.remote.order(json!({})).await?;
    world.poll_now().await?;
    let open = async || {
        let query = "select count(*) from alert where cause like 'set_up:%' and resolved_at is null";
        Ok(world.count(query).await? == 1)
    };
    world
        .until("a person is told", Duration::from_secs(30), open)
        .await?;
    let (message, cure): (String, String) =
        sqlx::query_as("select message, cure from alert where cause like 'set_up:%'")
            .fetch_one(&mut database)
            .await?;
    assert!(
        message.contains("\"orders\"") && message.contains("\"colour\""),
        "flow and place are named: {message}"
    );
    assert!(cure.contains("setting"), "{cure}");
    let held = async || {
        let query = "select count(*) from flow_work where held_because = 'set_up'";
        Ok(world.count(query).await? == 1)
    };
    world
        .until("the flow rests", Duration::from_secs(30), held)
        .await?;
    assert_eq!(world.waiting().await?, 1, "what changed waits");

    world.apply(&tenant, &file).await?;
    all_is_done(&world, Duration::from_secs(30)).await?;
    assert!(!open().await?, "what is mended is told no more");
    let books = Books::open(&world.remote).await?;
    books.deal_of(&order["id"].to_string()).context("its deal")?;
    assert_eq!(world.count("select count(*) from dead_letter").await?, 0);
    world.end().await
}
