//! Rate limits: ten seconds rolling, searches a second, calls a day (dossier HubSpot §2).

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use serde_json::json;

use super::answer::{Refusal, correlation};
use crate::{lock, settings};

/// Which budget a call draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    /// A private app or service key in an account.
    PrivateApp(u64),
    /// A marketplace app in an account.
    OAuth(u64),
}

/// What has been used.
#[derive(Default)]
pub(crate) struct Limits {
    windows: Mutex<HashMap<(Caller, bool), VecDeque<i64>>>,
    days: Mutex<HashMap<(Caller, i64), u64>>,
}

/// Headers for the answer.
pub(crate) type Headers = Vec<(&'static str, String)>;

impl Limits {
    /// Counts a call that is no search; grants it with headers or refuses it.
    pub(crate) fn ordinary(
        &self,
        caller: Caller,
        knobs: &settings::Values,
        now: i64,
    ) -> (Headers, Result<(), Refusal>) {
        let private = matches!(caller, Caller::PrivateApp(_));
        if !knobs.limits {
            // A client that paces itself by the headers must not be held back where nothing limits it.
            let plenty = "1000000".to_owned();
            return (headers(&plenty, &plenty, None), Ok(()));
        }
        let most = if private {
            knobs.hubspot.private_window
        } else {
            knobs.hubspot.oauth_window
        };
        // The day ends at midnight in the account's time zone, which is three hours ahead.
        let day = (now + 10_800_000) / 86_400_000;
        let daily = knobs
            .hubspot
            .daily
            .filter(|_| private || knobs.hubspot.daily == Some(0));
        let mut left_today = None;
        if let Some(allowed) = daily {
            let mut days = lock(&self.days);
            let used = days.entry((caller, day)).or_insert(0);
            *used += 1;
            left_today = Some((allowed, allowed.saturating_sub(*used)));
            if *used > allowed {
                return (
                    headers(&most.to_string(), "0", left_today),
                    Err(refused("You have reached your daily limit.", "DAILY")),
                );
            }
        }
        // The window counts refused calls too (dossier HubSpot §9.10).
        let used = self.count((caller, false), now, 10_000);
        let allowed = usize::try_from(most).unwrap_or(usize::MAX);
        let left = allowed.saturating_sub(used).to_string();
        let verdict = if used > allowed {
            Err(refused(
                "You have reached your ten_secondly_rolling limit.",
                "TEN_SECONDLY_ROLLING",
            ))
        } else {
            Ok(())
        };
        (headers(&most.to_string(), &left, left_today), verdict)
    }

    /// Counts a search; searches have their own budget and no headers.
    pub(crate) fn search(&self, portal: u64, knobs: &settings::Values, now: i64) -> Result<(), Refusal> {
        if !knobs.limits {
            return Ok(());
        }
        // All apps of an account share it.
        let used = self.count((Caller::OAuth(portal), true), now, 1_000);
        if used > usize::try_from(knobs.hubspot.searches_per_second).unwrap_or(usize::MAX) {
            return Err(refused("You have reached your secondly limit.", "SECONDLY"));
        }
        Ok(())
    }

    fn count(&self, key: (Caller, bool), now: i64, span: i64) -> usize {
        let mut windows = lock(&self.windows);
        let window = windows.entry(key).or_default();
        while window.front().is_some_and(|at| *at <= now - span) {
            window.pop_front();
        }
        // A flood need not be remembered call by call.
        if window.len() < 5_000 {
            window.push_back(now);
        }
        window.len()
    }
}

fn headers(most: &str, left: &str, today: Option<(u64, u64)>) -> Headers {
    let mut all = vec![
        ("x-hubspot-ratelimit-max", most.to_owned()),
        ("x-hubspot-ratelimit-remaining", left.to_owned()),
        ("x-hubspot-ratelimit-interval-milliseconds", "10000".to_owned()),
        ("x-hubspot-ratelimit-secondly", "19".to_owned()),
        ("x-hubspot-ratelimit-secondly-remaining", "18".to_owned()),
    ];
    if let Some((allowed, left)) = today {
        all.push(("x-hubspot-ratelimit-daily", allowed.to_string()));
        all.push(("x-hubspot-ratelimit-daily-remaining", left.to_string()));
    }
    all
}

fn refused(message: &str, policy: &str) -> Refusal {
    let id = correlation();
    Refusal {
        status: 429,
        body: json!({"status": "error", "message": message, "errorType": "RATE_LIMIT", "correlationId": id,
            "policyName": policy, "requestId": id, "category": "RATE_LIMITS"}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, settings::Settings};

    #[test]
    fn the_window_rolls_and_counts_refused_calls_too() {
        let knobs = Settings::new(&Options::default()).get();
        let limits = Limits::default();
        let me = Caller::OAuth(1);
        for n in 0..110 {
            assert!(limits.ordinary(me, &knobs, n).1.is_ok(), "{n}");
        }
        assert!(limits.ordinary(me, &knobs, 5_000).1.is_err());
        // The first 110 have left the window, the refused one is still in it.
        let (headers, verdict) = limits.ordinary(me, &knobs, 10_200);
        assert!(verdict.is_ok());
        assert!(
            headers.contains(&("x-hubspot-ratelimit-remaining", "108".to_owned())),
            "{headers:?}"
        );
        assert!(!headers.iter().any(|(name, _)| name.contains("daily")));
    }

    #[test]
    fn searches_draw_on_a_budget_of_their_own() {
        let knobs = Settings::new(&Options::default()).get();
        let limits = Limits::default();
        let granted = (0..10).filter(|_| limits.search(1, &knobs, 0).is_ok()).count();
        assert_eq!(granted, 5);
        assert!(limits.search(1, &knobs, 1_000).is_ok());
    }
}
