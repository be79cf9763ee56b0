//! A run: how far it is, what it cost.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Redirect, Response},
};
use domain::{Permission, RunId};
use serde_json::json;
use store::{
    audit, flows,
    runs::{self, State as RunState},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
    words::{self, Look},
};

#[derive(Template)]
#[template(path = "runs/show.html")]
struct RunPage {
    shell: Shell,
    t: Locale,
    id: String,
    flow: String,
    flow_path: String,
    trigger: String,
    look: Look,
    message: String,
    is_over: bool,
    total: u64,
    done: u64,
    counts: [(String, String); 4],
    progress: String,
    source_calls: String,
    destination_calls: String,
    calls_each: String,
    requested: String,
    finished: String,
    may_edit: bool,
}

/// One run of the member's tenant.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let id: RunId = id.parse().map_err(|_| PageError::NotFound)?;
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let run = runs::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let flow = flows::find(&mut tx, run.flow).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;
    let counts = &run.counts;
    let done = counts.created + counts.updated + counts.skipped + counts.failed;
    let total = run.total.max(done);
    page(&RunPage {
        flow: flow.map_or_else(|| t.t("records-removed-flow"), |flow| flow.name),
        flow_path: format!("/flows/{}", run.flow),
        trigger: t.t(&format!("run-trigger-{}", run.trigger.replace('_', "-"))),
        look: look(&t, &run.state),
        message: match &run.state {
            RunState::Failed { message } => message.clone(),
            _ => String::new(),
        },
        is_over: run.is_over(),
        counts: [
            ("created", counts.created),
            ("updated", counts.updated),
            ("skipped", counts.skipped),
            ("failed", counts.failed),
        ]
        .map(|(outcome, number)| (words::outcome(&t, outcome).word, t.number(number))),
        progress: t.t2(
            "run-progress",
            ("done", t.number(done)),
            ("total", t.number(total)),
        ),
        source_calls: t.number(run.source_calls),
        destination_calls: t.number(run.destination_calls),
        calls_each: each(&t, run.source_calls + run.destination_calls, done),
        requested: t.whole_moment(run.requested_at),
        finished: run.finished_at.map(|at| t.whole_moment(at)).unwrap_or_default(),
        total,
        done,
        id: id.to_string(),
        may_edit,
        shell,
        t,
    })
}

fn look(t: &Locale, state: &RunState) -> Look {
    match state {
        RunState::Waiting => words::look(t, "run-state-waiting", "idle", "clock"),
        RunState::Reading => words::look(t, "run-state-reading", "info", "half"),
        RunState::Working => words::look(t, "run-state-working", "info", "half"),
        RunState::Finished => words::look(t, "run-state-finished", "ok", "tick"),
        RunState::Failed { .. } => words::look(t, "run-state-failed", "err", "cross"),
        RunState::Cancelled => words::look(t, "run-state-cancelled", "idle", "bar"),
    }
}

/// Calls per record, to a hundredth.
fn each(t: &Locale, calls: u64, records: u64) -> String {
    if records == 0 {
        return String::new();
    }
    let hundredths = calls * 100 / records;
    let point = if t.language == domain::Language::En {
        '.'
    } else {
        ','
    };
    format!("{}{point}{:02}", t.number(hundredths / 100), hundredths % 100)
}

/// Ends a run early; what was sent stays sent.
pub(crate) async fn cancel(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let id: RunId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let run = runs::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    if !run.is_over() {
        runs::cancel(&mut tx, id, app.now()).await?;
        audit::note(&mut tx, member.user, "cancelled a run", &json!({ "run": id })).await?;
        Toast::new(member.t.t("run-cancelled")).keep(&session).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/runs/{id}")))
}
