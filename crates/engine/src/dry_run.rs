//! The dry run: what a plan would do with records, without a destination that could be written to.
//!
//! It holds a [`Describe`] only. Nobody can forget a flag, because there is none.

use domain::{Counts, Failure, FailureReason, Outcome, RecordKey, Saying, Value};
use serde::Serialize;

use crate::{
    deliver::{Ground, take_through},
    plan::Plan,
    ports::{Clock, Describe, Journal, Source, Step},
    read,
};

/// What would become of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// The source's key.
    pub key: RecordKey,
    /// create, update, skip or fail.
    pub would: &'static str,
    /// Why it would be skipped or fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The same for readers of other languages, where it is of a closed list.
    #[serde(skip)]
    pub said: Option<Saying>,
    /// Why it would fail, as a closed word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<FailureReason>,
    /// What came in.
    pub came_in: Value,
    /// The canonical document made of it.
    pub document: Value,
    /// What would be sent.
    pub mapped: Value,
    /// How long each step took.
    #[serde(skip)]
    pub steps: Vec<Step>,
    /// Where it is at the destination already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
}

/// Takes these records through a plan without writing anything anywhere.
///
/// References that are not at the destination yet stay empty in the documents, since making them would be
/// writing.
///
/// # Errors
/// When the pairings can't be looked up.
pub async fn dry_run(
    plan: &Plan,
    source: &dyn Source,
    describe: &dyn Describe,
    journal: &dyn Journal,
    clock: &dyn Clock,
    keys: &[RecordKey],
) -> Result<Vec<Forecast>, Failure> {
    let reading = read::read(plan, source, journal, clock, keys).await?;
    let ground = Ground {
        describe,
        destination: None,
        journal,
        clock,
    };
    let (records, _) = take_through(&ground, plan, reading).await?;
    let forecasts = records.into_iter().map(|(record, remote)| {
        let (would, why, said) = match &record.outcome {
            None if remote.is_some() => ("update", None, None),
            None | Some(Outcome::Created) => ("create", None, None),
            Some(Outcome::Updated) => ("update", None, None),
            Some(Outcome::Skipped { detail, said, .. }) => ("skip", Some(detail.clone()), said.clone()),
            Some(Outcome::Failed(failure)) => ("fail", Some(failure.message.clone()), failure.said.clone()),
        };
        Forecast {
            key: record.key,
            would,
            why,
            said: said.map(|said| *said),
            reason: match &record.outcome {
                Some(Outcome::Failed(failure)) => Some(failure.reason),
                _ => None,
            },
            came_in: record.raw,
            document: record.document,
            mapped: record.mapped,
            steps: record.steps,
            remote: remote.map(|remote| remote.id),
        }
    });
    Ok(forecasts.collect())
}

/// How many of these would come to which end.
#[must_use]
pub fn tally(forecasts: &[Forecast]) -> Counts {
    let mut counts = Counts {
        seen: forecasts.len() as u64,
        ..Counts::default()
    };
    for forecast in forecasts {
        match forecast.would {
            "create" => counts.created += 1,
            "update" => counts.updated += 1,
            "skip" => counts.skipped += 1,
            _ => counts.failed += 1,
        }
    }
    counts
}
