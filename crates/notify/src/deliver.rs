//! Deliver: messages to channels leave, one at a time for each channel, so that a slow or failing receiver keeps only its
//! own waiting.

use std::collections::HashMap;

use domain::{AlertKind, ChannelId, retry};
use jiff::SignedDuration;
use store::{
    StoreError,
    alerts::{self, NewAlert},
    channels::{self, Tried},
    deliveries::{self, Outgoing},
};
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    announce::cause_of_channel,
    office::PostOffice,
    relay::{TRIED_FOR, finish, rest, until_woken},
    webhook::{self, Answer},
};

/// Messages on their way at once.
const AT_ONCE: usize = 16;
/// How long a message is ours; longer than a receiver may take.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// After so many tries a receiver that takes nothing is told of.
const TOLD_AFTER: u16 = 5;
/// How long we wait before asking a store again that did not answer.
const PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

/// Sends messages until `stop`.
pub(crate) async fn deliveries(
    office: &PostOffice,
    mut woken: watch::Receiver<()>,
    stop: &CancellationToken,
) {
    let mut under_way = JoinSet::new();
    let mut busy: HashMap<Id, ChannelId> = HashMap::new();
    while !stop.is_cancelled() {
        while let Some(ended) = under_way.try_join_next_with_id() {
            busy.remove(&id_of(&ended));
        }
        let taken = if under_way.len() < AT_ONCE {
            take(office, &busy).await
        } else {
            Ok(None)
        };
        match taken {
            Ok(Some(message)) => {
                let (office, channel) = (office.clone(), message.channel);
                let task = under_way.spawn(async move { send(&office, message).await });
                busy.insert(task.id(), channel);
            }
            Ok(None) => tokio::select! {
                () = until_woken(&mut woken, stop) => {}
                Some(ended) = under_way.join_next_with_id() => { busy.remove(&id_of(&ended)); }
            },
            Err(error) => {
                warn!(error = %error, "messages can't be asked for; trying again");
                rest(PAUSE, stop).await;
            }
        }
    }
    finish(under_way).await;
}

fn id_of(ended: &Result<(Id, ()), tokio::task::JoinError>) -> Id {
    match ended {
        Ok((id, ())) => *id,
        Err(error) => error.id(),
    }
}

async fn take(office: &PostOffice, busy: &HashMap<Id, ChannelId>) -> Result<Option<Outgoing>, StoreError> {
    let busy: Vec<ChannelId> = busy.values().copied().collect();
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    let message = deliveries::take(&mut tx, &busy, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(message)
}

async fn send(office: &PostOffice, message: Outgoing) {
    let answer = match &message.open {
        // The moment of this try: receivers refuse what was signed long ago.
        Ok((body, target)) => {
            webhook::post(&office.client, message.id, office.clock.now(), target, body).await
        }
        Err(error) => Answer {
            well: false,
            words: format!("the message can't be opened: {error}"),
        },
    };
    if let Err(error) = keep(office, &message, &answer).await {
        warn!(delivery.id = %message.id, error = %error, "what became of a message could not be kept; it is tried again");
    }
}

async fn keep(office: &PostOffice, message: &Outgoing, answer: &Answer) -> Result<(), StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.begin(message.tenant).await?;
    let tried = Tried {
        at: now,
        well: answer.well,
        words: answer.words.clone(),
    };
    channels::tried(&mut tx, message.channel, &tried).await?;
    if answer.well {
        deliveries::sent(&mut tx, message.id, now).await?;
        alerts::resolve(&mut tx, &cause_of_channel(message.channel), now).await?;
        tx.commit().await?;
        info!(delivery.id = %message.id, channel.id = %message.channel, "a message was sent");
        return Ok(());
    }
    let for_good = message.open.is_err() || now.duration_since(message.created_at) > TRIED_FOR;
    if for_good {
        deliveries::give_up(&mut tx, message.id, now, &answer.words).await?;
    } else {
        let again = now + retry::backoff(message.attempt, rand::random());
        deliveries::put_off(&mut tx, message.id, again, &answer.words).await?;
    }
    if for_good || message.attempt >= TOLD_AFTER {
        alerts::raise(&mut tx, &refused(message, answer), now).await?;
    }
    tx.commit().await?;
    warn!(
        delivery.id = %message.id, channel.id = %message.channel, attempt = message.attempt, for_good,
        words = answer.words, "a message was not taken"
    );
    Ok(())
}

fn refused(message: &Outgoing, answer: &Answer) -> NewAlert {
    NewAlert::new(
        AlertKind::ChannelFailed,
        cause_of_channel(message.channel),
        format!("The channel \"{}\" does not take our messages.", message.name),
        "Check its address and send a test.",
    )
    .saying(&answer.words)
}
