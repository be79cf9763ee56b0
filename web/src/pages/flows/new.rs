//! Adding a flow: what is sent, from where to where, by which name.

use std::time::Duration;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use connectors::route;
use domain::{Permission, flow::FlowKind};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit,
    connections::{self, Connection},
    flows,
};
use tower_sessions::Session;
use workspace::{AddError, ApplyError, FlowEntry, Ground};

use super::{acts::name_of, line::stream};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
    words,
};

/// How long the remote systems may take to prepare; what takes longer is said.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Template)]
#[template(path = "flows/new.html")]
struct NewPage {
    shell: Shell,
    ways: Vec<Way>,
    chosen: String,
    name: String,
    mistakes: Mistakes,
    refusal: String,
    /// The plan allows no further flow.
    is_full: bool,
}

/// What can flow between two of the tenant's connections.
struct Way {
    /// `kind/source/destination`, by which the form names it.
    value: String,
    kind: FlowKind,
    from: String,
    to: String,
    title: String,
    sentence: String,
    is_there: bool,
}

/// The form.
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let typed = Typed::default();
    page(&build(member, &session, &app, typed, Mistakes::default(), String::new()).await?)
}

/// What was typed.
#[derive(Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    way: String,
    #[serde(default)]
    name: String,
}

async fn build(
    member: Member,
    session: &Session,
    app: &App,
    typed: Typed,
    mistakes: Mistakes,
    refusal: String,
) -> Result<NewPage, PageError> {
    let mut tx = member.begin(app).await?;
    let ways = ways(&mut tx, &member.t).await?;
    let is_full = !billing::allows_another_flow(&mut tx, app.now()).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Flows).await?;
    tx.commit().await?;
    Ok(NewPage {
        shell,
        ways,
        chosen: typed.way,
        name: typed.name,
        mistakes,
        refusal,
        is_full,
    })
}

async fn ways(tx: &mut Tx, t: &Locale) -> Result<Vec<Way>, PageError> {
    let connections = connections::list(tx).await?;
    let there = flows::list(tx).await?;
    let mut ways = Vec::new();
    for from in &connections {
        for to in connections.iter().filter(|to| to.id != from.id) {
            for kind in FlowKind::ALL {
                if let Some((source, destination)) = route(kind, from.connector, to.connector) {
                    let is_there = there.iter().any(|flow| {
                        flow.kind == kind
                            && flow.source.connection == from.id
                            && flow.destination.connection == to.id
                    });
                    ways.push(way(t, kind, (from, to), (&source, &destination), is_there));
                }
            }
        }
    }
    // What is not there yet comes first.
    ways.sort_by_key(|way| way.is_there);
    Ok(ways)
}

fn way(
    t: &Locale,
    kind: FlowKind,
    (from, to): (&Connection, &Connection),
    (source, destination): (&domain::StreamName, &domain::StreamName),
    is_there: bool,
) -> Way {
    Way {
        value: format!("{kind}/{}/{}", from.id, to.id),
        kind,
        from: from.name.clone(),
        to: to.name.clone(),
        title: words::kind(t, kind),
        sentence: t.with(
            "flow-sentence",
            &[
                ("source", from.name.clone()),
                ("what", stream(t, source)),
                ("destination", to.name.clone()),
                ("as", stream(t, destination)),
            ],
        ),
        is_there,
    }
}

/// Adds the flow. A second click finds its name in use and leads to it.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let way = ways(&mut tx, &t)
        .await?
        .into_iter()
        .find(|way| way.value == typed.way);
    let allowed = billing::allows_another_flow(&mut tx, app.now()).await?;
    let mut mistakes = Mistakes::default();
    if way.is_none() {
        mistakes.add("way", t.t("flow-new-way-missing"));
    }
    let name = match (name_of(&typed.name), &way) {
        (Some(name), _) => name,
        (None, Some(way)) if typed.name.trim().is_empty() => way.title.clone(),
        (None, _) => {
            mistakes.add("name", t.t1("flow-name-wrong", "most", 80));
            String::new()
        }
    };
    if let Some(flow) = flows::by_name(&mut tx, &name).await? {
        let same = way.as_ref().is_some_and(|way| {
            way.kind == flow.kind && way.value.contains(&flow.source.connection.to_string())
        });
        if same && mistakes.is_empty() {
            return Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response());
        }
        mistakes.add("name", t.t("flow-name-taken"));
    }
    tx.commit().await?;
    let Some(way) = way.filter(|_| mistakes.is_empty() && allowed) else {
        return came_back(&build(member, &session, &app, typed, mistakes, String::new()).await?);
    };
    let ground = Ground {
        parts: app.parts().clone(),
        public_url: app.public_url().clone(),
    };
    let entry = FlowEntry {
        kind: way.kind,
        from: way.from,
        to: way.to,
        active: true,
        settings: domain::Value::Null,
        lookups: mapper::Lookups::default(),
        mapping: mapper::Overlay::default(),
    };
    let added = tokio::time::timeout(
        PATIENCE,
        workspace::add_flow(&ground, member.tenant, &name, entry),
    )
    .await;
    let refusal = match added {
        Ok(Ok(_)) => None,
        Ok(Err(AddError::Apply(ApplyError::Store(error)))) => return Err(error.into()),
        Ok(Err(error)) => Some(error.to_string()),
        Err(_) => Some(t.t("flow-new-slow")),
    };
    if let Some(refusal) = refusal {
        return came_back(&build(member, &session, &app, typed, mistakes, refusal).await?);
    }
    let mut tx = member.begin(&app).await?;
    let flow = flows::by_name(&mut tx, &name).await?.ok_or(PageError::NotFound)?;
    let detail = json!({ "flow": flow.id, "name": flow.name });
    audit::note(&mut tx, member.user, "flow.added", &detail).await?;
    tx.commit().await?;
    Toast::new(t.t1("flow-added", "name", &flow.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response())
}
