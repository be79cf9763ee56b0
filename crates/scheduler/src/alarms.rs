//! Alarms: a batch's lasting failures are told at once, once a cause, with what happened and its cure.

use std::collections::BTreeMap;

use domain::{FailureReason, Outcome, flow::Flow};
use engine::ports::Settlement;
use jiff::Timestamp;
use store::{StoreError, Tx, alerts};

/// Raises an alert for each reason for which records of this batch were given up. An alert that is open already is
/// counted up; it ends by itself when no such record is left (`alerts::resolve_over`).
pub(crate) async fn raise(
    tx: &mut Tx,
    flow: &Flow,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (reason, records) in given_up(settlement) {
        let alert = alerts::NewAlert {
            cause: alerts::cause_of_dead_letters(flow.id, reason),
            flow: Some(flow.id),
            connection: None,
            message: message(flow, reason, records),
            cure: reason.cure().to_owned(),
        };
        alerts::raise(tx, &alert, now).await?;
    }
    Ok(())
}

/// The reasons for which records were given up, with how many there were.
fn given_up(settlement: &Settlement) -> BTreeMap<FailureReason, usize> {
    let mut reasons = BTreeMap::new();
    for entry in settlement.entries.iter().filter(|entry| entry.again_at.is_none()) {
        if let Outcome::Failed(failure) = &entry.outcome {
            *reasons.entry(failure.reason).or_default() += 1;
        }
    }
    reasons
}

/// An alert is kept as it is, so it says nothing of the records themselves: a failure's own sentence may name people,
/// and stands sealed in the journal.
fn message(flow: &Flow, reason: FailureReason, records: usize) -> String {
    let records = match records {
        1 => "A record".to_owned(),
        more => format!("{more} records"),
    };
    format!(
        "{records} of the flow \"{}\" could not be sent: {}",
        flow.name,
        reason.what()
    )
}
