use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{exit::Exit, parts::Kopru, shutdown};

#[derive(Args)]
pub(super) struct Web {}

impl Web {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::open().await?;
        let stop = shutdown::on_signal();
        let served = serve(&kopru, metrics()?, &stop).await;
        kopru.close().await;
        served.map(|()| Exit::Well)
    }
}

/// Starts to count; what is counted before is lost, so this comes first.
pub(super) fn metrics() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .install_recorder()
        .context("starting to count for /metrics")
}

/// Serves dashboard, API and webhooks until `stop`; requests under way are answered first.
pub(super) async fn serve(kopru: &Kopru, metrics: PrometheusHandle, stop: &CancellationToken) -> Result<()> {
    let listen = kopru.config.web.listen;
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("{listen} can't be listened on; set KOPRU_LISTEN to another address"))?;
    let api = api::router(api::Api {
        parts: kopru.parts.clone(),
        public_url: kopru.config.web.public_url.clone(),
        metrics: Arc::new(move || metrics.render()),
    });
    let web = web::router(web::Web {
        store: kopru.store.clone(),
        clock: Arc::clone(&kopru.parts.clock),
        public_url: kopru.config.web.public_url.clone(),
    });
    tracing::info!(listen = %listen, "dashboard and API are there");
    axum::serve(
        listener,
        web.merge(api)
            .into_make_service_with_connect_info::<std::net::SocketAddr>(),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned())
    .await
    .context("serving")
}
