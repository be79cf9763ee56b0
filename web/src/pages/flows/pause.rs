//! Pausing, and going on: what changed meanwhile is kept, and who resumes says what becomes of it (X14).

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Permission,
    flow::{Flow, FlowState},
};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;
use serde_json::json;
use store::{
    audit, flows,
    inbox::{self, Backlog},
};
use tower_sessions::Session;

use super::{find, line::waiting_words};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Where a switch was flipped.
#[derive(Default, Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    back: String,
    #[serde(default)]
    reason: String,
}

fn back_to(back: &str, flow: &Flow) -> String {
    match back {
        "list" => "/flows".to_owned(),
        "overview" => "/overview".to_owned(),
        _ => format!("/flows/{}", flow.id),
    }
}

/// Pauses a flow. Changes go on being kept.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Back>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let reason: String = typed.reason.trim().chars().take(200).collect();
    if flows::pause_by(&mut tx, flow.id, &reason, member.user, app.now()).await? {
        let detail = json!({ "flow": flow.id, "name": flow.name, "reason": reason });
        audit::note(&mut tx, member.user, "flow.paused", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t1("flow-paused-toast", "name", &flow.name))
        .undone_at(format!("/flows/{}/resume?back={}", flow.id, typed.back))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&back_to(&typed.back, &flow)).into_response())
}

#[derive(Template)]
#[template(path = "flows/resume.html")]
struct ResumePage {
    shell: Shell,
    flow: Flow,
    question: String,
    oldest: String,
    waiting: u64,
    /// What the field of the moment holds.
    since: String,
    chosen: String,
    mistakes: Mistakes,
}

/// The question: what becomes of that which changed meanwhile?
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    if flow.state == FlowState::Active {
        return Ok(Redirect::to(&format!("/flows/{}", flow.id)).into_response());
    }
    let backlog = inbox::backlog(&mut tx, flow.id).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&question(
        shell,
        flow,
        backlog,
        Resumption::default(),
        Mistakes::default(),
    ))
}

fn question(shell: Shell, flow: Flow, backlog: Backlog, typed: Resumption, mistakes: Mistakes) -> ResumePage {
    let t = &shell.member.t;
    let since = if typed.since.is_empty() {
        t.now
            .to_zoned(t.zone.clone())
            .strftime("%Y-%m-%dT00:00")
            .to_string()
    } else {
        typed.since
    };
    ResumePage {
        question: match backlog.waiting {
            0 => t.t("flow-resume-nothing"),
            waiting => t.count_with(
                "flow-resume-question",
                waiting,
                &[("number", waiting_words(t, waiting))],
            ),
        },
        oldest: backlog.oldest.map(|at| t.moment(at)).unwrap_or_default(),
        waiting: backlog.waiting,
        flow,
        since,
        chosen: if typed.what.is_empty() {
            "all".to_owned()
        } else {
            typed.what
        },
        mistakes,
        shell,
    }
}

/// What was chosen.
#[derive(Default, Deserialize)]
pub(crate) struct Resumption {
    /// `all`, `none`, or `since` with a moment.
    #[serde(default)]
    what: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    back: String,
}

/// Goes on as was chosen. A flow that runs already goes on running: a second click does nothing.
pub(crate) async fn resume(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    axum::extract::Query(query): axum::extract::Query<Back>,
    Form(typed): Form<Resumption>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = find(&mut tx, &id).await?;
    let back = if typed.back.is_empty() {
        query.back
    } else {
        typed.back.clone()
    };
    let away = Redirect::to(&back_to(&back, &flow));
    if flow.state == FlowState::Active {
        return Ok(away.into_response());
    }
    if !billing::allows_another_flow(&mut tx, app.now()).await? {
        Toast::new(member.t.t("billing-flow-limit"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to("/billing").into_response());
    }
    let told_before = match told_before(&member.t, &typed, app.now()) {
        Ok(told_before) => told_before,
        Err(words) => {
            let backlog = inbox::backlog(&mut tx, flow.id).await?;
            let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
            let mut mistakes = Mistakes::default();
            mistakes.add("since", words);
            return came_back(&question(shell, flow, backlog, typed, mistakes));
        }
    };
    let forgotten = match told_before {
        Some(moment) => inbox::forget(&mut tx, flow.id, moment).await?,
        None => 0,
    };
    flows::resume(&mut tx, flow.id).await?;
    // Whoever goes live without the wizard begins the trial here.
    billing::start_trial(&mut tx, app.now()).await?;
    let detail = json!({ "flow": flow.id, "name": flow.name, "left_out": forgotten });
    audit::note(&mut tx, member.user, "flow.resumed", &detail).await?;
    tx.commit().await?;
    let words = if forgotten > 0 {
        member
            .t
            .count_with("flow-resumed-without", forgotten, &[("name", flow.name.clone())])
    } else {
        member.t.t1("flow-resumed", "name", &flow.name)
    };
    Toast::new(words).keep(&session).await?;
    Ok(away.into_response())
}

/// Changes told of before this moment are left out; none: all are sent. Each key waits once, so what is sent of it is
/// always its newest state.
fn told_before(t: &Locale, typed: &Resumption, now: Timestamp) -> Result<Option<Timestamp>, String> {
    match typed.what.as_str() {
        // Ten seconds more, since a change told of again within them is not noted anew.
        "none" => Ok(Some(now + jiff::SignedDuration::from_secs(11))),
        "since" => typed
            .since
            .parse::<DateTime>()
            .ok()
            .and_then(|moment| moment.to_zoned(t.zone.clone()).ok())
            .map(|moment| Some(moment.timestamp()))
            .ok_or_else(|| t.t("flow-resume-since-wrong")),
        _ => Ok(None),
    }
}
