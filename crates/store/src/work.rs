//! Which flow is worked on by whom, and whose turn is next.
//!
//! A lease is a token with an expiry. Every write of a worker names the token; a late worker's no longer matches.
//! The tenant with the least service received (records divided by weight) comes next, so that one with a million
//! waiting keys delays another's single order by one batch at most.

use std::sync::LazyLock;

use domain::{FlowId, LeaseToken, TenantId, flow::FlowKind};
use engine::{link_noun, writes};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, SystemTx, Tx};

/// How many records' worth of service an idle tenant may be behind the others when it comes back: enough to go
/// first, not enough to keep the others waiting for as long as it slept.
const CREDIT: f64 = 200.0;

/// What a batch under way counts before it is settled: a full one.
const IN_HAND: f64 = 100.0;

/// Why a flow rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBecause {
    /// A remote's call limit is reached; it says until when.
    Limit,
    /// A remote does not answer, or says that it is in trouble.
    Trouble,
    /// A sign-in fails for a reason that blocks no connection, as when no app is configured here.
    SignIn,
    /// Its rules, settings or condition are wrong, so that it has no plan.
    SetUp,
    /// Something of ours failed.
    Ours,
}

impl HeldBecause {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Limit, Self::Trouble, Self::SignIn, Self::SetUp, Self::Ours];

    /// The word in the database and the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Trouble => "trouble",
            Self::SignIn => "sign_in",
            Self::SetUp => "set_up",
            Self::Ours => "ours",
        }
    }

    /// A word that a later release wrote reads as our own trouble: it is only shown.
    fn read(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|held| held.as_str() == word);
        known.unwrap_or(Self::Ours)
    }
}

/// A time-limited claim on a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which flow.
    pub flow: FlowId,
    /// Whose.
    pub tenant: TenantId,
    /// The proof.
    pub token: LeaseToken,
    /// When it runs out unless renewed.
    pub until: Timestamp,
}

/// Kinds of flow of which the one writes what the other, running the other way between the same connections, reads:
/// "customers<customers", "products<orders".
static SHARED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let kinds = || FlowKind::ALL.into_iter();
    kinds()
        .flat_map(|kind| kinds().map(move |other| (kind, other)))
        .filter(|(kind, other)| writes(*kind, link_noun(*other)) || writes(*other, link_noun(*kind)))
        .map(|(kind, other)| format!("{kind}<{other}"))
        .collect()
});

/// Claims the flow whose turn it is, or `limit_to`, if anything is due there. One whose reverse is worked on at the
/// moment waits: what the reverse writes comes back, and is known for our own only once it is settled.
///
/// EXPLAIN: walks `flow_work_due`, so it looks at flows with due keys only, never at the keys. With 1,000 tenants
/// waiting at once among 5,000 flows it takes 2.4 ms for a batch of up to 100 records; 100,000 waiting keys and 1,000,000
/// journal rows make no difference.
///
/// # Errors
/// When the database refuses.
pub async fn claim(
    tx: &mut SystemTx,
    now: Timestamp,
    lease_for: SignedDuration,
    limit_to: Option<FlowId>,
) -> Result<Option<Lease>, StoreError> {
    use crate::transaction::Inside;
    let (token, until) = (LeaseToken::new(), now + lease_for);
    let row = sqlx::query!(
        r#"
        with ranked as materialized (
            select w.flow_id, w.tenant_id, coalesce(w.lease_until > $1, false) as in_hand,
                s.served + count(*) filter (where w.lease_until > $1) over (partition by w.tenant_id)
                    * $5::float8 / s.weight as served
            from flow_work w join tenant_share s using (tenant_id)
            where w.due_at <= $1 and w.due_at is not null and not w.paused and not w.blocked and not w.held_by_plan
                and coalesce(w.held_until <= $1, true)
            order by 4, not w.live, w.due_at, w.flow_id
        ), chosen as (
            -- One probe a flow, in the order of turns, until one can be locked.
            select free.flow_id, free.tenant_id
            from ranked r cross join lateral (
                select w.flow_id, w.tenant_id from flow_work w
                where w.flow_id = r.flow_id and w.due_at <= $1 and not w.paused and not w.blocked and not w.held_by_plan
                    and coalesce(w.held_until <= $1, true) and coalesce(w.lease_until <= $1, true)
                    and not exists (
                        select from kopru_reverse(w.tenant_id, w.flow_id, $7) v join flow_work o using (tenant_id, flow_id)
                        where o.lease_until > $1
                    )
                for update skip locked
            ) as free
            where not r.in_hand and ($4::uuid is null or r.flow_id = $4)
            limit 1
        ), caught_up as (
            update tenant_share s set served = others.served - $6::float8
            from chosen c, lateral (select min(r.served) as served from ranked r where r.tenant_id <> c.tenant_id) others
            where s.tenant_id = c.tenant_id and s.served < others.served - $6::float8
        )
        update flow_work w set lease_token = $2, lease_until = $3, held_until = null, held_because = null
        from chosen c where w.flow_id = c.flow_id
        returning w.flow_id, w.tenant_id,
            exists (select from kopru_reverse(w.tenant_id, w.flow_id, $7)) as "has_reverse!"
        "#,
        now.to_sqlx() as _,
        token.uuid(),
        until.to_sqlx() as _,
        limit_to.map(FlowId::uuid),
        IN_HAND,
        CREDIT,
        &*SHARED,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let lease = Lease {
        flow: row.flow_id.into(),
        tenant: row.tenant_id.into(),
        token,
        until,
    };
    if row.has_reverse && !is_alone(tx, &lease, now).await? {
        return Ok(None);
    }
    Ok(Some(lease))
}

/// Whether no flow the other way was claimed at the same moment; else the claim is given back. Of two that are claimed
/// together, one waits here for the other's transaction to end and then sees its lease.
async fn is_alone(tx: &mut SystemTx, lease: &Lease, now: Timestamp) -> Result<bool, StoreError> {
    use crate::transaction::Inside;
    sqlx::query_scalar!(
        r#"
        select pg_advisory_xact_lock(hashtextextended(
            least(source_connection, destination_connection)::text || greatest(source_connection, destination_connection)::text, 0
        ))::text as "locked" from flow where flow_id = $1
        "#,
        lease.flow.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    let given_back = sqlx::query!(
        "
        update flow_work w set lease_token = null, lease_until = null
        where w.flow_id = $1 and exists (
            select from kopru_reverse(w.tenant_id, w.flow_id, $2) v join flow_work o using (tenant_id, flow_id)
            where o.lease_until > $3
        )
        ",
        lease.flow.uuid(),
        &*SHARED,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(given_back.rows_affected() == 0)
}

/// Takes a flow for a moment whatever its state: a person tries it out with one record. None if somebody works on it.
///
/// # Errors
/// When the database refuses.
pub async fn take(
    tx: &mut Tx,
    flow: FlowId,
    now: Timestamp,
    lease_for: SignedDuration,
) -> Result<Option<Lease>, StoreError> {
    let (token, until) = (LeaseToken::new(), now + lease_for);
    let done = sqlx::query!(
        "
        update flow_work set lease_token = $3, lease_until = $4
        where tenant_id = $1 and flow_id = $2 and coalesce(lease_until <= $5, true)
        ",
        tx.tenant().uuid(),
        flow.uuid(),
        token.uuid(),
        until.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(crate::transaction::Inside::conn(tx))
    .await?;
    Ok((done.rows_affected() == 1).then(|| Lease {
        flow,
        tenant: tx.tenant(),
        token,
        until,
    }))
}

/// Extends a lease.
///
/// # Errors
/// `LeaseLost` if it is no longer ours.
pub async fn renew(
    tx: &mut impl InTransaction,
    lease: &mut Lease,
    now: Timestamp,
    lease_for: SignedDuration,
) -> Result<(), StoreError> {
    let until = now + lease_for;
    let done = sqlx::query!(
        "update flow_work set lease_until = $3 where flow_id = $1 and lease_token = $2",
        lease.flow.uuid(),
        lease.token.uuid(),
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::LeaseLost { flow: lease.flow });
    }
    lease.until = until;
    Ok(())
}

/// Gives a flow back and notes when its next key is due. A lease that is no longer ours is no error.
///
/// # Errors
/// When the database refuses.
pub async fn release(tx: &mut impl InTransaction, lease: &Lease) -> Result<(), StoreError> {
    // Waits for those who are putting keys at this moment (see `inbox::put`); the next statement sees their keys.
    sqlx::query_scalar!(
        r#"select pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))::text as "locked""#,
        lease.flow.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    sqlx::query!(
        "
        update flow_work w set
            lease_token = null, lease_until = null,
            due_at = least(next.live, next.load),
            live = coalesce(next.live <= coalesce(next.load, next.live), true)
        from (
            select
                (select min(due_at) from inbox where tenant_id = $3 and flow_id = $1 and priority = 0) as live,
                (select min(due_at) from inbox where tenant_id = $3 and flow_id = $1 and priority = 1) as load
        ) as next
        where w.flow_id = $1 and w.lease_token = $2
        ",
        lease.flow.uuid(),
        lease.token.uuid(),
        lease.tenant.uuid(),
    )
    .execute(tx.conn())
    .await?;
    // Nobody else wakes those that waited for this one to end.
    sqlx::query_scalar!(
        r#"
        select pg_notify('kopru_work', v.flow_id::text)::text as "woken"
        from kopru_reverse($1, $2, $3) v join flow_work o using (tenant_id, flow_id)
        where o.due_at is not null and o.lease_token is null
        "#,
        lease.tenant.uuid(),
        lease.flow.uuid(),
        &*SHARED,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(())
}

/// Lets a flow rest until a moment: a remote throttles, or a circuit is open. Its keys are kept. A longer rest that it
/// has already stays, with its reason.
///
/// # Errors
/// When the database refuses.
pub async fn hold(
    tx: &mut impl InTransaction,
    flow: FlowId,
    until: Timestamp,
    because: HeldBecause,
) -> Result<(), StoreError> {
    sqlx::query!(
        "
        update flow_work set held_until = $2, held_because = $3
        where flow_id = $1 and coalesce(held_until < $2, true)
        ",
        flow.uuid(),
        until.to_sqlx() as _,
        because.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether someone else's turn has come: another tenant with less service received waits, or another flow of the
/// same tenant does, or this flow was paused or
/// held since. Cheap enough to ask between batches: EXPLAIN tells 0.04 ms with 1,000 flows due.
///
/// # Errors
/// When the database refuses.
pub async fn others_wait(tx: &mut SystemTx, now: Timestamp, lease: &Lease) -> Result<bool, StoreError> {
    use crate::transaction::Inside;
    let waits = sqlx::query_scalar!(
        r#"
        select exists (
            select from flow_work w join tenant_share s using (tenant_id)
            where w.due_at <= $1 and w.due_at is not null and not w.paused and not w.blocked and not w.held_by_plan
                and coalesce(w.held_until <= $1, true)
                and coalesce(w.lease_until <= $1, true)
                and w.flow_id <> $2
                and (w.tenant_id = $3 or s.served <= (select served from tenant_share where tenant_id = $3))
        ) or exists (
            select from flow_work where flow_id = $2 and (paused or held_by_plan)
        ) as "waits!"
        "#,
        now.to_sqlx() as _,
        lease.flow.uuid(),
        lease.tenant.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(waits)
}

/// When the next flow, or `limit_to`, becomes due, for a worker that has nothing to do; none if nothing waits.
///
/// # Errors
/// When the database refuses.
pub async fn next_due(
    tx: &mut SystemTx,
    now: Timestamp,
    limit_to: Option<FlowId>,
) -> Result<Option<Timestamp>, StoreError> {
    use crate::transaction::Inside;
    let at = sqlx::query_scalar!(
        "
        select min(greatest(w.due_at, w.held_until, w.lease_until, case when w.due_at <= $2 then (
            select max(o.lease_until)
            from kopru_reverse(w.tenant_id, w.flow_id, $3) v join flow_work o using (tenant_id, flow_id)
            where o.lease_until > $2
        ) end))
        from flow_work w
        where w.due_at is not null and not w.paused and not w.blocked and not w.held_by_plan
            and ($1::uuid is null or w.flow_id = $1)
        ",
        limit_to.map(FlowId::uuid),
        now.to_sqlx() as _,
        &*SHARED,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// How a flow's work stands, for one who waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// A person paused it.
    pub paused: bool,
    /// One of its connections needs a new sign-in.
    pub blocked: bool,
    /// The trial or the plan ended.
    pub held_by_plan: bool,
    /// It rests until then.
    pub held_until: Option<Timestamp>,
    /// Why it rests, while it does.
    pub held_because: Option<HeldBecause>,
    /// Somebody works on it, as far as the lease tells.
    pub leased_until: Option<Timestamp>,
}

/// How a flow's work stands; none if there is no such flow.
///
/// # Errors
/// When the database refuses.
pub async fn standing(tx: &mut Tx, flow: FlowId) -> Result<Option<Standing>, StoreError> {
    use crate::transaction::Inside;
    let tenant = tx.id();
    let row = sqlx::query!(
        "select paused, blocked, held_by_plan, held_until, held_because, lease_until from flow_work
         where tenant_id = $1 and flow_id = $2",
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Standing {
        paused: row.paused,
        blocked: row.blocked,
        held_by_plan: row.held_by_plan,
        held_until: row.held_until.map(jiff_sqlx::Timestamp::to_jiff),
        held_because: row.held_because.as_deref().map(HeldBecause::read),
        leased_until: row.lease_until.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Puts right what a crash at the worst moment could leave: a flow whose keys wait though nobody is told. Tells how
/// many were found.
///
/// # Errors
/// When the database refuses.
pub async fn rescue(tx: &mut SystemTx) -> Result<u64, StoreError> {
    use crate::transaction::Inside;
    let done = sqlx::query!(
        "
        update flow_work w set due_at = next.due_at
        from flow_work f, lateral (
            select min(due_at) as due_at from inbox i where i.tenant_id = f.tenant_id and i.flow_id = f.flow_id
        ) as next
        where w.flow_id = f.flow_id and f.due_at is null and w.due_at is null and next.due_at is not null
        "
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// How the work of all the tenant's flows stands.
///
/// # Errors
/// When the database refuses.
pub async fn standings(tx: &mut Tx) -> Result<std::collections::BTreeMap<FlowId, Standing>, StoreError> {
    use crate::transaction::Inside;
    let tenant = tx.id();
    let rows = sqlx::query!(
        "select flow_id, paused, blocked, held_by_plan, held_until, held_because, lease_until from flow_work
         where tenant_id = $1",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let standing = Standing {
                paused: row.paused,
                blocked: row.blocked,
                held_by_plan: row.held_by_plan,
                held_until: row.held_until.map(jiff_sqlx::Timestamp::to_jiff),
                held_because: row.held_because.as_deref().map(HeldBecause::read),
                leased_until: row.lease_until.map(jiff_sqlx::Timestamp::to_jiff),
            };
            (row.flow_id.into(), standing)
        })
        .collect())
}
