use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use auth::{DayKey, MasterKey, Sealed, SearchHasher, TenantKey};
use domain::TenantId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use crate::{Store, StoreError, transaction::Inside};

/// More opened keys than this are not held; forgetting them costs one query each.
const HELD: usize = 2_000;

/// What seals a tenant's day while it is written.
#[derive(Debug)]
pub(crate) struct Seals {
    pub(crate) key: DayKey,
    pub(crate) hasher: SearchHasher,
}

/// The master key, and tenants' keys that were opened with it lately.
///
/// Days' keys are held for writing only. Reading always fetches the key from its row, so that a destroyed key
/// opens nothing from that moment on, in any process.
#[derive(Debug)]
pub(crate) struct Keyring {
    master: MasterKey,
    tenants: RwLock<HashMap<TenantId, Arc<TenantKey>>>,
    days: RwLock<HashMap<(TenantId, Date), Arc<Seals>>>,
}

impl Keyring {
    pub(crate) fn new(master: MasterKey) -> Self {
        Self {
            master,
            tenants: RwLock::default(),
            days: RwLock::default(),
        }
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.master
    }

    pub(crate) async fn tenant_key(
        &self,
        conn: &mut PgConnection,
        tenant: TenantId,
    ) -> Result<Arc<TenantKey>, StoreError> {
        if let Some(key) = read(&self.tenants).get(&tenant) {
            return Ok(Arc::clone(key));
        }
        let wrapped = sqlx::query_scalar!("select vault_key from tenant where tenant_id = $1", tenant.uuid())
            .fetch_optional(conn)
            .await?
            .ok_or_else(|| StoreError::missing("tenant", &tenant))?;
        let key = Arc::new(self.master.open_tenant(tenant, &Sealed::from_bytes(wrapped)?)?);
        hold(&self.tenants, tenant, &key);
        Ok(key)
    }

    /// The installation's own key; made where there is none yet. Never held: were it made in a transaction that is
    /// rolled back, it would open nothing afterwards.
    pub(crate) async fn house_key(&self, conn: &mut PgConnection) -> Result<TenantKey, StoreError> {
        let wrapped = self.master.wrap_tenant(house(), &TenantKey::generate());
        sqlx::query!(
            "insert into house_key (wrapped) values ($1) on conflict do nothing",
            wrapped.as_bytes()
        )
        .execute(&mut *conn)
        .await?;
        let kept = sqlx::query_scalar!("select wrapped from house_key")
            .fetch_one(conn)
            .await?;
        Ok(self.master.open_tenant(house(), &Sealed::from_bytes(kept)?)?)
    }

    pub(crate) fn forget_tenant(&self, tenant: TenantId) {
        write(&self.tenants).remove(&tenant);
        write(&self.days).retain(|(owner, _), _| *owner != tenant);
    }

    /// The key for what is written on a day; made, and kept for good, before anything is sealed under it.
    pub(crate) async fn seals(store: &Store, tenant: TenantId, day: Date) -> Result<Arc<Seals>, StoreError> {
        let keys = store.keys();
        if let Some(seals) = read(&keys.days).get(&(tenant, day)) {
            return Ok(Arc::clone(seals));
        }
        // A transaction of its own: were it part of the caller's and that rolled back, the key held here would
        // open nothing tomorrow.
        let mut tx = store.begin(tenant).await?;
        let owner = tx.key().await?;
        let wrapped = owner.wrap_day(tenant, day, &DayKey::generate());
        sqlx::query!(
            "insert into day_key (tenant_id, day, wrapped) values ($1, $2, $3) on conflict do nothing",
            tenant.uuid(),
            day.to_sqlx(),
            wrapped.as_bytes(),
        )
        .execute(tx.conn())
        .await?;
        let kept = open_day(tx.conn(), &owner, tenant, day)
            .await?
            .ok_or_else(|| StoreError::missing("key of the day", &day))?;
        tx.commit().await?;
        let seals = Arc::new(Seals {
            key: kept,
            hasher: owner.search_hasher(),
        });
        hold(&keys.days, (tenant, day), &seals);
        Ok(seals)
    }
}

/// The house's key is sealed as if it were the key of the tenant that can't be.
pub(crate) fn house() -> TenantId {
    uuid::Uuid::nil().into()
}

/// The key for what was written on a day; none once it is destroyed.
pub(crate) async fn open_day(
    conn: &mut PgConnection,
    owner: &TenantKey,
    tenant: TenantId,
    day: Date,
) -> Result<Option<DayKey>, StoreError> {
    let wrapped = sqlx::query_scalar!(
        "select wrapped from day_key where tenant_id = $1 and day = $2",
        tenant.uuid(),
        day.to_sqlx(),
    )
    .fetch_optional(conn)
    .await?;
    wrapped
        .map(|bytes| Ok(owner.open_day(tenant, day, &Sealed::from_bytes(bytes)?)?))
        .transpose()
}

type Held<K, V> = RwLock<HashMap<K, Arc<V>>>;

// A panic elsewhere can't leave a half-made entry in these maps, so a poisoned lock is as good as any.
fn read<K, V>(map: &Held<K, V>) -> std::sync::RwLockReadGuard<'_, HashMap<K, Arc<V>>> {
    map.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<K, V>(map: &Held<K, V>) -> std::sync::RwLockWriteGuard<'_, HashMap<K, Arc<V>>> {
    map.write().unwrap_or_else(PoisonError::into_inner)
}

fn hold<K: Eq + std::hash::Hash, V>(map: &Held<K, V>, id: K, key: &Arc<V>) {
    let mut map = write(map);
    if map.len() >= HELD {
        map.clear();
    }
    map.insert(id, Arc::clone(key));
}
