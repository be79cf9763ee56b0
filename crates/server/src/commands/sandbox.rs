use std::{net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::SignedDuration;

use crate::{config, exit::Exit, say, shutdown};

#[derive(Args)]
pub(super) struct Sandbox {
    /// Where both stand-ins listen.
    #[arg(long, default_value = config::SANDBOX_LISTEN)]
    listen: SocketAddr,
    /// The shop that is there at the start: small, large or orders-1000.
    #[arg(long, default_value = "small")]
    shop: String,
    /// How long each call takes before it is worked on (30ms, 1s).
    #[arg(long, default_value = "0ms", value_parser = duration)]
    latency: Duration,
    /// Whether the vendors' rate limits are enforced.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    limits: Switch,
    /// The same seed gives the same shop and the same credentials.
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// A folder in which they keep their data over restarts. Left out: they forget everything when they stop.
    #[arg(long)]
    state: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Sandbox {
    pub(super) async fn run(self) -> Result<Exit> {
        let stop = shutdown::on_signal();
        let options = sandbox::Options {
            listen: self.listen,
            shop: self
                .shop
                .parse()
                .map_err(|error: sandbox::SandboxError| crate::exit::wrong_use(error.to_string()))?,
            latency: self.latency,
            limits: matches!(self.limits, Switch::On),
            seed: self.seed,
            public_url: None,
            state: self.state,
        };
        let running = sandbox::start(options).await?;
        say::line(format_args!(
            "The stand-ins listen on {0}; what a client needs: {0}/_credentials",
            running.base_url()
        ));
        stop.cancelled().await;
        running.stop().await;
        Ok(Exit::Well)
    }
}

/// `30ms`, `1s`, `1m 30s`.
fn duration(text: &str) -> Result<Duration> {
    let duration: SignedDuration = text
        .parse()
        .with_context(|| format!("\"{text}\" is no duration (30ms, 1s)"))?;
    Ok(Duration::try_from(duration)?)
}
