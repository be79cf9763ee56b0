//! A forgotten password: a letter with a link, and the page on which another is chosen.

use askama::Template;
use auth::LinkToken;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use secrecy::SecretString;
use serde::Deserialize;
use store::{password_resets, sessions, users};
use tower_sessions::Session;

use crate::{
    App, email, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::USER,
    password_field,
    visitor::Visitor,
    words,
};

#[derive(Template)]
#[template(path = "password/forgotten.html")]
struct ForgottenPage {
    visitor: Visitor,
    email: String,
    is_sent: bool,
    mistakes: Mistakes,
}

/// The form for the address.
pub(crate) async fn forgotten(visitor: Visitor) -> Result<Response, PageError> {
    page(&ForgottenPage {
        visitor,
        email: String::new(),
        is_sent: false,
        mistakes: Mistakes::default(),
    })
}

/// Whose password was forgotten.
#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(default)]
    email: String,
}

/// Sends a link if there is an account. The answer is the same if there is none, and comes as soon: what differs is done
/// after it.
pub(crate) async fn send(
    State(app): State<App>,
    visitor: Visitor,
    Form(whose): Form<Whose>,
) -> Result<Response, PageError> {
    let mut mistakes = Mistakes::default();
    if !email::is_one(&whose.email) {
        mistakes.add("email", visitor.t.t("email-wrong"));
    } else if let Err(wait) = app
        .guesses()
        .try_for(&format!("forgotten {}", whose.email), app.now())
    {
        mistakes.add("email", words::wait(&visitor.t, wait));
    }
    let is_sent = mistakes.is_empty();
    if is_sent {
        let (app, to) = (app.clone(), whose.email.clone());
        tokio::spawn(async move {
            if let Err(error) = tell(&app, &to).await {
                tracing::error!(error = %error, "a letter to choose a new password could not be posted");
            }
        });
    }
    let form = ForgottenPage {
        visitor,
        email: whose.email,
        is_sent,
        mistakes,
    };
    if is_sent { page(&form) } else { came_back(&form) }
}

async fn tell(app: &App, to: &str) -> Result<(), PageError> {
    let mut tx = app.store().system().await?;
    if let Some(user) = users::by_email(&mut tx, to).await? {
        let token = password_resets::begin(&mut tx, user.id, app.now()).await?;
        let letter = notify::Letter {
            to: user.email,
            language: user.preferences.language,
            kind: notify::LetterKind::ResetPassword {
                link: app.address(&format!("/password/reset/{}", token.reveal())),
            },
        };
        notify::mail(&mut tx, &letter).await?;
    }
    Ok(tx.commit().await?)
}

#[derive(Template)]
#[template(path = "password/reset.html")]
struct ResetPage {
    visitor: Visitor,
    token: String,
    email: String,
    mistakes: Mistakes,
}

/// The link is unknown, old or used.
#[derive(Template)]
#[template(path = "password/gone.html")]
struct GonePage {
    visitor: Visitor,
}

/// The password is changed.
#[derive(Template)]
#[template(path = "password/changed.html")]
struct ChangedPage {
    visitor: Visitor,
    /// Sessions that were ended.
    ended: u64,
}

async fn whose(app: &App, token: &str) -> Result<Option<users::User>, PageError> {
    let mut tx = app.store().system().await?;
    let user = match password_resets::find(&mut tx, &LinkToken::parse(token), app.now()).await? {
        Some(user) => users::find(&mut tx, user).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(user)
}

fn gone(visitor: Visitor) -> Result<Response, PageError> {
    let page = page(&GonePage { visitor })?;
    Ok((StatusCode::GONE, page).into_response())
}

/// The form for another password.
pub(crate) async fn reset(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let Some(user) = whose(&app, &token).await? else {
        return gone(visitor);
    };
    page(&ResetPage {
        visitor,
        token,
        email: user.email,
        mistakes: Mistakes::default(),
    })
}

/// The password that was chosen.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    password: SecretString,
}

/// Keeps another password: the link is used up, and every session of the person ends. A second factor stays needed.
pub(crate) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    Path(token): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let Some(user) = whose(&app, &token).await? else {
        return gone(visitor);
    };
    let mut mistakes = Mistakes::default();
    password_field::check(
        &visitor.t,
        "password",
        &chosen.password,
        &[&user.email, &user.name],
        &mut mistakes,
    );
    if !mistakes.is_empty() {
        return came_back(&ResetPage {
            visitor,
            token,
            email: user.email,
            mistakes,
        });
    }
    let hash = entry::hashed(&app, chosen.password).await?;
    let mut tx = app.store().system().await?;
    // Used up by another click meanwhile.
    if password_resets::take(&mut tx, &LinkToken::parse(&token), app.now())
        .await?
        .is_none()
    {
        return gone(visitor);
    }
    users::set_password(&mut tx, user.id, &hash).await?;
    let ended = sessions::end_others(&mut tx, user.id, None).await?;
    let letter = notify::Letter {
        to: user.email,
        language: user.preferences.language,
        kind: notify::LetterKind::PasswordChanged {
            link: app.address("/password/forgotten"),
        },
    };
    notify::mail(&mut tx, &letter).await?;
    tx.commit().await?;
    // Whoever is signed in here was ended with the others.
    if session.get::<domain::UserId>(USER).await? == Some(user.id) {
        session.flush().await?;
    }
    page(&ChangedPage { visitor, ended })
}

/// Leads an address without a token to where one is asked for.
pub(crate) async fn no_token() -> Redirect {
    Redirect::to("/password/forgotten")
}
