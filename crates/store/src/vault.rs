use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use auth::Sealed;
use domain::{AlertKind, ConnectionId, Failure, FailureReason};
use engine::ports::{Credential, Refresher, Vault};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

use crate::{
    Store, StoreError, SystemTx,
    alerts::{self, NewAlert},
    connections::{credential_identity, tell_flows},
    transaction::Inside,
};

/// Renewals that may wait for a remote at once: each holds a connection to the database meanwhile, and a remote that
/// hangs must not take all of them.
const AT_ONCE: usize = 4;

/// Where credentials lie, sealed under their tenant's key.
#[derive(Clone, Debug)]
pub struct StoreVault {
    store: Store,
    renewing: Arc<Renewing>,
}

/// Who renews in this process. Those who want the same credential wait here rather than with a connection each.
#[derive(Debug)]
struct Renewing {
    turns: Mutex<HashMap<ConnectionId, Arc<tokio::sync::Mutex<()>>>>,
    places: Semaphore,
}

impl Renewing {
    fn turn(&self, connection: ConnectionId) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waits holds the turn, too; the others are nobody's.
        turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry(connection).or_default())
    }
}

impl StoreVault {
    /// The vault in this store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let renewing = Renewing {
            turns: Mutex::default(),
            places: Semaphore::new(AT_ONCE),
        };
        Self {
            store,
            renewing: Arc::new(renewing),
        }
    }
}

struct CredentialRow {
    tenant_id: uuid::Uuid,
    credential: Vec<u8>,
    credential_version: i64,
    credential_expires_at: Option<jiff_sqlx::Timestamp>,
}

impl CredentialRow {
    async fn open(self, tx: &mut SystemTx, id: ConnectionId) -> Result<Credential, StoreError> {
        let key = tx.key_of(self.tenant_id.into()).await?;
        let secret = key.open(&credential_identity(id), &Sealed::from_bytes(self.credential)?)?;
        Ok(Credential {
            version: self.credential_version,
            secret: secret.expose_secret().to_owned(),
            expires_at: self.credential_expires_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

fn gone(id: ConnectionId) -> Failure {
    Failure::permanent(
        FailureReason::BadSetting,
        format!("The connection {id} is not there any more."),
    )
}

#[async_trait]
impl Vault for StoreVault {
    async fn load(&self, connection: ConnectionId) -> Result<Credential, Failure> {
        let mut tx = self.store.system().await?;
        let row = sqlx::query_as!(
            CredentialRow,
            "
            select tenant_id, credential, credential_version, credential_expires_at
            from connection where connection_id = $1
            ",
            connection.uuid(),
        )
        .fetch_optional(tx.conn())
        .await
        .map_err(StoreError::from)?
        .ok_or_else(|| gone(connection))?;
        let credential = row.open(&mut tx, connection).await?;
        tx.commit().await?;
        Ok(credential)
    }

    async fn renew(
        &self,
        connection: ConnectionId,
        seen: i64,
        refresher: &dyn Refresher,
    ) -> Result<Credential, Failure> {
        let turn = self.renewing.turn(connection);
        let _turn = turn.lock().await;
        let _place = self.renewing.places.acquire().await;
        let mut tx = self.store.system().await?;
        let row = lock(&mut tx, connection).await?.ok_or_else(|| gone(connection))?;
        let (tenant, old) = (row.tenant_id.into(), row.open(&mut tx, connection).await?);
        if old.version > seen {
            // Somebody renewed it while we waited for the row.
            return Ok(old);
        }
        // The row stays locked while the remote answers: a refresh token can be used once, so two renewals at a time
        // would sign the connection out.
        let renewed = refresher.refresh(&old).await?;
        let key = tx.key_of(tenant).await?;
        let sealed = key.seal(&credential_identity(connection), &renewed.secret);
        let version = sqlx::query_scalar!(
            "
            update connection set credential = $2, credential_version = credential_version + 1,
                credential_expires_at = $3, status = 'connected', status_words = null
            where connection_id = $1
            returning credential_version
            ",
            connection.uuid(),
            sealed.as_bytes(),
            renewed.expires_at.map(ToSqlx::to_sqlx) as _,
        )
        .fetch_one(tx.conn())
        .await
        .map_err(StoreError::from)?;
        // Kept before anyone uses it.
        tx.commit().await?;
        Ok(Credential {
            version,
            secret: renewed.secret,
            expires_at: renewed.expires_at,
        })
    }

    async fn revoked(&self, connection: ConnectionId, seen: i64, words: &str) -> Result<(), Failure> {
        let mut tx = self.store.system().await?;
        // Somebody may have signed in again since: the refusal was of the version that was seen.
        let refused = sqlx::query!(
            "
            update connection set status = 'needs_sign_in', status_words = $3
            where connection_id = $1 and credential_version = $2
            returning tenant_id, name
            ",
            connection.uuid(),
            seen,
            words,
        )
        .fetch_optional(tx.conn())
        .await
        .map_err(StoreError::from)?;
        let Some(refused) = refused else { return Ok(()) };
        tell_flows(&mut tx, connection).await?;
        tx.commit().await?;
        let alert = NewAlert::new(
            AlertKind::SignIn,
            alerts::cause_of_sign_in(connection),
            format!(
                "The connection \"{}\" is no longer accepted; its flows wait, and nothing is lost.",
                refused.name
            ),
            FailureReason::SignInRefused.cure(),
        )
        .of_connection(connection)
        .saying(words);
        let mut tx = self.store.begin(refused.tenant_id.into()).await?;
        alerts::raise(&mut tx, &alert, Timestamp::now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Takes the row for ourselves, waiting half a minute at most: a worker that hangs in the remote's answer must not
/// hold all others for ever.
async fn lock(tx: &mut SystemTx, connection: ConnectionId) -> Result<Option<CredentialRow>, StoreError> {
    sqlx::query!("set local lock_timeout = '30s'")
        .execute(tx.conn())
        .await?;
    Ok(sqlx::query_as!(
        CredentialRow,
        "
        select tenant_id, credential, credential_version, credential_expires_at
        from connection where connection_id = $1 for update
        ",
        connection.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}
