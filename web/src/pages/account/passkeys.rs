//! Passkeys of a person's own: added with a name, removed.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Json, Redirect, Response},
};
use serde::Deserialize;
use store::second_factors;
use tower_sessions::Session;
use uuid::Uuid;
use webauthn_rs::prelude::{CreationChallengeResponse, PasskeyRegistration, RegisterPublicKeyCredential};

use super::{
    note,
    second_factor::{HERE, codes, may_remove},
};
use crate::{
    App, browser,
    browser::Browser,
    entry,
    error::PageError,
    member::Member,
    passkeys::{begin_adding, checker, finish_adding},
    shell::Toast,
};

const STATE: &str = "passkey_added";
/// More than anyone has devices.
const MOST: usize = 20;

/// A challenge for a new passkey.
pub(crate) async fn challenge(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Json<CreationChallengeResponse>, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    let mut tx = app.store().system().await?;
    let kept = second_factors::passkeys(&mut tx, member.user).await?;
    tx.commit().await?;
    if kept.len() >= MOST {
        return Err(PageError::NotFound);
    }
    let (challenge, state) = begin_adding(&checker(app.public_url())?, member.user, &member.email, &kept)?;
    session.insert(STATE, state).await?;
    Ok(Json(challenge))
}

/// What the script puts into the form.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    credential: String,
    #[serde(default)]
    name: String,
}

/// Keeps a passkey. A challenge serves once.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    browser: Browser,
    session: Session,
    Form(answer): Form<Answer>,
) -> Result<Response, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    let state = session.remove::<PasskeyRegistration>(STATE).await?;
    let signed = serde_json::from_str::<RegisterPublicKeyCredential>(&answer.credential).ok();
    let credential = match (state, signed) {
        (Some(state), Some(signed)) => finish_adding(&checker(app.public_url())?, &signed, &state),
        _ => None,
    };
    let Some(credential) = credential else {
        return Ok(Redirect::to("/account/second-factor?passkey=refused").into_response());
    };
    let typed: String = answer.name.trim().chars().take(60).collect();
    let name = if typed.is_empty() {
        browser::names(&browser.agent).unwrap_or_else(|| member.t.t("passkey"))
    } else {
        typed
    };
    let mut tx = app.store().system().await?;
    let had = second_factors::of(&mut tx, member.user).await?;
    second_factors::add_passkey(&mut tx, member.user, &name, &credential).await?;
    tx.commit().await?;
    note(&app, &member, "account.passkey_added").await?;
    if had.recovery_codes == 0 {
        return codes(&app, &session, member).await;
    }
    Toast::new(member.t.t("passkey-added")).keep(&session).await?;
    Ok(Redirect::to(HERE).into_response())
}

/// Removes a passkey.
pub(crate) async fn destroy(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Redirect, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    if let Some(refused) = may_remove(&app, &session, &member).await? {
        return Ok(refused);
    }
    let mut tx = app.store().system().await?;
    let removed = second_factors::remove_passkey(&mut tx, member.user, id).await?;
    tx.commit().await?;
    if removed.is_none() {
        return Err(PageError::NotFound);
    }
    note(&app, &member, "account.passkey_removed").await?;
    Toast::new(member.t.t("passkey-removed")).keep(&session).await?;
    Ok(Redirect::to(HERE))
}
