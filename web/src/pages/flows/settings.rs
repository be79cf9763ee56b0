//! A flow's settings, from what each kind of flow declares: one field each, with its meaning, its default and its mistake.

use std::{collections::BTreeMap, time::Duration};

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Kind, Permission, Value, flow::Flow, schema::Choice};
use engine::{
    PlanMistake,
    settings::{self, Setting, SettingMistake},
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

struct Group {
    name: String,
    fields: Vec<Line>,
}

/// A setting as its field shows it.
struct Line {
    name: &'static str,
    label: String,
    hint: String,
    input: Input,
    value: String,
    default: String,
    is_default: bool,
    /// What can be chosen at the remote: value and name.
    choices: Vec<Choice>,
    /// The name of the value, or that it is gone.
    chosen: String,
    is_gone: bool,
}

enum Input {
    Text,
    Long,
    Yes,
    Select(Vec<(String, String)>),
}

/// What was typed, by the setting's name.
type Typed = BTreeMap<String, String>;

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
            PlanMistake::Filter(_) => Some("filter"),
            PlanMistake::Setting(SettingMistake::Misfit(misfit)) => {
                let words = misfit.to_string();
                names(&declared).find(|name| words.contains(&format!("\"{name}\"")))
            }
            _ => None,
        };
        match field {
            Some("filter") => mistakes.add(
                "filter",
                mistake
                    .to_string()
                    .replace("the setting \"filter\" is wrong: ", ""),
            ),
            Some(name) => mistakes.add(name, t.t("setting-not-a-choice")),
            None => rest.push(mistake.to_string()),
        }
    }
    Ok((mistakes, rest.join("; ")))
}

/// The declared names as the form's fields know them.
fn names(declared: &[Setting]) -> impl Iterator<Item = &'static str> {
    GROUPS
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .filter(|name| declared.iter().any(|setting| setting.field.name == *name))
}

/// The groups in their order. A setting that is in none would not be shown; a test sees to it.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "setting-group-sent",
        &[
            "payment_statuses",
            "order_statuses",
            "statuses",
            "credit_notes",
            "filter",
        ],
    ),
    (
        "setting-group-place",
        &["pipeline", "stage", "store_id", "store_name"],
    ),
    ("setting-group-amounts", &["prices", "currency", "check_totals"]),
    (
        "setting-group-matching",
        &[
            "update",
            "create",
            "default_customer",
            "update_customers",
            "create_products",
            "default_country",
            "default_language",
        ],
    ),
];

/// Settings as they are typed.
fn typed_of(flow: &Flow, given: &Value) -> Typed {
    settings::declared(flow.kind)
        .into_iter()
        .map(|setting| {
            let value = match given.get(&setting.field.name) {
                Value::Null => &setting.default,
                value => value,
            };
            (setting.field.name.clone(), written(value))
        })
        .collect()
}

fn written(value: &Value) -> String {
    match value {
        Value::List(items) => items
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

fn read(setting: &Setting, typed: &str) -> Value {
    match &setting.field.kind {
        Kind::Texts => Value::List(
            typed
                .split([',', '\n'])
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(Value::from)
                .collect(),
        ),
        Kind::Bool => Value::Bool(typed == "yes"),
        _ => Value::from(typed.trim()),
    }
}

/// What was typed, as settings: those that differ from their default.
fn chosen(flow: &Flow, typed: &Typed) -> Value {
    let map: domain::Map = settings::declared(flow.kind)
        .into_iter()
        .filter_map(|setting| {
            let value = match (typed.get(&setting.field.name), &setting.field.kind) {
                (Some(text), _) => read(&setting, text),
                // A check box that is off is not sent.
                (None, Kind::Bool) => Value::Bool(false),
                (None, _) => return None,
            };
            (value != setting.default).then(|| (setting.field.name.clone(), value))
        })
        .collect();
    Value::Map(map)
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

fn line(
    t: &Locale,
    name: &'static str,
    setting: &Setting,
    typed: &Typed,
    list: Option<&Vec<Choice>>,
) -> Line {
    let value = typed
        .get(name)
        .cloned()
        .unwrap_or_else(|| match setting.field.kind {
            Kind::Bool => "no".to_owned(),
            _ => String::new(),
        });
    let default = written(&setting.default);
    let choices = list.cloned().unwrap_or_default();
    let known = choices.iter().find(|choice| choice.value == value);
    Line {
        name,
        label: t.t(&format!("setting-{}", name.replace('_', "-"))),
        hint: t.t(&format!("setting-{}-hint", name.replace('_', "-"))),
        input: match &setting.field.kind {
            Kind::Bool => Input::Yes,
            Kind::Choice { options } => Input::Select(
                options
                    .iter()
                    .map(|option| {
                        (
                            option.value.clone(),
                            t.t(&format!("setting-option-{}", option.value)),
                        )
                    })
                    .collect(),
            ),
            _ if name == "filter" => Input::Long,
            _ => Input::Text,
        },
        is_default: value == default,
        is_gone: !choices.is_empty() && known.is_none() && !value.is_empty(),
        chosen: known.map(|choice| choice.label.clone()).unwrap_or_default(),
        default: match (&setting.default, default.is_empty()) {
            (Value::Bool(true), _) => t.t("setting-yes"),
            (Value::Bool(false), _) => t.t("setting-no"),
            (_, true) => t.t("setting-empty"),
            _ => match &setting.field.kind {
                Kind::Choice { .. } => t.t(&format!("setting-option-{default}")),
                _ => default,
            },
        },
        value,
        choices,
    }
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

/// Keeps whether absence is watched, and the quiet days.
pub(crate) async fn watch(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let all = |name: &str| {
        typed
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .collect::<Vec<_>>()
    };
    let text = all("quiet_dates").join(",");
    let mut dates = Vec::new();
    let mut mistakes = Mistakes::default();
    for date in text
        .split([',', ' ', '\n'])
        .map(str::trim)
        .filter(|date| !date.is_empty())
    {
        match date.parse::<jiff::civil::Date>() {
            Ok(date) => dates.push(date),
            Err(_) => mistakes.add("quiet_dates", member.t.t1("absence-date-wrong", "date", date)),
        }
    }
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    if !mistakes.is_empty() {
        let live = live(&mut tx, &flow).await?;
        tx.commit().await?;
        let settings = typed_of(&flow, &given(&live));
        let words = Words {
            watch_mistakes: mistakes,
            quiet_dates: Some(text),
            ..Words::default()
        };
        return came_back(
            &build(
                member,
                &session,
                &app,
                flow,
                &settings,
                Mistakes::default(),
                words,
            )
            .await?,
        );
    }
    dates.sort_unstable();
    dates.dedup();
    let watch = Watch {
        is_on: !all("watches").is_empty(),
        quiet_weekdays: all("quiet_weekday")
            .iter()
            .filter_map(|day| day.parse().ok())
            .filter(|day| (1..=7).contains(day))
            .collect(),
        quiet_dates: dates,
    };
    absences::set_watch(&mut tx, flow.id, &watch).await?;
    let detail = json!({ "flow": flow.id, "name": flow.name, "to": watch.is_on });
    audit::note(&mut tx, member.user, "flow.absence_watch_changed", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t("absence-kept")).keep(&session).await?;
    Ok(Redirect::to(&format!("/flows/{}/settings", flow.id)).into_response())
}

/// The key of a weekday's name, from 1 (Monday) to 7.
pub(crate) fn weekday(day: i16) -> &'static str {
    match day {
        1 => "weekday-1",
        2 => "weekday-2",
        3 => "weekday-3",
        4 => "weekday-4",
        5 => "weekday-5",
        6 => "weekday-6",
        _ => "weekday-7",
    }
}

#[cfg(test)]
mod tests {
    use domain::{Language, flow::FlowKind};
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    #[test]
    fn every_declared_setting_has_a_place_and_words_in_every_language() {
        for language in Language::ALL {
            let t = Locale::new(language, TimeZone::UTC, Timestamp::UNIX_EPOCH);
            for kind in FlowKind::ALL {
                for setting in settings::declared(kind) {
                    let name = &setting.field.name;
                    assert!(
                        GROUPS.iter().any(|(_, names)| names.contains(&name.as_str())),
                        "{name} stands in no group"
                    );
                    for key in [
                        format!("setting-{}", name.replace('_', "-")),
                        format!("setting-{}-hint", name.replace('_', "-")),
                    ] {
                        assert_ne!(t.t(&key), key, "{language:?} lacks words");
                    }
                    if let Kind::Choice { options } = setting.field.kind {
                        for option in options {
                            let key = format!("setting-option-{}", option.value);
                            assert_ne!(t.t(&key), key, "{language:?} lacks words");
                        }
                    }
                }
            }
        }
    }
}
