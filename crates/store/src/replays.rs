//! Sending records again from the source anew, whatever became of them.

use std::collections::BTreeMap;

use domain::{FlowId, RecordId, RecordKey, RunId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{
    StoreError, Tx, records,
    runs::{self, Trigger},
    transaction::Inside,
};

/// Sends these records again: their keys go into the queue, one run a flow. Dead letters among them count as replayed.
/// Records that are gone, or whose flow is, are left out.
///
/// # Errors
/// When the database refuses.
pub async fn of_records(
    tx: &mut Tx,
    ids: &[RecordId],
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<(FlowId, RunId)>, StoreError> {
    let mut by_flow: BTreeMap<FlowId, Vec<RecordKey>> = BTreeMap::new();
    for (flow, key) in records::keys_of(tx, ids).await? {
        let keys = by_flow.entry(flow).or_default();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut asked = Vec::with_capacity(by_flow.len());
    // In ascending order of flows, as `inbox::put` asks for.
    for (flow, keys) in by_flow {
        mark_replayed(tx, flow, &keys, now).await?;
        asked.push((
            flow,
            runs::request_keys(tx, flow, Trigger::Replay, &keys, by, now).await?,
        ));
    }
    Ok(asked)
}

/// Dead letters of these keys are no longer open.
pub(crate) async fn mark_replayed(
    tx: &mut Tx,
    flow: FlowId,
    keys: &[RecordKey],
    now: Timestamp,
) -> Result<(), StoreError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let tenant = tx.id();
    sqlx::query!(
        "
        update dead_letter set state = 'replayed', changed_at = $4
        where tenant_id = $1 and flow_id = $2 and key = any($3) and state in ('open', 'set_aside')
        ",
        tenant,
        flow.uuid(),
        &keys,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
