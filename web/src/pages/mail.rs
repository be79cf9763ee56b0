//! Letters that were kept instead of sent: in development, without a mail server, one reads them here.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use domain::LetterId;
use http::{HeaderName, header};
use notify::{Kept, KeptLetter};

use crate::{
    App,
    error::{PageError, page},
    visitor::Visitor,
};

/// Letters that are listed.
const LISTED: usize = 100;
/// The page frames a letter and nothing else.
const WITH_FRAME: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A letter brings styles of its own, and may do nothing.
const FRAMED: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups";

#[derive(Template)]
#[template(path = "mail/list.html")]
struct ListPage {
    visitor: Visitor,
    letters: Vec<Line>,
}

struct Line {
    id: String,
    to: String,
    subject: String,
    at: String,
    moment: String,
}

#[derive(Template)]
#[template(path = "mail/show.html")]
struct LetterPage {
    visitor: Visitor,
    letter: Line,
    text: String,
}

fn line(visitor: &Visitor, letter: &KeptLetter) -> Line {
    Line {
        id: letter.id.to_string(),
        to: letter.written.to.clone(),
        subject: letter.written.subject.clone(),
        at: visitor.t.moment(letter.at),
        moment: letter.at.to_string(),
    }
}

/// Outside of development there is no such page.
fn kept(app: &App) -> Result<Kept, PageError> {
    app.office().kept().ok_or(PageError::NotFound)
}

async fn find(app: &App, id: &str) -> Result<KeptLetter, PageError> {
    let id: LetterId = id.parse().map_err(|_| PageError::NotFound)?;
    kept(app)?
        .find(id)
        .await
        .map_err(unreadable)?
        .ok_or(PageError::NotFound)
}

#[allow(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn unreadable(error: std::io::Error) -> PageError {
    PageError::Internal(format!("the folder of letters can't be read: {error}"))
}

/// The newest letters.
pub(crate) async fn list(visitor: Visitor, State(app): State<App>) -> Result<Response, PageError> {
    let letters = kept(&app)?.list(LISTED).await.map_err(unreadable)?;
    page(&ListPage {
        letters: letters.iter().map(|letter| line(&visitor, letter)).collect(),
        visitor,
    })
}

/// A letter, as a mail program shows it and as plain text.
pub(crate) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let letter = find(&app, &id).await?;
    let shown = page(&LetterPage {
        letter: line(&visitor, &letter),
        text: letter.written.text,
        visitor,
    })?;
    Ok(([(header::CONTENT_SECURITY_POLICY, WITH_FRAME)], shown).into_response())
}

/// The HTML part alone, for the frame.
pub(crate) async fn html(State(app): State<App>, Path(id): Path<String>) -> Result<Response, PageError> {
    let letter = find(&app, &id).await?;
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_SECURITY_POLICY, FRAMED),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    Ok((headers, Html(letter.written.html)).into_response())
}
