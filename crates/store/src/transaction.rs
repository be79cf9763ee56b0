use std::sync::Arc;

use auth::TenantKey;
use domain::TenantId;
use sqlx::{PgConnection, Postgres, Transaction};

use crate::{StoreError, keyring::Keyring};

/// A transaction for one tenant: row-level security shows it no other tenant's rows.
#[derive(Debug)]
pub struct Tx {
    inner: Transaction<'static, Postgres>,
    tenant: TenantId,
    keys: Arc<Keyring>,
}

/// A transaction that crosses tenants: for the scheduler, sign-in and incoming hooks only.
#[derive(Debug)]
pub struct SystemTx {
    inner: Transaction<'static, Postgres>,
    keys: Arc<Keyring>,
}

impl Tx {
    pub(crate) fn new(inner: Transaction<'static, Postgres>, tenant: TenantId, keys: Arc<Keyring>) -> Self {
        Self { inner, tenant, keys }
    }

    /// Whose transaction this is.
    #[must_use]
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Keeps what was changed. Dropped without it, nothing is.
    ///
    /// # Errors
    /// When a deferred constraint is broken or the database can't be reached.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    pub(crate) fn id(&self) -> sqlx::types::Uuid {
        self.tenant.uuid()
    }

    pub(crate) async fn key(&mut self) -> Result<Arc<TenantKey>, StoreError> {
        let (keys, tenant) = (Arc::clone(&self.keys), self.tenant);
        keys.tenant_key(&mut self.inner, tenant).await
    }
}

impl SystemTx {
    pub(crate) fn new(inner: Transaction<'static, Postgres>, keys: Arc<Keyring>) -> Self {
        Self { inner, keys }
    }

    /// Keeps what was changed. Dropped without it, nothing is.
    ///
    /// # Errors
    /// When a deferred constraint is broken or the database can't be reached.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.inner.commit().await?)
    }

    pub(crate) async fn key_of(&mut self, tenant: TenantId) -> Result<Arc<TenantKey>, StoreError> {
        let keys = Arc::clone(&self.keys);
        keys.tenant_key(&mut self.inner, tenant).await
    }

    pub(crate) fn keys(&self) -> &Arc<Keyring> {
        &self.keys
    }
}

mod sealed {
    use std::sync::Arc;

    use auth::TenantKey;
    use domain::TenantId;
    use sqlx::PgConnection;

    use crate::StoreError;

    pub trait Inside {
        fn conn(&mut self) -> &mut PgConnection;
        /// The tenant that it serves; none if it crosses tenants.
        fn owner(&self) -> Option<TenantId>;
        /// What seals in the name of its owner: the tenant's key, or the house's.
        fn owners_key(&mut self) -> impl Future<Output = Result<Arc<TenantKey>, StoreError>> + Send;
    }
}

/// Either kind of transaction, for functions that name the tenant themselves.
pub trait InTransaction: sealed::Inside + Send {}

pub(crate) use sealed::Inside;

impl Inside for Tx {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    fn owner(&self) -> Option<TenantId> {
        Some(self.tenant)
    }

    async fn owners_key(&mut self) -> Result<Arc<TenantKey>, StoreError> {
        self.key().await
    }
}
impl Inside for SystemTx {
    fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    fn owner(&self) -> Option<TenantId> {
        None
    }

    async fn owners_key(&mut self) -> Result<Arc<TenantKey>, StoreError> {
        let keys = Arc::clone(&self.keys);
        keys.house_key(&mut self.inner).await.map(Arc::new)
    }
}
impl InTransaction for Tx {}
impl InTransaction for SystemTx {}
