//! Installing our app from Lightspeed's app store.
//!
//! The store's signed call-back names the shop, but not whose it is to be with us. So the browser is given a mark
//! before it goes to the store, and shows it when it comes back.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::ConnectorId;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use store::connections;

use super::{Stopped, keep, take};
use crate::{App, problem::ApiError};

const MARK: &str = "kopru_install";
/// A call-back is made at the moment of the click; older ones are replays.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Which sign-in.
#[derive(Deserialize)]
pub(crate) struct Begun {
    state: String,
    /// A page of ours that tells how to go on.
    #[serde(default)]
    to: String,
}

/// Marks the browser and tells the merchant where to go on.
pub(crate) async fn begin(
    State(app): State<App>,
    jar: CookieJar,
    Query(begun): Query<Begun>,
) -> impl IntoResponse {
    let mark = Cookie::build((MARK, begun.state.clone()))
        .path("/connect/lightspeed_ecom")
        .http_only(true)
        // The store sends the browser back by a link from another site.
        .same_site(SameSite::Lax)
        .secure(app.public_url().scheme() == "https")
        .build();
    if begun.to.starts_with('/') && !begun.to.starts_with("//") && !begun.to.contains('\\') {
        let mark_of = if begun.to.contains('?') { '&' } else { '?' };
        let to = format!("{}{mark_of}installing=1", begun.to);
        return (jar.add(mark), Redirect::to(&to)).into_response();
    }
    let words = "Now install the app from Lightspeed's app store, in this browser and within 15 minutes. \
                 The store leads you back here.";
    (jar.add(mark), words).into_response()
}

/// The store's call-back.
pub(crate) async fn install(
    State(app): State<App>,
    jar: CookieJar,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    finish(&app, &jar, &query)
        .await
        .unwrap_or_else(IntoResponse::into_response)
}

async fn finish(app: &App, jar: &CookieJar, query: &[(String, String)]) -> Result<Response, Stopped> {
    let connector = app.parts().registry.get(ConnectorId::LightspeedEcom);
    let (account, credential) = connector
        .install(query)
        .map_err(|failure| Stopped::words(failure.to_string()))?;
    let signed_at = query
        .iter()
        .find(|(name, _)| name == "timestamp")
        .map(|(_, value)| value.as_str());
    if !is_fresh(signed_at.unwrap_or_default(), app.now()) {
        return Err(Stopped::words(
            "This call-back of Lightspeed's app store is too old; install the app again from the store.",
        ));
    }
    if let Some(mark) = jar.get(MARK) {
        let begun = take(app, mark.value(), ConnectorId::LightspeedEcom).await?;
        return keep(app, begun, credential).await;
    }
    // Without a mark, only those who have this shop already are signed in again.
    let mut tx = app.store().system().await.map_err(ApiError::from)?;
    let kept = connections::of_account(&mut tx, ConnectorId::LightspeedEcom, &account.id)
        .await
        .map_err(ApiError::from)?;
    tx.commit().await.map_err(ApiError::from)?;
    if kept.is_empty() {
        return Err(Stopped::words(
            "Begin in Kopru: choose to connect a Lightspeed shop there, then install the app from the store.",
        ));
    }
    for connection in kept {
        let mut tx = app
            .store()
            .begin(connection.tenant)
            .await
            .map_err(ApiError::from)?;
        connections::sign_in(&mut tx, connection.id, &credential, None)
            .await
            .map_err(ApiError::from)?;
        tx.commit().await.map_err(ApiError::from)?;
    }
    Ok(Redirect::to("/").into_response())
}

/// The store writes seconds since the epoch.
fn is_fresh(timestamp: &str, now: Timestamp) -> bool {
    timestamp
        .parse::<i64>()
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .is_some_and(|at| now.duration_since(at).abs() <= WINDOW)
}
