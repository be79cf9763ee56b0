//! Wiring: from the configuration to the parts that do the work.

use std::sync::Arc;

use anyhow::{Context, Result};
use auth::MasterKey;
use connectors::Registry;
use domain::TenantId;
use engine::ports::SystemClock;
use scheduler::Parts;
use store::{Store, StoreBudgets, StoreVault, tenants};
use workspace::Ground;

use crate::{config::Config, exit::wrong_use, postgres::Postgres};

/// Connections to the database that one process opens at most.
const CONNECTIONS: u32 = 24;

/// Everything that a command works with. The embedded database, if there is one, runs as long as this lives.
pub(crate) struct Kopru {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) parts: Parts,
    postgres: Option<Postgres>,
}

impl Kopru {
    /// Reads the configuration and opens everything.
    pub(crate) async fn open() -> Result<Self> {
        Self::with(Config::from_env().map_err(|error| wrong_use(format!("{error:#}")))?).await
    }

    /// Opens everything by this configuration. The tables are brought up to date if the database is our own: where an
    /// operator has one, `kopru migrate` is theirs to time.
    pub(crate) async fn with(config: Config) -> Result<Self> {
        std::fs::create_dir_all(&config.var)
            .with_context(|| format!("the folder {} could not be made", config.var.display()))?;
        let postgres = match &config.database.url {
            Some(_) => None,
            None => Some(Postgres::start(&config.var, config.database.programs.as_deref())?),
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
        if postgres.is_some() {
            store
                .migrate()
                .await
                .context("bringing the database up to date")?;
        }
        let registry = Registry::new(config.remotes()?);
        let clock = Arc::new(SystemClock);
        let vault = Arc::new(StoreVault::new(store.clone()));
        let budgets = Arc::new(StoreBudgets::new(store.clone(), clock.clone()));
        let parts = Parts::new(store.clone(), registry, vault, budgets, clock);
        Ok(Self {
            config,
            store,
            parts,
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
