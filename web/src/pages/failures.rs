//! Open failures by cause: what happened, why, since which change, and the button that mends it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ConnectionId, DeadLetterId, FailureReason, FlowId, Permission, TenantId, flow::Flow};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{
    Tx, audit,
    connections::{self, Connection, Status},
    dead_letters::{self, Cause},
    failures::{self, Change},
    flows,
    runs::{self, Run},
};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::records::{label, replays},
    sayings,
    shell::{Room, Shell, Toast},
    words,
};

/// Causes that are shown.
const CAUSES: i64 = 50;
/// Records of one cause that are sent again at once.
const MOST: i64 = 10_000;

#[derive(Template)]
#[template(path = "failures/list.html")]
struct FailuresPage {
    shell: Shell,
    t: Locale,
    may_edit: bool,
    causes: Vec<CauseLine>,
    /// Runs that mend something at this moment.
    mending: Vec<Mending>,
    total: String,
    ask: String,
}

struct CauseLine {
    title: String,
    flow: String,
    flow_id: String,
    reason: String,
    detail: String,
    /// The stored sentence of one of its records.
    message: String,
    remote_words: String,
    cure: String,
    when: String,
    example: String,
    example_label: String,
    records_address: String,
    send_again: String,
    /// Where the cause is mended: words and address; empty if there is no such place.
    mend: Option<Mend>,
    /// What was changed before the first of them failed.
    change: String,
    change_address: String,
}

struct Mend {
    words: String,
    address: String,
}

struct Mending {
    words: String,
    address: String,
    done: u64,
    total: u64,
}

/// What fails, by cause.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let may_edit = member.role.may(Permission::Edit);
    let tenant = member.tenant;
    let mut tx = member.begin(&app).await?;
    let causes = dead_letters::causes(&mut tx, CAUSES).await?;
    let flows: BTreeMap<FlowId, Flow> = flows::list(&mut tx)
        .await?
        .into_iter()
        .map(|flow| (flow.id, flow))
        .collect();
    let connections: BTreeMap<ConnectionId, Connection> = connections::list(&mut tx)
        .await?
        .into_iter()
        .map(|connection| (connection.id, connection))
        .collect();
    let total = dead_letters::open_by_flow(&mut tx)
        .await?
        .iter()
        .map(|(_, open)| open)
        .sum();
    let mut changed = Vec::with_capacity(causes.len());
    for cause in causes {
        let change = change_before(&mut tx, &cause, &flows).await?;
        changed.push((cause, change));
    }
    let mending = runs::replaying(&mut tx)
        .await?
        .into_iter()
        .map(|run| mending(&t, &run, &flows))
        .collect();
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;
    // A plan is read in a transaction of its own, so none is held meanwhile.
    let mut lines = Vec::with_capacity(changed.len());
    for (cause, change) in changed {
        let is_set = is_set(&app, tenant, &cause).await;
        lines.push(line(&t, cause, is_set, change.as_ref(), &flows, &connections));
    }
    page(&FailuresPage {
        shell,
        may_edit,
        causes: lines,
        mending,
        total: t.count("failures-total", total),
        ask: Uuid::now_v7().to_string(),
        t,
    })
}

async fn change_before(
    tx: &mut Tx,
    cause: &Cause,
    flows: &BTreeMap<FlowId, Flow>,
) -> Result<Option<Change>, PageError> {
    match flows.get(&cause.flow) {
        Some(flow) => Ok(failures::change_before(tx, flow, cause.since).await?),
        None => Ok(None),
    }
}

/// Whether the refused value comes from the flow's settings: then those mend it, and not the rule that passes it on.
async fn is_set(app: &App, tenant: TenantId, cause: &Cause) -> bool {
    let Some(property) = refused_property(cause) else {
        return false;
    };
    // A flow that has no plan has mistakes of its own, which its pages tell.
    let plan = scheduler::trial::plan(app.parts(), tenant, cause.flow, None).await;
    plan.is_ok_and(|(_, plan)| {
        let reads = plan.program().reads_of(property);
        reads.is_some_and(|reads| reads.iter().any(|path| path.starts_with("settings.")))
    })
}

/// The property that did not take its value, if it was one.
fn refused_property(cause: &Cause) -> Option<&str> {
    let said = cause.words.said.as_ref()?;
    let (_, property) = said.values().find(|(name, _)| *name == "property")?;
    property.as_text().filter(|_| said.kind() == "property-refused")
}

fn line(
    t: &Locale,
    cause: Cause,
    is_set: bool,
    change: Option<&Change>,
    flows: &BTreeMap<FlowId, Flow>,
    connections: &BTreeMap<ConnectionId, Connection>,
) -> CauseLine {
    let flow = flows.get(&cause.flow);
    let gap = gap_of(&cause.detail);
    CauseLine {
        title: match gap {
            Some((table, key)) => t.count_with(
                "failures-lookup",
                cause.records,
                &[("table", table.to_owned()), ("key", key.to_owned())],
            ),
            None => t.count_with(
                "failures-of-reason",
                cause.records,
                &[("reason", words::reason(t, &cause.reason))],
            ),
        },
        mend: flow.and_then(|flow| mend(t, &cause, is_set, flow, connections)),
        flow: flow.map_or_else(|| t.t("record-flow-removed"), |flow| flow.name.clone()),
        flow_id: cause.flow.to_string(),
        cure: words::cure(t, &cause.reason),
        when: t.t2(
            "failures-since",
            ("since", t.moment(cause.since)),
            ("last", t.moment(cause.last_at)),
        ),
        example: cause.example.to_string(),
        example_label: label(t, &cause.words.label, &t.t("failures-example")),
        records_address: format!(
            "/records?flow={}&outcome=failed&reason={}",
            cause.flow, cause.reason
        ),
        send_again: t.count("failures-send-again", cause.records),
        message: sayings::kept(t, cause.words.clone()),
        remote_words: cause.words.remote_words.unwrap_or_default(),
        change: change
            .as_ref()
            .map_or_else(String::new, |change| change_words(t, change)),
        change_address: change
            .as_ref()
            .map_or_else(String::new, |change| change_address(change, cause.flow)),
        reason: cause.reason,
        detail: cause.detail,
    }
}

/// Table and keys of a look-up row that is missing.
fn gap_of(detail: &str) -> Option<(&str, &str)> {
    detail.strip_prefix("lookup:")?.split_once(':')
}

/// Where this cause is mended.
fn mend(
    t: &Locale,
    cause: &Cause,
    is_set: bool,
    flow: &Flow,
    connections: &BTreeMap<ConnectionId, Connection>,
) -> Option<Mend> {
    if let Some((table, key)) = gap_of(&cause.detail) {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("key", key)
            .append_pair("flow", &flow.id.to_string());
        let table: String = url::form_urlencoded::byte_serialize(table.as_bytes()).collect();
        return Some(Mend {
            words: t.t("mend-lookup"),
            address: format!("/look-ups/{}?{}", table.replace('+', "%20"), query.finish()),
        });
    }
    let signed_out = [flow.source.connection, flow.destination.connection]
        .into_iter()
        .find(|id| {
            connections
                .get(id)
                .is_some_and(|found| found.status != Status::Connected)
        });
    let (key, address) = match cause.reason.as_str() {
        word if word == FailureReason::SignInRefused.as_str()
            || word == FailureReason::PermissionMissing.as_str() =>
        {
            let connection = signed_out.unwrap_or(flow.destination.connection);
            ("mend-sign-in", format!("/connections/{connection}/reconnect"))
        }
        _ if is_set => ("mend-settings", format!("/flows/{}/settings", flow.id)),
        word if word == FailureReason::MappingFailed.as_str()
            || word == FailureReason::RejectedByDestination.as_str() =>
        {
            (
                "mend-rule",
                format!("/flows/{}/mapping?record={}", flow.id, cause.example),
            )
        }
        word if word == FailureReason::DoesNotAddUp.as_str() => (
            "mend-rule",
            format!("/flows/{}/mapping?record={}", flow.id, cause.example),
        ),
        word if word == FailureReason::BadSetting.as_str() || word == FailureReason::Flapping.as_str() => {
            ("mend-settings", format!("/flows/{}/settings", flow.id))
        }
        _ => return None,
    };
    Some(Mend {
        words: t.t(key),
        address,
    })
}

fn change_words(t: &Locale, change: &Change) -> String {
    match change {
        Change::Published { number, at, .. } => t.t2(
            "failures-after-revision",
            ("number", number),
            ("at", t.moment(*at)),
        ),
        Change::Acted { act, by, at } => t.with(
            "failures-after-act",
            &[
                ("act", t.t(act_key(act))),
                ("by", by.clone()),
                ("at", t.moment(*at)),
            ],
        ),
    }
}

/// What an act is called that may have caused a failure.
fn act_key(act: &str) -> &'static str {
    match act.split('.').next().unwrap_or_default() {
        "lookup" | "look_up" | "look-up" => "act-lookup",
        "connection" => "act-connection",
        "flow" => "act-flow",
        _ => "act-settings",
    }
}

fn change_address(change: &Change, flow: FlowId) -> String {
    match change {
        Change::Published { .. } => format!("/flows/{flow}/mapping"),
        Change::Acted { .. } => "/settings/audit".to_owned(),
    }
}

fn mending(t: &Locale, run: &Run, flows: &BTreeMap<FlowId, Flow>) -> Mending {
    let done = run.counts.seen.min(run.total);
    let flow = flows
        .get(&run.flow)
        .map_or_else(|| t.t("record-flow-removed"), |flow| flow.name.clone());
    Mending {
        words: t.with(
            "failures-mending",
            &[
                ("flow", flow),
                ("done", t.number(done)),
                ("total", t.number(run.total)),
            ],
        ),
        address: format!("/runs/{}", run.id),
        done,
        total: run.total,
    }
}

/// Which cause is meant.
#[derive(Deserialize)]
pub(crate) struct Meant {
    flow: String,
    reason: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    ask: String,
    #[serde(default)]
    because: String,
}

async fn letters(tx: &mut Tx, meant: &Meant) -> Result<Vec<DeadLetterId>, PageError> {
    let flow: FlowId = meant.flow.parse().map_err(|_| PageError::NotFound)?;
    flows::find(tx, flow).await?.ok_or(PageError::NotFound)?;
    Ok(dead_letters::of_cause(tx, flow, &meant.reason, &meant.detail, MOST).await?)
}

/// Sends all records of a cause again.
pub(crate) async fn replay(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(meant): Form<Meant>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let now = app.now();
    let mark: [u8; 32] = Sha256::digest(format!("{}\n{}\n{}", meant.flow, meant.reason, meant.detail)).into();
    let mut tx = member.begin(&app).await?;
    let ask = match meant.ask.is_empty() {
        true => String::new(),
        // One page has a form for each cause.
        false => format!(
            "{}:{}",
            meant.ask,
            mark.iter()
                .take(6)
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        ),
    };
    if let Some(address) = replays::answered(&mut tx, &ask, &mark, now).await? {
        tx.commit().await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let ids = letters(&mut tx, &meant).await?;
    let runs = dead_letters::replay(&mut tx, &ids, Some(member.user), now).await?;
    let Some((_, run)) = runs.first() else {
        tx.commit().await?;
        Toast::new(member.t.t("failures-none-left"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to("/failures").into_response());
    };
    let detail = json!({ "records": ids.len(), "reason": meant.reason, "run": run.to_string() });
    audit::note(&mut tx, member.user, "records.replayed", &detail).await?;
    let address = format!("/runs/{run}");
    replays::answer(&mut tx, &ask, &address).await?;
    tx.commit().await?;
    Ok(Redirect::to(&address).into_response())
}

/// Sets all records of a cause aside.
pub(crate) async fn set_aside(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(meant): Form<Meant>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let ids = letters(&mut tx, &meant).await?;
    let because: String = meant.because.trim().chars().take(200).collect();
    let done = dead_letters::set_aside_because(&mut tx, &ids, &because, app.now()).await?;
    if done > 0 {
        let detail = json!({ "records": done, "reason": meant.reason, "because": because });
        audit::note(&mut tx, member.user, "records.set_aside", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.count("records-set-aside-done", done))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/failures").into_response())
}
