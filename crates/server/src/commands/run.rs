use std::{collections::BTreeMap, time::Duration};

use anyhow::Result;
use clap::Args;
use domain::{FlowId, TenantId};
use jiff::{Timestamp, civil};
use scheduler::Only;
use serde_json::json;
use store::{
    connections, flows,
    runs::{self, Run as FlowRun, State, Trigger},
};
use tokio_util::sync::CancellationToken;

use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    shutdown,
};

/// Flows are worked on by one lease each, so one slot is all that a run by hand can use.
const SLOTS: usize = 1;

#[derive(Args)]
pub(super) struct Run {
    /// The flow's name.
    flow: String,
    /// Whose flow.
    #[arg(long)]
    tenant: TenantId,
    /// Only what changed since then: 2026-11-01, or 2026-11-01T08:00:00Z. Left out: everything.
    #[arg(long, value_parser = moment)]
    since: Option<Timestamp>,
    /// Work until the run is over, then print what became of it as JSON. Without, the workers do it.
    #[arg(long)]
    wait: bool,
}

impl Run {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::open().await?;
        let ended = self.run_with(&kopru).await;
        kopru.close().await;
        ended
    }

    async fn run_with(&self, kopru: &Kopru) -> Result<Exit> {
        let tenant = kopru.tenant(self.tenant).await?;
        let begin = kopru.parts.clock.now();
        let mut tx = kopru.store.begin(tenant).await?;
        let Some(flow) = flows::by_name(&mut tx, &self.flow).await? else {
            let known: Vec<String> = flows::list(&mut tx)
                .await?
                .into_iter()
                .map(|flow| flow.name)
                .collect();
            return Err(wrong_use(format!(
                "there is no flow \"{}\"; the tenant has: {}",
                self.flow,
                known.join(", ")
            )));
        };
        if flow.state != domain::flow::FlowState::Active {
            return Err(wrong_use(format!(
                "the flow \"{}\" is paused; set `active = true` and apply the file",
                self.flow
            )));
        }
        let run = runs::request(&mut tx, flow.id, Trigger::ByHand, self.since, None, begin).await?;
        tx.commit().await?;
        if !self.wait {
            println!("{}", json!({ "run_id": run }));
            return Ok(Exit::Well);
        }
        let stop = shutdown::on_signal();
        let over = work_until_over(kopru, tenant, flow.id, run, &stop).await?;
        let Some(over) = over else {
            eprintln!("kopru: stopped before the run was over; the workers go on with it");
            return Ok(Exit::SomeFailed);
        };
        let seconds = kopru.parts.clock.now().duration_since(begin).as_secs_f64();
        print(kopru, tenant, &over, seconds).await?;
        Ok(match over.state {
            State::Failed { ref message } => {
                eprintln!("kopru: the run failed: {message}");
                Exit::CannotReach
            }
            _ if over.counts.failed > 0 => Exit::SomeFailed,
            _ => Exit::Well,
        })
    }
}

/// Takes part in the work until the run is over. Other processes may take part, too: leases decide who does what.
async fn work_until_over(
    kopru: &Kopru,
    tenant: TenantId,
    flow: FlowId,
    run: domain::RunId,
    stop: &CancellationToken,
) -> Result<Option<FlowRun>> {
    let done = stop.child_token();
    let load = tokio::spawn(scheduler::load(kopru.parts.clone(), done.clone()));
    let work = tokio::spawn(scheduler::work(
        kopru.parts.clone(),
        SLOTS,
        Only::Flow(flow),
        done.clone(),
    ));
    let over = tokio::select! {
        over = runs::wait(&kopru.store, tenant, run, Duration::from_millis(50)) => Some(over?),
        () = stop.cancelled() => None,
    };
    done.cancel();
    let _ = tokio::join!(load, work);
    Ok(over)
}

async fn print(kopru: &Kopru, tenant: TenantId, run: &FlowRun, seconds: f64) -> Result<()> {
    let mut tx = kopru.store.begin(tenant).await?;
    let mut calls: BTreeMap<&str, u64> = BTreeMap::new();
    if let Some(flow) = flows::find(&mut tx, run.flow).await? {
        for (id, made) in [
            (flow.source.connection, run.source_calls),
            (flow.destination.connection, run.destination_calls),
        ] {
            if let Some(connection) = connections::find(&mut tx, id).await? {
                *calls.entry(connection.connector.as_str()).or_default() += made;
            }
        }
    }
    tx.commit().await?;
    let counts = run.counts;
    println!(
        "{}",
        json!({
            "run_id": run.id,
            "seen": run.total,
            "created": counts.created,
            "updated": counts.updated,
            "skipped": counts.skipped,
            "failed": counts.failed,
            "calls": calls,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        })
    );
    Ok(())
}

/// A moment, or a day (its first moment in UTC).
fn moment(text: &str) -> Result<Timestamp, String> {
    text.parse::<Timestamp>()
        .or_else(|_| {
            text.parse::<civil::Date>()
                .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC))
                .map(|moment| moment.timestamp())
        })
        .map_err(|_| format!("\"{text}\" is no moment; write 2026-11-01 or 2026-11-01T08:00:00Z"))
}
