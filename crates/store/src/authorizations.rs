//! Sign-ins that were begun at a remote system's page and are not back yet. Each comes back once.

use auth::Sealed;
use domain::{ConnectionId, ConnectorId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::{StoreError, SystemTx, Tx, row::Column, transaction::Inside};

/// A sign-in under way.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// Whose connection it will be.
    pub tenant: TenantId,
    /// Through which connector.
    pub connector: ConnectorId,
    /// What the connection is to be called; one of this name is signed in again.
    pub connection_name: String,
    /// Whether we may create properties of our own there.
    pub may_prepare: bool,
    /// The PKCE verifier.
    pub verifier: SecretString,
    /// Who began it; the connection names them.
    pub asked_by: Option<UserId>,
    /// A page of ours to which the browser is led afterwards.
    pub return_to: Option<String>,
    /// The connection that is signed in again; none: one is made, or found by its name.
    pub connection: Option<ConnectionId>,
    /// Whether another account than before may take its place.
    pub other_account: bool,
}

fn identity(hash: &[u8]) -> String {
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("authorization:{hex}:verifier")
}

/// Keeps what was begun until it comes back or runs out. `state` is what travels through the browser.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    tx: &mut Tx,
    state: &str,
    begun: &Authorization,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let (tenant, hash) = (tx.id(), Sha256::digest(state).to_vec());
    let sealed = tx
        .key()
        .await?
        .seal(&identity(&hash), begun.verifier.expose_secret());
    sqlx::query!(
        "
        insert into authorization_request (tenant_id, state_hash, connector, connection_name, may_prepare,
            verifier, expires_at, asked_by, return_to, connection_id, other_account)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ",
        tenant,
        hash,
        begun.connector.as_str(),
        begun.connection_name,
        begun.may_prepare,
        sealed.as_bytes(),
        expires_at.to_sqlx() as _,
        begun.asked_by.map(UserId::uuid),
        begun.return_to,
        begun.connection.map(ConnectionId::uuid),
        begun.other_account,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes what was begun with this state; none if it is unknown, was taken before, or ran out.
///
/// # Errors
/// When it can't be unsealed.
pub async fn take(
    tx: &mut SystemTx,
    state: &str,
    now: Timestamp,
) -> Result<Option<Authorization>, StoreError> {
    let hash = Sha256::digest(state).to_vec();
    // What ran out goes along: whoever signs in sweeps.
    sqlx::query!(
        "delete from authorization_request where expires_at <= $1",
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let row = sqlx::query!(
        "
        delete from authorization_request where state_hash = $1
        returning tenant_id, connector, connection_name, may_prepare, verifier, asked_by, return_to, connection_id,
            other_account
        ",
        hash,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let tenant = TenantId::from(row.tenant_id);
    let key = tx.key_of(tenant).await?;
    Ok(Some(Authorization {
        tenant,
        connector: Column("authorization_request", "connector", tenant).word(&row.connector)?,
        connection_name: row.connection_name,
        may_prepare: row.may_prepare,
        verifier: key.open(&identity(&hash), &Sealed::from_bytes(row.verifier)?)?,
        asked_by: row.asked_by.map(UserId::from),
        return_to: row.return_to,
        connection: row.connection_id.map(ConnectionId::from),
        other_account: row.other_account,
    }))
}
