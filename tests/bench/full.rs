//! A database that has been in use for days: the cost of a record against that on an empty one.

use anyhow::{Context as _, Result};
use tests::{World, files};

use crate::{
    bulk::{self, Cost, ORDERS},
    report::{Report, Target, median},
};

/// Other tenants' history: a million journal rows of 200 tenants over six days, today included, each findable by two
/// words; a third of a million exchanges.
const HISTORY: [&str; 4] = [
    "select kopru_ensure_partitions(current_date - 5, current_date + 1)",
    "
    insert into journal_entry (tenant_id, day, record_id, flow_id, revision_id, key, outcome, reason, remote_id,
        amount, currency, attempt, duration_us, at, words)
    select md5('tenant' || n % 200)::uuid, current_date - n % 6, md5('record' || n)::uuid, md5('flow' || n % 400)::uuid,
        md5('revision' || n % 400)::uuid, (7000000 + n)::text,
        case when n % 50 = 0 then 'failed' when n % 7 = 0 then 'skipped' else 'created' end,
        case when n % 50 = 0 then 'refused' when n % 7 = 0 then 'exists' end, (20000000000 + n)::text,
        (n % 90000) / 100.0, 'EUR', 1, 4000 + n % 9000, now() - (n % 6) * interval '1 day',
        decode(repeat(md5(n::text), 6), 'hex')
    from generate_series(1, 1000000) as n
    ",
    "
    insert into journal_search (tenant_id, day, hash, record_id)
    select md5('tenant' || n % 200)::uuid, current_date - n % 6, decode(md5(n || 'word' || word), 'hex'), md5('record' || n)::uuid
    from generate_series(1, 1000000) as n, generate_series(1, 2) as word
    ",
    "
    insert into exchange (tenant_id, day, record_id, sealed)
    select md5('tenant' || n % 200)::uuid, current_date - n % 6, md5('record' || n)::uuid, decode(repeat(md5(n::text), 12), 'hex')
    from generate_series(1, 1000000, 3) as n
    ",
];

/// A paused flow with a hundred thousand keys.
const WAITING: [&str; 2] = [
    "
    insert into inbox (tenant_id, flow_id, key, priority, due_at, seen_at)
    select f.tenant_id, f.flow_id, (50000000 + n)::text, n % 2, now() - interval '1 hour', now() - interval '1 hour'
    from flow f, generate_series(1, 100000) as n where f.tenant_id = $1::uuid
    ",
    "update flow_work set paused = true, due_at = now() - interval '1 hour' where tenant_id = $1::uuid",
];

/// Runs the scenario in a full database and compares with the empty one.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    // Turn by turn, since a machine's speed changes over minutes.
    let (mut empty, mut full) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        empty.push(once(false).await?);
        full.push(once(true).await?);
    }
    let all = |costs: &[Cost]| {
        median(
            costs
                .iter()
                .map(|cost| (cost.ours_ms + cost.database_ms) / ORDERS)
                .collect(),
        )
    };
    let (empty_ms, full_ms) = (all(&empty), all(&full));
    let speed = |costs: &[Cost]| median(costs.iter().map(|cost| ORDERS / cost.ran.seconds).collect());
    report.note(
        "full_to_empty_cost",
        full_ms / empty_ms,
        Target::AtMost(1.3),
        format!(
            "CPU ms an order of kopru and Postgres: {full_ms:.2} with 1,000,000 journal rows and 100,000 waiting keys, {empty_ms:.2} without; {:.0} and {:.0} orders a second",
            speed(&full),
            speed(&empty)
        ),
    );
    Ok(())
}

async fn once(is_full: bool) -> Result<Cost> {
    let (world, tenant) = bulk::world().await?;
    if is_full {
        fill(&world).await?;
    }
    let cost = bulk::cost(&world, &tenant).await?;
    world.end().await?;
    Ok(cost)
}

async fn fill(world: &World) -> Result<()> {
    let account = world.remote.another_account().await?;
    let token = account["private_app_token"]
        .as_str()
        .context("the second account's token")?;
    let (paused, _) = world.tenant("Paused").await?;
    let file = files::to_hubspot("orders", "").replace("${HUBSPOT_TOKEN}", token);
    world.apply(&paused, &file).await?;
    let mut connection = world.database.connect().await?;
    for statement in HISTORY {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    for statement in WAITING {
        sqlx::query(statement)
            .bind(&paused)
            .execute(&mut connection)
            .await?;
    }
    // A database in use has been looked after.
    sqlx::query("vacuum analyze").execute(&mut connection).await?;
    Ok(())
}
