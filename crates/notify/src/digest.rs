//! Digest: what waited for the end of quiet hours, and once a day how it went.

use domain::{TenantId, UserId};
use store::{
    StoreError, Tx,
    alerts::{self, Alert},
    notices::{self, Reader},
    records,
};

use crate::{
    announce,
    kind::LetterKind,
    letter::{Letter, mail},
    office::PostOffice,
    quiet::next_digest,
    told::told,
};

/// How many members are served in one go.
const AT_ONCE: i64 = 50;
/// Alerts that a digest names.
const NAMED: i64 = 20;

/// Writes what is due. Tells whether there may be more.
pub(crate) async fn all(office: &PostOffice) -> Result<bool, StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.system().await?;
    let woken = notices::quiet_is_over(&mut tx, now, AT_ONCE).await?;
    let due = notices::digests_due(&mut tx, now, AT_ONCE).await?;
    tx.commit().await?;
    let more = !woken.is_empty() || !due.is_empty();
    for (tenant, user) in woken {
        while_quiet(office, tenant, user).await?;
    }
    for (tenant, user) in due {
        digest(office, tenant, user).await?;
    }
    Ok(more)
}

async fn while_quiet(office: &PostOffice, tenant: TenantId, user: UserId) -> Result<(), StoreError> {
    let mut tx = office.store.begin(tenant).await?;
    let mut open = Vec::new();
    for id in notices::take_held(&mut tx, user, office.clock.now()).await? {
        let alert = alerts::find(&mut tx, id).await?;
        // What ended meanwhile, or has found someone, wakes nobody.
        open.extend(alert.filter(|alert| alert.resolved_at.is_none() && alert.acknowledged.is_none()));
    }
    if let Some(reader) = reader(&mut tx, user).await? {
        open.retain(|alert| announce::wants(&reader, alert));
        match open.as_slice() {
            [] => {}
            [alert] => {
                let letter = announce::letter(office, &reader, alert, LetterKind::AlertRaised);
                mail(&mut tx, &letter).await?;
            }
            several => {
                let kind = LetterKind::WhileQuiet {
                    tenant: reader.tenant.clone(),
                    titles: titles(&reader, several),
                    link: office.address("/alerts"),
                };
                mail(&mut tx, &to(&reader, kind)).await?;
            }
        }
    }
    tx.commit().await
}

async fn digest(office: &PostOffice, tenant: TenantId, user: UserId) -> Result<(), StoreError> {
    let now = office.clock.now();
    let mut tx = office.store.begin(tenant).await?;
    let Some(reader) = reader(&mut tx, user).await? else {
        return Ok(());
    };
    let hour = reader.preference.digest_hour.unwrap_or_default();
    let next = next_digest(now, &reader.time_zone, hour);
    let since = notices::take_digest(&mut tx, user, now, next).await?;
    if let Some(since) = since.filter(|_| reader.preference.by_email) {
        let (mut delivered, mut failed) = (0, 0);
        for tally in records::tallies(&mut tx, since).await? {
            match tally.outcome.as_str() {
                "created" | "updated" => delivered += tally.records,
                "failed" => failed += tally.records,
                _ => {}
            }
        }
        let open = alerts::list(&mut tx, true, None, NAMED).await?;
        let kind = LetterKind::Digest {
            tenant: reader.tenant.clone(),
            delivered,
            failed,
            titles: titles(&reader, &open),
            link: office.address("/overview"),
        };
        mail(&mut tx, &to(&reader, kind)).await?;
    }
    tx.commit().await
}

async fn reader(tx: &mut Tx, user: UserId) -> Result<Option<Reader>, StoreError> {
    let readers = notices::readers(tx).await?;
    Ok(readers.into_iter().find(|reader| reader.user == user))
}

fn titles(reader: &Reader, alerts: &[Alert]) -> Vec<String> {
    alerts
        .iter()
        .map(|alert| told(reader.language, alert).title)
        .collect()
}

fn to(reader: &Reader, kind: LetterKind) -> Letter {
    Letter {
        to: reader.email.clone(),
        language: reader.language,
        kind,
    }
}
