//! Signing in and out.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::UserId;
use http::StatusCode;
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use store::users;
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    member::{Member, USER},
    visitor::Visitor,
};

/// The form, with what was typed.
#[derive(Template)]
#[template(path = "sign_in/new.html")]
struct SignInPage {
    visitor: Visitor,
    email: String,
    next: String,
    refusal: Option<String>,
}

/// Where to go on.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// The address of the form, which leads back to a page afterwards.
pub(crate) fn address(back_to: &str) -> String {
    if back_to == "/" {
        return "/sign-in".to_owned();
    }
    let next: String = url::form_urlencoded::byte_serialize(back_to.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// A page of ours, never another site.
pub(crate) fn own(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if ours { next } else { "/" }
}

/// The form.
pub(crate) async fn new(
    member: Option<Member>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    if member.is_some() {
        return Ok(Redirect::to(own(&query.next)).into_response());
    }
    page(&SignInPage {
        visitor,
        email: String::new(),
        next: query.next,
        refusal: None,
    })
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    next: String,
}

/// Signs in. An unknown address and a wrong password get the same answer, after the same time.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Err(wait) = app.guesses().try_for(&typed.email, app.now()) {
        return refused(visitor, typed, StatusCode::TOO_MANY_REQUESTS, too_often(wait));
    }
    let Some(user) = recognised(&app, &typed).await? else {
        let words = "That e-mail address and password don't belong together. Try again.".to_owned();
        return refused(visitor, typed, StatusCode::UNPROCESSABLE_ENTITY, words);
    };
    app.guesses().forgive(&typed.email);
    // A new id, so that nobody can have chosen the session beforehand.
    session.cycle_id().await?;
    session.insert(USER, user).await?;
    Ok(Redirect::to(own(&typed.next)).into_response())
}

fn refused(
    visitor: Visitor,
    typed: Typed,
    status: StatusCode,
    refusal: String,
) -> Result<Response, PageError> {
    let form = SignInPage {
        visitor,
        email: typed.email,
        next: typed.next,
        refusal: Some(refusal),
    };
    Ok((status, Html(form.render()?)).into_response())
}

fn too_often(wait: SignedDuration) -> String {
    let seconds = wait.as_secs() + 1;
    let time = if seconds < 60 {
        format!("{seconds} seconds")
    } else {
        format!("{} minutes", seconds.div_euclid(60) + 1)
    };
    format!("Too many tries for this e-mail address. Try again in {time}.")
}

/// The person whose password this is.
async fn recognised(app: &App, typed: &Typed) -> Result<Option<UserId>, PageError> {
    let mut tx = app.store().system().await?;
    let user = users::by_email(&mut tx, typed.email.trim()).await?;
    tx.commit().await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let password = typed.password.clone();
    let _place = app.guesses().place().await.ok_or(PageError::Busy)?;
    let (right, renewed) = tokio::task::spawn_blocking(move || {
        let hash = hash.as_ref().map(ExposeSecret::expose_secret);
        let right = auth::password::verify(&password, hash);
        let is_old = right && hash.is_some_and(auth::password::needs_rehash);
        (
            right,
            is_old.then(|| auth::password::hash(&password).ok()).flatten(),
        )
    })
    .await
    .map_err(|error| PageError::Internal(error.to_string()))?;
    let Some(user) = user.filter(|_| right) else {
        return Ok(None);
    };
    if let Some(renewed) = renewed {
        let mut tx = app.store().system().await?;
        users::set_password(&mut tx, user.id, &renewed).await?;
        tx.commit().await?;
    }
    Ok(Some(user.id))
}

/// Signs out.
pub(crate) async fn destroy(session: Session) -> Result<Redirect, PageError> {
    session.flush().await?;
    Ok(Redirect::to("/sign-in"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_to_pages_of_ours_only() {
        assert_eq!(own("/records/1?x=2"), "/records/1?x=2");
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\n/evil.example",
        ] {
            assert_eq!(own(elsewhere), "/", "{elsewhere:?}");
        }
    }

    #[test]
    fn the_form_leads_back_to_where_one_came_from() {
        assert_eq!(address("/"), "/sign-in");
        assert_eq!(
            address("/records/1?a=b&c"),
            "/sign-in?next=%2Frecords%2F1%3Fa%3Db%26c"
        );
    }
}
