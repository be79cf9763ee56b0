//! Drafts: what is changed on a flow before it is published.

use axum::{Json, extract::State, response::Response};
use domain::FlowId;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value as Document;
use store::{drafts, revisions::Content};
use utoipa::ToSchema;

use crate::{
    App,
    body::{Body, Id},
    caller::Caller,
    flows,
    problem::{ApiError, Problem},
    revisions::{content, object},
    write::{Stop, Wish, Write},
};

/// A flow's draft.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftView {
    /// Differences from the shipped mapping.
    #[schema(value_type = Object)]
    pub(crate) mapping: Document,
    /// Settings.
    #[schema(value_type = Object)]
    pub(crate) settings: Document,
}

impl From<Content> for DraftView {
    fn from(content: Content) -> Self {
        Self {
            mapping: object(content.overlay),
            settings: object(content.settings),
        }
    }
}

/// What is to be kept as a draft. Parts that are left out stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDraft {
    /// Differences from the shipped mapping.
    #[schema(value_type = Option<Object>)]
    pub(crate) mapping: Option<Document>,
    /// Settings.
    #[schema(value_type = Option<Object>)]
    pub(crate) settings: Option<Document>,
}

/// Show a flow's draft.
#[utoipa::path(get, path = "/flows/{flow}/draft", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 200, body = DraftView), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
) -> Result<Json<DraftView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    flows::find(&mut tx, flow).await?;
    let draft = drafts::find(&mut tx, flow).await?;
    tx.commit().await?;
    let draft = draft.ok_or_else(|| ApiError::not_found("draft of flow", flow))?;
    Ok(Json(draft.into()))
}

/// Keep a draft. It is checked as far as can be told without asking the destination.
#[utoipa::path(put, path = "/flows/{flow}/draft", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = NewDraft,
    responses((status = 200, body = DraftView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn keep(
    wish: Wish,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
    Body(new): Body<NewDraft>,
) -> Result<Response, Stop> {
    let mut tx = wish.caller.begin(&app).await?;
    let content = content(&mut tx, flow, new.mapping, new.settings).await?;
    tx.commit().await?;
    scheduler::trial::plan(app.parts(), wish.caller.tenant, flow, Some(&content)).await?;
    let mut write = wish.begin(&app).await?;
    drafts::keep(&mut write.tx, flow, &content, write.now).await?;
    Ok(write.answer(StatusCode::OK, &DraftView::from(content)).await?)
}

/// Throw a flow's draft away.
#[utoipa::path(delete, path = "/flows/{flow}/draft", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn discard(mut write: Write, Id(flow): Id<FlowId>) -> Result<Response, ApiError> {
    flows::find(&mut write.tx, flow).await?;
    drafts::discard(&mut write.tx, flow).await?;
    write.done().await
}
