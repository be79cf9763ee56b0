//! Usage: counts by hour, call budgets, and what waits.

use std::sync::Arc;

use axum::{Json, extract::State};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{StoreBudgets, connections, flows, inbox, records};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::Asked,
    caller::Caller,
    problem::{ApiError, Problem},
};

/// How far back, if nothing is said.
const USUAL: SignedDuration = SignedDuration::from_hours(24);

/// Since when.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageWanted {
    /// The first moment; 24 hours ago if nothing is said.
    pub(crate) since: Option<Timestamp>,
}

/// What a tenant used, and how it is served.
#[derive(Serialize, ToSchema)]
pub(crate) struct UsageView {
    /// Counts by hour; each is a count of rows of the activity log.
    pub(crate) tallies: Vec<TallyView>,
    /// Call budgets of the connections.
    pub(crate) budgets: Vec<BudgetView>,
    /// What waits, by flow.
    pub(crate) backlogs: Vec<FlowBacklogView>,
}

/// How many records came to which end in an hour.
#[derive(Serialize, ToSchema)]
pub(crate) struct TallyView {
    /// Through which flow.
    pub(crate) flow: Uuid,
    /// The hour's beginning.
    pub(crate) hour: Timestamp,
    /// created, updated, skipped, failed.
    #[schema(example = "created")]
    pub(crate) outcome: String,
    /// The closed word for why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
    /// How many.
    pub(crate) records: u64,
    /// Their durations together, in microseconds.
    pub(crate) duration_us: u64,
}

/// One limit of a remote system, and how much of it is used.
#[derive(Serialize, ToSchema)]
pub(crate) struct BudgetView {
    /// Of which connection.
    pub(crate) connection: Uuid,
    /// Which of the remote's limits.
    #[schema(example = "burst")]
    pub(crate) bucket: String,
    /// Its windows.
    pub(crate) windows: Vec<WindowView>,
    /// The remote asked us to wait until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) blocked_until: Option<Timestamp>,
}

/// So many calls in so long a time.
#[derive(Serialize, ToSchema)]
pub(crate) struct WindowView {
    /// Its length in milliseconds.
    #[schema(example = 10000)]
    pub(crate) length_ms: i64,
    /// Calls allowed in it.
    #[schema(example = 110)]
    pub(crate) limit: u32,
    /// Calls counted in it at this moment.
    #[schema(example = 12)]
    pub(crate) counted: u32,
}

/// What waits in a flow.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlowBacklogView {
    /// Which flow.
    pub(crate) flow: Uuid,
    /// Keys that wait.
    pub(crate) waiting: u64,
    /// Seconds since the oldest was seen.
    pub(crate) lag_seconds: f64,
}

/// Tell what was used and what waits.
#[utoipa::path(get, path = "/usage", tag = "usage", params(UsageWanted),
    responses((status = 200, body = UsageView), (status = 400, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Asked(wanted): Asked<UsageWanted>,
) -> Result<Json<UsageView>, ApiError> {
    let now = app.now();
    let mut tx = caller.begin(&app).await?;
    let tallies = records::tallies(&mut tx, wanted.since.unwrap_or(now - USUAL)).await?;
    let mut backlogs = Vec::new();
    for flow in flows::list(&mut tx).await? {
        let backlog = inbox::backlog(&mut tx, flow.id).await?;
        backlogs.push(FlowBacklogView {
            flow: flow.id.uuid(),
            waiting: backlog.waiting,
            lag_seconds: backlog
                .oldest
                .map_or(0.0, |oldest| now.duration_since(oldest).as_secs_f64()),
        });
    }
    let connections = connections::list(&mut tx).await?;
    tx.commit().await?;
    let kept = StoreBudgets::new(app.store().clone(), Arc::clone(&app.parts().clock));
    let mut budgets = Vec::new();
    for connection in connections {
        for (bucket, budget) in kept.of(connection.id).await? {
            let windows = budget.windows.iter().map(|window| WindowView {
                length_ms: window.length_ms,
                limit: window.limit,
                counted: window.counted(now),
            });
            budgets.push(BudgetView {
                connection: connection.id.uuid(),
                bucket,
                windows: windows.collect(),
                blocked_until: budget.blocked_until.filter(|until| *until > now),
            });
        }
    }
    Ok(Json(UsageView {
        tallies: tallies
            .into_iter()
            .map(|tally| TallyView {
                flow: tally.flow.uuid(),
                hour: tally.hour,
                outcome: tally.outcome,
                reason: tally.reason,
                records: tally.records,
                duration_us: tally.duration_us,
            })
            .collect(),
        budgets,
        backlogs,
    }))
}
