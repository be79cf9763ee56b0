use std::{collections::BTreeMap, time::Duration};

use anyhow::{Result, bail};
use clap::Args;
use domain::{
    FlowId, RunId, TenantId,
    flow::{Flow, FlowState},
};
use jiff::{Timestamp, civil};
use scheduler::{Only, PlanError, trial};
use serde_json::json;
use store::{
    connections::{self, Status},
    flows,
    runs::{self, Run as FlowRun, State, Trigger},
    work,
};
use tokio_util::sync::CancellationToken;

use super::patience::{Patience, Stuck};
use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    say, shutdown,
};

/// Flows are worked on by one lease each, so one slot is all that a run by hand can use.
const SLOTS: usize = 1;
/// How often we look whether the run is over.
const LOOK: Duration = Duration::from_millis(50);
/// How often we look whether it makes headway.
const LOOK_FOR_HEADWAY: Duration = Duration::from_secs(1);

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
        let flow = self.flow(kopru, tenant).await?;
        let mut tx = kopru.store.begin(tenant).await?;
        let run = runs::request(&mut tx, flow.id, Trigger::ByHand, self.since, None, begin).await?;
        tx.commit().await?;
        if !self.wait {
            say::line(json!({ "run_id": run }));
            return Ok(Exit::Well);
        }
        let stop = shutdown::on_signal();
        let ended = work_until_over(kopru, tenant, flow.id, run, &stop).await?;
        let (run, exit) = match ended {
            Ended::Over(run) => {
                let exit = exit_of(&run);
                (run, exit)
            }
            Ended::Stuck(run, why) => {
                say::trouble(format_args!(
                    "{why}; the run stays, and the workers go on with it"
                ));
                (run, why.exit())
            }
            Ended::Stopped => {
                say::trouble("stopped before the run was over; the workers go on with it");
                return Ok(Exit::SomeFailed);
            }
        };
        let seconds = kopru.parts.clock.now().duration_since(begin).as_secs_f64();
        print(kopru, tenant, &run, seconds).await?;
        Ok(exit)
    }

    /// The flow of this name, if it can be worked on.
    async fn flow(&self, kopru: &Kopru, tenant: TenantId) -> Result<Flow> {
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
        if flow.state != FlowState::Active {
            return Err(wrong_use(format!(
                "the flow \"{}\" is paused; set `active = true` and apply the file",
                self.flow
            )));
        }
        for id in [flow.source.connection, flow.destination.connection] {
            if let Some(connection) = connections::find(&mut tx, id).await?
                && let Status::NeedsSignIn { words } = connection.status
            {
                bail!(
                    "the connection \"{}\" needs a new sign-in: {words}",
                    connection.name
                );
            }
        }
        tx.commit().await?;
        match trial::plan(&kopru.parts, tenant, flow.id, None).await {
            Ok(_) => Ok(flow),
            Err(PlanError::Store(error)) => Err(error.into()),
            Err(error) => Err(wrong_use(format!(
                "the flow \"{}\" can't work: {error}",
                self.flow
            ))),
        }
    }
}

fn exit_of(run: &FlowRun) -> Exit {
    match &run.state {
        State::Failed { message } => {
            say::trouble(format_args!("the run failed: {message}"));
            Exit::CannotReach
        }
        State::Cancelled => {
            say::trouble("the run was cancelled");
            Exit::SomeFailed
        }
        _ if run.counts.failed > 0 => Exit::SomeFailed,
        _ => Exit::Well,
    }
}

/// How waiting for a run ended.
enum Ended {
    Over(FlowRun),
    /// It makes no headway.
    Stuck(FlowRun, Stuck),
    /// We were told to stop.
    Stopped,
}

/// Takes part in the work until the run is over. Other processes may take part, too: leases decide who does what.
async fn work_until_over(
    kopru: &Kopru,
    tenant: TenantId,
    flow: FlowId,
    run: RunId,
    stop: &CancellationToken,
) -> Result<Ended> {
    let done = stop.child_token();
    let only = Only::Flow(flow);
    let load = tokio::spawn(scheduler::load(kopru.parts.clone(), only, done.clone()));
    let work = tokio::spawn(scheduler::work(kopru.parts.clone(), SLOTS, only, done.clone()));
    let ended = tokio::select! {
        over = runs::wait(&kopru.store, tenant, run, LOOK) => over.map(Ended::Over).map_err(Into::into),
        stuck = until_stuck(kopru, tenant, flow, run) => stuck.map(|(run, why)| Ended::Stuck(run, why)),
        () = stop.cancelled() => Ok(Ended::Stopped),
    };
    done.cancel();
    let _ = tokio::join!(load, work);
    ended
}

/// Ends when the run makes no headway any more.
async fn until_stuck(kopru: &Kopru, tenant: TenantId, flow: FlowId, run: RunId) -> Result<(FlowRun, Stuck)> {
    let mut patience = Patience::from(kopru.parts.clock.now());
    loop {
        tokio::time::sleep(LOOK_FOR_HEADWAY).await;
        let mut tx = kopru.store.begin(tenant).await?;
        let run = runs::find(&mut tx, run).await?;
        let standing = work::standing(&mut tx, flow).await?;
        tx.commit().await?;
        let (Some(run), Some(standing)) = (run, standing) else {
            return Err(wrong_use("the flow was removed while its run was under way"));
        };
        // One that is over is noticed by those who wait for that.
        if !run.is_over()
            && let Some(why) = patience.look(kopru.parts.clock.now(), &run, &standing)
        {
            return Ok((run, why));
        }
    }
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
    say::line(json!({
            "run_id": run.id,
            "seen": run.total,
            "created": counts.created,
            "updated": counts.updated,
            "skipped": counts.skipped,
            "failed": counts.failed,
            "calls": calls,
            "seconds": (seconds * 1000.0).round() / 1000.0,
    }));
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
