//! Tick: streams are looked at from time to time, so that what webhooks missed is found: every minute, or every quarter
//! of an hour where webhooks come.
//!
//! A poll is taken by pushing its next time forward: whoever did so reads the stream, and nobody else does at the
//! same time. The cursor moves in the same transaction in which the keys are put.

use std::{collections::BTreeMap, time::Duration};

use domain::{AlertKind, FailureClass};
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError,
    alerts::{self, NewAlert},
    connections,
    cursors::{self, Poll},
    inbox::Priority,
};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::{Parts, Told, seen};

/// How often we look whether a poll is due.
const LOOK: Duration = Duration::from_secs(5);
/// How many streams are read at once: a remote that answers slowly keeps only its own waiting.
const AT_ONCE: usize = 8;
/// How often a stream is polled of which no webhook tells.
const EVERY: SignedDuration = SignedDuration::from_secs(60);
/// How often one is polled whose webhooks were heard lately: they tell of changes within seconds, and this mends what they
/// miss. Every minute would take 1,440 of a small shop's 12,000 calls a day for each stream.
const EVERY_IF_HEARD: SignedDuration = SignedDuration::from_mins(15);
/// For how long a webhook that was heard is evidence that they come.
const LATELY: SignedDuration = SignedDuration::from_hours(2);
/// How long one who took a poll may take before another takes it.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// Soonest that a throttled poll comes again.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// How many keys are read in one go.
const PAGE: usize = 250;

/// Polls until `stop`; a stream that is being read then is looked at again by whoever comes next.
pub async fn tick(parts: Parts, stop: CancellationToken) {
    let mut looks = JoinSet::new();
    while !stop.is_cancelled() {
        while looks.try_join_next().is_some() {}
        if looks.len() >= AT_ONCE {
            tokio::select! {
                _ = looks.join_next() => {}
                () = stop.cancelled() => {}
            }
            continue;
        }
        match next_poll(&parts).await {
            Ok(Some(poll)) => {
                let (parts, stop) = (parts.clone(), stop.clone());
                looks.spawn(async move { look_or_hand_back(&parts, &poll, &stop).await });
            }
            Ok(None) => pause(&stop).await,
            Err(error) => {
                warn!(error = %error, "due polls can't be asked for; trying again");
                pause(&stop).await;
            }
        }
    }
    while looks.join_next().await.is_some() {}
}

async fn look_or_hand_back(parts: &Parts, poll: &Poll, stop: &CancellationToken) {
    let looked = tokio::select! {
        looked = look(parts, poll) => looked,
        () = stop.cancelled() => poll_at(parts, poll, parts.clock.now()).await.map_err(LookError::from),
    };
    if let Err(error) = looked {
        warn!(
            tenant.id = %poll.tenant, connection.id = %poll.connection, stream = %poll.stream, error = %error,
            "the stream could not be polled"
        );
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(LOOK) => {}
        () = stop.cancelled() => {}
    }
}

async fn next_poll(parts: &Parts) -> Result<Option<Poll>, StoreError> {
    let now = parts.clock.now();
    let mut tx = parts.store.system().await?;
    let poll = cursors::take_due(&mut tx, now, LEASE).await?;
    tx.commit().await?;
    Ok(poll)
}

#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Failure(#[from] domain::Failure),
}

/// Reads one stream from its cursor to its end, page by page.
async fn look(parts: &Parts, poll: &Poll) -> Result<(), LookError> {
    let mut tx = parts.store.begin(poll.tenant).await?;
    let Some(connection) = connections::find(&mut tx, poll.connection).await? else {
        return Ok(());
    };
    tx.commit().await?;
    let source = parts.opening.open(&connection);
    // A stream that is read for the first time begins now: what was before is a load, which people ask for.
    let mut cursor = match &poll.cursor {
        Some(cursor) => cursor.clone(),
        None => source.cursor_since(&poll.stream, parts.clock.now()),
    };
    loop {
        let changes = match source.changes(&poll.stream, Some(&cursor), PAGE).await {
            Ok(changes) => changes,
            Err(failure) => {
                put_off(parts, poll, &failure).await?;
                return Err(failure.into());
            }
        };
        let now = parts.clock.now();
        let mut tx = parts.store.begin(poll.tenant).await?;
        let keys = BTreeMap::from([(poll.stream.clone(), changes.keys.into_iter().collect())]);
        let told = Told {
            tenant: poll.tenant,
            connection: poll.connection,
            keys,
        };
        let new = seen(&mut tx, &told, Priority::Live, now).await?;
        alerts::resolve(&mut tx, &cause(poll), now).await?;
        cursors::set(
            &mut tx,
            poll.connection,
            &poll.stream,
            &changes.next,
            now,
            now + every(poll.heard_at, now),
        )
        .await?;
        tx.commit().await?;
        if new > 0 {
            debug!(connection.id = %poll.connection, stream = %poll.stream, new, "a poll found changes");
        }
        if !changes.more {
            return Ok(());
        }
        cursor = changes.next;
    }
}

/// How long until a stream is polled again.
fn every(heard_at: Option<Timestamp>, now: Timestamp) -> SignedDuration {
    match heard_at {
        Some(heard_at) if now.duration_since(heard_at) < LATELY => EVERY_IF_HEARD,
        _ => EVERY,
    }
}

/// A poll that failed comes again later: when the remote allows, or after a while.
async fn put_off(parts: &Parts, poll: &Poll, failure: &domain::Failure) -> Result<(), StoreError> {
    let now = parts.clock.now();
    let again = match failure.class {
        FailureClass::ThrottledUntil { until } => until.max(now + LOOK_AGAIN),
        _ => now + EVERY,
    };
    let mut tx = parts.store.begin(poll.tenant).await?;
    cursors::poll_at(&mut tx, poll.connection, &poll.stream, again).await?;
    if failure.is_permanent() {
        // The remote's trouble passes, and a sign-in that is refused is told of already. This does not pass.
        let mut alert = NewAlert::new(
            AlertKind::StreamUnread,
            cause(poll),
            format!("\"{}\" can't be read: {}", poll.stream, failure.message),
            failure.reason.cure(),
        )
        .of_connection(poll.connection)
        .because(failure.reason);
        if let Some(words) = &failure.remote_words {
            alert = alert.saying(words);
        }
        alerts::raise(&mut tx, &alert, now).await?;
    }
    tx.commit().await
}

fn cause(poll: &Poll) -> String {
    alerts::cause_of_stream(poll.connection, poll.stream.as_str())
}

async fn poll_at(parts: &Parts, poll: &Poll, at: Timestamp) -> Result<(), StoreError> {
    let mut tx = parts.store.begin(poll.tenant).await?;
    cursors::poll_at(&mut tx, poll.connection, &poll.stream, at).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_whose_webhooks_come_is_polled_seldom() {
        let now = Timestamp::from_second(1_763_971_200).unwrap();
        let hours = |hours| Some(now - SignedDuration::from_hours(hours));
        for (heard_at, minutes) in [(None, 1), (hours(3), 1), (hours(1), 15), (hours(0), 15)] {
            assert_eq!(
                every(heard_at, now),
                SignedDuration::from_mins(minutes),
                "{heard_at:?}"
            );
        }
    }
}
