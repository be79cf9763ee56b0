//! A record: what became of it, what passed between the two sides, its history, and why its values are what they are.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, RecordId};
use serde::Deserialize;
use serde_json::Value as Json;
use store::{
    records::{self, Exchange, Record},
    revisions, tenants,
};
use tower_sessions::Session;

use super::{
    list::names,
    row::{Row, label},
};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::{self, Look},
};

/// Characters of one payload that are shown; a browser chokes on megabytes.
const SHOWN: usize = 100_000;
/// Rows of the history.
const HISTORY: i64 = 20;
/// How long the source may take to be asked for an explanation.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Template)]
#[template(path = "records/show.html")]
struct RecordPage {
    shell: Shell,
    t: Locale,
    id: String,
    look: Look,
    label: String,
    flow: String,
    flow_path: String,
    key: String,
    /// What happened and what to do, by the closed word; empty for what went well.
    reason: String,
    message: String,
    remote_words: String,
    cure: String,
    is_failed: bool,
    remote_id: String,
    amount: String,
    attempt: u16,
    revision: String,
    duration: String,
    at: String,
    payloads: Vec<Payload>,
    steps: Vec<StepLine>,
    history: Vec<Row>,
    days: u8,
    may_edit: bool,
    explained: Option<Explained>,
}

/// One of the four documents.
struct Payload {
    name: &'static str,
    title: String,
    hint: String,
    text: String,
    /// Whether only its beginning is shown.
    cut: bool,
}

/// One step of a record's way, as it is kept.
#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(default)]
    micros: i64,
    #[serde(default)]
    note: String,
}

struct StepLine {
    name: String,
    note: String,
    took: String,
}

/// Why the values are what they are, or why that can't be told.
enum Explained {
    Fields(Vec<FieldLine>),
    Trouble(String),
}

struct FieldLine {
    field: String,
    value: String,
    rule: String,
    expression: String,
    reads: Vec<(String, String)>,
}

/// What the address asks for beside the record.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    /// With it, the values are explained.
    explain: Option<String>,
}

/// One record of the member's tenant.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let tenant = member.tenant;
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(&app).await?;
    let (record, exchange) = records::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let names = names(&mut tx).await?;
    let history = records::history(&mut tx, None, &record.key, HISTORY).await?;
    let revision = revisions::find(&mut tx, record.revision).await?;
    let days = tenants::retention(&mut tx).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;

    let explained = match (wanted.explain, &exchange) {
        (Some(_), Some(exchange)) => Some(explain(&app, &t, tenant, &record, exchange).await?),
        _ => None,
    };
    let is_failed = record.outcome == "failed";
    let reason = record.reason.clone().unwrap_or_default();
    page(&RecordPage {
        look: words::outcome(&t, &record.outcome),
        label: label(&t, &record.words.label, record.key.as_str()),
        flow: names
            .get(&record.flow)
            .cloned()
            .unwrap_or_else(|| t.t("record-flow-removed")),
        flow_path: format!("/flows/{}", record.flow),
        key: record.key.to_string(),
        cure: if is_failed {
            words::cure(&t, &reason)
        } else {
            String::new()
        },
        reason: if reason.is_empty() {
            reason
        } else {
            words::reason(&t, &reason)
        },
        message: record.words.message.clone(),
        remote_words: record.words.remote_words.clone().unwrap_or_default(),
        is_failed,
        remote_id: record.remote_id.clone().unwrap_or_default(),
        amount: record
            .amount
            .as_ref()
            .map(|(amount, currency)| t.money(*amount, currency))
            .unwrap_or_default(),
        attempt: record.attempt,
        revision: revision
            .map(|revision| revision.number.to_string())
            .unwrap_or_default(),
        duration: t.duration(record.duration_us),
        at: t.whole_moment(record.at),
        steps: exchange
            .as_ref()
            .map(|exchange| steps(&t, exchange))
            .unwrap_or_default(),
        payloads: exchange
            .map(|exchange| payloads(&t, &exchange))
            .unwrap_or_default(),
        history: history
            .into_iter()
            .map(|record| Row::of(&t, record, &names))
            .collect(),
        id: id.to_string(),
        days,
        may_edit,
        explained,
        shell,
        t,
    })
}

fn steps(t: &Locale, exchange: &Exchange) -> Vec<StepLine> {
    let steps: Vec<Step> = Vec::deserialize(&exchange.steps).unwrap_or_default();
    steps
        .into_iter()
        .map(|step| {
            let key = format!("step-{}", step.name.replace(' ', "-"));
            let words = t.t(&key);
            StepLine {
                name: if words == key { step.name } else { words },
                note: step.note,
                took: t.duration(step.micros),
            }
        })
        .collect()
}

fn payloads(t: &Locale, exchange: &Exchange) -> Vec<Payload> {
    [
        ("came-in", &exchange.came_in),
        ("mapped", &exchange.mapped),
        ("sent", &exchange.sent),
        ("answered", &exchange.answered),
    ]
    .into_iter()
    .map(|(name, document)| {
        let mut text = pretty(document);
        let end = text.char_indices().nth(SHOWN).map(|(at, _)| at);
        if let Some(end) = end {
            text.truncate(end);
        }
        Payload {
            name,
            title: t.t(&format!("record-{name}")),
            hint: t.t(&format!("record-{name}-hint")),
            text,
            cut: end.is_some(),
        }
    })
    .collect()
}

fn pretty(document: &Json) -> String {
    if document.is_null() {
        String::new()
    } else {
        serde_json::to_string_pretty(document).unwrap_or_default()
    }
}

/// Asks the source for the record as it is now and lets each rule tell what it read.
async fn explain(
    app: &App,
    t: &Locale,
    tenant: domain::TenantId,
    record: &Record,
    exchange: &Exchange,
) -> Result<Explained, PageError> {
    let act = if record.outcome == "updated" {
        mapper::Act::Update
    } else {
        mapper::Act::Create
    };
    let mapped = domain::Value::from_json(exchange.mapped.to_string().as_bytes()).unwrap_or_default();
    let asked = scheduler::trial::explain(app.parts(), tenant, record.flow, &record.key, &mapped, act);
    let explanation = match tokio::time::timeout(PATIENCE, asked).await {
        Err(_) => return Ok(Explained::Trouble(t.t("record-explain-slow"))),
        Ok(Err(error)) => return Ok(Explained::Trouble(error.to_string())),
        Ok(Ok(None)) => return Ok(Explained::Trouble(t.t("record-explain-gone"))),
        Ok(Ok(Some(explanation))) => explanation,
    };
    Ok(Explained::Fields(
        explanation.fields.into_iter().map(field_line).collect(),
    ))
}

/// A value that was read or made, short enough for a table.
const CELL: usize = 200;

fn cell(value: &domain::Value) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    let text = text.trim_matches('"');
    match text.char_indices().nth(CELL) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn field_line(field: mapper::Explained) -> FieldLine {
    let value = match &field.outcome {
        mapper::Outcome::Given { value } => cell(value),
        mapper::Outcome::Failed { failure } => failure.message.clone(),
        _ => String::new(),
    };
    FieldLine {
        field: field.to,
        value,
        rule: field.rule,
        expression: field.from,
        reads: field
            .reads
            .into_iter()
            .map(|read| (read.path, cell(&read.value)))
            .collect(),
    }
}
