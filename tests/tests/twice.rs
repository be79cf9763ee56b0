//! Two processes at once do what one would.

use std::time::Duration;

use anyhow::{Result, ensure};
use tests::{Books, World, WorldOptions, files};

use crate::nothing_is_double;

#[tokio::test]
async fn two_runs_of_one_flow_at_once_make_every_deal_once() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    let (one, other) = tokio::join!(world.run(&tenant, "orders"), world.run(&tenant, "orders"));
    let (one, other) = (one?, other?);
    ensure!(one.exit == 0 && other.exit == 0, "{one:?} {other:?}");
    let books = Books::open(&world.remote).await?;
    books.agree(|order| order.is_paid)?;
    nothing_is_double(&world).await?;
    let created = world
        .outcomes()
        .await?
        .get("created")
        .copied()
        .unwrap_or_default();
    assert_eq!(
        usize::try_from(created)?,
        books.deals.len(),
        "each deal has one row that says so"
    );
    world.end().await
}

#[tokio::test]
async fn two_applications_of_one_file_at_once_make_one_set_up() -> Result<()> {
    let world = World::new(WorldOptions::default()).await?;
    let (tenant, _) = world.tenant("Defne").await?;
    let file = files::DEMO;
    let (one, other) = tokio::join!(world.apply(&tenant, file), world.apply(&tenant, file));
    ensure!(one.is_ok() || other.is_ok(), "{one:?}\n{other:?}");
    for refused in [&one, &other]
        .into_iter()
        .filter_map(|applied| applied.as_ref().err())
    {
        let said = refused.to_string();
        ensure!(
            said.contains("again") || said.contains("same time") || said.contains("already"),
            "what to do is not said: {said}"
        );
    }
    assert_eq!(world.count("select count(*) from connection").await?, 2);
    let flows = world.count("select count(*) from flow").await?;
    assert_eq!(usize::try_from(flows)?, files::flows_in(file));
    world.apply(&tenant, file).await?;
    let ran = world.run(&tenant, "orders").await?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    world.end().await
}

#[tokio::test]
async fn two_migrations_at_once_both_end_well() -> Result<()> {
    let world = World::new(WorldOptions::default()).await?;
    let mut database = world.database.connect().await?;
    for statement in ["drop schema public cascade", "create schema public"] {
        sqlx::query(statement).execute(&mut database).await?;
    }
    let (one, other) = tokio::join!(world.kopru(&["migrate"]), world.kopru(&["migrate"]));
    one?;
    other?;
    world.tenant("Defne").await?;
    world.end().await
}

#[tokio::test]
async fn a_worker_that_is_asked_to_stop_ends_what_it_has_in_hand() -> Result<()> {
    let options = WorldOptions {
        shop: "orders-1000",
        ..WorldOptions::default()
    };
    let (world, tenant) = World::with(options, &files::to_hubspot("orders", "")).await?;
    world.kopru(&["run", "orders", "--tenant", &tenant]).await?;
    let mut worker = world.start(&["work"])?;
    let some = async || Ok(world.count("select count(*) from journal_entry").await? > 0);
    world
        .until("the first batch is settled", Duration::from_secs(30), some)
        .await?;
    assert_eq!(worker.stop().await?, 0);
    let books = Books::open(&world.remote).await?;
    let settled = world
        .count("select count(*) from journal_entry where outcome = 'created'")
        .await?;
    assert_eq!(
        i64::try_from(books.deals.len())?,
        settled,
        "what was written is what was settled"
    );
    assert!(settled < 1000, "it stopped before the end");
    assert_eq!(
        world
            .count("select count(*) from flow_work where lease_until > now()")
            .await?,
        0,
        "the lease was given back"
    );
    world.end().await
}
