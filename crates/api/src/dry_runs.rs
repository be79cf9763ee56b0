//! Dry runs: what a flow would do with records. They can't write.

use axum::{Json, extract::State};
use domain::FlowId;
use scheduler::trial::{self, MOST, Tried};
use serde::{Deserialize, Serialize};
use serde_json::Value as Document;
use utoipa::ToSchema;

use crate::{
    App,
    body::{Id, MaybeBody},
    caller::Caller,
    problem::{ApiError, Problem},
    revisions::content,
    runs::CountsView,
};

/// Records that are tried if nothing else is said.
const USUAL: usize = 5;

/// What is to be tried.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DryRun {
    /// These records, by their key in the source; at most 100.
    #[schema(example = json!(["4711"]))]
    pub(crate) keys: Option<Vec<String>>,
    /// So many of the newest records, at most 100; 5 if nothing is said.
    #[schema(example = 20)]
    pub(crate) last: Option<usize>,
    /// Differences from the shipped mapping, in place of the draft's or the published ones.
    #[schema(value_type = Option<Object>)]
    pub(crate) mapping: Option<Document>,
    /// Settings, in place of the draft's or the published ones.
    #[schema(value_type = Option<Object>)]
    pub(crate) settings: Option<Document>,
}

/// What would become of records.
#[derive(Serialize, ToSchema)]
pub(crate) struct DryRunView {
    /// How many would come to which end.
    pub(crate) counts: CountsView,
    /// Record by record.
    pub(crate) forecasts: Vec<ForecastView>,
}

/// What would become of one record.
#[derive(Serialize, ToSchema)]
pub(crate) struct ForecastView {
    /// The source's key.
    #[schema(example = "4711")]
    pub(crate) key: String,
    /// create, update, skip or fail.
    #[schema(example = "create")]
    pub(crate) would: &'static str,
    /// Why it would be skipped or fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
    /// Where it is at the destination already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote: Option<String>,
    /// The source's own JSON.
    #[schema(value_type = Value)]
    pub(crate) came_in: domain::Value,
    /// The canonical document made of it.
    #[schema(value_type = Value)]
    pub(crate) document: domain::Value,
    /// What would be sent.
    #[schema(value_type = Value)]
    pub(crate) mapped: domain::Value,
}

/// Try a flow on records without writing anything anywhere. Takes the draft if there is one, unless a mapping or
/// settings are sent along.
#[utoipa::path(post, path = "/flows/{flow}/dry-runs", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = Option<DryRun>,
    responses((status = 200, body = DryRunView), (status = 404, body = Problem), (status = 422, body = Problem),
        (status = 502, body = Problem)))]
pub(crate) async fn create(
    caller: Caller,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
    MaybeBody(wish): MaybeBody<DryRun>,
) -> Result<Json<DryRunView>, ApiError> {
    let tried = tried(wish.keys, wish.last)?;
    let mut tx = caller.begin(&app).await?;
    let content = content(&mut tx, flow, wish.mapping, wish.settings).await?;
    tx.commit().await?;
    let forecasts = trial::dry_run(app.parts(), caller.tenant, flow, Some(&content), &tried).await?;
    Ok(Json(DryRunView {
        counts: engine::tally(&forecasts).into(),
        forecasts: forecasts
            .into_iter()
            .map(|forecast| ForecastView {
                key: forecast.key.to_string(),
                would: forecast.would,
                why: forecast.why,
                remote: forecast.remote,
                came_in: forecast.came_in,
                document: forecast.document,
                mapped: forecast.mapped,
            })
            .collect(),
    }))
}

fn tried(keys: Option<Vec<String>>, last: Option<usize>) -> Result<Tried, ApiError> {
    match (keys, last) {
        (Some(_), Some(_)) => Err(ApiError::mistake("/last", "send either keys or last, not both")),
        (Some(keys), None) if (1..=MOST).contains(&keys.len()) => {
            Ok(Tried::Keys(keys.into_iter().map(Into::into).collect()))
        }
        (Some(_), None) => Err(ApiError::mistake("/keys", format!("takes 1 to {MOST} keys"))),
        (None, Some(last)) if !(1..=MOST).contains(&last) => {
            Err(ApiError::mistake("/last", format!("takes 1 to {MOST}")))
        }
        (None, last) => Ok(Tried::Last(last.unwrap_or(USUAL))),
    }
}
