//! Runs: loads, replays and runs by hand, with their progress.

use axum::{
    Json,
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{Counts, FlowId, RecordKey, RunId, flow::FlowState};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::runs::{self, Run, State as RunState, Trigger};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Id, MaybeBody},
    caller::Caller,
    flows,
    page::{self, Page},
    problem::{ApiError, Problem},
    write::Write,
};

/// Keys that one run by hand takes.
const MOST_KEYS: usize = 10_000;

/// How many records came to which end.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountsView {
    /// Records that came to an end.
    pub(crate) seen: u64,
    /// New at the destination.
    pub(crate) created: u64,
    /// Changed at the destination.
    pub(crate) updated: u64,
    /// Nothing to send.
    pub(crate) skipped: u64,
    /// Given up, or waiting to be tried again.
    pub(crate) failed: u64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            seen: counts.seen,
            created: counts.created,
            updated: counts.updated,
            skipped: counts.skipped,
            failed: counts.failed,
        }
    }
}

/// A run and its progress.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunView {
    /// Its id.
    pub(crate) id: Uuid,
    /// Of which flow.
    pub(crate) flow: Uuid,
    /// The revision that was published when it was asked for.
    pub(crate) revision: Uuid,
    /// Why: by_hand, load, replay.
    #[schema(example = "by_hand")]
    pub(crate) trigger: String,
    /// waiting, reading, working, finished, failed, cancelled.
    #[schema(example = "working")]
    pub(crate) state: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// Only what changed since.
    pub(crate) since: Option<Timestamp>,
    /// Keys found so far.
    #[schema(example = 1000)]
    pub(crate) total: u64,
    /// What became of them.
    pub(crate) counts: CountsView,
    /// Calls to the source.
    pub(crate) source_calls: u64,
    /// Calls to the destination.
    pub(crate) destination_calls: u64,
    /// When it was asked for.
    pub(crate) requested_at: Timestamp,
    /// When it ended.
    pub(crate) finished_at: Option<Timestamp>,
    /// Its address.
    #[schema(example = "/api/v1/runs/0193e6a0-0000-7000-8000-000000000000")]
    pub(crate) url: String,
}

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        let (state, message) = match run.state {
            RunState::Waiting => ("waiting", None),
            RunState::Reading => ("reading", None),
            RunState::Working => ("working", None),
            RunState::Finished => ("finished", None),
            RunState::Failed { message } => ("failed", Some(message)),
            RunState::Cancelled => ("cancelled", None),
        };
        Self {
            id: run.id.uuid(),
            flow: run.flow.uuid(),
            revision: run.revision.uuid(),
            trigger: run.trigger,
            state,
            message,
            since: run.since,
            total: run.total,
            counts: run.counts.into(),
            source_calls: run.source_calls,
            destination_calls: run.destination_calls,
            requested_at: run.requested_at,
            finished_at: run.finished_at,
            url: url(run.id),
        }
    }
}

pub(crate) fn url(id: RunId) -> String {
    format!("/api/v1/runs/{id}")
}

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsWanted {
    /// Of one flow.
    pub(crate) flow: Option<Uuid>,
    /// How many, 1 to 200; 50 if nothing is said.
    pub(crate) limit: Option<u16>,
    /// Where the page begins: the `next` of the page before.
    pub(crate) after: Option<String>,
}

/// List runs, newest first.
#[utoipa::path(get, path = "/runs", tag = "runs", params(RunsWanted),
    responses((status = 200, body = Page<RunView>), (status = 400, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Asked(wanted): Asked<RunsWanted>,
) -> Result<Response, ApiError> {
    let (limit, after) = (page::limit(wanted.limit)?, page::begin(wanted.after.as_deref())?);
    let mut tx = caller.begin(&app).await?;
    let flow = wanted.flow.map(FlowId::from);
    let found = runs::list(&mut tx, flow, after, page::and_one(limit)).await?;
    tx.commit().await?;
    Ok(page::answer(&uri, found, limit, |run| run.id, RunView::from))
}

/// Show a run and its progress.
#[utoipa::path(get, path = "/runs/{run}", tag = "runs",
    params(("run" = Uuid, Path, description = "The run's id")),
    responses((status = 200, body = RunView), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<RunId>,
) -> Result<Json<RunView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let run = runs::find(&mut tx, id).await?;
    tx.commit().await?;
    run.map(|run| Json(run.into()))
        .ok_or_else(|| ApiError::not_found("run", id))
}

/// What is to be run.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewRun {
    /// Only what changed since; left out: everything.
    pub(crate) since: Option<Timestamp>,
    /// Only these records, by their key in the source; at most 10,000.
    #[schema(example = json!(["4711", "4712"]))]
    pub(crate) keys: Option<Vec<String>>,
}

/// Ask for a run of a flow. The workers do it; the answer tells where to look.
#[utoipa::path(post, path = "/flows/{flow}/runs", tag = "runs",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = Option<NewRun>,
    responses((status = 202, body = RunView, headers(("Location" = String, description = "The run's address"))),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn request(
    mut write: Write,
    Id(flow): Id<FlowId>,
    MaybeBody(new): MaybeBody<NewRun>,
) -> Result<Response, ApiError> {
    let flow = flows::find(&mut write.tx, flow).await?;
    if let FlowState::Paused { reason } = flow.state {
        let what = format!("the flow is paused ({reason}); resume it first");
        return Err(ApiError::Conflict(what));
    }
    let keys = keys_of(&new)?;
    let (tx, now) = (&mut write.tx, write.now);
    let id = match keys {
        Some(keys) => runs::request_keys(tx, flow.id, Trigger::ByHand, &keys, None, now).await?,
        None => runs::request(tx, flow.id, Trigger::ByHand, new.since, None, now).await?,
    };
    let run = runs::find(tx, id)
        .await?
        .ok_or_else(|| ApiError::not_found("run", id))?;
    write.answer(StatusCode::ACCEPTED, &RunView::from(run)).await
}

fn keys_of(new: &NewRun) -> Result<Option<Vec<RecordKey>>, ApiError> {
    let Some(keys) = &new.keys else { return Ok(None) };
    if new.since.is_some() {
        return Err(ApiError::mistake("/since", "send either since or keys, not both"));
    }
    if !(1..=MOST_KEYS).contains(&keys.len()) {
        return Err(ApiError::mistake("/keys", format!("takes 1 to {MOST_KEYS} keys")));
    }
    if let Some(at) = keys.iter().position(|key| !is_key(key)) {
        return Err(ApiError::mistake(
            format!("/keys/{at}"),
            "a key is 1 to 200 characters without control characters",
        ));
    }
    Ok(Some(
        keys.iter().map(|key| RecordKey::from(key.as_str())).collect(),
    ))
}

fn is_key(key: &str) -> bool {
    (1..=200).contains(&key.len()) && !key.chars().any(char::is_control)
}

/// Stop a run: what it found and has not sent yet is left.
#[utoipa::path(put, path = "/runs/{run}/cancellation", tag = "runs",
    params(("run" = Uuid, Path, description = "The run's id")),
    responses((status = 200, body = RunView), (status = 404, body = Problem)))]
pub(crate) async fn cancel(mut write: Write, Id(id): Id<RunId>) -> Result<Response, ApiError> {
    let not_found = || ApiError::not_found("run", id);
    runs::find(&mut write.tx, id).await?.ok_or_else(not_found)?;
    runs::cancel(&mut write.tx, id, write.now).await?;
    let run = runs::find(&mut write.tx, id).await?.ok_or_else(not_found)?;
    write.answer(StatusCode::OK, &RunView::from(run)).await
}
