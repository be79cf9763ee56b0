use anyhow::Result;

use crate::{exit::Exit, parts::Kopru};

/// Brings the database to this release's form.
pub(super) async fn run() -> Result<Exit> {
    let kopru = Kopru::open().await?;
    let migrated = kopru.store.migrate().await;
    kopru.close().await;
    migrated?;
    println!("the database is up to date");
    Ok(Exit::Well)
}
