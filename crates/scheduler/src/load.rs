//! Load: the keys that a run asked for are read from the source, page by page, and put to wait behind live changes.
//!
//! Reading is leased like work is, and the run keeps where it stands, so that a load of a hundred thousand orders
//! goes on after a crash where it was.

use std::time::Duration;

use domain::{Cursor, Failure, FailureClass};
use engine::ports::Source as _;
use jiff::SignedDuration;
use store::{
    StoreError, connections,
    inbox::{self, Priority},
    runs::{self, Reading},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{Only, Parts};

/// How often we look whether a run was asked for.
const LOOK: Duration = Duration::from_millis(500);
/// How long a reader may be silent before another goes on.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long reading rests after the remote failed.
const REST: SignedDuration = SignedDuration::from_secs(10);
/// How many keys are read in one go.
const PAGE: usize = 250;

/// Reads for runs until `stop`.
pub async fn load(parts: Parts, only: Only, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match take(&parts, only).await {
            Ok(Some(reading)) => go_on(&parts, reading, &stop).await,
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

async fn take(parts: &Parts, only: Only) -> Result<Option<Reading>, StoreError> {
    let flow = match only {
        Only::Anyone => None,
        Only::Flow(flow) => Some(flow),
    };
    let now = parts.clock.now();
    let mut tx = parts.store.system().await?;
    let reading = runs::take_reading(&mut tx, now, now + LEASE, flow).await?;
    tx.commit().await?;
    Ok(reading)
}

#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Failure(#[from] Failure),
}

async fn go_on(parts: &Parts, reading: Reading, stop: &CancellationToken) {
    let run = reading.run;
    let ended = match read_all(parts, &reading, stop).await {
        Ok(()) => Ok(()),
        Err(LoadError::Failure(failure)) if failure.is_permanent() => fail(parts, &reading, &failure).await,
        Err(LoadError::Failure(failure)) => {
            warn!(run.id = %run, error = %failure, "reading rests: {failure}");
            put_off(parts, &reading, &failure).await
        }
        Err(LoadError::Store(error)) => Err(error),
    };
    if let Err(error) = ended {
        warn!(run.id = %run, error = %error, "reading stopped; it goes on when its lease has run out");
    }
}

async fn read_all(parts: &Parts, reading: &Reading, stop: &CancellationToken) -> Result<(), LoadError> {
    let mut tx = parts.store.begin(reading.tenant).await?;
    let Some(connection) = connections::find(&mut tx, reading.connection).await? else { return Ok(()) };
    tx.commit().await?;
    let source = parts.opening.open(&connection);
    let mut cursor: Option<Cursor> = match (&reading.cursor, reading.since) {
        (Some(cursor), _) => Some(cursor.clone()),
        (None, Some(since)) => Some(source.cursor_since(&reading.stream, since)),
        (None, None) => None,
    };
    let mut calls = 0;
    loop {
        let changes = source.changes(&reading.stream, cursor.as_ref(), PAGE).await?;
        let now = parts.clock.now();
        let mut tx = parts.store.begin(reading.tenant).await?;
        inbox::put(&mut tx, reading.flow, &changes.keys, Priority::Load, Some(reading.run), now).await?;
        let made = source.calls() - calls;
        calls = source.calls();
        runs::read_on(&mut tx, reading, changes.keys.len(), &changes.next, !changes.more, made, now, now + LEASE).await?;
        tx.commit().await?;
        if !changes.more {
            info!(run.id = %reading.run, "all keys of the run are read");
            return Ok(());
        }
        if stop.is_cancelled() {
            let mut tx = parts.store.begin(reading.tenant).await?;
            runs::put_off(&mut tx, reading, now).await?;
            tx.commit().await?;
            return Ok(());
        }
        cursor = Some(changes.next);
    }
}

async fn put_off(parts: &Parts, reading: &Reading, failure: &Failure) -> Result<(), StoreError> {
    let again = match failure.class {
        FailureClass::ThrottledUntil { until } => until,
        _ => parts.clock.now() + REST,
    };
    let mut tx = parts.store.begin(reading.tenant).await?;
    runs::put_off(&mut tx, reading, again).await?;
    tx.commit().await
}

async fn fail(parts: &Parts, reading: &Reading, failure: &Failure) -> Result<(), StoreError> {
    let mut tx = parts.store.begin(reading.tenant).await?;
    runs::fail(&mut tx, reading.run, &failure.message, parts.clock.now()).await?;
    tx.commit().await
}
