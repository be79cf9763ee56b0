//! Whether this process lives, and whether it can serve.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;

use crate::App;

/// The process lives. Asks nobody, so that a slow database doesn't get it killed.
pub(crate) async fn alive() -> Json<serde_json::Value> {
    Json(json!({ "alive": true }))
}

/// The database answers and has every table of this release.
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let (status, why) = match app.store().pending_migrations().await {
        Ok(0) => return Json(json!({ "ready": true })).into_response(),
        Ok(lacking) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{lacking} migrations are to be run: kopru migrate"),
        ),
        Err(error) => {
            tracing::warn!(error = %error, "not ready: {error}");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer".to_owned(),
            )
        }
    };
    (status, Json(json!({ "ready": false, "why": why }))).into_response()
}
