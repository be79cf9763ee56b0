//! How HubSpot counts calls (dossier HubSpot §2).
//!
//! Association calls have a burst limit of their own, but it lies above the ten-second window of an OAuth app
//! and they may count there, too; so they share its bucket.

use domain::rate::{Budget, Reading, Window};
use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};

use super::errors::Said;
use crate::http::{Answer, Bucket};

/// Calls other than searches.
pub(super) const CALLS: &str = "calls";
/// Searches: counted apart, without headers.
pub(super) const SEARCH: &str = "search";

const TEN_SECONDS: SignedDuration = SignedDuration::from_secs(10);
const ONE_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// What marketplace apps have; the headers tell if an account has more.
const OAUTH_WINDOW: u32 = 110;
/// What private apps have from Professional on. Free accounts have 100 and say so with the first answer.
const PRIVATE_WINDOW: u32 = 190;
/// Five are promised, four is what other clients plan for; a sliding window blurs by a slot.
const SEARCHES: u32 = 4;

/// The bucket of a call and what it begins with.
pub(super) fn bucket(name: &str, private: bool) -> Bucket {
    let (name, window) = if name == SEARCH {
        (SEARCH, Window::sliding(SEARCHES, ONE_SECOND))
    } else {
        let limit = if private { PRIVATE_WINDOW } else { OAUTH_WINDOW };
        (CALLS, Window::sliding(limit, TEN_SECONDS))
    };
    Bucket {
        name,
        declared: Budget::new(vec![window]),
    }
}

/// What the headers say about the ten-second window; searches carry none.
pub(super) fn readings(answer: &Answer) -> Vec<Reading> {
    let number = |name: &str| answer.header_number(name);
    let reading = || {
        Some(Reading {
            length_ms: number("x-hubspot-ratelimit-interval-milliseconds")?,
            limit: u32::try_from(number("x-hubspot-ratelimit-max")?).ok()?,
            remaining: u32::try_from(number("x-hubspot-ratelimit-remaining")?.max(0)).ok()?,
        })
    };
    reading().into_iter().collect()
}

/// Until when to be silent after a 429.
pub(super) fn silent_until(
    said: &Said,
    answer: &Answer,
    now: Timestamp,
    time_zone: Option<&str>,
) -> Timestamp {
    if let Some(seconds) = answer.header_number("retry-after") {
        return now + SignedDuration::from_secs(seconds.clamp(1, 24 * 3_600));
    }
    match said.policy.as_str() {
        "DAILY" => midnight(now, time_zone),
        "SECONDLY" => now + ONE_SECOND,
        _ => now + TEN_SECONDS,
    }
}

/// The daily counter begins anew at midnight in the account's time zone; unknown, we ask again in an hour.
fn midnight(now: Timestamp, time_zone: Option<&str>) -> Timestamp {
    time_zone
        .and_then(|name| TimeZone::get(name).ok())
        .and_then(|zone| now.to_zoned(zone).checked_add(1.day()).ok()?.start_of_day().ok())
        .map_or(now + SignedDuration::from_hours(1), |next| next.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daily_limit_ends_at_the_accounts_midnight() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let until = midnight(now, Some("Europe/Istanbul"));
        assert_eq!(until.to_string(), "2026-11-24T21:00:00Z");
        assert_eq!(midnight(now, None), now + SignedDuration::from_hours(1));
    }
}
