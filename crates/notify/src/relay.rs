//! Relay: letters, messages and what there is to tell leave the house.
//!
//! What is sent is taken first, for as long as sending may take at most: the time at which another may take it is moved
//! on in a short transaction, and no lock is held while a mail server thinks. A process that is killed in between has
//! its letter sent by another, then perhaps a second time; both carry the same id.

use std::time::Duration;

use domain::{AlertKind, LetterId, TenantId, retry};
use jiff::{SignedDuration, Timestamp};
use store::{
    StoreError,
    alerts::{self, NewAlert},
    deliveries,
    letters::{self, Outgoing, Written},
};
use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use crate::{announce, deliver, digest, office::PostOffice};

/// How long we wait at most without looking: wake-ups may be lost with a connection.
const POLL: Duration = Duration::from_secs(5);
/// How long we wait before asking a store again that did not answer.
const PAUSE: Duration = Duration::from_secs(1);
/// How long sending may go on after we were told to stop.
const LAST: Duration = Duration::from_secs(10);
/// Letters on their way at once.
const AT_ONCE: usize = 4;
/// How long a letter is ours; longer than a mail server may take.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
const PATIENCE: Duration = Duration::from_secs(60);
/// How long we try.
pub(crate) const TRIED_FOR: SignedDuration = SignedDuration::from_hours(72);
/// How often we look whether alerts are over, and throw away what is past its time.
const TIDY: Duration = Duration::from_secs(15);
/// How long it is remembered that something was sent.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Sends what is to be sent until `stop`; what is under way is ended first.
pub async fn relay(office: PostOffice, stop: CancellationToken) {
    let (wake, woken) = watch::channel(());
    tokio::join!(
        listen(&office, &wake, &stop),
        letters(&office, woken.clone(), &stop),
        deliver::deliveries(&office, woken.clone(), &stop),
        tell(&office, woken, &stop),
        tidy(&office, &stop),
    );
}

/// Hears that there is something to send.
async fn listen(office: &PostOffice, wake: &watch::Sender<()>, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let heard = async {
            let mut listener = office.store.listen_for_post().await?;
            loop {
                // Listen before you look: the first look comes after the listener stands.
                wake.send_replace(());
                listener.recv().await.map_err(StoreError::Unreachable)?;
            }
        };
        let ended: Result<(), StoreError> = tokio::select! {
            ended = heard => ended,
            () = stop.cancelled() => return,
        };
        if let Err(error) = ended {
            warn!(error = %error, "the post can't be listened for; trying again");
        }
        rest(PAUSE, stop).await;
    }
}

pub(crate) async fn rest(pause: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = stop.cancelled() => {}
    }
}

/// Until there may be something to send.
pub(crate) async fn until_woken(woken: &mut watch::Receiver<()>, stop: &CancellationToken) {
    tokio::select! {
        _ = woken.changed() => {}
        () = tokio::time::sleep(POLL) => {}
        () = stop.cancelled() => {}
    }
}

/// Lets what is under way come to its end, for a while.
pub(crate) async fn finish(mut under_way: JoinSet<impl Send + 'static>) {
    let all = async { while under_way.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST, all).await;
}

async fn letters(office: &PostOffice, mut woken: watch::Receiver<()>, stop: &CancellationToken) {
    let mut under_way = JoinSet::new();
    while !stop.is_cancelled() {
        while under_way.try_join_next().is_some() {}
        if under_way.len() >= AT_ONCE {
            under_way.join_next().await;
            continue;
        }
        match take(office).await {
            Ok(Some(letter)) => {
                let office = office.clone();
                under_way.spawn(async move { send(&office, letter).await });
            }
            Ok(None) => until_woken(&mut woken, stop).await,
            Err(error) => {
                warn!(error = %error, "letters can't be asked for; trying again");
                rest(PAUSE, stop).await;
            }
        }
    }
    finish(under_way).await;
}

async fn take(office: &PostOffice) -> Result<Option<Outgoing>, StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    let letter = letters::take(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(letter)
}

/// What is known of a letter besides what it says.
struct Head {
    id: LetterId,
    tenant: Option<TenantId>,
    kind: String,
    attempt: u16,
    created_at: Timestamp,
}

async fn send(office: &PostOffice, letter: Outgoing) {
    let head = Head {
        id: letter.id,
        tenant: letter.tenant,
        kind: letter.kind,
        attempt: letter.attempt,
        created_at: letter.created_at,
    };
    let ended = match letter.written {
        Ok(written) => try_to_send(office, &head, &written).await,
        Err(error) => give_up(office, &head, &format!("it can't be opened: {error}")).await,
    };
    if let Err(error) = ended {
        warn!(letter.id = %head.id, error = %error, "what became of a letter could not be kept; it is tried again");
    }
}

async fn try_to_send(office: &PostOffice, head: &Head, written: &Written) -> Result<(), StoreError> {
    let sending = office.post.send(head.id, head.created_at, written);
    let sent = tokio::time::timeout(PATIENCE, sending).await;
    let (words, for_good) = match sent {
        Ok(Ok(_)) => return keep_sent(office, head).await,
        Ok(Err(not)) => (not.words, not.for_good),
        Err(_) => ("the mail server took too long".to_owned(), false),
    };
    let now = office.clock.now();
    if for_good || now.duration_since(head.created_at) > TRIED_FOR {
        return give_up(office, head, &words).await;
    }
    warn!(letter.id = %head.id, letter.kind = head.kind, attempt = head.attempt, words, "a letter could not be sent; it comes again");
    let mut tx = office.store.system().await?;
    let again = now + retry::backoff(head.attempt, rand::random());
    letters::put_off(&mut tx, head.id, again, &words).await?;
    tx.commit().await
}

async fn keep_sent(office: &PostOffice, head: &Head) -> Result<(), StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    letters::sent(&mut tx, head.id, now).await?;
    tx.commit().await?;
    info!(letter.id = %head.id, letter.kind = head.kind, "a letter was sent");
    if let Some(tenant) = head.tenant {
        let mut tx = office.store.begin(tenant).await?;
        alerts::resolve(&mut tx, &cause_of_letters(&head.kind), now).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn cause_of_letters(kind: &str) -> String {
    format!("letters:{kind}")
}

/// Nobody got it: the tenant is told where it still can be, and the operator by the log.
async fn give_up(office: &PostOffice, head: &Head, words: &str) -> Result<(), StoreError> {
    error!(letter.id = %head.id, letter.kind = head.kind, words, "a letter is given up");
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    letters::give_up(&mut tx, head.id, now, words).await?;
    tx.commit().await?;
    if let Some(tenant) = head.tenant {
        let alert = NewAlert::new(
            AlertKind::ChannelFailed,
            cause_of_letters(&head.kind),
            "An e-mail could not be delivered to a member.",
            "Check the members' addresses; alerts stand in the dashboard, too.",
        )
        .saying(words);
        let mut tx = office.store.begin(tenant).await?;
        alerts::raise(&mut tx, &alert, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Tells of alerts, of what waited for the end of quiet hours, and once a day how it went.
async fn tell(office: &PostOffice, mut woken: watch::Receiver<()>, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let told = async { Ok::<_, StoreError>(announce::all(office).await? | digest::all(office).await?) };
        match told.await {
            Ok(true) => {}
            Ok(false) => until_woken(&mut woken, stop).await,
            Err(error) => {
                warn!(error = %error, "what there is to tell can't be told now; trying again");
                rest(PAUSE, stop).await;
            }
        }
    }
}

/// Ends alerts whose cause is gone, and forgets what is past its time.
async fn tidy(office: &PostOffice, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = tidy_once(office).await {
            warn!(error = %error, "tidying failed; it comes again");
        }
        rest(TIDY, stop).await;
    }
}

async fn tidy_once(office: &PostOffice) -> Result<(), StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    alerts::resolve_over(&mut tx, now).await?;
    letters::sweep(&mut tx, now - REMEMBERED).await?;
    deliveries::sweep(&mut tx, now - REMEMBERED).await?;
    tx.commit().await
}
