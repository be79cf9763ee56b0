//! What the payment provider said of tenants' subscriptions, and the account under which it knows them.

use domain::{
    TenantId,
    plan::{Subscription, SubscriptionState},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, SystemTx, Tx, row::Column, transaction::Inside};

/// A subscription with the provider's names for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The provider's id.
    pub id: String,
    /// Its one item, which a change of plan names.
    pub item: String,
    /// What was said of it.
    pub subscription: Subscription,
}

/// The columns that tell how a subscription is.
pub(crate) struct Row {
    pub(crate) tenant_id: uuid::Uuid,
    pub(crate) plan: String,
    pub(crate) every: String,
    pub(crate) state: String,
    pub(crate) period_ends_at: jiff_sqlx::Timestamp,
    pub(crate) cancels_at: Option<jiff_sqlx::Timestamp>,
    pub(crate) past_due_since: Option<jiff_sqlx::Timestamp>,
    pub(crate) refusal: Option<String>,
    pub(crate) ended_at: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    pub(crate) fn read(self) -> Result<Subscription, StoreError> {
        let column = |name| Column("subscription", name, self.tenant_id);
        let period_ends_at = self.period_ends_at.to_jiff();
        let since =
            |at: Option<jiff_sqlx::Timestamp>| at.map_or(period_ends_at, jiff_sqlx::Timestamp::to_jiff);
        Ok(Subscription {
            plan: column("plan").word(&self.plan)?,
            every: column("every").word(&self.every)?,
            state: match self.state.as_str() {
                "active" => SubscriptionState::Active,
                "past_due" => SubscriptionState::PastDue {
                    since: since(self.past_due_since),
                    refusal: self.refusal.unwrap_or_default(),
                },
                _ => SubscriptionState::Ended {
                    at: since(self.ended_at),
                },
            },
            period_ends_at,
            cancels_at: self.cancels_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

/// The tenant's subscription, if it ever had one.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut Tx) -> Result<Option<Kept>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "
        select tenant_id, subscription, item, plan, every, state, period_ends_at, cancels_at, past_due_since, refusal, ended_at
        from subscription where tenant_id = $1
        ",
        tenant,
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        Ok(Kept {
            id: row.subscription,
            item: row.item,
            subscription: Row {
                tenant_id: row.tenant_id,
                plan: row.plan,
                every: row.every,
                state: row.state,
                period_ends_at: row.period_ends_at,
                cancels_at: row.cancels_at,
                past_due_since: row.past_due_since,
                refusal: row.refusal,
                ended_at: row.ended_at,
            }
            .read()?,
        })
    })
    .transpose()
}

/// Keeps what the provider answered when it was asked at `asked_at`. An answer to an earlier question than the one that
/// is kept changes nothing. Tells whether it was kept.
///
/// # Errors
/// When the database refuses.
pub async fn keep(
    tx: &mut SystemTx,
    tenant: TenantId,
    told: &Kept,
    asked_at: Timestamp,
) -> Result<bool, StoreError> {
    let told_of = &told.subscription;
    let (state, since, refusal, ended) = match &told_of.state {
        SubscriptionState::Active => ("active", None, None, None),
        SubscriptionState::PastDue { since, refusal } => {
            ("past_due", Some(*since), Some(refusal.as_str()), None)
        }
        SubscriptionState::Ended { at } => ("ended", None, None, Some(*at)),
    };
    let done = sqlx::query!(
        "
        insert into subscription as s (tenant_id, subscription, item, plan, every, state, period_ends_at, cancels_at,
            past_due_since, refusal, ended_at, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (tenant_id) do update set subscription = $2, item = $3, plan = $4, every = $5, state = $6,
            period_ends_at = $7, cancels_at = $8, past_due_since = $9, refusal = $10, ended_at = $11, asked_at = $12
        where s.asked_at <= $12
        ",
        tenant.uuid(),
        told.id,
        told.item,
        told_of.plan.as_str(),
        told_of.every.as_str(),
        state,
        told_of.period_ends_at.to_sqlx() as _,
        told_of.cancels_at.map(ToSqlx::to_sqlx) as _,
        since.map(ToSqlx::to_sqlx) as _,
        refusal,
        ended.map(ToSqlx::to_sqlx) as _,
        asked_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Who pays for a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The provider's id of the customer; none until something is bought.
    pub customer: Option<String>,
    /// The company's name; empty: the tenant's.
    pub company: String,
    /// Country, ISO 3166, two letters.
    pub country: String,
    /// VAT number with its country's letters.
    pub vat_number: Option<String>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            customer: None,
            company: String::new(),
            country: "NL".to_owned(),
            vat_number: None,
        }
    }
}

/// Who pays for the tenant; the default before they said anything.
///
/// # Errors
/// When the database refuses.
pub async fn account(tx: &mut Tx) -> Result<Account, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query_as!(
        Account,
        "select customer, company, country, vat_number from billing_account where tenant_id = $1",
        tenant,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.unwrap_or_default())
}

/// Keeps what a member says about who pays. The provider's id stays.
///
/// # Errors
/// When the database refuses.
pub async fn set_account(
    tx: &mut Tx,
    company: &str,
    country: &str,
    vat_number: Option<&str>,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into billing_account (tenant_id, company, country, vat_number) values ($1, $2, $3, $4)
        on conflict (tenant_id) do update set company = $2, country = $3, vat_number = $4
        ",
        tenant,
        company,
        country,
        vat_number,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps the provider's id of the tenant's customer. The first one stays, so that two requests at once have one; tells
/// which it is.
///
/// # Errors
/// When the database refuses.
pub async fn set_customer(tx: &mut Tx, customer: &str) -> Result<String, StoreError> {
    let tenant = tx.id();
    let kept = sqlx::query_scalar!(
        r#"
        insert into billing_account as a (tenant_id, customer) values ($1, $2)
        on conflict (tenant_id) do update set customer = coalesce(a.customer, $2)
        returning customer as "customer!"
        "#,
        tenant,
        customer,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(kept)
}

/// Whose customer this is.
///
/// # Errors
/// When the database refuses.
pub async fn tenant_of(tx: &mut impl InTransaction, customer: &str) -> Result<Option<TenantId>, StoreError> {
    let tenant = sqlx::query_scalar!(
        "select tenant_id from billing_account where customer = $1",
        customer
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(tenant.map(TenantId::from))
}

/// Notes an event of the provider's; tells whether it is the first time.
///
/// # Errors
/// When the database refuses.
pub async fn note_event(
    tx: &mut SystemTx,
    event: &str,
    kind: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into stripe_event (event_id, kind, taken_at) values ($1, $2, $3) on conflict do nothing",
        event,
        kind,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Whether an event was taken in already.
///
/// # Errors
/// When the database refuses.
pub async fn knows_event(tx: &mut SystemTx, event: &str) -> Result<bool, StoreError> {
    let known = sqlx::query_scalar!(
        r#"select exists (select from stripe_event where event_id = $1) as "known!""#,
        event
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(known)
}

/// Forgets events from before `before`: the provider does not tell them again.
///
/// # Errors
/// When the database refuses.
pub async fn forget_events(tx: &mut SystemTx, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from stripe_event where taken_at < $1",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
