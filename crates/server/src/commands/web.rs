use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{config::Config, exit::Exit, parts::Kopru, shutdown};

#[derive(Args)]
pub(super) struct Web {}

impl Web {
    pub(super) async fn run(self) -> Result<Exit> {
        let config = Config::read()?;
        // Before anything else is opened: a taken port is told at once, and nothing has to be ended again.
        let listener = listen(&config).await?;
        let kopru = Kopru::for_service(config).await?;
        let stop = shutdown::on_signal();
        let served = serve(&kopru, listener, &stop).await;
        kopru.close().await;
        served.map(|()| Exit::Well)
    }
}

/// How long answers may take after we were told to stop; a browser that keeps listening is cut off then.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Takes the port of dashboard and API.
pub(super) async fn listen(config: &Config) -> Result<TcpListener> {
    let listen = config.web.listen;
    TcpListener::bind(listen)
        .await
        .with_context(|| format!("{listen} can't be listened on; set KOPRU_LISTEN to another address"))
}

/// Starts to count; what is counted before is lost, so this comes first.
fn metrics() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .install_recorder()
        .context("starting to count for /metrics")
}

/// Serves dashboard, API and webhooks until `stop`; requests under way are answered first, within seconds.
pub(super) async fn serve(kopru: &Kopru, listener: TcpListener, stop: &CancellationToken) -> Result<()> {
    let metrics = metrics()?;
    let api = api::router(api::Api {
        parts: kopru.parts.clone(),
        till: kopru.till.clone(),
        public_url: kopru.config.web.public_url.clone(),
        metrics: Arc::new(move || metrics.render()),
    });
    let web = web::router(web::Web {
        parts: kopru.parts.clone(),
        till: kopru.till.clone(),
        public_url: kopru.config.web.public_url.clone(),
        office: kopru.office.clone(),
    });
    tracing::info!(listen = %kopru.config.web.listen, "dashboard and API are there");
    let serving = axum::serve(
        listener,
        web.merge(api)
            .into_make_service_with_connect_info::<std::net::SocketAddr>(),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        served = serving => served.context("serving"),
        () = shutdown::after(stop, LAST_ANSWERS) => Ok(()),
    }
}
