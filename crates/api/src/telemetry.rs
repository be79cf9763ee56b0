//! Metrics for operators, as Prometheus text.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::TenantId;
use http::header;
use jiff::{SignedDuration, Timestamp};
use metrics::{counter, gauge, histogram};
use store::{StoreError, usage};

use crate::App;

/// Counting what waits takes tens of milliseconds when much does.
const EVERY: SignedDuration = SignedDuration::from_secs(15);

/// What the gauges told last.
#[derive(Default)]
pub(crate) struct Gauges(Mutex<Told>);

#[derive(Default)]
struct Told {
    at: Timestamp,
    tenants: BTreeSet<TenantId>,
}

impl Gauges {
    /// Whether it is time to count again; whoever gets a yes does it.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = now.duration_since(told.at) >= EVERY;
        if due {
            told.at = now;
        }
        due
    }

    /// Takes note of who has something waiting; tells who had and has no longer.
    fn note(&self, tenants: BTreeSet<TenantId>) -> Vec<TenantId> {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let gone = told.tenants.difference(&tenants).copied().collect();
        told.tenants = tenants;
        gone
    }
}

/// All metrics; backlog and lag are counted here, the rest was gathered by the recorder.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    if app.0.gauges.is_due(app.now())
        && let Err(error) = count(&app).await
    {
        // The other figures are worth having all the same.
        tracing::warn!(error = %error, "backlog and lag could not be counted: {error}");
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], (app.0.api.metrics)()).into_response()
}

async fn count(app: &App) -> Result<(), StoreError> {
    let mut tx = app.store().system().await?;
    let all = usage::by_tenant(&mut tx, app.now()).await?;
    tx.commit().await?;
    let mut tenants = BTreeSet::new();
    for one in all {
        tenants.insert(one.tenant);
        #[allow(clippy::cast_precision_loss, reason = "a gauge is a float")]
        set(one.tenant, one.waiting as f64, one.lag_seconds);
    }
    for gone in app.0.gauges.note(tenants) {
        set(gone, 0.0, 0.0);
    }
    Ok(())
}

fn set(tenant: TenantId, waiting: f64, lag: f64) {
    gauge!("kopru_backlog_keys", "tenant" => tenant.to_string()).set(waiting);
    gauge!("kopru_lag_seconds", "tenant" => tenant.to_string()).set(lag);
}

/// Counts requests by route and status. The route is its pattern: ids would make as many series as there are things.
pub(crate) async fn measure(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let begin = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    histogram!("kopru_http_seconds", "route" => route.clone()).record(begin.elapsed().as_secs_f64());
    counter!("kopru_http_requests_total", "route" => route, "method" => method, "status" => status)
        .increment(1);
    response
}
