//! What lies around every request: an id, a span, a limit of time, and a net under panics.

use std::{any::Any, time::Duration};

use axum::{
    Router,
    extract::{OriginalUri, Request},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::{Span, field::Empty, info_span};

use crate::{
    problem::{ApiError, Kind, Problem},
    telemetry,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Dry runs and workspace files wait for remote systems; beyond this, the caller has given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Wraps all routes.
pub(crate) fn wrap(router: Router) -> Router {
    router
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
                .layer(TraceLayer::new_for_http().make_span_with(span))
                .layer(middleware::from_fn(telemetry::measure))
                .layer(middleware::from_fn(name_request))
                .layer(PropagateRequestIdLayer::new(REQUEST_ID))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(middleware::from_fn(in_time)),
        )
        .layer(middleware::from_fn(no_guess))
}

/// What we call text is text, even if it repeats what a caller sent.
async fn no_guess(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        http::header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

fn span<B>(request: &http::Request<B>) -> Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    // Without the query: what people search for is personal.
    info_span!("request", request.id = id, method = %request.method(), path = request.uri().path(), tenant.id = Empty)
}

/// Puts the request's id into problem documents.
async fn name_request(request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .map(ToOwned::to_owned);
    let mut response = next.run(request).await;
    let Some(mut problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    problem.instance = id;
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(http::header::CONTENT_LENGTH);
    Response::from_parts(parts, serde_json::to_vec(&problem).unwrap_or_default().into())
}

async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(PATIENCE, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Kind::TimedOut
            .problem(format!(
                "it took longer than {} seconds and was given up",
                PATIENCE.as_secs()
            ))
            .into_response(),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<&str>()
        .map(ToString::to_string)
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    ApiError::Internal(format!("a handler panicked: {words}")).into_response()
}

/// No such address.
pub(crate) async fn no_such_route(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::NoSuchRoute(uri.path().to_owned())
}

/// The address is right, the method is not.
pub(crate) async fn wrong_method(method: Method) -> ApiError {
    ApiError::Method {
        method: method.to_string(),
    }
}

/// API answers are the tenant's: no cache keeps them.
pub(crate) async fn no_store(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(http::header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
