//! Where a connection's remote sends its webhooks.

use std::time::Duration;

use connectors::Opened;
use domain::{ConnectorId, Failure, FailureClass};
use store::connections::Connection;
use tracing::warn;
use url::Url;

/// How often a remote is asked that allows no more calls at the moment. It is asked once in a connection's life, and while a flow
/// begins the connection has much to read.
const TRIES: usize = 3;
/// How long to wait between. Somebody waits for the page, so a longer limit is left to polling.
const PAUSE: Duration = Duration::from_millis(2_500);

/// Asks the remote to send its webhooks to us.
pub(crate) async fn subscribe(
    public_url: &Url,
    connection: &Connection,
    opened: &dyn Opened,
) -> Result<(), Failure> {
    let Ok(callback) = public_url.join(&path(connection)) else {
        return Ok(());
    };
    let mut subscribed = opened.subscribe(&callback).await;
    for _ in 1..TRIES {
        let Err(failure) = &subscribed else { break };
        if !matches!(failure.class, FailureClass::ThrottledUntil { .. }) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        subscribed = opened.subscribe(&callback).await;
    }
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
