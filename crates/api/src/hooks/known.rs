//! What is known of addresses and accounts, kept for a moment: webhooks come by the thousand.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{ConnectionId, ConnectorId, TenantId};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use store::{StoreError, connections};

use crate::App;

/// How long an address and its credential are kept.
const ADDRESS: SignedDuration = SignedDuration::from_secs(60);
/// How long an account's connections are kept: a new one must not wait long for its first webhook.
const ACCOUNT: SignedDuration = SignedDuration::from_secs(5);
/// A signature that does not match is checked against a fresh credential, but not more often than this.
const FRESH: SignedDuration = SignedDuration::from_secs(5);
/// Entries of each kind; beyond it all are forgotten.
const MOST: usize = 10_000;

/// Whose connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whose {
    pub(super) tenant: TenantId,
    pub(super) connection: ConnectionId,
}

/// The connection behind an address.
pub(super) struct Addressed {
    pub(super) whose: Whose,
    pub(super) connector: ConnectorId,
    /// The remote account that it opens.
    pub(super) account: String,
    /// Its credential: where the remote signs with that.
    pub(super) secret: SecretString,
    at: Timestamp,
}

impl Addressed {
    pub(super) fn may_be_old(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) > FRESH
    }
}

/// Kept answers of the store.
#[derive(Default)]
pub(crate) struct Known {
    addresses: Kept<String, Arc<Addressed>>,
    accounts: Kept<(ConnectorId, String), Arc<[Whose]>>,
}

impl Known {
    /// The connection behind an address; `anew` asks the store whatever is kept.
    pub(super) async fn of_token(
        &self,
        app: &App,
        token: &str,
        anew: bool,
    ) -> Result<Option<Arc<Addressed>>, StoreError> {
        let now = app.now();
        let key = token.to_owned();
        if !anew && let Some(kept) = self.addresses.get(&key, now, ADDRESS) {
            return Ok(Some(kept));
        }
        let mut tx = app.store().system().await?;
        let connection = connections::of_hook_token(&mut tx, token).await?;
        tx.commit().await?;
        let Some(connection) = connection else {
            return Ok(None);
        };
        // Without a credential, the app's own secret is still worth trying.
        let secret = app
            .parts()
            .vault
            .load(connection.id)
            .await
            .map(|held| held.secret)
            .unwrap_or_default();
        let addressed = Arc::new(Addressed {
            whose: Whose {
                tenant: connection.tenant,
                connection: connection.id,
            },
            connector: connection.connector,
            account: connection.account.id,
            secret: secret.into(),
            at: now,
        });
        self.addresses.put(key, Arc::clone(&addressed), now);
        Ok(Some(addressed))
    }

    /// The connections that open an account.
    pub(super) async fn of_account(
        &self,
        app: &App,
        connector: ConnectorId,
        account: &str,
    ) -> Result<Arc<[Whose]>, StoreError> {
        let (now, key) = (app.now(), (connector, account.to_owned()));
        if let Some(kept) = self.accounts.get(&key, now, ACCOUNT) {
            return Ok(kept);
        }
        let mut tx = app.store().system().await?;
        let connections = connections::of_account(&mut tx, connector, account).await?;
        tx.commit().await?;
        let all: Arc<[Whose]> = connections
            .iter()
            .map(|connection| Whose {
                tenant: connection.tenant,
                connection: connection.id,
            })
            .collect();
        self.accounts.put(key, Arc::clone(&all), now);
        Ok(all)
    }
}

struct Kept<K, V>(Mutex<HashMap<K, (Timestamp, V)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    fn get(&self, key: &K, now: Timestamp, for_long: SignedDuration) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, value) = kept.get(key)?;
        (now.duration_since(*at) < for_long).then(|| value.clone())
    }

    fn put(&self, key: K, value: V, now: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (now, value));
    }
}
