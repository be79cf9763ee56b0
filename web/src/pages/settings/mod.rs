//! What a tenant sets for all its members: name, zone, how long payloads are kept; and what it takes with it or erases.

pub(crate) mod audit;
pub(crate) mod delete;
pub(crate) mod erasures;
pub(crate) mod export;
pub(crate) mod tokens;
pub(crate) mod workspace_file;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::Permission;
use serde::Deserialize;
use serde_json::json;
use store::{audit as acts, tenants};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    shell::{Room, Shell, Toast},
    zones,
};

#[derive(Template)]
#[template(path = "settings/show.html")]
struct SettingsPage {
    shell: Shell,
    typed: Typed,
    days: u8,
    zones: Vec<(String, String)>,
    may_manage: bool,
    may_own: bool,
    mistakes: Mistakes,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    time_zone: String,
}

/// How long payloads may be kept, with the key of what each choice costs.
const KEPT: [(u8, &str); 5] = [
    (1, "retention-1-cost"),
    (3, "retention-3-cost"),
    (7, "retention-7-cost"),
    (14, "retention-14-cost"),
    (30, "retention-30-cost"),
];

impl SettingsPage {
    /// Days, name and cost of each choice; what is set now stands among them even if it is another.
    fn kept(&self) -> Vec<(u8, String, String)> {
        let t = &self.shell.member.t;
        let mut all: Vec<(u8, String, String)> = KEPT
            .into_iter()
            .map(|(days, cost)| (days, t.count("retention-days", u64::from(days)), t.t(cost)))
            .collect();
        if !KEPT.iter().any(|(days, _)| *days == self.days) {
            all.push((
                self.days,
                t.count("retention-days", u64::from(self.days)),
                t.t("retention-other-cost"),
            ));
            all.sort_by_key(|(days, ..)| *days);
        }
        all
    }
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    typed: Option<Typed>,
    mistakes: Mistakes,
) -> Result<SettingsPage, PageError> {
    let mut tx = app.store().system().await?;
    let tenant = tenants::find(&mut tx, member.tenant)
        .await?
        .ok_or(PageError::NotFound)?;
    tx.commit().await?;
    let typed = typed.unwrap_or(Typed {
        name: tenant.name,
        time_zone: tenant.time_zone,
    });
    let (may_manage, may_own) = (
        member.role.may(Permission::Manage),
        member.role.may(Permission::Own),
    );
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Settings).await?;
    tx.commit().await?;
    Ok(SettingsPage {
        shell,
        zones: zones::options(&typed.time_zone),
        typed,
        days: tenant.retention_days,
        may_manage,
        may_own,
        mistakes,
    })
}

/// The settings.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    page(&load(&app, &session, member, None, Mistakes::default()).await?)
}

/// Keeps name and zone.
pub(crate) async fn change(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let mut mistakes = Mistakes::default();
    match typed.name.trim() {
        "" => mistakes.add("name", member.t.t("settings-name-missing")),
        name if name.chars().count() > 100 => mistakes.add("name", member.t.t1("too-long", "most", 100)),
        _ => {}
    }
    if !zones::is_known(&typed.time_zone) {
        mistakes.add("time_zone", member.t.t("time-zone-wrong"));
    }
    if !mistakes.is_empty() {
        return came_back(&load(&app, &session, member, Some(typed), mistakes).await?);
    }
    let mut tx = app.store().system().await?;
    let before = tenants::find(&mut tx, member.tenant)
        .await?
        .ok_or(PageError::NotFound)?;
    tx.commit().await?;
    let mut tx = member.begin(&app).await?;
    if before.name != typed.name.trim() {
        tenants::rename(&mut tx, typed.name.trim()).await?;
        let detail = json!({ "from": before.name, "to": typed.name.trim() });
        acts::note(&mut tx, member.user, "tenant.renamed", &detail).await?;
    }
    if before.time_zone != typed.time_zone {
        tenants::set_time_zone(&mut tx, &typed.time_zone).await?;
        let detail = json!({ "from": before.time_zone, "to": typed.time_zone });
        acts::note(&mut tx, member.user, "tenant.time_zone_changed", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t("saved")).keep(&session).await?;
    Ok(Redirect::to("/settings").into_response())
}

/// How many days.
#[derive(Deserialize)]
pub(crate) struct Kept {
    #[serde(default)]
    days: String,
}

/// Sets how many days payloads are kept.
pub(crate) async fn keep_for(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(kept): Form<Kept>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let Some(days) = kept
        .days
        .parse::<u8>()
        .ok()
        .filter(|days| (1..=30).contains(days))
    else {
        let mut mistakes = Mistakes::default();
        mistakes.add("days", member.t.t("retention-wrong"));
        return came_back(&load(&app, &session, member, None, mistakes).await?);
    };
    let mut tx = member.begin(&app).await?;
    let before = tenants::retention(&mut tx).await?;
    if before != days {
        tenants::set_retention(&mut tx, days).await?;
        let detail = json!({ "from": before, "to": days });
        acts::note(&mut tx, member.user, "tenant.retention_changed", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.count("retention-set", u64::from(days)))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/settings").into_response())
}
