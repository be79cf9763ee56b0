//! Signing in and out.

pub(crate) mod passkey;
pub(crate) mod second_factor;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::UserId;
use http::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use store::users;
use tower_sessions::Session;

use crate::{
    App,
    browser::Browser,
    entry,
    error::{PageError, page},
    member::Member,
    visitor::Visitor,
    words,
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

/// Signs in. An unknown address and a wrong password get the same answer, after the same time. Who has a second factor
/// is asked for it next.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    browser: Browser,
    session: Session,
    cookies: CookieJar,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    if let Err(wait) = app.guesses().try_for(&typed.email, app.now()) {
        let words = words::wait(&visitor.t, wait);
        return refused(visitor, typed, StatusCode::TOO_MANY_REQUESTS, words);
    }
    let Some(user) = recognised(&app, &typed).await? else {
        let words = visitor.t.t("sign-in-wrong");
        return refused(visitor, typed, StatusCode::UNPROCESSABLE_ENTITY, words);
    };
    app.guesses().forgive(&typed.email);
    if second_factor::is_asked_for(&app, user, &cookies).await? {
        second_factor::begin(&session, user, own(&typed.next), app.now()).await?;
        return Ok(Redirect::to("/sign-in/second-factor").into_response());
    }
    entry::open(&session, &browser, user, None, app.now()).await?;
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

/// The person whose password this is.
async fn recognised(app: &App, typed: &Typed) -> Result<Option<UserId>, PageError> {
    let mut tx = app.store().system().await?;
    let user = users::by_email(&mut tx, typed.email.trim()).await?;
    tx.commit().await?;
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_old = hash
        .as_ref()
        .is_some_and(|hash| auth::password::needs_rehash(hash.expose_secret()));
    let right = entry::is_right(app, typed.password.clone(), hash).await?;
    let Some(user) = user.filter(|_| right) else {
        return Ok(None);
    };
    if is_old {
        let renewed = entry::hashed(app, typed.password.clone()).await?;
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
