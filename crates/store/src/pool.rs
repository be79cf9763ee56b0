use std::{sync::Arc, time::Duration};

use auth::MasterKey;
use domain::TenantId;
use jiff::Timestamp;
use sqlx::{
    AssertSqlSafe, Connection as _, PgConnection, PgPool,
    migrate::{Migrate as _, Migrator},
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};

use crate::{StoreError, SystemTx, Tx, keyring::Keyring, retention};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// How each transaction begins.
///
/// A plan is made when a statement is first used and kept; made while the queue is empty it would walk through the
/// whole table, and go on doing so when 100,000 keys wait. All our statements have an index to go by.
const BEGIN: &str = "begin; set local enable_seqscan = off";

/// The way to the database, and the keys that open what lies there. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
    keys: Arc<Keyring>,
}

impl Store {
    /// Opens the way to a database. `connections` is how many may be open at once.
    ///
    /// # Errors
    /// When the address is wrong or the database can't be reached.
    pub async fn connect(url: &str, connections: u32, master: MasterKey) -> Result<Self, StoreError> {
        // Asked once outside the pool, which would only say that it waited in vain.
        Self::answers(url).await?;
        let options: PgConnectOptions = url.parse().map_err(StoreError::Unreachable)?;
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options.application_name("kopru"))
            .await
            .map_err(StoreError::Unreachable)?;
        Ok(Self::new(pool, master))
    }

    /// Whether the database at this address lets us in.
    ///
    /// # Errors
    /// When the address is wrong or the database can't be reached.
    pub async fn answers(url: &str) -> Result<(), StoreError> {
        let options: PgConnectOptions = url.parse().map_err(StoreError::Unreachable)?;
        let first = PgConnection::connect_with(&options)
            .await
            .map_err(StoreError::Unreachable)?;
        first.close().await.map_err(StoreError::Unreachable)
    }

    /// The same over connections that are open already (tests have a database each).
    #[must_use]
    pub fn new(pool: PgPool, master: MasterKey) -> Self {
        Self {
            pool,
            keys: Arc::new(Keyring::new(master)),
        }
    }

    /// Brings the tables up to date. Safe to call from several processes at once, and beside the previous release.
    ///
    /// # Errors
    /// When a migration fails, or one that was run here before is unknown to this release.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        MIGRATIONS.run(&self.pool).await?;
        let mut tx = self.system().await?;
        retention::ensure_partitions(&mut tx, Timestamp::now()).await?;
        tx.commit().await
    }

    /// A transaction that sees and changes one tenant's rows.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin(&self, tenant: TenantId) -> Result<Tx, StoreError> {
        // One message for all three: a transaction costs no more round trips for being guarded. An id has no
        // characters that could end the quotes.
        let begin = format!("{BEGIN}; set local role kopru_tenant; set local kopru.tenant = '{tenant}'");
        let inner = self.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(Tx::new(inner, tenant, Arc::clone(&self.keys)))
    }

    /// A transaction that crosses tenants: for the scheduler, sign-in and incoming hooks only.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn system(&self) -> Result<SystemTx, StoreError> {
        let begin = format!("{BEGIN}; set local role kopru_system");
        let inner = self.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(SystemTx::new(inner, Arc::clone(&self.keys)))
    }

    /// As [`Store::system`], for changes that may be lost if the machine loses power within the next moment and
    /// are not worth waiting for the disk (call budgets).
    pub(crate) async fn system_without_waiting(&self) -> Result<SystemTx, StoreError> {
        let begin = format!("{BEGIN}; set local role kopru_system; set local synchronous_commit = off");
        let inner = self.pool.begin_with(AssertSqlSafe(begin)).await?;
        Ok(SystemTx::new(inner, Arc::clone(&self.keys)))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query_scalar!(r#"select 1 as "one!""#)
            .fetch_one(&self.pool)
            .await?;
        Ok(())
    }

    /// Whether any release ever migrated this database. If not, it holds nothing of ours.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn was_migrated(&self) -> Result<bool, StoreError> {
        let table =
            sqlx::query_scalar!(r#"select to_regclass('_sqlx_migrations') is not null as "is_there!""#);
        Ok(table.fetch_one(&self.pool).await?)
    }

    /// How many of this release's migrations the database still lacks. Zero: it is ready for us.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn pending_migrations(&self) -> Result<usize, StoreError> {
        if !self.was_migrated().await? {
            return Ok(MIGRATIONS.iter().count());
        }
        let mut connection = self.pool.acquire().await?;
        let run = connection.list_applied_migrations("_sqlx_migrations").await?;
        Ok(MIGRATIONS
            .iter()
            .filter(|ours| !run.iter().any(|theirs| theirs.version == ours.version))
            .count())
    }

    /// Hears of work that became due (the payload is the flow's id). Listen before you look for work, then look,
    /// then wait, with a poll as a fall-back.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn listen(&self) -> Result<PgListener, StoreError> {
        self.listen_to("kopru_work").await
    }

    /// Hears of runs that were asked for (the payload is the run's id), in the same way.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn listen_for_runs(&self) -> Result<PgListener, StoreError> {
        self.listen_to("kopru_runs").await
    }

    /// Hears of letters, messages and alerts that wait to be told, in the same way.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn listen_for_post(&self) -> Result<PgListener, StoreError> {
        self.listen_to("kopru_post").await
    }

    async fn listen_to(&self, channel: &str) -> Result<PgListener, StoreError> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(channel).await?;
        Ok(listener)
    }

    pub(crate) fn keys(&self) -> &Arc<Keyring> {
        &self.keys
    }

    /// Ends all connections once their transactions are done.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
