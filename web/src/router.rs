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
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
    csrf::CsrfLayer,
    trace::TraceLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{App, Web, assets, error, headers, pages, tenants};

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
        .layer(middleware::from_fn_with_state(app.clone(), tenants::led_over))
        .layer(sessions);
    Router::new()
        .merge(pages)
        .route("/assets/{*name}", get(assets::show))
        .fallback(error::no_such_page)
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http())
                .layer(CompressionLayer::new().compress_when(compressible()))
                .layer(middleware::from_fn(headers::secure))
                .layer(middleware::from_fn_with_state(app.clone(), error::shown))
                .layer(csrf)
                .layer(DefaultBodyLimit::max(FORM)),
        )
        .with_state(app)
}

/// Films are small already.
fn compressible() -> impl tower_http::compression::Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("video/"))
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
    use pages::start;
    Router::new()
        .route("/start", get(start::show))
        .route("/start/apps", get(start::apps::show).post(start::apps::create))
        .route(
            "/start/connections",
            get(start::connections::show).post(start::connections::create),
        )
        .route(
            "/start/connections/{connector}",
            post(start::connections::sign_in),
        )
        .route(
            "/start/connections/{connector}/there",
            post(start::connections::go_there),
        )
        .route(
            "/start/connections/{connector}/colleague",
            post(start::connections::ask),
        )
        .route(
            "/start/connections/{connector}/leave",
            post(start::connections::leave),
        )
        .route("/start/flows", get(start::flows::show).post(start::flows::create))
        .route(
            "/start/settings",
            get(start::settings::show).post(start::settings::create),
        )
        .route("/start/test", get(start::test::show).post(start::test::create))
        .route("/start/test/record", post(start::test::candidates::choose))
        .route("/start/test/send", post(start::test::sent::send))
        .route("/start/test/take-back", post(start::test::sent::take_back))
        .route("/start/test/outlook", post(start::test::outlook::look_ahead))
        .route("/start/done", get(start::done::show).post(start::done::create))
}

/// Is all well, and what is it worth?
fn overview() -> Router<App> {
    Router::new()
        .route("/overview", get(pages::overview::show))
        .route(
            "/connections/{connection}/calls",
            post(pages::overview::calls::update),
        )
        .route("/overview/time-saved", post(pages::overview::set_time_saved))
}

/// Flows, their settings and runs.
fn flows() -> Router<App> {
    Router::new()
        .route("/flows", get(pages::flows::list))
        .route(
            "/flows/new",
            get(pages::flows::new::new).post(pages::flows::new::create),
        )
        .route("/flows/{flow}", get(pages::flows::show))
        .route("/flows/{flow}/check", post(pages::flows::runs::check))
        .route("/flows/{flow}/copies", post(pages::flows::acts::copy))
        .route("/flows/{flow}/flow.toml", get(pages::flows::acts::export))
        .route(
            "/flows/{flow}/name",
            get(pages::flows::acts::edit_name).post(pages::flows::acts::rename),
        )
        .route("/flows/{flow}/pause", post(pages::flows::pause::create))
        .route(
            "/flows/{flow}/reconciliation",
            get(pages::flows::reconciliation::show).post(pages::flows::reconciliation::create),
        )
        .route(
            "/flows/{flow}/reconciliation/missing",
            post(pages::flows::reconciliation::send),
        )
        .route("/flows/{flow}/records", post(pages::flows::runs::one))
        .route(
            "/flows/{flow}/removal",
            get(pages::flows::acts::ask_removal).post(pages::flows::acts::remove),
        )
        .route(
            "/flows/{flow}/resume",
            get(pages::flows::pause::new).post(pages::flows::pause::resume),
        )
        .route(
            "/flows/{flow}/runs",
            get(pages::flows::runs::list).post(pages::flows::runs::create),
        )
        .route("/flows/{flow}/runs/new", get(pages::flows::runs::new))
        .route(
            "/flows/{flow}/settings",
            get(pages::flows::settings::edit).post(pages::flows::settings::update),
        )
        .route(
            "/flows/{flow}/settings/absence",
            post(pages::flows::settings::watch),
        )
}

/// The mapping editor, dry runs, revisions and look-up tables.
fn mapping() -> Router<App> {
    use pages::look_ups;
    use pages::mapping::{draft, dry_run, editor, fields, list, preview, publish, revisions};

    Router::new()
        .route("/mapping", get(list::show))
        .route(
            "/look-ups",
            get(look_ups::list::show).post(look_ups::list::create),
        )
        .route(
            "/look-ups/{table}",
            get(look_ups::table::show).post(look_ups::table::keep_grid),
        )
        .route("/look-ups/{table}/gaps", post(look_ups::gaps::create))
        .route(
            "/look-ups/{table}/import",
            get(look_ups::transfer::new).post(look_ups::transfer::create),
        )
        .route("/look-ups/{table}/rows.csv", get(look_ups::table::rows))
        .route(
            "/look-ups/{table}/versions/{version}",
            post(look_ups::table::restore),
        )
        .route("/flows/{flow}/mapping", get(editor::show))
        .route(
            "/flows/{flow}/mapping/draft",
            get(editor::draft).post(draft::keep),
        )
        .route("/flows/{flow}/mapping/draft/asides/{user}", post(draft::take_up))
        .route("/flows/{flow}/mapping/draft/discard", post(draft::discard))
        .route("/flows/{flow}/mapping/draft/preview", post(preview::create))
        .route("/flows/{flow}/mapping/draft/take-over", post(draft::take_over))
        .route("/flows/{flow}/mapping/draft/words", get(preview::words))
        .route("/flows/{flow}/mapping/dry-run", get(dry_run::show))
        .route("/flows/{flow}/mapping/fields", post(fields::create))
        .route("/flows/{flow}/mapping/fields/new", get(fields::new))
        .route(
            "/flows/{flow}/revisions",
            get(revisions::list).post(publish::create),
        )
        .route("/flows/{flow}/revisions/{number}", get(revisions::show))
        .route(
            "/flows/{flow}/revisions/{number}/roll-back",
            post(publish::roll_back),
        )
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
        .route(
            "/records/{record}/edit",
            get(pages::records::edit::show).post(pages::records::edit::create),
        )
        .route("/records/{record}/resends", post(pages::records::edit::resend))
        .route("/runs/{run}", get(pages::runs::show))
        .route("/runs/{run}/cancellation", post(pages::runs::cancel))
}

/// What needs a person, and how they are told.
fn alerts() -> Router<App> {
    use pages::alerts;
    Router::new()
        .route("/alerts", get(alerts::list))
        .route(
            "/alerts/channels",
            get(alerts::channels::list).post(alerts::channels::create),
        )
        .route("/alerts/channels/new", get(alerts::channels::new))
        .route(
            "/alerts/channels/{channel}",
            get(alerts::channels::edit).post(alerts::channels::update),
        )
        .route(
            "/alerts/channels/{channel}/removal",
            post(alerts::channels::remove),
        )
        .route("/alerts/channels/{channel}/test", post(alerts::channels::test))
        .route("/alerts/me", post(alerts::me::update))
        .route("/alerts/me/test", post(alerts::me::test))
        .route("/alerts/{alert}", get(alerts::show))
        .route("/alerts/{alert}/acknowledgement", post(alerts::acts::acknowledge))
        .route(
            "/alerts/{alert}/acknowledgement/removal",
            post(alerts::acts::look_away),
        )
        .route("/alerts/{alert}/mute", post(alerts::acts::mute))
        .route("/alerts/{alert}/mute/removal", post(alerts::acts::unmute))
        .route("/alerts/{alert}/resolution", post(alerts::acts::resolve))
}

/// The signed-in use of other systems.
fn connections() -> Router<App> {
    use pages::connections::{acts, colleague, list, reconnect, show};
    Router::new()
        .route("/connections", get(list::show))
        .route("/connections/{connection}", get(show::show))
        .route("/connections/{connection}/name", post(acts::rename))
        .route("/connections/{connection}/colleague", post(acts::ask))
        .route("/connections/{connection}/disconnect", post(acts::disconnect))
        .route(
            "/connections/{connection}/reconnect",
            get(reconnect::show).post(reconnect::create),
        )
        .route(
            "/connections/{connection}/reconnect/there",
            post(reconnect::go_there),
        )
        .route("/connect/{token}", get(colleague::show).post(colleague::create))
        .route("/connect/{token}/there", post(colleague::go_there))
        .route("/connect/{token}/{connection}", get(colleague::back))
}

/// Members, accounts, settings, tokens.
fn team() -> Router<App> {
    Router::new()
        .route("/team", get(pages::team::show))
        .route("/team/second-factor", post(pages::team::require))
        .route(
            "/team/invitations",
            get(pages::team::show).post(pages::team::invitations::create),
        )
        .route(
            "/team/invitations/{invitation}/letters",
            post(pages::team::invitations::resend),
        )
        .route(
            "/team/invitations/{invitation}/revoke",
            post(pages::team::invitations::revoke),
        )
        .route(
            "/team/members/{member}/role",
            post(pages::team::members::change_role),
        )
        .route(
            "/team/members/{member}/remove",
            get(pages::team::members::leaving).post(pages::team::members::remove),
        )
        .route(
            "/invitations/{token}",
            get(pages::invitations::show).post(pages::invitations::create),
        )
        .route("/tenants/{tenant}", post(tenants::choose))
        .merge(account())
        .merge(settings())
}

/// A person's own.
fn account() -> Router<App> {
    Router::new()
        .route("/account", get(pages::account::show).post(pages::account::change))
        .route(
            "/account/password",
            get(pages::account::password::new).post(pages::account::password::change),
        )
        .route(
            "/account/proof",
            get(pages::account::proof::new).post(pages::account::proof::create),
        )
        .route(
            "/account/sessions/end-others",
            post(pages::account::sessions::end_others),
        )
        .route(
            "/account/sessions/{session}/end",
            post(pages::account::sessions::end),
        )
        .route("/account/second-factor", get(pages::account::second_factor::show))
        .route(
            "/account/second-factor/recovery-codes",
            post(pages::account::second_factor::renew_codes),
        )
        .route(
            "/account/second-factor/app",
            get(pages::account::app::new).post(pages::account::app::create),
        )
        .route(
            "/account/second-factor/app/remove",
            post(pages::account::app::destroy),
        )
        .route("/account/passkeys", post(pages::account::passkeys::create))
        .route(
            "/account/passkeys/challenge",
            post(pages::account::passkeys::challenge),
        )
        .route(
            "/account/passkeys/{passkey}/remove",
            post(pages::account::passkeys::destroy),
        )
}

/// What a tenant sets, takes along and erases.
fn settings() -> Router<App> {
    Router::new()
        .route(
            "/settings",
            get(pages::settings::show).post(pages::settings::change),
        )
        .route("/settings/retention", post(pages::settings::keep_for))
        .route(
            "/settings/tokens",
            get(pages::settings::tokens::list).post(pages::settings::tokens::create),
        )
        .route(
            "/settings/tokens/{token}/revoke",
            post(pages::settings::tokens::revoke),
        )
        .route("/settings/audit", get(pages::settings::audit::list))
        .route("/settings/audit.csv", get(pages::settings::audit::csv))
        .route(
            "/settings/erasures",
            get(pages::settings::erasures::new).post(pages::settings::erasures::look),
        )
        .route(
            "/settings/erasures/erased",
            get(pages::settings::erasures::new).post(pages::settings::erasures::create),
        )
        .route(
            "/settings/erasures/{erasure}",
            get(pages::settings::erasures::show),
        )
        .route("/settings/export", get(pages::settings::export::show))
        .route(
            "/settings/workspace",
            get(pages::settings::workspace_file::edit).post(pages::settings::workspace_file::apply),
        )
        .route(
            "/settings/workspace.toml",
            get(pages::settings::workspace_file::download),
        )
        .route(
            "/settings/delete",
            get(pages::settings::delete::new).post(pages::settings::delete::create),
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
