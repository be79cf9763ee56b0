//! One alert: what happened, why, what mends it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::{AlertId, FailureReason, Permission};
use notify::{Cure, told};
use store::{
    Tx,
    alerts::{self, Alert},
    dead_letters, lookups, records,
};
use tower_sessions::Session;

use super::{can_be_sent_again, list::more, severity};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::look_ups,
    sayings,
    shell::{Room, Shell},
    words::Look,
};

#[derive(Template)]
#[template(path = "alerts/show.html")]
struct AlertPage {
    shell: Shell,
    id: String,
    look: Look,
    title: String,
    why: String,
    cure: String,
    /// The kept sentence, with the particulars.
    detail: String,
    remote_words: String,
    /// The newest record of it: its page, what became of it.
    newest: Option<(String, String)>,
    primary: Option<(String, String)>,
    replay: Option<Replay>,
    since: String,
    moment: String,
    last: String,
    seen: String,
    more: Vec<String>,
    flow: Option<(String, String)>,
    connection: Option<(String, String)>,
    is_over: bool,
    is_looked_at: bool,
    is_muted: bool,
    may_edit: bool,
}

/// What sends its records again.
struct Replay {
    flow: String,
    reason: String,
    words: String,
}

/// An alert of the member's tenant.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: AlertId = id.parse().map_err(|_| PageError::NotFound)?;
    let (t, now) = (member.t.clone(), app.now());
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let alert = alerts::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let newest = newest(&mut tx, &alert).await?;
    let table = lacking(&mut tx, &alert).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Alerts).await?;
    tx.commit().await?;
    let told = told(t.language, &alert);
    let is_over = alert.resolved_at.is_some();
    let primary = match (told.means, table) {
        _ if is_over => None,
        // A row that is missing is sooner added than a rule changed.
        (Cure::Mapping(_), Some(table)) => Some((table, t.t("alert-add-row"))),
        (means, _) => means.path().map(|path| (path, told.button.clone())),
    };
    let (words, remote_words) = newest.as_ref().map_or_else(
        || {
            (
                String::new(),
                alert.alert.remote_words.clone().unwrap_or_default(),
            )
        },
        |(_, words)| {
            (
                sayings::kept(&t, words.clone()),
                words.remote_words.clone().unwrap_or_default(),
            )
        },
    );
    page(&AlertPage {
        id: id.to_string(),
        look: severity(&t, alert.alert.severity),
        replay: may_edit.then(|| replay(&t, &alert)).flatten(),
        newest: newest.map(|(record, _)| (format!("/records/{record}"), words)),
        since: t.whole_moment(alert.raised_at),
        moment: alert.raised_at.to_string(),
        last: t.moment(alert.last_at),
        seen: t.number(alert.seen.into()),
        more: more(&t, &alert, now),
        flow: named("/flows", alert.alert.flow, alert.names.flow),
        connection: named("/connections", alert.alert.connection, alert.names.connection),
        is_over,
        is_looked_at: alert.acknowledged.is_some(),
        is_muted: alert.muted_until.is_some_and(|until| until > now),
        title: told.title,
        why: told.why,
        cure: told.cure,
        detail: alert.alert.message,
        remote_words,
        primary,
        may_edit,
        shell,
    })
}

fn named(room: &str, id: Option<impl ToString>, name: Option<String>) -> Option<(String, String)> {
    id.zip(name)
        .map(|(id, name)| (format!("{room}/{}", id.to_string()), name))
}

fn replay(t: &Locale, alert: &Alert) -> Option<Replay> {
    let (flow, reason) = alert.alert.flow.zip(alert.alert.reason)?;
    can_be_sent_again(alert).then(|| Replay {
        flow: flow.to_string(),
        reason: reason.as_str().to_owned(),
        words: t.count("alert-send-again", alert.failed),
    })
}

/// The newest record that an alert is about, in its own words.
async fn newest(tx: &mut Tx, alert: &Alert) -> Result<Option<(domain::RecordId, records::Words)>, PageError> {
    match (alert.alert.flow, alert.alert.reason) {
        (Some(flow), Some(reason)) if can_be_sent_again(alert) => {
            Ok(dead_letters::newest(tx, flow, reason.as_str()).await?)
        }
        _ => Ok(None),
    }
}

/// The look-up table that has no row for most records of the alert's flow; none where none is missing.
async fn lacking(tx: &mut Tx, alert: &Alert) -> Result<Option<String>, PageError> {
    let (Some(FailureReason::MappingFailed), Some(flow)) = (alert.alert.reason, alert.alert.flow) else {
        return Ok(None);
    };
    let gaps = lookups::gaps(tx, flow).await?;
    match gaps.first() {
        Some(gap) => Ok(Some(look_ups::asked_by(tx, flow, &gap.table).await?)),
        None => Ok(None),
    }
}
