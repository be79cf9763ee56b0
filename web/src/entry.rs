//! Letting a person in, and asking whether they showed their password lately.

use domain::{TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tower_sessions::Session;

use crate::{
    App,
    browser::Browser,
    error::PageError,
    member::{TENANT, USER},
};

const AGENT: &str = "agent";
const ADDRESS: &str = "address";
const SEEN: &str = "seen_at";
const PROVED: &str = "proved_at";

/// A password that was given opens sensitive acts for so long.
const FRESH: SignedDuration = SignedDuration::from_mins(15);
/// How exact "last seen" is: each page would write a row otherwise.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Lets a person in: from now on the session is theirs.
pub(crate) async fn open(
    session: &Session,
    browser: &Browser,
    user: UserId,
    tenant: Option<TenantId>,
    now: Timestamp,
) -> Result<(), PageError> {
    // A new id, so that nobody can have chosen the session beforehand.
    session.cycle_id().await?;
    session.insert(USER, user).await?;
    if let Some(tenant) = tenant {
        session.insert(TENANT, tenant).await?;
    }
    session.insert(AGENT, &browser.agent).await?;
    session.insert(ADDRESS, &browser.address).await?;
    session.insert(SEEN, now).await?;
    session.insert(PROVED, now).await?;
    Ok(())
}

/// Notes that the session is in use; that also moves its end on.
pub(crate) async fn seen(session: &Session, now: Timestamp) -> Result<(), PageError> {
    let last = session.get::<Timestamp>(SEEN).await?;
    if last.is_none_or(|last| now.duration_since(last) >= SEEN_EVERY) {
        session.insert(SEEN, now).await?;
    }
    Ok(())
}

/// The password was given just now.
pub(crate) async fn proved(session: &Session, now: Timestamp) -> Result<(), PageError> {
    Ok(session.insert(PROVED, now).await?)
}

/// Refuses a sensitive act when the password was given too long ago; leads back to `back_to` (a page, not a post) once
/// it was given again.
pub(crate) async fn fresh(session: &Session, now: Timestamp, back_to: &str) -> Result<(), PageError> {
    let proved = session.get::<Timestamp>(PROVED).await?;
    if proved.is_some_and(|at| now.duration_since(at) < FRESH) {
        return Ok(());
    }
    Err(PageError::ProofNeeded {
        back_to: back_to.to_owned(),
    })
}

/// Hashes a password off the async threads, few at a time.
pub(crate) async fn hashed(app: &App, password: SecretString) -> Result<String, PageError> {
    let _place = app.guesses().place().await.ok_or(PageError::Busy)?;
    tokio::task::spawn_blocking(move || auth::password::hash(&password))
        .await
        .map_err(|error| PageError::Internal(error.to_string()))?
        .map_err(|error| PageError::Internal(error.to_string()))
}

/// Whether a password is the one of this hash; off the async threads, and as long without a hash.
pub(crate) async fn is_right(
    app: &App,
    password: SecretString,
    hash: Option<SecretString>,
) -> Result<bool, PageError> {
    let _place = app.guesses().place().await.ok_or(PageError::Busy)?;
    tokio::task::spawn_blocking(move || {
        auth::password::verify(&password, hash.as_ref().map(ExposeSecret::expose_secret))
    })
    .await
    .map_err(|error| PageError::Internal(error.to_string()))
}
