//! Revisions: what was published, publishing, and rolling back.

use axum::{Json, extract::State, response::Response};
use domain::{FlowId, RevisionId};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Document;
use store::{
    Tx, drafts,
    revisions::{self, Content, Revision},
};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    body::{Body, Id, Ids, MaybeBody},
    caller::Caller,
    flows,
    page::Page,
    problem::{ApiError, Problem},
    write::{Stop, Wish},
};

/// A published, unchanging copy of a flow's rules and settings.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionView {
    /// Its id.
    pub(crate) id: Uuid,
    /// Of which flow.
    pub(crate) flow: Uuid,
    /// Counts from 1 within the flow.
    #[schema(example = 3)]
    pub(crate) number: u32,
    /// The tenant's differences from the shipped mapping: `removed`, `changed`, `added`.
    #[schema(value_type = Object, example = json!({ "changed": { "dealname": { "from": "order.number" } } }))]
    pub(crate) mapping: Document,
    /// The flow's settings.
    #[schema(value_type = Object, example = json!({ "pipeline": "default", "stage": "closedwon" }))]
    pub(crate) settings: Document,
    /// What the author says about the change.
    pub(crate) note: String,
    /// Since when.
    pub(crate) published_at: Timestamp,
    /// Its address.
    pub(crate) url: String,
}

impl From<Revision> for RevisionView {
    fn from(revision: Revision) -> Self {
        Self {
            id: revision.id.uuid(),
            flow: revision.flow.uuid(),
            number: revision.number,
            mapping: object(revision.content.overlay),
            settings: object(revision.content.settings),
            note: revision.content.note,
            published_at: revision.published_at,
            url: format!("/api/v1/flows/{}/revisions/{}", revision.flow, revision.id),
        }
    }
}

/// Nothing changed is an empty object.
pub(crate) fn object(document: Document) -> Document {
    if document.is_null() {
        serde_json::json!({})
    } else {
        document
    }
}

/// List a flow's revisions, newest first.
#[utoipa::path(get, path = "/flows/{flow}/revisions", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 200, body = Page<RevisionView>), (status = 404, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
) -> Result<Json<Page<RevisionView>>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    flows::find(&mut tx, flow).await?;
    let revisions = revisions::list(&mut tx, flow).await?;
    tx.commit().await?;
    let items = revisions.into_iter().map(RevisionView::from).collect();
    Ok(Json(Page { items, next: None }))
}

async fn find(tx: &mut Tx, flow: FlowId, id: RevisionId) -> Result<Revision, ApiError> {
    revisions::find(tx, id)
        .await?
        .filter(|revision| revision.flow == flow)
        .ok_or_else(|| ApiError::not_found("revision", id))
}

/// Show a revision.
#[utoipa::path(get, path = "/flows/{flow}/revisions/{revision}", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id"),
        ("revision" = Uuid, Path, description = "The revision's id")),
    responses((status = 200, body = RevisionView), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Ids(flow, id): Ids<FlowId, RevisionId>,
) -> Result<Json<RevisionView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let revision = find(&mut tx, flow, id).await?;
    tx.commit().await?;
    Ok(Json(revision.into()))
}

/// What is to be published. Parts that are left out are the draft's if there is one, else as published now.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NewRevision {
    /// Differences from the shipped mapping.
    #[schema(value_type = Option<Object>)]
    pub(crate) mapping: Option<Document>,
    /// Settings.
    #[schema(value_type = Option<Object>)]
    pub(crate) settings: Option<Document>,
    /// What to say about the change.
    #[schema(example = "show the shop's name in the deal's name")]
    pub(crate) note: String,
}

/// The parts that were sent, over the draft or what is published.
pub(crate) async fn content(
    tx: &mut Tx,
    flow: FlowId,
    mapping: Option<Document>,
    settings: Option<Document>,
) -> Result<Content, ApiError> {
    for (place, sent) in [("/mapping", &mapping), ("/settings", &settings)] {
        // A list would be read as fields in their order.
        if sent.as_ref().is_some_and(|sent| !sent.is_object()) {
            return Err(ApiError::mistake(place, "takes an object"));
        }
    }
    let published = flows::find(tx, flow).await?.revision;
    let base = match drafts::find(tx, flow).await? {
        Some(draft) => draft,
        None => find(tx, flow, published).await?.content,
    };
    Ok(Content {
        overlay: mapping.unwrap_or(base.overlay),
        settings: settings.unwrap_or(base.settings),
        note: String::new(),
        author: None,
    })
}

/// Publish a revision: the flow uses it from its next batch on. Rules are checked against the destination's fields as
/// they are now; nothing is published if there is a mistake.
#[utoipa::path(post, path = "/flows/{flow}/revisions", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = Option<NewRevision>,
    responses((status = 201, body = RevisionView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn publish(
    wish: Wish,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
    MaybeBody(new): MaybeBody<NewRevision>,
) -> Result<Response, Stop> {
    let mut tx = wish.caller.begin(&app).await?;
    let mut content = content(&mut tx, flow, new.mapping, new.settings).await?;
    tx.commit().await?;
    content.note = new.note;
    checked(wish, &app, flow, &content).await
}

/// Publishes content once it is found right. The destination is asked first, so that no transaction waits for it.
async fn checked(wish: Wish, app: &App, flow: FlowId, content: &Content) -> Result<Response, Stop> {
    scheduler::trial::check(app.parts(), wish.caller.tenant, flow, content).await?;
    let mut write = wish.begin(app).await?;
    let id = revisions::publish(&mut write.tx, flow, content).await?;
    let revision = find(&mut write.tx, flow, id).await?;
    Ok(write
        .answer(StatusCode::CREATED, &RevisionView::from(revision))
        .await?)
}

/// To which revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rollback {
    /// An earlier revision of the flow.
    pub(crate) revision: Uuid,
}

/// Roll back: an earlier revision's rules and settings are published again, as a new revision.
#[utoipa::path(post, path = "/flows/{flow}/rollbacks", tag = "revisions",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    request_body = Rollback,
    responses((status = 201, body = RevisionView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn roll_back(
    wish: Wish,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
    Body(back): Body<Rollback>,
) -> Result<Response, Stop> {
    let mut tx = wish.caller.begin(&app).await?;
    flows::find(&mut tx, flow).await?;
    let former = find(&mut tx, flow, back.revision.into()).await?;
    tx.commit().await?;
    let content = Content {
        note: format!("back to revision {}", former.number),
        author: None,
        ..former.content
    };
    checked(wish, &app, flow, &content).await
}
