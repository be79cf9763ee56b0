//! Listening: one port, four parts (the three sides and the control pages).
//!
//! The accept loop is ours, because a fault may have to end a connection without an answer and
//! `axum::serve` cannot.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{Router, body::Body, middleware, response::Response};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tower::ServiceExt;

use crate::{
    Options, SandboxError, Shared, calls, clock, control, credentials, faults,
    faults::{CutConnection, Side},
    hooks, hubspot, lightspeed, memory,
    memory::Memory,
    settings, stripe,
};

/// Stand-ins that listen. Dropping it ends them as if they were killed; [`Running::stop`] waits until they
/// have ended and have written what they keep.
pub struct Running {
    /// The address listened on.
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    keeping: Option<JoinHandle<()>>,
}

impl Running {
    /// What clients call us, without a slash at the end: `http://127.0.0.1:8090`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    /// Stops listening, ends open connections and writes what outlives a restart.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let _ = self.accepting.await;
        if let Some(keeping) = self.keeping {
            let _ = keeping.await;
            // What was changed since the last time; failures have been logged.
            memory::save(&self.shared).await;
        }
    }
}

pub(crate) async fn start(mut options: Options) -> Result<Running, SandboxError> {
    let wanted = options.listen;
    let refused = |source| SandboxError::Listen {
        address: wanted,
        source,
    };
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    let addr = listener.local_addr().map_err(refused)?;
    options.listen = addr;
    let base_url = match &options.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{addr}"),
    };
    let memory = Memory::open(&options)?;
    let (hub, shop, bank) = match &memory {
        Some(memory) => (
            memory.recall(Side::Hubspot)?,
            memory.recall(Side::Lightspeed)?,
            memory.recall(Side::Stripe)?,
        ),
        None => (None, None, None),
    };
    let shared = Arc::new(Shared {
        base_url,
        faults: faults::Faults::new(options.seed),
        calls: calls::Calls::default(),
        hooks: hooks::Hooks::start()?,
        clock: clock::Clock::default(),
        credentials: credentials::Credentials::from_seed(options.seed),
        settings: settings::Settings::new(&options),
        memory,
        hub: std::sync::OnceLock::new(),
        shop: std::sync::OnceLock::new(),
        stripe: std::sync::OnceLock::new(),
        options,
    });
    let app = app(&shared, hub, shop, bank);
    let (stop, stopped) = watch::channel(false);
    let keeping = shared.memory.is_some();
    let keeping = keeping.then(|| tokio::spawn(memory::keep(shared.clone(), stopped.clone())));
    let accepting = tokio::spawn(accept(listener, app, stopped));
    Ok(Running {
        addr,
        shared,
        stop,
        accepting,
        keeping,
    })
}

fn app(
    shared: &Arc<Shared>,
    hub: Option<hubspot::Kept>,
    shop: Option<lightspeed::Kept>,
    bank: Option<stripe::Kept>,
) -> Router {
    let guarded = |side: Side, router: Router| {
        router.layer(middleware::from_fn_with_state(
            (shared.clone(), side),
            faults::guard,
        ))
    };
    Router::new()
        .nest(
            "/hubspot",
            guarded(Side::Hubspot, hubspot::router(shared.clone(), hub)),
        )
        .nest(
            "/lightspeed",
            guarded(Side::Lightspeed, lightspeed::router(shared.clone(), shop)),
        )
        .nest(
            "/stripe",
            guarded(Side::Stripe, stripe::router(shared.clone(), bank)),
        )
        .merge(control::router(shared.clone()))
}

async fn accept(listener: TcpListener, app: Router, mut stopped: watch::Receiver<bool>) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = open.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    open.spawn(connection(stream, app.clone()));
                }
                // Out of file handles, most likely: waiting is all one can do.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            }
        }
    }
    // Dropping the set ends what is still open: a stand-in owes nobody a last answer.
}

/// Why hyper ends the connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut by a fault")]
struct Cut;

async fn connection(stream: TcpStream, app: Router) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let app = app.clone();
        async move {
            let answer: Result<Response, Infallible> = app.oneshot(request.map(Body::new)).await;
            let Ok(answer) = answer;
            match answer.extensions().get::<CutConnection>() {
                Some(_) => Err(Cut),
                None => Ok(answer),
            }
        }
    });
    // Errors here are the peer hanging up, or a cut that was asked for.
    let _ = http1::Builder::new()
        // An idle connection is the client's to close.
        .header_read_timeout(None)
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}
