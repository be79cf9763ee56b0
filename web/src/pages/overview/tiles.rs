//! The numbers of today, against the same weekday a week ago.

use std::collections::BTreeMap;

use domain::Decimal;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use store::insights::{self, Count, Delay, Turnover};

use crate::{chart::Spark, locale::Locale};

/// Hours that the small line of a tile shows.
const SPARK: i64 = 24;

/// One number with what it is made of.
pub(crate) struct Tile {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Further values of the same kind: other currencies.
    pub(crate) more: Vec<String>,
    /// How it is counted.
    pub(crate) made_of: String,
    /// Against the same weekday a week ago; empty where there is nothing to compare with.
    pub(crate) change: String,
    pub(crate) spark: Option<Spark>,
    /// The list that it counts, where one list does.
    pub(crate) link: String,
    /// The parts of the number, each with the list that it counts.
    pub(crate) parts: Vec<(String, String)>,
}

/// Sums from which tiles are made: hours since a week before today's midnight.
pub(crate) struct Sums<'a> {
    pub(crate) counts: &'a [Count],
    pub(crate) turnover: &'a [Turnover],
    pub(crate) delays: &'a [Delay],
    pub(crate) seconds_per_record: u32,
    pub(crate) today: Timestamp,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) created: u64,
    pub(crate) updated: u64,
    pub(crate) skipped: u64,
    pub(crate) failed: u64,
}

impl Totals {
    pub(crate) fn of<'a>(counts: impl Iterator<Item = &'a Count>) -> Self {
        counts.fold(Self::default(), |sum, count| Self {
            created: sum.created + count.created,
            updated: sum.updated + count.updated,
            skipped: sum.skipped + count.skipped,
            failed: sum.failed + count.failed,
        })
    }

    pub(crate) fn all(self) -> u64 {
        self.delivered() + self.skipped + self.failed
    }

    pub(crate) fn delivered(self) -> u64 {
        self.created + self.updated
    }

    /// Delivered of those that were to be delivered; what was left out on purpose does not count.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more")]
    fn success(self) -> Option<f64> {
        let tried = self.delivered() + self.failed;
        (tried > 0).then(|| self.delivered() as f64 / tried as f64)
    }
}

impl Sums<'_> {
    pub(crate) fn totals(&self) -> Totals {
        Totals::of(self.counts.iter().filter(|count| count.at >= self.today))
    }

    /// Full hours of today and the same hours of the day a week ago. The hour that is under way would make today look poor.
    fn same_hours(&self, t: &Locale) -> (Totals, Totals) {
        let hour = t.now.as_second().div_euclid(3_600) * 3_600;
        let now = Timestamp::from_second(hour).unwrap_or(t.now);
        let before = |at: Timestamp| week_before(t, at);
        let within = |from: Timestamp, to: Timestamp| {
            Totals::of(
                self.counts
                    .iter()
                    .filter(move |count| count.at >= from && count.at < to),
            )
        };
        (within(self.today, now), within(before(self.today), before(now)))
    }

    fn turnover_within(&self, from: Timestamp, to: Timestamp) -> BTreeMap<&str, Decimal> {
        let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
        for one in self
            .turnover
            .iter()
            .filter(|one| one.hour >= from && one.hour < to)
        {
            *sums.entry(one.currency.as_str()).or_default() += one.amount;
        }
        sums
    }

    /// A value for each of the last hours.
    fn by_hour(&self, t: &Locale, value: impl Fn(Timestamp) -> f64) -> Option<Spark> {
        let this = t.now.as_second().div_euclid(3_600);
        let values: Vec<f64> = (this - SPARK + 1..=this)
            .filter_map(|hour| Timestamp::from_second(hour * 3_600).ok())
            .map(value)
            .collect();
        Spark::of(&values)
    }

    fn spark(&self, t: &Locale, of: impl Fn(Totals) -> f64) -> Option<Spark> {
        let mut by_hour: BTreeMap<Timestamp, Totals> = BTreeMap::new();
        for count in self.counts {
            let sum = by_hour.entry(count.at).or_default();
            *sum = Totals {
                created: sum.created + count.created,
                updated: sum.updated + count.updated,
                skipped: sum.skipped + count.skipped,
                failed: sum.failed + count.failed,
            };
        }
        self.by_hour(t, |hour| of(by_hour.get(&hour).copied().unwrap_or_default()))
    }
}

fn week_before(t: &Locale, at: Timestamp) -> Timestamp {
    at.to_zoned(t.zone.clone()).checked_sub(7.days()).map_or_else(
        |_| at - SignedDuration::from_hours(7 * 24),
        |zoned| zoned.timestamp(),
    )
}

#[expect(clippy::cast_precision_loss, reason = "small lines and shares need no more")]
fn float(number: u64) -> f64 {
    number as f64
}

/// "+12% on last Tuesday by 14:00".
fn change(t: &Locale, now: f64, before: f64) -> String {
    if before <= 0.0 {
        return String::new();
    }
    let share = (now - before) / before;
    let key = if share.abs() < 0.005 {
        "overview-as-week-before"
    } else if share > 0.0 {
        "overview-more-than-week-before"
    } else {
        "overview-less-than-week-before"
    };
    t.t2(
        key,
        ("share", t.percent((share.abs() * 100.0).round() / 100.0)),
        ("weekday", weekday(t)),
    )
}

/// Today's weekday in words.
fn weekday(t: &Locale) -> String {
    let day = t.now.to_zoned(t.zone.clone()).weekday().to_monday_one_offset();
    t.t(match day {
        1 => "weekday-1",
        2 => "weekday-2",
        3 => "weekday-3",
        4 => "weekday-4",
        5 => "weekday-5",
        6 => "weekday-6",
        _ => "weekday-7",
    })
}

/// The tiles in their order.
pub(crate) fn tiles(t: &Locale, sums: &Sums<'_>) -> Vec<Tile> {
    vec![
        delivered(t, sums),
        success(t, sums),
        turnover(t, sums),
        time_saved(t, sums),
        delay(t, sums),
    ]
}

/// The list of records since a moment with this outcome; all of them without one.
pub(crate) fn records_of(outcome: &str, since: Timestamp) -> String {
    if outcome.is_empty() {
        format!("/records?since={since}")
    } else {
        format!("/records?outcome={outcome}&since={since}")
    }
}

fn delivered(t: &Locale, sums: &Sums<'_>) -> Tile {
    let totals = sums.totals();
    let (now, before) = sums.same_hours(t);
    let part = |key, number, outcome| {
        (
            t.t1(key, "number", t.number(number)),
            records_of(outcome, sums.today),
        )
    };
    Tile {
        name: t.t("overview-delivered"),
        value: t.number(totals.delivered()),
        more: Vec::new(),
        made_of: String::new(),
        change: change(t, float(now.delivered()), float(before.delivered())),
        spark: sums.spark(t, |totals| float(totals.delivered())),
        link: String::new(),
        parts: vec![
            part("overview-created", totals.created, "created"),
            part("overview-updated", totals.updated, "updated"),
            part("overview-skipped", totals.skipped, "skipped"),
            part("overview-failed", totals.failed, "failed"),
        ],
    }
}

fn success(t: &Locale, sums: &Sums<'_>) -> Tile {
    let totals = sums.totals();
    Tile {
        name: t.t("overview-success"),
        value: totals
            .success()
            // 99.96 % is not 100 %: as long as one failed, the number says so.
            .map_or_else(
                || "–".to_owned(),
                |share| t.percent(if share < 1.0 { share.min(0.999) } else { share }),
            ),
        more: Vec::new(),
        made_of: t.t2(
            "overview-success-made-of",
            ("delivered", t.number(totals.delivered())),
            ("failed", t.number(totals.failed)),
        ),
        change: String::new(),
        spark: sums.spark(t, |totals| totals.success().unwrap_or(1.0)),
        link: records_of("failed", sums.today),
        parts: Vec::new(),
    }
}

fn turnover(t: &Locale, sums: &Sums<'_>) -> Tile {
    let end = Timestamp::MAX;
    let mut today: Vec<(&str, Decimal)> = sums.turnover_within(sums.today, end).into_iter().collect();
    today.sort_by_key(|value| std::cmp::Reverse(value.1));
    let mut words = today.iter().map(|(currency, amount)| t.money(*amount, currency));
    let mut by_hour: BTreeMap<Timestamp, f64> = BTreeMap::new();
    let main = today.first().map(|(currency, _)| *currency);
    for one in sums
        .turnover
        .iter()
        .filter(|one| Some(one.currency.as_str()) == main)
    {
        *by_hour.entry(one.hour).or_default() += f64::try_from(one.amount).unwrap_or_default();
    }
    let orders: u64 = sums
        .turnover
        .iter()
        .filter(|one| one.hour >= sums.today)
        .map(|one| one.records)
        .sum();
    Tile {
        name: t.t("overview-turnover"),
        value: words.next().unwrap_or_else(|| "–".to_owned()),
        more: words.collect(),
        made_of: t.count("overview-turnover-made-of", orders),
        change: String::new(),
        spark: sums.by_hour(t, |hour| by_hour.get(&hour).copied().unwrap_or_default()),
        link: records_of("created", sums.today),
        parts: Vec::new(),
    }
}

fn time_saved(t: &Locale, sums: &Sums<'_>) -> Tile {
    let delivered = sums.totals().delivered();
    let seconds = delivered.saturating_mul(sums.seconds_per_record.into());
    let (now, before) = sums.same_hours(t);
    Tile {
        name: t.t("overview-time-saved"),
        value: hours(t, seconds),
        more: Vec::new(),
        made_of: t.t2(
            "overview-time-saved-made-of",
            ("records", t.number(delivered)),
            ("minutes", minutes(t, sums.seconds_per_record)),
        ),
        change: change(t, float(now.delivered()), float(before.delivered())),
        spark: None,
        link: String::new(),
        parts: Vec::new(),
    }
}

/// "5 h 12 min".
fn hours(t: &Locale, seconds: u64) -> String {
    let minutes = seconds / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => t.t1("duration-minutes", "minutes", minutes),
        (hours, minutes) => t.t2("duration-hours", ("hours", t.number(hours)), ("minutes", minutes)),
    }
}

/// Minutes a record, as they are typed: 3 or 1.5.
pub(crate) fn minutes(t: &Locale, seconds: u32) -> String {
    let text = format!("{:.1}", f64::from(seconds) / 60.0);
    let text = text.strip_suffix(".0").unwrap_or(&text).to_owned();
    if t.language == domain::Language::En {
        text
    } else {
        text.replace('.', ",")
    }
}

fn delay(t: &Locale, sums: &Sums<'_>) -> Tile {
    let today = || {
        sums.delays
            .iter()
            .filter(|delay| delay.hour >= sums.today)
            .map(|delay| (delay.step, delay.records))
    };
    let told = |share| insights::percentile(today(), share).map(|millis| t.duration(millis * 1_000));
    let mut by_hour: BTreeMap<Timestamp, Vec<(i16, u64)>> = BTreeMap::new();
    for one in sums.delays {
        by_hour.entry(one.hour).or_default().push((one.step, one.records));
    }
    Tile {
        name: t.t("overview-delay"),
        value: told(0.5).unwrap_or_else(|| "–".to_owned()),
        more: Vec::new(),
        made_of: told(0.95).map_or_else(
            || t.t("overview-delay-none"),
            |p95| t.t1("overview-delay-made-of", "p95", p95),
        ),
        change: String::new(),
        spark: sums.by_hour(t, |hour| {
            by_hour
                .get(&hour)
                .and_then(|steps| insights::percentile(steps.iter().copied(), 0.5))
                .map_or(0.0, |millis| float(millis.unsigned_abs()))
        }),
        link: String::new(),
        parts: Vec::new(),
    }
}
