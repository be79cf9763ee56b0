//! Tokens with which scripts call the JSON API.

use auth::ApiToken;
use domain::{ApiTokenId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// A token as it is listed: the token itself is kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: ApiTokenId,
    /// What it is called.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it ends by itself; none: when it is revoked.
    pub expires_at: Option<Timestamp>,
    /// The e-mail address of who made it; empty if nobody did or they left.
    pub by: String,
}

/// A token that is to be made.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Its id, chosen by the caller: the same one twice makes one token.
    pub id: ApiTokenId,
    /// What it is called.
    pub name: &'a str,
    /// Who makes it, if a member does.
    pub by: Option<UserId>,
    /// When it ends by itself; none: when it is revoked.
    pub expires_at: Option<Timestamp>,
}

/// Makes a token, to be shown once.
///
/// # Errors
/// When the database refuses.
pub async fn create(tx: &mut Tx, name: &str) -> Result<(ApiTokenId, ApiToken), StoreError> {
    let id = ApiTokenId::new();
    let new = New {
        id,
        name,
        by: None,
        expires_at: None,
    };
    Ok((id, add(tx, &new).await?))
}

/// Makes a token of a member's, to be shown once.
///
/// # Errors
/// `Taken` if there is one of this id.
pub async fn add(tx: &mut Tx, new: &New<'_>) -> Result<ApiToken, StoreError> {
    let (token, tenant) = (ApiToken::generate(), tx.id());
    let hash = token.hash();
    sqlx::query!(
        "
        insert into api_token (tenant_id, api_token_id, name, token_hash, created_by, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        ",
        tenant,
        new.id.uuid(),
        new.name,
        hash.as_bytes(),
        new.by.map(UserId::uuid),
        new.expires_at.map(ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(token)
}

/// Whose token this is; none if it is unknown or revoked.
///
/// # Errors
/// When the database refuses.
pub async fn owner(
    tx: &mut SystemTx,
    token: &ApiToken,
    now: Timestamp,
) -> Result<Option<(TenantId, ApiTokenId)>, StoreError> {
    let hash = token.hash();
    let Some(row) = sqlx::query!(
        "
        select tenant_id, api_token_id, token_hash, last_used_at from api_token
        where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
        ",
        hash.as_bytes(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(None);
    };
    if !hash.is(&row.token_hash) {
        return Ok(None);
    }
    // To the minute: a script with a hundred calls a second must not write a hundred rows a second.
    let stale = row
        .last_used_at
        .is_none_or(|last| now.duration_since(last.to_jiff()).as_secs() >= 60);
    if stale {
        sqlx::query!(
            "update api_token set last_used_at = $3 where tenant_id = $1 and api_token_id = $2",
            row.tenant_id,
            row.api_token_id,
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(Some((row.tenant_id.into(), row.api_token_id.into())))
}

/// A tenant's tokens that were not revoked, newest first; those that ran out, too, since whoever wonders why a script
/// stopped looks here.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select t.api_token_id, t.name, t.created_at, t.last_used_at, t.expires_at,
            coalesce((select email from app_user u where u.user_id = t.created_by), '') as "by!"
        from api_token t
        where t.tenant_id = $1 and t.revoked_at is null order by t.api_token_id desc
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Listed {
            id: row.api_token_id.into(),
            name: row.name,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
            expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
            by: row.by,
        })
        .collect())
}

/// Takes a token out of force.
///
/// # Errors
/// `Missing` if there is none.
pub async fn revoke(tx: &mut Tx, id: ApiTokenId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update api_token set revoked_at = $3 where tenant_id = $1 and api_token_id = $2 and revoked_at is null",
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("API token", &id));
    }
    Ok(())
}
