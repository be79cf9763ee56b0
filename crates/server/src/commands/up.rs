use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result};
use clap::Args;
use rand::RngExt as _;
use secrecy::SecretString;
use serde_json::json;
use store::tenants;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{desk, tenant, web, work};
use crate::{
    config::{self, Config},
    exit::Exit,
    parts::Kopru,
    say, shutdown,
    stand_ins::{Notice, StandIn},
};

/// The demo's set-up: every flow, with the stand-ins at both ends.
const DEMO: &str = include_str!("../../../../deploy/demo.toml");
const DEMO_NAME: &str = "Demo Shop BV";
const DEMO_OWNER: &str = "demo@kopru.example";
/// How long the stand-ins take for a call: about what the real ones take.
const LATENCY: Duration = Duration::from_millis(30);
const DEMO_EXPERT: &str = "expert@kopru.example";
const DEMO_EXPERT_NAME: &str = "Elif Kaya";
const DEMO_PASSWORD: &str = "brug-over-de-gracht";

#[derive(Args)]
pub(super) struct Up {
    /// Load a demo tenant whose shop receives an order every few seconds.
    #[arg(long)]
    demo: bool,
    /// Where the stand-ins listen.
    #[arg(long, default_value = config::SANDBOX_LISTEN)]
    sandbox: SocketAddr,
    /// Flows that are worked on at once.
    #[arg(long, env = "KOPRU_SLOTS", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1000))]
    slots: u16,
}

impl Up {
    pub(super) async fn run(self) -> Result<Exit> {
        let stop = shutdown::on_signal();
        let config = Config::read()?;
        let listener = web::listen(&config).await?;
        let running = sandbox::start(sandbox::Options {
            listen: self.sandbox,
            latency: LATENCY,
            state: Some(config.var.join("sandbox")),
            ..sandbox::Options::default()
        })
        .await?;
        let ran = Box::pin(self.run_between(config, listener, running.base_url(), &stop)).await;
        stop.cancel();
        running.stop().await;
        ran.map(|()| Exit::Well)
    }

    async fn run_between(
        &self,
        mut config: Config,
        listener: TcpListener,
        sandbox: &str,
        stop: &CancellationToken,
    ) -> Result<()> {
        let remote = StandIn::at(&sandbox.parse()?).await?;
        remote.have_room().await?;
        config.use_stand_ins(&remote)?;
        let hooks = config.web.public_url.join("hooks/stripe")?;
        config
            .stripe
            .set_webhook_secret(remote.webhooks_to(hooks.as_str()).await?);
        let notice = Notice::leave(&config.var, config.database.url.as_deref(), &remote.base)?;
        if notice.is_none() {
            tracing::warn!(
                "another process's stand-ins run on the same data; commands beside this one speak to those"
            );
        }
        let kopru = Kopru::with(config).await?;
        let ran = self.run_all(&kopru, listener, &remote, stop).await;
        kopru.close().await;
        ran
    }

    async fn run_all(
        &self,
        kopru: &Kopru,
        listener: TcpListener,
        remote: &StandIn,
        stop: &CancellationToken,
    ) -> Result<()> {
        kopru
            .store
            .migrate()
            .await
            .context("bringing the database up to date")?;
        let serving = web::serve(kopru, listener, stop);
        let working = async {
            if self.demo {
                load_demo(kopru, remote).await?;
            }
            if stop.is_cancelled() {
                return Ok(());
            }
            announce(kopru, remote, self.demo);
            tokio::join!(
                work::duties(kopru, self.slots.into(), stop),
                shop_is_open(remote, self.demo, stop)
            );
            Ok(())
        };
        let (served, worked) = tokio::join!(
            async {
                let served = serving.await;
                stop.cancel();
                served
            },
            async {
                let worked = working.await;
                stop.cancel();
                worked
            }
        );
        served.and(worked)
    }
}

/// Makes the demo tenant, or finds it again, and applies its set-up.
async fn load_demo(kopru: &Kopru, remote: &StandIn) -> Result<()> {
    let mut tx = kopru.store.system().await?;
    let found = tenants::list(&mut tx)
        .await?
        .into_iter()
        .find(|tenant| tenant.name == DEMO_NAME);
    tx.commit().await?;
    let tenant = match found {
        Some(tenant) => tenant.id,
        None => {
            let password = SecretString::from(DEMO_PASSWORD);
            tenant::create(&kopru.store, DEMO_NAME, DEMO_OWNER, Some(&password))
                .await?
                .tenant
        }
    };
    let password = SecretString::from(DEMO_PASSWORD);
    desk::add(&kopru.store, DEMO_EXPERT, DEMO_EXPERT_NAME, Some(&password)).await?;
    let applied = workspace::apply(&kopru.ground(), tenant, DEMO, |name| remote.secret(name)).await;
    applied.context("setting up the demo")?;
    Ok(())
}

fn announce(kopru: &Kopru, remote: &StandIn, demo: bool) {
    let base = remote.base.as_str().trim_end_matches('/');
    say::line("");
    say::line("  Kopru is up.");
    say::line("");
    say::line(format_args!("  dashboard   {}", kopru.config.web.public_url));
    say::line(format_args!(
        "  API         {}api/v1/openapi.json",
        kopru.config.web.public_url
    ));
    say::line(format_args!(
        "  stand-ins   {base}  (what is there: {base}/_summary)"
    ));
    if demo {
        say::line("");
        say::line(format_args!("  sign in as  {DEMO_OWNER}"));
        say::line(format_args!(
            "              {DEMO_EXPERT}, to see the desk of our experts at /desk"
        ));
        say::line(format_args!("  password    {DEMO_PASSWORD}"));
        say::line("");
        say::line("  The demo shop receives an order every few seconds; it arrives as a deal.");
    }
    say::line("");
    say::line("  Ctrl-C stops all of it.");
    say::line("");
}

/// Shoppers come to the demo's shop every few seconds.
async fn shop_is_open(remote: &StandIn, demo: bool, stop: &CancellationToken) {
    if !demo {
        return;
    }
    let url = format!("{}_orders", remote.base);
    loop {
        let pause = Duration::from_millis(rand::rng().random_range(2_000..6_000));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return,
        }
        let order = tokio::select! {
            order = remote.client.post(&url).json(&json!({})).send() => order,
            () = stop.cancelled() => return,
        };
        if let Err(error) = order.and_then(reqwest::Response::error_for_status) {
            tracing::warn!(error = %error, "no order could be placed in the demo's shop");
        }
    }
}
