//! Connecting: one connection, signed in at the remote system's own page instead of by a file.

use std::sync::Arc;

use domain::{ConnectionId, ConnectorId, TenantId, UserId};
use engine::ports::{Prepared, Renewed};
use store::{
    StoreError,
    connections::{self, Connection},
};

use crate::{
    ApplyError, Ground, hooks,
    keep::keep_signed_in,
    lacking,
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
    /// Who allows us in; the connection names them.
    pub authorised_by: Option<UserId>,
    /// The connection that is signed in again; none: one is made, or found by its name.
    pub connection: Option<ConnectionId>,
    /// Whether another account than before may take its place. Pairings of the old one would be wrong, so a person
    /// has to say so.
    pub other_account: bool,
}

/// Tries the credential with a real call, makes what we own there if that is allowed (what can't be made is told as an
/// alert), then keeps the connection and asks for its webhooks.
///
/// # Errors
/// The remote's refusal, a name that belongs to another account, the store's.
pub async fn connect(ground: &Ground, tenant: TenantId, new: NewSignIn) -> Result<Connection, ApplyError> {
    let remote = |failure| ApplyError::Remote {
        connection: new.name.clone(),
        failure,
    };
    let signed_in = SignedIn::with(
        &ground.parts.registry,
        new.connector,
        new.credential.clone(),
        Arc::new(Unshared),
        Arc::clone(&ground.parts.clock),
    )
    .await
    .map_err(remote)?;
    // Whoever allows nothing to be made has chosen to go without.
    let lacking = match new.may_prepare {
        true => signed_in.opened.prepare().await.map_err(remote)?.lacking,
        false => Vec::new(),
    };
    let connection = keep(ground, tenant, &new, &signed_in, &lacking).await?;
    // Polling finds what webhooks don't tell, so a refusal, which is logged, hinders nothing.
    let _ = hooks::subscribe(&ground.public_url, &connection, signed_in.opened.as_ref()).await;
    Ok(connection)
}

async fn keep(
    ground: &Ground,
    tenant: TenantId,
    new: &NewSignIn,
    signed_in: &SignedIn,
    lacking: &[String],
) -> Result<Connection, ApplyError> {
    let account = &signed_in.account;
    let mut tx = ground.parts.store.begin(tenant).await?;
    let kept = match new.connection {
        Some(id) => connections::find(&mut tx, id).await?,
        None => connections::by_name(&mut tx, &new.name).await?,
    };
    if let Some(kept) = kept.as_ref().filter(|kept| {
        kept.connector != new.connector || (kept.account.id != account.id && !new.other_account)
    }) {
        return Err(ApplyError::OtherAccount {
            connection: kept.id,
            kept: format!("{} ({})", kept.account.name, kept.account.id),
            opened: format!("{} ({})", account.name, account.id),
        });
    }
    let may_prepare = new.may_prepare || kept.as_ref().is_some_and(|kept| kept.may_prepare);
    let name = kept.as_ref().map_or(new.name.as_str(), |kept| kept.name.as_str());
    let id = keep_signed_in(&mut tx, name, signed_in, kept.as_ref(), may_prepare).await?;
    connections::authorised(&mut tx, id, new.authorised_by, signed_in.sandbox).await?;
    lacking::tell(&mut tx, (new.connector, id), lacking, ground.parts.clock.now()).await?;
    let kept = connections::find(&mut tx, id).await?;
    tx.commit().await?;
    kept.ok_or_else(|| {
        ApplyError::Store(StoreError::Missing {
            what: "connection",
            id: id.to_string(),
        })
    })
}

/// Makes the properties that we own at a connection's remote, with the merchant's consent, which is kept.
///
/// # Errors
/// The remote's, or the store's.
pub async fn prepare(ground: &Ground, tenant: TenantId, id: ConnectionId) -> Result<Prepared, ApplyError> {
    let mut tx = ground.parts.store.begin(tenant).await?;
    let kept = connections::find(&mut tx, id)
        .await?
        .ok_or_else(|| StoreError::Missing {
            what: "connection",
            id: id.to_string(),
        })?;
    connections::change(&mut tx, id, &kept.name, &kept.account, &kept.settings, true).await?;
    tx.commit().await?;
    let opened = ground.parts.opening.open(&kept);
    let prepared = opened.prepare().await.map_err(|failure| ApplyError::Remote {
        connection: kept.name,
        failure,
    })?;
    let mut tx = ground.parts.store.begin(tenant).await?;
    let connection = (kept.connector, id);
    lacking::tell(&mut tx, connection, &prepared.lacking, ground.parts.clock.now()).await?;
    tx.commit().await?;
    Ok(prepared)
}
