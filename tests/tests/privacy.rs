//! What is known of people can be read nowhere in the database, and is gone when its time is over.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Result, ensure};
use tests::{World, WorldOptions, files};

/// Every row of every table as text; `bytea` shows as hexadecimal digits.
async fn dump(world: &World) -> Result<Vec<(String, String)>> {
    let mut database = world.database.connect().await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&mut database)
    .await?;
    let mut all = Vec::new();
    for table in tables {
        let query = format!("select coalesce(string_agg(t::text, E'\\n'), '') from {table} t");
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
            .fetch_one(&mut database)
            .await?;
        all.push((table, rows.to_lowercase()));
    }
    Ok(all)
}

/// A text as its bytes would show.
fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn nothing_that_tells_of_a_person_is_readable_and_after_its_time_it_is_gone() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), files::DEMO).await?;
    // One order that can't be written, so that alerts and dead letters have something to tell of, too.
    let bad = serde_json::json!({"customer": {"email": "not an address at all", "firstname": "Willemijn", "lastname": "Kwartelveer",
        "addressBillingStreet": "Zwanebloemkade"}});
    world.remote.order(bad).await?;
    for flow in ["orders", "customers-to-hubspot", "stock"] {
        world.run(&tenant, flow).await?;
    }
    let mut secrets = BTreeSet::new();
    let credentials = world.remote.credentials().await?;
    for (side, name) in [
        ("hubspot", "private_app_token"),
        ("lightspeed", "key"),
        ("lightspeed", "secret"),
        ("hubspot", "client_secret"),
    ] {
        secrets.extend(credentials[side][name].as_str().map(str::to_lowercase));
    }
    let mut people = world.remote.lightspeed_all("customers").await?;
    people.extend(world.remote.lightspeed_all("orders").await?);
    for person in &people {
        for field in [
            "email",
            "addressBillingStreet",
            "companyName",
            "phone",
            "addressBillingZipcode",
            "companyVatNumber",
        ] {
            secrets.extend(person[field].as_str().map(|text| text.trim().to_lowercase()));
        }
        let text = |field: &str| person[field].as_str().unwrap_or_default().trim().to_lowercase();
        secrets.insert(format!("{} {}", text("firstname"), text("lastname")));
        secrets.insert(text("lastname"));
    }
    // Short ones are found in anything.
    secrets.retain(|secret| secret.chars().count() >= 6);
    ensure!(secrets.len() > 200, "only {} things to look for", secrets.len());

    let tables = dump(&world).await?;
    let journal = tables
        .iter()
        .find(|(name, _)| name.starts_with("journal_entry_") && name.len() > 20);
    ensure!(
        journal.is_some(),
        "the journal's partitions are looked at, too: {:?}",
        tables.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    let mut found = Vec::new();
    for (table, rows) in &tables {
        for secret in &secrets {
            if rows.contains(secret.as_str()) {
                found.push(format!("{table}: {secret}"));
            }
            if rows.contains(&hexadecimal(secret)) {
                found.push(format!("{table}: the bytes of {secret}"));
            }
        }
    }
    ensure!(
        found.is_empty(),
        "{} things are readable:\n{}",
        found.len(),
        found.join("\n")
    );

    // Three days on, for a tenant who keeps two.
    let mut database = world.database.connect().await?;
    assert!(world.count("select count(*) from exchange").await? > 0);
    for statement in [
        "update tenant set retention_days = 2",
        "select kopru_ensure_partitions(current_date - 4, current_date)",
        "update exchange set day = day - 3",
        "update journal_entry set day = day - 3",
        "update journal_search set day = day - 3",
        "update day_key set day = day - 3",
    ] {
        sqlx::query(statement).execute(&mut database).await?;
    }
    let mut worker = world.start(&["work"])?;
    let gone = "select (select count(*) from day_key where day < current_date) + (select count(*) from exchange where day < current_date)
        + (select count(*) from journal_entry where day < current_date) + (select count(*) from journal_search where day < current_date)";
    world
        .until(
            "the sweep has deleted the day",
            Duration::from_secs(30),
            async || Ok(world.count(gone).await? == 0),
        )
        .await?;
    worker.kill().await?;
    world.end().await
}
