//! Language and appearance: kept in cookies for anyone, and with the account of who is signed in.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{CookieJar, cookie::Cookie};
use domain::{Language, UserId};
use serde::Deserialize;
use store::users;
use tower_sessions::{Session, cookie::SameSite};

use crate::{
    App,
    error::PageError,
    member::USER,
    pages::sign_in::own,
    visitor::{LANGUAGE, THEME, Theme},
};

/// What was chosen; what is left out or unknown stays as it is.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    language: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    next: String,
}

/// Keeps the choice and leads back.
pub(crate) async fn create(
    session: Session,
    State(app): State<App>,
    cookies: CookieJar,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let language: Option<Language> = chosen.language.and_then(|code| code.parse().ok());
    let theme = chosen.theme.and_then(|word| Theme::parse(&word));
    // Our experts belong to no tenant, and have a language, too.
    if let Some(user) = session.get::<UserId>(USER).await? {
        let mut tx = app.store().system().await?;
        if let Some(person) = users::find(&mut tx, user).await? {
            let wanted = users::Preferences {
                language: language.unwrap_or(person.preferences.language),
                theme: theme.map_or(person.preferences.theme, |theme| theme.as_str().to_owned()),
                has_keys: person.preferences.has_keys,
                time_zone: person.preferences.time_zone,
            };
            users::set_preferences(&mut tx, user, &wanted).await?;
        }
        tx.commit().await?;
    }
    let mut cookies = cookies;
    if let Some(language) = language {
        cookies = with_language(cookies, &app, language);
    }
    if let Some(theme) = theme {
        cookies = with_theme(cookies, &app, theme);
    }
    Ok((cookies, Redirect::to(own(&chosen.next))).into_response())
}

/// The cookies with the language kept, too.
pub(crate) fn with_language(cookies: CookieJar, app: &App, language: Language) -> CookieJar {
    cookies.add(kept(app, LANGUAGE, language.code()))
}

/// The cookies with the appearance kept, too.
pub(crate) fn with_theme(cookies: CookieJar, app: &App, theme: Theme) -> CookieJar {
    cookies.add(kept(app, THEME, theme.as_str()))
}

fn kept(app: &App, name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .secure(app.public_url().scheme() == "https")
        .same_site(SameSite::Lax)
        .permanent()
        .build()
}
