//! A record: what became of it, and what passed between the two sides.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::{FailureReason, RecordId};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::Error as Unknown},
};
use serde_json::Value as Json;
use store::{flows, records};
use tower_sessions::Session;

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

#[derive(Template)]
#[template(path = "records/show.html")]
struct RecordPage {
    shell: Shell,
    look: Look,
    label: String,
    flow: String,
    key: String,
    message: String,
    remote_words: String,
    cure: &'static str,
    remote_id: String,
    amount: String,
    attempt: u16,
    duration: String,
    at: String,
    t: Locale,
    payloads: Vec<Payload>,
    steps: Vec<Step>,
}

/// One of the four documents.
struct Payload {
    title: &'static str,
    hint: &'static str,
    text: String,
    /// Whether only its beginning is shown.
    cut: bool,
}

/// One step of a record's way.
#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(default)]
    micros: i64,
    #[serde(default)]
    note: String,
}

/// One record of the member's tenant.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let (record, exchange) = records::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let flow = flows::find(&mut tx, record.flow).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;
    let steps = exchange
        .as_ref()
        .map(|exchange| Vec::deserialize(&exchange.steps).unwrap_or_default());
    let payloads = exchange.map(|exchange| {
        vec![
            payload("Came in", "as the source has it", &exchange.came_in),
            payload("Mapped", "what the rules made of it", &exchange.mapped),
            payload("Sent", "as it was sent", &exchange.sent),
            payload("Answered", "as it came back", &exchange.answered),
        ]
    });
    let label = if record.words.label.is_empty() {
        record.key.to_string()
    } else {
        record.words.label
    };
    let reason = (record.outcome == "failed")
        .then(|| record.reason.clone())
        .flatten();
    page(&RecordPage {
        shell,
        cure: reason.map_or("", |reason| cure(&reason)),
        look: words::outcome(&t, &record.outcome),
        label,
        flow: flow.map_or_else(|| "removed flow".to_owned(), |flow| flow.name),
        key: record.key.to_string(),
        message: record.words.message,
        remote_words: record.words.remote_words.unwrap_or_default(),
        remote_id: record.remote_id.unwrap_or_default(),
        amount: record
            .amount
            .map(|(amount, currency)| t.money(amount, &currency))
            .unwrap_or_default(),
        attempt: record.attempt,
        duration: t.duration(record.duration_us),
        at: t.whole_moment(record.at),
        payloads: payloads.unwrap_or_default(),
        steps: steps.unwrap_or_default(),
        t,
    })
}

/// What to do about a record that failed.
fn cure(reason: &str) -> &'static str {
    let known: Result<FailureReason, Unknown> = FailureReason::deserialize(reason.into_deserializer());
    known.map_or("", FailureReason::cure)
}

fn payload(title: &'static str, hint: &'static str, document: &Json) -> Payload {
    let mut text = if document.is_null() {
        String::new()
    } else {
        serde_json::to_string_pretty(document).unwrap_or_default()
    };
    let end = text.char_indices().nth(SHOWN).map(|(at, _)| at);
    if let Some(end) = end {
        text.truncate(end);
    }
    Payload {
        title,
        hint,
        text,
        cut: end.is_some(),
    }
}
