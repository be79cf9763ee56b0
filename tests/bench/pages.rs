//! The dashboard's pages for a member whose tenant has a million records: how long the server takes for each.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, StatusCode, header, redirect};
use tests::{World, WorldOptions, files};

use crate::report::{Report, Target, percentile};

const EMAIL: &str = "merchant@bench.example";
const PASSWORD: &str = "a pier of seven arches";
/// How often each page is asked for, after once for warming up.
const TIMES: usize = 30;

/// A million records of this tenant over thirty days, all older than what it has received itself, each findable by two
/// words, a third with what was exchanged; and the hourly sums that belong to them.
const HISTORY: [&str; 5] = [
    "select kopru_ensure_partitions(current_date - 30, current_date + 1)",
    "
    insert into journal_entry (tenant_id, day, record_id, flow_id, revision_id, key, outcome, reason, remote_id,
        amount, currency, attempt, duration_us, at, words)
    select f.tenant_id, old.at::date, old.id, f.flow_id, f.revision_id, (7000000 + n)::text,
        case when n % 7 = 0 then 'skipped' else 'created' end, case when n % 7 = 0 then 'exists' end,
        (20000000000 + n)::text, (n % 90000) / 100.0, 'EUR', 1, 4000 + n % 9000, old.at,
        decode(repeat(md5(n::text), 6), 'hex')
    from flow f, generate_series(1, 1000000) as n,
        lateral (select now() - interval '2 hours' - n * interval '2.5 seconds' as at) as moment,
        lateral (select moment.at,
            (lpad(to_hex((extract(epoch from moment.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3)
                || 'a' || substr(md5(n::text), 4, 15))::uuid as id) as old
    ",
    "
    insert into journal_search (tenant_id, day, hash, record_id)
    select tenant_id, day, decode(md5(key || word), 'hex'), record_id
    from journal_entry, generate_series(1, 2) as word where key >= '7000000' and length(key) = 7
    ",
    "
    insert into exchange (tenant_id, day, record_id, sealed)
    select tenant_id, day, record_id, decode(repeat(md5(key), 12), 'hex')
    from journal_entry where length(key) = 7 and key::bigint % 3 = 0
    ",
    "
    insert into tally (tenant_id, flow_id, hour, outcome, reason, records, duration_us)
    select tenant_id, flow_id, date_trunc('hour', at), outcome, coalesce(reason, ''), count(*), sum(duration_us)
    from journal_entry where at < now() - interval '2 hours' group by 1, 2, 3, 4, 5
    on conflict do nothing
    ",
];

/// Some of what it received itself did not get through.
const FAILURES: &str = "update journal_entry set outcome = 'failed', reason = 'refused'
    where record_id in (select record_id from journal_entry where at > now() - interval '1 hour' limit 60)";

/// Asks for the main pages and notes the slowest page's 95th percentile.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let options = WorldOptions {
        shop: "orders-1000",
        ..WorldOptions::default()
    };
    let world = World::new(options).await?;
    let create = [
        "tenant",
        "create",
        "Bench",
        "--owner",
        EMAIL,
        "--password",
        PASSWORD,
    ];
    let made: serde_json::Value = serde_json::from_str(&world.kopru(&create).await?)?;
    let tenant = made["tenant_id"].as_str().context("the tenant's id")?;
    world.apply(tenant, &files::to_hubspot("orders", "")).await?;
    world.run(tenant, "orders").await?;
    let mut database = world.database.connect().await?;
    for statement in HISTORY.into_iter().chain([FAILURES, "vacuum analyze"]) {
        sqlx::query(statement).execute(&mut database).await?;
    }
    let mut web = world.start_web().await?;
    web.answers(&format!("{}/readyz", world.url())).await?;
    let member = Member::signs_in(world.url()).await?;

    let mut of_pages: Vec<(f64, String)> = Vec::new();
    for page in pages(&mut database).await? {
        let mut times = Vec::new();
        for turn in 0..=TIMES {
            let asked = Instant::now();
            member.page(&page).await?;
            if turn > 0 {
                times.push(asked.elapsed().as_secs_f64() * 1000.0);
            }
        }
        let (middle, late) = (percentile(&mut times, 50.0), percentile(&mut times, 95.0));
        println!("  {page:60} p50 {middle:6.1} ms, p95 {late:6.1} ms");
        of_pages.push((late, page));
    }
    let slowest = of_pages
        .iter()
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .context("no page was asked for")?;
    report.note(
        "page_p95_ms",
        slowest.0,
        Target::AtMost(50.0),
        format!(
            "of {} pages the slowest, \"{}\", asked for {TIMES} times by a member whose tenant has 1,000,000 journal rows",
            of_pages.len(),
            slowest.1
        ),
    );
    web.kill().await?;
    world.end().await
}

/// The main pages of a member, with ids of this database.
async fn pages(database: &mut sqlx::PgConnection) -> Result<Vec<String>> {
    let flow: uuid::Uuid = sqlx::query_scalar("select flow_id from flow")
        .fetch_one(&mut *database)
        .await?;
    let connection: uuid::Uuid = sqlx::query_scalar("select connection_id from connection limit 1")
        .fetch_one(&mut *database)
        .await?;
    let (record, key): (uuid::Uuid, String) = sqlx::query_as(
        "select record_id, key from journal_entry where outcome = 'created' order by at desc limit 1",
    )
    .fetch_one(&mut *database)
    .await?;
    let run: uuid::Uuid = sqlx::query_scalar("select run_id from run limit 1")
        .fetch_one(&mut *database)
        .await?;
    Ok(vec![
        "/overview".to_owned(),
        "/overview?range=30d".to_owned(),
        "/flows".to_owned(),
        format!("/flows/{flow}"),
        format!("/flows/{flow}/runs"),
        format!("/flows/{flow}/mapping"),
        format!("/flows/{flow}/mapping/draft"),
        format!("/flows/{flow}/revisions"),
        "/records".to_owned(),
        "/records?outcome=failed".to_owned(),
        format!("/records?flow={flow}&outcome=created"),
        format!("/records?q={key}"),
        "/records?q=nobody@example.com".to_owned(),
        format!("/records/{record}"),
        "/failures".to_owned(),
        format!("/runs/{run}"),
        "/mapping".to_owned(),
        "/look-ups".to_owned(),
        "/alerts".to_owned(),
        "/alerts/channels".to_owned(),
        "/connections".to_owned(),
        format!("/connections/{connection}"),
        "/team".to_owned(),
        "/account".to_owned(),
        "/settings".to_owned(),
        "/settings/audit".to_owned(),
        "/billing".to_owned(),
        "/billing/packages".to_owned(),
        "/help".to_owned(),
    ])
}

/// Who has signed in.
struct Member {
    client: Client,
    url: String,
    cookie: String,
}

impl Member {
    async fn signs_in(url: String) -> Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none()).build()?;
        let answer = client
            .post(format!("{url}/sign-in"))
            .form(&[("email", EMAIL), ("password", PASSWORD)])
            .send()
            .await?;
        ensure!(
            answer.status() == StatusCode::SEE_OTHER,
            "signing in: {}",
            answer.status()
        );
        let cookie = answer
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .collect::<Vec<_>>()
            .join("; ");
        Ok(Self { client, url, cookie })
    }

    async fn page(&self, page: &str) -> Result<()> {
        let answer = self
            .client
            .get(format!("{}{page}", self.url))
            .header(header::COOKIE, &self.cookie)
            .send()
            .await?;
        let status = answer.status();
        ensure!(status == StatusCode::OK, "{page}: {status}");
        answer.text().await?;
        Ok(())
    }
}
