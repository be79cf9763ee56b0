//! Watch: trials that end, subscriptions whose end nobody told us of, experts whose time in a tenant is over.

use std::time::Duration;

use domain::{Standing, plan::days_left};
use jiff::{SignedDuration, Timestamp};
use store::{
    packages, subscriptions,
    trials::{self, REMINDERS, Watched},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{BillingError, Till, letters};

/// How often. Each pass reads one row a tenant that began a trial.
const EVERY: Duration = Duration::from_secs(60);
/// How long events are remembered: Stripe sends one again for three days.
const EVENTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Watches until `stop`.
pub async fn watch(till: Till, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = watch_once(&till).await {
            warn!(error = %error, "trials and subscriptions could not be looked at; it comes again");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One pass.
///
/// # Errors
/// When the store can't be reached.
pub async fn watch_once(till: &Till) -> Result<(), BillingError> {
    let now = till.clock.now();
    let mut tx = till.store.system().await?;
    let all = trials::watched(&mut tx, now).await?;
    packages::settle_access(&mut tx, None, now).await?;
    subscriptions::forget_events(&mut tx, now - EVENTS).await?;
    tx.commit().await?;
    for watched in all {
        // One statement a tenant, whatever it has; the next tenant does not wait for this one's trouble.
        if let Err(error) = look_at(till, &watched, now).await {
            warn!(tenant.id = %watched.tenant, error = %error, "a tenant's plan could not be looked at");
        }
    }
    Ok(())
}

async fn look_at(till: &Till, watched: &Watched, now: Timestamp) -> Result<(), BillingError> {
    let holds = watched.standing.holds_flows();
    let mut tx = till.store.system().await?;
    // Asked each time: a flow that was made since is held, too.
    let changed = trials::hold_flows(&mut tx, watched.tenant, holds).await?;
    if let Some((ends_at, days)) = reminder(watched, now)
        && trials::note_reminder(&mut tx, watched.tenant, days).await?
    {
        letters::trial_ends(till, &mut tx, watched.tenant, ends_at, days).await?;
    }
    tx.commit().await?;
    if changed > 0 {
        info!(tenant.id = %watched.tenant, flows = changed, held = holds, "flows follow the plan");
    }
    // A webhook that never came: the period is over and nobody said what follows.
    if let Standing::Active(subscription) = &watched.standing
        && subscription.period_ends_at < now - SignedDuration::from_hours(2)
        && till.is_set_up()
    {
        till.settle(watched.tenant).await?;
    }
    Ok(())
}

/// The letter that is due about the end of a trial; none for who pays. After a pause of ours only the last one goes out.
fn reminder(watched: &Watched, now: Timestamp) -> Option<(Timestamp, i16)> {
    let ends_at = watched.trial_ends_at?;
    if !matches!(
        watched.standing,
        Standing::Trial { .. } | Standing::Ended { plan: None, .. }
    ) {
        return None;
    }
    let left = i16::try_from(days_left(ends_at, now)).ok()?;
    let due = REMINDERS.into_iter().rev().find(|days| left <= *days)?;
    watched
        .reminded
        .is_none_or(|last| due < last)
        .then_some((ends_at, due))
}

#[cfg(test)]
mod tests {
    use domain::{Plan, TenantId, plan::TRIAL};

    use super::*;

    #[test]
    fn each_letter_goes_out_once_at_seven_three_one_and_no_days() {
        let begun = Timestamp::UNIX_EPOCH;
        let (ends_at, mut reminded, mut sent) = (begun + TRIAL, None, Vec::new());
        for hour in 0..(20 * 24) {
            let now = begun + SignedDuration::from_hours(hour);
            let standing = if now < ends_at {
                Standing::Trial { ends_at }
            } else {
                Standing::Ended {
                    at: ends_at,
                    plan: None,
                }
            };
            let watched = Watched {
                tenant: TenantId::new(),
                standing,
                trial_ends_at: Some(ends_at),
                reminded,
                is_held: false,
            };
            if let Some((_, days)) = reminder(&watched, now) {
                sent.push((hour / 24, days));
                reminded = Some(days);
            }
        }
        assert_eq!(sent, [(7, 7), (11, 3), (13, 1), (14, 0)]);
    }

    #[test]
    fn who_paid_once_gets_no_letter_about_the_trial() {
        let ends_at = Timestamp::UNIX_EPOCH + TRIAL;
        let watched = Watched {
            tenant: TenantId::new(),
            standing: Standing::Ended {
                at: ends_at,
                plan: Some(Plan::Start),
            },
            trial_ends_at: Some(ends_at),
            reminded: None,
            is_held: true,
        };
        assert_eq!(reminder(&watched, ends_at), None);
    }
}
