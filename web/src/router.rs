//! Every page, like the contents page of a book.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use store::StoreSessions;
use time::Duration;
use tower::ServiceBuilder;
use tower_http::{csrf::CsrfLayer, trace::TraceLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{App, Web, assets, error, headers, pages};

/// After so long without signing in anew, a session is over.
const SESSION: Duration = Duration::days(14);
/// Forms are small.
const FORM: usize = 16 * 1024;

/// All pages of the dashboard. It answers what no other route does, so merge it last.
pub fn router(web: Web) -> Router {
    let secure = web.public_url.scheme() == "https";
    let sessions = SessionManagerLayer::new(StoreSessions::new(web.store.clone()))
        // The prefix makes browsers refuse the cookie from anyone but this very host.
        .with_name(if secure { "__Host-kopru" } else { "kopru" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(SESSION));
    let pages = Router::new()
        .route("/", get(pages::overview::show))
        .route("/records/{record}", get(pages::records::show))
        .route("/sign-in", get(pages::sign_in::new).post(pages::sign_in::create))
        .route("/sign-out", post(pages::sign_in::destroy))
        .layer(sessions);
    Router::new()
        .merge(pages)
        .route("/assets/{name}", get(assets::show))
        .fallback(error::no_such_page)
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(middleware::from_fn(headers::secure))
                .layer(csrf(&web))
                .layer(DefaultBodyLimit::max(FORM)),
        )
        .with_state(App::new(web))
}

/// Forms from other sites are refused by what browsers tell of their origin; no form carries a token.
fn csrf(web: &Web) -> CsrfLayer {
    let origin = web.public_url.origin().ascii_serialization();
    CsrfLayer::new().add_trusted_origin(&origin).unwrap_or_default()
}
