//! Choosing another password while signed in.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use store::{sessions, users};
use tower_sessions::Session;

use super::{note, proof::is_theirs};
use crate::{
    App, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    password_field,
    shell::{Room, Shell, Toast},
    words,
};

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    shell: Shell,
    mistakes: Mistakes,
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    mistakes: Mistakes,
) -> Result<PasswordPage, PageError> {
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Account).await?;
    tx.commit().await?;
    Ok(PasswordPage { shell, mistakes })
}

/// The form.
pub(crate) async fn new(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    page(&load(&app, &session, member, Mistakes::default()).await?)
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    current: SecretString,
    #[serde(default)]
    password: SecretString,
}

/// Keeps another password; all other sessions end.
pub(crate) async fn change(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut mistakes = Mistakes::default();
    password_field::check(
        &member.t,
        "password",
        &typed.password,
        &[&member.email, &member.tenant_name, &member.name],
        &mut mistakes,
    );
    if let Err(wait) = app.guesses().try_for(&member.email, app.now()) {
        mistakes.add("current", words::wait(&member.t, wait));
    } else if is_theirs(&app, &member, typed.current).await? {
        app.guesses().forgive(&member.email);
    } else {
        mistakes.add("current", member.t.t("proof-wrong"));
    }
    if !mistakes.is_empty() {
        return came_back(&load(&app, &session, member, mistakes).await?);
    }
    let hash = entry::hashed(&app, typed.password).await?;
    let mut tx = app.store().system().await?;
    users::set_password(&mut tx, member.user, &hash).await?;
    let ended = sessions::end_others(&mut tx, member.user, session.id()).await?;
    let letter = notify::Letter {
        to: member.email.clone(),
        language: member.t.language,
        kind: notify::LetterKind::PasswordChanged {
            link: app.address("/password/forgotten"),
        },
    };
    notify::mail(&mut tx, &letter).await?;
    tx.commit().await?;
    note(&app, &member, "account.password_changed").await?;
    entry::proved(&session, app.now()).await?;
    Toast::new(member.t.count("password-changed", ended))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/account").into_response())
}
