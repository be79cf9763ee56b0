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
    allows_connections(tx, 1, now).await
}

/// Whether so many more connections may be made. None more is always allowed: what is there stays.
///
/// # Errors
/// When the database refuses.
pub async fn allows_connections(tx: &mut Tx, more: u64, now: Timestamp) -> Result<bool, StoreError> {
    if more == 0 {
        return Ok(true);
    }
    let Some(limits) = limits(&standing(tx, now).await?) else {
        return Ok(true);
    };
    Ok(connections::list(tx).await?.len() as u64 + more <= limits.connections)
}
