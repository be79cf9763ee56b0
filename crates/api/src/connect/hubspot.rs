//! The way back from HubSpot's authorize page.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::ConnectorId;
use serde::Deserialize;

use super::{Stopped, keep, ours, take, verifier};
use crate::{App, problem::ApiError};

/// What HubSpot sends along.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

pub(crate) async fn come_back(State(app): State<App>, Query(back): Query<Back>) -> Response {
    finish(&app, back)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn finish(app: &App, back: Back) -> Result<Response, Stopped> {
    let begun = take(app, &back.state, ConnectorId::Hubspot).await?;
    let Some(code) = back.code else {
        if let Some(to) = &begun.return_to {
            return Err(Stopped::back(to, "denied"));
        }
        let words = back.error_description.or(back.error).unwrap_or_default();
        return Err(Stopped::words(format!(
            "HubSpot did not let us in: {words}. Nothing was connected; begin the sign-in again."
        )));
    };
    let redirect = ours(app, "connect/hubspot/callback")
        .ok_or_else(|| ApiError::Internal("the public address can't be extended".to_owned()))?;
    let connector = app.parts().registry.get(ConnectorId::Hubspot);
    let exchanged = connector.exchange_code(&code, &redirect, verifier(&begun)).await;
    match (exchanged, &begun.return_to) {
        (Ok(credential), _) => keep(app, begun, credential).await,
        (Err(failure), Some(to)) => Err(Stopped::back(to, failure.reason.as_str())),
        (Err(failure), None) => Err(ApiError::from(failure).into()),
    }
}
