//! Claim: this process's slots take leases on flows with waiting keys, as long as there are any.
//!
//! Listen before you look: the wake-up is registered first, then the queue is asked, then we wait, with a poll as a
//! fall-back for wake-ups that were lost.

use std::{sync::Arc, time::Duration};

use domain::FlowId;
use store::{StoreError, work};
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::{Parts, drive};

/// How long we wait at most without looking: wake-ups may be lost with a connection.
const POLL: Duration = Duration::from_secs(5);
/// How long we wait before asking a store again that did not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a batch in hand may take after we were told to stop; then its flow is handed back. Another worker does the
/// batch again, and its keys make that harmless.
const LAST_BATCH: Duration = Duration::from_secs(10);

/// Which flows a worker may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Whichever has its turn.
    Anyone,
    /// This one (a run by hand waits for it).
    Flow(FlowId),
}

impl Only {
    pub(crate) fn flow(self) -> Option<FlowId> {
        match self {
            Self::Anyone => None,
            Self::Flow(flow) => Some(flow),
        }
    }
}

/// Works until `stop`, on at most `slots` flows at once; then ends what is in hand.
pub async fn work(parts: Parts, slots: usize, only: Only, stop: CancellationToken) {
    let free = Arc::new(Semaphore::new(slots));
    let mut drives = JoinSet::new();
    while !stop.is_cancelled() {
        if let Err(error) = take_turns(&parts, &free, only, &stop, &mut drives).await {
            warn!(error = %error, "the queue can't be asked; trying again");
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
    }
    while drives.join_next().await.is_some() {}
}

async fn take_turns(
    parts: &Parts,
    free: &Arc<Semaphore>,
    only: Only,
    stop: &CancellationToken,
    drives: &mut JoinSet<()>,
) -> Result<(), StoreError> {
    let mut wake_up = parts.store.listen().await?;
    loop {
        let slot = tokio::select! {
            slot = Arc::clone(free).acquire_owned() => slot,
            () = stop.cancelled() => return Ok(()),
        };
        // The semaphore is never closed.
        let Ok(slot) = slot else { return Ok(()) };
        while drives.try_join_next().is_some() {}
        if let Some(lease) = claim(parts, only).await? {
            let (parts, stop) = (parts.clone(), stop.clone());
            drives.spawn(async move {
                let in_hand = lease.clone();
                tokio::select! {
                    () = drive::drive(&parts, lease, &stop) => {}
                    () = too_late(&stop) => hand_back(&parts, &in_hand).await,
                }
                drop(slot);
            });
            continue;
        }
        drop(slot);
        tokio::select! {
            woken = wake_up.recv() => { woken.map_err(StoreError::Unreachable)?; }
            () = tokio::time::sleep(until_due(parts, only).await?) => {}
            _ = drives.join_next(), if !drives.is_empty() => {}
            () = stop.cancelled() => return Ok(()),
        }
    }
}

async fn claim(parts: &Parts, only: Only) -> Result<Option<work::Lease>, StoreError> {
    let mut tx = parts.store.system().await?;
    let lease = work::claim(&mut tx, parts.clock.now(), drive::LEASE, only.flow()).await?;
    tx.commit().await?;
    Ok(lease)
}

async fn too_late(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LAST_BATCH).await;
}

async fn hand_back(parts: &Parts, lease: &work::Lease) {
    warn!(flow.id = %lease.flow, tenant.id = %lease.tenant, "a batch took too long to be ended; it is handed back");
    let released = async {
        let mut tx = parts.store.system().await?;
        work::release(&mut tx, lease).await?;
        tx.commit().await
    };
    if let Err(error) = released.await {
        warn!(flow.id = %lease.flow, error = %error, "the lease could not be given back; it runs out by itself");
    }
}

/// How long until the next key is due, at most the poll.
async fn until_due(parts: &Parts, only: Only) -> Result<Duration, StoreError> {
    let mut tx = parts.store.system().await?;
    let due = work::next_due(&mut tx, parts.clock.now(), only.flow()).await?;
    tx.commit().await?;
    let wait = due.map_or(POLL, |due| {
        Duration::try_from(due.duration_since(parts.clock.now())).unwrap_or_default()
    });
    Ok(wait.clamp(Duration::from_millis(10), POLL))
}
