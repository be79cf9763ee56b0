//! A2: a shop's invoice becomes HubSpot's invoice, with its lines, at its deal, contact and company.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tests::{Books, World, WorldOptions, decimal, files};

use crate::nothing_is_double;

const PROPERTIES: [&str; 10] = [
    "hs_title",
    "hs_currency",
    "hs_invoice_status",
    "hs_invoice_billable",
    "hs_amount_billed",
    "hs_balance_due",
    "hs_purchase_order_number",
    "kopru_key",
    "kopru_invoice_status",
    "kopru_total_incl",
];

fn flows(invoices: &str) -> String {
    format!(
        "{}\n{}",
        files::to_hubspot("orders", ""),
        files::flow("invoices", "invoices", "shop", "hubspot", invoices)
    )
}

/// HubSpot's invoices by the shop's id.
async fn invoices(world: &World) -> Result<BTreeMap<String, Value>> {
    let found = world
        .remote
        .hubspot_objects("invoices", &PROPERTIES, "deals,contacts,companies,line_items")
        .await?;
    let by_id: BTreeMap<String, Value> = found
        .iter()
        .filter_map(|invoice| {
            let key = invoice["properties"]["kopru_key"].as_str()?;
            Some((key.rsplit(':').next()?.to_owned(), invoice.clone()))
        })
        .collect();
    ensure!(
        by_id.len() == found.len(),
        "one is there twice or has no key: {found:?}"
    );
    Ok(by_id)
}

fn ids(invoice: &Value, kind: &str) -> BTreeSet<String> {
    let pairs = invoice["associations"][kind]["results"].as_array();
    pairs
        .into_iter()
        .flatten()
        .filter_map(|pair| pair["id"].as_str().map(str::to_owned))
        .collect()
}

/// The id behind a relation of the shop's.
fn related(row: &Value, name: &str) -> String {
    row[name]["resource"]["id"].to_string()
}

#[tokio::test]
async fn every_invoice_arrives_to_the_cent_at_its_deal_contact_and_company() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &flows("")).await?;
    let ordered = world.run(&tenant, "orders").await?;
    assert_eq!((ordered.exit, ordered.failed), (0, 0), "{ordered:?}");
    let ran = world.run(&tenant, "invoices").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?}");

    let books = Books::open(&world.remote).await?;
    let there = invoices(&world).await?;
    let shop = world.remote.lightspeed_all("invoices").await?;
    let (credits, usual): (Vec<&Value>, Vec<&Value>) =
        shop.iter().partition(|row| row["isCreditNote"] == json!(true));
    ensure!(usual.len() > 50, "only {} invoices", usual.len());
    assert_eq!(
        there.len(),
        usual.len(),
        "{} credit notes are left out",
        credits.len()
    );
    let (mut with_deal, mut with_company) = (0, 0);
    for row in usual {
        let (id, number) = (row["id"].to_string(), &row["number"]);
        let invoice = there.get(&id).with_context(|| format!("{number} is not there"))?;
        let is = &invoice["properties"];
        let total = decimal(&row["priceIncl"]);
        assert_eq!((&is["hs_title"], &is["hs_currency"]), (number, &json!("EUR")));
        assert_eq!(decimal(&is["hs_amount_billed"]), total, "{number}");
        assert_eq!(is["hs_invoice_billable"], json!("false"), "HubSpot mails nobody");
        let paid = row["status"] == json!("paid");
        let (status, due) = if paid {
            ("paid", Decimal::ZERO)
        } else {
            ("open", total)
        };
        if row["status"] != json!("cancelled") {
            assert_eq!(is["hs_invoice_status"], json!(status), "{number}");
            assert_eq!(decimal(&is["hs_balance_due"]), due, "{number}");
        }
        let lines = ids(invoice, "line items");
        let sum: Decimal = lines
            .iter()
            .filter_map(|line| books.lines.get(line))
            .map(|line| decimal(&line.properties["amount"]))
            .sum();
        assert_eq!(sum.round_dp(2), total, "the lines of {number}");
        let deal = books.deal_of(&related(row, "order"));
        let deals: BTreeSet<String> = deal.map(|deal| deal.id.clone()).into_iter().collect();
        assert_eq!(ids(invoice, "deals"), deals, "{number}");
        if let Some(deal) = deal {
            with_deal += 1;
            assert_eq!(ids(invoice, "contacts"), deal.contacts, "{number}");
            assert_eq!(ids(invoice, "companies"), deal.companies, "{number}");
            with_company += usize::from(!deal.companies.is_empty());
        }
    }
    ensure!(with_deal > 20 && with_company > 0, "{with_deal} {with_company}");
    nothing_is_double(&world).await?;

    let again = world.run(&tenant, "invoices").await?;
    assert_eq!((again.exit, again.created, again.updated), (0, 0, 0), "{again:?}");
    world.end().await
}

#[tokio::test]
async fn an_invoice_that_is_paid_later_is_paid_there_and_joins_the_deal_that_came_of_it() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &flows("")).await?;
    world.run(&tenant, "orders").await?;
    world.run(&tenant, "invoices").await?;
    let there = invoices(&world).await?;
    let shop = world.remote.lightspeed_all("invoices").await?;
    let row = shop
        .iter()
        .find(|row| row["status"] == json!("not_paid") && row["isCreditNote"] == json!(false))
        .context("an invoice that is not paid")?;
    let (id, order) = (row["id"].to_string(), related(row, "order"));
    assert!(
        ids(&there[&id], "deals").is_empty(),
        "an unpaid order is no deal, its invoice arrives all the same"
    );

    let paid = json!({"order": {"paymentStatus": "paid"}});
    world
        .remote
        .lightspeed(Method::PUT, &format!("orders/{order}.json"), Some(paid))
        .await?;
    world.run(&tenant, "orders").await?;
    let ran = world.run(&tenant, "invoices").await?;
    assert_eq!((ran.exit, ran.created, ran.updated), (0, 0, 1), "{ran:?}");
    let (books, there) = (Books::open(&world.remote).await?, invoices(&world).await?);
    let deal = books.deal_of(&order).context("the deal of the paid order")?;
    assert_eq!(ids(&there[&id], "deals"), BTreeSet::from([deal.id.clone()]));
    let is = &there[&id]["properties"];
    assert_eq!(is["hs_invoice_status"], json!("paid"));
    assert_eq!(decimal(&is["hs_balance_due"]), Decimal::ZERO);
    world.end().await
}

#[tokio::test]
async fn an_invoice_that_comes_before_its_deal_waits_for_it_and_credit_notes_are_sent_on_request()
-> Result<()> {
    let wish = "settings = { credit_notes = \"send\" }";
    let (world, tenant) = World::with(WorldOptions::default(), &flows(wish)).await?;
    let shop = world.remote.lightspeed_all("invoices").await?;
    let credits = shop
        .iter()
        .filter(|row| row["isCreditNote"] == json!(true))
        .count();
    ensure!(credits > 0, "the shop has no credit note");
    world.run(&tenant, "orders").await?;
    world.run(&tenant, "invoices").await?;
    let titles: Vec<Value> = invoices(&world)
        .await?
        .values()
        .map(|invoice| invoice["properties"]["hs_title"].clone())
        .collect();
    let told = titles
        .iter()
        .filter(|title| {
            title
                .as_str()
                .is_some_and(|title| title.starts_with("Credit note "))
        })
        .count();
    assert_eq!(told, credits, "{titles:?}");

    let _worker = world.start(&["work"])?;
    crate::poll_and_work(&world, std::time::Duration::from_secs(30)).await?;
    let order = world.remote.order(json!({})).await?;
    crate::poll_and_work(&world, std::time::Duration::from_secs(60)).await?;
    let books = Books::open(&world.remote).await?;
    let deal = books.deal_of(&order["id"].to_string()).context("its deal")?;
    let there = invoices(&world).await?;
    ensure!(
        there
            .values()
            .any(|invoice| ids(invoice, "deals").contains(&deal.id)),
        "the invoice is at its deal"
    );
    world.end().await
}
