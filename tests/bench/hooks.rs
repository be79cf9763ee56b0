//! Webhooks as fast as they are taken: signed as Lightspeed signs them, over 64 connections.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use md5::{Digest as _, Md5};
use tests::{World, WorldOptions, files};

use crate::report::{Report, Target, percentile};

const CONNECTIONS: usize = 64;
const LASTS: Duration = Duration::from_secs(8);

/// Where and as whom the shop would send.
struct Sender {
    url: String,
    shop: String,
    secret: String,
}

/// Fires webhooks of ever new orders at a web process; nobody works them off meanwhile.
pub(crate) async fn measure(report: &mut Report) -> Result<()> {
    let (world, _) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    let web = world.start_web().await?;
    let sender = Arc::new(sender(&world).await?);
    let next = Arc::new(AtomicU64::new(900_000_000));
    let begin = Instant::now();
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|_| tokio::spawn(send(Arc::clone(&sender), Arc::clone(&next), begin + LASTS)))
        .collect();
    let mut taken = Vec::new();
    for sender in senders {
        taken.extend(sender.await??);
    }
    let seconds = begin.elapsed().as_secs_f64();
    let waiting = world.waiting().await?;
    ensure!(
        usize::try_from(waiting)? >= taken.len(),
        "{} webhooks were accepted, but only {waiting} keys wait",
        taken.len()
    );
    let (_, peak) = web.memory_mb()?;
    #[allow(clippy::cast_precision_loss, reason = "a count of webhooks of some seconds")]
    let a_second = taken.len() as f64 / seconds;
    report.note(
        "hooks_per_second",
        a_second,
        Target::None,
        format!("signed orders/paid over {CONNECTIONS} connections for {} s, sender on the same machine; each of an order of its own, all found waiting", LASTS.as_secs()),
    );
    report.note(
        "hook_p99_ms",
        percentile(&mut taken, 99.0),
        Target::None,
        "from sending to the answer, under that load",
    );
    report.note(
        "hooks_web_rss_mb",
        peak,
        Target::None,
        "most memory the web process held under that load",
    );
    world.end().await
}

async fn sender(world: &World) -> Result<Sender> {
    let mut connection = world.database.connect().await?;
    let (token, shop): (String, String) =
        sqlx::query_as("select hook_token, account_id from connection where connector = 'lightspeed_ecom'")
            .fetch_one(&mut connection)
            .await?;
    let credentials = world.remote.credentials().await?;
    let secret = credentials["lightspeed"]["secret"]
        .as_str()
        .context("the shop's secret")?
        .to_owned();
    Ok(Sender {
        url: format!("{}/hooks/lightspeed_ecom/{token}", world.url()),
        shop,
        secret,
    })
}

async fn send(sender: Arc<Sender>, next: Arc<AtomicU64>, end: Instant) -> Result<Vec<f64>> {
    // A client of its own, so that each has one connection.
    let client = reqwest::Client::builder().pool_max_idle_per_host(1).build()?;
    let mut taken = Vec::new();
    while Instant::now() < end {
        let order = next.fetch_add(1, Ordering::Relaxed);
        let body = format!(r#"{{"order":{{"id":{order},"status":"paid"}}}}"#);
        let mut hash = Md5::new();
        hash.update(body.as_bytes());
        hash.update(sender.secret.as_bytes());
        let signature: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let sent = Instant::now();
        let answer = client
            .post(&sender.url)
            .header("x-event", "orders/paid")
            .header("x-shop-id", &sender.shop)
            .header("x-order-id", order.to_string())
            .header("x-signature", signature)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await?;
        ensure!(
            answer.status().is_success(),
            "a webhook was answered with {}: {}",
            answer.status(),
            answer.text().await.unwrap_or_default()
        );
        answer.bytes().await?;
        taken.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(taken)
}
