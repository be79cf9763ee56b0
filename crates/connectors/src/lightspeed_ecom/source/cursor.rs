//! Places in a list of the shop: first everything by id, then what changed since, again and again.
//!
//! The shop has no change feed. `since_id` walks a big list safely, since pages by number shift when rows come and
//! go; `updated_at_min` finds what changed. That filter is read as UTC by some accounts and as local time by
//! others (dossier Lightspeed §1.4), and rows may become visible late, so each pass looks back over an overlap;
//! what it has seen there already is remembered by id and time of change and not handed out again. So a poll of an
//! idle shop costs one call and hands out nothing.

use std::collections::BTreeMap;

use domain::{Failure, FailureReason, Value};
use jiff::{Timestamp, fmt::temporal::Pieces};
use serde::{Deserialize, Serialize};

use crate::lightspeed_ecom::api::{self, PAGE};

/// How far a pass looks back: the summer offset of Europe, by which a filter read as local time would be off.
const OVERLAP: i64 = 2 * 3600;
/// How far it looks back in a busy shop, where the long overlap would cost many pages each time.
const SHORT_OVERLAP: i64 = 10 * 60;
/// Rows in the overlap up to which the long one is cheap: two pages.
const BUSY: usize = 2 * PAGE;
/// How often a busy shop is still looked at over the long overlap.
const DEEP_EVERY: i64 = 30 * 60;
/// Most rows that are remembered; beyond it the oldest are handed out once more, which does no harm.
const REMEMBERED: usize = 5_000;

/// A place in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Walk {
    /// The pass goes on behind this id.
    after: i64,
    /// Only what changed since (seconds since the epoch); none while everything is walked.
    since: Option<i64>,
    /// Greatest time of change seen in this pass; at the beginning of a first load, the moment it began.
    top: i64,
    /// What changed earlier is remembered but not handed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    floor: Option<i64>,
    /// How far this pass looks back, in seconds.
    overlap: i64,
    /// When the long overlap was last walked to its end.
    deep: i64,
    /// Seconds by which the shop's own clock is behind UTC: a filter read as local time would skip that much.
    #[serde(default)]
    behind: i64,
    /// Id → time of change of the rows in the overlap.
    seen: BTreeMap<i64, i64>,
}

/// One row that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Changed {
    /// The row.
    pub(super) row: Value,
    /// When it changed.
    at: i64,
}

impl Walk {
    /// From the beginning of the list.
    pub(super) fn everything(now: Timestamp) -> Self {
        Self {
            after: 0,
            since: None,
            // Changes made while the load is under way belong to the first pass after it. Taking our clock is
            // safe here, other than as a cursor: it only decides how far back that pass looks, and is two
            // hours generous.
            top: now.as_second(),
            floor: None,
            overlap: OVERLAP,
            deep: now.as_second(),
            behind: 0,
            seen: BTreeMap::new(),
        }
    }

    /// All that changed since a moment.
    pub(super) fn since(moment: Timestamp) -> Self {
        Self {
            since: Some(moment.as_second()),
            top: moment.as_second(),
            floor: Some(moment.as_second()),
            ..Self::everything(moment)
        }
    }

    /// Whether a pass is under way: the next page belongs to it.
    pub(super) fn under_way(&self) -> bool {
        self.after > 0
    }

    /// Whether the first load is over.
    pub(super) fn loaded(&self) -> bool {
        self.since.is_some()
    }

    /// The id behind which the next page begins.
    pub(super) fn after(&self) -> i64 {
        self.after
    }

    /// The filter of this pass; none while everything is walked.
    pub(super) fn filter(&mut self, now: Timestamp) -> Option<String> {
        let since = self.since?;
        if !self.under_way() {
            let rests = now.as_second() - self.deep < DEEP_EVERY;
            self.overlap = if self.seen.len() > BUSY && rests {
                SHORT_OVERLAP
            } else {
                OVERLAP
            };
        }
        Some(written(since - self.overlap - self.behind))
    }

    /// Takes in a page and gives the rows that are new or changed, oldest change first.
    ///
    /// # Errors
    /// When a full page does not lead on: going on would never end.
    pub(super) fn take(&mut self, rows: Vec<Value>, now: Timestamp) -> Result<Vec<Changed>, Failure> {
        let full = rows.len() >= PAGE;
        let last = rows.iter().map(api::id).max().unwrap_or(0);
        if full && last <= self.after {
            return Err(Failure::transient(
                FailureReason::UnreadableAnswer,
                "Lightspeed's list does not go on behind the last row; reading it was given up",
            ));
        }
        let mut changed: Vec<Changed> = rows.into_iter().filter_map(|row| self.look(row)).collect();
        changed.sort_by_key(|change| change.at);
        if full {
            self.after = last;
        } else {
            self.finish(now);
        }
        Ok(changed)
    }

    fn look(&mut self, row: Value) -> Option<Changed> {
        let id = api::id(&row);
        if id == 0 {
            return None;
        }
        let told = row.get("updatedAt").as_text().and_then(read);
        let (at, offset) = told.unwrap_or((self.top, 0));
        self.behind = self.behind.max(-offset);
        let known = self.seen.get(&id) == Some(&at);
        if self.since.is_some() {
            self.top = self.top.max(at);
        }
        if at >= self.since.unwrap_or(self.top) - OVERLAP - self.behind {
            self.seen.insert(id, at);
        }
        let early = self.floor.is_some_and(|floor| at < floor);
        (!known && !early).then_some(Changed { row, at })
    }

    /// The pass is over: the next one begins at the greatest time seen.
    fn finish(&mut self, now: Timestamp) {
        if self.since.is_some() && self.overlap == OVERLAP {
            self.deep = now.as_second();
        }
        self.after = 0;
        self.since = Some(self.since.map_or(self.top, |since| since.max(self.top)));
        self.floor = None;
        let oldest = self.top - OVERLAP - self.behind;
        self.seen.retain(|_, at| *at >= oldest);
        if self.seen.len() > REMEMBERED {
            let mut times: Vec<i64> = self.seen.values().copied().collect();
            times.sort_unstable_by(|a, b| b.cmp(a));
            let keep_from = times[REMEMBERED - 1];
            self.seen.retain(|_, at| *at >= keep_from);
        }
    }
}

/// As the filter wants it: UTC, without saying so.
pub(super) fn written(seconds: i64) -> String {
    Timestamp::from_second(seconds)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string()
}

/// Seconds since the epoch, and the offset that was written beside the time.
fn read(text: &str) -> Option<(i64, i64)> {
    let at: Timestamp = text.parse().ok()?;
    let offset = Pieces::parse(text)
        .ok()
        .and_then(|pieces| pieces.to_numeric_offset())
        .map_or(0, |offset| i64::from(offset.seconds()));
    Some((at.as_second(), offset))
}

/// When an object last changed, if it tells.
pub(super) fn changed_at(object: &Value) -> Option<Timestamp> {
    object.get("updatedAt").as_text()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    fn row(id: i64, at: &str) -> Value {
        Value::from([("id", Value::from(id)), ("updatedAt", Value::from(at))])
    }

    fn ids(changed: &[Changed]) -> Vec<i64> {
        changed.iter().map(|change| api::id(&change.row)).collect()
    }

    fn page(from: i64, count: i64, at: &str) -> Vec<Value> {
        (from..from + count).map(|id| row(id, at)).collect()
    }

    /// As the store keeps it.
    fn kept(walk: &Walk) -> Walk {
        serde_json::from_str(&serde_json::to_string(walk).unwrap()).unwrap()
    }

    #[test]
    fn a_first_load_walks_by_id_and_then_looks_at_what_changed_meanwhile() {
        let mut walk = Walk::everything(now());
        assert_eq!(walk.filter(now()), None);
        let first = walk
            .take(page(1, 250, "2025-01-01T00:00:00+01:00"), now())
            .unwrap();
        assert_eq!(first.len(), 250);
        let mut walk = kept(&walk);
        assert!(walk.under_way() && !walk.loaded());
        assert_eq!(walk.after(), 250);
        // The last page holds a row that changed just before.
        let last = walk
            .take(vec![row(300, "2026-11-24T10:59:00+01:00")], now())
            .unwrap();
        assert_eq!(ids(&last), [300]);
        let mut walk = kept(&walk);
        assert!(walk.loaded() && !walk.under_way());
        assert_eq!(walk.filter(now()).as_deref(), Some("2026-11-24 08:00:00"));
        let changed = walk
            .take(
                vec![
                    row(7, "2026-11-24T11:05:00+01:00"),
                    row(300, "2026-11-24T10:59:00+01:00"),
                ],
                now(),
            )
            .unwrap();
        assert_eq!(ids(&changed), [7], "300 was handed out by the load already");
    }

    #[test]
    fn an_idle_shop_is_looked_at_and_nothing_is_handed_out() {
        let mut walk = Walk::since("2026-11-24T09:00:00Z".parse().unwrap());
        let rows = || {
            vec![
                row(8, "2026-11-24T11:00:00+01:00"),
                row(9, "2026-11-24T10:30:00+01:00"),
            ]
        };
        assert_eq!(
            ids(&walk.take(rows(), now()).unwrap()),
            [9, 8],
            "oldest change first"
        );
        for _ in 0..3 {
            walk = kept(&walk);
            assert_eq!(walk.filter(now()).as_deref(), Some("2026-11-24 08:00:00"));
            assert!(walk.take(rows(), now()).unwrap().is_empty());
        }
        let again = walk
            .take(vec![row(9, "2026-11-24T11:00:01+01:00")], now())
            .unwrap();
        assert_eq!(ids(&again), [9], "it changed once more");
    }

    #[test]
    fn what_changed_before_the_asked_moment_is_not_handed_out() {
        let mut walk = Walk::since("2026-11-24T09:00:00Z".parse().unwrap());
        assert_eq!(walk.filter(now()).as_deref(), Some("2026-11-24 07:00:00"));
        let changed = walk
            .take(
                vec![
                    row(1, "2026-11-24T09:59:59+01:00"),
                    row(2, "2026-11-24T10:00:00+01:00"),
                ],
                now(),
            )
            .unwrap();
        assert_eq!(ids(&changed), [2]);
    }

    #[test]
    fn the_hour_of_the_clock_change_is_no_hour_lost() {
        let mut walk = Walk::since("2026-10-25T00:30:00Z".parse().unwrap());
        // 02:30 comes twice that night; the offset tells them apart.
        let changed = walk
            .take(
                vec![
                    row(1, "2026-10-25T02:30:00+02:00"),
                    row(2, "2026-10-25T02:30:00+01:00"),
                ],
                now(),
            )
            .unwrap();
        assert_eq!(ids(&changed), [1, 2]);
        assert_eq!(walk.filter(now()).as_deref(), Some("2026-10-24 23:30:00"));
    }

    #[test]
    fn a_shop_west_of_greenwich_is_looked_back_at_further() {
        let mut walk = Walk::since("2026-11-24T09:00:00Z".parse().unwrap());
        walk.take(vec![row(1, "2026-11-24T04:00:00-05:00")], now())
            .unwrap();
        assert_eq!(walk.filter(now()).as_deref(), Some("2026-11-24 02:00:00"));
    }

    #[test]
    fn a_busy_shop_is_looked_back_at_shortly_most_times() {
        let mut walk = Walk::since("2026-11-24T09:00:00Z".parse().unwrap());
        for start in [1, 251, 501] {
            walk.take(page(start, 250, "2026-11-24T10:00:00Z"), now())
                .unwrap();
        }
        walk.take(Vec::new(), now()).unwrap();
        let mut later = kept(&walk);
        assert_eq!(walk.filter(now()).as_deref(), Some("2026-11-24 09:50:00"));
        let in_an_hour = now() + SignedDuration::from_hours(1);
        assert_eq!(later.filter(in_an_hour).as_deref(), Some("2026-11-24 08:00:00"));
    }

    #[test]
    fn a_list_that_stands_still_is_given_up() {
        let mut walk = Walk::everything(now());
        walk.take(page(1, 250, "2026-11-24T10:00:00Z"), now()).unwrap();
        assert!(walk.take(page(1, 250, "2026-11-24T10:00:00Z"), now()).is_err());
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut walk = Walk::since("2026-11-24T09:00:00Z".parse().unwrap());
        for start in 0..30 {
            let at = format!("2026-11-24T10:{start:02}:00Z");
            walk.take(page(1 + start * 250, 250, &at), now()).unwrap();
        }
        walk.take(Vec::new(), now()).unwrap();
        assert!(walk.seen.len() <= REMEMBERED + PAGE, "{}", walk.seen.len());
        assert!(serde_json::to_string(&walk).unwrap().len() < 150_000);
    }
}
