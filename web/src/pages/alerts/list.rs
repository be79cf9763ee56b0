//! The inbox: what nobody looks at yet, what somebody does, what is over.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::AlertId;
use jiff::Timestamp;
use notify::told;
use serde::Deserialize;
use store::alerts::{self, Alert, Standing};
use tower_sessions::Session;

use super::{grows, severity};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::Look,
};

/// Alerts on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "alerts/list.html")]
struct ListPage {
    shell: Shell,
    t: Locale,
    tabs: Vec<Tab>,
    alerts: Vec<Line>,
    empty: (String, String),
    older: Option<String>,
}

struct Tab {
    path: &'static str,
    words: String,
    count: String,
    is_here: bool,
}

/// One alert: cause and effect, since when, what mends it.
struct Line {
    id: String,
    look: Look,
    title: String,
    cure: String,
    since: String,
    moment: String,
    /// What else is to be known: how often, whether it grows, who looks at it, until when it is muted.
    more: Vec<String>,
    button: Option<(String, String)>,
}

/// Which alerts.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    state: String,
    before: Option<String>,
}

/// The alerts of the member's tenant.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let (t, now) = (member.t.clone(), app.now());
    let standing = match wanted.state.as_str() {
        "acknowledged" => Standing::Acknowledged,
        "resolved" => Standing::Resolved,
        _ => Standing::New,
    };
    let before: Option<AlertId> = wanted.before.and_then(|id| id.parse().ok());
    let mut tx = member.begin(&app).await?;
    let found = alerts::standing(&mut tx, standing, before, PAGE + 1).await?;
    let counts = alerts::counts(&mut tx).await?;
    let checked = alerts::last_checked(&mut tx).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Alerts).await?;
    tx.commit().await?;
    let tab = |path, key, count, here| Tab {
        path,
        words: t.t(key),
        count: t.number(count),
        is_here: standing == here,
    };
    let shown = usize::try_from(PAGE).unwrap_or_default();
    let older = (found.len() > shown).then(|| found.get(shown - 1)).flatten();
    page(&ListPage {
        tabs: vec![
            tab("/alerts", "alerts-new", counts.new, Standing::New),
            tab(
                "/alerts?state=acknowledged",
                "alerts-acknowledged",
                counts.acknowledged,
                Standing::Acknowledged,
            ),
            tab(
                "/alerts?state=resolved",
                "alerts-resolved",
                counts.resolved,
                Standing::Resolved,
            ),
        ],
        older: older.map(|last| format!("/alerts?state={}&before={}", word(standing), last.id)),
        alerts: found
            .iter()
            .take(shown)
            .map(|alert| line(&t, alert, now))
            .collect(),
        empty: empty(&t, standing, checked),
        shell,
        t,
    })
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Acknowledged => "acknowledged",
        Standing::Resolved => "resolved",
        _ => "new",
    }
}

fn empty(t: &Locale, standing: Standing, checked: Option<Timestamp>) -> (String, String) {
    match standing {
        Standing::Acknowledged => (t.t("alerts-none-acknowledged"), String::new()),
        Standing::Resolved => (t.t("alerts-none-resolved"), String::new()),
        _ => {
            let checked = checked.map(|at| t.t1("alerts-last-checked", "at", t.moment(at)));
            (t.t("alerts-none"), checked.unwrap_or_default())
        }
    }
}

fn line(t: &Locale, alert: &Alert, now: Timestamp) -> Line {
    let told = told(t.language, alert);
    Line {
        id: alert.id.to_string(),
        look: severity(t, alert.alert.severity),
        since: t.moment(alert.raised_at),
        moment: alert.raised_at.to_string(),
        more: more(t, alert, now),
        button: told
            .means
            .path()
            .filter(|_| alert.resolved_at.is_none())
            .map(|path| (path, told.button)),
        title: told.title,
        cure: told.cure,
    }
}

/// What else is to be known of an alert.
pub(super) fn more(t: &Locale, alert: &Alert, now: Timestamp) -> Vec<String> {
    let mut more = Vec::new();
    if let Some(at) = alert.resolved_at {
        more.push(t.t1("alert-over-at", "at", t.moment(at)));
        return more;
    }
    more.push(t.t(if grows(alert, now) {
        "alert-grows"
    } else {
        "alert-steady"
    }));
    if let Some(acknowledged) = &alert.acknowledged {
        more.push(t.t1("alert-looked-at-by", "name", &acknowledged.name));
    }
    if let Some(until) = alert.muted_until.filter(|until| *until > now) {
        more.push(t.t1("alert-muted-until", "at", t.moment(until)));
    }
    more
}
