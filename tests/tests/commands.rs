//! What scripts may do with the commands.

use std::process::Stdio;

use anyhow::{Context as _, Result};
use tests::{World, WorldOptions};

#[tokio::test]
async fn a_reader_that_has_heard_enough_ends_no_command_badly() -> Result<()> {
    let world = World::new(WorldOptions::default()).await?;
    world.tenant("Defne").await?;
    let mut listing = world
        .command(&["tenant", "list"])?
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // As `| head -1` does it, before the first line even.
    drop(listing.stdout.take().context("its output")?);
    let ended = listing.wait_with_output().await?;
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(
        ended.status.success() && said.is_empty(),
        "{} {said}",
        ended.status
    );
    world.end().await
}
