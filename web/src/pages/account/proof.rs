//! Giving the password again before a sensitive act.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use store::users;
use tower_sessions::Session;

use crate::{
    App, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    pages::sign_in::own,
    shell::{Room, Shell},
    words,
};

#[derive(Template)]
#[template(path = "account/proof.html")]
struct ProofPage {
    shell: Shell,
    next: String,
    mistakes: Mistakes,
}

/// The address of the form, which leads back to a page afterwards.
pub(crate) fn address(back_to: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(back_to.as_bytes()).collect();
    format!("/account/proof?next={next}")
}

/// Where to go on.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// The form.
pub(crate) async fn new(
    member: Member,
    State(app): State<App>,
    session: Session,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Account).await?;
    tx.commit().await?;
    page(&ProofPage {
        shell,
        next: query.next,
        mistakes: Mistakes::default(),
    })
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    next: String,
}

/// Takes the password. Guessing it here waits as it does at the door.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let words = match app.guesses().try_for(&member.email, app.now()) {
        Err(wait) => words::wait(&member.t, wait),
        Ok(()) if is_theirs(&app, &member, typed.password).await? => {
            app.guesses().forgive(&member.email);
            entry::proved(&session, app.now()).await?;
            return Ok(Redirect::to(own(&typed.next)).into_response());
        }
        Ok(()) => member.t.t("proof-wrong"),
    };
    let mut mistakes = Mistakes::default();
    mistakes.add("password", words);
    let mut tx = member.begin(&app).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Account).await?;
    tx.commit().await?;
    came_back(&ProofPage {
        shell,
        next: typed.next,
        mistakes,
    })
}

/// Whether this is the member's password.
pub(super) async fn is_theirs(app: &App, member: &Member, password: SecretString) -> Result<bool, PageError> {
    let mut tx = app.store().system().await?;
    let person = users::find(&mut tx, member.user).await?;
    tx.commit().await?;
    entry::is_right(app, password, person.and_then(|person| person.password_hash)).await
}
