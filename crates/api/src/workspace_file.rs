//! The workspace file: a tenant's set-up as one TOML text, out and in.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use billing::Full;
use domain::TenantId;
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    App,
    caller::Caller,
    problem::{ApiError, Mistake, Problem},
    write::{Stop, Wish},
};

const TOML: &str = "application/toml";

/// What was done, name by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppliedView {
    /// Connections that are new or were changed, with the account that they open.
    pub(crate) connections: BTreeMap<String, String>,
    /// Flows that are new.
    pub(crate) created: Vec<String>,
    /// Flows that got a new revision, or were paused or resumed.
    pub(crate) changed: Vec<String>,
    /// Flows that are as the file says already.
    pub(crate) unchanged: Vec<String>,
    /// Flows that the file does not name; they were paused.
    pub(crate) paused: Vec<String>,
    /// Properties that were created in remote systems.
    pub(crate) prepared: Vec<String>,
    /// What was not as it should be, though it hinders nothing at once.
    pub(crate) warnings: Vec<String>,
}

/// Export the set-up as a workspace file, without secrets.
#[utoipa::path(get, path = "/workspace", tag = "workspace",
    responses((status = 200, body = String, content_type = "application/toml"), (status = 401, body = Problem)))]
pub(crate) async fn export(caller: Caller, State(app): State<App>) -> Result<Response, ApiError> {
    let text = workspace::export(app.store(), caller.tenant).await?;
    Ok(([(header::CONTENT_TYPE, TOML)], text).into_response())
}

/// Apply a workspace file: connections, flows, settings, look-ups and rules become as it says, all of it or nothing.
/// Secrets stand in it as they are; they are sealed when they are kept. Leave a connection's credential out to keep
/// the one that is there.
#[utoipa::path(put, path = "/workspace", tag = "workspace",
    request_body(content = String, content_type = "application/toml",
        example = json!("[connections.hubspot]\nconnector = \"hubspot\"\ncredential = { token = \"pat-eu1-…\" }\n")),
    responses((status = 200, body = AppliedView), (status = 409, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem), (status = 502, body = Problem)))]
pub(crate) async fn apply(
    wish: Wish,
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Stop> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    if ![TOML, "text/plain"].contains(&kind) {
        return Err(ApiError::MediaType.into());
    }
    let text = std::str::from_utf8(&body)
        .map_err(|error| ApiError::Unreadable(vec![Mistake::new("", format!("is not UTF-8: {error}"))]))?;
    allowed(&app, wish.caller.tenant, text).await?;
    // Nothing of the server's environment is for the tenant to read.
    let applied = workspace::apply(&app.ground(), wish.caller.tenant, text, |_| None).await?;
    let view = AppliedView {
        connections: applied.connections,
        created: applied.created,
        changed: applied.changed,
        unchanged: applied.unchanged,
        paused: applied.paused,
        prepared: applied.prepared,
        warnings: applied.warnings,
    };
    // What was applied is kept by now; applied again, the same file changes nothing.
    let write = wish.begin(&app).await?;
    Ok(write.answer(StatusCode::OK, &view).await?)
}

/// Whether the plan has room for what a file would add. A file that can't be read is told of when it is applied.
async fn allowed(app: &App, tenant: TenantId, text: &str) -> Result<(), ApiError> {
    let Ok(file) = workspace::WorkspaceFile::parse(text) else {
        return Ok(());
    };
    let (wanted, on) = file.names();
    let mut tx = app.store().begin(tenant).await?;
    let full = billing::no_room(&mut tx, &wanted, &on, app.now()).await?;
    tx.commit().await?;
    let words = match full {
        None => return Ok(()),
        Some(Full::Connections) => {
            "the plan allows no more connections; choose a larger one under Billing, or disconnect another system"
        }
        Some(Full::Flows) => {
            "the plan allows no more flows that are on; choose a larger one under Billing, or set active = false for some"
        }
    };
    Err(ApiError::Conflict(words.to_owned()))
}
