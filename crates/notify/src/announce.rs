//! Announce: what there is to tell of alerts becomes letters and messages, in the transaction in which it is marked as
//! told. So it is told once, and never lost.

use domain::{AlertId, FlowId, Severity, TenantId};
use jiff::Timestamp;
use store::{
    StoreError, Tx,
    alerts::{self, Alert, News},
    channels, deliveries,
    notices::{self, Reader},
};

use crate::{
    kind::{AlertLetter, LetterKind},
    letter::{Letter, mail},
    message,
    office::PostOffice,
    quiet::quiet_until,
    told::told,
};

/// How many are taken in one go.
const AT_ONCE: i64 = 50;

/// Tells all there is to tell now. Tells whether there may be more.
pub(crate) async fn all(office: &PostOffice) -> Result<bool, StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    let news = alerts::news(&mut tx, now, AT_ONCE).await?;
    tx.commit().await?;
    let more = !news.is_empty();
    for (tenant, alert, news) in news {
        one(office, tenant, alert, news, now).await?;
    }
    Ok(more)
}

async fn one(
    office: &PostOffice,
    tenant: TenantId,
    id: AlertId,
    news: News,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = office.store.begin(tenant).await?;
    if let Some(alert) = alerts::claim_news(&mut tx, id, news, now).await? {
        let readers = notices::readers(&mut tx).await?;
        to_channels(office, &mut tx, &readers, &alert, news, now).await?;
        for reader in readers.iter().filter(|reader| wants(reader, &alert)) {
            to_reader(office, &mut tx, reader, &alert, news, now).await?;
        }
    }
    tx.commit().await
}

async fn to_channels(
    office: &PostOffice,
    tx: &mut Tx,
    readers: &[Reader],
    alert: &Alert,
    news: News,
    now: Timestamp,
) -> Result<(), StoreError> {
    let owner = readers.iter().find(|reader| reader.role == domain::Role::Owner);
    let Some(reader) = owner.or_else(|| readers.first()) else {
        return Ok(());
    };
    for channel in channels::list(tx).await? {
        // That a channel can't be reached is not told to itself.
        let is_itself = alert.alert.cause == cause_of_channel(channel.id);
        if !is_itself && passes(alert, channel.least, &channel.flows) {
            let body = message::alert(office, &channel.kind, reader, alert, news, now);
            deliveries::add(tx, channel.id, &body).await?;
        }
    }
    Ok(())
}

/// The cause under which a channel is told that takes no messages.
pub(crate) fn cause_of_channel(channel: domain::ChannelId) -> String {
    format!("channel:{channel}")
}

async fn to_reader(
    office: &PostOffice,
    tx: &mut Tx,
    reader: &Reader,
    alert: &Alert,
    news: News,
    now: Timestamp,
) -> Result<(), StoreError> {
    let quiet = match alert.alert.severity {
        Severity::Severe => None,
        _ => quiet_until(now, &reader.time_zone, reader.preference.quiet),
    };
    match (news, quiet) {
        (News::Raised, Some(until)) => notices::hold(tx, reader.user, alert.id, until).await,
        (News::Raised, None) => mail(tx, &letter(office, reader, alert, LetterKind::AlertRaised)).await,
        (News::Over, quiet) => {
            // One who does not know of it yet need not hear that it is over, and nobody is woken for good news.
            let unknown = notices::let_go(tx, reader.user, alert.id).await?;
            if unknown || quiet.is_some() {
                return Ok(());
            }
            mail(tx, &letter(office, reader, alert, LetterKind::AlertOver)).await
        }
    }
}

/// The letter of an alert to a reader.
pub(crate) fn letter(
    office: &PostOffice,
    reader: &Reader,
    alert: &Alert,
    kind: fn(AlertLetter) -> LetterKind,
) -> Letter {
    let told = told(reader.language, alert);
    let page = format!("/alerts/{}", alert.id);
    let is_over = alert.resolved_at.is_some();
    let path = if is_over {
        page
    } else {
        told.means.path().unwrap_or(page)
    };
    Letter {
        to: reader.email.clone(),
        language: reader.language,
        kind: kind(AlertLetter {
            tenant: reader.tenant.clone(),
            detail: alert.alert.message.clone(),
            remote_words: alert.alert.remote_words.clone(),
            raised_at: alert.raised_at,
            zone: reader.time_zone.clone(),
            link: office.address(&path),
            told,
        }),
    }
}

pub(crate) fn wants(reader: &Reader, alert: &Alert) -> bool {
    let preference = &reader.preference;
    preference.by_email && passes(alert, preference.least, &preference.flows)
}

/// Whether an alert presses enough and is about one of these flows. What is about no flow passes.
fn passes(alert: &Alert, least: Severity, flows: &[FlowId]) -> bool {
    let of_flow = flows.is_empty() || alert.alert.flow.is_none_or(|flow| flows.contains(&flow));
    alert.alert.severity >= least && of_flow
}
