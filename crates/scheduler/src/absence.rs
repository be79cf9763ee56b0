//! Absence: a flow that usually has brought records by this time of the weekday, and today has not, is told of (X10).
//!
//! The expectation comes from the same stretch of the last eight such weekdays: what came between the last record of today
//! (or midnight) and now. Quiet weeks count as they are, so that a shop which sells nothing every other Monday raises no
//! alarm. The alert ends by itself when a record comes.

use domain::AlertKind;
use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};
use store::{
    StoreError,
    absences::{self, Watched},
    alerts::{self, NewAlert},
};

use crate::Parts;

/// Weeks that are looked back.
const WEEKS: i64 = 8;
/// In how many of them something must have come for it to be usual.
const USUAL_IN: usize = 4;
/// Fewer than this, as the median, are too few to miss.
const FEWEST: u64 = 5;
/// The least time of silence: counts are by the hour.
const SILENCE: SignedDuration = SignedDuration::from_hours(1);

/// Looks at all flows once.
///
/// # Errors
/// When the store can't be reached.
pub async fn watch_absence(parts: &Parts) -> Result<(), StoreError> {
    let now = parts.clock.now();
    let mut tx = parts.store.system().await?;
    let watched = absences::watched(&mut tx).await?;
    tx.commit().await?;
    for one in watched {
        look(parts, &one, now).await?;
    }
    Ok(())
}

async fn look(parts: &Parts, watched: &Watched, now: Timestamp) -> Result<(), StoreError> {
    let zone = TimeZone::get(&watched.time_zone).unwrap_or(TimeZone::UTC);
    let zoned = now.to_zoned(zone.clone());
    let cause = absences::cause(watched.flow);
    let is_expected = watched.watch.expects(zoned.date());
    if !is_expected && !watched.is_told {
        return Ok(());
    }
    let midnight = zoned.start_of_day().map_or(now, |day| day.timestamp());
    let mut tx = parts.store.begin(watched.tenant).await?;
    let last = absences::last(&mut tx, watched.flow, midnight - SignedDuration::from_hours(24)).await?;
    let silent_since = last.map_or(midnight, |at| at.max(midnight));
    let missed = if is_expected && now.duration_since(silent_since) >= SILENCE {
        usual(&mut tx, watched, (silent_since, now), &zone).await?
    } else {
        None
    };
    match missed {
        // Told once: silence that goes on is the same silence.
        Some(_) if watched.is_told => {}
        Some(usual) => {
            let alert = NewAlert::new(
                AlertKind::Absence,
                cause,
                message(watched, last, silent_since, usual, &zone),
                "Look whether the shop takes orders and whether its webhooks and sign-in work; a quiet day can be set in the flow's settings.",
            )
            .of_flow(watched.flow);
            alerts::raise(&mut tx, &alert, now).await?;
        }
        // Something came, or it is no day to expect anything.
        None if watched.is_told && (!is_expected || now.duration_since(silent_since) < SILENCE) => {
            alerts::resolve(&mut tx, &cause, now).await?;
        }
        None => {}
    }
    tx.commit().await
}

/// How many usually came in this stretch of the day; none if that is nothing to miss.
async fn usual(
    tx: &mut store::Tx,
    watched: &Watched,
    (from, to): (Timestamp, Timestamp),
    zone: &TimeZone,
) -> Result<Option<u64>, StoreError> {
    let back = |at: Timestamp, weeks: i64| {
        at.to_zoned(zone.clone())
            .checked_sub((7 * weeks).days())
            .map_or(at, |zoned| zoned.timestamp())
    };
    // Whole hours within the stretch: what came in its first, begun one may have come before it.
    let stretches: Vec<_> = (1..=WEEKS)
        .map(|weeks| (back(from, weeks), back(to, weeks) - SILENCE))
        .collect();
    let mut came = absences::came(tx, watched.flow, &stretches).await?;
    let weeks_with = came.iter().filter(|records| **records > 0).count();
    came.sort_unstable();
    let median = came.get(came.len() / 2).copied().unwrap_or_default();
    // In the first weeks the older ones are empty: the median of those with anything tells what is usual.
    let with: Vec<u64> = came.into_iter().filter(|records| *records > 0).collect();
    let typical = with.get(with.len() / 2).copied().unwrap_or_default().max(median);
    Ok((weeks_with >= USUAL_IN && typical >= FEWEST).then_some(typical))
}

fn message(
    watched: &Watched,
    last: Option<Timestamp>,
    silent_since: Timestamp,
    usual: u64,
    zone: &TimeZone,
) -> String {
    let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    let since = match last {
        Some(at) if at >= silent_since => format!("since {}", clock(at)),
        _ => "today".to_owned(),
    };
    format!(
        "No records of the flow \"{}\" {since}; usual by now: {usual}",
        watched.name
    )
}
