//! Logs: one line an event, with fields that can be searched, to standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// What is logged unless `KOPRU_LOG` says otherwise.
const DEFAULT: &str = "info,sqlx=warn,hyper=warn,h2=warn,reqwest=warn";

/// Starts logging; as JSON where a machine reads it, in colour where a person does. `quiet` leaves out what goes
/// well, unless `KOPRU_LOG` says otherwise.
pub(crate) fn start(json: bool, quiet: bool) {
    let default = if quiet { "warn" } else { DEFAULT };
    let filter = EnvFilter::try_from_env("KOPRU_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        registry.with(lines.json().flatten_event(true)).init();
    } else {
        registry.with(lines.compact().with_target(false)).init();
    }
}
