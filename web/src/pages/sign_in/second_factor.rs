//! What is asked for beside the password: a passkey, a code of an app, or a recovery code.

use askama::Template;
use auth::{LinkToken, RecoveryCode};
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::{CookieJar, cookie::Cookie};
use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::second_factors::{self, Factors, TRUST};
use tower_sessions::{Session, cookie::SameSite};

use super::own;
use crate::{
    App,
    browser::Browser,
    entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    visitor::Visitor,
    words,
};

const PENDING: &str = "pending";
/// The password counts for so long while the second factor is looked for.
const LIVES: SignedDuration = SignedDuration::from_mins(15);

/// A person whose password was right and who is not in yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) user: UserId,
    next: String,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "sign_in/second_factor.html")]
struct SecondFactorPage {
    visitor: Visitor,
    factors: Factors,
    mistakes: Mistakes,
}

fn device_cookie(app: &App) -> &'static str {
    if app.public_url().scheme() == "https" {
        "__Host-kopru-device"
    } else {
        "kopru-device"
    }
}

/// Whether this person has to show a second factor in this browser.
pub(super) async fn is_asked_for(app: &App, user: UserId, cookies: &CookieJar) -> Result<bool, PageError> {
    let mut tx = app.store().system().await?;
    let has_any = second_factors::of(&mut tx, user).await?.any();
    let is_trusted = match cookies.get(device_cookie(app)) {
        Some(cookie) if has_any => {
            second_factors::trusts(&mut tx, user, &LinkToken::parse(cookie.value()), app.now()).await?
        }
        _ => false,
    };
    tx.commit().await?;
    Ok(has_any && !is_trusted)
}

/// Keeps whose password was right until the second factor is there.
pub(super) async fn begin(
    session: &Session,
    user: UserId,
    next: &str,
    now: Timestamp,
) -> Result<(), PageError> {
    session.cycle_id().await?;
    let pending = Pending {
        user,
        next: next.to_owned(),
        at: now,
    };
    Ok(session.insert(PENDING, pending).await?)
}

pub(super) async fn pending(app: &App, session: &Session) -> Result<Option<Pending>, PageError> {
    let pending = session.get::<Pending>(PENDING).await?;
    Ok(pending.filter(|pending| app.now().duration_since(pending.at) < LIVES))
}

/// The form.
pub(crate) async fn new(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
) -> Result<Response, PageError> {
    let Some(pending) = pending(&app, &session).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let factors = factors(&app, pending.user).await?;
    page(&SecondFactorPage {
        visitor,
        factors,
        mistakes: Mistakes::default(),
    })
}

async fn factors(app: &App, user: UserId) -> Result<Factors, PageError> {
    let mut tx = app.store().system().await?;
    let factors = second_factors::of(&mut tx, user).await?;
    tx.commit().await?;
    Ok(factors)
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
    #[serde(default)]
    recovery: String,
    #[serde(default)]
    trust: String,
}

/// Takes a code of the app, or a recovery code.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    browser: Browser,
    session: Session,
    cookies: CookieJar,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some(pending) = pending(&app, &session).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let field = if typed.recovery.is_empty() {
        "code"
    } else {
        "recovery"
    };
    let guessed = guess_key(pending.user);
    let words = match app.guesses().try_for(&guessed, app.now()) {
        Err(wait) => words::wait(&visitor.t, wait),
        Ok(()) if is_right(&app, pending.user, &typed).await? => {
            app.guesses().forgive(&guessed);
            let trust = !typed.trust.is_empty();
            return finish(&app, &session, &browser, cookies, pending, trust).await;
        }
        Ok(()) if field == "code" => visitor.t.t("second-factor-code-wrong"),
        Ok(()) => visitor.t.t("second-factor-recovery-wrong"),
    };
    let mut mistakes = Mistakes::default();
    mistakes.add(field, words);
    let factors = factors(&app, pending.user).await?;
    came_back(&SecondFactorPage {
        visitor,
        factors,
        mistakes,
    })
}

/// Under which a person's codes are counted; no address has a space.
pub(super) fn guess_key(user: UserId) -> String {
    format!("second factor of {user}")
}

async fn is_right(app: &App, user: UserId, typed: &Typed) -> Result<bool, PageError> {
    let mut tx = app.store().system().await?;
    let right = match RecoveryCode::parse(&typed.recovery) {
        Some(code) => second_factors::take_recovery_code(&mut tx, user, &code, app.now()).await?,
        None if typed.recovery.is_empty() => {
            second_factors::check_app(&mut tx, user, &typed.code, app.now()).await?
        }
        None => false,
    };
    tx.commit().await?;
    Ok(right)
}

/// Lets the person in, and trusts the browser if they wish.
pub(super) async fn finish(
    app: &App,
    session: &Session,
    browser: &Browser,
    cookies: CookieJar,
    pending: Pending,
    trust: bool,
) -> Result<Response, PageError> {
    session.remove::<Pending>(PENDING).await?;
    entry::open(session, browser, pending.user, None, app.now()).await?;
    let mut cookies = cookies;
    if trust {
        let mut tx = app.store().system().await?;
        let token = second_factors::trust_device(&mut tx, pending.user, app.now()).await?;
        tx.commit().await?;
        let cookie = Cookie::build((device_cookie(app), token.reveal().to_owned()))
            .path("/")
            .http_only(true)
            .secure(app.public_url().scheme() == "https")
            .same_site(SameSite::Lax)
            .max_age(time::Duration::seconds(TRUST.as_secs()))
            .build();
        cookies = cookies.add(cookie);
    }
    Ok((cookies, Redirect::to(own(&pending.next))).into_response())
}
