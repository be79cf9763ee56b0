//! Connecting: one connection, signed in at the remote system's own page instead of by a file.

use std::sync::Arc;

use domain::{ConnectionId, ConnectorId, TenantId};
use engine::ports::Renewed;
use store::connections::{self, Connection, NewConnection};
use tracing::warn;

use crate::{
    ApplyError, Ground,
    checked::FileMistake,
    signed_in::{SignedIn, Unshared},
};

/// What came back from a sign-in.
pub struct NewSignIn {
    /// Through which connector.
    pub connector: ConnectorId,
    /// What the connection is to be called; one of this name is signed in again.
    pub name: String,
    /// Whether we may create properties of our own there.
    pub may_prepare: bool,
    /// The credential, as the remote gave it.
    pub credential: Renewed,
}

/// Tries the credential with a real call, then keeps the connection and asks for its webhooks.
///
/// # Errors
/// The remote's refusal, a name that belongs to another account, the store's.
pub async fn connect(ground: &Ground, tenant: TenantId, new: NewSignIn) -> Result<Connection, ApplyError> {
    let remote = |failure| ApplyError::Remote {
        connection: new.name.clone(),
        failure,
    };
    let signed_in = SignedIn::with(
        &ground.registry,
        new.connector,
        new.credential.clone(),
        Arc::new(Unshared),
        Arc::clone(&ground.clock),
    )
    .await
    .map_err(remote)?;
    if new.may_prepare {
        signed_in.opened.prepare().await.map_err(remote)?;
    }
    let connection = keep(ground, tenant, &new, &signed_in).await?;
    subscribe(ground, &connection, &signed_in).await;
    Ok(connection)
}

async fn keep(
    ground: &Ground,
    tenant: TenantId,
    new: &NewSignIn,
    signed_in: &SignedIn,
) -> Result<Connection, ApplyError> {
    let connectors::Account {
        id,
        name,
        currency,
        time_zone,
    } = signed_in.account.clone();
    let account = connections::Account {
        id,
        name,
        currency,
        time_zone,
    };
    let credential = signed_in.credential().await;
    let mut tx = ground.store.begin(tenant).await?;
    let id: ConnectionId = match connections::by_name(&mut tx, &new.name).await? {
        Some(kept) if kept.connector == new.connector && kept.account.id == account.id => {
            connections::sign_in(&mut tx, kept.id, &credential, None).await?;
            connections::change(
                &mut tx,
                kept.id,
                &kept.name,
                &account,
                &kept.settings,
                new.may_prepare,
            )
            .await?;
            kept.id
        }
        Some(kept) => {
            let what = format!(
                "this name belongs to \"{}\" ({}), but the sign-in opened \"{}\" ({}); choose another name for it",
                kept.account.name, kept.account.id, account.name, account.id
            );
            return Err(ApplyError::Mistakes(vec![FileMistake::new("name", what)]));
        }
        None => {
            let fresh = NewConnection {
                connector: new.connector,
                name: new.name.clone(),
                account,
                settings: serde_json::json!({}),
                may_prepare: new.may_prepare,
                authorised_by: None,
            };
            connections::add(&mut tx, &fresh, &credential).await?
        }
    };
    let kept = connections::find(&mut tx, id).await?;
    tx.commit().await?;
    kept.ok_or_else(|| {
        ApplyError::Store(store::StoreError::Missing {
            what: "connection",
            id: id.to_string(),
        })
    })
}

/// Polling finds what webhooks don't tell, so a refusal hinders nothing.
async fn subscribe(ground: &Ground, connection: &Connection, signed_in: &SignedIn) {
    let path = format!("hooks/{}/{}", connection.connector, connection.hook_token);
    let Ok(callback) = ground.public_url.join(&path) else {
        return;
    };
    if let Err(failure) = signed_in.opened.subscribe(&callback).await {
        warn!(connection.id = %connection.id, error = %failure, "webhooks could not be asked for: {failure}");
    }
}
