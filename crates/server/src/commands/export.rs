use anyhow::Result;
use clap::Args;
use domain::TenantId;

use crate::{exit::Exit, parts::Kopru, say};

#[derive(Args)]
pub(super) struct Export {
    /// Whose set-up to write.
    #[arg(long)]
    tenant: TenantId,
}

impl Export {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::open().await?;
        let exported = async {
            let tenant = kopru.tenant(self.tenant).await?;
            Ok::<_, anyhow::Error>(workspace::export(&kopru.store, tenant).await?)
        }
        .await;
        kopru.close().await;
        say::text(exported?);
        Ok(Exit::Well)
    }
}
