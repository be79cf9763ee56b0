//! Connecting: one connection, signed in at the remote system's own page instead of by a file.

use std::sync::Arc;

use domain::{ConnectorId, TenantId};
use engine::ports::Renewed;
use store::{
    StoreError,
    connections::{self, Connection},
};

use crate::{
    ApplyError, Ground,
    checked::FileMistake,
    hooks,
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
    let kept = connections::by_name(&mut tx, &new.name).await?;
    if let Some(kept) = kept
        .as_ref()
        .filter(|kept| kept.connector != new.connector || kept.account.id != account.id)
    {
        let what = format!(
            "this name belongs to \"{}\" ({}), but the sign-in opened \"{}\" ({}); choose another name for it",
            kept.account.name, kept.account.id, account.name, account.id
        );
        return Err(ApplyError::Mistakes(vec![FileMistake::new("name", what)]));
    }
    let id = keep_signed_in(&mut tx, &new.name, signed_in, kept.as_ref(), new.may_prepare).await?;
    lacking::tell(&mut tx, id, lacking, ground.parts.clock.now()).await?;
    let kept = connections::find(&mut tx, id).await?;
    tx.commit().await?;
    kept.ok_or_else(|| {
        ApplyError::Store(StoreError::Missing {
            what: "connection",
            id: id.to_string(),
        })
    })
}
