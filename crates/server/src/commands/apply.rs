use std::{env, fs, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use domain::{FailureClass, TenantId};
use workspace::ApplyError;

use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    say,
};

#[derive(Args)]
pub(super) struct Apply {
    /// The workspace file (TOML). Secrets in it stand as ${NAME} and come from the environment.
    file: PathBuf,
    /// Whose set-up it is.
    #[arg(long)]
    tenant: TenantId,
}

impl Apply {
    pub(super) async fn run(self) -> Result<Exit> {
        let text = fs::read_to_string(&self.file)
            .map_err(|error| wrong_use(format!("{} can't be read: {error}", self.file.display())))?;
        let kopru = Kopru::open().await?;
        let applied = self.apply(&kopru, &text).await;
        kopru.close().await;
        say::line(serde_json::to_string_pretty(&applied?)?);
        Ok(Exit::Well)
    }

    async fn apply(&self, kopru: &Kopru, text: &str) -> Result<workspace::Applied> {
        let tenant = kopru.tenant(self.tenant).await?;
        let applied = workspace::apply(&kopru.ground(), tenant, text, |name| env::var(name).ok()).await;
        applied
            .map_err(|error| match error {
                ApplyError::Syntax(_) | ApplyError::Mistakes(_) => {
                    wrong_use(format!("{}: nothing was applied.\n{error}", self.file.display()))
                }
                ApplyError::Remote { ref failure, .. }
                    if failure.is_permanent() || failure.class == FailureClass::NeedsSignIn =>
                {
                    wrong_use(format!("{}: nothing was applied. {error}", self.file.display()))
                }
                ApplyError::Remote { .. } => anyhow::anyhow!("nothing was applied. {error}"),
                other => anyhow::Error::new(other),
            })
            .with_context(|| format!("applying {}", self.file.display()))
    }
}
