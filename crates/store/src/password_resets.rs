//! Links with which a person who forgot their password chooses another. Each works once and for half an hour.

use auth::LinkToken;
use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, transaction::Inside};

/// A link works for so long.
pub const LIVES: SignedDuration = SignedDuration::from_mins(30);

/// Makes a link for a person; links that they were sent before are void.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut SystemTx, user: UserId, now: Timestamp) -> Result<LinkToken, StoreError> {
    let link = LinkToken::generate();
    sqlx::query!(
        "delete from password_reset where user_id = $1 or expires_at <= $2",
        user.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into password_reset (token_hash, user_id, expires_at) values ($1, $2, $3)",
        link.hash().to_vec(),
        user.uuid(),
        (now + LIVES).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(link)
}

/// Whose link this is; none if it is unknown, old or used.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut SystemTx, link: &LinkToken, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let user = sqlx::query_scalar!(
        "select user_id from password_reset where token_hash = $1 and expires_at > $2",
        link.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(user.map(UserId::from))
}

/// Uses a link up: whose it was, to one caller only.
///
/// # Errors
/// When the database refuses.
pub async fn take(tx: &mut SystemTx, link: &LinkToken, now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let user = sqlx::query_scalar!(
        "delete from password_reset where token_hash = $1 and expires_at > $2 returning user_id",
        link.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(user.map(UserId::from))
}
