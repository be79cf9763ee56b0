//! The three windows and the second: how often a key may call (dossier Lightspeed §2).

use std::collections::HashMap;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::knobs::{Knobs, RetryAfter};

/// Lengths of the windows in seconds; they begin where the UTC clock has a multiple of them.
const WINDOWS: [i64; 3] = [300, 3600, 86_400];

/// Calls counted for each key.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    keys: HashMap<String, Used>,
}

#[derive(Debug, Default)]
struct Used {
    second: (i64, u64),
    windows: [(i64, u64); 3],
}

/// What is left for a key, after this call.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    /// Whether the call may go on.
    pub(crate) allowed: bool,
    /// Permitted in each window.
    pub(crate) limit: [u64; 3],
    /// Left in each window.
    pub(crate) remaining: [u64; 3],
    /// Seconds until each window ends.
    pub(crate) reset: [i64; 3],
    /// Unix seconds of the call.
    pub(crate) now: i64,
}

/// What the headers say where no limit is enforced.
const UNLIMITED: [u64; 3] = [1_000_000, 10_000_000, 100_000_000];

impl Limits {
    /// Counts a call of `key` at `now`; with `enforced` off it counts but lets everything pass.
    pub(crate) fn take(&mut self, key: &str, now: i64, knobs: &Knobs, enforced: bool) -> Standing {
        if !self.keys.contains_key(key) {
            self.keys.insert(key.to_owned(), Used::default());
        }
        let Some(used) = self.keys.get_mut(key) else {
            return Standing {
                allowed: true,
                limit: knobs.limits,
                remaining: knobs.limits,
                reset: WINDOWS,
                now,
            };
        };
        renew(&mut used.second, now);
        for (window, length) in used.windows.iter_mut().zip(WINDOWS) {
            renew(window, now.div_euclid(length));
        }
        let full = used.second.1 >= knobs.per_second
            || used
                .windows
                .iter()
                .zip(knobs.limits)
                .any(|(window, limit)| window.1 >= limit);
        let allowed = !(full && enforced);
        if allowed || knobs.rejected_count {
            used.second.1 += 1;
            for window in &mut used.windows {
                window.1 += 1;
            }
        }
        // Without limits the headers must not hold back a client that paces itself by them.
        let limit = if enforced { knobs.limits } else { UNLIMITED };
        let mut remaining = limit;
        for (left, window) in remaining.iter_mut().zip(used.windows) {
            *left = left.saturating_sub(window.1);
        }
        Standing {
            allowed,
            limit,
            remaining,
            reset: WINDOWS.map(|length| length - now.rem_euclid(length)),
            now,
        }
    }
}

fn renew(window: &mut (i64, u64), number: i64) {
    if window.0 != number {
        *window = (number, 0);
    }
}

impl Standing {
    /// The three headers of every answer; a refused call also says when to come again, if asked to.
    pub(crate) fn write(&self, headers: &mut HeaderMap, knobs: &Knobs) {
        let mut put = |name: &'static str, values: String| {
            if let Ok(value) = HeaderValue::from_str(&values) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        put("x-ratelimit-limit", slashed(self.limit));
        put(
            "x-ratelimit-remaining",
            slashed(self.remaining.map(|left| shown(left, knobs.minus_one))),
        );
        put("x-ratelimit-reset", slashed(self.reset));
        if self.allowed {
            return;
        }
        let wait = self.wait();
        match knobs.retry_after {
            RetryAfter::None => {}
            RetryAfter::Seconds => put("retry-after", wait.to_string()),
            RetryAfter::Date => put("retry-after", http_date(self.now + wait)),
        }
    }

    /// Seconds until the call would pass: the end of the longest exhausted window, else one.
    fn wait(&self) -> i64 {
        self.remaining
            .iter()
            .zip(self.reset)
            .filter(|(left, _)| **left == 0)
            .map(|(_, reset)| reset)
            .max()
            .unwrap_or(1)
    }
}

/// What is left, as the header shows it.
fn shown(left: u64, minus_one: bool) -> i64 {
    if left == 0 && minus_one {
        -1
    } else {
        i64::try_from(left).unwrap_or(i64::MAX)
    }
}

fn slashed<T: std::fmt::Display>(values: [T; 3]) -> String {
    let [five_minutes, hour, day] = values;
    format!("{five_minutes}/{hour}/{day}")
}

fn http_date(unix: i64) -> String {
    jiff::Timestamp::from_second(unix)
        .map(|at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiny() -> Knobs {
        Knobs {
            limits: [5, 20, 50],
            per_second: 100,
            ..Knobs::default()
        }
    }

    #[test]
    fn windows_sit_on_the_clock_and_not_on_the_first_call() {
        // 18:05:23 UTC: the vendor's sample shows 277, 3277 and 21277 seconds.
        let now = 20_000 * 86_400 + 18 * 3600 + 5 * 60 + 23;
        let standing = Limits::default().take("key", now, &tiny(), true);
        assert_eq!(standing.reset, [277, 3277, 21_277]);
        assert_eq!(standing.remaining, [4, 19, 49]);
    }

    #[test]
    fn the_sixth_call_in_five_minutes_is_refused_until_the_window_ends() {
        let mut limits = Limits::default();
        for _ in 0..5 {
            assert!(limits.take("key", 1000, &tiny(), true).allowed);
        }
        let refused = limits.take("key", 1001, &tiny(), true);
        assert!(!refused.allowed);
        assert_eq!(refused.wait(), 199);
        assert!(limits.take("other", 1001, &tiny(), true).allowed);
        assert!(limits.take("key", 1200, &tiny(), true).allowed);
        assert!(limits.take("key", 1001, &tiny(), false).allowed, "not enforced");
    }

    #[test]
    fn twenty_calls_a_second_and_no_more() {
        let mut limits = Limits::default();
        let knobs = Knobs::default();
        let passed = (0..25)
            .filter(|_| limits.take("key", 7, &knobs, true).allowed)
            .count();
        assert_eq!(passed, 20);
        assert!(limits.take("key", 8, &knobs, true).allowed);
    }

    #[test]
    fn headers_are_slashed_and_the_date_is_an_http_date() {
        let mut headers = HeaderMap::new();
        let mut limits = Limits::default();
        let knobs = Knobs {
            per_second: 0,
            retry_after: RetryAfter::Date,
            ..tiny()
        };
        limits.take("key", 0, &knobs, true).write(&mut headers, &knobs);
        assert_eq!(headers["x-ratelimit-limit"], "5/20/50");
        assert_eq!(headers["retry-after"], "Thu, 01 Jan 1970 00:00:01 GMT");
    }
}
