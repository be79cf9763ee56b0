//! Set-up packages: orders, meetings, messages, and whom a tenant lets in for them.

use std::collections::BTreeSet;

use domain::{
    CheckoutId, MessageId, OrderId, Package, TenantId, UserId,
    package::{Check, Progress},
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, SystemTx, Tx, row::Column, transaction::Inside};

/// A package that was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Whose.
    pub tenant: TenantId,
    /// The tenant's name.
    pub tenant_name: String,
    /// What.
    pub package: Package,
    /// Net price in cents.
    pub cents: i64,
    /// When.
    pub bought_at: Timestamp,
    /// The buyer's address; empty if they are gone.
    pub buyer: String,
    /// Whom we call.
    pub contact: String,
    /// Where.
    pub phone: String,
    /// What the buyer wishes.
    pub wishes: String,
    /// The expert in charge.
    pub expert: Option<UserId>,
    /// Their name.
    pub expert_name: String,
    /// When the meeting is.
    pub meeting_at: Option<Timestamp>,
    /// Where it is.
    pub meeting_link: String,
    /// How often the meeting was changed.
    pub meeting_sequence: i32,
    /// Until the end of which day our expert may look into the tenant.
    pub consent_until: Option<Date>,
    /// When the buyer accepted.
    pub accepted_at: Option<Timestamp>,
    /// How far it is.
    pub progress: Progress,
}

struct Row {
    tenant_id: uuid::Uuid,
    order_id: uuid::Uuid,
    tenant_name: String,
    package: String,
    cents: i64,
    bought_at: jiff_sqlx::Timestamp,
    buyer: Option<String>,
    contact: String,
    phone: String,
    wishes: String,
    expert: Option<uuid::Uuid>,
    expert_name: String,
    meeting_at: Option<jiff_sqlx::Timestamp>,
    meeting_link: String,
    meeting_sequence: i32,
    consent_until: Option<jiff_sqlx::Date>,
    accepted_at: Option<jiff_sqlx::Timestamp>,
    checks: Vec<String>,
}

impl TryFrom<Row> for Order {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        // A tick of a later release is none that this one shows.
        let checks: BTreeSet<Check> = row.checks.iter().filter_map(|word| word.parse().ok()).collect();
        let (meeting_at, accepted_at) = (
            row.meeting_at.map(jiff_sqlx::Timestamp::to_jiff),
            row.accepted_at.map(jiff_sqlx::Timestamp::to_jiff),
        );
        Ok(Self {
            id: row.order_id.into(),
            tenant: row.tenant_id.into(),
            tenant_name: row.tenant_name,
            package: Column("package_order", "package", row.order_id).word(&row.package)?,
            cents: row.cents,
            bought_at: row.bought_at.to_jiff(),
            buyer: row.buyer.unwrap_or_default(),
            contact: row.contact,
            phone: row.phone,
            wishes: row.wishes,
            expert: row.expert.map(UserId::from),
            expert_name: row.expert_name,
            meeting_at,
            meeting_link: row.meeting_link,
            meeting_sequence: row.meeting_sequence,
            consent_until: row.consent_until.map(jiff_sqlx::Date::to_jiff),
            accepted_at,
            progress: Progress {
                is_booked: meeting_at.is_some(),
                checks,
                is_accepted: accepted_at.is_some(),
            },
        })
    }
}

/// Orders, newest first: of one tenant or all, one or all. A tenant's own transaction sees its own only.
async fn select(
    tx: &mut impl InTransaction,
    tenant: Option<TenantId>,
    order: Option<OrderId>,
) -> Result<Vec<Order>, StoreError> {
    sqlx::query_as!(
        Row,
        r#"
        select o.tenant_id, o.order_id, t.name as tenant_name, o.package, o.cents, o.bought_at, u.email as "buyer?", o.contact,
            o.phone, o.wishes, o.expert, o.expert_name, o.meeting_at, o.meeting_link, o.meeting_sequence,
            o.consent_until as "consent_until: jiff_sqlx::Date", o.accepted_at,
            array(select c.item from package_check c where c.tenant_id = o.tenant_id and c.order_id = o.order_id) as "checks!"
        from package_order o join tenant t using (tenant_id) left join app_user u on u.user_id = o.bought_by
        where ($1::uuid is null or o.tenant_id = $1) and ($2::uuid is null or o.order_id = $2)
        order by o.order_id desc
        "#,
        tenant.map(TenantId::uuid),
        order.map(OrderId::uuid),
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Order::try_from)
    .collect()
}

/// The tenant's orders, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx) -> Result<Vec<Order>, StoreError> {
    let tenant = tx.tenant();
    select(tx, Some(tenant), None).await
}

/// An order of the tenant.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut Tx, order: OrderId) -> Result<Option<Order>, StoreError> {
    let tenant = tx.tenant();
    Ok(select(tx, Some(tenant), Some(order)).await?.pop())
}

/// All tenants' orders, newest first: for the desk.
///
/// # Errors
/// When a row can't be read.
pub async fn all(tx: &mut SystemTx) -> Result<Vec<Order>, StoreError> {
    select(tx, None, None).await
}

/// Any tenant's order: for the desk.
///
/// # Errors
/// When the row can't be read.
pub async fn any(tx: &mut SystemTx, order: OrderId) -> Result<Option<Order>, StoreError> {
    Ok(select(tx, None, Some(order)).await?.pop())
}

/// A purchase.
#[derive(Clone, Copy, Debug)]
pub struct Purchase {
    /// By which checkout.
    pub checkout: CheckoutId,
    /// What.
    pub package: Package,
    /// Net price in cents.
    pub cents: i64,
    /// Who bought it.
    pub by: Option<UserId>,
}

/// Adds the order of a checkout that was paid; tells its id if it is new.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    tx: &mut SystemTx,
    tenant: TenantId,
    bought: &Purchase,
    now: Timestamp,
) -> Result<Option<OrderId>, StoreError> {
    let id = OrderId::new();
    let done = sqlx::query!(
        "
        insert into package_order (tenant_id, order_id, checkout_id, package, cents, bought_at, bought_by, contact)
        values ($1, $2, $3, $4, $5, $6, $7, coalesce((select name from app_user where user_id = $7), ''))
        on conflict do nothing
        ",
        tenant.uuid(),
        id.uuid(),
        bought.checkout.uuid(),
        bought.package.as_str(),
        bought.cents,
        now.to_sqlx() as _,
        bought.by.map(UserId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok((done.rows_affected() > 0).then_some(id))
}

/// The order that came of a checkout.
///
/// # Errors
/// When the database refuses.
pub async fn of_checkout(tx: &mut Tx, checkout: CheckoutId) -> Result<Option<OrderId>, StoreError> {
    let tenant = tx.id();
    let order = sqlx::query_scalar!(
        "select order_id from package_order where tenant_id = $1 and checkout_id = $2",
        tenant,
        checkout.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(order.map(OrderId::from))
}

/// Keeps what the buyer wishes and whom we call.
///
/// # Errors
/// `Missing` if there is no such order.
pub async fn set_wishes(
    tx: &mut Tx,
    order: OrderId,
    contact: &str,
    phone: &str,
    wishes: &str,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update package_order set contact = $3, phone = $4, wishes = $5 where tenant_id = $1 and order_id = $2",
        tenant,
        order.uuid(),
        contact,
        phone,
        wishes,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), order)
}

fn found(rows: u64, order: OrderId) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::missing("order", &order));
    }
    Ok(())
}

/// Until when the buyer lets our expert in; none: no longer.
///
/// # Errors
/// `Missing` if there is no such order.
pub async fn set_consent(
    tx: &mut Tx,
    order: OrderId,
    until: Option<Date>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update package_order set consent_until = $3, consent_at = $4 where tenant_id = $1 and order_id = $2",
        tenant,
        order.uuid(),
        until.map(ToSqlx::to_sqlx) as _,
        until.map(|_| now.to_sqlx()) as _,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), order)
}

/// The buyer says that all is well.
///
/// # Errors
/// `Missing` if there is no such order.
pub async fn accept(tx: &mut Tx, order: OrderId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update package_order set accepted_at = coalesce(accepted_at, $3) where tenant_id = $1 and order_id = $2",
        tenant,
        order.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), order)
}

/// When our experts are taken: each meeting once an expert. And how many experts there are.
///
/// # Errors
/// When the database refuses.
pub async fn taken(tx: &mut SystemTx, from: Timestamp) -> Result<(Vec<Timestamp>, usize), StoreError> {
    let rows = sqlx::query_scalar!(
        r#"select meeting_at as "at!" from package_order where meeting_at >= $1 order by meeting_at"#,
        from.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let experts = sqlx::query_scalar!(r#"select count(*) as "n!" from app_user where staff"#)
        .fetch_one(tx.conn())
        .await?;
    Ok((
        rows.into_iter().map(jiff_sqlx::Timestamp::to_jiff).collect(),
        usize::try_from(experts).unwrap_or_default(),
    ))
}

/// Books or moves the meeting of an order, with the expert in charge or, if none is, one who is free then. Tells whether
/// that worked: someone else may have been quicker.
///
/// # Errors
/// When the database refuses.
pub async fn book(tx: &mut SystemTx, order: OrderId, at: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "
        with free as (
            select u.user_id, coalesce(nullif(u.name, ''), u.email) as name
            from app_user u, package_order o
            where o.order_id = $1 and u.staff and (o.expert is null or o.expert = u.user_id)
                and not exists (select from package_order p
                    where p.expert = u.user_id and p.meeting_at = $2 and p.order_id <> $1)
            order by (select count(*) from package_order p where p.expert = u.user_id), u.user_id
            limit 1
        )
        update package_order o set meeting_at = $2, meeting_sequence = meeting_sequence + 1,
            expert = f.user_id, expert_name = f.name
        from free f where o.order_id = $1 and o.meeting_at is distinct from $2
        ",
        order.uuid(),
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await;
    match done {
        Ok(done) => Ok(done.rows_affected() > 0),
        // Two at the same instant: the table decides who is late.
        Err(sqlx::Error::Database(told)) if told.constraint() == Some("package_order_meeting") => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Cancels the meeting of an order.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_meeting(tx: &mut Tx, order: OrderId) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update package_order set meeting_at = null, meeting_sequence = meeting_sequence + 1
        where tenant_id = $1 and order_id = $2 and meeting_at is not null
        ",
        tenant,
        order.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts an expert in charge of an order.
///
/// # Errors
/// `Missing` if there is no such order, or the person is no expert.
pub async fn take(tx: &mut SystemTx, order: OrderId, expert: UserId) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "
        update package_order o set expert = u.user_id, expert_name = coalesce(nullif(u.name, ''), u.email)
        from app_user u where o.order_id = $1 and u.user_id = $2 and u.staff
        ",
        order.uuid(),
        expert.uuid(),
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), order)
}

/// Keeps where the meeting is.
///
/// # Errors
/// `Missing` if there is no such order.
pub async fn set_meeting_link(tx: &mut SystemTx, order: OrderId, link: &str) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update package_order set meeting_link = $2, meeting_sequence = meeting_sequence + 1 where order_id = $1",
        order.uuid(),
        link,
    )
    .execute(tx.conn())
    .await?;
    found(done.rows_affected(), order)
}

/// Ticks an item off, or takes the tick back.
///
/// # Errors
/// When the database refuses.
pub async fn tick(
    tx: &mut SystemTx,
    order: &Order,
    item: Check,
    by: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(by) = by else {
        sqlx::query!(
            "delete from package_check where tenant_id = $1 and order_id = $2 and item = $3",
            order.tenant.uuid(),
            order.id.uuid(),
            item.as_str(),
        )
        .execute(tx.conn())
        .await?;
        return Ok(());
    };
    sqlx::query!(
        "
        insert into package_check (tenant_id, order_id, item, done_at, done_by) values ($1, $2, $3, $4, $5)
        on conflict do nothing
        ",
        order.tenant.uuid(),
        order.id.uuid(),
        item.as_str(),
        now.to_sqlx() as _,
        by,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What one side wrote to the other, or an expert to the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Whether one of our experts wrote it.
    pub from_desk: bool,
    /// Who.
    pub author: String,
    /// What.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a message to an order.
///
/// # Errors
/// When the database refuses.
pub async fn write(
    tx: &mut impl InTransaction,
    tenant: TenantId,
    order: OrderId,
    message: &Message,
) -> Result<(), StoreError> {
    sqlx::query!(
        "
        insert into package_message (tenant_id, message_id, order_id, from_desk, author, body, sent_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        ",
        tenant.uuid(),
        MessageId::new().uuid(),
        order.uuid(),
        message.from_desk,
        message.author,
        message.body,
        message.at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The messages of an order, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn messages(
    tx: &mut impl InTransaction,
    tenant: TenantId,
    order: OrderId,
) -> Result<Vec<Message>, StoreError> {
    let rows = sqlx::query!(
        "
        select from_desk, author, body, sent_at from package_message
        where tenant_id = $1 and order_id = $2 order by message_id
        ",
        tenant.uuid(),
        order.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Message {
            from_desk: row.from_desk,
            author: row.author,
            body: row.body,
            at: row.sent_at.to_jiff(),
        })
        .collect())
}

/// Lets experts into the tenants that agreed, and out where the day is over or the consent was withdrawn; for one tenant
/// or all. Only places that were given this way are taken away. Tells how many changed.
///
/// # Errors
/// When the database refuses.
pub async fn settle_access(
    tx: &mut SystemTx,
    tenant: Option<TenantId>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let tenant = tenant.map(TenantId::uuid);
    let out = sqlx::query!(
        "
        delete from member m
        where m.for_order is not null and ($1::uuid is null or m.tenant_id = $1) and not exists (
            select from package_order o join tenant t using (tenant_id)
            where o.order_id = m.for_order and o.expert = m.user_id
                and o.consent_until >= ($2::timestamptz at time zone t.time_zone)::date)
        ",
        tenant,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let entered = sqlx::query!(
        "
        insert into member (tenant_id, user_id, role, for_order)
        select o.tenant_id, o.expert, 'expert', o.order_id from package_order o join tenant t using (tenant_id)
        where o.expert is not null and ($1::uuid is null or o.tenant_id = $1)
            and o.consent_until >= ($2::timestamptz at time zone t.time_zone)::date
        on conflict do nothing
        ",
        tenant,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(out.rows_affected() + entered.rows_affected())
}
