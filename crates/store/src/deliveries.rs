//! Messages on their way to channels: kept with what they tell of, sealed, and gone once they are sent.

use auth::Sealed;
use domain::{ChannelId, DeliveryId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::ExposeSecret;

use crate::{
    StoreError, SystemTx, Tx,
    channels::{Target, open_target},
    transaction::Inside,
};

/// A message that is being sent.
pub struct Outgoing {
    /// Its id, by which receivers know it again.
    pub id: DeliveryId,
    /// Whose.
    pub tenant: TenantId,
    /// Where to.
    pub channel: ChannelId,
    /// `slack` or `webhook`.
    pub kind: String,
    /// What the channel is called.
    pub name: String,
    /// How often it was tried, this time included.
    pub attempt: u16,
    /// When it was written.
    pub created_at: Timestamp,
    /// Its body and where it goes; none if that can't be opened.
    pub open: Result<(String, Target), StoreError>,
}

fn identity(id: DeliveryId) -> String {
    format!("delivery:{id}")
}

/// Puts a message on its way. It leaves once the transaction is kept, and never without it.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, channel: ChannelId, body: &str) -> Result<DeliveryId, StoreError> {
    let (id, tenant) = (DeliveryId::new(), tx.id());
    let sealed = tx.key().await?.seal(&identity(id), body);
    sqlx::query!(
        "insert into delivery (tenant_id, delivery_id, channel_id, sealed) values ($1, $2, $3, $4)",
        tenant,
        id.uuid(),
        channel.uuid(),
        sealed.as_bytes(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("select pg_notify('kopru_post', '')")
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// Takes the message that is due longest, of a channel that is not `busy`; it is ours until `again`, then another may
/// take it. None: nothing is due.
///
/// # Errors
/// When the database refuses.
pub async fn take(
    tx: &mut SystemTx,
    busy: &[ChannelId],
    now: Timestamp,
    again: Timestamp,
) -> Result<Option<Outgoing>, StoreError> {
    let busy: Vec<uuid::Uuid> = busy.iter().map(|channel| channel.uuid()).collect();
    let row = sqlx::query!(
        r#"
        update delivery d set attempts = d.attempts + 1, due_at = $3
        from channel c
        where c.tenant_id = d.tenant_id and c.channel_id = d.channel_id and (d.tenant_id, d.delivery_id) = (
            select tenant_id, delivery_id from delivery
            where due_at <= $2 and sent_at is null and given_up_at is null and channel_id <> all($1)
            order by due_at limit 1 for update skip locked
        )
        returning d.delivery_id, d.tenant_id, d.channel_id, d.sealed as "sealed!", d.attempts, d.created_at,
            c.kind, c.name, c.sealed as "target!"
        "#,
        &busy,
        now.to_sqlx() as _,
        again.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (id, tenant) = (DeliveryId::from(row.delivery_id), TenantId::from(row.tenant_id));
    let channel = ChannelId::from(row.channel_id);
    let key = tx.key_of(tenant).await?;
    let open = || {
        let body = key.open(&identity(id), &Sealed::from_bytes(row.sealed)?)?;
        Ok((
            body.expose_secret().to_owned(),
            open_target(&key, channel, row.target)?,
        ))
    };
    Ok(Some(Outgoing {
        id,
        tenant,
        channel,
        kind: row.kind,
        name: row.name,
        attempt: row.attempts.unsigned_abs(),
        created_at: row.created_at.to_jiff(),
        open: open(),
    }))
}

/// It was taken by the other side: nothing of what it says is kept.
///
/// # Errors
/// When the database refuses.
pub async fn sent(tx: &mut Tx, id: DeliveryId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update delivery set sent_at = $3, sealed = null, last_error = null
        where tenant_id = $1 and delivery_id = $2 and sent_at is null and given_up_at is null
        ",
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It could not be sent and comes again.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(tx: &mut Tx, id: DeliveryId, again: Timestamp, why: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update delivery set due_at = $3, last_error = $4
        where tenant_id = $1 and delivery_id = $2 and sent_at is null and given_up_at is null
        ",
        tenant,
        id.uuid(),
        again.to_sqlx() as _,
        why,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It will never be sent.
///
/// # Errors
/// When the database refuses.
pub async fn give_up(tx: &mut Tx, id: DeliveryId, now: Timestamp, why: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        update delivery set given_up_at = $3, sealed = null, last_error = $4
        where tenant_id = $1 and delivery_id = $2 and sent_at is null and given_up_at is null
        ",
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
        why,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what was sent or given up before then.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(tx: &mut SystemTx, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from delivery where sealed is null and created_at < $1",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
