//! Where a person is signed in, and ending that.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use domain::UserId;
use store::{SystemTx, second_factors, sessions};
use tower_sessions::Session;

use crate::{App, browser, error::PageError, locale::Locale, member::Member, shell::Toast};

/// A session as it is listed.
pub(super) struct Line {
    pub(super) handle: String,
    pub(super) device: String,
    pub(super) address: String,
    pub(super) since: String,
    pub(super) seen: String,
    pub(super) is_this: bool,
}

pub(super) async fn lines(
    tx: &mut SystemTx,
    t: &Locale,
    user: UserId,
    session: &Session,
) -> Result<Vec<Line>, PageError> {
    Ok(sessions::list(tx, user, session.id())
        .await?
        .into_iter()
        .map(|listed| Line {
            handle: listed.handle,
            device: browser::names(&listed.agent).unwrap_or_else(|| t.t("session-unknown-device")),
            address: listed.address,
            since: t.moment(listed.created_at),
            seen: t.moment(listed.seen_at.unwrap_or(listed.created_at)),
            is_this: listed.is_this,
        })
        .collect())
}

/// Ends one session. One that is over already, or another person's, changes nothing.
pub(crate) async fn end(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(handle): Path<String>,
) -> Result<Redirect, PageError> {
    let mut tx = app.store().system().await?;
    let was_there = sessions::end(&mut tx, member.user, &handle).await?;
    tx.commit().await?;
    if !was_there {
        return Err(PageError::NotFound);
    }
    Toast::new(member.t.t("session-ended")).keep(&session).await?;
    Ok(Redirect::to("/account"))
}

/// Ends all sessions but this one; no browser is trusted any more.
pub(crate) async fn end_others(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Redirect, PageError> {
    let mut tx = app.store().system().await?;
    let ended = sessions::end_others(&mut tx, member.user, session.id()).await?;
    second_factors::forget_devices(&mut tx, member.user).await?;
    tx.commit().await?;
    Toast::new(member.t.count("sessions-ended", ended))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/account"))
}
