//! Every page, like the contents page of a book: one function a chapter.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use store::StoreSessions;
use time::Duration;
use tower::ServiceBuilder;
use tower_http::{compression::CompressionLayer, csrf::CsrfLayer, trace::TraceLayer};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{App, Web, assets, error, headers, pages};

/// After so long without a visit, a session is over.
const SESSION: Duration = Duration::days(14);
/// Forms are small; a look-up table pasted from a spreadsheet is the largest.
const FORM: usize = 1024 * 1024;

/// All pages of the dashboard. It answers what no other route does, so merge it last.
pub fn router(web: Web) -> Router {
    let secure = web.public_url.scheme() == "https";
    let sessions = SessionManagerLayer::new(StoreSessions::new(web.parts.store.clone()))
        // The prefix makes browsers refuse the cookie from anyone but this very host.
        .with_name(if secure { "__Host-kopru" } else { "kopru" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(SESSION));
    let csrf = csrf(&web);
    let app = App::new(web);
    let pages = front()
        .merge(arriving())
        .merge(wizard())
        .merge(overview())
        .merge(flows())
        .merge(mapping())
        .merge(records())
        .merge(alerts())
        .merge(connections())
        .merge(team())
        .merge(billing())
        .merge(desk())
        .merge(help())
        .layer(sessions);
    Router::new()
        .merge(pages)
        .route("/assets/{*name}", get(assets::show))
        .fallback(error::no_such_page)
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(CompressionLayer::new())
                .layer(middleware::from_fn(headers::secure))
                .layer(middleware::from_fn_with_state(app.clone(), error::shown))
                .layer(csrf)
                .layer(DefaultBodyLimit::max(FORM)),
        )
        .with_state(app)
}

/// Forms from other sites are refused by what browsers tell of their origin; no form carries a token.
fn csrf(web: &Web) -> CsrfLayer {
    let origin = web.public_url.origin().ascii_serialization();
    CsrfLayer::new().add_trusted_origin(&origin).unwrap_or_default()
}

/// What anyone may see.
fn front() -> Router<App> {
    Router::new()
        .route("/", get(pages::front::show))
        .route("/mail", get(pages::mail::list))
        .route("/mail/{letter}", get(pages::mail::show))
        .route("/mail/{letter}/html", get(pages::mail::html))
        .route("/preferences", post(pages::preferences::create))
}

/// Signing up, in and out.
fn arriving() -> Router<App> {
    Router::new()
        .route("/sign-up", get(pages::sign_up::new).post(pages::sign_up::create))
        .route(
            "/sign-up/code",
            get(pages::sign_up::code::new).post(pages::sign_up::code::create),
        )
        .route(
            "/sign-up/letters",
            get(pages::sign_up::code::new).post(pages::sign_up::code::resend),
        )
        .route(
            "/verify/{token}",
            get(pages::sign_up::link::show).post(pages::sign_up::link::create),
        )
        .route("/sign-in", get(pages::sign_in::new).post(pages::sign_in::create))
        .route(
            "/sign-in/second-factor",
            get(pages::sign_in::second_factor::new).post(pages::sign_in::second_factor::create),
        )
        .route("/sign-in/passkey", post(pages::sign_in::passkey::create))
        .route(
            "/sign-in/passkey/challenge",
            post(pages::sign_in::passkey::challenge),
        )
        .route("/sign-out", post(pages::sign_in::destroy))
        .route(
            "/password/forgotten",
            get(pages::password::forgotten).post(pages::password::send),
        )
        .route("/password/reset", get(pages::password::no_token))
        .route(
            "/password/reset/{token}",
            get(pages::password::reset).post(pages::password::change),
        )
}

/// From two systems to the first record.
fn wizard() -> Router<App> {
    Router::new()
}

/// Is all well, and what is it worth?
fn overview() -> Router<App> {
    Router::new()
        .route("/overview", get(pages::overview::show))
        .route("/overview/time-saved", post(pages::overview::set_time_saved))
}

/// Flows, their settings and runs.
fn flows() -> Router<App> {
    Router::new()
        .route("/flows", get(pages::flows::list))
        .route("/flows/{flow}/pause", post(pages::flows::pause::create))
        .route(
            "/flows/{flow}/resume",
            get(pages::flows::pause::new).post(pages::flows::pause::resume),
        )
}

/// The mapping editor, dry runs, revisions and look-up tables.
fn mapping() -> Router<App> {
    Router::new()
}

/// The activity log.
fn records() -> Router<App> {
    Router::new()
        .route("/failures", get(pages::failures::show))
        .route("/failures/replays", post(pages::failures::replay))
        .route("/failures/set-aside", post(pages::failures::set_aside))
        .route("/records", get(pages::records::list::show))
        .route("/records/export.csv", get(pages::records::export::show))
        .route("/records/replays", post(pages::records::replays::create))
        .route("/records/set-aside", post(pages::records::replays::set_aside))
        .route("/records/stream", get(pages::records::live::show))
        .route("/records/views", post(pages::records::views::create))
        .route("/records/views/removals", post(pages::records::views::destroy))
        .route("/records/{record}", get(pages::records::show::show))
        .route("/runs/{run}", get(pages::runs::show))
        .route("/runs/{run}/cancellation", post(pages::runs::cancel))
}

/// What needs a person, and how they are told.
fn alerts() -> Router<App> {
    Router::new()
}

/// The signed-in use of other systems.
fn connections() -> Router<App> {
    Router::new()
}

/// Members, accounts, settings, tokens.
fn team() -> Router<App> {
    Router::new().route(
        "/account/proof",
        get(pages::account::proof::new).post(pages::account::proof::create),
    )
}

/// Trial, plans and packages.
fn billing() -> Router<App> {
    Router::new()
        .route("/billing", get(pages::billing::show))
        .route("/billing/account", post(pages::billing::set_account))
        .route("/billing/checkouts", post(pages::billing::checkouts::create))
        .route(
            "/billing/checkouts/{checkout}",
            get(pages::billing::checkouts::show),
        )
        .route(
            "/billing/checkouts/{checkout}/left",
            get(pages::billing::checkouts::left),
        )
        .route("/billing/packages", get(pages::packages::list))
        .route("/billing/packages/{order}", get(pages::packages::order::show))
        .route(
            "/billing/packages/{order}/acceptance",
            post(pages::packages::order::accept),
        )
        .route(
            "/billing/packages/{order}/consent",
            post(pages::packages::order::set_consent),
        )
        .route(
            "/billing/packages/{order}/meeting",
            post(pages::packages::meeting::create),
        )
        .route(
            "/billing/packages/{order}/meeting.ics",
            get(pages::packages::meeting::calendar),
        )
        .route(
            "/billing/packages/{order}/meeting/cancel",
            post(pages::packages::meeting::destroy),
        )
        .route(
            "/billing/packages/{order}/messages",
            post(pages::packages::order::write),
        )
        .route(
            "/billing/packages/{order}/wishes",
            post(pages::packages::order::set_wishes),
        )
        .route("/billing/portal", get(pages::billing::portal::show))
        .route("/billing/resume", post(pages::billing::portal::resume))
        .route("/billing/returns", get(pages::billing::portal::come_back))
}

/// Where our experts see who bought a package.
fn desk() -> Router<App> {
    Router::new()
        .route("/desk", get(pages::desk::list))
        .route("/desk/orders/{order}", get(pages::desk::order::show))
        .route("/desk/orders/{order}/charge", post(pages::desk::order::take))
        .route("/desk/orders/{order}/checks", post(pages::desk::order::tick))
        .route(
            "/desk/orders/{order}/meeting-link",
            post(pages::desk::order::set_link),
        )
        .route("/desk/orders/{order}/messages", post(pages::desk::order::write))
        .route("/desk/orders/{order}/notes", post(pages::desk::order::note))
        .route("/desk/orders/{order}/visit", post(pages::desk::order::visit))
}

/// Guides.
fn help() -> Router<App> {
    Router::new()
        .route("/help", get(pages::help::index))
        .route("/help/{guide}", get(pages::help::show))
}
