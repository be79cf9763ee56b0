//! Intake: a change that was seen becomes a waiting key in every flow that reads the stream.
//!
//! One row a flow and key, whatever it was told by and however often.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ConnectionId, RecordKey, StreamName, TenantId};
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError, Tx, cursors, flows,
    inbox::{self, Priority},
};

use crate::plans::comes_back;

/// A change that a two-way flow is told of may be our own, and the pairing by which it is recognised is kept only
/// when its batch is settled. So it waits a moment.
const FOR_OUR_OWN: SignedDuration = SignedDuration::from_millis(1500);

/// What a source told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whose connection.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// Which streams changed, and the keys in each.
    pub keys: BTreeMap<StreamName, BTreeSet<RecordKey>>,
}

/// Puts what was told into the queues of all flows that read it; tells how many keys were not waiting already.
///
/// # Errors
/// When the store can't be reached. Nothing is put then.
pub async fn seen(tx: &mut Tx, told: &Told, priority: Priority, now: Timestamp) -> Result<u64, StoreError> {
    let mut flows = flows::list(tx).await?;
    // In ascending order of ids, as the queue asks for.
    flows.sort_unstable_by_key(|flow| flow.id);
    let mut new = 0;
    for flow in flows
        .iter()
        .filter(|flow| flow.source.connection == told.connection)
    {
        let Some(keys) = told.keys.get(&flow.source.stream) else {
            continue;
        };
        let keys: Vec<RecordKey> = keys.iter().cloned().collect();
        let due_at = if comes_back(&flows, flow, flow.kind) {
            now + FOR_OUR_OWN
        } else {
            now
        };
        new += inbox::put(tx, flow.id, &keys, priority, None, due_at).await?;
    }
    Ok(new)
}

/// The same for what a webhook told, which is heard: its streams are polled more seldom for a while.
///
/// # Errors
/// When the store can't be reached. Nothing is put then.
pub async fn heard(tx: &mut Tx, told: &Told, now: Timestamp) -> Result<u64, StoreError> {
    let new = seen(tx, told, Priority::Live, now).await?;
    cursors::heard(tx, told.connection, told.keys.keys(), now).await?;
    Ok(new)
}
