//! What tests of connectors stand on: a vault and budgets in memory, and the stand-ins over real HTTP.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::{collections::HashMap, sync::Mutex};

use async_trait::async_trait;
use domain::{
    ConnectionId, Failure,
    rate::{Budget, Grant, Reading},
};
use engine::ports::{Budgets, Credential, Refresher, Renewed, Vault};
use jiff::Timestamp;

/// A vault in memory with one credential.
pub(crate) struct MemoryVault {
    held: tokio::sync::Mutex<Credential>,
    revoked: Mutex<Option<String>>,
}

impl MemoryVault {
    pub(crate) fn holding(renewed: Renewed) -> Self {
        Self {
            held: tokio::sync::Mutex::new(Credential {
                version: 1,
                secret: renewed.secret,
                expires_at: renewed.expires_at,
            }),
            revoked: Mutex::default(),
        }
    }

    /// The words with which the credential was marked as dead.
    pub(crate) fn revoked_with(&self) -> Option<String> {
        self.revoked.lock().unwrap().clone()
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn load(&self, _: ConnectionId) -> Result<Credential, Failure> {
        Ok(self.held.lock().await.clone())
    }

    async fn renew(
        &self,
        _: ConnectionId,
        seen: i64,
        refresher: &dyn Refresher,
    ) -> Result<Credential, Failure> {
        let mut held = self.held.lock().await;
        if held.version == seen {
            let renewed = refresher.refresh(&held).await?;
            *held = Credential {
                version: seen + 1,
                secret: renewed.secret,
                expires_at: renewed.expires_at,
            };
        }
        Ok(held.clone())
    }

    async fn revoked(&self, _: ConnectionId, _: i64, words: &str) -> Result<(), Failure> {
        *self.revoked.lock().unwrap() = Some(words.to_owned());
        Ok(())
    }
}

/// Budgets in memory, one for each connection and bucket.
#[derive(Default)]
pub(crate) struct MemoryBudgets(Mutex<HashMap<(ConnectionId, String), Budget>>);

impl MemoryBudgets {
    fn with<T>(&self, connection: ConnectionId, bucket: &str, act: impl FnOnce(&mut Budget) -> T) -> T {
        let mut all = self.0.lock().unwrap();
        act(all.entry((connection, bucket.to_owned())).or_default())
    }
}

#[async_trait]
impl Budgets for MemoryBudgets {
    async fn take(
        &self,
        connection: ConnectionId,
        bucket: &str,
        declared: &Budget,
        wanted: u32,
    ) -> Result<Grant, Failure> {
        Ok(self.with(connection, bucket, |budget| {
            if budget.windows.is_empty() {
                budget.windows.clone_from(&declared.windows);
            }
            budget.take(Timestamp::now(), wanted)
        }))
    }

    async fn observe(
        &self,
        connection: ConnectionId,
        bucket: &str,
        readings: &[Reading],
        in_flight: u32,
    ) -> Result<(), Failure> {
        self.with(connection, bucket, |budget| {
            budget.observe(Timestamp::now(), readings, in_flight);
        });
        Ok(())
    }

    async fn block(&self, connection: ConnectionId, bucket: &str, until: Timestamp) -> Result<(), Failure> {
        self.with(connection, bucket, |budget| budget.block(until));
        Ok(())
    }
}

/// Budgets without end, for tests that are not about limits.
pub(crate) struct Endless;

#[async_trait]
impl Budgets for Endless {
    async fn take(&self, _: ConnectionId, _: &str, _: &Budget, wanted: u32) -> Result<Grant, Failure> {
        Ok(Grant {
            granted: wanted,
            next_at: None,
        })
    }

    async fn observe(&self, _: ConnectionId, _: &str, _: &[Reading], _: u32) -> Result<(), Failure> {
        Ok(())
    }

    async fn block(&self, _: ConnectionId, _: &str, _: Timestamp) -> Result<(), Failure> {
        Ok(())
    }
}
