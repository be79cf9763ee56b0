//! Both sides of a flow counted against each other: the numbers, three lists, and sending what is missing.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, flow::Flow};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit,
    reconciliations::{self, Found, Line, Reconciliation, State as Standing},
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{find, line::Lines};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Records of a list that are shown.
const SHOWN: i64 = 100;

#[derive(Template)]
#[template(path = "flows/reconciliation.html")]
struct ReconciliationPage {
    shell: Shell,
    flow: Flow,
    is_countable: bool,
    sentence: String,
    /// When, of which window, with how many calls.
    about: String,
    failure: String,
    is_under_way: bool,
    lists: Vec<List>,
    /// The count whose missing ones can be sent.
    to_send: Option<(Uuid, String)>,
    sent: Option<(String, String)>,
    may_edit: bool,
}

struct List {
    title: String,
    hint: String,
    count: u64,
    rows: Vec<Row>,
}

struct Row {
    key: String,
    remote: String,
    totals: String,
}

/// The newest count of a flow.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let t = member.t.clone();
    let flow = find(&mut tx, &id).await?;
    let lines = Lines::load(&mut tx).await?;
    let newest = reconciliations::newest(&mut tx, Some(flow.id)).await?.pop();
    let (here, there) = (
        lines.name(flow.source.connection),
        lines.name(flow.destination.connection),
    );
    let lists = match &newest {
        Some(newest) if newest.state == Standing::Done => lists(&mut tx, &t, newest, &here, &there).await?,
        _ => Vec::new(),
    };
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    let state = newest.as_ref().map(|newest| &newest.state);
    page(&ReconciliationPage {
        is_countable: scheduler::COUNTABLE.contains(&flow.kind),
        sentence: newest.as_ref().map_or_else(
            || t.t("reconciliation-never"),
            |newest| sentence(&t, newest, &here, &there),
        ),
        about: newest
            .as_ref()
            .map(|newest| about(&t, newest))
            .unwrap_or_default(),
        failure: match state {
            Some(Standing::Failed { message }) => message.clone(),
            _ => String::new(),
        },
        is_under_way: matches!(state, Some(Standing::Waiting | Standing::Counting)),
        to_send: newest
            .as_ref()
            .filter(|newest| newest.state == Standing::Done && newest.sent.is_none() && newest.found.0 > 0)
            .map(|newest| (newest.id, t.count("reconciliation-send", newest.found.0))),
        sent: newest.as_ref().and_then(|newest| newest.sent).map(|(at, run)| {
            (
                t.t1("reconciliation-sent", "time", t.moment(at)),
                format!("/runs/{run}"),
            )
        }),
        lists,
        flow,
        shell,
        may_edit,
    })
}

/// "3,912 in Lightspeed, 3,912 in HubSpot, 0 missing."
pub(crate) fn sentence(t: &Locale, newest: &Reconciliation, here: &str, there: &str) -> String {
    match newest.state {
        Standing::Waiting | Standing::Counting => t.t("reconciliation-counting"),
        Standing::Failed { .. } => t.t("reconciliation-failed"),
        Standing::Done => t.with(
            "reconciliation-sentence",
            &[
                ("source-records", t.number(newest.counted.source)),
                ("source", here.to_owned()),
                ("destination-records", t.number(newest.counted.destination)),
                ("destination", there.to_owned()),
                ("missing", t.number(newest.found.0)),
                ("left-out", t.number(newest.counted.left_out)),
            ],
        ),
    }
}

fn about(t: &Locale, newest: &Reconciliation) -> String {
    let Some(at) = newest.finished_at else {
        return String::new();
    };
    t.with(
        "reconciliation-about",
        &[
            ("time", t.moment(at)),
            ("since", t.moment(newest.since)),
            ("on-the-way", t.number(newest.counted.on_the_way)),
            ("calls", t.number(newest.counted.calls.0 + newest.counted.calls.1)),
        ],
    )
}

async fn lists(
    tx: &mut Tx,
    t: &Locale,
    newest: &Reconciliation,
    here: &str,
    there: &str,
) -> Result<Vec<List>, PageError> {
    let mut lists = Vec::new();
    for (found, count, title, hint, side) in [
        (
            Found::OnlySource,
            newest.found.0,
            "reconciliation-only",
            "reconciliation-only-source-hint",
            here,
        ),
        (
            Found::OnlyDestination,
            newest.found.1,
            "reconciliation-only",
            "reconciliation-only-destination-hint",
            there,
        ),
        (
            Found::Differs,
            newest.found.2,
            "reconciliation-differs",
            "reconciliation-differs-hint",
            "",
        ),
    ] {
        let rows = reconciliations::lines(tx, newest.id, found, SHOWN).await?;
        lists.push(List {
            title: t.t1(title, "side", side),
            hint: t.t(hint),
            count,
            rows: rows.into_iter().map(row).collect(),
        });
    }
    Ok(lists)
}

fn row(line: Line) -> Row {
    Row {
        key: line.key.to_string(),
        remote: line.remote.unwrap_or_default(),
        totals: line
            .totals
            .map(|(source, destination)| format!("{source} → {destination}"))
            .unwrap_or_default(),
    }
}

/// Asks for a count; while one is under way, a second click leads to it.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    if scheduler::COUNTABLE.contains(&flow.kind) {
        let now = app.now();
        reconciliations::request(&mut tx, flow.id, scheduler::window(now), Some(member.user), now).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/flows/{}/reconciliation", flow.id)).into_response())
}

/// Whose missing ones.
#[derive(Deserialize)]
pub(crate) struct Missing {
    #[serde(default)]
    reconciliation: String,
}

/// Sends what is missing, once.
pub(crate) async fn send(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Missing>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let back = format!("/flows/{}/reconciliation", flow.id);
    let Ok(reconciliation) = typed.reconciliation.parse::<Uuid>() else {
        return Err(PageError::NotFound);
    };
    match scheduler::send_missing(&mut tx, flow.id, reconciliation, member.user, app.now()).await {
        Ok(run) => {
            let detail = json!({ "flow": flow.id, "name": flow.name, "run": run });
            audit::note(&mut tx, member.user, "flow.missing_sent", &detail).await?;
            tx.commit().await?;
            Ok(Redirect::to(&format!("/runs/{run}")).into_response())
        }
        Err(scheduler::SendError::Nothing) => {
            Toast::new(member.t.t("reconciliation-nothing"))
                .keep(&session)
                .await?;
            Ok(Redirect::to(&back).into_response())
        }
        Err(scheduler::SendError::Store(error)) => Err(error.into()),
    }
}
