//! How much a tenant may use: by flows and connections, never by records.

use domain::{Standing, flow::FlowState};
use jiff::Timestamp;
use store::{StoreError, Tx, connections, flows};

use crate::{plans, standing};

/// How much may be used at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Flows that are not paused.
    pub flows: u64,
    /// Connections.
    pub connections: u64,
}

/// How much a tenant that stands so may use; none: as much as it likes.
#[must_use]
pub fn limits(standing: &Standing) -> Option<Limits> {
    match standing {
        Standing::Unlimited => None,
        Standing::NotStarted | Standing::Trial { .. } => Some(plans::TRIAL_LIMITS),
        Standing::Active(subscription) => Some(plans::offer(subscription.plan).limits),
        // What is there stays there; nothing is added until somebody pays.
        Standing::Ended { .. } => Some(Limits {
            flows: 0,
            connections: 0,
        }),
    }
}

/// Whether one more flow may be switched on. Asked where a flow is made or resumed, before it is.
///
/// # Errors
/// When the database refuses.
pub async fn allows_another_flow(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let Some(limits) = limits(&standing(tx, now).await?) else {
        return Ok(true);
    };
    let active = flows::list(tx).await?;
    let active = active
        .iter()
        .filter(|flow| flow.state == FlowState::Active)
        .count();
    Ok((active as u64) < limits.flows)
}

/// Whether one more connection may be made.
///
/// # Errors
/// When the database refuses.
pub async fn allows_another_connection(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let Some(limits) = limits(&standing(tx, now).await?) else {
        return Ok(true);
    };
    Ok((connections::list(tx).await?.len() as u64) < limits.connections)
}

/// What a plan has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// So many connections.
    Connections,
    /// So many flows that are on.
    Flows,
}

/// What the plan has no room for, if these connections were added to those that are there, and these flows and no others
/// were on. What is there already stays, even where the plan has become smaller. Flows and connections are told by name.
///
/// # Errors
/// When the database refuses.
pub async fn no_room(
    tx: &mut Tx,
    wanted: &[&str],
    on: &[&str],
    now: Timestamp,
) -> Result<Option<Full>, StoreError> {
    let Some(limits) = limits(&standing(tx, now).await?) else {
        return Ok(None);
    };
    let kept = connections::list(tx).await?;
    let more = added(wanted, kept.iter().map(|connection| connection.name.as_str()));
    if more > 0 && (kept.len() + more) as u64 > limits.connections {
        return Ok(Some(Full::Connections));
    }
    let flows = flows::list(tx).await?;
    let active = flows.iter().filter(|flow| flow.state == FlowState::Active);
    let more = added(on, active.map(|flow| flow.name.as_str()));
    let is_full = more > 0 && on.len() as u64 > limits.flows;
    Ok(is_full.then_some(Full::Flows))
}

/// How many of these names are new.
fn added<'a>(wanted: &[&str], kept: impl Iterator<Item = &'a str>) -> usize {
    let kept: Vec<&str> = kept.collect();
    wanted.iter().filter(|name| !kept.contains(*name)).count()
}
