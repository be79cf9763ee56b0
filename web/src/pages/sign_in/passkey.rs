//! A passkey as the second factor: the script asks here for a challenge, and posts what the authenticator signed.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Json, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use store::second_factors;
use tower_sessions::Session;
use webauthn_rs::prelude::{PasskeyAuthentication, PublicKeyCredential, RequestChallengeResponse};

use super::second_factor::{finish, guess_key, pending};
use crate::{
    App,
    browser::Browser,
    error::PageError,
    passkeys::{begin_asking, checker, finish_asking, used},
};

const STATE: &str = "passkey_asked";

/// A challenge for the browser's authenticator.
pub(crate) async fn challenge(
    State(app): State<App>,
    session: Session,
) -> Result<Json<RequestChallengeResponse>, PageError> {
    let pending = pending(&app, &session).await?.ok_or(PageError::NotFound)?;
    let mut tx = app.store().system().await?;
    let kept = second_factors::passkeys(&mut tx, pending.user).await?;
    tx.commit().await?;
    if kept.is_empty() {
        return Err(PageError::NotFound);
    }
    let (challenge, state) = begin_asking(&checker(app.public_url())?, &kept)?;
    session.insert(STATE, state).await?;
    Ok(Json(challenge))
}

/// What the script puts into the form.
#[derive(Deserialize)]
pub(crate) struct Answer {
    #[serde(default)]
    credential: String,
    #[serde(default)]
    trust: String,
}

/// Takes what the authenticator signed. A challenge serves once.
pub(crate) async fn create(
    State(app): State<App>,
    browser: Browser,
    session: Session,
    cookies: CookieJar,
    Form(answer): Form<Answer>,
) -> Result<Response, PageError> {
    let Some(pending) = pending(&app, &session).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let again = || Ok(Redirect::to("/sign-in/second-factor?passkey=refused").into_response());
    let Some(state) = session.remove::<PasskeyAuthentication>(STATE).await? else {
        return again();
    };
    let Ok(signed) = serde_json::from_str::<PublicKeyCredential>(&answer.credential) else {
        return again();
    };
    let Some(result) = finish_asking(&checker(app.public_url())?, &signed, &state) else {
        return again();
    };
    let mut tx = app.store().system().await?;
    let kept = second_factors::passkeys(&mut tx, pending.user).await?;
    // Removed meanwhile, or someone else's.
    let Some((id, credential)) = used(&kept, &result)? else {
        return again();
    };
    second_factors::used_passkey(&mut tx, id, &credential, app.now()).await?;
    tx.commit().await?;
    app.guesses().forgive(&guess_key(pending.user));
    finish(
        &app,
        &session,
        &browser,
        cookies,
        pending,
        !answer.trust.is_empty(),
    )
    .await
}
