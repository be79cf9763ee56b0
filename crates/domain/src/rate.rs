//! Rate budgets: how many calls a connection may still make, and when the next one may go out.
//!
//! Pure arithmetic over moments. The store keeps one budget a connection and lets all workers draw from it;
//! the connector says which windows a remote has and reads its headers.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A sliding window is counted in this many slots: finer costs space, coarser wastes up to one slot's share
/// of the limit, since a slot counts until its last moment has left the window.
const SLOTS: usize = 20;

/// How a remote counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowKind {
    /// Any stretch of the window's length holds at most the limit (HubSpot's ten seconds).
    Sliding,
    /// Windows begin at multiples of their length on the UTC clock (Lightspeed's hour).
    Clock,
}

/// One limit of a remote: so many calls in so long a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// How it is counted.
    pub kind: WindowKind,
    /// Its length in milliseconds.
    pub length_ms: i64,
    /// Calls allowed in it.
    pub limit: u32,
    /// Calls counted, by slot: the slot's number since the epoch and the calls in it. A clock window has one.
    #[serde(default)]
    used: Vec<(i64, u32)>,
}

impl Window {
    /// At most `limit` calls in any `length`.
    #[must_use]
    pub fn sliding(limit: u32, length: SignedDuration) -> Self {
        Self {
            kind: WindowKind::Sliding,
            length_ms: millis(length),
            limit,
            used: Vec::new(),
        }
    }

    /// At most `limit` calls between two multiples of `length`.
    #[must_use]
    pub fn clock(limit: u32, length: SignedDuration) -> Self {
        Self {
            kind: WindowKind::Clock,
            length_ms: millis(length),
            limit,
            used: Vec::new(),
        }
    }

    fn slot_ms(&self) -> i64 {
        match self.kind {
            WindowKind::Sliding => (self.length_ms / i64::try_from(SLOTS).unwrap_or(1)).max(1),
            WindowKind::Clock => self.length_ms,
        }
    }

    /// Forgets slots that no longer count.
    fn forget(&mut self, now_ms: i64) {
        let (slot, length) = (self.slot_ms(), self.length_ms);
        match self.kind {
            WindowKind::Sliding => self
                .used
                .retain(|(number, _)| (number + 1) * slot + length > now_ms),
            WindowKind::Clock => self.used.retain(|(number, _)| (number + 1) * slot > now_ms),
        }
    }

    /// Calls counted at this moment.
    #[must_use]
    pub fn counted(&self, now: Timestamp) -> u32 {
        let mut window = self.clone();
        window.forget(now.as_millisecond());
        window.used.iter().map(|(_, calls)| calls).sum()
    }

    /// Calls that may still go out, if a share of the limit is left for others.
    fn free(&self, now: Timestamp, reserved_percent: u8) -> u32 {
        let ours = u64::from(self.limit) * u64::from(100 - reserved_percent.min(90)) / 100;
        // A limit that is smaller than its share still lets one call through.
        let ours = u32::try_from(ours)
            .unwrap_or(self.limit)
            .max(u32::from(self.limit > 0));
        ours.saturating_sub(self.counted(now))
    }

    fn count(&mut self, now: Timestamp, calls: u32) {
        let number = now.as_millisecond().div_euclid(self.slot_ms());
        match self.used.last_mut() {
            Some((last, counted)) if *last == number => *counted += calls,
            _ => self.used.push((number, calls)),
        }
    }

    /// When the first counted slot stops counting.
    fn frees_at(&self, now: Timestamp) -> Timestamp {
        let first = self.used.first().map_or(0, |(number, _)| *number);
        let end = (first + 1) * self.slot_ms()
            + if self.kind == WindowKind::Sliding {
                self.length_ms
            } else {
                0
            };
        Timestamp::from_millisecond(end)
            .unwrap_or(now)
            .max(now + SignedDuration::from_millis(1))
    }
}

fn millis(length: SignedDuration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX).max(1)
}

/// What a remote's headers said about one of its windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Length of the window that is spoken of, in milliseconds.
    pub length_ms: i64,
    /// Calls allowed in it.
    pub limit: u32,
    /// Calls left in it.
    pub remaining: u32,
}

/// What a worker got when it asked for calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// This many calls may go out now.
    pub granted: u32,
    /// When to ask again, if fewer were granted than wanted.
    pub next_at: Option<Timestamp>,
}

/// Hours of which calls are remembered: a day and the one under way.
const HOURS: usize = 25;

/// Calls of one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourOfCalls {
    /// Hours since the epoch.
    pub hour: i64,
    /// Calls that we made.
    pub ours: u32,
    /// Calls that other apps made with the same account, as far as the remote's headers tell.
    pub others: u32,
}

/// Who made how many calls lately, hour by hour (X11).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usage(Vec<HourOfCalls>);

impl Usage {
    fn count(&mut self, now: Timestamp, ours: u32, others: u32) {
        let hour = now.as_second().div_euclid(3_600);
        match self.0.last_mut() {
            Some(last) if last.hour == hour => {
                last.ours = last.ours.saturating_add(ours);
                last.others = last.others.saturating_add(others);
            }
            _ => self.0.push(HourOfCalls { hour, ours, others }),
        }
        let beyond = self.0.len().saturating_sub(HOURS);
        self.0.drain(..beyond);
    }

    /// Calls since a moment, to the hour: ours and others'.
    #[must_use]
    pub fn since(&self, moment: Timestamp) -> (u64, u64) {
        let first = moment.as_second().div_euclid(3_600);
        self.0
            .iter()
            .filter(|hour| hour.hour >= first)
            .fold((0, 0), |(ours, others), hour| {
                (ours + u64::from(hour.ours), others + u64::from(hour.others))
            })
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn is_nothing(percent: &u8) -> bool {
    *percent == 0
}

/// All limits of one connection for one kind of call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Every window must have room.
    pub windows: Vec<Window>,
    /// The remote told us to be silent until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_until: Option<Timestamp>,
    /// The share of each limit that is left for the merchant's other apps, in percent.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub reserved_percent: u8,
    /// Who made how many calls lately.
    #[serde(default, skip_serializing_if = "Usage::is_empty")]
    pub usage: Usage,
}

impl Budget {
    /// A budget of these windows.
    #[must_use]
    pub fn new(windows: Vec<Window>) -> Self {
        Self {
            windows,
            blocked_until: None,
            reserved_percent: 0,
            usage: Usage::default(),
        }
    }

    /// Takes up to `wanted` calls and counts them.
    pub fn take(&mut self, now: Timestamp, wanted: u32) -> Grant {
        if let Some(until) = self.blocked_until {
            if until > now {
                return Grant {
                    granted: 0,
                    next_at: Some(until),
                };
            }
            self.blocked_until = None;
        }
        let now_ms = now.as_millisecond();
        self.windows.iter_mut().for_each(|window| window.forget(now_ms));
        let granted = self
            .windows
            .iter()
            .map(|window| window.free(now, self.reserved_percent))
            .min()
            .unwrap_or(wanted)
            .min(wanted);
        if granted > 0 {
            self.windows
                .iter_mut()
                .for_each(|window| window.count(now, granted));
            self.usage.count(now, granted, 0);
        }
        let full = || {
            self.windows
                .iter()
                .filter(|window| window.free(now, self.reserved_percent) == 0)
                .map(|window| window.frees_at(now))
        };
        Grant {
            granted,
            next_at: (granted < wanted).then(|| full().max().unwrap_or(now)),
        }
    }

    /// Gives back calls that were taken but not made.
    pub fn give_back(&mut self, calls: u32) {
        for window in &mut self.windows {
            let mut left = calls;
            for (_, counted) in window.used.iter_mut().rev() {
                let back = left.min(*counted);
                *counted -= back;
                left -= back;
            }
        }
    }

    /// Learns from the remote's headers: its limits, and calls that others made with the same credential.
    ///
    /// `in_flight` calls were counted by us but may not have been counted by the remote yet.
    pub fn observe(&mut self, now: Timestamp, readings: &[Reading], in_flight: u32) {
        // The same calls of others stand in each window that the headers tell of.
        let mut others = 0;
        for reading in readings {
            let Some(window) = self
                .windows
                .iter_mut()
                .find(|window| window.length_ms == reading.length_ms)
            else {
                continue;
            };
            window.limit = reading.limit;
            let theirs = reading.limit.saturating_sub(reading.remaining);
            let ours = window.counted(now);
            if theirs > ours.saturating_add(in_flight) {
                window.count(now, theirs - ours);
                others = others.max(theirs - ours);
            }
        }
        if others > 0 {
            self.usage.count(now, 0, others);
        }
    }

    /// The remote refused a call: nothing goes out before `until`.
    pub fn block(&mut self, until: Timestamp) {
        self.blocked_until = Some(self.blocked_until.map_or(until, |earlier| earlier.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_763_971_200_000 + ms).unwrap()
    }

    fn ten_seconds(limit: u32) -> Budget {
        Budget::new(vec![Window::sliding(limit, SignedDuration::from_secs(10))])
    }

    #[test]
    fn no_ten_seconds_hold_more_than_the_limit_and_little_is_wasted() {
        let mut budget = ten_seconds(100);
        let mut calls: Vec<i64> = Vec::new();
        let mut now = 0;
        while now < 100_000 {
            let grant = budget.take(at(now), 7);
            calls.extend((0..grant.granted).map(|_| now));
            now = grant
                .next_at
                .map_or(now, |next| next.as_millisecond() - at(0).as_millisecond())
                .max(now + 10);
        }
        for start in (0..90_000).step_by(50) {
            let within = calls
                .iter()
                .filter(|call| (start..start + 10_000).contains(*call))
                .count();
            assert!(within <= 100, "{within} calls in the ten seconds from {start}");
        }
        assert!(
            calls.len() >= 950,
            "{} of 1000 permitted calls were made",
            calls.len()
        );
    }

    #[test]
    fn a_clock_window_opens_again_on_the_hour_and_not_an_hour_later() {
        let mut budget = Budget::new(vec![Window::clock(3, SignedDuration::from_hours(1))]);
        let ten_to = at(50 * 60_000);
        assert_eq!(budget.take(ten_to, 5).granted, 3);
        let next = budget.take(ten_to, 1).next_at.unwrap();
        assert_eq!(next, at(60 * 60_000));
        assert_eq!(budget.take(next, 5).granted, 3);
    }

    #[test]
    fn calls_of_other_apps_are_learned_from_the_headers() {
        let mut budget = ten_seconds(110);
        budget.take(at(0), 10);
        budget.observe(
            at(5),
            &[Reading {
                length_ms: 10_000,
                limit: 190,
                remaining: 20,
            }],
            0,
        );
        assert_eq!(budget.windows[0].limit, 190);
        assert_eq!(budget.take(at(6), 50).granted, 20);
    }

    #[test]
    fn ours_and_others_are_told_apart_by_the_hour() {
        let mut budget = Budget::new(vec![
            Window::clock(300, SignedDuration::from_mins(5)),
            Window::clock(3_000, SignedDuration::from_hours(1)),
        ]);
        budget.take(at(0), 10);
        let reading = |length: i64, limit, remaining| Reading {
            length_ms: length * 60_000,
            limit,
            remaining,
        };
        budget.observe(at(5), &[reading(5, 300, 250), reading(60, 3_000, 2_950)], 0);
        assert_eq!(
            budget.usage.since(at(0)),
            (10, 40),
            "the forty stand in both windows"
        );
        budget.take(at(3_600_000), 5);
        assert_eq!(budget.usage.since(at(3_600_000)), (5, 0));
        assert_eq!(budget.usage.since(at(0)), (15, 40));
        for hour in 2..60 {
            budget.take(at(hour * 3_600_000), 1);
        }
        assert_eq!(budget.usage.since(at(0)), (25, 0), "a day is remembered");
    }

    #[test]
    fn a_share_is_left_for_other_apps() {
        let mut budget = ten_seconds(100);
        budget.reserved_percent = 30;
        assert_eq!(budget.take(at(0), 100).granted, 70);
        assert!(budget.take(at(1), 1).next_at.is_some());
        let mut tiny = ten_seconds(1);
        tiny.reserved_percent = 90;
        assert_eq!(tiny.take(at(0), 1).granted, 1, "something always goes through");
    }

    #[test]
    fn a_blocked_budget_gives_nothing_until_the_remote_allows() {
        let mut budget = ten_seconds(110);
        budget.block(at(4_000));
        assert_eq!(
            budget.take(at(0), 1),
            Grant {
                granted: 0,
                next_at: Some(at(4_000))
            }
        );
        assert_eq!(budget.take(at(4_000), 1).granted, 1);
    }

    #[test]
    fn calls_not_made_are_given_back() {
        let mut budget = ten_seconds(10);
        budget.take(at(0), 10);
        budget.give_back(4);
        assert_eq!(budget.take(at(1), 10).granted, 4);
    }
}
