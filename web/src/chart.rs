//! Charts, drawn on the server as SVG: readable without scripts, in both themes, and with the numbers beneath as a table.
//!
//! Places along the axis are in percent and heights in pixels, so that a chart takes the width it gets and its words
//! keep their size. Colours are classes: the strict Content-Security-Policy allows no style attributes.

use crate::locale::Locale;

/// Pixels above the bars, for flags.
const TOP: f64 = 28.0;
/// Pixels that the highest bar may take.
const HEIGHT: f64 = 150.0;
/// Pixels between the segments of a bar.
const GAP: f64 = 2.0;

/// One stretch of time on the axis.
pub(crate) struct Point {
    /// What it is called in tip and table: "14:00" or "24 Nov".
    pub(crate) label: String,
    /// A value a series, from the axis up; none where nothing is known, which is not zero.
    pub(crate) values: Option<Vec<u64>>,
}

/// What the segments of bars stand for.
pub(crate) struct Series {
    /// The class that gives colour or hatching.
    pub(crate) class: &'static str,
    pub(crate) word: String,
}

/// A change that may explain what is seen.
pub(crate) struct Change {
    /// Where on the axis, from 0 to 1.
    pub(crate) place: f64,
    pub(crate) at: String,
    pub(crate) words: String,
    pub(crate) link: String,
}

/// What is drawn.
pub(crate) struct Drawing {
    pub(crate) id: &'static str,
    /// The finding.
    pub(crate) title: String,
    /// What is counted, and in which pieces.
    pub(crate) unit: String,
    /// What the first column of the table holds.
    pub(crate) axis: String,
    pub(crate) series: Vec<Series>,
    pub(crate) points: Vec<Point>,
    /// Labels under the axis, by point.
    pub(crate) ticks: Vec<(usize, String)>,
    pub(crate) changes: Vec<Change>,
}

/// A chart as its template places it.
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) unit: String,
    pub(crate) axis: String,
    pub(crate) series: Vec<Series>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) gaps: Vec<Blank>,
    pub(crate) lines: Vec<Line>,
    pub(crate) ticks: Vec<Tick>,
    pub(crate) flags: Vec<Flag>,
    pub(crate) changes: Vec<Change>,
    pub(crate) rows: Vec<Row>,
    /// Where the bars stand.
    pub(crate) foot: String,
}

pub(crate) struct Bar {
    pub(crate) x: String,
    pub(crate) width: String,
    /// Where the pointer finds it: the whole stretch.
    pub(crate) left: String,
    pub(crate) stretch: String,
    pub(crate) tip: String,
    pub(crate) segments: Vec<Segment>,
}

pub(crate) struct Segment {
    pub(crate) class: &'static str,
    pub(crate) y: String,
    pub(crate) height: String,
}

/// A stretch of which nothing is known.
pub(crate) struct Blank {
    pub(crate) x: String,
    pub(crate) width: String,
}

pub(crate) struct Line {
    pub(crate) y: String,
    pub(crate) words: String,
    pub(crate) is_zero: bool,
}

pub(crate) struct Tick {
    pub(crate) x: String,
    pub(crate) words: String,
    /// start, middle or end, so that no word leaves the picture.
    pub(crate) anchor: &'static str,
}

/// Changes that lie too close to be told apart share one.
pub(crate) struct Flag {
    pub(crate) x: String,
    /// Its width in pixels, and half of it.
    pub(crate) whole: usize,
    pub(crate) half: usize,
    pub(crate) words: String,
}

pub(crate) struct Row {
    pub(crate) label: String,
    /// None: nothing is known.
    pub(crate) values: Option<Vec<String>>,
}

impl Chart {
    /// Bars of stacked segments.
    pub(crate) fn stacked(t: &Locale, drawing: Drawing) -> Self {
        let highest = drawing
            .points
            .iter()
            .filter_map(|point| Some(point.values.as_ref()?.iter().sum()))
            .max()
            .unwrap_or_default();
        let top = round_up(highest);
        let stretch = 100.0 / as_float(drawing.points.len().max(1));
        let bars = drawing
            .points
            .iter()
            .enumerate()
            .filter_map(|(i, point)| bar(t, &drawing.series, point, as_float(i) * stretch, stretch, top))
            .collect();
        let rows = drawing
            .points
            .iter()
            .map(|point| Row {
                label: point.label.clone(),
                values: point
                    .values
                    .as_ref()
                    .map(|values| values.iter().map(|value| t.number(*value)).collect()),
            })
            .collect();
        Self {
            id: drawing.id,
            title: drawing.title,
            unit: drawing.unit,
            axis: drawing.axis,
            bars,
            gaps: gaps(&drawing.points, stretch),
            lines: lines(t, top),
            ticks: ticks(drawing.ticks, stretch),
            flags: flags(&drawing.changes),
            changes: drawing.changes,
            series: drawing.series,
            rows,
            foot: format!("{:.1}", TOP + HEIGHT),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels need no more")]
fn as_float(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "pixels need no more")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// The next round number: 1, 2 or 5 with noughts, and even above one, so that its half is whole.
fn round_up(highest: u64) -> u64 {
    let mut scale = 1;
    loop {
        for step in [1, 2, 4, 6, 8] {
            let round: u64 = step * scale;
            if round >= highest.max(1) {
                return round;
            }
        }
        scale *= 10;
    }
}

fn percent(place: f64) -> String {
    format!("{place:.3}%")
}

fn bar(t: &Locale, series: &[Series], point: &Point, left: f64, stretch: f64, top: u64) -> Option<Bar> {
    let values = point.values.as_ref()?;
    let mut foot = TOP + HEIGHT;
    let mut segments = Vec::new();
    for (series, value) in series.iter().zip(values) {
        if *value == 0 {
            continue;
        }
        // One record among thousands is still seen.
        let height = (share(*value, top) * HEIGHT).max(GAP);
        // The gap lies at the foot of a segment, so the one beneath keeps its height.
        let drawn = if height > 2.0 * GAP && !segments.is_empty() {
            height - GAP
        } else {
            height
        };
        segments.push(Segment {
            class: series.class,
            y: format!("{:.1}", foot - height),
            height: format!("{drawn:.1}"),
        });
        foot -= height;
    }
    let told: Vec<String> = series
        .iter()
        .zip(values)
        .map(|(series, value)| format!("{}: {}", series.word, t.number(*value)))
        .collect();
    Some(Bar {
        x: percent(left + stretch * 0.1),
        width: percent(stretch * 0.8),
        left: percent(left),
        stretch: percent(stretch),
        tip: format!("{} · {}", point.label, told.join(" · ")),
        segments,
    })
}

fn gaps(points: &[Point], stretch: f64) -> Vec<Blank> {
    let mut blanks: Vec<(usize, usize)> = Vec::new();
    for (i, point) in points.iter().enumerate() {
        if point.values.is_some() {
            continue;
        }
        match blanks.last_mut() {
            Some((first, count)) if *first + *count == i => *count += 1,
            _ => blanks.push((i, 1)),
        }
    }
    blanks
        .into_iter()
        .map(|(first, count)| Blank {
            x: percent(as_float(first) * stretch),
            width: percent(as_float(count) * stretch),
        })
        .collect()
}

fn lines(t: &Locale, top: u64) -> Vec<Line> {
    let mut values = vec![0, top];
    if top > 1 {
        values.insert(1, top / 2);
    }
    values
        .into_iter()
        .map(|value| Line {
            y: format!("{:.1}", TOP + HEIGHT - share(value, top) * HEIGHT),
            words: t.number(value),
            is_zero: value == 0,
        })
        .collect()
}

fn ticks(ticks: Vec<(usize, String)>, stretch: f64) -> Vec<Tick> {
    ticks
        .into_iter()
        .map(|(i, words)| {
            let place = (as_float(i) + 0.5) * stretch;
            let (x, anchor) = match place {
                ..4.0 => (0.0, "start"),
                96.0.. => (100.0, "end"),
                _ => (place, "middle"),
            };
            Tick {
                x: percent(x),
                words,
                anchor,
            }
        })
        .collect()
}

/// Flags carry the numbers of their changes in the list below: "1", or "2–4" where they lie close.
fn flags(changes: &[Change]) -> Vec<Flag> {
    const CLOSE: f64 = 0.035;
    let mut groups: Vec<(f64, usize, usize)> = Vec::new();
    for (i, change) in changes.iter().enumerate() {
        match groups.last_mut() {
            Some((place, _, last)) if change.place - *place < CLOSE => *last = i + 1,
            _ => groups.push((change.place, i + 1, i + 1)),
        }
    }
    groups
        .into_iter()
        .map(|(place, first, last)| {
            let words = if first == last {
                first.to_string()
            } else {
                format!("{first}–{last}")
            };
            let half = 7 + 3 * words.chars().count();
            Flag {
                x: percent((place * 100.0).clamp(1.5, 98.5)),
                whole: 2 * half,
                half,
                words,
            }
        })
        .collect()
}

/// A small line without axes; the number beside it says what it shows.
pub(crate) struct Spark {
    /// Points of a polyline in a box of 100 × 24.
    pub(crate) points: String,
}

impl Spark {
    /// None for fewer than two values, or nothing but zeros.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let highest = values.iter().copied().fold(0.0, f64::max);
        if values.len() < 2 || highest <= 0.0 {
            return None;
        }
        let step = 100.0 / as_float(values.len() - 1);
        let points: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(i, value)| format!("{:.1},{:.1}", as_float(i) * step, 22.0 - value / highest * 20.0))
            .collect();
        Some(Self {
            points: points.join(" "),
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::Language;
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    fn drawn(points: Vec<Option<Vec<u64>>>, changes: Vec<Change>) -> Chart {
        let t = Locale::new(Language::En, TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let series = |class| Series {
            class,
            word: class.to_owned(),
        };
        let drawing = Drawing {
            id: "chart",
            title: String::new(),
            unit: String::new(),
            axis: String::new(),
            series: vec![series("delivered"), series("failed")],
            points: points
                .into_iter()
                .map(|values| Point {
                    label: "14:00".to_owned(),
                    values,
                })
                .collect(),
            ticks: Vec::new(),
            changes,
        };
        Chart::stacked(&t, drawing)
    }

    #[test]
    fn bars_stand_on_the_zero_line_and_their_segments_on_one_another() {
        let chart = drawn(vec![Some(vec![50, 50])], Vec::new());
        let segments = &chart.bars[0].segments;
        assert_eq!(
            (segments[0].y.as_str(), segments[0].height.as_str()),
            ("103.0", "75.0")
        );
        assert_eq!(
            (segments[1].y.as_str(), segments[1].height.as_str()),
            ("28.0", "73.0")
        );
        assert_eq!(chart.foot, "178.0");
        assert_eq!(chart.bars[0].tip, "14:00 · delivered: 50 · failed: 50");
    }

    #[test]
    fn what_is_unknown_is_a_gap_and_not_zero() {
        let chart = drawn(vec![None, None, Some(vec![0, 0]), None], Vec::new());
        assert_eq!(chart.bars.len(), 1);
        let gaps: Vec<_> = chart
            .gaps
            .iter()
            .map(|gap| (gap.x.as_str(), gap.width.as_str()))
            .collect();
        assert_eq!(gaps, [("0.000%", "50.000%"), ("75.000%", "25.000%")]);
    }

    #[test]
    fn one_failure_among_thousands_is_still_seen() {
        let chart = drawn(vec![Some(vec![90_000, 1])], Vec::new());
        assert_eq!(chart.bars[0].segments[1].height, "2.0");
    }

    #[test]
    fn the_axis_ends_at_a_round_number() {
        assert_eq!(
            [0, 1, 3, 7, 11, 99, 1_204].map(round_up),
            [1, 1, 4, 8, 20, 100, 2_000]
        );
    }

    #[test]
    fn changes_that_lie_close_share_a_flag() {
        let change = |place| Change {
            place,
            at: String::new(),
            words: String::new(),
            link: String::new(),
        };
        let chart = drawn(
            vec![Some(vec![1, 1])],
            vec![change(0.1), change(0.5), change(0.51)],
        );
        let flags: Vec<_> = chart.flags.iter().map(|flag| flag.words.as_str()).collect();
        assert_eq!(flags, ["1", "2–3"]);
    }

    #[test]
    fn a_spark_needs_two_values_of_which_one_counts() {
        assert!(Spark::of(&[1.0]).is_none() && Spark::of(&[0.0, 0.0]).is_none());
        assert_eq!(Spark::of(&[0.0, 4.0]).unwrap().points, "0.0,22.0 100.0,2.0");
    }
}
