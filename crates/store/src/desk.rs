//! Our experts, and what they note for each other.

use domain::{Language, OrderId, Role, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{StoreError, SystemTx, packages::Message, transaction::Inside};

/// One of our experts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expert {
    /// Who.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// What they are called; empty: by their address.
    pub name: String,
    /// Their language.
    pub language: Language,
    /// Their time zone, by its IANA name.
    pub time_zone: Option<String>,
}

/// Makes a person one of our experts, or no longer; tells whether that changed anything.
///
/// # Errors
/// `Missing` if nobody has this address.
pub async fn set_staff(tx: &mut SystemTx, email: &str, staff: bool) -> Result<bool, StoreError> {
    let was = sqlx::query_scalar!(
        "select staff from app_user where lower(email) = lower($1) for update",
        email.trim()
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| StoreError::missing("person", &email))?;
    sqlx::query!(
        "update app_user set staff = $2 where lower(email) = lower($1)",
        email.trim(),
        staff
    )
    .execute(tx.conn())
    .await?;
    Ok(was != staff)
}

/// Our experts, by address.
///
/// # Errors
/// When the database refuses.
pub async fn experts(tx: &mut SystemTx) -> Result<Vec<Expert>, StoreError> {
    let rows = sqlx::query!(
        "select user_id, email, name, language, time_zone from app_user where staff order by email"
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Expert {
            user: row.user_id.into(),
            email: row.email,
            name: row.name,
            language: row.language.parse().unwrap_or_default(),
            time_zone: row.time_zone,
        })
        .collect())
}

/// Whether a person is one of our experts.
///
/// # Errors
/// When the database refuses.
pub async fn is_expert(tx: &mut SystemTx, user: UserId) -> Result<bool, StoreError> {
    let staff = sqlx::query_scalar!("select staff from app_user where user_id = $1", user.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(staff.unwrap_or_default())
}

/// Notes something for the other experts.
///
/// # Errors
/// When the database refuses.
pub async fn note(
    tx: &mut SystemTx,
    order: OrderId,
    author: &str,
    body: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into desk_note (note_id, order_id, author, body, noted_at) values ($1, $2, $3, $4, $5)",
        Uuid::now_v7(),
        order.uuid(),
        author,
        body,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was noted of an order, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn notes(tx: &mut SystemTx, order: OrderId) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query!(
        "select author, body, noted_at from desk_note where order_id = $1 order by note_id desc",
        order.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Message {
            from_desk: true,
            author: row.author,
            body: row.body,
            at: row.noted_at.to_jiff(),
        })
        .collect())
}

/// A tenant at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Connections that are signed in, and all.
    pub connected: u64,
    /// All connections.
    pub connections: u64,
    /// Flows that run, and all.
    pub active: u64,
    /// All flows.
    pub flows: u64,
    /// Alerts that nobody settled.
    pub alerts: u64,
    /// Records that were given up.
    pub dead: u64,
    /// Whether flows are held until somebody pays.
    pub is_held: bool,
}

/// How a tenant is, for an expert who is about to call. Counts only: no names, no payloads.
///
/// # Errors
/// When the database refuses.
pub async fn glance(tx: &mut SystemTx, tenant: TenantId) -> Result<Glance, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            (select count(*) from connection where tenant_id = $1 and status = 'connected') as "connected!",
            (select count(*) from connection where tenant_id = $1) as "connections!",
            (select count(*) from flow where tenant_id = $1 and paused_because is null) as "active!",
            (select count(*) from flow where tenant_id = $1) as "flows!",
            (select count(*) from alert where tenant_id = $1 and resolved_at is null) as "alerts!",
            (select count(*) from dead_letter where tenant_id = $1 and state = 'open') as "dead!",
            exists (select from flow_work where tenant_id = $1 and held_by_plan) as "is_held!"
        "#,
        tenant.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Glance {
        connected: row.connected.unsigned_abs(),
        connections: row.connections.unsigned_abs(),
        active: row.active.unsigned_abs(),
        flows: row.flows.unsigned_abs(),
        alerts: row.alerts.unsigned_abs(),
        dead: row.dead.unsigned_abs(),
        is_held: row.is_held,
    })
}

/// The members of a tenant whom an expert may call: owners, admins and who pays.
///
/// # Errors
/// When the database refuses.
pub async fn contacts(
    tx: &mut SystemTx,
    tenant: TenantId,
) -> Result<Vec<(String, String, Role)>, StoreError> {
    let rows = sqlx::query!(
        "
        select u.email, u.name, m.role from member m join app_user u using (user_id)
        where m.tenant_id = $1 and m.for_order is null order by m.created_at
        ",
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.name, row.email, row.role.parse().unwrap_or(Role::Viewer)))
        .collect())
}
