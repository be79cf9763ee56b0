use anyhow::Result;
use clap::Subcommand;
use domain::TenantId;
use secrecy::SecretString;
use serde_json::json;
use store::{Store, api_tokens, tenants, trials, users};

use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    say,
};

#[derive(Subcommand)]
pub(super) enum Tenant {
    /// Make a tenant with its owner and a first API token; prints JSON: tenant_id, token.
    Create {
        /// What the tenant is called.
        name: String,
        /// The owner's e-mail address.
        #[arg(long)]
        owner: String,
        /// The owner's password for the dashboard. Left out: one has to be set before signing in.
        #[arg(long, env = "KOPRU_OWNER_PASSWORD", hide_env_values = true)]
        password: Option<SecretString>,
    },
    /// List the tenants.
    List,
}

impl Tenant {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::open().await?;
        let done = match self {
            Self::Create {
                name,
                owner,
                password,
            } => create(&kopru.store, &name, &owner, password.as_ref())
                .await
                .map(|made| {
                    say::line(json!({ "tenant_id": made.tenant, "token": made.token }));
                }),
            Self::List => list(&kopru.store).await,
        };
        kopru.close().await;
        done.map(|()| Exit::Well)
    }
}

/// A tenant that was just made.
pub(super) struct Made {
    pub(super) tenant: TenantId,
    pub(super) token: String,
}

/// Makes a tenant, its owner (or lets an existing person own it) and an API token, together.
pub(super) async fn create(
    store: &Store,
    name: &str,
    owner: &str,
    password: Option<&SecretString>,
) -> Result<Made> {
    let (name, owner) = (name.trim(), owner.trim());
    if name.is_empty() {
        return Err(wrong_use("a tenant needs a name"));
    }
    if !owner.contains('@') {
        return Err(wrong_use(format!("\"{owner}\" is no e-mail address")));
    }
    let hash = password.map(auth::password::hash).transpose()?;
    let mut tx = store.system().await?;
    let tenant = tenants::create(&mut tx, name).await?;
    let user = match users::by_email(&mut tx, owner).await? {
        Some(user) => user.id,
        None => users::add(&mut tx, owner, "", hash.as_deref()).await?,
    };
    users::join(&mut tx, tenant, user, domain::Role::Owner).await?;
    trials::set_unlimited(&mut tx, tenant).await?;
    tx.commit().await?;
    let mut tx = store.begin(tenant).await?;
    let (_, token) = api_tokens::create(&mut tx, "first token").await?;
    tx.commit().await?;
    Ok(Made {
        tenant,
        token: token.reveal().to_owned(),
    })
}

async fn list(store: &Store) -> Result<()> {
    let mut tx = store.system().await?;
    for tenant in tenants::list(&mut tx).await? {
        say::line(format_args!("{}  {}", tenant.id, tenant.name));
    }
    tx.commit().await?;
    Ok(())
}
