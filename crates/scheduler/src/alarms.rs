//! Alarms: a batch's lasting failures, and a flow that can't work at all, are told at once, once a cause, with what
//! happened and its cure.

use std::collections::BTreeMap;

use domain::{AlertKind, FailureReason, FlowId, Outcome, flow::Flow};
use engine::{PlanMistake, ports::Settlement};
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError, Tx,
    alerts::{self, NewAlert},
    flows,
    work::HeldBecause,
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

/// A throttled flow that rests no longer than this is at its usual pace.
const PACE: SignedDuration = SignedDuration::from_secs(60);

/// Raises an alert for a flow that has to rest since a remote does not answer, takes no more calls for longer than a
/// moment, or refuses to sign us in. It ends as soon as something gets through ([`through`]).
pub(crate) async fn raise_rest(
    tx: &mut Tx,
    flow: &Flow,
    settlement: &Settlement,
    (until, because): (Timestamp, HeldBecause),
    now: Timestamp,
) -> Result<(), StoreError> {
    let failed = settlement.entries.iter().find_map(|entry| match &entry.outcome {
        // What never came in failed at the source.
        Outcome::Failed(failure) => Some((failure, entry.came_in.is_null())),
        _ => None,
    });
    let Some((failure, at_source)) = failed else {
        return Ok(());
    };
    let side = if at_source {
        &flow.source
    } else {
        &flow.destination
    };
    let connection = side.connection;
    let (kind, cause) = match because {
        // One cause for all flows of the connection: whoever is in trouble is so for each of them.
        HeldBecause::Trouble => (AlertKind::RemoteDown, alerts::cause_of_trouble(connection)),
        HeldBecause::Limit if until.duration_since(now) > PACE => {
            (AlertKind::Limit, alerts::cause_of_limit(connection))
        }
        HeldBecause::SignIn => (AlertKind::SignIn, alerts::cause_of_stop(flow.id)),
        _ => return Ok(()),
    };
    let mut alert =
        NewAlert::new(kind, cause, &failure.message, failure.reason.cure()).of_connection(connection);
    if let Some(words) = &failure.remote_words {
        alert = alert.saying(words);
    }
    alerts::raise(tx, &alert, now).await?;
    Ok(())
}

/// Raises an alert for a flow that something of ours keeps from working.
pub(crate) async fn raise_ours(
    tx: &mut Tx,
    flow: FlowId,
    words: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let alert = NewAlert::new(
        AlertKind::FlowStopped,
        alerts::cause_of_stop(flow),
        format!("Something of ours failed: {words}"),
        "Nothing to do: we look again every few seconds. If it lasts, tell us.",
    )
    .of_flow(flow);
    alerts::raise(tx, &alert, now).await?;
    Ok(())
}

/// Something got through: what kept the flow from working is over.
pub(crate) async fn through(tx: &mut Tx, flow: &Flow, now: Timestamp) -> Result<(), StoreError> {
    let (source, destination) = (flow.source.connection, flow.destination.connection);
    let causes = [
        alerts::cause_of_trouble(source),
        alerts::cause_of_trouble(destination),
        alerts::cause_of_limit(source),
        alerts::cause_of_limit(destination),
        alerts::cause_of_stop(flow.id),
    ];
    alerts::resolve_all(tx, &causes, now).await?;
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
