use anyhow::Result;
use clap::Args;
use domain::TenantId;

use crate::{exit::Exit, parts::Kopru};

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
        print!("{}", exported?);
        Ok(Exit::Well)
    }
}
