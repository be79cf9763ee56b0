//! The subcommands, one file each.

mod apply;
mod desk;
mod doctor;
mod export;
mod keys;
mod migrate;
mod patience;
mod run;
mod sandbox;
mod tenant;
mod up;
mod web;
mod work;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::exit::Exit;

/// Lets records flow between the systems of a shop.
#[derive(Parser)]
#[command(name = "kopru", version, about, propagate_version = true)]
pub(crate) struct Cli {
    /// Write the log as JSON lines.
    #[arg(long, global = true, env = "KOPRU_LOG_JSON")]
    pub(crate) log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything in one process: database, migrations, stand-ins, dashboard, API and workers.
    Up(up::Up),
    /// Dashboard and API.
    Web(web::Web),
    /// Workers.
    Work(work::Work),
    /// Bring the database to this release's form.
    Migrate,
    /// The stand-ins for HubSpot and Lightspeed eCom alone, without a database.
    Sandbox(sandbox::Sandbox),
    /// Look whether everything needed is there, and say what is not.
    Doctor,
    /// Make and list tenants.
    #[command(subcommand)]
    Tenant(tenant::Tenant),
    /// Name our experts, who see who bought a set-up package.
    #[command(subcommand)]
    Desk(desk::Desk),
    /// Exchange keys.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Make a tenant look as a workspace file says: all of it or nothing.
    Apply(apply::Apply),
    /// Write a tenant's workspace file, without secrets.
    Export(export::Export),
    /// Run a flow once over what changed.
    Run(run::Run),
}

impl Cli {
    /// Whether a person looks on, who wants to hear of trouble only; services tell what goes well, too.
    pub(crate) fn is_for_people(&self) -> bool {
        !matches!(self.command, Command::Web(_) | Command::Work(_))
    }
}

/// Carries out what was asked for.
pub(crate) async fn run(cli: Cli) -> Result<Exit> {
    match cli.command {
        Command::Up(up) => Box::pin(up.run()).await,
        Command::Web(web) => web.run().await,
        Command::Work(work) => work.run().await,
        Command::Migrate => migrate::run().await,
        Command::Sandbox(sandbox) => sandbox.run().await,
        Command::Doctor => doctor::run().await,
        Command::Tenant(tenant) => tenant.run().await,
        Command::Desk(desk) => desk.run().await,
        Command::Keys(keys) => keys.run().await,
        Command::Apply(apply) => apply.run().await,
        Command::Export(export) => export.run().await,
        Command::Run(run) => run.run().await,
    }
}
