//! Sweep: what is past its time is deleted, and what a crash at the worst moment left is put right.

use std::time::Duration;

use jiff::SignedDuration;
use store::{StoreError, alerts, idempotency, retention, runs, users, work};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{Parts, watch_absence};

/// How often. Every pass is cheap: it drops partitions and keys, never rows one by one.
const EVERY: Duration = Duration::from_secs(300);
/// How long a repeated request gets its first answer again.
const ANSWERS: SignedDuration = SignedDuration::from_hours(24);

/// Sweeps until `stop`; the first time at once, so that today's partitions are there before the first record.
pub async fn sweep(parts: Parts, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = sweep_once(&parts).await {
            warn!(error = %error, "the sweep failed; it comes again");
        }
        if let Err(error) = watch_absence(&parts).await {
            warn!(error = %error, "absence could not be watched; it is looked for again");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One pass.
///
/// # Errors
/// When the store can't be reached. A pass that ends early is made up for by the next.
pub async fn sweep_once(parts: &Parts) -> Result<(), StoreError> {
    let now = parts.clock.now();
    let mut tx = parts.store.system().await?;
    retention::ensure_partitions(&mut tx, now).await?;
    let found = work::rescue(&mut tx).await?;
    let days = retention::sweep(&mut tx, now).await?;
    idempotency::sweep(&mut tx, now - ANSWERS).await?;
    users::sweep(&mut tx, now).await?;
    runs::finish_done(&mut tx, now).await?;
    alerts::resolve_over(&mut tx, now).await?;
    tx.commit().await?;
    let mut tx = parts.store.system().await?;
    let partitions = retention::drop_partitions(&mut tx, now).await?;
    tx.commit().await?;
    if found > 0 {
        warn!(flows = found, "waiting keys that nobody was told of were found");
    }
    if days > 0 || partitions > 0 {
        info!(days, partitions, "data past their time were deleted");
    }
    Ok(())
}
