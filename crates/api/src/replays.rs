//! Replays: dead letters are sent again, as new runs.

use axum::response::Response;
use domain::DeadLetterId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::dead_letters;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    body::Body,
    dead_letters::MOST,
    flows,
    problem::{ApiError, Problem},
    runs,
    write::Write,
};

/// What is to be sent again: either named dead letters, or all open ones of a flow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewReplay {
    /// Ids of dead letters, 1 to 1,000. Those that are neither open nor set aside are left out.
    pub(crate) dead_letters: Option<Vec<Uuid>>,
    /// All open dead letters of this flow.
    pub(crate) flow: Option<Uuid>,
    /// With `flow`: only those with this reason.
    #[schema(example = "rejected_by_destination")]
    pub(crate) reason: Option<String>,
}

/// The runs that send them.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayView {
    /// One a flow.
    pub(crate) runs: Vec<ReplayRun>,
}

/// A run that sends dead letters again.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayRun {
    /// Of which flow.
    pub(crate) flow: Uuid,
    /// The run's id.
    pub(crate) run: Uuid,
    /// The run's address.
    pub(crate) url: String,
}

/// Send dead letters again, by the revision that is published now.
#[utoipa::path(post, path = "/replays", tag = "dead letters", request_body = NewReplay,
    responses((status = 202, body = ReplayView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn request(mut write: Write, Body(new): Body<NewReplay>) -> Result<Response, ApiError> {
    let (tx, now) = (&mut write.tx, write.now);
    let asked = match (new.dead_letters, new.flow) {
        (Some(ids), None) if new.reason.is_none() => {
            if !(1..=MOST).contains(&ids.len()) {
                return Err(ApiError::mistake(
                    "/dead_letters",
                    format!("takes 1 to {MOST} ids"),
                ));
            }
            let ids: Vec<DeadLetterId> = ids.into_iter().map(DeadLetterId::from).collect();
            dead_letters::replay(tx, &ids, None, now).await?
        }
        (None, Some(flow)) => {
            let flow = flows::find(tx, flow.into()).await?.id;
            let run = dead_letters::replay_open(tx, flow, new.reason.as_deref(), None, now).await?;
            run.into_iter().map(|run| (flow, run)).collect()
        }
        _ => {
            let what = "send either dead_letters, or flow (with reason, if you like)";
            return Err(ApiError::mistake("", what));
        }
    };
    let runs = asked
        .into_iter()
        .map(|(flow, run)| ReplayRun {
            flow: flow.uuid(),
            run: run.uuid(),
            url: runs::url(run),
        })
        .collect();
    write.answer(StatusCode::ACCEPTED, &ReplayView { runs }).await
}
