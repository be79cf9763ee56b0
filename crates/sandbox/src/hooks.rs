//! Delivery of webhooks for both sides: in memory, bounded, with retries that wait longer each time.
//!
//! Each side says where to, how a delivery looks at a given attempt (headers, body, signature) and how
//! often to try; this module only sends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::HeaderMap;
use tokio::sync::{Semaphore, mpsc};

use crate::SandboxError;

/// Deliveries that may wait; more are dropped and counted.
const ROOM: usize = 10_000;
/// Deliveries on their way at the same moment (HubSpot's default `maxConcurrentRequests`).
const AT_ONCE: usize = 10;

/// Makes headers and body of one attempt (counted from 0), signature included.
pub(crate) type Compose = Box<dyn Fn(u32) -> (HeaderMap, Bytes) + Send + Sync>;

/// One message to one address.
pub(crate) struct Delivery {
    /// Where to POST.
    pub(crate) url: String,
    /// Headers and body of an attempt.
    pub(crate) compose: Compose,
    /// How long the receiver may take.
    pub(crate) timeout: Duration,
    /// Attempts after the first.
    pub(crate) retries: u32,
    /// Wait before the first retry; doubles with each.
    pub(crate) first_wait: Duration,
}

/// Figures shown by `GET /_summary`.
#[derive(Default)]
pub(crate) struct Tally {
    /// Deliveries answered with a 2xx.
    pub(crate) delivered: AtomicU64,
    /// Attempts that were not.
    pub(crate) failed_attempts: AtomicU64,
    /// Deliveries given up or dropped for want of room.
    pub(crate) lost: AtomicU64,
}

/// The sender.
pub(crate) struct Hooks {
    queue: mpsc::Sender<Delivery>,
    tally: Arc<Tally>,
}

impl Hooks {
    /// Starts the sender; it ends when this handle is dropped.
    pub(crate) fn start() -> Result<Self, SandboxError> {
        // Whoever runs us may have chosen a provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(AT_ONCE)
            .build()
            .map_err(SandboxError::Hooks)?;
        let (queue, waiting) = mpsc::channel(ROOM);
        let tally = Arc::new(Tally::default());
        tokio::spawn(send_all(client, waiting, tally.clone()));
        Ok(Self { queue, tally })
    }

    /// Queues a delivery; never waits.
    pub(crate) fn send(&self, delivery: Delivery) {
        if self.queue.try_send(delivery).is_err() {
            self.tally.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What became of the deliveries so far.
    pub(crate) fn tally(&self) -> &Tally {
        &self.tally
    }
}

async fn send_all(client: reqwest::Client, mut waiting: mpsc::Receiver<Delivery>, tally: Arc<Tally>) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    // Ends with the queue: whoever still waits for a retry is dropped with the set.
    let mut under_way = tokio::task::JoinSet::new();
    while let Some(delivery) = waiting.recv().await {
        while under_way.try_join_next().is_some() {}
        if under_way.len() >= ROOM {
            tally.lost.fetch_add(1, Ordering::Relaxed);
            continue;
        }
        let (client, slots, tally) = (client.clone(), slots.clone(), tally.clone());
        under_way.spawn(deliver(client, delivery, slots, tally));
    }
}

async fn deliver(client: reqwest::Client, delivery: Delivery, slots: Arc<Semaphore>, tally: Arc<Tally>) {
    let mut wait = delivery.first_wait;
    for attempt in 0..=delivery.retries {
        if attempt > 0 {
            tokio::time::sleep(wait).await;
            wait = wait.saturating_mul(2);
        }
        let Ok(_slot) = slots.acquire().await else { return };
        let (headers, body) = (delivery.compose)(attempt);
        let sent = client
            .post(&delivery.url)
            .headers(headers)
            .body(body)
            .timeout(delivery.timeout)
            .send()
            .await;
        if sent.is_ok_and(|answer| answer.status().is_success()) {
            tally.delivered.fetch_add(1, Ordering::Relaxed);
            return;
        }
        tally.failed_attempts.fetch_add(1, Ordering::Relaxed);
    }
    tally.lost.fetch_add(1, Ordering::Relaxed);
}
