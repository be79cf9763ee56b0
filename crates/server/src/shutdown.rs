//! Stopping: Ctrl-C and SIGTERM begin it; each part ends what it has in hand and then goes.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that is cancelled at the first Ctrl-C or SIGTERM. A second one ends the process at once.
pub(crate) fn on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        wait().await;
        tracing::info!("stopping: what is in hand is finished first; a second signal stops at once");
        told.cancel();
        wait().await;
        // What was in hand is handed back by its lease's end.
        std::process::exit(130);
    });
    stop
}

/// Ends so long after `stop`: what is then still under way has had its time.
pub(crate) async fn after(stop: &CancellationToken, patience: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(patience).await;
}

async fn wait() {
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
