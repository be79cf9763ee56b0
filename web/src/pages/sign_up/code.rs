//! The six digits from the letter, typed in the tab in which one signed up.

use askama::Template;
use auth::SixDigits;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use store::sign_ups::{self, Taken, Waiting};
use tower_sessions::Session;
use uuid::Uuid;

use super::{SIGN_UP, tell};
use crate::{
    App,
    browser::Browser,
    entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    visitor::Visitor,
};

#[derive(Template)]
#[template(path = "sign_up/code.html")]
struct CodePage {
    visitor: Visitor,
    email: String,
    /// Seconds until another letter may be asked for; none: none may any more.
    wait: Option<u64>,
    mistakes: Mistakes,
}

/// The way in is over: too old, used, or too many tries.
#[derive(Template)]
#[template(path = "sign_up/gone.html")]
pub(super) struct GonePage {
    pub(super) visitor: Visitor,
}

impl CodePage {
    fn new(visitor: Visitor, waiting: &Waiting, app: &App, mistakes: Mistakes) -> Self {
        let wait = waiting.next_letter_at.duration_since(app.now()).as_secs();
        Self {
            visitor,
            email: waiting.email.clone(),
            wait: waiting.may_send.then(|| u64::try_from(wait).unwrap_or_default()),
            mistakes,
        }
    }
}

async fn waiting(app: &App, session: &Session) -> Result<Option<(Uuid, Waiting)>, PageError> {
    let Some(id) = session.get::<Uuid>(SIGN_UP).await? else {
        return Ok(None);
    };
    let mut tx = app.store().system().await?;
    let found = sign_ups::find(&mut tx, id, app.now()).await?;
    tx.commit().await?;
    Ok(found.map(|waiting| (id, waiting)))
}

/// The form for the code.
pub(crate) async fn new(
    State(app): State<App>,
    visitor: Visitor,
    session: Session,
) -> Result<Response, PageError> {
    match waiting(&app, &session).await? {
        Some((_, waiting)) => page(&CodePage::new(visitor, &waiting, &app, Mistakes::default())),
        None => page(&GonePage { visitor }),
    }
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// Takes the code: the account and its tenant are made, and the person is in.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    browser: Browser,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let Some((id, waiting)) = waiting(&app, &session).await? else {
        return came_back(&GonePage { visitor });
    };
    let Some(code) = SixDigits::parse(&typed.code) else {
        let words = visitor.t.t("code-shape");
        return again(visitor, &waiting, &app, words);
    };
    let mut tx = app.store().system().await?;
    let taken = sign_ups::take_code(&mut tx, id, Some(&code), app.now()).await?;
    tx.commit().await?;
    match taken {
        Taken::Confirmed { user, tenant } => {
            session.remove::<Uuid>(SIGN_UP).await?;
            entry::open(&session, &browser, user, Some(tenant), app.now()).await?;
            Ok(Redirect::to("/start").into_response())
        }
        Taken::Wrong { left } => {
            let words = visitor.t.count("code-wrong", u64::from(left));
            again(visitor, &waiting, &app, words)
        }
        Taken::Gone => {
            let words = visitor.t.t("code-no-tries");
            again(visitor, &waiting, &app, words)
        }
    }
}

fn again(visitor: Visitor, waiting: &Waiting, app: &App, words: String) -> Result<Response, PageError> {
    let mut mistakes = Mistakes::default();
    mistakes.add("code", words);
    came_back(&CodePage::new(visitor, waiting, app, mistakes))
}

/// Sends another letter; the code of the former one is void. Asked for too soon, nothing is sent, and the page says when.
pub(crate) async fn resend(State(app): State<App>, session: Session) -> Result<Response, PageError> {
    if let Some((id, waiting)) = waiting(&app, &session).await? {
        let mut tx = app.store().system().await?;
        if let Some(proof) = sign_ups::renew(&mut tx, id, app.now()).await? {
            tell(&app, &mut tx, &proof, &waiting.email, waiting.language).await?;
        }
        tx.commit().await?;
    }
    Ok(Redirect::to("/sign-up/code").into_response())
}
