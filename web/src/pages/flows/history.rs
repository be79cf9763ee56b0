//! The chart of records over time, with what changed meanwhile flagged on its axis.

use std::collections::BTreeMap;

use domain::FlowId;
use jiff::{Timestamp, ToSpan as _};
use store::{
    Tx,
    insights::{self, Act, Piece},
};

use super::line::Lines;
use crate::{
    chart::{Change, Chart, Drawing, Point, Series},
    error::PageError,
    locale::Locale,
};

/// Acts that may explain a change in what a chart shows. Flows' revisions are flagged by themselves.
const TELLING: [&str; 3] = ["connection", "lookup", "flow"];
/// Flags beyond this would hide the bars.
const MOST_FLAGS: usize = 12;

/// A stretch of time in pieces: where each begins, and the end of the last.
pub(crate) struct Span {
    piece: Piece,
    begins: Vec<Timestamp>,
    end: Timestamp,
}

impl Span {
    /// The last so many hours, the one under way included.
    pub(crate) fn hours(t: &Locale, hours: i64) -> Self {
        let this = t.now.as_second().div_euclid(3_600);
        let begins = (this - hours + 1..=this)
            .filter_map(|hour| Timestamp::from_second(hour * 3_600).ok())
            .collect();
        Self {
            piece: Piece::Hour,
            begins,
            end: Timestamp::from_second((this + 1) * 3_600).unwrap_or(t.now),
        }
    }

    /// The last so many days of the reader's zone, today included.
    pub(crate) fn days(t: &Locale, days: i64) -> Self {
        let midnight = |back: i64| {
            t.now
                .to_zoned(t.zone.clone())
                .checked_sub(back.days())
                .and_then(|day| day.start_of_day())
                .map_or(t.now, |day| day.timestamp())
        };
        Self {
            piece: Piece::Day,
            begins: (0..days).rev().map(midnight).collect(),
            end: midnight(-1),
        }
    }

    fn begin(&self) -> Timestamp {
        self.begins.first().copied().unwrap_or(self.end)
    }

    /// Where a moment lies, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a place on an axis needs no more")]
    fn place(&self, at: Timestamp) -> f64 {
        let whole = self.end.duration_since(self.begin()).as_secs().max(1) as f64;
        (at.duration_since(self.begin()).as_secs() as f64 / whole).clamp(0.0, 1.0)
    }

    fn label(&self, t: &Locale, at: Timestamp) -> String {
        match self.piece {
            Piece::Day => t.day_of(at),
            Piece::Hour => t.moment(at),
        }
    }

    /// Labels where they help: every third hour of a day, every midnight of a week, every fifth day of a month.
    fn ticks(&self, t: &Locale) -> Vec<(usize, String)> {
        let zoned = |at: &Timestamp| at.to_zoned(t.zone.clone());
        self.begins
            .iter()
            .enumerate()
            .filter_map(|(i, at)| match (self.piece, self.begins.len()) {
                (Piece::Day, _) => (i % 5 == 4).then(|| (i, t.day_of(*at))),
                (Piece::Hour, ..=24) => {
                    (zoned(at).hour() % 4 == 0).then(|| (i, zoned(at).strftime("%H:%M").to_string()))
                }
                (Piece::Hour, _) => (zoned(at).hour() == 0).then(|| (i, t.day_of(*at))),
            })
            .collect()
    }
}

/// Records by outcome; of one flow, if named.
pub(crate) async fn chart(
    tx: &mut Tx,
    lines: &Lines,
    flow: Option<FlowId>,
    t: &Locale,
    span: Span,
    range: &str,
) -> Result<Chart, PageError> {
    let zone = t.zone.iana_name().unwrap_or("UTC");
    let counts = insights::counts(tx, flow, span.begin(), span.piece, zone).await?;
    let mut by_piece: BTreeMap<Timestamp, [u64; 3]> = BTreeMap::new();
    for count in &counts {
        let sums = by_piece.entry(count.at).or_default();
        for (sum, more) in sums
            .iter_mut()
            .zip([count.delivered(), count.skipped, count.failed])
        {
            *sum += more;
        }
    }
    // Before the first flow was there, nothing is known; that is not zero.
    let known_since = beginning(tx, flow).await?.map(|at| piece_of(&span, at));
    let points = span
        .begins
        .iter()
        .map(|at| {
            let sums = by_piece.get(at).copied();
            let is_known = known_since.is_some_and(|since| *at >= since);
            Point {
                label: span.label(t, *at),
                values: sums.or_else(|| is_known.then_some([0; 3])).map(Vec::from),
            }
        })
        .collect();
    let all: u64 = by_piece.values().flatten().sum();
    let failed: u64 = by_piece.values().map(|sums| sums[2]).sum();
    let series = |class, key| Series {
        class,
        word: t.t(key),
    };
    let drawing = Drawing {
        id: "records-chart",
        title: t.count_with(
            "chart-records",
            all,
            &[("failed", t.number(failed)), ("range", t.t(range))],
        ),
        unit: t.t(match span.piece {
            Piece::Hour => "chart-per-hour",
            Piece::Day => "chart-per-day",
        }),
        axis: t.t(match span.piece {
            Piece::Hour => "chart-hour",
            Piece::Day => "chart-day",
        }),
        series: vec![
            series("delivered", "outcome-delivered"),
            series("skipped", "outcome-skipped"),
            series("failed", "outcome-failed"),
        ],
        points,
        ticks: span.ticks(t),
        changes: changes(tx, lines, flow, t, &span).await?,
    };
    Ok(Chart::stacked(t, drawing))
}

/// The beginning of the piece that holds a moment.
fn piece_of(span: &Span, at: Timestamp) -> Timestamp {
    span.begins
        .iter()
        .rev()
        .find(|begin| **begin <= at)
        .copied()
        .unwrap_or_else(|| span.begin())
}

/// When the oldest flow, or this one, was made.
async fn beginning(tx: &mut Tx, flow: Option<FlowId>) -> Result<Option<Timestamp>, PageError> {
    Ok(insights::made_at(tx, flow).await?)
}

async fn changes(
    tx: &mut Tx,
    lines: &Lines,
    flow: Option<FlowId>,
    t: &Locale,
    span: &Span,
) -> Result<Vec<Change>, PageError> {
    let mut found: Vec<(Timestamp, String, String)> = Vec::new();
    for published in insights::published(tx, flow, span.begin()).await? {
        let name = lines
            .flows
            .iter()
            .find(|flow| flow.id == published.flow)
            .map(|flow| flow.name.clone())
            .unwrap_or_default();
        let words = if published.number == 1 {
            t.t1("change-flow-made", "flow", name)
        } else {
            t.t2("change-published", ("number", published.number), ("flow", name))
        };
        let link = format!("/flows/{}/revisions/{}", published.flow, published.number);
        found.push((published.at, words, link));
    }
    for act in insights::acts(tx, &TELLING, span.begin()).await? {
        let of_flow = act.detail.get("flow").and_then(|id| id.as_str());
        let concerns = flow.is_none_or(|flow| of_flow.is_none_or(|id| id == flow.to_string()));
        if let Some(words) = told(t, &act).filter(|_| concerns) {
            found.push((act.at, words, String::new()));
        }
    }
    found.sort_by_key(|(at, _, _)| *at);
    let beyond = found.len().saturating_sub(MOST_FLAGS);
    Ok(found
        .into_iter()
        .skip(beyond)
        .map(|(at, words, link)| Change {
            place: span.place(at),
            at: t.moment(at),
            words,
            link,
        })
        .collect())
}

/// An act in words; none for acts that explain nothing.
fn told(t: &Locale, act: &Act) -> Option<String> {
    let name = act
        .detail
        .get("name")
        .and_then(|name| name.as_str())
        .unwrap_or_default();
    let key = match act.act.as_str() {
        "connection.signed_in" | "connection.reconnected" | "connection.added" => "change-connection-renewed",
        "connection.removed" => "change-connection-removed",
        "flow.paused" => "change-flow-paused",
        "flow.resumed" => "change-flow-resumed",
        act if act.starts_with("lookup") => "change-lookup",
        _ => return None,
    };
    Some(t.t1(key, "name", name))
}

/// The hour that holds a moment, in UTC.
#[cfg(test)]
fn hour_of(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(3_600) * 3_600).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use jiff::{SignedDuration, tz::TimeZone};

    use super::*;

    fn t() -> Locale {
        let now = "2026-11-24T10:20:00Z".parse().unwrap();
        Locale::new(Language::En, TimeZone::get("Europe/Amsterdam").unwrap(), now)
    }

    #[test]
    fn a_day_of_hours_ends_with_the_one_under_way() {
        let span = Span::hours(&t(), 24);
        assert_eq!(span.begins.len(), 24);
        assert_eq!(span.begins.last(), Some(&hour_of(t().now)));
        let place = span.place(t().now);
        assert!((0.97..0.99).contains(&place), "{place}");
        assert_eq!(span.ticks(&t()).len(), 6);
    }

    #[test]
    fn days_begin_at_midnight_of_the_readers_zone_also_when_clocks_change() {
        let now = "2026-10-27T10:00:00Z".parse().unwrap();
        let t = Locale::new(Language::En, TimeZone::get("Europe/Amsterdam").unwrap(), now);
        let span = Span::days(&t, 4);
        let begins: Vec<String> = span.begins.iter().map(ToString::to_string).collect();
        assert_eq!(
            begins,
            [
                "2026-10-23T22:00:00Z",
                "2026-10-24T22:00:00Z",
                "2026-10-25T23:00:00Z",
                "2026-10-26T23:00:00Z"
            ]
        );
        assert_eq!(
            span.end.duration_since(span.begin()),
            SignedDuration::from_hours(97)
        );
    }
}
