//! Reading: the keys' records are fetched from the source, ahead of their turn if there is time.

use std::collections::{HashMap, HashSet};

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
/// Whatever can be decided by the pairing alone costs no call: an order that is paired is skipped whatever its
/// content, and so is the status of one that is not.
///
/// # Errors
/// When the journal can't be asked. A record that can't be read fails alone, inside the reading.
pub async fn read(
    plan: &Plan,
    source: &dyn Source,
    journal: &dyn Journal,
    clock: &dyn Clock,
    keys: &[RecordKey],
) -> Result<Reading, Failure> {
    let begin = clock.now();
    let mut records = paired(plan, journal, keys).await?;
    match plan.kind {
        FlowKind::Orders => skip_existing(&mut records),
        FlowKind::OrderStatus => leave_unpaired(journal, &mut records).await?,
        FlowKind::Invoices | FlowKind::Customers | FlowKind::Products | FlowKind::Stock => {}
    }
    let wanted: Vec<RecordKey> = records
        .iter()
        .filter(|record| record.is_open())
        .map(|record| record.key.clone())
        .collect();
    let fetched = source.fetch(&plan.source_stream, &wanted).await;
    let now = clock.now();
    let mut answers: HashMap<RecordKey, _> = wanted.into_iter().zip(fetched).collect();
    for record in records.iter_mut().filter(|record| record.is_open()) {
        match answers.remove(&record.key) {
            Some(Ok(Some(fetched))) => {
                record.document = fetched.document;
                record.raw = fetched.raw;
            }
            Some(Ok(None)) => record.skip(SkipReason::Deleted, "It is no longer in the source."),
            Some(Err(failure)) => record.fail(failure),
            None => record.fail(Failure::transient(
                FailureReason::Internal,
                format!("The source gave no answer for {}; it is tried again.", record.key),
            )),
        }
        record.step("read", begin, now, "");
    }
    Ok(Reading { records })
}

/// One record a key, with its pairing.
async fn paired(plan: &Plan, journal: &dyn Journal, keys: &[RecordKey]) -> Result<Vec<InHand>, Failure> {
    let mut links = journal.links(link_noun(plan.kind), Side::Source, keys).await?;
    let mut seen = HashSet::new();
    let once = keys.iter().filter(|key| seen.insert(*key));
    Ok(once
        .map(|key| {
            let mut record = InHand::new(key.clone(), plan.noun);
            record.link = links.remove(key);
            record
        })
        .collect())
}

fn skip_existing(records: &mut [InHand]) {
    for record in records {
        if let Some(id) = record.remote().map(|remote| remote.id.clone()) {
            record.skip(
                SkipReason::Exists,
                format!("It is already at the destination as {id}."),
            );
        }
    }
}

/// A status has nothing to move before its order is there. One that is on the way is waited for, so that its status
/// is not lost; another is not our business.
async fn leave_unpaired(journal: &dyn Journal, records: &mut [InHand]) -> Result<(), Failure> {
    let unpaired: Vec<RecordKey> = records
        .iter()
        .filter(|record| record.link.is_none())
        .map(|record| record.key.clone())
        .collect();
    if unpaired.is_empty() {
        return Ok(());
    }
    let arriving = journal.waiting(FlowKind::Orders, &unpaired).await?;
    for record in records.iter_mut().filter(|record| record.link.is_none()) {
        if arriving.contains(&record.key) {
            record.fail(Failure::transient(
                FailureReason::AwaitsOrder,
                "Its order is on the way and not yet at the destination; the status follows it.",
            ));
        } else {
            record.skip(SkipReason::NoCounterpart, "Its order is not at the destination.");
        }
    }
    Ok(())
}
