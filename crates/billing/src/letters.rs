//! Letters about trial, payment and packages.

use domain::{OrderId, TenantId};
use jiff::{Timestamp, tz::TimeZone};
use notify::{Letter, LetterKind, mail};
use store::{StoreError, SystemTx, desk, packages, trials};

use crate::Till;

/// A payment was refused; flows run on for now.
pub(crate) async fn payment_refused(
    till: &Till,
    tx: &mut SystemTx,
    tenant: TenantId,
) -> Result<(), StoreError> {
    for payer in trials::payers(tx, tenant).await? {
        let letter = Letter {
            to: payer.email,
            language: payer.language,
            kind: LetterKind::PaymentRefused {
                tenant: payer.tenant_name,
                link: till.address("/billing"),
            },
        };
        mail(tx, &letter).await?;
    }
    Ok(())
}

/// The trial ends in so many days, or has ended.
pub(crate) async fn trial_ends(
    till: &Till,
    tx: &mut SystemTx,
    tenant: TenantId,
    ends_at: Timestamp,
    days: i16,
) -> Result<(), StoreError> {
    for payer in trials::payers(tx, tenant).await? {
        let zone = TimeZone::get(&payer.time_zone).unwrap_or(TimeZone::UTC);
        let link = till.address("/billing");
        let kind = if days > 0 {
            LetterKind::TrialEnding {
                ends_on: ends_at.to_zoned(zone).date(),
                link,
            }
        } else {
            LetterKind::TrialEnded { link }
        };
        let letter = Letter {
            to: payer.email,
            language: payer.language,
            kind,
        };
        mail(tx, &letter).await?;
    }
    Ok(())
}

/// A package was bought: the buyer's side is thanked, the desk is told.
pub(crate) async fn package_bought(
    till: &Till,
    tx: &mut SystemTx,
    tenant: TenantId,
    order: OrderId,
) -> Result<(), StoreError> {
    let link = till.address(&format!("/billing/packages/{order}"));
    for payer in trials::payers(tx, tenant).await? {
        let letter = Letter {
            to: payer.email,
            language: payer.language,
            kind: LetterKind::PackageBought { link: link.clone() },
        };
        mail(tx, &letter).await?;
    }
    let Some(order) = packages::any(tx, order).await? else {
        return Ok(());
    };
    for expert in desk::experts(tx).await? {
        let letter = Letter {
            to: expert.email,
            language: expert.language,
            kind: LetterKind::OrderArrived {
                tenant: order.tenant_name.clone(),
                buyer: order.buyer.clone(),
                link: till.address(&format!("/desk/orders/{}", order.id)),
            },
        };
        mail(tx, &letter).await?;
    }
    Ok(())
}

/// A meeting was booked or moved: the buyer's side and the expert are told.
///
/// # Errors
/// When the database refuses.
pub async fn meeting_booked(till: &Till, tx: &mut SystemTx, order: OrderId) -> Result<(), StoreError> {
    let Some(order) = packages::any(tx, order).await? else {
        return Ok(());
    };
    let Some(starts_at) = order.meeting_at else {
        return Ok(());
    };
    for payer in trials::payers(tx, order.tenant).await? {
        let letter = Letter {
            to: payer.email,
            language: payer.language,
            kind: LetterKind::MeetingBooked {
                expert: order.expert_name.clone(),
                starts_at,
                zone: payer.time_zone,
                link: till.address(&format!("/billing/packages/{}", order.id)),
            },
        };
        mail(tx, &letter).await?;
    }
    let experts = desk::experts(tx).await?;
    for expert in experts
        .into_iter()
        .filter(|expert| Some(expert.user) == order.expert)
    {
        let letter = Letter {
            to: expert.email,
            language: expert.language,
            kind: LetterKind::MeetingBooked {
                expert: order.expert_name.clone(),
                starts_at,
                zone: expert.time_zone.unwrap_or_else(|| "Europe/Amsterdam".to_owned()),
                link: till.address(&format!("/desk/orders/{}", order.id)),
            },
        };
        mail(tx, &letter).await?;
    }
    Ok(())
}

/// One side of an order wrote to the other.
///
/// # Errors
/// When the database refuses.
pub async fn message_arrived(
    till: &Till,
    tx: &mut SystemTx,
    order: OrderId,
    from_desk: bool,
    author: &str,
) -> Result<(), StoreError> {
    let Some(order) = packages::any(tx, order).await? else {
        return Ok(());
    };
    let (to, link): (Vec<_>, _) = if from_desk {
        let payers = trials::payers(tx, order.tenant).await?;
        (
            payers
                .into_iter()
                .map(|payer| (payer.email, payer.language))
                .collect(),
            till.address(&format!("/billing/packages/{}", order.id)),
        )
    } else {
        let experts = desk::experts(tx).await?;
        let in_charge = experts
            .into_iter()
            .filter(|expert| order.expert.is_none_or(|wanted| wanted == expert.user));
        (
            in_charge.map(|expert| (expert.email, expert.language)).collect(),
            till.address(&format!("/desk/orders/{}", order.id)),
        )
    };
    for (to, language) in to {
        let kind = LetterKind::OrderMessage {
            author: author.to_owned(),
            link: link.clone(),
        };
        mail(tx, &Letter { to, language, kind }).await?;
    }
    Ok(())
}
