//! Invitations to a place in a tenant: sent to an address, taken up once, by whoever reads its mail.

use auth::LinkToken;
use domain::{Language, Role, TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{StoreError, SystemTx, Tx, transaction::Inside, users};

/// An invitation can be taken up for so long.
pub const LIVES: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Two letters of one invitation are at least so far apart.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// The address.
    pub email: &'a str,
    /// As what.
    pub role: Role,
    /// In which language the letter is.
    pub language: Language,
    /// For how many days the place is given; none: until it is taken away.
    pub access_days: Option<u8>,
}

/// An invitation that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// To which address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// In which language.
    pub language: Language,
    /// For how many days the place is given.
    pub access_days: Option<u8>,
    /// When the last letter went out.
    pub letter_at: Timestamp,
    /// Until when it can be taken up.
    pub expires_at: Timestamp,
}

/// An invitation as whoever follows its link sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// To which tenant.
    pub tenant: TenantId,
    /// What that is called.
    pub tenant_name: String,
    /// Who invites: their name, or their address if they gave none.
    pub by: String,
    /// To which address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// In which language the letter was.
    pub language: Language,
    /// For how many days the place is given.
    pub access_days: Option<u8>,
    /// Whether the address has an account.
    pub has_account: bool,
}

fn days(column: Option<i16>) -> Option<u8> {
    column.and_then(|days| u8::try_from(days).ok())
}

/// Invites an address.
///
/// # Errors
/// `Taken` if it is invited already or has a place.
pub async fn add(
    tx: &mut Tx,
    by: UserId,
    new: &New<'_>,
    now: Timestamp,
) -> Result<(Uuid, LinkToken), StoreError> {
    let (id, token, tenant) = (Uuid::now_v7(), LinkToken::generate(), tx.id());
    let is_member = sqlx::query_scalar!(
        r#"
        select exists (select from member m join app_user u using (user_id)
            where m.tenant_id = $1 and lower(u.email) = lower($2)) as "is!"
        "#,
        tenant,
        new.email.trim(),
    )
    .fetch_one(tx.conn())
    .await?;
    if is_member {
        return Err(StoreError::Taken {
            what: "this member's place",
        });
    }
    // One that ran out makes room for a new one.
    sqlx::query!(
        "delete from invitation where tenant_id = $1 and lower(email) = lower($2) and expires_at <= $3",
        tenant,
        new.email.trim(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "
        insert into invitation (tenant_id, invitation_id, email, role, language, token_hash, invited_by, access_days,
            letter_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ",
        tenant,
        id,
        new.email.trim(),
        new.role.as_str(),
        new.language.code(),
        token.hash().to_vec(),
        by.uuid(),
        new.access_days.map(i16::from),
        now.to_sqlx() as _,
        (now + LIVES).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok((id, token))
}

/// The tenant's invitations, newest first; those that ran out, too.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx) -> Result<Vec<Invitation>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select invitation_id, email, role, language, access_days, letter_at, expires_at from invitation
        where tenant_id = $1 order by invitation_id desc
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Invitation {
            id: row.invitation_id,
            email: row.email,
            role: row.role.parse().unwrap_or(Role::Viewer),
            language: row.language.parse().unwrap_or_default(),
            access_days: days(row.access_days),
            letter_at: row.letter_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        })
        .collect())
}

/// A new link for another letter; the former one is void. None if there is no such invitation or its last letter went
/// out within the minute (a double click).
///
/// # Errors
/// When the database refuses.
pub async fn renew(
    tx: &mut Tx,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<(Invitation, LinkToken)>, StoreError> {
    let (token, tenant) = (LinkToken::generate(), tx.id());
    let row = sqlx::query!(
        "
        update invitation set token_hash = $3, letters = letters + 1, letter_at = $4, expires_at = $5
        where tenant_id = $1 and invitation_id = $2 and letter_at <= $6
        returning email, role, language, access_days
        ",
        tenant,
        id,
        token.hash().to_vec(),
        now.to_sqlx() as _,
        (now + LIVES).to_sqlx() as _,
        (now - PAUSE).to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| {
        let invitation = Invitation {
            id,
            email: row.email,
            role: row.role.parse().unwrap_or(Role::Viewer),
            language: row.language.parse().unwrap_or_default(),
            access_days: days(row.access_days),
            letter_at: now,
            expires_at: now + LIVES,
        };
        (invitation, token)
    }))
}

/// Takes an invitation back; tells its address, none if there is no such invitation.
///
/// # Errors
/// When the database refuses.
pub async fn revoke(tx: &mut Tx, id: Uuid) -> Result<Option<String>, StoreError> {
    let tenant = tx.id();
    let email = sqlx::query_scalar!(
        "delete from invitation where tenant_id = $1 and invitation_id = $2 returning email",
        tenant,
        id,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(email)
}

/// What a link invites to; none if it is unknown, old, taken back or taken up.
///
/// # Errors
/// When the database refuses.
pub async fn by_link(
    tx: &mut SystemTx,
    token: &LinkToken,
    now: Timestamp,
) -> Result<Option<Shown>, StoreError> {
    let row = sqlx::query!(
        r#"
        select i.tenant_id, t.name as tenant_name, i.email, i.role, i.language, i.access_days,
            coalesce((select coalesce(nullif(u.name, ''), u.email) from app_user u where u.user_id = i.invited_by),
                t.name) as "by!",
            exists (select from app_user u where lower(u.email) = lower(i.email)) as "has_account!"
        from invitation i join tenant t using (tenant_id)
        where i.token_hash = $1 and i.expires_at > $2
        "#,
        token.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Shown {
        tenant: row.tenant_id.into(),
        tenant_name: row.tenant_name,
        by: row.by,
        email: row.email,
        role: row.role.parse().unwrap_or(Role::Viewer),
        language: row.language.parse().unwrap_or_default(),
        access_days: days(row.access_days),
        has_account: row.has_account,
    }))
}

/// Takes an invitation up for a person; none if the link is unknown, old or used. One who has a place keeps it as it is.
///
/// # Errors
/// When the database refuses.
pub async fn take(
    tx: &mut SystemTx,
    token: &LinkToken,
    user: UserId,
    now: Timestamp,
) -> Result<Option<TenantId>, StoreError> {
    let Some(row) = sqlx::query!(
        "
        delete from invitation where token_hash = $1 and expires_at > $2
        returning tenant_id, role, access_days
        ",
        token.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(None);
    };
    let tenant = TenantId::from(row.tenant_id);
    let until = days(row.access_days).map(|days| now + SignedDuration::from_hours(24 * i64::from(days)));
    let role = row.role.parse().unwrap_or(Role::Viewer);
    let places = users::places(tx, user).await?;
    if !places.iter().any(|(place, _)| *place == tenant) {
        users::join_until(tx, tenant, user, role, until).await?;
    }
    Ok(Some(tenant))
}
