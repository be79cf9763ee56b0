use anyhow::Result;
use clap::Subcommand;
use secrecy::SecretString;
use store::{Store, StoreError, desk, users};

use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    say,
};

#[derive(Subcommand)]
pub(super) enum Desk {
    /// Make a person one of our experts; an unknown address becomes a new person.
    Add {
        /// The e-mail address.
        email: String,
        /// What they are called on orders.
        #[arg(long, default_value = "")]
        name: String,
        /// The password of a new person. Left out: one has to be set before signing in.
        #[arg(long, env = "KOPRU_EXPERT_PASSWORD", hide_env_values = true)]
        password: Option<SecretString>,
    },
    /// End a person's place at the desk.
    Remove {
        /// The e-mail address.
        email: String,
    },
    /// List our experts.
    List,
}

impl Desk {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::open().await?;
        let done = match self {
            Self::Add {
                email,
                name,
                password,
            } => add(&kopru.store, &email, &name, password.as_ref()).await,
            Self::Remove { email } => remove(&kopru.store, &email).await,
            Self::List => list(&kopru.store).await,
        };
        kopru.close().await;
        done.map(|()| Exit::Well)
    }
}

/// Makes a person one of our experts.
pub(super) async fn add(
    store: &Store,
    email: &str,
    name: &str,
    password: Option<&SecretString>,
) -> Result<()> {
    let email = email.trim();
    if !email.contains('@') {
        return Err(wrong_use(format!("\"{email}\" is no e-mail address")));
    }
    let hash = password.map(auth::password::hash).transpose()?;
    let mut tx = store.system().await?;
    if users::by_email(&mut tx, email).await?.is_none() {
        users::add(&mut tx, email, name, hash.as_deref()).await?;
    }
    desk::set_staff(&mut tx, email, true).await?;
    Ok(tx.commit().await?)
}

async fn remove(store: &Store, email: &str) -> Result<()> {
    let mut tx = store.system().await?;
    match desk::set_staff(&mut tx, email, false).await {
        Err(StoreError::Missing { .. }) => Err(wrong_use(format!("nobody has the address \"{email}\""))),
        done => {
            done?;
            Ok(tx.commit().await?)
        }
    }
}

async fn list(store: &Store) -> Result<()> {
    let mut tx = store.system().await?;
    for expert in desk::experts(&mut tx).await? {
        say::line(format_args!("{}  {}", expert.email, expert.name));
    }
    Ok(tx.commit().await?)
}
