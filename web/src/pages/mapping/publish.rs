//! Publishing a draft, and going back to an earlier revision.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RecordKey, flow::Flow};
use jiff::Timestamp;
use scheduler::{
    PlanError,
    trial::{self, TrialError},
};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit, drafts,
    records::{self, Filter},
    revisions::{self, Content},
    runs,
};
use tower_sessions::Session;

use super::{
    LONGER, WAIT, bench, current,
    dry_run::{self, Looked, Said},
    is_same, learn, live,
    revisions::numbered,
};
use crate::{App, error::PageError, member::Member, pages::flows, shell::Toast};

/// Records that are sent again at most when going back.
pub(super) const MOST_AGAIN: i64 = 1_000;

/// What was decided.
#[derive(Deserialize)]
pub(crate) struct Decided {
    #[serde(default)]
    note: String,
    /// The draft that was seen, by the moment it was kept.
    #[serde(default)]
    seen: String,
    /// Records that newly fail, or what was published meanwhile, are known and accepted.
    #[serde(default)]
    anyway: Option<String>,
}

/// Publishes the draft that was seen. Asks once more when a record would newly fail, or when somebody published since
/// the draft began.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(decided): Form<Decided>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, draft) = current(&mut tx, &flow).await?;
    tx.commit().await?;
    let back = Redirect::to(&format!("/flows/{}/mapping", flow.id)).into_response();
    let Some(draft) = draft else {
        // A second click, or another member's: what was to be published is, or is gone.
        Toast::new(t.t1("map-already-published", "number", live.number))
            .keep(&session)
            .await?;
        return Ok(back);
    };
    let note: String = decided.note.trim().chars().take(500).collect();
    let came_back = |notice: String, asks: bool| Said {
        notice,
        note: note.clone(),
        asks,
    };
    let ask = |said: Said| {
        dry_run::answer(
            &app,
            member.clone(),
            &session,
            flow.clone(),
            Looked::default(),
            said,
            true,
        )
    };
    if draft.changed_at.to_string() != decided.seen {
        return ask(came_back(t.t("map-draft-changed"), false)).await;
    }
    if is_same(&draft.content, &live.content) {
        return ask(came_back(t.t("map-nothing-changed"), false)).await;
    }
    let accepted = decided.anyway.is_some();
    if !accepted {
        if draft.base.is_some_and(|base| base != live.id) {
            return ask(came_back(
                t.t1("map-published-meanwhile", "number", live.number),
                true,
            ))
            .await;
        }
        let learnt = learn(&app, &member, &flow, WAIT).await?;
        let one = bench(&app, &member, &flow, &live.content, None).await?;
        let other = bench(&app, &member, &flow, &draft.content, None).await?;
        let failing = dry_run::compare(&t, &one, &other, &learnt.samples).failing;
        if failing > 0 {
            return ask(came_back(t.count("map-newly-failing-ask", failing as u64), true)).await;
        }
    }
    if let Some(trouble) = checked(&app, &member, &flow, &draft.content).await? {
        return ask(came_back(trouble, accepted)).await;
    }
    let mut tx = member.begin(&app).await?;
    // Between looking and publishing another may have done either.
    if drafts::whole(&mut tx, flow.id)
        .await?
        .map(|draft| draft.changed_at)
        != Some(draft.changed_at)
    {
        tx.commit().await?;
        return ask(came_back(t.t("map-draft-changed"), false)).await;
    }
    let content = Content {
        note: note.clone(),
        author: Some(member.user),
        ..draft.content
    };
    let number = kept(&mut tx, &member, &flow, &content, live.number).await?;
    tx.commit().await?;
    Toast::new(t.t1("map-published", "number", number))
        .undone_at(format!("/flows/{}/revisions/{}/roll-back", flow.id, live.number))
        .keep(&session)
        .await?;
    Ok(back)
}

/// Keeps a new revision with its note in the audit log, and tells its number.
async fn kept(
    tx: &mut Tx,
    member: &Member,
    flow: &Flow,
    content: &Content,
    former: u32,
) -> Result<u32, PageError> {
    let id = revisions::publish(tx, flow.id, content).await?;
    let number = revisions::find(tx, id)
        .await?
        .map_or(former, |revision| revision.number);
    let detail =
        json!({ "flow": flow.id, "name": flow.name, "from": former, "to": number, "note": content.note });
    audit::note(tx, member.user, "flow.published", &detail).await?;
    Ok(number)
}

/// What the destination, as it is now, would say to these rules; none if nothing. It has ten seconds to answer.
async fn checked(
    app: &App,
    member: &Member,
    flow: &Flow,
    content: &Content,
) -> Result<Option<String>, PageError> {
    let asked = trial::check(app.parts(), member.tenant, flow.id, content);
    let t = &member.t;
    match tokio::time::timeout(LONGER, asked).await {
        Ok(Ok(())) => Ok(None),
        Ok(Err(TrialError::Plan(PlanError::Mistakes(mistakes)))) => {
            let all: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            Ok(Some(t.t1("map-not-published", "why", all.join(" · "))))
        }
        Ok(Err(error)) => Ok(Some(t.t1(
            "map-not-published",
            "why",
            super::remote_words(t, error)?,
        ))),
        Err(_) => Ok(Some(t.t1("map-not-published", "why", t.t("map-fields-slow")))),
    }
}

/// Whether records since then are sent again.
#[derive(Default, Deserialize)]
pub(crate) struct GoingBack {
    #[serde(default)]
    again: Option<String>,
}

/// Publishes an earlier revision's rules and settings again, as a new revision.
pub(crate) async fn roll_back(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path((id, number)): Path<(String, String)>,
    Form(wish): Form<GoingBack>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let live = live(&mut tx, &flow).await?;
    let former = numbered(&mut tx, &flow, &number).await?;
    let next = revisions::list(&mut tx, flow.id)
        .await?
        .into_iter()
        .find(|other| other.number == former.number + 1);
    tx.commit().await?;
    let address = format!("/flows/{}/revisions", flow.id);
    if is_same(&former.content, &live.content) {
        Toast::new(t.t1("map-already-live", "number", former.number))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let content = Content {
        note: t.t1("map-back-to", "number", former.number),
        author: Some(member.user),
        ..former.content.clone()
    };
    if let Some(trouble) = checked(&app, &member, &flow, &content).await? {
        return super::revisions::answer(&app, member, &session, flow, former, trouble, true).await;
    }
    let mut tx = member.begin(&app).await?;
    // A draft that somebody works on outlives going back.
    let draft = drafts::whole(&mut tx, flow.id).await?;
    let flow_now = flows::find(&mut tx, &id).await?;
    let now_live = super::live(&mut tx, &flow_now).await?;
    if now_live.id != live.id {
        tx.commit().await?;
        Toast::new(t.t1("map-already-published", "number", now_live.number))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let number = kept(&mut tx, &member, &flow, &content, live.number).await?;
    if let Some(draft) = draft {
        drafts::keep(&mut tx, flow.id, &draft.content, app.now()).await?;
    }
    let mut words = t.t1("map-published", "number", number);
    if let (Some(_), Some(next)) = (wish.again, next) {
        let keys = sent_since(&mut tx, &flow, next.published_at).await?;
        if !keys.is_empty() {
            runs::request_keys(
                &mut tx,
                flow.id,
                runs::Trigger::Replay,
                &keys,
                Some(member.user),
                app.now(),
            )
            .await?;
            words = format!("{words} {}", t.count("map-sent-again", keys.len() as u64));
        }
    }
    tx.commit().await?;
    Toast::new(words).keep(&session).await?;
    Ok(Redirect::to(&address).into_response())
}

/// The records that were created or updated since a moment, each once.
pub(super) async fn sent_since(
    tx: &mut Tx,
    flow: &Flow,
    since: Timestamp,
) -> Result<Vec<RecordKey>, PageError> {
    let filter = Filter {
        flow: Some(flow.id),
        since: Some(since),
        ..Filter::default()
    };
    let rows = records::list(tx, &filter, MOST_AGAIN).await?;
    let mut keys: Vec<RecordKey> = rows
        .into_iter()
        .filter(|row| matches!(row.outcome.as_str(), "created" | "updated" | "failed"))
        .map(|row| row.key)
        .collect();
    keys.sort();
    keys.dedup();
    Ok(keys)
}
