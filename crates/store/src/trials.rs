//! Trials, how a tenant stands, and the hold on flows of those who don't pay.

use domain::{
    Standing, TenantId,
    plan::{Subscription, Trial},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, subscriptions, transaction::Inside};

/// A letter about the end of a trial: how many days before it.
pub const REMINDERS: [i16; 4] = [7, 3, 1, 0];

/// Begins the tenant's trial, once; tells whether it began now.
///
/// # Errors
/// When the database refuses.
pub async fn start(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    let (tenant, trial) = (tx.id(), Trial::from(now));
    let done = sqlx::query!(
        "
        insert into trial (tenant_id, started_at, ends_at)
        select tenant_id, $2, $3 from tenant where tenant_id = $1 and not unlimited
        on conflict do nothing
        ",
        tenant,
        trial.started_at.to_sqlx() as _,
        trial.ends_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How the tenant stands.
///
/// # Errors
/// When a row can't be read.
pub async fn standing(tx: &mut Tx, now: Timestamp) -> Result<Standing, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select t.unlimited, r.started_at as "started_at?", r.ends_at as "ends_at?"
        from tenant t left join trial r using (tenant_id) where t.tenant_id = $1
        "#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    let subscription = subscriptions::find(tx).await?;
    Ok(Standing::of(
        row.unlimited,
        trial(row.started_at, row.ends_at),
        subscription.map(|kept| kept.subscription),
        now,
    ))
}

fn trial(from: Option<jiff_sqlx::Timestamp>, to: Option<jiff_sqlx::Timestamp>) -> Option<Trial> {
    from.zip(to).map(|(from, to)| Trial {
        started_at: from.to_jiff(),
        ends_at: to.to_jiff(),
    })
}

/// Frees a tenant of trial, plan and limits: it is the operator's own.
///
/// # Errors
/// `Missing` if there is no such tenant.
pub async fn set_unlimited(tx: &mut SystemTx, tenant: TenantId) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update tenant set unlimited = true where tenant_id = $1",
        tenant.uuid()
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("tenant", &tenant));
    }
    Ok(())
}

/// A tenant that began a trial or paid once.
#[derive(Clone, Debug)]
pub struct Watched {
    /// Which.
    pub tenant: TenantId,
    /// How it stands.
    pub standing: Standing,
    /// When its trial ends or ended; none: it bought without one.
    pub trial_ends_at: Option<Timestamp>,
    /// The last letter about the end of its trial.
    pub reminded: Option<i16>,
    /// Whether its flows are held.
    pub is_held: bool,
}

/// All tenants that began a trial or paid once.
///
/// # Errors
/// When a row can't be read.
pub async fn watched(tx: &mut SystemTx, now: Timestamp) -> Result<Vec<Watched>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select t.tenant_id, t.unlimited, r.started_at as "started_at?", r.ends_at as "ends_at?", r.reminded as "reminded?",
            s.plan as "plan?", s.every as "every?", s.state as "state?", s.period_ends_at as "period_ends_at?", s.cancels_at,
            s.past_due_since, s.refusal, s.ended_at,
            exists (select from flow_work w where w.tenant_id = t.tenant_id and w.held_by_plan) as "is_held!"
        from tenant t left join trial r using (tenant_id) left join subscription s using (tenant_id)
        where r.tenant_id is not null or s.tenant_id is not null
        order by t.tenant_id
        "#,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let subscription: Option<Subscription> = match (row.plan, row.every, row.state, row.period_ends_at) {
            (Some(plan), Some(every), Some(state), Some(period_ends_at)) => Some(
                subscriptions::Row {
                    tenant_id: row.tenant_id,
                    plan,
                    every,
                    state,
                    period_ends_at,
                    cancels_at: row.cancels_at,
                    past_due_since: row.past_due_since,
                    refusal: row.refusal,
                    ended_at: row.ended_at,
                }
                .read()?,
            ),
            _ => None,
        };
        let trial = trial(row.started_at, row.ends_at);
        all.push(Watched {
            tenant: row.tenant_id.into(),
            standing: Standing::of(row.unlimited, trial, subscription, now),
            trial_ends_at: trial.map(|trial| trial.ends_at),
            reminded: row.reminded,
            is_held: row.is_held,
        });
    }
    Ok(all)
}

/// Notes that a letter about the end of a trial goes out; tells whether it is the first of its kind.
///
/// # Errors
/// When the database refuses.
pub async fn note_reminder(tx: &mut SystemTx, tenant: TenantId, days: i16) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update trial set reminded = $2 where tenant_id = $1 and coalesce(reminded > $2, true)",
        tenant.uuid(),
        days,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether the tenant's subscription lacks a payment, as far as we know. Whoever asks at the same time waits until this
/// transaction ends: of two answers of the provider's, one is the first to say so.
///
/// # Errors
/// When the database refuses.
pub async fn is_past_due(tx: &mut SystemTx, tenant: TenantId) -> Result<bool, StoreError> {
    let state = sqlx::query_scalar!(
        "select state from subscription where tenant_id = $1 for update",
        tenant.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(state.is_some_and(|state| state == "past_due"))
}

/// Holds all flows of a tenant or lets them go on, at once, in one statement. Their keys are kept either way. Tells how
/// many it changed.
///
/// # Errors
/// When the database refuses.
pub async fn hold_flows(tx: &mut SystemTx, tenant: TenantId, held: bool) -> Result<u64, StoreError> {
    let changed = sqlx::query_scalar!(
        r#"
        with changed as (
            update flow_work set held_by_plan = $2 where tenant_id = $1 and held_by_plan <> $2 returning flow_id
        ), told as (
            select pg_notify('kopru_work', flow_id::text) from changed where not $2
        )
        select (select count(*) from changed) + 0 * (select count(*) from told) as "changed!"
        "#,
        tenant.uuid(),
        held,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(changed.unsigned_abs())
}

/// Ids and languages of those who are told about payment: owners, admins and who pays.
///
/// # Errors
/// When the database refuses.
pub async fn payers(tx: &mut SystemTx, tenant: TenantId) -> Result<Vec<Payer>, StoreError> {
    let rows = sqlx::query!(
        "
        select u.email, u.language, t.name, coalesce(u.time_zone, t.time_zone) as \"time_zone!\"
        from member m join app_user u using (user_id) join tenant t using (tenant_id)
        where m.tenant_id = $1 and m.role in ('owner', 'admin', 'billing') order by u.email
        ",
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Payer {
            email: row.email,
            language: row.language.parse().unwrap_or_default(),
            tenant_name: row.name,
            time_zone: row.time_zone,
        })
        .collect())
}

/// One who is told about payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payer {
    /// Their address.
    pub email: String,
    /// Their language.
    pub language: domain::Language,
    /// Their tenant's name.
    pub tenant_name: String,
    /// Their time zone, by its IANA name.
    pub time_zone: String,
}
