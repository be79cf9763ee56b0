//! Signing up: what is asked, then a letter with a code and a link.

pub(crate) mod code;
pub(crate) mod link;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::Language;
use secrecy::SecretString;
use serde::Deserialize;
use store::{SystemTx, sign_ups};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App, email, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    pages::preferences,
    password_field,
    visitor::Visitor,
    zones,
};

/// Under which the session keeps the sign-up that waits for its code.
const SIGN_UP: &str = "sign_up_id";

#[derive(Template)]
#[template(path = "sign_up/new.html")]
struct SignUpPage {
    visitor: Visitor,
    typed: Typed,
    zones: Vec<(String, String)>,
    mistakes: Mistakes,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    company: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    terms: String,
}

impl SignUpPage {
    fn new(visitor: Visitor, typed: Typed, mistakes: Mistakes) -> Self {
        Self {
            zones: zones::options(&typed.time_zone),
            visitor,
            typed,
            mistakes,
        }
    }

    /// Value and name of each language.
    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        Language::ALL
            .into_iter()
            .map(|language| (language.code(), language.own_name()))
            .collect()
    }
}

/// The form.
pub(crate) async fn new(member: Option<Member>, visitor: Visitor) -> Result<Response, PageError> {
    if member.is_some() {
        return Ok(Redirect::to("/overview").into_response());
    }
    let typed = Typed {
        language: visitor.t.language.code().to_owned(),
        time_zone: zones::guess(visitor.t.language).to_owned(),
        ..Typed::default()
    };
    page(&SignUpPage::new(visitor, typed, Mistakes::default()))
}

/// Begins a sign-up. An address that has an account gets the same page after the same time, and another letter.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
    cookies: CookieJar,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mistakes = mistakes_of(&visitor.t, &typed);
    if !mistakes.is_empty() {
        return came_back(&SignUpPage::new(visitor, typed, mistakes));
    }
    if is_repeated(&app, &session, &typed.email).await? {
        return Ok(Redirect::to("/sign-up/code").into_response());
    }
    if let Err(wait) = app
        .guesses()
        .try_for(&format!("sign-up {}", typed.email), app.now())
    {
        let mut mistakes = Mistakes::default();
        mistakes.add("email", crate::words::wait(&visitor.t, wait));
        return came_back(&SignUpPage::new(visitor, typed, mistakes));
    }
    let hash = entry::hashed(&app, typed.password.clone()).await?;
    let language = typed.language.parse().unwrap_or(visitor.t.language);
    let new = sign_ups::New {
        email: typed.email.trim(),
        password_hash: &hash,
        company: typed.company.trim(),
        language,
        time_zone: &typed.time_zone,
    };
    let mut tx = app.store().system().await?;
    let proof = sign_ups::begin(&mut tx, &new, app.now()).await?;
    tell(&app, &mut tx, &proof, new.email, language).await?;
    tx.commit().await?;
    session.insert(SIGN_UP, proof.id).await?;
    let cookies = preferences::with_language(cookies, &app, language);
    Ok((cookies, Redirect::to("/sign-up/code")).into_response())
}

fn mistakes_of(t: &Locale, typed: &Typed) -> Mistakes {
    let mut mistakes = Mistakes::default();
    if !email::is_one(&typed.email) {
        mistakes.add("email", t.t("email-wrong"));
    }
    password_field::check(
        t,
        "password",
        &typed.password,
        &[&typed.email, &typed.company],
        &mut mistakes,
    );
    match typed.company.trim() {
        "" => mistakes.add("company", t.t("sign-up-company-missing")),
        name if name.chars().count() > 100 => mistakes.add("company", t.t1("too-long", "most", 100)),
        _ => {}
    }
    if !zones::is_known(&typed.time_zone) {
        mistakes.add("time_zone", t.t("time-zone-wrong"));
    }
    if typed.terms.is_empty() {
        mistakes.add("terms-yes", t.t("sign-up-terms-missing"));
    }
    mistakes
}

/// A double click: the letter is on its way already.
async fn is_repeated(app: &App, session: &Session, email: &str) -> Result<bool, PageError> {
    let Some(id) = session.get::<Uuid>(SIGN_UP).await? else {
        return Ok(false);
    };
    let mut tx = app.store().system().await?;
    let waiting = sign_ups::find(&mut tx, id, app.now()).await?;
    tx.commit().await?;
    Ok(waiting.is_some_and(|waiting| {
        waiting.email.eq_ignore_ascii_case(email.trim()) && app.now() < waiting.next_letter_at
    }))
}

/// Posts the letter: with the way in, or that there is an account already.
async fn tell(
    app: &App,
    tx: &mut SystemTx,
    proof: &sign_ups::Proof,
    to: &str,
    language: Language,
) -> Result<(), PageError> {
    let kind = if proof.is_known {
        notify::LetterKind::AccountExists {
            link: app.address("/sign-in"),
        }
    } else {
        notify::LetterKind::VerifyEmail {
            code: proof.code.reveal().to_owned(),
            link: app.address(&format!("/verify/{}", proof.link.reveal())),
        }
    };
    let letter = notify::Letter {
        to: to.to_owned(),
        language,
        kind,
    };
    Ok(notify::mail(tx, &letter).await?)
}
