//! Errors as pages. Every failure of a page ends here, is logged here and nowhere else.

use askama::Template;
use axum::extract::State;
use axum::{
    extract::Request,
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use http::{StatusCode, header};
use store::StoreError;
use tracing::error;

use crate::{App, locale::Locale, pages, visitor::Visitor};

/// Why a page is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PageError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut {
        /// Where to go on after signing in.
        back_to: String,
    },
    /// The act is sensitive, and the password was given too long ago.
    #[error("the password has to be given again")]
    ProofNeeded {
        /// The page to go on with.
        back_to: String,
    },
    /// The tenant wants a second factor of each member, and this one has none.
    #[error("a second factor has to be set up first")]
    SecondFactorNeeded,
    /// It is not there, or belongs to another tenant: both look the same.
    #[error("there is no such page")]
    NotFound,
    /// The member's role is not enough.
    #[error("the member's role does not allow this")]
    Forbidden {
        /// The member's language.
        t: Box<Locale>,
        /// The tenant's name.
        tenant: String,
    },
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
    visitor: Visitor,
    title: String,
    words: String,
}

/// What an error page says; the layer [`shown`] writes it in the visitor's language, which an error does not know.
#[derive(Clone, Debug)]
struct Said {
    title: &'static str,
    words: String,
    /// The language of the words, where they are known already.
    is_key: bool,
}

impl Said {
    fn not_found() -> Self {
        Self {
            title: "error-not-found",
            words: "error-not-found-words".to_owned(),
            is_key: true,
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, title, words) = match &self {
            Self::SignedOut { back_to } => {
                return Redirect::to(&pages::sign_in::address(back_to)).into_response();
            }
            Self::ProofNeeded { back_to } => {
                return Redirect::to(&pages::account::proof::address(back_to)).into_response();
            }
            Self::SecondFactorNeeded => return Redirect::to("/account/second-factor").into_response(),
            Self::NotFound => (StatusCode::NOT_FOUND, "error-not-found", "error-not-found-words"),
            Self::Forbidden { t, tenant } => {
                let said = Said {
                    title: "error-forbidden",
                    words: t.t1("error-forbidden-words", "tenant", tenant),
                    is_key: false,
                };
                return (StatusCode::FORBIDDEN, axum::Extension(said)).into_response();
            }
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "error-busy",
                "error-signing-in-busy-words",
            ),
            Self::Store(StoreError::Unreachable(_) | StoreError::Busy(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "error-busy", "error-busy-words")
            }
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "error-ours",
                "error-ours-words",
            ),
        };
        if status.is_server_error() {
            error!(error = ?self, "a page could not be shown: {self}");
        }
        let said = Said {
            title,
            words: words.to_owned(),
            is_key: true,
        };
        (status, axum::Extension(said)).into_response()
    }
}

/// Writes the page of an error, in the language of who looks.
pub(crate) async fn shown(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, &app);
    let response = next.run(Request::from_parts(parts, body)).await;
    let (status, said) = match response.extensions().get::<Said>() {
        Some(said) => (response.status(), said.clone()),
        None if is_no_address(&response) => (StatusCode::NOT_FOUND, Said::not_found()),
        None => return response,
    };
    let page = ErrorPage {
        title: visitor.t.t(said.title),
        words: if said.is_key {
            visitor.t.t(&said.words)
        } else {
            said.words
        },
        visitor,
    };
    // A page without variables of its own always renders.
    (status, Html(page.render().unwrap_or_default())).into_response()
}

/// Whether the address could not be read: an id in it is none, or its query is broken. The framework says so in plain
/// text and tells what it expected there; to whoever typed the address it simply leads nowhere.
fn is_no_address(response: &Response) -> bool {
    let is_plain = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"));
    response.status() == StatusCode::BAD_REQUEST && is_plain
}

/// Answers every address that no other route does.
pub(crate) async fn no_such_page() -> PageError {
    PageError::NotFound
}

/// A page, or the page that says why not.
pub(crate) fn page(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}

/// A form that came back: the page with the status of a request that could not be taken.
pub(crate) fn came_back(template: &impl Template) -> Result<Response, PageError> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(template.render()?)).into_response())
}

/// The page of a form: as it is asked for, or as it came back because of what was typed.
pub(crate) fn form_page(template: &impl Template, is_back: bool) -> Result<Response, PageError> {
    if is_back {
        came_back(template)
    } else {
        page(template)
    }
}
