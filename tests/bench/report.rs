//! What was measured: a table for people, flat keys for programs.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use serde_json::{Value, json};

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Not more than this.
    AtMost(f64),
    /// Not less than this.
    AtLeast(f64),
    /// It is told, not judged.
    None,
}

impl Target {
    fn told(self) -> String {
        match self {
            Self::AtMost(limit) => format!("≤ {limit}"),
            Self::AtLeast(limit) => format!("≥ {limit}"),
            Self::None => "–".to_owned(),
        }
    }

    fn verdict(self, value: f64) -> &'static str {
        let is_met = match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::None => return "",
        };
        if is_met { "met" } else { "MISSED" }
    }
}

struct Figure {
    key: &'static str,
    value: f64,
    target: Target,
    how: String,
}

/// All figures of one run of the bench, in the order in which they were taken.
#[derive(Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Notes a figure with one line on how it was measured, and shows it at once.
    pub(crate) fn note(&mut self, key: &'static str, value: f64, target: Target, how: impl Into<String>) {
        let figure = Figure {
            key,
            value,
            target,
            how: how.into(),
        };
        println!("{}", row(&figure));
        self.figures.push(figure);
    }

    /// The whole table.
    pub(crate) fn print(&self, machine: &str) {
        println!("\n{machine}\n{}", head());
        for figure in &self.figures {
            println!("{}", row(figure));
        }
    }

    /// Writes the flat keys; what was measured earlier and not this time is kept.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn write(&self, path: &Path, machine: &str) -> Result<()> {
        let mut all: BTreeMap<String, Value> = fs::read_to_string(path)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        all.insert("machine".to_owned(), json!(machine));
        for figure in &self.figures {
            all.insert(figure.key.to_owned(), json!(rounded(figure.value)));
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, serde_json::to_string_pretty(&all)? + "\n")?;
        Ok(())
    }
}

fn head() -> String {
    format!(
        "{:28} {:>10} {:>8} {:6}  how it was measured",
        "figure", "value", "target", ""
    )
}

fn row(figure: &Figure) -> String {
    format!(
        "{:28} {:>10} {:>8} {:6}  {}",
        figure.key,
        rounded(figure.value),
        figure.target.told(),
        figure.target.verdict(figure.value),
        figure.how
    )
}

/// Three digits behind the point are more than any of these figures is worth.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// The value in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    percentile(&mut values, 50.0)
}

/// The smallest value that is not below `share` percent of all; 0 if there is none.
pub(crate) fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let mut rank = 0;
    #[allow(clippy::cast_precision_loss, reason = "no bench takes more than 2^52 samples")]
    while rank + 1 < values.len() && ((rank + 1) as f64) < share / 100.0 * values.len() as f64 {
        rank += 1;
    }
    values.get(rank).copied().unwrap_or_default()
}
