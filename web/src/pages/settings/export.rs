//! All that we hold on a tenant outside its journal, as one file.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use domain::Permission;
use http::header;
use serde_json::json;
use store::{audit, tenants};
use tower_sessions::Session;

use crate::{App, entry, error::PageError, member::Member};

/// The file, as a download.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), "/settings").await?;
    let mut tx = member.begin(&app).await?;
    let document = tenants::export(&mut tx).await?;
    audit::note(&mut tx, member.user, "tenant.exported", &json!({})).await?;
    tx.commit().await?;
    let text =
        serde_json::to_string_pretty(&document).map_err(|error| PageError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"kopru-export.json\"",
        ),
    ];
    Ok((headers, text).into_response())
}
