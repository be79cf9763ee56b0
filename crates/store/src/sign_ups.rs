//! Sign-ups that wait for proof that someone reads the address's mail. Nobody is a person of ours before.
//!
//! An address that has an account is treated the same, down to the row; only its letter differs, and nothing opens it.

use auth::{LinkToken, SixDigits};
use domain::{Language, Role, TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

use crate::{StoreError, SystemTx, tenants, transaction::Inside, users};

/// A sign-up, a code and a link live so long.
pub const LIVES: SignedDuration = SignedDuration::from_mins(30);
/// Wrong codes until a new letter is needed.
const TRIES: i16 = 5;
/// Letters until one has to begin again.
const LETTERS: i16 = 5;

/// What someone typed to sign up.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Their e-mail address.
    pub email: &'a str,
    /// The hash of their password.
    pub password_hash: &'a str,
    /// What their company is called.
    pub company: &'a str,
    /// In which language they read.
    pub language: Language,
    /// Their time zone, by its IANA name.
    pub time_zone: &'a str,
}

/// What goes into the letter. Shown to nobody else.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Which sign-up.
    pub id: Uuid,
    /// To be typed.
    pub code: SixDigits,
    /// To be followed.
    pub link: LinkToken,
    /// The address has an account already: the letter says so instead.
    pub is_known: bool,
}

/// A sign-up as its page shows it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// To which address the letter went.
    pub email: String,
    /// In which language they read.
    pub language: Language,
    /// When another letter may be sent.
    pub next_letter_at: Timestamp,
    /// Whether another letter may be sent at all.
    pub may_send: bool,
}

/// How a code or link was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The account and its tenant are there.
    Confirmed {
        /// Who.
        user: UserId,
        /// Their tenant.
        tenant: TenantId,
    },
    /// The code is wrong; so many tries are left.
    Wrong {
        /// How many.
        left: u16,
    },
    /// Nothing is waiting under this id or link (any more), or there were too many tries.
    Gone,
}

/// Begins a sign-up.
///
/// # Errors
/// When the database refuses.
pub async fn begin(tx: &mut SystemTx, new: &New<'_>, now: Timestamp) -> Result<Proof, StoreError> {
    let is_known = users::by_email(tx, new.email).await?.is_some();
    let (id, code, link) = (Uuid::now_v7(), SixDigits::generate(), LinkToken::generate());
    sqlx::query!("delete from sign_up where expires_at <= $1", now.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "
        insert into sign_up (sign_up_id, email, is_known, password_hash, company, language, time_zone, code_hash,
            link_hash, letter_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ",
        id,
        new.email.trim(),
        is_known,
        new.password_hash,
        new.company,
        new.language.code(),
        new.time_zone,
        code.hash(id).to_vec(),
        link.hash().to_vec(),
        now.to_sqlx() as _,
        (now + LIVES).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(Proof {
        id,
        code,
        link,
        is_known,
    })
}

/// The pause before the next letter: one minute, then two, four, eight.
fn pause(letters: i16) -> SignedDuration {
    SignedDuration::from_mins(1 << u32::from(letters.clamp(1, LETTERS).unsigned_abs() - 1))
}

/// A sign-up that waits.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut SystemTx, id: Uuid, now: Timestamp) -> Result<Option<Waiting>, StoreError> {
    let row = sqlx::query!(
        "select email, language, letters, letter_at from sign_up where sign_up_id = $1 and expires_at > $2",
        id,
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Waiting {
        email: row.email,
        language: row.language.parse().unwrap_or_default(),
        next_letter_at: row.letter_at.to_jiff() + pause(row.letters),
        may_send: row.letters < LETTERS,
    }))
}

/// A new code and link for another letter; the former ones are void. None if nothing waits, or it is too soon.
///
/// # Errors
/// When the database refuses.
pub async fn renew(tx: &mut SystemTx, id: Uuid, now: Timestamp) -> Result<Option<Proof>, StoreError> {
    let Some(waiting) = find(tx, id, now).await? else {
        return Ok(None);
    };
    if !waiting.may_send || now < waiting.next_letter_at {
        return Ok(None);
    }
    let (code, link) = (SixDigits::generate(), LinkToken::generate());
    let row = sqlx::query!(
        "
        update sign_up set code_hash = $2, link_hash = $3, tries = 0, letters = letters + 1, letter_at = $4,
            expires_at = $5
        where sign_up_id = $1
        returning is_known
        ",
        id,
        code.hash(id).to_vec(),
        link.hash().to_vec(),
        now.to_sqlx() as _,
        (now + LIVES).to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Proof {
        id,
        code,
        link,
        is_known: row.is_known,
    }))
}

/// Takes a typed code. The try is counted before it is compared: many at once are no way around.
///
/// # Errors
/// When the database refuses.
pub async fn take_code(
    tx: &mut SystemTx,
    id: Uuid,
    code: Option<&SixDigits>,
    now: Timestamp,
) -> Result<Taken, StoreError> {
    let row = sqlx::query!(
        "
        update sign_up set tries = tries + 1
        where sign_up_id = $1 and expires_at > $2 and tries < $3
        returning code_hash, tries, is_known
        ",
        id,
        now.to_sqlx() as _,
        TRIES,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Taken::Gone) };
    let is_right = code.is_some_and(|code| code.is(id, &row.code_hash));
    if is_right && !row.is_known {
        return confirm(tx, id).await;
    }
    Ok(Taken::Wrong {
        left: (TRIES - row.tries).unsigned_abs(),
    })
}

/// Whether this link leads to a sign-up that waits.
///
/// # Errors
/// When the database refuses.
pub async fn by_link(
    tx: &mut SystemTx,
    link: &LinkToken,
    now: Timestamp,
) -> Result<Option<Waiting>, StoreError> {
    let id = sqlx::query_scalar!(
        "select sign_up_id from sign_up where link_hash = $1 and not is_known and expires_at > $2",
        link.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => find(tx, id, now).await,
        None => Ok(None),
    }
}

/// Takes a link.
///
/// # Errors
/// When the database refuses.
pub async fn take_link(tx: &mut SystemTx, link: &LinkToken, now: Timestamp) -> Result<Taken, StoreError> {
    let id = sqlx::query_scalar!(
        "select sign_up_id from sign_up where link_hash = $1 and not is_known and expires_at > $2 for update",
        link.hash().to_vec(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => confirm(tx, id).await,
        None => Ok(Taken::Gone),
    }
}

/// Makes the person, their tenant and their place in it.
async fn confirm(tx: &mut SystemTx, id: Uuid) -> Result<Taken, StoreError> {
    let Some(row) = sqlx::query!(
        "delete from sign_up where sign_up_id = $1 returning email, password_hash, company, language, time_zone",
        id,
    )
    .fetch_optional(tx.conn())
    .await?
    else {
        return Ok(Taken::Gone);
    };
    // Someone may have signed up with the address in another tab meanwhile, and confirmed that.
    if users::by_email(tx, &row.email).await?.is_some() {
        return Ok(Taken::Gone);
    }
    let user = users::add(tx, &row.email, "", Some(&row.password_hash)).await?;
    let preferences = users::Preferences {
        language: row.language.parse().unwrap_or_default(),
        time_zone: None,
        theme: "system".to_owned(),
        has_keys: true,
    };
    users::set_preferences(tx, user, &preferences).await?;
    let tenant = tenants::create(tx, &row.company).await?;
    sqlx::query!(
        "update tenant set time_zone = $2 where tenant_id = $1",
        tenant.uuid(),
        row.time_zone
    )
    .execute(tx.conn())
    .await?;
    users::join(tx, tenant, user, Role::Owner).await?;
    sqlx::query!("delete from sign_up where lower(email) = lower($1)", row.email)
        .execute(tx.conn())
        .await?;
    Ok(Taken::Confirmed { user, tenant })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_makes_the_next_wait_twice_as_long() {
        assert_eq!(
            [1, 2, 3, 4, 9].map(|letters| pause(letters).as_mins()),
            [1, 2, 4, 8, 16]
        );
    }
}
