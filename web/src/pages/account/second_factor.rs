//! What a person shows beside their password: an overview, and new recovery codes.

use askama::Template;
use axum::{
    extract::State,
    response::{Redirect, Response},
};
use store::second_factors::{self, Factors};
use tower_sessions::Session;
use uuid::Uuid;

use super::{is_wanted, note};
use crate::{
    App, entry,
    error::{PageError, page},
    member::Member,
    passkeys,
    shell::{Room, Shell, Toast},
};

pub(super) const HERE: &str = "/account/second-factor";

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct SecondFactorPage {
    shell: Shell,
    factors: Factors,
    passkeys: Vec<PasskeyLine>,
    /// Browsers make passkeys for our address.
    can_passkeys: bool,
    /// A tenant wants one, so that the last can't be removed.
    is_wanted: bool,
    /// A passkey was refused just now.
    refused: bool,
}

struct PasskeyLine {
    id: Uuid,
    name: String,
    since: String,
    used: String,
}

/// Recovery codes, this once.
#[derive(Template)]
#[template(path = "account/codes.html")]
struct CodesPage {
    shell: Shell,
    codes: Vec<String>,
}

/// What is set up.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    let is_wanted = is_wanted(&app, &member).await?;
    let mut tx = app.store().system().await?;
    let factors = second_factors::of(&mut tx, member.user).await?;
    let kept = second_factors::passkeys(&mut tx, member.user).await?;
    tx.commit().await?;
    let t = member.t.clone();
    let lines = kept
        .into_iter()
        .map(|passkey| PasskeyLine {
            id: passkey.id,
            name: passkey.name,
            since: t.moment(passkey.created_at),
            used: passkey
                .last_used_at
                .map_or_else(|| t.t("never-used"), |at| t.moment(at)),
        })
        .collect();
    let refused = member.path.ends_with("passkey=refused");
    let mut tx = member.begin(&app).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Account).await?;
    tx.commit().await?;
    page(&SecondFactorPage {
        shell,
        factors,
        passkeys: lines,
        can_passkeys: passkeys::are_possible(app.public_url()),
        is_wanted,
        refused,
    })
}

/// New recovery codes in the place of the former ones.
pub(crate) async fn renew_codes(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    let mut tx = app.store().system().await?;
    if !second_factors::of(&mut tx, member.user).await?.any() {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    note(&app, &member, "account.recovery_codes_renewed").await?;
    codes(&app, &session, member).await
}

/// Makes recovery codes and shows them.
pub(super) async fn codes(app: &App, session: &Session, member: Member) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    let codes = second_factors::renew_recovery_codes(&mut tx, member.user).await?;
    tx.commit().await?;
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Account).await?;
    tx.commit().await?;
    page(&CodesPage {
        shell,
        codes: codes.iter().map(auth::RecoveryCode::reveal).collect(),
    })
}

/// Says what a removal did and leads back; the last factor stays while a tenant wants one.
pub(super) async fn may_remove(
    app: &App,
    session: &Session,
    member: &Member,
) -> Result<Option<Redirect>, PageError> {
    let mut tx = app.store().system().await?;
    let factors = second_factors::of(&mut tx, member.user).await?;
    tx.commit().await?;
    let is_last = u64::from(factors.has_app) + factors.passkeys == 1;
    if is_last && is_wanted(app, member).await? {
        Toast::new(member.t.t("second-factor-last")).keep(session).await?;
        return Ok(Some(Redirect::to(HERE)));
    }
    Ok(None)
}
