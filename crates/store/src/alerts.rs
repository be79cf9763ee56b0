//! Alerts: what a member must know about, once a cause.

use domain::{AlertId, ConnectionId, FailureReason, FlowId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// What is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// What tells one cause from another ("`flow:…:mapping_failed`"); raised again while open, it is only counted.
    pub cause: String,
    /// Which flow it is about.
    pub flow: Option<FlowId>,
    /// Which connection it is about.
    pub connection: Option<ConnectionId>,
    /// One sentence: what happened, to which thing, why. Without names of people.
    pub message: String,
    /// What to do.
    pub cure: String,
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What was raised.
    pub alert: NewAlert,
    /// How often.
    pub seen: u32,
    /// First when.
    pub raised_at: Timestamp,
    /// Last when.
    pub last_at: Timestamp,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
}

/// Raises an alert; tells its id if it is new (then people are told), none if its cause is known.
///
/// # Errors
/// When the database refuses.
pub async fn raise(tx: &mut Tx, new: &NewAlert, now: Timestamp) -> Result<Option<AlertId>, StoreError> {
    let (id, tenant) = (AlertId::new(), tx.id());
    let is_new = sqlx::query_scalar!(
        r#"
        insert into alert (tenant_id, alert_id, cause, flow_id, connection_id, message, cure, raised_at, last_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        on conflict (tenant_id, cause) where resolved_at is null do update set
            seen = alert.seen + 1, last_at = excluded.last_at, message = excluded.message, cure = excluded.cure
        returning xmax = 0 as "is_new!"
        "#,
        tenant,
        id.uuid(),
        new.cause,
        new.flow.map(FlowId::uuid),
        new.connection.map(ConnectionId::uuid),
        new.message,
        new.cure,
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(is_new.then_some(id))
}

/// The cause under which a flow's given-up records of one reason are told.
#[must_use]
pub fn cause_of_dead_letters(flow: FlowId, reason: FailureReason) -> String {
    format!("dead_letters:{flow}:{}", reason.as_str())
}

/// The cause under which a flow is told that has no plan: its rules, settings or condition are wrong.
#[must_use]
pub fn cause_of_set_up(flow: FlowId) -> String {
    format!("set_up:{flow}")
}

/// The cause under which it is told that a remote system lacks properties of ours.
#[must_use]
pub fn cause_of_lacking(connection: ConnectionId) -> String {
    format!("lacking:{connection}")
}

/// The cause under which a refused credential is told.
#[must_use]
pub fn cause_of_sign_in(connection: ConnectionId) -> String {
    format!("sign_in:{connection}")
}

/// Ends the alerts whose cause is gone: no record of that flow and reason is given up any more. Tells how many.
///
/// # Errors
/// When the database refuses.
pub async fn resolve_over(tx: &mut SystemTx, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "
        update alert a set resolved_at = $1
        where a.resolved_at is null and a.cause like 'dead_letters:%'
            and not exists (
                select from dead_letter d
                where d.tenant_id = a.tenant_id and d.flow_id = a.flow_id and d.state = 'open'
                    and d.reason = split_part(a.cause, ':', 3)
            )
        ",
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

/// The cause is over; tells whether an alert was open.
///
/// # Errors
/// When the database refuses.
pub async fn resolve(tx: &mut Tx, cause: &str, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update alert set resolved_at = $3 where tenant_id = $1 and cause = $2 and resolved_at is null",
        tenant,
        cause,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends one alert by hand; tells whether it was open. Should its cause come back, a new one is raised.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn resolve_one(tx: &mut Tx, id: AlertId, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let was_open = sqlx::query_scalar!(
        r#"
        with before as (
            select alert_id, resolved_at is null as was_open from alert
            where tenant_id = $1 and alert_id = $2 for update
        )
        update alert a set resolved_at = coalesce(a.resolved_at, $3) from before
        where a.tenant_id = $1 and a.alert_id = before.alert_id
        returning before.was_open as "was_open!"
        "#,
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    was_open.ok_or_else(|| StoreError::missing("alert", &id))
}

/// How many alerts are open.
///
/// # Errors
/// When the database refuses.
pub async fn count_open(tx: &mut Tx) -> Result<u64, StoreError> {
    let tenant = tx.id();
    let open = sqlx::query_scalar!(
        r#"select count(*) as "open!" from alert where tenant_id = $1 and resolved_at is null"#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(open.unsigned_abs())
}

/// The tenant's alerts, newest first; only open ones if asked.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    only_open: bool,
    before: Option<AlertId>,
    limit: i64,
) -> Result<Vec<Alert>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select alert_id, cause, flow_id, connection_id, message, cure, seen, raised_at, last_at, resolved_at
        from alert
        where tenant_id = $1 and (not $2 or resolved_at is null) and ($3::uuid is null or alert_id < $3)
        order by alert_id desc limit $4
        ",
        tenant,
        only_open,
        before.map(AlertId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Alert {
            id: row.alert_id.into(),
            alert: NewAlert {
                cause: row.cause,
                flow: row.flow_id.map(FlowId::from),
                connection: row.connection_id.map(ConnectionId::from),
                message: row.message,
                cure: row.cure,
            },
            seen: row.seen.unsigned_abs(),
            raised_at: row.raised_at.to_jiff(),
            last_at: row.last_at.to_jiff(),
            resolved_at: row.resolved_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}
