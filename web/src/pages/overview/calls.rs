//! The share of a remote's calls that is left for the merchant's other apps.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{ConnectionId, Permission};
use serde::Deserialize;
use serde_json::json;
use store::audit;
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, shell::Toast};

/// What was chosen.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    reserved: String,
}

/// Keeps the share; what is none of those offered leaves it as it is.
pub(crate) async fn update(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let id: ConnectionId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let before = store::reserved_percent(&mut tx, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let wanted = chosen
        .reserved
        .parse()
        .ok()
        .filter(|percent| *percent <= 90)
        .unwrap_or(before);
    if wanted != before {
        store::reserve_calls(&mut tx, id, wanted).await?;
        let detail = json!({ "connection": id, "from": before, "to": wanted });
        audit::note(&mut tx, member.user, "connection.calls_reserved", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t1("calls-reserve-kept", "percent", wanted))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/overview").into_response())
}
