//! The shop's call limits: three windows on the clock, twenty calls a second, and what its headers say.
//!
//! Each answer carries `X-RateLimit-Limit: 300/3000/12000` and the same for Remaining and Reset: five minutes,
//! hour, day. Limits differ by key, so they are read and never relied on (dossier Lightspeed §2).

use domain::rate::{Budget, Reading, Window};
use http::HeaderMap;
use jiff::{SignedDuration, Timestamp};

/// Lengths of the three windows, in the order of the headers.
const WINDOWS: [SignedDuration; 3] = [
    SignedDuration::from_mins(5),
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(24),
];

/// Calls in any second, whatever the windows still hold (dossier Lightspeed §2).
const PER_SECOND: u32 = 20;

/// How long to wait after a 429 that does not say it.
const UNTOLD: SignedDuration = SignedDuration::from_secs(60);

/// How long to wait after a 429 while every window has calls left: it was the calls of one second, and the next may
/// come a moment later.
const CROWDED: SignedDuration = SignedDuration::from_secs(2);

/// Longest wait that is believed: the day's window.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What a key usually has, until its headers say otherwise.
pub(super) fn usual() -> Budget {
    Budget::new(vec![
        Window::sliding(PER_SECOND, SignedDuration::from_secs(1)),
        Window::clock(300, WINDOWS[0]),
        Window::clock(3_000, WINDOWS[1]),
        Window::clock(12_000, WINDOWS[2]),
    ])
}

/// What the headers say about the three windows; nothing where they can't be read.
pub(super) fn readings(headers: &HeaderMap) -> Vec<Reading> {
    let (Some(limits), Some(remaining)) = (
        slots(headers, "x-ratelimit-limit"),
        slots(headers, "x-ratelimit-remaining"),
    ) else {
        return Vec::new();
    };
    let per_second = per_second(limits.first().copied().unwrap_or_default());
    WINDOWS
        .iter()
        .zip(limits.into_iter().zip(remaining))
        .filter(|(_, (limit, _))| *limit > 0)
        .map(|(length, (limit, remaining))| Reading {
            length_ms: i64::try_from(length.as_millis()).unwrap_or(i64::MAX),
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            // The exhausted slot may be told as -1 (dossier §2).
            remaining: u32::try_from(remaining.max(0)).unwrap_or(u32::MAX),
        })
        .chain(per_second)
        .collect()
}

/// The calls a second are in no header. A key that is given more in five minutes than twenty a second could ever
/// use is not held to twenty.
fn per_second(five_minutes: i64) -> Option<Reading> {
    let limit = u32::try_from(five_minutes / WINDOWS[0].as_secs())
        .ok()
        .filter(|limit| *limit > PER_SECOND)?;
    Some(Reading {
        length_ms: 1_000,
        limit,
        remaining: limit,
    })
}

/// When the limit opens again after a 429: the reset of the exhausted slot, else `Retry-After` (seconds or a
/// date, both have been seen), else two seconds where all windows are told to have calls left, else a minute.
pub(super) fn open_again(headers: &HeaderMap, now: Timestamp) -> Timestamp {
    let wait = exhausted_reset(headers)
        .or_else(|| retry_after(headers, now))
        .or_else(|| crowded(headers))
        .unwrap_or(UNTOLD)
        .clamp(SignedDuration::from_secs(1), LONGEST);
    now + wait
}

fn exhausted_reset(headers: &HeaderMap) -> Option<SignedDuration> {
    let remaining = slots(headers, "x-ratelimit-remaining")?;
    let resets = slots(headers, "x-ratelimit-reset")?;
    remaining
        .into_iter()
        .zip(resets)
        .filter(|(remaining, _)| *remaining <= 0)
        .map(|(_, reset)| SignedDuration::from_secs(reset.max(1)))
        .max()
}

fn crowded(headers: &HeaderMap) -> Option<SignedDuration> {
    let remaining = slots(headers, "x-ratelimit-remaining")?;
    remaining
        .into_iter()
        .all(|remaining| remaining > 0)
        .then_some(CROWDED)
}

fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let told = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = told.parse::<i64>() {
        return Some(SignedDuration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(told)
        .map(|zoned| zoned.timestamp())
        .or_else(|_| told.parse::<Timestamp>())
        .ok()?;
    Some(at.duration_since(now))
}

fn slots(headers: &HeaderMap, name: &str) -> Option<Vec<i64>> {
    let text = headers.get(name)?.to_str().ok()?;
    text.split('/').map(|slot| slot.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse::<http::HeaderName>().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_key_with_a_larger_plan_is_not_held_to_twenty_a_second() {
        let of = |limit: &str| {
            let said = readings(&headers(&[
                ("x-ratelimit-limit", limit),
                ("x-ratelimit-remaining", limit),
            ]));
            said.into_iter()
                .find(|reading| reading.length_ms == 1_000)
                .map(|reading| reading.limit)
        };
        assert_eq!(of("300/3000/12000"), None);
        assert_eq!(of("30000/300000/900000"), Some(100));
    }

    #[test]
    fn slashed_headers_become_three_readings() {
        let said = readings(&headers(&[
            ("x-ratelimit-limit", "1000/12000/288000"),
            ("x-ratelimit-remaining", "-1/11987/287420"),
        ]));
        let told: Vec<_> = said.iter().map(|r| (r.length_ms, r.limit, r.remaining)).collect();
        assert_eq!(
            told,
            [
                (300_000, 1000, 0),
                (3_600_000, 12_000, 11_987),
                (86_400_000, 288_000, 287_420)
            ]
        );
        assert!(readings(&headers(&[("x-ratelimit-limit", "lots")])).is_empty());
        let budget = usual();
        for reading in said {
            assert!(
                budget
                    .windows
                    .iter()
                    .any(|window| window.length_ms == reading.length_ms)
            );
        }
    }

    #[track_caller]
    fn check(pairs: &[(&'static str, &str)], seconds: i64) {
        let waited = open_again(&headers(pairs), now()).duration_since(now());
        assert_eq!(waited, SignedDuration::from_secs(seconds), "{pairs:?}");
    }

    #[test]
    fn after_a_429_the_exhausted_slot_decides_then_retry_after_then_the_second_then_a_minute() {
        let limited = [
            ("x-ratelimit-remaining", "0/2100/9100"),
            ("x-ratelimit-reset", "41/1241/50441"),
        ];
        check(&limited, 41);
        check(
            &[
                ("x-ratelimit-remaining", "10/0/9100"),
                ("x-ratelimit-reset", "41/1241/50441"),
            ],
            1241,
        );
        check(&[("retry-after", "7")], 7);
        check(&[("retry-after", "Tue, 24 Nov 2026 10:01:30 GMT")], 90);
        check(&[("retry-after", "2026-11-24T10:00:05Z")], 5);
        let crowded = ("x-ratelimit-remaining", "270/2100/9100");
        check(&[crowded, ("x-ratelimit-reset", "41/1241/50441")], 2);
        check(&[crowded, ("retry-after", "7")], 7);
        check(&[("retry-after", "soon")], 60);
        check(&[], 60);
        check(&[("retry-after", "Tue, 24 Nov 2026 09:00:00 GMT")], 1);
    }
}
