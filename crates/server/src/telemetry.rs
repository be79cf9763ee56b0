//! Logs: one line an event, with fields that can be searched, to standard error.

use std::io::IsTerminal as _;

use anyhow::Result;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::{config::text, exit::wrong_use};

/// What is logged unless `KOPRU_LOG` says otherwise.
const DEFAULT: &str = "info,sqlx=warn,hyper=warn,h2=warn,reqwest=warn";

/// Starts logging; as JSON where a machine reads it, in colour where a person does. `quiet` leaves out what goes
/// well, unless `KOPRU_LOG` says otherwise.
///
/// # Errors
/// When `KOPRU_LOG` can't be read.
pub(crate) fn start(json: bool, quiet: bool) -> Result<()> {
    let default = if quiet { "warn" } else { DEFAULT };
    let wanted = text("KOPRU_LOG").unwrap_or_else(|| default.to_owned());
    let filter = EnvFilter::builder().parse(&wanted).map_err(|error| {
        wrong_use(format!(
            "KOPRU_LOG is \"{wanted}\"; it takes levels, like info or scheduler=debug: {error}"
        ))
    })?;
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        registry.with(lines.json().flatten_event(true)).init();
    } else {
        registry.with(lines.compact().with_target(false)).init();
    }
    Ok(())
}
