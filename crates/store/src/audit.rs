//! Who changed what in a tenant. Every act that changes something notes it in its own transaction, so that there is no
//! change without its entry and no entry without its change.

use domain::{Role, TenantId, UserId};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{InTransaction, StoreError, SystemTx, Tx, transaction::Inside};

/// One act of a member.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id; later acts have greater ones.
    pub id: Uuid,
    /// The e-mail address of who did it, at that time; empty if it was no member.
    pub email: String,
    /// Their role at that time; none if they had no place.
    pub role: Option<Role>,
    /// What was done: a closed word such as `flow.paused`.
    pub act: String,
    /// To what, and `from` and `to` where a value changed.
    pub detail: Json,
    /// When.
    pub at: Timestamp,
}

/// Notes an act: `act` is `noun.verb` in the past (`flow.paused`, `member.removed`), `detail` an object that names what
/// it was done to (`name`, `flow`, `email`, …) and, where a value changed, its `from` and `to`. Never put a secret there.
///
/// # Errors
/// When the database refuses.
pub async fn note(tx: &mut Tx, by: UserId, act: &str, detail: &Json) -> Result<(), StoreError> {
    let tenant = tx.tenant();
    add(tx, tenant, by, act, detail).await
}

/// As [`note`], where what was done became known outside of the tenant's own transaction: a payment, an expert's act.
///
/// # Errors
/// When the database refuses.
pub async fn note_of(
    tx: &mut SystemTx,
    tenant: TenantId,
    by: UserId,
    act: &str,
    detail: &Json,
) -> Result<(), StoreError> {
    add(tx, tenant, by, act, detail).await
}

async fn add(
    tx: &mut impl InTransaction,
    tenant: TenantId,
    by: UserId,
    act: &str,
    detail: &Json,
) -> Result<(), StoreError> {
    sqlx::query!(
        "
        insert into audit_entry (tenant_id, entry_id, user_id, email, role, act, detail)
        values ($1, $2, (select user_id from app_user where user_id = $3),
            coalesce((select email from app_user where user_id = $3), ''),
            coalesce((select role from member where tenant_id = $1 and user_id = $3), ''), $4, $5)
        ",
        tenant.uuid(),
        Uuid::now_v7(),
        by.uuid(),
        act,
        detail,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Acts, newest first, of everyone or of one e-mail address; `before` is the last id of the page before.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    email: Option<&str>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select entry_id, email, role, act, detail, at from audit_entry
        where tenant_id = $1 and ($2::uuid is null or entry_id < $2) and ($3::text is null or email = $3)
        order by entry_id desc limit $4
        ",
        tenant,
        before,
        email,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Entry {
            id: row.entry_id,
            email: row.email,
            role: row.role.parse().ok(),
            act: row.act,
            detail: row.detail,
            at: row.at.to_jiff(),
        })
        .collect())
}
