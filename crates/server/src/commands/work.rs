use anyhow::Result;
use clap::Args;
use scheduler::Only;
use tokio_util::sync::CancellationToken;

use crate::{config::Config, exit::Exit, parts::Kopru, shutdown};

#[derive(Args)]
pub(super) struct Work {
    /// Flows that are worked on at once.
    #[arg(long, env = "KOPRU_SLOTS", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1000))]
    slots: u16,
}

impl Work {
    pub(super) async fn run(self) -> Result<Exit> {
        let kopru = Kopru::for_service(Config::read()?).await?;
        let stop = shutdown::on_signal();
        duties(&kopru, self.slots.into(), &stop).await;
        kopru.close().await;
        Ok(Exit::Well)
    }
}

/// All of the scheduler's duties and the post, until `stop`; each ends what it has in hand.
pub(super) async fn duties(kopru: &Kopru, slots: usize, stop: &CancellationToken) {
    let parts = &kopru.parts;
    let duties = [
        tokio::spawn(scheduler::work(parts.clone(), slots, Only::Anyone, stop.clone())),
        tokio::spawn(scheduler::tick(parts.clone(), stop.clone())),
        tokio::spawn(scheduler::load(parts.clone(), Only::Anyone, stop.clone())),
        tokio::spawn(scheduler::sweep(parts.clone(), stop.clone())),
        tokio::spawn(scheduler::reconcile(parts.clone(), stop.clone())),
        tokio::spawn(notify::relay(kopru.office.clone(), stop.clone())),
        tokio::spawn(billing::watch(kopru.till.clone(), stop.clone())),
    ];
    for duty in duties {
        if let Err(error) = duty.await {
            tracing::error!(error = %error, "a duty ended by itself");
            stop.cancel();
        }
    }
}
