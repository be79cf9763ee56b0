//! Customers flow both ways, once, and never back and forth.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, WorldOptions, files};

use crate::{nothing_is_double, poll_and_work, polled_and_done, writes};

const LIMIT: Duration = Duration::from_secs(40);

fn both_ways() -> String {
    let to_shop = files::flow("customers-to-shop", "customers", "hubspot", "shop", "");
    format!("{}\n{to_shop}", files::to_hubspot("customers", ""))
}

/// The contact of an address, with the names of its companies.
async fn contact(world: &World, email: &str) -> Result<Value> {
    let properties = [
        "email",
        "firstname",
        "lastname",
        "phone",
        "city",
        "country",
        "zip",
        "company",
        "kopru_key",
    ];
    let contacts = world
        .remote
        .hubspot_objects("contacts", &properties, "companies")
        .await?;
    let of: Vec<_> = contacts
        .into_iter()
        .filter(|contact| contact["properties"]["email"] == json!(email))
        .collect();
    ensure!(of.len() == 1, "{} contacts have {email}", of.len());
    of.into_iter().next().context("the contact")
}

async fn companies_of(world: &World, contact: &Value) -> Result<Vec<String>> {
    let all = world.remote.hubspot_objects("companies", &["name"], "").await?;
    let pairs = contact["associations"]["companies"]["results"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut names: Vec<String> = all
        .iter()
        .filter(|company| pairs.iter().any(|pair| pair["id"] == company["id"]))
        .filter_map(|company| company["properties"]["name"].as_str().map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

/// The shop's customers of an address.
async fn at_shop(world: &World, email: &str) -> Result<Vec<Value>> {
    let all = world.remote.lightspeed_all("customers").await?;
    Ok(all
        .into_iter()
        .filter(|customer| {
            customer["email"]
                .as_str()
                .is_some_and(|known| known.eq_ignore_ascii_case(email))
        })
        .collect())
}

async fn new_at_shop(world: &World, customer: Value) -> Result<Value> {
    let made = world
        .remote
        .lightspeed(
            Method::POST,
            "customers.json",
            Some(json!({ "customer": customer })),
        )
        .await?;
    Ok(made["customer"].clone())
}

/// One side tells of its changes, then the other of what came of it. HubSpot's search is two seconds behind.
async fn settle(world: &World) -> Result<()> {
    for connector in ["lightspeed_ecom", "hubspot", "lightspeed_ecom"] {
        tokio::time::sleep(Duration::from_millis(1100)).await;
        world.poll(connector).await?;
        polled_and_done(world, LIMIT).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_first_load_makes_contacts_and_companies_and_adopts_what_people_made_before() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("customers", "")).await?;
    let all = world.remote.lightspeed_all("customers").await?;
    let text = |customer: &Value, field: &str| customer[field].as_str().unwrap_or_default().to_owned();
    let known = all
        .iter()
        .find(|customer| text(customer, "companyName").is_empty() && !text(customer, "email").is_empty())
        .context("a person")?;
    let email = text(known, "email").to_lowercase();
    let before = world
        .remote
        .hubspot_create(
            "contacts",
            json!({"email": email, "firstname": "Typed", "lastname": "By hand", "jobtitle": "Boss"}),
        )
        .await?;

    let ran = world.run(&tenant, "customers").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?}");
    nothing_is_double(&world).await?;
    let adopted = contact(&world, &email).await?;
    assert_eq!(
        adopted["id"],
        json!(before),
        "the contact that was there is the customer's"
    );
    assert_eq!(adopted["properties"]["firstname"], known["firstname"]);
    let mut checked = (0, 0);
    for customer in all.iter().filter(|customer| !text(customer, "email").is_empty()) {
        let contact = contact(&world, &text(customer, "email").to_lowercase()).await?;
        let company = text(customer, "companyName");
        let names = companies_of(&world, &contact).await?;
        if company.is_empty() {
            checked.0 += 1;
        } else {
            ensure!(
                names.contains(&company),
                "{} belongs to {names:?} instead of {company}",
                contact["properties"]["email"]
            );
            checked.1 += 1;
        }
    }
    ensure!(checked.0 > 5 && checked.1 > 5, "{checked:?}");
    let again = world.run(&tenant, "customers").await?;
    assert_eq!(
        (again.exit, again.created, again.updated, again.failed),
        (0, 0, 0, 0),
        "{again:?}"
    );
    world.end().await
}

#[tokio::test]
async fn a_change_on_either_side_is_written_once_on_the_other_and_then_there_is_silence() -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &both_ways()).await?;
    let _workers = [world.start(&["work"])?, world.start(&["work"])?];
    poll_and_work(&world, LIMIT).await?;

    // Made in the shop: a company.
    new_at_shop(
        &world,
        json!({"email": "Info@Defne.Example", "firstname": "Ayşe", "lastname": "Yılmaz", "phone": "020 123 45 67", "isCompany": true,
            "companyName": "Defne B.V.", "addressBillingStreet": "Kleine Houtstraat", "addressBillingNumber": "48",
            "addressBillingZipcode": "2011 DG", "addressBillingCity": "Haarlem", "addressBillingCountry": "nl"}),
    )
    .await?;
    settle(&world).await?;
    let made = contact(&world, "info@defne.example").await?;
    assert_eq!(
        (&made["properties"]["firstname"], &made["properties"]["city"]),
        (&json!("Ayşe"), &json!("Haarlem"))
    );
    assert_eq!(companies_of(&world, &made).await?, ["Defne B.V."]);

    // Made in HubSpot: a person.
    let person = world.remote.hubspot_create("contacts", json!({"email": "jan@mail.example", "firstname": "Jan", "lastname": "Jansen", "phone": "010 765 43 21"})).await?;
    settle(&world).await?;
    let customers = at_shop(&world, "jan@mail.example").await?;
    ensure!(
        customers.len() == 1,
        "{} customers have the address",
        customers.len()
    );
    let customer = &customers[0];
    assert_eq!(
        (
            &customer["firstname"],
            &customer["lastname"],
            &customer["companyName"]
        ),
        (&json!("Jan"), &json!("Jansen"), &json!(""))
    );

    // Changed in HubSpot.
    let before = (
        writes(&world, "hubspot").await?,
        writes(&world, "lightspeed").await?,
    );
    world
        .remote
        .hubspot_update("contacts", &person, json!({"phone": "010 111 22 33"}))
        .await?;
    settle(&world).await?;
    assert_eq!(
        at_shop(&world, "jan@mail.example").await?[0]["phone"],
        json!("010 111 22 33")
    );
    is_silent(&world).await?;
    let after = (
        writes(&world, "hubspot").await?,
        writes(&world, "lightspeed").await?,
    );
    // The person's own change is a call to HubSpot, too.
    assert_eq!(
        (after.0 - before.0, after.1 - before.1),
        (1, 1),
        "one write in the shop, none back"
    );

    // Changed in the shop.
    let path = format!("customers/{}.json", customer["id"]);
    world
        .remote
        .lightspeed(
            Method::PUT,
            &path,
            Some(json!({"customer": {"phone": "010 999 88 77"}})),
        )
        .await?;
    settle(&world).await?;
    assert_eq!(
        contact(&world, "jan@mail.example").await?["properties"]["phone"],
        json!("010 999 88 77")
    );
    is_silent(&world).await?;
    let last = (
        writes(&world, "hubspot").await?,
        writes(&world, "lightspeed").await?,
    );
    assert_eq!(
        (last.0 - after.0, last.1 - after.1),
        (1, 1),
        "one write in HubSpot, none back"
    );

    let outcomes = world.outcomes().await?;
    ensure!(
        outcomes.get("skipped/echo").is_some_and(|echoes| *echoes > 0),
        "what came back is visible as an echo: {outcomes:?}"
    );
    ensure!(
        outcomes.keys().all(|outcome| !outcome.starts_with("failed")),
        "{outcomes:?}"
    );
    nothing_is_double(&world).await?;
    world.end().await
}

/// For ten seconds, however often both sides are looked at, nobody writes.
async fn is_silent(world: &World) -> Result<()> {
    let before = (
        writes(world, "hubspot").await?,
        writes(world, "lightspeed").await?,
    );
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(2500)).await;
        poll_and_work(world, LIMIT).await?;
    }
    let after = (
        writes(world, "hubspot").await?,
        writes(world, "lightspeed").await?,
    );
    ensure!(
        after == before,
        "writes to HubSpot and to the shop went on from {before:?} to {after:?}"
    );
    Ok(())
}

#[tokio::test]
async fn two_customers_of_one_address_are_one_contact_and_neither_fails() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("customers", "")).await?;
    world.remote.order(json!({"customer": {"email": "SHARED@mail.example", "firstname": "One", "lastname": "Guest"}, "guest": true})).await?;
    new_at_shop(
        &world,
        json!({"email": "shared@mail.example", "firstname": "Two", "lastname": "Registered"}),
    )
    .await?;
    assert_eq!(
        at_shop(&world, "shared@mail.example").await?.len(),
        2,
        "the shop has two of them"
    );
    let ran = world.run(&tenant, "customers").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?}");
    contact(&world, "shared@mail.example").await?;
    nothing_is_double(&world).await?;
    let again = world.run(&tenant, "customers").await?;
    assert_eq!((again.exit, again.created, again.failed), (0, 0, 0), "{again:?}");
    contact(&world, "shared@mail.example").await?;
    world.end().await
}

#[tokio::test]
async fn with_updates_switched_off_only_new_customers_are_sent() -> Result<()> {
    let (world, tenant) = World::with(
        WorldOptions::default(),
        &files::to_hubspot("customers", "settings = { update = false }"),
    )
    .await?;
    let customer = new_at_shop(
        &world,
        json!({"email": "once@mail.example", "firstname": "Before", "lastname": "Once"}),
    )
    .await?;
    world.run(&tenant, "customers").await?;
    let path = format!("customers/{}.json", customer["id"]);
    world
        .remote
        .lightspeed(
            Method::PUT,
            &path,
            Some(json!({"customer": {"firstname": "After"}})),
        )
        .await?;
    let ran = world.run(&tenant, "customers").await?;
    assert_eq!((ran.exit, ran.created, ran.updated), (0, 0, 0), "{ran:?}");
    assert_eq!(
        contact(&world, "once@mail.example").await?["properties"]["firstname"],
        json!("Before")
    );
    world.end().await
}
