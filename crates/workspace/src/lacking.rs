//! What a remote system lacks of ours: told as an alert for as long as it does, since flows run without it.
//!
//! Only HubSpot carries properties of ours. A shop whose key may only read is as most flows need it.

use domain::{AlertKind, ConnectionId, ConnectorId};
use jiff::Timestamp;
use store::{
    StoreError, Tx,
    alerts::{self, NewAlert},
};

const CURE: &str =
    "Grant the permission that is named in the remote system, then sign in to this connection again.";

/// Raises the alert of a connection that lacks something, and ends that of one that lacks nothing any more.
pub(crate) async fn tell(
    tx: &mut Tx,
    (connector, connection): (ConnectorId, ConnectionId),
    lacking: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let cause = alerts::cause_of_lacking(connection);
    if lacking.is_empty() || connector != ConnectorId::Hubspot {
        alerts::resolve(tx, &cause, now).await?;
        return Ok(());
    }
    let alert = NewAlert::new(AlertKind::Lacking, cause, lacking.join(" "), CURE).of_connection(connection);
    alerts::raise(tx, &alert, now).await?;
    Ok(())
}
