//! Every route, like the contents page of a book.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, App, alerts, body, connect, connections, dead_letters, drafts, dry_runs, explanations, flows,
    health, hooks, layers, lookups, openapi, problems, records, replays, revisions, runs, telemetry, tokens,
    usage, workspace_file, write,
};

/// All routes of the API. Hooks are taken in by tasks that begin here, so it is called within a runtime.
pub fn router(api: Api) -> Router {
    let app = App::new(api);
    let (v1, _) = v1().split_for_parts();
    let v1 = v1
        .route("/openapi.json", get(openapi::show))
        .fallback(layers::no_such_route)
        .method_not_allowed_fallback(layers::wrong_method)
        .layer(middleware::from_fn(write::take_body))
        .layer(middleware::from_fn(layers::no_store))
        .layer(DefaultBodyLimit::max(body::LIMIT));
    let router = Router::new()
        .nest("/api/v1", v1)
        .route(
            "/api/{*rest}",
            get(layers::no_such_route).fallback(layers::no_such_route),
        )
        .route("/hooks/stripe", post(hooks::stripe::of_stripe))
        .route("/hooks/{connector}", post(hooks::of_app))
        .route("/hooks/{connector}/{hook_token}", post(hooks::of_connection))
        .route("/connect/hubspot/callback", get(connect::hubspot::come_back))
        .route("/connect/lightspeed_ecom/begin", get(connect::lightspeed::begin))
        .route("/connect/lightspeed_ecom", get(connect::lightspeed::install))
        .route("/problems/{kind}", get(problems::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(telemetry::metrics))
        .method_not_allowed_fallback(layers::wrong_method)
        .with_state(app);
    layers::wrap(router)
}

/// The routes under `/api/v1`, each with its description.
pub(crate) fn v1() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::frame())
        .routes(routes!(connections::list))
        .routes(routes!(connect::authorize))
        .routes(routes!(connections::show))
        .routes(routes!(connections::health))
        .routes(routes!(flows::list))
        .routes(routes!(flows::show))
        .routes(routes!(flows::pause, flows::resume))
        .routes(routes!(flows::backlog))
        .routes(routes!(flows::rules))
        .routes(routes!(revisions::list, revisions::publish))
        .routes(routes!(revisions::show))
        .routes(routes!(revisions::roll_back))
        .routes(routes!(drafts::show, drafts::keep, drafts::discard))
        .routes(routes!(dry_runs::create))
        .routes(routes!(runs::request))
        .routes(routes!(runs::list))
        .routes(routes!(runs::show))
        .routes(routes!(runs::cancel))
        .routes(routes!(records::list))
        .routes(routes!(records::show))
        .routes(routes!(explanations::show))
        .routes(routes!(dead_letters::list))
        .routes(routes!(dead_letters::set_aside))
        .routes(routes!(replays::request))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::resolve))
        .routes(routes!(lookups::list))
        .routes(routes!(lookups::keep, lookups::remove))
        .routes(routes!(lookups::gaps))
        .routes(routes!(usage::show))
        .routes(routes!(workspace_file::export, workspace_file::apply))
        .routes(routes!(tokens::list))
        .routes(routes!(tokens::revoke))
}
