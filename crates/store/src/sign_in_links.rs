//! Links by which a colleague signs in to a remote system for us. They do nothing else, end after some days and work
//! once.

use domain::{ConnectionId, ConnectorId, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sha2::{Digest, Sha256};

use crate::{StoreError, SystemTx, Tx, row::Column, transaction::Inside};

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInLink {
    /// Whose connection it will be.
    pub tenant: TenantId,
    /// Through which connector.
    pub connector: ConnectorId,
    /// What the connection is to be called; one of this name is signed in again.
    pub connection_name: String,
    /// The connection that is signed in again; none: one is made.
    pub connection: Option<ConnectionId>,
    /// Who asked for it; the connection names them.
    pub asked_by: Option<UserId>,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Keeps a link. `token` is what stands in it.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut Tx, token: &str, link: &SignInLink) -> Result<(), StoreError> {
    let (tenant, hash) = (tx.id(), Sha256::digest(token).to_vec());
    sqlx::query!(
        "
        insert into sign_in_link (tenant_id, token_hash, connector, connection_name, connection_id, asked_by, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        ",
        tenant,
        hash,
        link.connector.as_str(),
        link.connection_name,
        link.connection.map(ConnectionId::uuid),
        link.asked_by.map(UserId::uuid),
        link.expires_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The link of this token; none if it is unknown, was used or ran out: all three look the same.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut SystemTx, token: &str, now: Timestamp) -> Result<Option<SignInLink>, StoreError> {
    let hash = Sha256::digest(token).to_vec();
    let row = sqlx::query!(
        r#"
        select tenant_id, connector, connection_name, connection_id, asked_by,
            expires_at as "expires_at: jiff_sqlx::Timestamp"
        from sign_in_link where token_hash = $1 and used_at is null and expires_at > $2
        "#,
        hash,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(|row| {
        let tenant = TenantId::from(row.tenant_id);
        Ok(SignInLink {
            tenant,
            connector: Column("sign_in_link", "connector", tenant).word(&row.connector)?,
            connection_name: row.connection_name,
            connection: row.connection_id.map(ConnectionId::from),
            asked_by: row.asked_by.map(UserId::from),
            expires_at: row.expires_at.to_jiff(),
        })
    })
    .transpose()
}

/// Uses the link up; false if somebody was faster. Old ones go along.
///
/// # Errors
/// When the database refuses.
pub async fn use_up(tx: &mut SystemTx, token: &str, now: Timestamp) -> Result<bool, StoreError> {
    let hash = Sha256::digest(token).to_vec();
    sqlx::query!(
        "delete from sign_in_link where expires_at < $1::timestamptz - interval '30 days'",
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    let done = sqlx::query!(
        "update sign_in_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
        hash,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
