//! Failed records, one line a cause, with what mends it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{Redirect, Response},
};
use domain::{FailureReason, FlowId, Permission, flow::Flow};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit,
    dead_letters::{self, Cause},
    flows, records, revisions,
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
    words,
};

#[derive(Template)]
#[template(path = "failures/index.html")]
struct FailuresPage {
    shell: Shell,
    t: Locale,
    causes: Vec<CauseLine>,
    may_edit: bool,
}

/// One cause.
struct CauseLine {
    flow: String,
    flow_id: String,
    reason: String,
    reason_word: String,
    cure: String,
    /// The newest record's own sentence and page.
    message: String,
    newest: String,
    count: String,
    since: String,
    last: String,
    /// What changed shortly before the first of them failed; empty if nothing.
    change: String,
    /// Where the cause is mended, with the words of its button; empty where only time or sending again helps.
    mend: Option<(String, String)>,
}

/// What is open.
pub(crate) async fn index(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let all: BTreeMap<FlowId, Flow> = flows::list(&mut tx)
        .await?
        .into_iter()
        .map(|flow| (flow.id, flow))
        .collect();
    let mut causes = Vec::new();
    for cause in dead_letters::causes(&mut tx).await? {
        if let Some(flow) = all.get(&cause.flow) {
            causes.push(line(&mut tx, &t, flow, cause).await?);
        }
    }
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;
    page(&FailuresPage {
        shell,
        t,
        causes,
        may_edit,
    })
}

async fn line(tx: &mut Tx, t: &Locale, flow: &Flow, cause: Cause) -> Result<CauseLine, PageError> {
    let newest = records::find(tx, cause.newest).await?;
    let before = revisions::list(tx, flow.id)
        .await?
        .into_iter()
        .filter(|revision| revision.number > 1 && revision.published_at <= cause.first_at)
        .max_by_key(|revision| revision.number);
    let change = before.map(|revision| {
        let what = t.t2(
            "failures-change-revision",
            ("n", revision.number),
            ("flow", &flow.name),
        );
        t.t2(
            "failures-change",
            ("what", what),
            ("at", t.moment(revision.published_at)),
        )
    });
    Ok(CauseLine {
        flow: flow.name.clone(),
        flow_id: flow.id.to_string(),
        reason: words::reason(t, &cause.reason),
        cure: words::cure(t, &cause.reason),
        mend: mend(t, flow, &cause.reason),
        reason_word: cause.reason,
        message: newest.map(|(record, _)| record.words.message).unwrap_or_default(),
        newest: cause.newest.to_string(),
        count: t.count("failures-count", cause.open),
        since: t.t1("failures-since", "at", t.moment(cause.first_at)),
        last: t.t1("failures-last", "at", t.moment(cause.last_at)),
        change: change.unwrap_or_default(),
    })
}

/// Where a cause is mended.
fn mend(t: &Locale, flow: &Flow, reason: &str) -> Option<(String, String)> {
    let reason = FailureReason::ALL
        .into_iter()
        .find(|known| known.as_str() == reason)?;
    let at = |path: String, key: &str| Some((path, t.t(key)));
    match reason {
        FailureReason::SignInRefused | FailureReason::PermissionMissing => {
            at("/connections".to_owned(), "failures-mend-connections")
        }
        FailureReason::MappingFailed | FailureReason::RejectedByDestination | FailureReason::DoesNotAddUp => {
            at(format!("/flows/{}/mapping", flow.id), "record-mapping")
        }
        FailureReason::BadSetting | FailureReason::Flapping => {
            at(format!("/flows/{}/settings", flow.id), "failures-mend-settings")
        }
        _ => None,
    }
}

/// Which cause is to be sent again.
#[derive(Deserialize)]
pub(crate) struct Meant {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    reason: String,
}

/// Sends all open records of a cause again and leads to the run that does it.
pub(crate) async fn replay(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(meant): Form<Meant>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let flow: FlowId = meant.flow.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, flow).await?.ok_or(PageError::NotFound)?;
    let reason = (!meant.reason.is_empty()).then_some(meant.reason.as_str());
    let run = dead_letters::replay_open(&mut tx, flow.id, reason, Some(member.user), app.now()).await?;
    if run.is_some() {
        let detail = json!({ "flow": flow.name, "reason": meant.reason });
        audit::note(&mut tx, member.user, "replayed failed records", &detail).await?;
    }
    tx.commit().await?;
    // A second click finds nothing left to send.
    let Some(run) = run else {
        Toast::new(member.t.t("failures-none-left"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to("/failures"));
    };
    Ok(Redirect::to(&format!("/runs/{run}")))
}
