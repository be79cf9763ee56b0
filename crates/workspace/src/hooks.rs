//! Where a connection's remote sends its webhooks.

use connectors::Opened;
use domain::{ConnectorId, Failure};
use store::connections::Connection;
use tracing::warn;
use url::Url;

/// Asks the remote to send its webhooks to us.
pub(crate) async fn subscribe(
    public_url: &Url,
    connection: &Connection,
    opened: &dyn Opened,
) -> Result<(), Failure> {
    let Ok(callback) = public_url.join(&path(connection)) else {
        return Ok(());
    };
    let subscribed = opened.subscribe(&callback).await;
    if let Err(failure) = &subscribed {
        warn!(connection.id = %connection.id, error = %failure, "webhooks could not be asked for: {failure}");
    }
    subscribed
}

/// HubSpot's belong to our app as a whole and name the account in their body; others have an address for each
/// connection.
fn path(connection: &Connection) -> String {
    match connection.connector {
        ConnectorId::Hubspot => format!("hooks/{}", connection.connector),
        ConnectorId::LightspeedEcom => format!("hooks/{}/{}", connection.connector, connection.hook_token),
    }
}
