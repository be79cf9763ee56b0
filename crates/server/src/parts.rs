//! Wiring: from the configuration to the parts that do the work.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use auth::MasterKey;
use billing::Till;
use connectors::Registry;
use domain::TenantId;
use engine::ports::SystemClock;
use notify::PostOffice;
use scheduler::Parts;
use store::{Store, StoreBudgets, StoreVault, tenants};
use workspace::Ground;

use crate::{config::Config, exit::wrong_use, postgres::Postgres};

/// Connections to the database that one process opens at most.
const CONNECTIONS: u32 = 24;
/// How long a service waits for its database at its start.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long until it asks again.
const PAUSE: Duration = Duration::from_secs(1);

/// Everything that a command works with. The embedded database, if there is one, runs as long as this lives.
pub(crate) struct Kopru {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) parts: Parts,
    /// Tells people.
    pub(crate) office: PostOffice,
    pub(crate) till: Till,
    postgres: Option<Postgres>,
}

impl Kopru {
    /// Reads the configuration and opens everything.
    pub(crate) async fn open() -> Result<Self> {
        Self::with(Config::read()?).await
    }

    /// Opens everything by this configuration, for a command that needs this release's tables.
    pub(crate) async fn with(config: Config) -> Result<Self> {
        let kopru = Self::as_it_is(config).await?;
        match bring_up_to_date(&kopru.store, kopru.postgres.is_some()).await {
            Ok(()) => Ok(kopru),
            Err(error) => {
                kopru.close().await;
                Err(error)
            }
        }
    }

    /// The same for a service, which is often started together with its database: it waits for that.
    pub(crate) async fn for_service(config: Config) -> Result<Self> {
        let end = tokio::time::Instant::now() + PATIENCE;
        if let Some(url) = &config.database.url {
            while let Err(error) = Store::answers(url).await {
                if !error.is_passing() || tokio::time::Instant::now() >= end {
                    return Err(error).context("the database");
                }
                tracing::warn!(error = %error, "the database does not answer yet; trying again");
                tokio::time::sleep(PAUSE).await;
            }
        }
        Self::with(config).await
    }

    /// Opens everything by this configuration, whatever form the database is in.
    pub(crate) async fn as_it_is(mut config: Config) -> Result<Self> {
        config.meet_stand_ins().await?;
        std::fs::create_dir_all(&config.var)
            .with_context(|| format!("the folder {} could not be made", config.var.display()))?;
        let postgres = match &config.database.url {
            Some(_) => None,
            None => Some(start_postgres(&config).await?),
        };
        let url = match (&config.database.url, &postgres) {
            (Some(url), _) => url.clone(),
            (None, Some(postgres)) => postgres.url(),
            (None, None) => anyhow::bail!("there is no database"),
        };
        let master = MasterKey::from_file_or_create(&config.master_key_file)?;
        let store = Store::connect(&url, CONNECTIONS, master)
            .await
            .context("the database")?;
        let registry = Registry::new(config.remotes()?);
        let clock = Arc::new(SystemClock);
        let vault = Arc::new(StoreVault::new(store.clone()));
        let budgets = Arc::new(StoreBudgets::new(store.clone(), clock.clone()));
        let office = PostOffice::new(
            store.clone(),
            clock.clone(),
            config.post()?,
            config.development,
            config.web.public_url.clone(),
        )
        .context("building the HTTP client for messages")?;
        let till = Till::new(
            store.clone(),
            clock.clone(),
            config.web.public_url.clone(),
            config.stripe.settings(),
        )
        .context("the payment provider's client")?;
        let parts = Parts::new(store.clone(), registry, vault, budgets, clock);
        Ok(Self {
            config,
            store,
            parts,
            office,
            till,
            postgres,
        })
    }

    /// What applying a workspace file stands on.
    pub(crate) fn ground(&self) -> Ground {
        Ground {
            parts: self.parts.clone(),
            public_url: self.config.web.public_url.clone(),
        }
    }

    /// The tenant of this id.
    pub(crate) async fn tenant(&self, id: TenantId) -> Result<TenantId> {
        let mut tx = self.store.system().await?;
        let found = tenants::find(&mut tx, id).await?;
        tx.commit().await?;
        found.map(|tenant| tenant.id).ok_or_else(|| {
            wrong_use(format!(
                "there is no tenant {id}; `kopru tenant list` tells which there are"
            ))
        })
    }

    /// Ends connections, then the embedded database.
    pub(crate) async fn close(mut self) {
        self.store.close().await;
        if let Some(mut postgres) = self.postgres.take() {
            // It waits for the server to end.
            let _ = tokio::task::spawn_blocking(move || postgres.stop()).await;
        }
    }
}

/// Starting the embedded server takes seconds, in which signals must be heard.
async fn start_postgres(config: &Config) -> Result<Postgres> {
    let (var, programs) = (config.var.clone(), config.database.programs.clone());
    tokio::task::spawn_blocking(move || Postgres::start(&var, programs.as_deref()))
        .await
        .context("starting the database")?
}

/// Migrates a database that is our own, or empty. Where an operator has one with data in it, `kopru migrate` is theirs
/// to time, and this process would not understand the older tables.
async fn bring_up_to_date(store: &Store, ours: bool) -> Result<()> {
    let pending = store.pending_migrations().await.context("the database")?;
    if pending == 0 {
        return Ok(());
    }
    if !ours && store.was_migrated().await? {
        anyhow::bail!("the database lacks {pending} of this release's migrations; run `kopru migrate` first");
    }
    store.migrate().await.context("bringing the database up to date")
}
