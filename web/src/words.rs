//! Words for people: kinds of flow, outcomes, moments, numbers.

use domain::flow::FlowKind;
use jiff::{Timestamp, tz::TimeZone};

/// What a kind of flow is called.
pub(crate) fn kind(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::Orders => "Orders",
        FlowKind::OrderStatus => "Order status",
        FlowKind::Customers => "Customers",
        FlowKind::Products => "Products",
        FlowKind::Stock => "Stock",
    }
}

/// How an outcome looks: word, and the tone that icon and colour follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) word: &'static str,
    /// ok, idle, info, warn or err.
    pub(crate) tone: &'static str,
    /// Which icon: shapes differ, so that colour is never the only mark.
    pub(crate) icon: &'static str,
}

const fn look(word: &'static str, tone: &'static str, icon: &'static str) -> Look {
    Look { word, tone, icon }
}

/// How a record's outcome looks.
pub(crate) fn outcome(outcome: &str) -> Look {
    match outcome {
        "created" => look("Created", "ok", "tick"),
        "updated" => look("Updated", "ok", "tick"),
        "skipped" => look("Skipped", "idle", "bar"),
        _ => look("Failed", "err", "cross"),
    }
}

/// How a flow's state looks. One whose connection is not signed in does nothing, whatever it is set to.
pub(crate) fn state(active: bool, signed_in: bool) -> Look {
    match (active, signed_in) {
        (false, _) => look("Paused", "idle", "pause"),
        (true, true) => look("Running", "info", "half"),
        (true, false) => look("Waits for a sign-in", "err", "cross"),
    }
}

/// How a connection's status looks.
pub(crate) fn status(connected: bool) -> Look {
    if connected {
        look("Connected", "ok", "tick")
    } else {
        look("Needs a sign-in", "err", "cross")
    }
}

/// A moment: the clock for today, else the day, too. In UTC, until a member chooses a time zone.
pub(crate) fn moment(at: Timestamp, now: Timestamp) -> String {
    let (at, now) = (at.to_zoned(TimeZone::UTC), now.to_zoned(TimeZone::UTC));
    let form = if at.date() == now.date() {
        "%H:%M:%S"
    } else {
        "%-d %b %H:%M"
    };
    at.strftime(form).to_string()
}

/// A number with its thousands apart.
pub(crate) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A duration that people read at a glance.
pub(crate) fn duration(micros: i64) -> String {
    match micros {
        ..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations_read_at_a_glance() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(number),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!([7, 1_500, 2_340_000].map(duration), ["7 µs", "1 ms", "2.3 s"]);
    }

    #[test]
    fn a_moment_of_another_day_names_its_day() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        assert_eq!(moment("2026-11-24T09:05:07Z".parse().unwrap(), now), "09:05:07");
        assert_eq!(
            moment("2026-11-03T09:05:07Z".parse().unwrap(), now),
            "3 Nov 09:05"
        );
    }
}
