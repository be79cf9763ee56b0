//! A record: what became of it, what passed between the two sides, its history, and why its values are what they are.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, RecordId, flow::Flow};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value as Json;
use store::{
    Tx, connections, dead_letters, flows,
    records::{self, Exchange, Record},
    revisions, tenants,
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    differences::{self, Difference},
    list::names,
    row::{Row, label},
};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    sayings,
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
    /// Where each system itself shows the record; empty if that is not known.
    source_page: String,
    remote_page: String,
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
    /// Whether its failure is open, and why it was set aside, if it was.
    is_open: bool,
    set_aside: String,
    /// E-mail addresses and article numbers in it, with the address that finds them.
    related: Vec<(String, String)>,
    /// Fields that differ between two versions: path, here, there; none if not asked for.
    differences: Option<Vec<Difference>>,
    other: String,
    /// The revision by which it was sent is no longer the flow's.
    is_old_revision: bool,
    has_document: bool,
    ask: String,
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
    /// When it was done.
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    micros: i64,
    #[serde(default)]
    note: String,
}

struct StepLine {
    name: String,
    note: String,
    took: String,
    at: String,
    moment: String,
    /// How long nothing was done before it; empty for moments that nobody notices.
    waited: String,
}

/// Waits that are worth being drawn.
const WAIT: SignedDuration = SignedDuration::from_millis(500);

/// Why the values are what they are, or why that can't be told.
enum Explained {
    Fields(Vec<FieldLine>),
    Trouble(String),
}

struct FieldLine {
    field: String,
    /// The rule that made it.
    rule: String,
    value: String,
    expression: String,
    reads: Vec<(String, String)>,
}

/// What the address asks for beside the record.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    /// With it, the values are explained.
    explain: Option<String>,
    /// Another record, with which this one is compared.
    with: Option<String>,
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
    let flow = flows::find(&mut tx, record.flow).await?;
    let (source_page, remote_page) = pages(&mut tx, &app, flow.as_ref(), &record).await?;
    let letter = dead_letters::of_key(&mut tx, record.flow, &record.key).await?;
    let other = match wanted.with.as_deref() {
        None | Some("") => None,
        Some(other) => {
            let other: RecordId = other.parse().map_err(|_| PageError::NotFound)?;
            Some(records::find(&mut tx, other).await?.ok_or(PageError::NotFound)?)
        }
    };
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
        message: sayings::kept(&t, record.words.clone()),
        remote_words: record.words.remote_words.clone().unwrap_or_default(),
        is_failed,
        remote_id: record.remote_id.clone().unwrap_or_default(),
        source_page,
        remote_page,
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
            .as_ref()
            .map(|exchange| payloads(&t, exchange))
            .unwrap_or_default(),
        related: exchange
            .as_ref()
            .map(|exchange| related_links(&exchange.came_in))
            .unwrap_or_default(),
        differences: other
            .as_ref()
            .map(|(_, theirs)| differences::between(theirs.as_ref(), exchange.as_ref())),
        other: other
            .map(|(other, _)| t.whole_moment(other.at))
            .unwrap_or_default(),
        is_open: letter.as_ref().is_some_and(|(_, state, _)| state == "open"),
        set_aside: letter
            .filter(|(_, state, _)| state == "set_aside")
            .map(|(_, _, because)| match because.is_empty() {
                true => t.t("record-is-set-aside"),
                false => t.t1("record-is-set-aside-because", "because", because),
            })
            .unwrap_or_default(),
        is_old_revision: flow.is_some_and(|flow| flow.revision != record.revision),
        has_document: exchange
            .as_ref()
            .is_some_and(|exchange| exchange.mapped.is_object()),
        ask: Uuid::now_v7().to_string(),
        history: history
            .into_iter()
            .map(|record| Row::of(&t, record, &names))
            .collect(),
        id: id.to_string(),
        days,
        may_edit,
        explained,
        shell,
    })
}

/// The record's pages in both systems.
async fn pages(
    tx: &mut Tx,
    app: &App,
    flow: Option<&Flow>,
    record: &Record,
) -> Result<(String, String), PageError> {
    let Some(flow) = flow else {
        return Ok(<_>::default());
    };
    let opening = &app.parts().opening;
    let source = connections::find(tx, flow.source.connection).await?;
    let there = connections::find(tx, flow.destination.connection).await?;
    let came_from = source.and_then(|source| opening.page(&source, &flow.source.stream, record.key.as_str()));
    let went_to = record
        .remote_id
        .as_ref()
        .zip(there)
        .and_then(|(id, there)| opening.page(&there, &flow.destination.stream, id));
    Ok((came_from.unwrap_or_default(), went_to.unwrap_or_default()))
}

fn related_links(document: &Json) -> Vec<(String, String)> {
    related(document)
        .into_iter()
        .map(|word| {
            let query: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
            let address = format!("/records?q={query}");
            (word, address)
        })
        .collect()
}

fn steps(t: &Locale, exchange: &Exchange) -> Vec<StepLine> {
    let steps: Vec<Step> = Vec::deserialize(&exchange.steps).unwrap_or_default();
    let mut before: Option<Timestamp> = None;
    let mut lines = Vec::with_capacity(steps.len());
    for step in steps {
        let begun = step
            .at
            .and_then(|at| at.checked_sub(SignedDuration::from_micros(step.micros)).ok());
        let waited = before
            .zip(begun)
            .map(|(before, begun)| begun.duration_since(before))
            .filter(|waited| *waited >= WAIT)
            .map(|waited| {
                let micros = i64::try_from(waited.as_micros()).unwrap_or(i64::MAX);
                t.t1("record-waited", "time", t.duration(micros))
            });
        before = step.at.or(before);
        let key = format!("step-{}", step.name.replace(' ', "-"));
        let words = t.t(&key);
        lines.push(StepLine {
            name: if words == key { step.name.clone() } else { words },
            note: note(t, &step),
            took: t.duration(step.micros),
            at: step
                .at
                .map(|at| at.to_zoned(t.zone.clone()).strftime("%H:%M:%S").to_string())
                .unwrap_or_default(),
            moment: step.at.map(|at| at.to_string()).unwrap_or_default(),
            waited: waited.unwrap_or_default(),
        });
    }
    lines
}

/// What a step notes, in the reader's language where it is one of our own sentences.
fn note(t: &Locale, step: &Step) -> String {
    match (step.name.as_str(), step.note.as_str()) {
        (_, "") => String::new(),
        ("looked up", "found at the destination") => t.t("note-found"),
        ("looked up", "not at the destination") => t.t("note-not-found"),
        ("edited" | "kept", who) => t.t1("note-by", "who", who),
        (_, other) => other.to_owned(),
    }
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
        let mut text = pretty(&masked(document.clone()));
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

/// Values of fields whose names say that they are secret are not shown.
fn masked(document: Json) -> Json {
    const SECRET: [&str; 7] = [
        "token",
        "secret",
        "password",
        "authorization",
        "api_key",
        "apikey",
        "cookie",
    ];
    match document {
        Json::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let low = name.to_lowercase();
                let is_secret = SECRET.iter().any(|word| low.contains(word)) && !value.is_null();
                let value = if is_secret {
                    Json::from("•••")
                } else {
                    masked(value)
                };
                (name, value)
            })
            .collect(),
        Json::Array(items) => items.into_iter().map(masked).collect(),
        other => other,
    }
}

/// What of other records a document names: e-mail addresses and article numbers, each once.
fn related(document: &Json) -> Vec<String> {
    const NAMES: [&str; 4] = ["email", "sku", "articlecode", "article_code"];
    const MOST: usize = 8;
    fn walk(value: &Json, found: &mut Vec<String>) {
        match value {
            Json::Object(fields) => {
                for (name, value) in fields {
                    if let Json::String(text) = value
                        && NAMES.contains(&name.to_lowercase().as_str())
                        && !text.trim().is_empty()
                        && !found.contains(text)
                        && found.len() < MOST
                    {
                        found.push(text.clone());
                    }
                    walk(value, found);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(document, &mut found);
    found
}

pub(super) fn pretty(document: &Json) -> String {
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
        explanation
            .fields
            .into_iter()
            .map(|field| field_line(t, field))
            .collect(),
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

fn field_line(t: &Locale, field: mapper::Explained) -> FieldLine {
    let value = match &field.outcome {
        mapper::Outcome::Given { value } => cell(value),
        mapper::Outcome::Failed { failure } => sayings::sentence(t, &failure.what),
        _ => String::new(),
    };
    FieldLine {
        field: field.to,
        rule: field.rule,
        value,
        expression: field.from,
        reads: field
            .reads
            .into_iter()
            .map(|read| (read.path, cell(&read.value)))
            .collect(),
    }
}
