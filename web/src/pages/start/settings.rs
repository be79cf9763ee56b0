//! Step 4: the few questions that matter, the properties we may make, and what is special.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use connectors::Unprepared;
use domain::{ConnectorId, Failure, Map, Value, flow::Flow};
use engine::settings::declared;
use mapper::{Lookups, Table};
use serde_json::json;
use store::{Tx, audit, connections::Connection, flows, lookups, revisions};
use tower_sessions::Session;
use workspace::{ApplyError, FlowEntry, NotBegun};

use crate::{
    App,
    error::{PageError, came_back, page},
    locale::Locale,
    member::Member,
    pages::connections::sign_in::{Told, ground, system},
    shell::{Room, Shell},
};

use super::{
    live::within,
    offers::{self, Offer},
    questions::{self, Asks, Lists, Question, QuestionLine},
    state::{Place, Step, Wizard},
};

/// Longest "anything special" that is kept.
const WISHES: usize = 4_000;
const STAGES: &str = "stages";

#[derive(Template)]
#[template(path = "start/settings.html")]
struct SettingsPage {
    shell: Shell,
    wizard: Wizard,
    groups: Vec<Group>,
    wanted: Vec<Wanted>,
    consents: bool,
    /// HubSpot's properties could not be read.
    is_unread: bool,
    wishes: String,
    told: Option<Told>,
    mistakes: u64,
}

/// The questions of one flow.
struct Group {
    name: String,
    from: &'static str,
    to: &'static str,
    questions: Vec<QuestionLine>,
}

/// Properties that we would make.
struct Wanted {
    object: String,
    labels: String,
}

/// A chosen flow with what holds for it.
struct Chosen {
    offer: &'static Offer,
    /// The flow, if it is there already.
    flow: Option<Flow>,
    settings: Value,
    tables: Lookups,
    overlay: mapper::Overlay,
}

impl Chosen {
    /// Stages by status, as the look-up table has them.
    fn stages(&self) -> BTreeMap<String, String> {
        let Some(table) = self.tables.tables.get(STAGES) else {
            return BTreeMap::new();
        };
        table
            .rows()
            .filter_map(|(columns, value)| Some((columns.first()?.clone(), value.as_text()?.to_owned())))
            .collect()
    }
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let place = match Place::hold(&mut tx, &app, &member, Step::Settings).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let chosen = chosen(&mut tx, &place).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Start).await?;
    tx.commit().await?;
    let none = BTreeMap::new();
    page(&shown(&app, shell, &place, &chosen, &none, None).await)
}

/// The flows that were chosen, as they are.
async fn chosen(tx: &mut Tx, place: &Place) -> Result<Vec<Chosen>, PageError> {
    let all = flows::list(tx).await?;
    let mut chosen = Vec::new();
    for offer in wanted(place) {
        let flow = existing(place, &all, offer).cloned();
        let (mut settings, mut overlay, mut tables) =
            (Value::Null, mapper::Overlay::default(), Lookups::default());
        if let Some(flow) = &flow {
            if let Some(revision) = revisions::find(tx, flow.revision).await? {
                settings = read(revision.content.settings);
                overlay = read(revision.content.overlay);
            }
            let own = lookups::of_flow(tx, flow.id).await?;
            tables.tables = own
                .into_iter()
                .filter(|table| table.flow == Some(flow.id))
                .map(|table| (table.name.clone(), scheduler::table_of(table)))
                .collect();
        }
        chosen.push(Chosen {
            offer,
            flow,
            settings,
            tables,
            overlay,
        });
    }
    Ok(chosen)
}

fn read<T: serde::de::DeserializeOwned + Default>(json: serde_json::Value) -> T {
    serde_json::from_value(json).unwrap_or_default()
}

pub(super) fn wanted(place: &Place) -> impl Iterator<Item = &'static Offer> {
    offers::all().filter(|offer| {
        place
            .choices
            .flows
            .as_ref()
            .is_some_and(|chosen| chosen.contains(offer.key))
    })
}

/// The flow that does what an offer says between the two connections: there is never a second one.
pub(super) fn existing<'a>(place: &Place, all: &'a [Flow], offer: &Offer) -> Option<&'a Flow> {
    let (from, to) = (place.connection(offer.from)?.id, place.connection(offer.to)?.id);
    all.iter().find(|flow| {
        flow.kind == offer.kind && flow.source.connection == from && flow.destination.connection == to
    })
}

async fn shown(
    app: &App,
    shell: Shell,
    place: &Place,
    chosen: &[Chosen],
    mistakes: &BTreeMap<String, String>,
    told: Option<Told>,
) -> SettingsPage {
    let t = shell.member.t.clone();
    let hubspot = place.connection(ConnectorId::Hubspot);
    let (groups, unprepared) =
        tokio::join!(groups(app, &t, place, chosen, mistakes), unprepared(app, hubspot));
    SettingsPage {
        wizard: place.wizard(&t, Step::Settings),
        groups,
        is_unread: unprepared.is_err(),
        wanted: unprepared
            .unwrap_or_default()
            .into_iter()
            .map(|object| Wanted {
                labels: object.labels.join(", "),
                object: object.object,
            })
            .collect(),
        // Without an answer yet, the box is empty: consent is given, not taken.
        consents: place.choices.consent.unwrap_or_default(),
        wishes: place.setup.wishes.clone(),
        told,
        mistakes: mistakes.len() as u64,
        shell,
    }
}

async fn unprepared(app: &App, hubspot: Option<&Connection>) -> Result<Vec<Unprepared>, Failure> {
    match hubspot {
        Some(connection) => within(app.parts().opening.open(connection).unprepared()).await,
        None => Ok(Vec::new()),
    }
}

async fn groups(
    app: &App,
    t: &Locale,
    place: &Place,
    chosen: &[Chosen],
    mistakes: &BTreeMap<String, String>,
) -> Vec<Group> {
    let asked = chosen.iter().map(async |chosen| {
        let offer = chosen.offer;
        let all = questions::of(offer);
        let opening = &app.parts().opening;
        let source = opening.open(place.connection(offer.from)?);
        let destination = opening.open(place.connection(offer.to)?);
        let lists = Lists::read(source.as_ref(), destination.as_ref(), all).await;
        let stages = chosen.stages();
        let questions = all.iter().map(|question| {
            let mut line = question.line(t, offer, &chosen.settings, &stages, &lists);
            line.mistake = mistakes.get(&line.field).cloned().unwrap_or_default();
            line
        });
        Some(Group {
            name: t.t(offer.name),
            from: system(offer.from),
            to: system(offer.to),
            questions: questions.collect(),
        })
    });
    futures_util::future::join_all(asked)
        .await
        .into_iter()
        .flatten()
        .filter(|group| !group.questions.is_empty())
        .collect()
}

pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Settings).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let mut chosen = chosen(&mut tx, &place).await?;
    let wishes = last(&typed, "wishes");
    place.setup.wishes = wishes.trim().chars().take(WISHES).collect();
    place.choices.consent = Some(!last(&typed, "consent").is_empty());
    place.keep(&mut tx, &app, Step::Settings).await?;
    tx.commit().await?;

    let mut mistakes = BTreeMap::new();
    for one in &mut chosen {
        answer(&app, &member.t, &place, one, &typed, &mut mistakes).await;
    }
    let mut told = None;
    if mistakes.is_empty() {
        told = Box::pin(make(&app, &member, &mut place, &chosen)).await?;
        if told.is_none() {
            return Ok(Redirect::to(Step::Test.path()).into_response());
        }
    }
    let mut tx = member.begin(&app).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Start).await?;
    tx.commit().await?;
    came_back(&shown(&app, shell, &place, &chosen, &mistakes, told).await)
}

fn last<'a>(typed: &'a [(String, String)], name: &str) -> &'a str {
    typed
        .iter()
        .rev()
        .find(|(field, _)| field == name)
        .map_or("", |(_, value)| value)
}

/// Takes the answers to one flow's questions in.
async fn answer(
    app: &App,
    t: &Locale,
    place: &Place,
    chosen: &mut Chosen,
    typed: &[(String, String)],
    mistakes: &mut BTreeMap<String, String>,
) {
    let offer = chosen.offer;
    let mut settings: Map = chosen.settings.as_map().cloned().unwrap_or_default();
    for question in questions::of(offer) {
        let field = format!("{}.{}", offer.key, question.name);
        let values: Vec<&str> = typed
            .iter()
            .filter(|(name, value)| *name == field && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect();
        let value = values.last().copied().unwrap_or_default().trim();
        match take(app, t, place, offer, question, value).await {
            Err(mistake) => {
                mistakes.insert(field, mistake);
            }
            Ok(Taken::Setting(given)) => {
                let given = match question.asks {
                    Asks::SomeOf(_) => Value::List(values.iter().map(|value| Value::text(*value)).collect()),
                    _ => given,
                };
                settings.insert(question.name.to_owned(), given);
            }
            Ok(Taken::Stage(pipeline, stage)) => {
                settings.insert("pipeline".to_owned(), Value::text(pipeline));
                settings.insert("stage".to_owned(), Value::text(stage));
            }
            Ok(Taken::StageOf(status, stage)) => put_stage(&mut chosen.tables, status, &stage),
            Ok(Taken::Nothing) => {}
        }
    }
    settings.retain(|name, value| !is_default(offer, name, value));
    chosen.settings = Value::Map(settings);
}

fn is_default(offer: &Offer, name: &str, value: &Value) -> bool {
    declared(offer.kind)
        .iter()
        .any(|setting| setting.field.name == name && setting.default == *value)
}

/// An answer, read.
enum Taken {
    Setting(Value),
    Stage(String, String),
    StageOf(&'static str, String),
    Nothing,
}

async fn take(
    app: &App,
    t: &Locale,
    place: &Place,
    offer: &Offer,
    question: &Question,
    value: &str,
) -> Result<Taken, String> {
    Ok(match question.asks {
        Asks::SomeOf(_) => Taken::Setting(Value::Null),
        Asks::YesNo => Taken::Setting((value == "yes").into()),
        Asks::Prices => Taken::Setting(if value == "excl" { "excl" } else { "incl" }.into()),
        Asks::Stage => value.split_once('/').map_or(Taken::Nothing, |(pipeline, stage)| {
            Taken::Stage(pipeline.to_owned(), stage.to_owned())
        }),
        Asks::StageOf(status) => {
            let stage = value.split_once('/').map_or("", |(_, stage)| stage);
            Taken::StageOf(status, stage.to_owned())
        }
        Asks::Country => {
            let code = value.to_uppercase();
            if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                Taken::Setting(Value::text(code))
            } else {
                return Err(t.t("ask-default-country-mistake"));
            }
        }
        Asks::Contact if value.contains('@') => {
            let Some(connection) = place.connection(offer.to) else {
                return Ok(Taken::Nothing);
            };
            let opened = app.parts().opening.open(connection);
            let found = within(opened.find(&"customers".into(), &[value.to_lowercase()])).await;
            match found.map(|found| found.into_iter().next().flatten()) {
                Ok(Some(remote)) => Taken::Setting(Value::text(remote.id)),
                Ok(None) => return Err(t.t1("ask-default-customer-mistake", "system", system(offer.to))),
                Err(_) => return Err(t.t1("start-unread", "system", system(offer.to))),
            }
        }
        Asks::Contact => Taken::Setting(Value::text(value)),
    })
}

/// One row of the look-up table; an empty stage takes the row away.
fn put_stage(tables: &mut Lookups, status: &str, stage: &str) {
    let kept = tables.tables.remove(STAGES).unwrap_or_default();
    let mut table = Table::new();
    for (columns, value) in kept.rows() {
        if columns.first().is_none_or(|first| first != status) {
            let columns: Vec<Value> = columns.iter().map(Value::text).collect();
            table = table.row_of(&columns, value.clone());
        }
    }
    table.default = kept.default;
    if !stage.is_empty() {
        table = table.row_of(&[Value::text(status)], Value::text(stage));
    }
    tables.tables.insert(STAGES.to_owned(), table);
}

/// Makes the flows, not begun yet, and the properties if they may be made. Tells what hinders.
async fn make(
    app: &App,
    member: &Member,
    place: &mut Place,
    chosen: &[Chosen],
) -> Result<Option<Told>, PageError> {
    let t = &member.t;
    let ground = ground(app);
    let entries: BTreeMap<String, FlowEntry> = chosen
        .iter()
        .filter_map(|chosen| {
            let offer = chosen.offer;
            let name = chosen
                .flow
                .as_ref()
                .map_or_else(|| t.t(offer.name), |flow| flow.name.clone());
            let begun = place.setup.finished_at.is_some();
            let entry = FlowEntry {
                kind: offer.kind,
                from: place.connection(offer.from)?.name.clone(),
                to: place.connection(offer.to)?.name.clone(),
                active: begun
                    && chosen
                        .flow
                        .as_ref()
                        .is_some_and(|flow| flow.state == domain::flow::FlowState::Active),
                settings: chosen.settings.clone(),
                lookups: chosen.tables.clone(),
                mapping: chosen.overlay.clone(),
            };
            Some((name, entry))
        })
        .collect();
    let because = t.t("start-not-begun");
    let applied =
        workspace::keep_flows(&ground, member.tenant, entries, NotBegun { because: &because }).await;
    match applied {
        Ok(_) => {}
        Err(ApplyError::Store(error)) => return Err(error.into()),
        Err(error) => {
            return Ok(Some(Told {
                what: t.t("start-flows-refused"),
                cure: String::new(),
                remote_words: error.to_string(),
            }));
        }
    }
    note(app, member, place).await?;
    let hubspot = place.connection(ConnectorId::Hubspot);
    if place.choices.consent == Some(true)
        && let Some(connection) = hubspot
    {
        let prepared = workspace::prepare(&ground, member.tenant, connection.id);
        match Box::pin(within(async { Ok(prepared.await) })).await {
            Ok(Ok(_)) => {}
            Ok(Err(ApplyError::Remote { failure, .. })) | Err(failure) => {
                return Ok(Some(Told::of(t, ConnectorId::Hubspot, &failure)));
            }
            Ok(Err(error)) => return Err(PageError::Internal(error.to_string())),
        }
    }
    let mut tx = member.begin(app).await?;
    place.keep(&mut tx, app, Step::Test).await?;
    tx.commit().await?;
    Ok(None)
}

/// Remembers the flows that were made, and takes those away again that were made here before and are no longer wanted.
async fn note(app: &App, member: &Member, place: &mut Place) -> Result<(), PageError> {
    let mut tx = member.begin(app).await?;
    let all = flows::list(&mut tx).await?;
    let made: BTreeMap<String, domain::FlowId> = wanted(place)
        .filter_map(|offer| Some((offer.key.to_owned(), existing(place, &all, offer)?.id)))
        .collect();
    if place.setup.finished_at.is_none() {
        for (key, flow) in &place.choices.made {
            if !made.contains_key(key) && all.iter().any(|other| other.id == *flow) {
                flows::remove(&mut tx, *flow).await?;
            }
        }
    }
    let detail = json!({ "flows": made.keys().collect::<Vec<_>>() });
    audit::note(&mut tx, member.user, "flow.set_up", &detail).await?;
    place.choices.made = made;
    place.keep(&mut tx, app, Step::Settings).await?;
    tx.commit().await?;
    Ok(())
}
