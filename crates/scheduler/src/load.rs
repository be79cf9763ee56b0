//! Load: the keys that a run asked for are read from the source, page by page, and put to wait behind live changes.
//!
//! Reading is leased like work is, and the run keeps where it stands, so that a load of a hundred thousand orders
//! goes on after a crash where it was.

use std::time::Duration;

use domain::{AlertKind, Failure, FailureClass};
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError,
    alerts::{self, NewAlert},
    connections, flows,
    inbox::Priority,
    runs::{self, ReadLease, ReadPage},
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{Only, Parts};

/// How long we wait at most without looking: wake-ups may be lost, and reading that rested goes on.
const LOOK: Duration = Duration::from_secs(5);
/// How long we wait before asking a store again that did not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// How many sources are read at once, so that a long load keeps no other waiting.
const AT_ONCE: usize = 8;
/// How long a reader may be silent before another goes on.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long reading rests after the remote failed.
const REST: SignedDuration = SignedDuration::from_secs(10);
/// How many keys are read in one go.
const PAGE: usize = 250;

/// Reads for runs until `stop`; what is being read then is handed back.
pub async fn load(parts: Parts, only: Only, stop: CancellationToken) {
    let mut readers = JoinSet::new();
    while !stop.is_cancelled() {
        if let Err(error) = take_turns(&parts, only, &stop, &mut readers).await {
            warn!(error = %error, "runs can't be asked for; trying again");
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = stop.cancelled() => {}
            }
        }
    }
    while readers.join_next().await.is_some() {}
}

async fn take_turns(
    parts: &Parts,
    only: Only,
    stop: &CancellationToken,
    readers: &mut JoinSet<()>,
) -> Result<(), StoreError> {
    // Listen before you look.
    let mut wake_up = parts.store.listen_for_runs().await?;
    loop {
        while readers.len() < AT_ONCE
            && let Some(lease) = take(parts, only).await?
        {
            let (parts, stop) = (parts.clone(), stop.clone());
            readers.spawn(async move { go_on(&parts, &lease, &stop).await });
        }
        tokio::select! {
            woken = wake_up.recv() => { woken.map_err(StoreError::Unreachable)?; }
            () = tokio::time::sleep(LOOK) => {}
            _ = readers.join_next(), if !readers.is_empty() => {}
            () = stop.cancelled() => return Ok(()),
        }
    }
}

async fn take(parts: &Parts, only: Only) -> Result<Option<ReadLease>, StoreError> {
    let mut tx = parts.store.system().await?;
    let lease = runs::claim_reading(&mut tx, parts.clock.now(), LEASE, only.flow()).await?;
    tx.commit().await?;
    Ok(lease)
}

#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Failure(#[from] Failure),
}

async fn go_on(parts: &Parts, lease: &ReadLease, stop: &CancellationToken) {
    let run = lease.run;
    let read = tokio::select! {
        read = read_all(parts, lease) => read,
        () = stop.cancelled() => {
            // A page that was on its way is read again.
            tell(lease, put_off(parts, lease, parts.clock.now()).await);
            return;
        }
    };
    match read {
        Ok(()) => {}
        Err(LoadError::Failure(failure)) if failure.is_permanent() => {
            warn!(run.id = %run, tenant.id = %lease.tenant, error = %failure, "the run failed: its source can't be read");
            tell(lease, fail(parts, lease, &failure).await);
        }
        Err(LoadError::Failure(failure)) => {
            warn!(run.id = %run, tenant.id = %lease.tenant, error = %failure, "reading rests");
            tell(
                lease,
                put_off(parts, lease, again_at(&failure, parts.clock.now())).await,
            );
        }
        // Cancelled by a person, or another reader took over.
        Err(LoadError::Store(StoreError::LeaseLost { .. })) => {
            info!(run.id = %run, "reading stopped: the run is no longer ours to read");
        }
        Err(LoadError::Store(error)) => tell(lease, Err(error)),
    }
}

fn tell(lease: &ReadLease, kept: Result<(), StoreError>) {
    if let Err(error) = kept {
        warn!(run.id = %lease.run, error = %error, "reading stopped; it goes on when its lease has run out");
    }
}

async fn read_all(parts: &Parts, lease: &ReadLease) -> Result<(), LoadError> {
    let mut tx = parts.store.begin(lease.tenant).await?;
    let Some(flow) = flows::find(&mut tx, lease.flow).await? else {
        return Ok(());
    };
    let Some(connection) = connections::find(&mut tx, flow.source.connection).await? else {
        return Ok(());
    };
    tx.commit().await?;
    let source = parts.opening.open(&connection);
    let stream = &flow.source.stream;
    let mut cursor = match (&lease.cursor, lease.since) {
        (Some(cursor), _) => Some(cursor.clone()),
        (None, Some(since)) => Some(source.cursor_since(stream, since)),
        (None, None) => None,
    };
    let mut calls = 0;
    loop {
        let changes = source.changes(stream, cursor.as_ref(), PAGE).await?;
        let page = ReadPage {
            keys: &changes.keys,
            next: &changes.next,
            more: changes.more,
            calls: source.calls() - calls,
            priority: Priority::Load,
        };
        calls = source.calls();
        let now = parts.clock.now();
        let mut tx = parts.store.begin(lease.tenant).await?;
        runs::read_page(&mut tx, lease, &page, now, LEASE).await?;
        runs::finish_done(&mut tx, now).await?;
        if !changes.more {
            alerts::resolve(&mut tx, &alerts::cause_of_run(lease.flow), now).await?;
        }
        tx.commit().await?;
        if !changes.more {
            info!(run.id = %lease.run, "all keys of the run are read");
            return Ok(());
        }
        cursor = Some(changes.next);
    }
}

/// When reading goes on after the remote failed: when it allows, or after a while.
fn again_at(failure: &Failure, now: Timestamp) -> Timestamp {
    match failure.class {
        FailureClass::ThrottledUntil { until } => until,
        _ => now + REST,
    }
}

async fn put_off(parts: &Parts, lease: &ReadLease, again_at: Timestamp) -> Result<(), StoreError> {
    let mut tx = parts.store.begin(lease.tenant).await?;
    runs::put_off(&mut tx, lease, again_at).await?;
    tx.commit().await
}

async fn fail(parts: &Parts, lease: &ReadLease, failure: &Failure) -> Result<(), StoreError> {
    let mut tx = parts.store.begin(lease.tenant).await?;
    runs::fail(&mut tx, lease.run, &failure.message, parts.clock.now()).await?;
    let mut alert = NewAlert::new(
        AlertKind::RunFailed,
        alerts::cause_of_run(lease.flow),
        &failure.message,
        failure.reason.cure(),
    )
    .of_flow(lease.flow)
    .because(failure.reason);
    if let Some(words) = &failure.remote_words {
        alert = alert.saying(words);
    }
    alerts::raise(&mut tx, &alert, parts.clock.now()).await?;
    tx.commit().await
}
