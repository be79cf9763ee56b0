//! A flow's runs, and asking for one: looking for changes now, one record by its number, the history.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RecordKey, flow::Flow};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit, cursors, records,
    runs::{self, Trigger},
};
use tower_sessions::Session;

use super::{find, run_line::RunLine};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Runs on a page.
const PAGE: i64 = 50;
/// Records in which a number is looked for.
const FOUND: i64 = 20;

#[derive(Template)]
#[template(path = "flows/runs.html")]
struct RunsPage {
    shell: Shell,
    flow: Flow,
    runs: Vec<RunLine>,
    may_edit: bool,
}

/// The runs of a flow, newest first.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let runs = runs::list(&mut tx, Some(flow.id), None, PAGE).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&RunsPage {
        runs: runs.iter().map(|run| RunLine::of(&shell.member.t, run)).collect(),
        flow,
        shell,
        may_edit,
    })
}

#[derive(Template)]
#[template(path = "flows/load.html")]
struct LoadPage {
    shell: Shell,
    flow: Flow,
    since: String,
    chosen: String,
    mistakes: Mistakes,
}

/// The question: how much of the past?
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    let first = shell.member.t.now.to_zoned(shell.member.t.zone.clone());
    page(&LoadPage {
        since: first.strftime("%Y-01-01").to_string(),
        flow,
        shell,
        chosen: "since".to_owned(),
        mistakes: Mistakes::default(),
    })
}

/// How much of the past.
#[derive(Deserialize)]
pub(crate) struct Load {
    #[serde(default)]
    what: String,
    #[serde(default)]
    since: String,
}

/// Asks for the history to be loaded. While such a load is under way, a second click leads to it.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Load>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let since = match since(&member.t, &typed, app.now()) {
        Ok(since) => since,
        Err(words) => {
            let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
            let mut mistakes = Mistakes::default();
            mistakes.add("since", words);
            return came_back(&LoadPage {
                shell,
                flow,
                since: typed.since,
                chosen: typed.what,
                mistakes,
            });
        }
    };
    let under_way = runs::list(&mut tx, Some(flow.id), None, PAGE)
        .await?
        .into_iter()
        .find(|run| !run.is_over() && run.trigger == "load" && run.since == since);
    let run = match under_way {
        Some(run) => run.id,
        None => {
            let run = runs::request(
                &mut tx,
                flow.id,
                Trigger::Load,
                since,
                Some(member.user),
                app.now(),
            )
            .await?;
            let detail = json!({ "flow": flow.id, "name": flow.name, "since": since });
            audit::note(&mut tx, member.user, "flow.load_requested", &detail).await?;
            run
        }
    };
    tx.commit().await?;
    Ok(Redirect::to(&format!("/runs/{run}")).into_response())
}

/// From when; none: from the beginning.
fn since(t: &Locale, typed: &Load, now: Timestamp) -> Result<Option<Timestamp>, String> {
    if typed.what == "all" {
        return Ok(None);
    }
    typed
        .since
        .parse::<Date>()
        .ok()
        .and_then(|day| day.to_zoned(t.zone.clone()).ok())
        .map(|day| day.timestamp())
        .filter(|at| *at <= now)
        .map(Some)
        .ok_or_else(|| t.t("flow-load-since-wrong"))
}

/// Looks for changes now rather than at the next turn.
pub(crate) async fn check(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    cursors::poll_at(&mut tx, flow.source.connection, &flow.source.stream, app.now()).await?;
    tx.commit().await?;
    Toast::new(member.t.t("flow-check-toast")).keep(&session).await?;
    Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response())
}

/// The number of a record.
#[derive(Deserialize)]
pub(crate) struct One {
    #[serde(default)]
    number: String,
}

/// Sends one record, by the number that people know or by the source's own key.
pub(crate) async fn one(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<One>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let number: String = typed.number.trim().chars().take(200).collect();
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let Some(key) = key_of(&mut tx, &flow, &number).await? else {
        tx.commit().await?;
        Toast::new(member.t.t1("flow-one-unknown", "number", &number))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response());
    };
    let run = runs::request_keys(
        &mut tx,
        flow.id,
        Trigger::ByHand,
        &[key],
        Some(member.user),
        app.now(),
    )
    .await?;
    let detail = json!({ "flow": flow.id, "name": flow.name });
    audit::note(&mut tx, member.user, "flow.record_requested", &detail).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/runs/{run}")).into_response())
}

/// The source's key of a record: as the journal knows it by number, e-mail or SKU, else the number itself if it can be
/// a key.
async fn key_of(tx: &mut Tx, flow: &Flow, number: &str) -> Result<Option<RecordKey>, PageError> {
    if number.is_empty() {
        return Ok(None);
    }
    let known = records::search(tx, number, FOUND).await?;
    let known = known.into_iter().find(|record| record.flow == flow.id);
    let own = || {
        number
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| RecordKey::from(number))
    };
    Ok(known.map(|record| record.key).or_else(own))
}
