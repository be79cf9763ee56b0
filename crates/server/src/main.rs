//! The binary `kopru`: reads the configuration, wires, starts, stops.

mod commands;
mod config;
mod exit;
mod parts;
mod postgres;
mod say;
mod shutdown;
mod stand_ins;
mod telemetry;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{commands::Cli, exit::Exit};

/// Records are trees of small texts: a third of a batch's CPU time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One TLS for everything; must be chosen before the first client is built.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() {
                Exit::WrongUse.code()
            } else {
                Exit::Well.code()
            };
        }
    };
    if let Err(error) = telemetry::start(cli.log_json, cli.is_for_people()) {
        say::trouble(exit::told(&error));
        return Exit::of(&error).code();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say::trouble(format_args!("the runtime could not be started: {error}"));
            return Exit::CannotReach.code();
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(exit) => exit.code(),
        Err(error) => {
            say::trouble(exit::told(&error));
            Exit::of(&error).code()
        }
    }
}
