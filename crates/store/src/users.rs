//! People who sign in, and their places in tenants.

use domain::{Language, Role, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::SecretString;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// A person who signs in.
#[derive(Clone, Debug)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address, as they wrote it.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// The hash of their password; none until they chose one.
    pub password_hash: Option<SecretString>,
    /// How they want pages and messages.
    pub preferences: Preferences,
}

/// How a person wants pages and messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// The time zone, by its IANA name; none: the tenant's.
    pub time_zone: Option<String>,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Whether single keys act on pages.
    pub has_keys: bool,
}

fn preferences(language: &str, time_zone: Option<String>, theme: String, has_keys: bool) -> Preferences {
    Preferences {
        language: language.parse().unwrap_or_default(),
        time_zone,
        theme,
        has_keys,
    }
}

/// A role that this release knows; a word of a later one may only look.
fn role(word: &str) -> Role {
    word.parse().unwrap_or(Role::Viewer)
}

/// A person's place in a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their e-mail address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When their place ends by itself; none: it lasts.
    pub until: Option<Timestamp>,
    /// Since when.
    pub since: Timestamp,
}

/// Adds a person.
///
/// # Errors
/// `Taken` if the e-mail address is in use (capitals don't matter).
pub async fn add(
    tx: &mut SystemTx,
    email: &str,
    name: &str,
    password_hash: Option<&str>,
) -> Result<UserId, StoreError> {
    let id = UserId::new();
    sqlx::query!(
        "insert into app_user (user_id, email, name, password_hash) values ($1, $2, $3, $4)",
        id.uuid(),
        email.trim(),
        name,
        password_hash,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// A person by e-mail address; capitals don't matter.
///
/// # Errors
/// When the database refuses.
pub async fn by_email(tx: &mut SystemTx, email: &str) -> Result<Option<User>, StoreError> {
    let row = sqlx::query!(
        "select user_id, email, name, password_hash, language, time_zone, theme, has_keys from app_user where lower(email) = lower($1)",
        email.trim(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| User {
        id: row.user_id.into(),
        email: row.email,
        name: row.name,
        password_hash: row.password_hash.map(SecretString::from),
        preferences: preferences(&row.language, row.time_zone, row.theme, row.has_keys),
    }))
}

/// A person by id.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut SystemTx, id: UserId) -> Result<Option<User>, StoreError> {
    let row = sqlx::query!(
        "select user_id, email, name, password_hash, language, time_zone, theme, has_keys from app_user where user_id = $1",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| User {
        id: row.user_id.into(),
        email: row.email,
        name: row.name,
        password_hash: row.password_hash.map(SecretString::from),
        preferences: preferences(&row.language, row.time_zone, row.theme, row.has_keys),
    }))
}

/// Sets the hash of a person's password.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(tx: &mut SystemTx, id: UserId, password_hash: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "update app_user set password_hash = $2 where user_id = $1",
        id.uuid(),
        password_hash,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps how a person wants pages and messages.
///
/// # Errors
/// When the database refuses.
pub async fn set_preferences(tx: &mut SystemTx, id: UserId, wanted: &Preferences) -> Result<(), StoreError> {
    sqlx::query!(
        "update app_user set language = $2, time_zone = $3, theme = $4, has_keys = $5 where user_id = $1",
        id.uuid(),
        wanted.language.code(),
        wanted.time_zone,
        wanted.theme,
        wanted.has_keys,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a person a place in a tenant.
///
/// # Errors
/// `Taken` if they have one.
pub async fn join(tx: &mut SystemTx, tenant: TenantId, user: UserId, role: Role) -> Result<(), StoreError> {
    join_until(tx, tenant, user, role, None).await
}

/// Gives a person a place in a tenant that ends by itself.
///
/// # Errors
/// `Taken` if they have one.
pub async fn join_until(
    tx: &mut SystemTx,
    tenant: TenantId,
    user: UserId,
    role: Role,
    until: Option<Timestamp>,
) -> Result<(), StoreError> {
    // A place that ran out is none; the sweep may not have come by yet.
    sqlx::query!(
        "delete from member where tenant_id = $1 and user_id = $2 and until <= now()",
        tenant.uuid(),
        user.uuid(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into member (tenant_id, user_id, role, until) values ($1, $2, $3, $4)",
        tenant.uuid(),
        user.uuid(),
        role.as_str(),
        until.map(ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tenants in which a person has a place, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn places(tx: &mut SystemTx, user: UserId) -> Result<Vec<(TenantId, Role)>, StoreError> {
    let rows = sqlx::query!(
        "
        select tenant_id, role from member
        where user_id = $1 and (until is null or until > now()) order by created_at, tenant_id
        ",
        user.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.tenant_id.into(), role(&row.role)))
        .collect())
}

/// The members of a tenant, by e-mail.
///
/// # Errors
/// When the database refuses.
pub async fn members(tx: &mut Tx) -> Result<Vec<Member>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select m.user_id, m.role, m.until, m.created_at, u.email, u.name
        from member m join app_user u using (user_id)
        where m.tenant_id = $1 and (m.until is null or m.until > now()) order by u.email
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Member {
            user: row.user_id.into(),
            email: row.email,
            name: row.name,
            role: role(&row.role),
            until: row.until.map(jiff_sqlx::Timestamp::to_jiff),
            since: row.created_at.to_jiff(),
        })
        .collect())
}

/// Names a person.
///
/// # Errors
/// When the database refuses.
pub async fn rename(tx: &mut SystemTx, id: UserId, name: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "update app_user set name = $2 where user_id = $1",
        id.uuid(),
        name
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The owners, locked: two owners who leave at the same moment must not both find the other.
async fn owners(tx: &mut Tx) -> Result<Vec<UserId>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_scalar!(
        "select user_id from member where tenant_id = $1 and role = 'owner' order by user_id for update",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(UserId::from).collect())
}

const LAST_OWNER: StoreError = StoreError::InUse {
    what: "the last owner's place",
    by: "a tenant needs an owner; name another one first",
};

/// Gives a member another role.
///
/// # Errors
/// `InUse` if they are the last owner; `Missing` if they have no place.
pub async fn set_role(tx: &mut Tx, user: UserId, to: Role) -> Result<(), StoreError> {
    if to != Role::Owner && owners(tx).await? == [user] {
        return Err(LAST_OWNER);
    }
    let tenant = tx.id();
    let done = sqlx::query!(
        "update member set role = $3, until = case when $3 = 'owner' then null else until end
        where tenant_id = $1 and user_id = $2",
        tenant,
        user.uuid(),
        to.as_str(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("member", &user));
    }
    Ok(())
}

/// Takes a member's place away.
///
/// # Errors
/// `InUse` if they are the last owner; `Missing` if they have no place.
pub async fn leave(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    if owners(tx).await? == [user] {
        return Err(LAST_OWNER);
    }
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from member where tenant_id = $1 and user_id = $2",
        tenant,
        user.uuid()
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("member", &user));
    }
    Ok(())
}

/// Forgets what ran out: places that were given for a time, sign-ups, links to choose a password, trusted browsers.
///
/// # Errors
/// When the database refuses.
pub async fn sweep(tx: &mut SystemTx, now: Timestamp) -> Result<(), StoreError> {
    for statement in [
        sqlx::query!("delete from member where until <= $1", now.to_sqlx() as _),
        sqlx::query!("delete from sign_up where expires_at <= $1", now.to_sqlx() as _),
        sqlx::query!(
            "delete from password_reset where expires_at <= $1",
            now.to_sqlx() as _
        ),
        sqlx::query!(
            "delete from trusted_device where expires_at <= $1",
            now.to_sqlx() as _
        ),
    ] {
        statement.execute(tx.conn()).await?;
    }
    Ok(())
}
