//! Reading: the keys' records are fetched from the source, ahead of their turn if there is time.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Failure, FailureReason, RecordKey, SkipReason, flow::FlowKind};

use crate::{
    echo::link_noun,
    in_hand::InHand,
    plan::Plan,
    ports::{Clock, Journal, Side, Source},
};

/// Records that were read and wait to be delivered.
#[derive(Debug)]
pub struct Reading {
    pub(crate) records: Vec<InHand>,
}

impl Reading {
    /// How many records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// Reads the records of these keys, with what is known of their pairings.
///
/// An order that is paired already will be skipped whatever its content, so it costs no call.
///
/// # Errors
/// When the pairings can't be looked up. A record that can't be read fails alone, inside the reading.
pub async fn read(
    plan: &Plan,
    source: &dyn Source,
    journal: &dyn Journal,
    clock: &dyn Clock,
    keys: &[RecordKey],
) -> Result<Reading, Failure> {
    let begin = clock.now();
    let mut links = journal.links(link_noun(plan.kind), Side::Source, keys).await?;
    let created_once = plan.kind == FlowKind::Orders;
    let wanted: Vec<RecordKey> = keys
        .iter()
        .filter(|key| !(created_once && links.contains_key(*key)))
        .cloned()
        .collect();
    let fetched = source.fetch(&plan.source_stream, &wanted).await;
    let now = clock.now();
    let mut answers: BTreeMap<RecordKey, _> = wanted.into_iter().zip(fetched).collect();
    let mut seen = BTreeSet::new();
    let records = keys
        .iter()
        .filter(|key| seen.insert((*key).clone()))
        .map(|key| {
            let mut record = InHand::new(key.clone(), plan.noun);
            record.link = links.remove(key);
            match answers.remove(key) {
                Some(Ok(Some(fetched))) => {
                    record.document = fetched.document;
                    record.raw = fetched.raw;
                }
                Some(Ok(None)) => record.skip(SkipReason::Deleted, "It is no longer in the source."),
                Some(Err(failure)) => record.fail(failure),
                None => skip_existing(&mut record),
            }
            record.step("read", begin, now, "");
            record
        })
        .collect();
    Ok(Reading { records })
}

/// A key that was not asked for, because its order is at the destination.
fn skip_existing(record: &mut InHand) {
    match record.remote().map(|remote| remote.id.clone()) {
        Some(id) => record.skip(
            SkipReason::Exists,
            format!("It is already at the destination as {id}."),
        ),
        None => record.fail(Failure::transient(
            FailureReason::Internal,
            format!("The source gave no answer for {}; it is tried again.", record.key),
        )),
    }
}
