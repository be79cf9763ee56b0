//! Errors as pages. Every failure of a page ends here, is logged here and nowhere else.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use store::StoreError;
use tracing::error;

use crate::{assets::Assets, pages};

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut {
        /// Where to go on after signing in.
        back_to: String,
    },
    /// It is not there, or belongs to another tenant: both look the same.
    #[error("there is no such page")]
    NotFound,
    /// More at once than is served.
    #[error("too many want to sign in at once")]
    Busy,
    /// The store's trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session can't be kept or read.
    #[error("the session can't be kept or read: {0}")]
    Session(#[from] tower_sessions::session::Error),
    /// A page can't be written.
    #[error("a page can't be written: {0}")]
    Page(#[from] askama::Error),
    /// Another mistake of ours.
    #[error("{0}")]
    Internal(String),
}

/// A page that says what is wrong and how to go on.
#[derive(Template)]
#[template(path = "errors/show.html")]
struct ErrorPage {
    assets: Assets,
    title: &'static str,
    words: &'static str,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, title, words) = match &self {
            Self::SignedOut { back_to } => {
                return Redirect::to(&pages::sign_in::address(back_to)).into_response();
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here",
                "The address is wrong, or what it named is gone. The overview shows what there is.",
            ),
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Not possible at the moment",
                "Many want to sign in at once. Try again in a moment.",
            ),
            Self::Store(StoreError::Unreachable(_) | StoreError::Busy(_)) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Not possible at the moment",
                "Our database is busy or restarting. Nothing is lost; try again in a moment.",
            ),
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "We made a mistake",
                "This one is ours to mend. What runs goes on running; try the page again in a moment.",
            ),
        };
        if status.is_server_error() {
            error!(error = ?self, "a page could not be shown: {self}");
        }
        let page = ErrorPage {
            assets: Assets::get(),
            title,
            words,
        };
        // A page without variables of its own always renders.
        (status, Html(page.render().unwrap_or_default())).into_response()
    }
}

/// Answers every address that no other route does.
pub(crate) async fn no_such_page() -> PageError {
    PageError::NotFound
}

/// A page, or the page that says why not.
pub(crate) fn page(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}
