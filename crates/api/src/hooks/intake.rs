//! Intake: webhooks that arrive while one commit is under way share the next one.
//!
//! A commit waits for the disk, whatever is in it; so the more webhooks come at once, the less each costs. Nothing is
//! held back to wait for company: the first one goes at once. Each is answered after its own commit.

use std::collections::BTreeMap;

use domain::TenantId;

use scheduler::{Parts, Told, heard};
use store::StoreError;
use tokio::sync::{mpsc, oneshot};
use tracing::{error, warn};

use super::Refused;

/// A tenant's webhooks all go through one of these, so that a busy tenant delays few others.
const LANES: usize = 8;
/// Webhooks that wait in a lane at most; more are turned away, and their senders try again.
const WAITING: usize = 4096;
/// Webhooks in one commit at most.
const TOGETHER: usize = 256;

/// What is to be kept, and where to say that it is.
struct Arrival {
    told: Told,
    kept: oneshot::Sender<bool>,
}

/// The lanes.
pub(crate) struct Intake {
    lanes: Vec<mpsc::Sender<Arrival>>,
}

impl Intake {
    /// Begins the lanes' tasks; they end when this is dropped and everything is kept.
    pub(crate) fn start(parts: &Parts) -> Self {
        let lanes = (0..LANES).map(|_| {
            let (sender, receiver) = mpsc::channel(WAITING);
            tokio::spawn(work(parts.clone(), receiver));
            sender
        });
        Self {
            lanes: lanes.collect(),
        }
    }

    /// Returns once all of it is kept.
    pub(super) async fn take_in(&self, all: Vec<Told>) -> Result<(), Refused> {
        let mut under_way = Vec::with_capacity(all.len());
        for told in all.into_iter().filter(|told| !told.keys.is_empty()) {
            let (kept, answer) = oneshot::channel();
            let lane = self.lanes.get(lane_of(told.tenant)).ok_or(Refused::Busy)?;
            lane.try_send(Arrival { told, kept }).map_err(|_| Refused::Busy)?;
            under_way.push(answer);
        }
        for answer in under_way {
            if !answer.await.unwrap_or(false) {
                return Err(Refused::Busy);
            }
        }
        Ok(())
    }
}

fn lane_of(tenant: TenantId) -> usize {
    // The last bytes of an id are chance.
    usize::from(tenant.uuid().as_bytes()[15]) % LANES
}

async fn work(parts: Parts, mut arrivals: mpsc::Receiver<Arrival>) {
    let mut batch = Vec::with_capacity(TOGETHER);
    while arrivals.recv_many(&mut batch, TOGETHER).await > 0 {
        let mut by_tenant: BTreeMap<TenantId, Vec<Arrival>> = BTreeMap::new();
        for arrival in batch.drain(..) {
            by_tenant.entry(arrival.told.tenant).or_default().push(arrival);
        }
        for (tenant, arrivals) in by_tenant {
            keep(&parts, tenant, arrivals).await;
        }
    }
}

async fn keep(parts: &Parts, tenant: TenantId, arrivals: Vec<Arrival>) {
    let together = put(parts, tenant, arrivals.iter().map(|arrival| &arrival.told)).await;
    match together {
        Ok(()) => arrivals
            .into_iter()
            .for_each(|arrival| _ = arrival.kept.send(true)),
        Err(StoreError::Unreachable(error)) => {
            warn!(tenant.id = %tenant, error = %error, "webhooks can't be kept, their senders try again: {error}");
            arrivals
                .into_iter()
                .for_each(|arrival| _ = arrival.kept.send(false));
        }
        // One that the database refuses must not take the others along.
        Err(error) => {
            warn!(tenant.id = %tenant, error = %error, "webhooks are kept one by one: {error}");
            for arrival in arrivals {
                let alone = put(parts, tenant, std::iter::once(&arrival.told)).await;
                if let Err(error) = &alone {
                    error!(tenant.id = %tenant, connection.id = %arrival.told.connection, error = %error,
                        "a webhook can't be kept: {error}");
                }
                let _ = arrival.kept.send(alone.is_ok());
            }
        }
    }
}

/// Puts all of it into the queues, in one transaction.
async fn put<'a>(
    parts: &Parts,
    tenant: TenantId,
    all: impl Iterator<Item = &'a Told>,
) -> Result<(), StoreError> {
    let mut merged: BTreeMap<domain::ConnectionId, Told> = BTreeMap::new();
    for told in all {
        let one = merged.entry(told.connection).or_insert_with(|| Told {
            keys: BTreeMap::new(),
            ..told.clone()
        });
        for (stream, keys) in &told.keys {
            one.keys
                .entry(stream.clone())
                .or_default()
                .extend(keys.iter().cloned());
        }
    }
    let mut tx = parts.store.begin(tenant).await?;
    for told in merged.values() {
        heard(&mut tx, told, parts.clock.now()).await?;
    }
    tx.commit().await
}
