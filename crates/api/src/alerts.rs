//! Alerts: what a member must know about, once a cause.

use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{AlertId, ConnectionId, FlowId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::alerts::{self, Alert};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Id},
    caller::Caller,
    page::{self, Page},
    problem::{ApiError, Problem},
    write::Write,
};

/// An alert.
#[derive(Serialize, ToSchema)]
pub(crate) struct AlertView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What kind of cause: `sign_in`, `records_failed`, `remote_down`, `limit`, `stream_unread`, `flow_stopped`,
    /// `run_failed`, `channel_failed`, `lacking`, `absence`, `drift`.
    pub(crate) kind: String,
    /// How much it presses: `notice`, `warning`, `severe`.
    pub(crate) severity: String,
    /// Why its records failed, if it is about such.
    pub(crate) reason: Option<String>,
    /// What happened, to which thing, why.
    pub(crate) message: String,
    /// What to do.
    pub(crate) cure: String,
    /// What the other side said.
    pub(crate) remote_words: Option<String>,
    /// Records of its cause that are given up now.
    pub(crate) failed: u64,
    /// Records that wait now, because of it.
    pub(crate) waiting: u64,
    /// Which flow it is about.
    pub(crate) flow: Option<Uuid>,
    /// Which connection it is about.
    pub(crate) connection: Option<Uuid>,
    /// How often it happened.
    pub(crate) seen: u32,
    /// First when.
    pub(crate) raised_at: Timestamp,
    /// Last when.
    pub(crate) last_at: Timestamp,
    /// When it was over.
    pub(crate) resolved_at: Option<Timestamp>,
    /// Who looks at it, by name.
    pub(crate) acknowledged_by: Option<String>,
    /// Since when.
    pub(crate) acknowledged_at: Option<Timestamp>,
    /// Nobody is told before then.
    pub(crate) muted_until: Option<Timestamp>,
}

impl From<Alert> for AlertView {
    fn from(alert: Alert) -> Self {
        let (acknowledged_by, acknowledged_at) = alert
            .acknowledged
            .map(|acknowledged| (acknowledged.name, acknowledged.at))
            .unzip();
        Self {
            id: alert.id.uuid(),
            kind: alert.alert.kind.to_string(),
            severity: alert.alert.severity.to_string(),
            reason: alert.alert.reason.map(|reason| reason.as_str().to_owned()),
            remote_words: alert.alert.remote_words,
            failed: alert.failed,
            waiting: alert.waiting,
            acknowledged_by,
            acknowledged_at,
            muted_until: alert.muted_until,
            message: alert.alert.message,
            cure: alert.alert.cure,
            flow: alert.alert.flow.map(FlowId::uuid),
            connection: alert.alert.connection.map(ConnectionId::uuid),
            seen: alert.seen,
            raised_at: alert.raised_at,
            last_at: alert.last_at,
            resolved_at: alert.resolved_at,
        }
    }
}

/// Which alerts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AlertsWanted {
    /// Only open ones (true), or all (false, if nothing is said).
    #[serde(default)]
    pub(crate) open: bool,
    /// How many, 1 to 200; 50 if nothing is said.
    pub(crate) limit: Option<u16>,
    /// Where the page begins: the `next` of the page before.
    pub(crate) after: Option<String>,
}

/// List alerts, newest first.
#[utoipa::path(get, path = "/alerts", tag = "alerts", params(AlertsWanted),
    responses((status = 200, body = Page<AlertView>), (status = 400, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Asked(wanted): Asked<AlertsWanted>,
) -> Result<Response, ApiError> {
    let (limit, after) = (page::limit(wanted.limit)?, page::begin(wanted.after.as_deref())?);
    let mut tx = caller.begin(&app).await?;
    let found = alerts::list(&mut tx, wanted.open, after, page::and_one(limit)).await?;
    tx.commit().await?;
    Ok(page::answer(
        &uri,
        found,
        limit,
        |alert| alert.id,
        AlertView::from,
    ))
}

/// Resolve an alert by hand. Should its cause come back, a new one is raised.
#[utoipa::path(put, path = "/alerts/{alert}/resolution", tag = "alerts",
    params(("alert" = Uuid, Path, description = "The alert's id")),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn resolve(mut write: Write, Id(id): Id<AlertId>) -> Result<Response, ApiError> {
    alerts::resolve_one(&mut write.tx, id, write.now).await?;
    write.done().await
}
