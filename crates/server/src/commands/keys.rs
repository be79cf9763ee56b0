use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use auth::MasterKey;
use clap::Subcommand;
use store::tenants;

use crate::{
    exit::{Exit, wrong_use},
    parts::Kopru,
    say,
};

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Exchange the master key: every tenant's key is wrapped under the new one, and nothing else has to be touched.
    Rotate {
        /// Where the new key is to be kept; the file must not be there yet.
        new_key_file: PathBuf,
    },
}

impl Keys {
    pub(super) async fn run(self) -> Result<Exit> {
        let Self::Rotate { new_key_file } = self;
        let kopru = Kopru::open().await?;
        let rotated = rotate(&kopru, &new_key_file).await;
        kopru.close().await;
        say::line(format_args!(
            "{} tenants' keys are under the new master key now",
            rotated?
        ));
        say::line(format_args!(
            "point KOPRU_MASTER_KEY_FILE at {} and restart every process",
            new_key_file.display()
        ));
        Ok(Exit::Well)
    }
}

/// The new key is on the disk before anything is sealed under it; after a crash in between, nothing is lost.
async fn rotate(kopru: &Kopru, new_key_file: &Path) -> Result<u64> {
    let new = MasterKey::create_file(new_key_file).map_err(|error| wrong_use(error.to_string()))?;
    tenants::rotate_master(&kopru.store, &new)
        .await
        .context("wrapping the tenants' keys under the new master key")
}
