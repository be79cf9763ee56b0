//! A flow's settings, from what each kind of flow declares: one field each, with its meaning, its default and its mistake.

mod fields;
mod watch;

use std::{collections::BTreeMap, time::Duration};

pub(crate) use watch::{watch, weekday};

use fields::{GROUPS, Group, Input, Typed, chosen, line, names, typed_of};

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, Value, flow::Flow, schema::Choice};
use engine::{
    PlanMistake,
    settings::{self, SettingMistake},
};
use scheduler::{PlanError, trial};
use serde_json::json;
use store::{
    absences::{self, Watch},
    audit, connections,
    revisions::{self, Content},
};
use tower_sessions::Session;

use super::find;
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    sayings,
    shell::{Room, Shell, Toast},
};

/// How long a list of the remote is waited for; the field takes an id without it.
const PATIENCE: Duration = Duration::from_secs(2);
/// Records that are tried to see how many would be sent.
const TRIED: usize = 50;

#[derive(Template)]
#[template(path = "flows/settings.html")]
struct SettingsPage {
    shell: Shell,
    flow: Flow,
    groups: Vec<Group>,
    note: String,
    mistakes: Mistakes,
    /// A mistake in no single field.
    refusal: String,
    /// How many of the last records would be sent with what is in the form.
    counted: String,
    watch: Watch,
    quiet_dates: String,
    watch_mistakes: Mistakes,
    may_edit: bool,
}

/// The settings as they are published.
pub(crate) async fn edit(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let live = live(&mut tx, &flow).await?;
    tx.commit().await?;
    let typed = typed_of(&flow, &given(&live));
    page(
        &build(
            member,
            &session,
            &app,
            flow,
            &typed,
            Mistakes::default(),
            Words::default(),
        )
        .await?,
    )
}

/// What stands on the page beside the fields.
#[derive(Default)]
struct Words {
    refusal: String,
    counted: String,
    watch_mistakes: Mistakes,
    quiet_dates: Option<String>,
}

async fn live(tx: &mut store::Tx, flow: &Flow) -> Result<Content, PageError> {
    let live = revisions::find(tx, flow.revision).await?;
    Ok(live.map(|revision| revision.content).unwrap_or_default())
}

fn given(content: &Content) -> Value {
    serde_json::from_value(content.settings.clone()).unwrap_or_default()
}

/// Publishes what was typed, or answers one of the form's other buttons: take a default back, count.
pub(crate) async fn update(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let live = live(&mut tx, &flow).await?;
    tx.commit().await?;
    if let Some(name) = typed.remove("reset") {
        let defaults = typed_of(&flow, &Value::Null);
        if let Some(default) = defaults.get(&name) {
            typed.insert(name, default.clone());
        }
        return page(
            &build(
                member,
                &session,
                &app,
                flow,
                &typed,
                Mistakes::default(),
                Words::default(),
            )
            .await?,
        );
    }
    let note: String = typed
        .get("note")
        .map(|note| note.trim().chars().take(200).collect())
        .unwrap_or_default();
    let content = Content {
        overlay: live.overlay.clone(),
        settings: serde_json::to_value(chosen(&flow, &typed)).unwrap_or_default(),
        note: if note.is_empty() {
            member.t.t("setting-note-default")
        } else {
            note
        },
        author: Some(member.user),
    };
    if let Err(error) = trial::plan(app.parts(), member.tenant, flow.id, Some(&content)).await {
        let (mistakes, refusal) = told(&member.t, &flow, error)?;
        let words = Words {
            refusal,
            ..Words::default()
        };
        return came_back(&build(member, &session, &app, flow, &typed, mistakes, words).await?);
    }
    if typed.contains_key("count") {
        let counted = count(&member, &app, &flow, &content).await;
        let words = Words {
            counted,
            ..Words::default()
        };
        return page(&build(member, &session, &app, flow, &typed, Mistakes::default(), words).await?);
    }
    if given(&live) == given(&content) || same(&flow, &given(&live), &given(&content)) {
        // A second click, or nothing was changed.
        Toast::new(member.t.t("setting-nothing-changed"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(&format!("/flows/{}/settings", flow.id)).into_response());
    }
    let mut tx = member.begin(&app).await?;
    revisions::publish(&mut tx, flow.id, &content).await?;
    let detail = json!({ "flow": flow.id, "name": flow.name, "from": live.settings, "to": content.settings });
    audit::note(&mut tx, member.user, "flow.settings_changed", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t("setting-published")).keep(&session).await?;
    Ok(Redirect::to(&format!("/flows/{}/settings", flow.id)).into_response())
}

/// Whether two choices mean the same once defaults are filled in.
fn same(flow: &Flow, one: &Value, other: &Value) -> bool {
    let complete = |given| settings::Settings::complete(flow.kind, given).ok();
    complete(one).is_some() && complete(one) == complete(other)
}

/// How many of the newest records would be sent with these settings. Nothing is written.
async fn count(member: &Member, app: &App, flow: &Flow, content: &Content) -> String {
    let run = trial::passing(app.parts(), member.tenant, flow.id, content, TRIED);
    match tokio::time::timeout(Duration::from_secs(30), run).await {
        Ok(Ok((pass, all))) => member.t.t2(
            "setting-counted",
            ("all", member.t.number(all as u64)),
            ("pass", member.t.number(pass as u64)),
        ),
        Ok(Err(error)) => member.t.t1("setting-count-failed", "why", error),
        Err(_) => member.t.t("setting-count-slow"),
    }
}

/// The mistakes at their fields; what belongs to no field as one sentence.
fn told(t: &Locale, flow: &Flow, error: PlanError) -> Result<(Mistakes, String), PageError> {
    let PlanError::Mistakes(found) = error else {
        return match error {
            PlanError::Store(error) => Err(error.into()),
            other => Ok((Mistakes::default(), other.to_string())),
        };
    };
    let mut mistakes = Mistakes::default();
    let mut rest = Vec::new();
    let declared = settings::declared(flow.kind);
    for mistake in found {
        let field = match &mistake {
            PlanMistake::Setting(SettingMistake::Misfit(misfit)) => {
                let words = misfit.to_string();
                names(&declared).find(|name| words.contains(&format!("\"{name}\"")))
            }
            _ => None,
        };
        match (field, &mistake) {
            (_, PlanMistake::Filter(mistake)) => {
                mistakes.add("filter", sayings::sentence(t, &mistake.what));
            }
            (Some(name), _) => mistakes.add(name, t.t("setting-not-a-choice")),
            (None, _) => rest.push(sayings::plan(t, &mistake)),
        }
    }
    Ok((mistakes, rest.join("; ")))
}

async fn build(
    member: Member,
    session: &Session,
    app: &App,
    flow: Flow,
    typed: &Typed,
    mistakes: Mistakes,
    words: Words,
) -> Result<SettingsPage, PageError> {
    let t = member.t.clone();
    let lists = lists(&member, app, &flow, typed).await?;
    let declared = settings::declared(flow.kind);
    let groups = GROUPS
        .iter()
        .map(|(key, names)| Group {
            name: t.t(key),
            fields: names
                .iter()
                .filter_map(|name| {
                    let setting = declared.iter().find(|setting| setting.field.name == **name)?;
                    Some(line(&t, name, setting, typed, lists.get(*name)))
                })
                .collect(),
        })
        .filter(|group: &Group| !group.fields.is_empty())
        .collect();
    let mut tx = member.begin(app).await?;
    let watch = absences::watch(&mut tx, flow.id).await?.unwrap_or_default();
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, session, member, Room::Flows).await?;
    tx.commit().await?;
    let dates: Vec<String> = watch.quiet_dates.iter().map(ToString::to_string).collect();
    Ok(SettingsPage {
        groups,
        note: typed.get("note").cloned().unwrap_or_default(),
        mistakes,
        refusal: words.refusal,
        counted: words.counted,
        quiet_dates: words.quiet_dates.unwrap_or_else(|| dates.join(", ")),
        watch,
        watch_mistakes: words.watch_mistakes,
        may_edit,
        flow,
        shell,
    })
}

/// Lists of the destination from which fields choose, as far as it answers at once.
async fn lists(
    member: &Member,
    app: &App,
    flow: &Flow,
    typed: &Typed,
) -> Result<BTreeMap<&'static str, Vec<Choice>>, PageError> {
    let mut lists = BTreeMap::new();
    let Some(pipeline) = typed.get("pipeline") else {
        return Ok(lists);
    };
    let mut tx = member.begin(app).await?;
    let destination = connections::find(&mut tx, flow.destination.connection).await?;
    tx.commit().await?;
    let Some(destination) = destination.filter(|found| found.status == connections::Status::Connected) else {
        return Ok(lists);
    };
    let opened = app.parts().opening.open(&destination);
    let stages = format!("stages:{pipeline}");
    let asked = async { tokio::join!(opened.choices("pipelines"), opened.choices(&stages)) };
    if let Ok((pipelines, stages)) = tokio::time::timeout(PATIENCE, asked).await {
        lists.extend(pipelines.ok().map(|found| ("pipeline", found)));
        lists.extend(stages.ok().map(|found| ("stage", found)));
    }
    Ok(lists)
}
