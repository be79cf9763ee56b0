//! Flows: what a tenant has built, whether it works, and what waits.

use axum::{
    Json,
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{
    FlowId,
    flow::{Endpoint, Flow, FlowState},
};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Tx, flows, inbox};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Id, MaybeBody},
    caller::Caller,
    page::{self, Page},
    problem::{ApiError, Problem},
    write::Write,
};

/// A flow.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlowView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What the tenant calls it.
    #[schema(example = "orders")]
    pub(crate) name: String,
    /// What it does: orders, order_status, customers, products, stock.
    #[schema(example = "orders")]
    pub(crate) kind: String,
    /// Where records come from.
    pub(crate) source: EndpointView,
    /// Where they go.
    pub(crate) destination: EndpointView,
    /// active or paused.
    #[schema(example = "active")]
    pub(crate) state: &'static str,
    /// Why it is paused, in the words of the one who paused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paused_because: Option<String>,
    /// The published revision that runs use.
    pub(crate) revision: Uuid,
    /// Its address.
    #[schema(example = "/api/v1/flows/0193e6a0-0000-7000-8000-000000000000")]
    pub(crate) url: String,
}

/// One end of a flow.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndpointView {
    /// Through which connection.
    pub(crate) connection: Uuid,
    /// Which collection there.
    #[schema(example = "deals")]
    pub(crate) stream: String,
}

impl From<Endpoint> for EndpointView {
    fn from(endpoint: Endpoint) -> Self {
        Self {
            connection: endpoint.connection.uuid(),
            stream: endpoint.stream.to_string(),
        }
    }
}

impl From<Flow> for FlowView {
    fn from(flow: Flow) -> Self {
        let (state, paused_because) = match flow.state {
            FlowState::Active => ("active", None),
            FlowState::Paused { reason } => ("paused", Some(reason)),
        };
        Self {
            id: flow.id.uuid(),
            name: flow.name,
            kind: flow.kind.to_string(),
            source: flow.source.into(),
            destination: flow.destination.into(),
            state,
            paused_because,
            revision: flow.revision.uuid(),
            url: format!("/api/v1/flows/{}", flow.id),
        }
    }
}

/// The caller's flow of this id.
pub(crate) async fn find(tx: &mut Tx, id: FlowId) -> Result<Flow, ApiError> {
    flows::find(tx, id)
        .await?
        .ok_or_else(|| ApiError::not_found("flow", id))
}

/// List the flows, by name.
#[utoipa::path(get, path = "/flows", tag = "flows",
    responses((status = 200, body = Page<FlowView>), (status = 401, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Asked(NoQuery {}): Asked<NoQuery>,
) -> Result<Response, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let flows = flows::list(&mut tx).await?;
    tx.commit().await?;
    Ok(page::answer(&uri, flows, usize::MAX, |_| (), FlowView::from))
}

/// No parameters: what is sent all the same is named as unknown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}

/// Show a flow.
#[utoipa::path(get, path = "/flows/{flow}", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 200, body = FlowView), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<FlowId>,
) -> Result<Json<FlowView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let flow = find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(flow.into()))
}

/// Why a flow is paused.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Pause {
    /// In the words of the one who pauses it.
    #[schema(example = "stock taking until noon")]
    pub(crate) reason: String,
}

/// Pause a flow. Changes are kept and wait; nothing is sent.
#[utoipa::path(put, path = "/flows/{flow}/pause", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = Option<Pause>,
    responses((status = 200, body = FlowView), (status = 404, body = Problem)))]
pub(crate) async fn pause(
    mut write: Write,
    Id(id): Id<FlowId>,
    MaybeBody(pause): MaybeBody<Pause>,
) -> Result<Response, ApiError> {
    let reason = pause.reason.trim();
    let reason = if reason.is_empty() {
        "paused by a script"
    } else {
        reason
    };
    flows::pause(&mut write.tx, id, reason).await?;
    let flow = find(&mut write.tx, id).await?;
    write.answer(StatusCode::OK, &FlowView::from(flow)).await
}

/// What is to become of that which waited.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Resumption {
    /// Send only what changed since this moment and forget older changes. Left out: send all that waits.
    pub(crate) since: Option<Timestamp>,
}

/// A flow that goes on.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResumedView {
    /// The flow.
    #[serde(flatten)]
    pub(crate) flow: FlowView,
    /// Changes that waited and were forgotten, since they are older than was wished.
    pub(crate) forgotten: u64,
}

/// Let a flow go on. What waits can be asked for beforehand, as its backlog.
#[utoipa::path(delete, path = "/flows/{flow}/pause", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id"), Resumption),
    responses((status = 200, body = ResumedView), (status = 404, body = Problem)))]
pub(crate) async fn resume(
    mut write: Write,
    Id(id): Id<FlowId>,
    Asked(wish): Asked<Resumption>,
) -> Result<Response, ApiError> {
    let now = write.now;
    let flow = find(&mut write.tx, id).await?;
    if flow.state != FlowState::Active && !billing::allows_another_flow(&mut write.tx, now).await? {
        let words = "the plan allows no more flows that run at once; choose a larger one under Billing, or pause another flow";
        return Err(ApiError::Conflict(words.to_owned()));
    }
    let forgotten = match wish.since {
        Some(since) => inbox::forget(&mut write.tx, id, since).await?,
        None => 0,
    };
    flows::resume(&mut write.tx, id).await?;
    let flow = find(&mut write.tx, id).await?.into();
    write
        .answer(StatusCode::OK, &ResumedView { flow, forgotten })
        .await
}

/// What waits in a flow.
#[derive(Serialize, ToSchema)]
pub(crate) struct BacklogView {
    /// Keys that wait, those that are to be tried again included.
    #[schema(example = 12)]
    pub(crate) waiting: u64,
    /// Since when the oldest waits.
    pub(crate) oldest: Option<Timestamp>,
}

/// Tell what waits in a flow.
#[utoipa::path(get, path = "/flows/{flow}/backlog", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 200, body = BacklogView), (status = 404, body = Problem)))]
pub(crate) async fn backlog(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<FlowId>,
) -> Result<Json<BacklogView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    find(&mut tx, id).await?;
    let backlog = inbox::backlog(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(BacklogView {
        waiting: backlog.waiting,
        oldest: backlog.oldest,
    }))
}

/// Which rules.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RulesWanted {
    /// Only rules that read this source field, a part of it, or a group that it is a part of.
    #[param(example = "order.number")]
    pub(crate) reads: Option<String>,
}

/// A rule and the source fields that it reads.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleView {
    /// The rule's id: the destination field that it makes.
    #[schema(example = "dealname")]
    pub(crate) rule: String,
    /// Source fields that it may read.
    #[schema(example = json!(["order.number"]))]
    pub(crate) reads: Vec<String>,
}

/// Tell which rules of a flow's mapping read which source fields.
#[utoipa::path(get, path = "/flows/{flow}/rules", tag = "flows",
    params(("flow" = Uuid, Path, description = "The flow's id"), RulesWanted),
    responses((status = 200, body = Page<RuleView>), (status = 404, body = Problem)))]
pub(crate) async fn rules(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<FlowId>,
    Asked(wanted): Asked<RulesWanted>,
) -> Result<Json<Page<RuleView>>, ApiError> {
    let (_, plan) = scheduler::trial::plan(app.parts(), caller.tenant, id, None).await?;
    let program = plan.program();
    let rules: Vec<&str> = match &wanted.reads {
        Some(field) => program.rules_reading(field),
        None => program.rules().collect(),
    };
    let items = rules
        .into_iter()
        .map(|rule| RuleView {
            rule: rule.to_owned(),
            reads: program.reads_of(rule).into_iter().flatten().cloned().collect(),
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}
