use anyhow::Result;

use crate::{config::Config, exit::Exit, parts::Kopru, say};

/// Brings the database to this release's form.
pub(super) async fn run() -> Result<Exit> {
    let kopru = Kopru::as_it_is(Config::read()?).await?;
    let migrated = kopru.store.migrate().await;
    kopru.close().await;
    migrated?;
    say::line("the database is up to date");
    Ok(Exit::Well)
}
