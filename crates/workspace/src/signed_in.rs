//! A connection of the file, signed in: the credential was tried with a real call before anything is kept.

use std::sync::Arc;

use async_trait::async_trait;
use connectors::{Access, Account, Opened, Registry};
use domain::{ConnectionId, ConnectorId, Failure, FailureReason};
use engine::ports::{Budgets, Clock, Credential, Refresher, Renewed, Vault};
use store::connections;
use tokio::sync::Mutex;

/// A credential that is not in the store yet.
struct Fresh(Mutex<Credential>);

#[async_trait]
impl Vault for Fresh {
    async fn load(&self, _: ConnectionId) -> Result<Credential, Failure> {
        Ok(self.0.lock().await.clone())
    }

    async fn renew(
        &self,
        _: ConnectionId,
        seen: i64,
        refresher: &dyn Refresher,
    ) -> Result<Credential, Failure> {
        let mut held = self.0.lock().await;
        if held.version == seen {
            let Renewed { secret, expires_at } = refresher.refresh(&held).await?;
            *held = Credential {
                version: seen + 1,
                secret,
                expires_at,
            };
        }
        Ok(held.clone())
    }

    async fn revoked(&self, _: ConnectionId, _: i64, _: &str) -> Result<(), Failure> {
        // Nothing is kept yet that could be marked; the caller gets the refusal itself.
        Ok(())
    }
}

/// A signed-in connection that is not kept yet.
pub(crate) struct SignedIn {
    pub(crate) connector: ConnectorId,
    pub(crate) account: Account,
    pub(crate) opened: Arc<dyn Opened>,
    /// Whether a stand-in answered.
    pub(crate) sandbox: bool,
    fresh: Arc<Fresh>,
}

impl SignedIn {
    /// Tries a credential with a real call.
    pub(crate) async fn with(
        registry: &Registry,
        connector: ConnectorId,
        credential: Renewed,
        budgets: Arc<dyn Budgets>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let credential = Credential {
            version: 1,
            secret: credential.secret,
            expires_at: credential.expires_at,
        };
        let fresh = Arc::new(Fresh(Mutex::new(credential)));
        let open = |account: Account| {
            let (vault, budgets, clock) = (Arc::clone(&fresh), Arc::clone(&budgets), Arc::clone(&clock));
            registry.get(connector).open(Access {
                connection: ConnectionId::new(),
                account,
                vault,
                budgets,
                clock,
            })
        };
        let nobody = Account {
            id: String::new(),
            name: String::new(),
            currency: None,
            time_zone: None,
            pages: None,
        };
        let account = open(nobody).identify().await?;
        if account.id.is_empty() {
            let what = format!(
                "{} did not tell which account the credential opens.",
                connector.title()
            );
            return Err(Failure::permanent(FailureReason::UnreadableAnswer, what));
        }
        Ok(Self {
            connector,
            opened: open(account.clone()),
            sandbox: registry.is_sandbox(connector),
            account,
            fresh,
        })
    }

    /// The account as it is kept.
    pub(crate) fn kept_account(&self) -> connections::Account {
        let Account {
            id,
            name,
            currency,
            time_zone,
            pages,
        } = self.account.clone();
        connections::Account {
            id,
            name,
            currency,
            time_zone,
            pages,
        }
    }

    /// The credential as it is now: trying it may have renewed it.
    pub(crate) async fn credential(&self) -> Renewed {
        let held = self.fresh.0.lock().await;
        Renewed {
            secret: held.secret.clone(),
            expires_at: held.expires_at,
        }
    }
}

/// Budgets for the first call of a connection that is not kept yet: nobody shares it.
pub(crate) struct Unshared;

#[async_trait]
impl Budgets for Unshared {
    async fn take(
        &self,
        _: ConnectionId,
        _: &str,
        _: &domain::rate::Budget,
        wanted: u32,
    ) -> Result<domain::rate::Grant, Failure> {
        Ok(domain::rate::Grant {
            granted: wanted,
            next_at: None,
        })
    }

    async fn observe(
        &self,
        _: ConnectionId,
        _: &str,
        _: &[domain::rate::Reading],
        _: u32,
    ) -> Result<(), Failure> {
        Ok(())
    }

    async fn block(&self, _: ConnectionId, _: &str, until: jiff::Timestamp) -> Result<(), Failure> {
        Err(Failure::throttled(until, "The remote's call limit is reached."))
    }
}
