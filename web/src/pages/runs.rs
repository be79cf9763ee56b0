//! A run: loads, replays and runs by hand, from asked-for to finished, with their progress.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RunId};
use serde_json::json;
use store::{
    audit, flows,
    runs::{self, Run, State as Standing},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
    words::{Look, look},
};

#[derive(Template)]
#[template(path = "runs/show.html")]
struct RunPage {
    shell: Shell,
    id: String,
    flow: String,
    flow_address: String,
    look: Look,
    trigger: String,
    message: String,
    is_over: bool,
    may_edit: bool,
    done: u64,
    total: u64,
    progress: String,
    counts: Vec<CountLine>,
    source_calls: String,
    destination_calls: String,
    calls_per_record: String,
    asked_at: String,
    ended_at: String,
    took: String,
    remaining: String,
}

/// How many came to one end; the number leads to just those.
struct CountLine {
    look: Look,
    n: String,
    address: String,
}

/// How far a run is.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: RunId = id.parse().map_err(|_| PageError::NotFound)?;
    let t = member.t.clone();
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let run = runs::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let flow = flows::find(&mut tx, run.flow).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;
    let done = run.counts.seen.min(run.total.max(run.counts.seen));
    let calls = run.source_calls + run.destination_calls;
    page(&RunPage {
        id: id.to_string(),
        flow: flow.map_or_else(|| t.t("record-flow-removed"), |flow| flow.name),
        flow_address: format!("/flows/{}", run.flow),
        look: standing(&t, &run.state),
        trigger: t.t(trigger(&run.trigger)),
        message: match &run.state {
            Standing::Failed { message } => message.clone(),
            _ => String::new(),
        },
        is_over: run.is_over(),
        may_edit,
        done,
        total: run.total.max(done),
        progress: t.t2(
            "run-progress",
            ("done", t.number(done)),
            ("total", t.number(run.total.max(done))),
        ),
        counts: count_lines(&t, &run),
        source_calls: t.number(run.source_calls),
        destination_calls: t.number(run.destination_calls),
        calls_per_record: per_record(&t, calls, done),
        asked_at: t.whole_moment(run.requested_at),
        ended_at: run.finished_at.map(|at| t.whole_moment(at)).unwrap_or_default(),
        took: t.duration(took(&run, t.now)),
        remaining: remaining(&t, &run, done),
        shell,
    })
}

fn standing(t: &Locale, state: &Standing) -> Look {
    match state {
        Standing::Waiting => look(t, "state-waiting", "idle", "clock"),
        Standing::Reading => look(t, "run-reading", "info", "half"),
        Standing::Working => look(t, "state-running", "info", "half"),
        Standing::Finished => look(t, "run-finished", "ok", "tick"),
        Standing::Failed { .. } => look(t, "run-failed", "err", "cross"),
        Standing::Cancelled => look(t, "run-cancelled", "idle", "bar"),
    }
}

fn trigger(word: &str) -> &'static str {
    match word {
        "load" => "run-load",
        "replay" => "run-replay",
        _ => "run-by-hand",
    }
}

fn count_lines(t: &Locale, run: &Run) -> Vec<CountLine> {
    let counts = run.counts;
    [
        ("created", counts.created),
        ("updated", counts.updated),
        ("skipped", counts.skipped),
        ("failed", counts.failed),
    ]
    .map(|(outcome, n)| CountLine {
        look: crate::words::outcome(t, outcome),
        n: t.number(n),
        address: format!("/records?run={}&outcome={outcome}", run.id),
    })
    .into()
}

/// Calls for one record, with one decimal; a dash before any is done.
fn per_record(t: &Locale, calls: u64, done: u64) -> String {
    if done == 0 {
        return "–".to_owned();
    }
    let tenths = calls * 10 / done;
    let point = if t.language == domain::Language::En {
        '.'
    } else {
        ','
    };
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

/// In microseconds.
fn took(run: &Run, now: jiff::Timestamp) -> i64 {
    let end = run.finished_at.unwrap_or(now);
    i64::try_from(end.duration_since(run.requested_at).as_micros())
        .unwrap_or(i64::MAX)
        .max(0)
}

/// How long it still takes at the rate so far; empty where that would be a guess.
fn remaining(t: &Locale, run: &Run, done: u64) -> String {
    if run.is_over() || done < 20 || run.total <= done || matches!(run.state, Standing::Reading) {
        return String::new();
    }
    let each = took(run, t.now) / i64::try_from(done).unwrap_or(i64::MAX).max(1);
    let left = i64::try_from(run.total - done).unwrap_or(i64::MAX);
    t.t1("run-remaining", "time", t.duration(each.saturating_mul(left)))
}

/// Stops a run: what it found and has not sent yet is left.
pub(crate) async fn cancel(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let id: RunId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let run = runs::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    if !run.is_over() {
        runs::cancel(&mut tx, id, app.now()).await?;
        let detail = json!({ "run": id.to_string() });
        audit::note(&mut tx, member.user, "run.cancelled", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t("run-cancelled-toast"))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/runs/{id}")).into_response())
}
