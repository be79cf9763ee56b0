//! Alarms: a batch's lasting failures, and a flow that can't work at all, are told at once, once a cause, with what
//! happened and its cure.

use std::collections::BTreeMap;

use domain::{AlertKind, FailureReason, FlowId, Outcome, flow::Flow};
use engine::{PlanMistake, ports::Settlement};
use jiff::Timestamp;
use store::{
    StoreError, Tx,
    alerts::{self, NewAlert},
    flows,
};

use crate::plans::PlanError;

/// Longest list of mistakes that an alert quotes.
const LONGEST: usize = 1_000;

/// Raises an alert for each reason for which records of this batch were given up. An alert that is open already is
/// counted up; it ends by itself when no such record is left (`alerts::resolve_over`).
pub(crate) async fn raise(
    tx: &mut Tx,
    flow: &Flow,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (reason, records) in given_up(settlement) {
        let alert = NewAlert::new(
            AlertKind::RecordsFailed,
            alerts::cause_of_dead_letters(flow.id, reason),
            message(flow, reason, records),
            reason.cure(),
        )
        .of_flow(flow.id)
        .because(reason);
        alerts::raise(tx, &alert, now).await?;
    }
    Ok(())
}

/// Raises an alert for a flow that has no plan. It ends by itself as soon as the flow has one again (`Plans::flow`).
pub(crate) async fn raise_plan(
    tx: &mut Tx,
    flow: FlowId,
    error: &PlanError,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (Some(cure), Some(flow)) = (cure_of_plan(error), flows::find(tx, flow).await?) else {
        return Ok(());
    };
    let mut mistakes = error.to_string();
    if let Some((end, _)) = mistakes.char_indices().nth(LONGEST) {
        mistakes.truncate(end);
        mistakes.push('…');
    }
    let alert = NewAlert::new(
        AlertKind::FlowStopped,
        alerts::cause_of_set_up(flow.id),
        format!("The flow \"{}\" can't work: {mistakes}", flow.name),
        format!("{cure} What changed meanwhile waits, and is sent then."),
    )
    .of_flow(flow.id);
    alerts::raise(tx, &alert, now).await?;
    Ok(())
}

/// What a member can do; none if it is not theirs to mend.
fn cure_of_plan(error: &PlanError) -> Option<&'static str> {
    match error {
        PlanError::Store(_) | PlanError::Gone { .. } => None,
        PlanError::Unreadable { .. } => Some("Publish the flow's mapping and settings again."),
        PlanError::NoSuchWay { .. } => Some("Let the flow run between other connections, or remove it."),
        PlanError::Mistakes(mistakes) => Some(match mistakes.first() {
            Some(PlanMistake::Setting(_) | PlanMistake::Filter(_)) => {
                "Mend this setting of the flow, and publish it."
            }
            _ => "Mend this rule in the flow's mapping, try it on a record, and publish it.",
        }),
    }
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
