//! What a person shows beside their password: an authenticator app, passkeys, recovery codes; and browsers that need not
//! show it for a time.

use std::sync::Arc;

use auth::{LinkToken, RecoveryCode, Sealed, TenantKey, TotpSecret};
use domain::UserId;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// A browser is trusted for so long.
pub const TRUST: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a person has set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// An authenticator app, proven by a code.
    pub has_app: bool,
    /// How many passkeys.
    pub passkeys: u64,
    /// How many recovery codes are unused.
    pub recovery_codes: u64,
}

impl Factors {
    /// Whether there is anything to ask for at sign-in. Recovery codes alone are none.
    #[must_use]
    pub fn any(&self) -> bool {
        self.has_app || self.passkeys > 0
    }
}

/// A passkey as it is listed, with what is needed to check it.
#[derive(Clone, Debug, PartialEq)]
pub struct Passkey {
    /// Its id here.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// Public key and counter, as the `webauthn-rs` crate writes them.
    pub credential: Json,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

fn identity(user: UserId) -> String {
    format!("user:{user}:authenticator")
}

/// A person belongs to no single tenant: their secrets are sealed under the house's key.
async fn key(tx: &mut SystemTx) -> Result<TenantKey, StoreError> {
    let keys = Arc::clone(tx.keys());
    keys.house_key(tx.conn()).await
}

/// What a person has set up.
///
/// # Errors
/// When the database refuses.
pub async fn of(tx: &mut SystemTx, user: UserId) -> Result<Factors, StoreError> {
    let row = sqlx::query!(
        r#"
        select exists (select from authenticator where user_id = $1 and proven_at is not null) as "has_app!",
            (select count(*) from passkey where user_id = $1) as "passkeys!",
            (select count(*) from recovery_code where user_id = $1 and used_at is null) as "codes!"
        "#,
        user.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Factors {
        has_app: row.has_app,
        passkeys: row.passkeys.unsigned_abs(),
        recovery_codes: row.codes.unsigned_abs(),
    })
}

/// The members of a tenant who have a second factor.
///
/// # Errors
/// When the database refuses.
pub async fn members_with(tx: &mut SystemTx, tenant: domain::TenantId) -> Result<Vec<UserId>, StoreError> {
    let rows = sqlx::query_scalar!(
        "
        select m.user_id from member m
        where m.tenant_id = $1 and (
            exists (select from authenticator a where a.user_id = m.user_id and a.proven_at is not null)
            or exists (select from passkey p where p.user_id = m.user_id))
        ",
        tenant.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(UserId::from).collect())
}

/// The secret of an app that is being set up; made if there is none yet. It counts once a code has proven it.
///
/// # Errors
/// `Taken` if an app is proven already.
pub async fn begin_app(tx: &mut SystemTx, user: UserId) -> Result<TotpSecret, StoreError> {
    let found = sqlx::query!(
        "select secret, proven_at from authenticator where user_id = $1",
        user.uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(row) = found {
        if row.proven_at.is_some() {
            return Err(StoreError::Taken {
                what: "the place of the authenticator app",
            });
        }
        let sealed = Sealed::from_bytes(row.secret)?;
        let secret = key(tx).await?.open(&identity(user), &sealed)?;
        return Ok(TotpSecret::from_stored(secret));
    }
    let secret = TotpSecret::generate();
    let sealed = key(tx).await?.seal(&identity(user), secret.reveal());
    sqlx::query!(
        "insert into authenticator (user_id, secret) values ($1, $2)",
        user.uuid(),
        sealed.as_bytes(),
    )
    .execute(tx.conn())
    .await?;
    Ok(secret)
}

/// Proves an app that is being set up by one of its codes.
///
/// # Errors
/// When the secret can't be unsealed.
pub async fn prove_app(
    tx: &mut SystemTx,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let right = take_app_code(tx, user, code, now, false).await?;
    if right {
        sqlx::query!(
            "update authenticator set proven_at = $2 where user_id = $1 and proven_at is null",
            user.uuid(),
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(right)
}

/// Whether a code is that of a person's proven app, and was not used before.
///
/// # Errors
/// When the secret can't be unsealed.
pub async fn check_app(
    tx: &mut SystemTx,
    user: UserId,
    code: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    take_app_code(tx, user, code, now, true).await
}

async fn take_app_code(
    tx: &mut SystemTx,
    user: UserId,
    code: &str,
    now: Timestamp,
    is_proven: bool,
) -> Result<bool, StoreError> {
    // Locked: the same code sent twice at once must count once.
    let Some(row) = sqlx::query!(
        "
        select secret, last_step from authenticator
        where user_id = $1 and (proven_at is not null) = $2 for update
        ",
        user.uuid(),
        is_proven,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(false);
    };
    let sealed = Sealed::from_bytes(row.secret)?;
    let secret = TotpSecret::from_stored(key(tx).await?.open(&identity(user), &sealed)?);
    let Some(step) = secret.check(code, now, row.last_step)? else {
        return Ok(false);
    };
    sqlx::query!(
        "update authenticator set last_step = $2 where user_id = $1",
        user.uuid(),
        step,
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Removes the app.
///
/// # Errors
/// When the database refuses.
pub async fn remove_app(tx: &mut SystemTx, user: UserId) -> Result<(), StoreError> {
    sqlx::query!("delete from authenticator where user_id = $1", user.uuid())
        .execute(tx.conn())
        .await?;
    forget_lonely_codes(tx, user).await
}

/// Ten new recovery codes; the former ones are void. To be shown once.
///
/// # Errors
/// When the database refuses.
pub async fn renew_recovery_codes(tx: &mut SystemTx, user: UserId) -> Result<Vec<RecoveryCode>, StoreError> {
    sqlx::query!("delete from recovery_code where user_id = $1", user.uuid())
        .execute(tx.conn())
        .await?;
    let codes = RecoveryCode::set();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.hash(user.uuid()).to_vec()).collect();
    sqlx::query!(
        "insert into recovery_code (user_id, code_hash) select $1, unnest($2::bytea[])",
        user.uuid(),
        &hashes,
    )
    .execute(tx.conn())
    .await?;
    Ok(codes)
}

/// Uses a recovery code up; false if it is none of theirs or was used.
///
/// # Errors
/// When the database refuses.
pub async fn take_recovery_code(
    tx: &mut SystemTx,
    user: UserId,
    code: &RecoveryCode,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update recovery_code set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null",
        user.uuid(),
        code.hash(user.uuid()).to_vec(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// A person's passkeys, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn passkeys(tx: &mut SystemTx, user: UserId) -> Result<Vec<Passkey>, StoreError> {
    let rows = sqlx::query!(
        "
        select passkey_id, name, credential, created_at, last_used_at from passkey
        where user_id = $1 order by passkey_id
        ",
        user.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Passkey {
            id: row.passkey_id,
            name: row.name,
            credential: row.credential,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// Keeps a passkey.
///
/// # Errors
/// When the database refuses.
pub async fn add_passkey(
    tx: &mut SystemTx,
    user: UserId,
    name: &str,
    credential: &Json,
) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into passkey (passkey_id, user_id, name, credential) values ($1, $2, $3, $4)",
        id,
        user.uuid(),
        name,
        credential,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Notes that a passkey was used, with what its authenticator changed (the counter).
///
/// # Errors
/// When the database refuses.
pub async fn used_passkey(
    tx: &mut SystemTx,
    id: Uuid,
    credential: &Json,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update passkey set credential = $2, last_used_at = $3 where passkey_id = $1",
        id,
        credential,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Removes a passkey; tells its name, none if it is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn remove_passkey(tx: &mut SystemTx, user: UserId, id: Uuid) -> Result<Option<String>, StoreError> {
    let name = sqlx::query_scalar!(
        "delete from passkey where user_id = $1 and passkey_id = $2 returning name",
        user.uuid(),
        id,
    )
    .fetch_optional(tx.conn())
    .await?;
    forget_lonely_codes(tx, user).await?;
    Ok(name)
}

/// Recovery codes stand in for a factor; without any left they would open nothing and confuse.
async fn forget_lonely_codes(tx: &mut SystemTx, user: UserId) -> Result<(), StoreError> {
    if of(tx, user).await?.any() {
        return Ok(());
    }
    sqlx::query!("delete from recovery_code where user_id = $1", user.uuid())
        .execute(tx.conn())
        .await?;
    forget_devices(tx, user).await
}

/// Trusts a browser: what its cookie is to hold.
///
/// # Errors
/// When the database refuses.
pub async fn trust_device(tx: &mut SystemTx, user: UserId, now: Timestamp) -> Result<LinkToken, StoreError> {
    let token = LinkToken::generate();
    sqlx::query!(
        "delete from trusted_device where user_id = $1 and expires_at <= $2",
        user.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into trusted_device (device_hash, user_id, expires_at) values ($1, $2, $3)",
        token.hash().to_vec(),
        user.uuid(),
        (now + TRUST).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(token)
}

/// Whether a browser is trusted for this person.
///
/// # Errors
/// When the database refuses.
pub async fn trusts(
    tx: &mut SystemTx,
    user: UserId,
    token: &LinkToken,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar!(
        r#"
        select exists (select from trusted_device where device_hash = $1 and user_id = $2 and expires_at > $3) as "is!"
        "#,
        token.hash().to_vec(),
        user.uuid(),
        now.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(found)
}

/// Trusts no browser of a person any more.
///
/// # Errors
/// When the database refuses.
pub async fn forget_devices(tx: &mut SystemTx, user: UserId) -> Result<(), StoreError> {
    sqlx::query!("delete from trusted_device where user_id = $1", user.uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether the tenant wants a second factor of each member.
///
/// # Errors
/// When the database refuses.
pub async fn are_required(tx: &mut Tx) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let required = sqlx::query_scalar!(
        "select requires_second_factor from tenant where tenant_id = $1",
        tenant
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(required)
}

/// Sets whether the tenant wants a second factor of each member.
///
/// # Errors
/// When the database refuses.
pub async fn require(tx: &mut Tx, required: bool) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update tenant set requires_second_factor = $2 where tenant_id = $1",
        tenant,
        required,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
