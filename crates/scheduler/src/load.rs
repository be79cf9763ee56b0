//! Load: the keys that a run asked for are read from the source, page by page, and put to wait behind live changes.
//!
//! Reading is leased like work is, and the run keeps where it stands, so that a load of a hundred thousand orders
//! goes on after a crash where it was.

use std::time::Duration;

use domain::{Failure, FailureClass};
use jiff::SignedDuration;
use store::{
    StoreError, connections, flows,
    inbox::Priority,
    runs::{self, ReadLease, ReadPage},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::Parts;

/// How often we look whether a run was asked for.
const LOOK: Duration = Duration::from_millis(500);
/// How long a reader may be silent before another goes on.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long reading rests after the remote failed.
const REST: SignedDuration = SignedDuration::from_secs(10);
/// Longest such rest; the lease must be asked for again before it is forgotten whose it was.
const LONGEST_REST: Duration = Duration::from_secs(45);
/// How many keys are read in one go.
const PAGE: usize = 250;

/// Reads for runs until `stop`.
pub async fn load(parts: Parts, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match take(&parts).await {
            Ok(Some(lease)) => go_on(&parts, &lease, &stop).await,
            Ok(None) => pause(LOOK, &stop).await,
            Err(error) => {
                warn!(error = %error, "runs can't be asked for; trying again");
                pause(LOOK * 4, &stop).await;
            }
        }
    }
}

async fn pause(time: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = stop.cancelled() => {}
    }
}

async fn take(parts: &Parts) -> Result<Option<ReadLease>, StoreError> {
    let mut tx = parts.store.system().await?;
    let lease = runs::claim_reading(&mut tx, parts.clock.now(), LEASE).await?;
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
    let ended = match read_all(parts, lease, stop).await {
        Ok(()) => Ok(()),
        Err(LoadError::Failure(failure)) if failure.is_permanent() => fail(parts, lease, &failure).await,
        Err(LoadError::Failure(failure)) => {
            warn!(run.id = %run, error = %failure, "reading rests: {failure}");
            tokio::select! {
                () = tokio::time::sleep(rest(parts, &failure)) => {}
                () = stop.cancelled() => {}
            }
            Ok(())
        }
        Err(LoadError::Store(error)) => Err(error),
    };
    if let Err(error) = ended {
        warn!(run.id = %run, error = %error, "reading stopped; it goes on when its lease has run out");
    }
}

async fn read_all(parts: &Parts, lease: &ReadLease, stop: &CancellationToken) -> Result<(), LoadError> {
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
        tx.commit().await?;
        if !changes.more {
            info!(run.id = %lease.run, "all keys of the run are read");
        }
        if !changes.more || stop.is_cancelled() {
            return Ok(());
        }
        cursor = Some(changes.next);
    }
}

/// How long to wait after the remote failed. The lease is kept meanwhile: nobody else would fare better.
fn rest(parts: &Parts, failure: &Failure) -> Duration {
    let wanted = match failure.class {
        FailureClass::ThrottledUntil { until } => until.duration_since(parts.clock.now()),
        _ => REST,
    };
    Duration::try_from(wanted)
        .unwrap_or_default()
        .clamp(Duration::from_millis(100), LONGEST_REST)
}

async fn fail(parts: &Parts, lease: &ReadLease, failure: &Failure) -> Result<(), StoreError> {
    let mut tx = parts.store.begin(lease.tenant).await?;
    runs::fail(&mut tx, lease.run, &failure.message, parts.clock.now()).await?;
    tx.commit().await
}
