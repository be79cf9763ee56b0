//! The call budget of connections: used by us, by others, per record, and where the day ends (X11). A part that any page
//! can include: `templates/parts/budget.html`.

use std::collections::BTreeMap;

use domain::{
    ConnectionId,
    rate::{Budget, WindowKind},
};
use jiff::{Timestamp, tz::TimeZone};
use store::{Tx, connections::Connection, insights::Count};

use crate::{error::PageError, locale::Locale};

/// Hours of which the pace is taken for the forecast.
const PACE: i64 = 3;
/// The day's limit, in milliseconds.
const DAY: i64 = 24 * 3_600_000;

/// A connection's calls as its card shows them.
pub(crate) struct Calls {
    pub(crate) connection: String,
    pub(crate) name: String,
    pub(crate) limits: Vec<Limit>,
    /// "1,204 by us, 310 by others today".
    pub(crate) today: String,
    /// "1.3 calls a record".
    pub(crate) per_record: String,
    /// "About 4,000 by midnight, of 12,000".
    pub(crate) forecast: String,
    pub(crate) is_short: bool,
    /// Silent until then, as the remote wishes.
    pub(crate) blocked: String,
    /// The share left for other apps, in percent.
    pub(crate) reserved: u8,
}

/// One limit: so many calls in so long a time.
pub(crate) struct Limit {
    pub(crate) used: u32,
    pub(crate) limit: u32,
    pub(crate) words: String,
}

/// The cards of these connections. `today` are the counts of records since midnight of flows by connection.
pub(crate) async fn calls<'a>(
    tx: &mut Tx,
    t: &Locale,
    connections: impl Iterator<Item = &'a Connection>,
    records_today: &BTreeMap<ConnectionId, u64>,
) -> Result<Vec<Calls>, PageError> {
    let mut by_connection: BTreeMap<ConnectionId, Vec<Budget>> = BTreeMap::new();
    for (connection, _, budget) in store::call_budgets(tx).await? {
        by_connection.entry(connection).or_default().push(budget);
    }
    Ok(connections
        .filter_map(|connection| {
            let budgets = by_connection.get(&connection.id)?;
            let records = records_today.get(&connection.id).copied().unwrap_or_default();
            Some(card(t, connection, budgets, records))
        })
        .collect())
}

/// Records that came to an end since midnight, by the connections that their flows run between.
pub(crate) fn records_by_connection<'a>(
    flows: impl Iterator<Item = &'a domain::flow::Flow>,
    counts: &[Count],
) -> BTreeMap<ConnectionId, u64> {
    let mut records = BTreeMap::new();
    for flow in flows {
        let of_flow: u64 = counts
            .iter()
            .filter(|count| count.flow == flow.id)
            .map(|count| count.delivered() + count.skipped + count.failed)
            .sum();
        for connection in [flow.source.connection, flow.destination.connection] {
            *records.entry(connection).or_default() += of_flow;
        }
    }
    records
}

fn card(t: &Locale, connection: &Connection, budgets: &[Budget], records: u64) -> Calls {
    // Remotes count days in UTC.
    let midnight = t
        .now
        .to_zoned(TimeZone::UTC)
        .start_of_day()
        .map_or(t.now, |day| day.timestamp());
    let used = |since: Timestamp| {
        budgets.iter().fold((0, 0), |(ours, others), budget| {
            let more = budget.usage.since(since);
            (ours + more.0, others + more.1)
        })
    };
    let (ours, others) = used(midnight);
    let forecast = forecast(t.now, midnight, ours + others, |since| {
        let (ours, others) = used(since);
        ours + others
    });
    let day_limit = budgets
        .iter()
        .flat_map(|budget| &budget.windows)
        .filter(|window| window.length_ms == DAY)
        .map(|window| u64::from(window.limit))
        .min();
    let reserved = budgets
        .iter()
        .map(|budget| budget.reserved_percent)
        .max()
        .unwrap_or_default();
    let blocked = budgets
        .iter()
        .filter_map(|budget| budget.blocked_until)
        .filter(|until| *until > t.now)
        .max();
    Calls {
        connection: connection.id.to_string(),
        name: connection.name.clone(),
        limits: limits(t, budgets),
        today: t.t2(
            "calls-today",
            ("ours", t.number(ours)),
            ("others", t.number(others)),
        ),
        per_record: per_record(t, ours, records),
        forecast: match day_limit {
            Some(limit) => t.t2(
                "calls-forecast-of",
                ("calls", t.number(forecast)),
                ("limit", t.number(limit)),
            ),
            None => t.t1("calls-forecast", "calls", t.number(forecast)),
        },
        is_short: day_limit.is_some_and(|limit| forecast > limit * u64::from(100 - reserved) / 100),
        blocked: blocked
            .map(|until| t.t1("calls-blocked", "time", t.moment(until)))
            .unwrap_or_default(),
        reserved,
    }
}

/// Calls by midnight, if the pace of the last hours goes on.
fn forecast(now: Timestamp, midnight: Timestamp, so_far: u64, since: impl Fn(Timestamp) -> u64) -> u64 {
    let begin = (now - jiff::SignedDuration::from_hours(PACE)).max(midnight);
    let lately = since(begin);
    let paced = now
        .duration_since(hour_of(begin))
        .as_secs()
        .max(60)
        .unsigned_abs();
    let left = 86_400_u64.saturating_sub(now.duration_since(midnight).as_secs().unsigned_abs());
    so_far + lately * left / paced
}

fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(3_600) * 3_600).unwrap_or(at)
}

fn limits(t: &Locale, budgets: &[Budget]) -> Vec<Limit> {
    budgets
        .iter()
        .flat_map(|budget| &budget.windows)
        // What is over within seconds tells nobody anything, unless it is all that there is.
        .filter(|window| {
            window.kind == WindowKind::Clock
                || budgets.iter().all(|budget| {
                    budget
                        .windows
                        .iter()
                        .all(|other| other.kind == WindowKind::Sliding)
                })
        })
        .map(|window| {
            let used = window.counted(t.now);
            let seconds = window.length_ms / 1_000;
            let length = match seconds {
                ..60 => t.t1("calls-seconds", "seconds", seconds),
                60..3_600 => t.t1("calls-minutes", "minutes", seconds / 60),
                _ => t.t1("calls-hours", "hours", seconds / 3_600),
            };
            Limit {
                used: used.min(window.limit),
                limit: window.limit,
                words: t.with(
                    "calls-limit",
                    &[
                        ("used", t.number(used.into())),
                        ("limit", t.number(window.limit.into())),
                        ("length", length),
                    ],
                ),
            }
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "one place after the point is told")]
fn per_record(t: &Locale, calls: u64, records: u64) -> String {
    if records == 0 {
        return String::new();
    }
    let number = format!("{:.1}", calls as f64 / records as f64);
    let number = if t.language == domain::Language::En {
        number
    } else {
        number.replace('.', ",")
    };
    t.t1("calls-per-record", "calls", number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forecast_takes_the_pace_of_the_last_hours_to_midnight() {
        let midnight: Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
        let noon = midnight + jiff::SignedDuration::from_hours(12);
        // 300 an hour lately, twelve hours to go.
        assert_eq!(forecast(noon, midnight, 2_000, |_| 900), 2_000 + 3_600);
        assert_eq!(forecast(midnight, midnight, 0, |_| 0), 0);
    }
}
