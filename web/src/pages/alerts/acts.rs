//! What a member does with an alert.

use axum::{
    Form,
    extract::{Path, State},
    response::Redirect,
};
use domain::{AlertId, Permission};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use store::{Tx, alerts, audit};
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, shell::Toast};

/// Longest time for which an alert can be muted: thirty days.
const LONGEST: i64 = 24 * 30;

struct Act {
    id: AlertId,
    member: Member,
    tx: Tx,
}

/// Who may, and which.
async fn begin(member: Member, app: &App, id: &str) -> Result<Act, PageError> {
    member.may(Permission::Edit)?;
    let id: AlertId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(app).await?;
    alerts::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    Ok(Act { id, member, tx })
}

/// Notes the act, keeps it, and leads back to the alert.
async fn done(mut act: Act, session: &Session, verb: &str, toast: Toast) -> Result<Redirect, PageError> {
    let detail = json!({ "alert": act.id });
    audit::note(&mut act.tx, act.member.user, verb, &detail).await?;
    act.tx.commit().await?;
    toast.keep(session).await?;
    Ok(Redirect::to(&format!("/alerts/{}", act.id)))
}

/// The member looks at it.
pub(crate) async fn acknowledge(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    let mut act = begin(member, &app, &id).await?;
    alerts::acknowledge(&mut act.tx, act.id, act.member.user, app.now()).await?;
    let toast = Toast::new(act.member.t.t("alert-you-look"))
        .undone_at(format!("/alerts/{}/acknowledgement/removal", act.id));
    done(act, &session, "alert.acknowledged", toast).await
}

/// Nobody looks at it any more.
pub(crate) async fn look_away(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    let mut act = begin(member, &app, &id).await?;
    alerts::look_away(&mut act.tx, act.id).await?;
    let toast = Toast::new(act.member.t.t("alert-nobody-looks"));
    done(act, &session, "alert.unacknowledged", toast).await
}

/// For how long.
#[derive(Deserialize)]
pub(crate) struct ForHours {
    hours: i64,
}

/// Nobody is told of it for a while.
pub(crate) async fn mute(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<ForHours>,
) -> Result<Redirect, PageError> {
    let mut act = begin(member, &app, &id).await?;
    let until = app.now() + SignedDuration::from_hours(wanted.hours.clamp(1, LONGEST));
    alerts::mute(&mut act.tx, act.id, until).await?;
    let t = &act.member.t;
    let toast = Toast::new(t.t1("alert-muted-until", "at", t.moment(until)))
        .undone_at(format!("/alerts/{}/mute/removal", act.id));
    done(act, &session, "alert.muted", toast).await
}

/// It is told as usual.
pub(crate) async fn unmute(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    let mut act = begin(member, &app, &id).await?;
    alerts::unmute(&mut act.tx, act.id, app.now()).await?;
    let toast = Toast::new(act.member.t.t("alert-unmuted"));
    done(act, &session, "alert.unmuted", toast).await
}

/// The member says that it is over.
pub(crate) async fn resolve(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    let mut act = begin(member, &app, &id).await?;
    alerts::resolve_one(&mut act.tx, act.id, app.now()).await?;
    let toast = Toast::new(act.member.t.t("alert-resolved"));
    done(act, &session, "alert.resolved", toast).await
}
