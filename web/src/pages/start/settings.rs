//! Step 4: the few questions that matter, the properties we may make, and what is special.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use connectors::Unprepared;
use domain::{ConnectorId, Failure, Value, flow::Flow};
use futures_util::future::join_all;
use mapper::Lookups;
use store::{Tx, connections::Connection, flows, lookups, revisions};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, came_back, page},
    locale::Locale,
    member::Member,
    pages::connections::{sign_in::system, told::Told},
    shell::{Room, Shell},
};

use super::{
    answers::answer,
    lists::Lists,
    live::within,
    making::make,
    offers::{self, Offer},
    question_lines::QuestionLine,
    questions,
    state::{Place, Step, Wizard},
};

/// Longest "anything special" that is kept.
const WISHES: usize = 4_000;

#[derive(Template)]
#[template(path = "start/settings.html")]
struct SettingsPage {
    shell: Shell,
    wizard: Wizard,
    groups: Vec<Group>,
    wanted: Vec<Wanted>,
    consents: bool,
    /// Why HubSpot's properties could not be read.
    unread: Option<Told>,
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
    /// Rows of look-up tables.
    tables: Vec<QuestionLine>,
}

/// Properties that we would make.
struct Wanted {
    object: String,
    labels: String,
}

/// A chosen flow with what holds for it.
pub(super) struct Chosen {
    pub(super) offer: &'static Offer,
    /// The flow, if it is there already.
    pub(super) flow: Option<Flow>,
    pub(super) settings: Value,
    pub(super) tables: Lookups,
    pub(super) overlay: mapper::Overlay,
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

fn last<'a>(typed: &'a [(String, String)], name: &str) -> &'a str {
    typed
        .iter()
        .rev()
        .find(|(field, _)| field == name)
        .map_or("", |(_, value)| value)
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
        unread: unprepared
            .as_ref()
            .err()
            .map(|failure| Told::asked(&t, ConnectorId::Hubspot, failure)),
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
        let lists = Lists::read(t, offer, source.as_ref(), destination.as_ref()).await;
        let lines = all.iter().map(|question| {
            let mut line = question.line(t, offer, &chosen.settings, &chosen.tables, &lists);
            line.mistake = mistakes.get(&line.field).cloned().unwrap_or_default();
            line
        });
        let (tables, questions) = lines.partition(|line| line.shape == "rows");
        Some(Group {
            name: t.t(offer.name),
            from: system(offer.from),
            to: system(offer.to),
            questions,
            tables,
        })
    });
    join_all(asked)
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

    // At the same time, since some answers are looked up and a system may be slow.
    let answers = chosen
        .iter_mut()
        .map(|one| answer(&app, &member.t, &place, one, &typed));
    let mistakes: BTreeMap<String, String> = join_all(answers).await.into_iter().flatten().collect();
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
