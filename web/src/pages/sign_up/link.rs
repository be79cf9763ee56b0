//! The link of the letter. It asks for one click, since mail programs open links before people do.

use askama::Template;
use auth::LinkToken;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use store::sign_ups::{self, Taken};
use tower_sessions::Session;

use super::code::GonePage;
use crate::{
    App,
    browser::Browser,
    entry,
    error::{PageError, page},
    visitor::Visitor,
};

#[derive(Template)]
#[template(path = "sign_up/link.html")]
struct LinkPage {
    visitor: Visitor,
    email: String,
    token: String,
}

/// Says what the link does.
pub(crate) async fn show(
    State(app): State<App>,
    mut visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    let waiting = sign_ups::by_link(&mut tx, &LinkToken::parse(&token), app.now()).await?;
    tx.commit().await?;
    match waiting {
        Some(waiting) => {
            visitor.t.language = waiting.language;
            page(&LinkPage {
                visitor,
                email: waiting.email,
                token,
            })
        }
        None => gone(visitor),
    }
}

/// Confirms the address: the account and its tenant are made, and the person is in.
pub(crate) async fn create(
    State(app): State<App>,
    visitor: Visitor,
    browser: Browser,
    session: Session,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    let taken = sign_ups::take_link(&mut tx, &LinkToken::parse(&token), app.now()).await?;
    tx.commit().await?;
    let Taken::Confirmed { user, tenant } = taken else {
        return gone(visitor);
    };
    entry::open(&session, &browser, user, Some(tenant), app.now()).await?;
    Ok(Redirect::to("/start").into_response())
}

fn gone(visitor: Visitor) -> Result<Response, PageError> {
    let page = page(&GonePage { visitor })?;
    Ok((StatusCode::GONE, page).into_response())
}
