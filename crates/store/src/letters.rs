//! Letters on their way out: kept in the transaction of what they tell of, sealed, and gone once they are sent.

use auth::Sealed;
use domain::{LetterId, TenantId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use crate::{InTransaction, StoreError, SystemTx, row::to_json, transaction::Inside};

/// A letter, ready to be sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The address of whom it is for.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The body as HTML.
    pub html: String,
    /// The same as plain text.
    pub text: String,
}

/// A letter that is being sent.
pub struct Outgoing {
    /// Its id, which is its Message-ID, too: sent twice, it is the same letter.
    pub id: LetterId,
    /// Whose; none for one to a person outside of any tenant.
    pub tenant: Option<TenantId>,
    /// Which kind.
    pub kind: String,
    /// How often it was tried, this time included.
    pub attempt: u16,
    /// When it was written.
    pub created_at: Timestamp,
    /// What it says; none if it can't be opened any more.
    pub written: Result<Written, StoreError>,
}

fn identity(id: LetterId) -> String {
    format!("letter:{id}")
}

/// Puts a letter into the post. It leaves once the transaction is kept, and never without it.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut impl InTransaction, kind: &str, written: &Written) -> Result<LetterId, StoreError> {
    let (id, tenant) = (LetterId::new(), tx.owner());
    let key = tx.owners_key().await?;
    let sealed = key.seal(&identity(id), &to_json(written).to_string());
    sqlx::query!(
        "insert into letter (letter_id, tenant_id, kind, sealed) values ($1, $2, $3, $4)",
        id.uuid(),
        tenant.map(TenantId::uuid),
        kind,
        sealed.as_bytes(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("select pg_notify('kopru_post', '')")
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// Takes the letter that is due longest; it is ours until `again`, then another may take it. None: nothing is due.
///
/// # Errors
/// When the database refuses.
pub async fn take(
    tx: &mut SystemTx,
    now: Timestamp,
    again: Timestamp,
) -> Result<Option<Outgoing>, StoreError> {
    let row = sqlx::query!(
        r#"
        update letter set attempts = attempts + 1, due_at = $2
        where letter_id = (
            select letter_id from letter
            where due_at <= $1 and sent_at is null and given_up_at is null
            order by due_at limit 1 for update skip locked
        )
        returning letter_id, tenant_id, kind, sealed as "sealed!", attempts, created_at
        "#,
        now.to_sqlx() as _,
        again.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id = LetterId::from(row.letter_id);
    Ok(Some(Outgoing {
        id,
        tenant: row.tenant_id.map(TenantId::from),
        kind: row.kind,
        attempt: row.attempts.unsigned_abs(),
        created_at: row.created_at.to_jiff(),
        written: open(tx, id, row.tenant_id, row.sealed).await,
    }))
}

async fn open(
    tx: &mut SystemTx,
    id: LetterId,
    tenant: Option<uuid::Uuid>,
    sealed: Vec<u8>,
) -> Result<Written, StoreError> {
    let key = match tenant {
        Some(tenant) => tx.key_of(tenant.into()).await?,
        None => tx.owners_key().await?,
    };
    let text = key.open(&identity(id), &Sealed::from_bytes(sealed)?)?;
    serde_json::from_str(text.expose_secret()).map_err(|error| StoreError::BadRow {
        table: "letter",
        column: "sealed",
        id: id.to_string(),
        why: error.to_string(),
    })
}

/// It is sent: nothing of what it says is kept.
///
/// # Errors
/// When the database refuses.
pub async fn sent(tx: &mut SystemTx, id: LetterId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query!(
        "update letter set sent_at = $2, sealed = null, last_error = null
        where letter_id = $1 and sent_at is null and given_up_at is null",
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
pub async fn put_off(tx: &mut SystemTx, id: LetterId, again: Timestamp, why: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "update letter set due_at = $2, last_error = $3
        where letter_id = $1 and sent_at is null and given_up_at is null",
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
pub async fn give_up(tx: &mut SystemTx, id: LetterId, now: Timestamp, why: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "update letter set given_up_at = $2, sealed = null, last_error = $3
        where letter_id = $1 and sent_at is null and given_up_at is null",
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
        "delete from letter where sealed is null and created_at < $1",
        before.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
