//! Orders become deals: all of them, once, to the cent.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Result;
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tests::{Books, World, WorldOptions, decimal, files};

use crate::nothing_is_double;

#[tokio::test]
async fn a_thousand_orders_become_a_thousand_deals_and_a_second_run_changes_nothing() -> Result<()> {
    let options = WorldOptions {
        shop: "orders-1000",
        ..WorldOptions::default()
    };
    let (world, tenant) = World::with(options, &files::to_hubspot("orders", "")).await?;
    let before = world.remote.calls("hubspot").await?;
    let first = world.run(&tenant, "orders").await?;
    let calls = world.remote.calls("hubspot").await? - before;
    assert_eq!(
        (
            first.exit,
            first.seen,
            first.created,
            first.updated,
            first.skipped,
            first.failed
        ),
        (0, 1000, 1000, 0, 0, 0)
    );
    assert_eq!(
        first.calls["hubspot"],
        json!(calls),
        "calls as counted by the run, and at HubSpot's door"
    );
    assert!(calls <= 150, "{calls} calls to HubSpot for 1,000 orders");
    assert_eq!(
        world.outcomes().await?,
        BTreeMap::from([("created".to_owned(), 1000)])
    );

    let books = Books::open(&world.remote).await?;
    books.agree(|_| true)?;
    let counts = (
        books.deals.len(),
        books.companies.len(),
        books.contacts.len(),
        books.products.len(),
    );
    assert_eq!(counts, (1000, 150, 400, 120));
    nothing_is_double(&world).await?;

    let before = world.remote.calls("hubspot").await?;
    let second = world.run(&tenant, "orders").await?;
    assert_eq!(
        (
            second.exit,
            second.seen,
            second.created,
            second.updated,
            second.skipped,
            second.failed
        ),
        (0, 1000, 0, 0, 1000, 0)
    );
    assert_eq!(
        world.remote.calls("hubspot").await?,
        before,
        "nothing was written, so nothing was called"
    );
    let rows = BTreeMap::from([("created".to_owned(), 1000), ("skipped/exists".to_owned(), 1000)]);
    assert_eq!(world.outcomes().await?, rows);
    assert_eq!(
        world.count("select sum(records)::bigint from tally").await?,
        2000,
        "the tiles count the rows that there are"
    );
    world.end().await
}

#[tokio::test]
async fn every_kind_of_paid_order_adds_up_and_unpaid_ones_are_skipped_for_that_reason() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    let ran = world.run(&tenant, "orders").await?;
    let books = Books::open(&world.remote).await?;
    let paid = books.orders.values().filter(|order| order.is_paid);

    // The shop has what the promise is about, or this test would prove nothing.
    let with = |what: &str, holds: &dyn Fn(&Value) -> bool| {
        let count = paid.clone().filter(|order| holds(&order.raw)).count();
        assert!(count > 0, "the shop has no paid order with {what}");
    };
    let lines = |raw: &Value| {
        raw["products"]["resource"]["embedded"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    };
    let is_not_zero = |value: &Value| decimal(value) != Decimal::ZERO;
    with("a discount", &|raw| raw["isDiscounted"] == json!(true));
    with("shipping costs", &|raw| is_not_zero(&raw["shipmentPriceIncl"]));
    with("payment costs", &|raw| is_not_zero(&raw["paymentPriceIncl"]));
    with("several VAT rates", &|raw| {
        raw["taxRates"].as_array().is_some_and(|rates| rates.len() > 1)
    });
    with("a refund", &|raw| {
        lines(raw)
            .iter()
            .any(|line| is_not_zero(&line["quantityRefunded"]))
    });
    with("a company", &|raw| raw["companyName"] != json!(""));

    let paid = paid.count();
    let unpaid = books.orders.len() - paid;
    assert!(unpaid > 0);
    assert_eq!((ran.exit, ran.failed), (0, 0));
    let counted = (
        usize::try_from(ran.created)?,
        usize::try_from(ran.skipped)?,
        usize::try_from(ran.seen)?,
    );
    assert_eq!(counted, (paid, unpaid, paid + unpaid));
    let rows = BTreeMap::from([
        ("created".to_owned(), i64::try_from(paid)?),
        ("skipped/filtered".to_owned(), i64::try_from(unpaid)?),
    ]);
    assert_eq!(world.outcomes().await?, rows);
    books.agree(|order| order.is_paid)?;
    nothing_is_double(&world).await?;
    world.end().await
}

#[tokio::test]
async fn an_order_without_a_usable_customer_goes_to_the_default_account_and_since_reads_only_what_is_new()
-> Result<()> {
    let world = World::new(WorldOptions::default()).await?;
    let counter = world
        .remote
        .hubspot_create(
            "contacts",
            json!({"email": "counter@defne.example", "lastname": "Counter"}),
        )
        .await?;
    let (tenant, _) = world.tenant("Defne").await?;
    let settings = format!("settings = {{ default_customer = \"{counter}\" }}");
    world
        .apply(&tenant, &files::to_hubspot("orders", &settings))
        .await?;

    tokio::time::sleep(Duration::from_millis(1100)).await;
    let now = world.remote.lightspeed(Method::GET, "time.json", None).await?;
    let since = tests_moment(&now);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let nobody = world
        .remote
        .order(json!({"customer": {"email": "", "firstname": "Walk", "lastname": "In"}}))
        .await?;
    let guest = world
        .remote
        .order(json!({"customer": {"email": "Guest@Elsewhere.Example", "lastname": "Guest"}, "guest": true}))
        .await?;

    let ran = world.run_since(&tenant, "orders", Some(&since)).await?;
    assert_eq!(
        (ran.exit, ran.seen, ran.created),
        (0, 2, 2),
        "only the two orders placed since {since}"
    );
    let books = Books::open(&world.remote).await?;
    let id = |order: &Value| order["id"].to_string();
    books.agree(|order| order.id == id(&nobody) || order.id == id(&guest))?;
    let deal = books.deal_of(&id(&nobody)).expect("its deal");
    assert!(deal.contacts.contains(&counter), "{:?}", deal.contacts);
    let deal = books.deal_of(&id(&guest)).expect("its deal");
    assert!(
        !deal.contacts.contains(&counter),
        "a guest with an e-mail is a customer of their own"
    );
    world.end().await
}

/// The stand-in's own time, or ours where it tells none.
fn tests_moment(answer: &Value) -> String {
    answer["time"].as_str().map_or_else(
        || jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        str::to_owned,
    )
}

#[tokio::test]
async fn a_condition_of_ones_own_decides_which_orders_are_sent() -> Result<()> {
    let settings = "settings = { filter = \"order.total_incl > 100\", payment_statuses = [] }";
    let (world, tenant) =
        World::with(WorldOptions::default(), &files::to_hubspot("orders", settings)).await?;
    let ran = world.run(&tenant, "orders").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0));
    let books = Books::open(&world.remote).await?;
    let hundred = Decimal::from(100);
    assert!(
        books
            .orders
            .values()
            .any(|order| order.total > hundred && !order.is_paid),
        "an empty list of statuses takes all"
    );
    assert!(books.orders.values().any(|order| order.total <= hundred));
    books.agree(|order| order.total > hundred)?;
    world.end().await
}
