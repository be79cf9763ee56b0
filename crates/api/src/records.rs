//! Records: the activity log, and what passed between the two sides.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{FlowId, RecordId, RunId};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Document;
use store::records::{self, Exchange, Filter, Record};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Id},
    caller::Caller,
    page::{self, Page},
    problem::{ApiError, Mistake, Problem},
};

/// Records that a search looks through.
const SEARCHED: i64 = 1000;
const OUTCOMES: [&str; 4] = ["created", "updated", "skipped", "failed"];

/// One row of the activity log: what became of one record, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordView {
    /// Its id.
    pub(crate) id: Uuid,
    /// Through which flow.
    pub(crate) flow: Uuid,
    /// In which run, if in one.
    pub(crate) run: Option<Uuid>,
    /// By which revision.
    pub(crate) revision: Uuid,
    /// The source's key.
    #[schema(example = "4711")]
    pub(crate) key: String,
    /// What people call it.
    #[schema(example = "Order ORD01207")]
    pub(crate) label: String,
    /// created, updated, skipped, failed.
    #[schema(example = "created")]
    pub(crate) outcome: String,
    /// The closed word for why.
    #[schema(example = "filtered")]
    pub(crate) reason: Option<String>,
    /// The sentence for why.
    #[schema(example = "Payment status is \"not_paid\"")]
    pub(crate) message: String,
    /// The remote's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote_words: Option<String>,
    /// The destination's id.
    pub(crate) remote_id: Option<String>,
    /// Records that belong to it there.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) remote_parts: BTreeMap<String, String>,
    /// Its value, for orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<Decimal>,
    /// The currency of its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "EUR")]
    pub(crate) currency: Option<String>,
    /// Which try this was.
    pub(crate) attempt: u16,
    /// How long it took, in microseconds.
    pub(crate) duration_us: i64,
    /// When.
    pub(crate) at: Timestamp,
    /// Its address.
    pub(crate) url: String,
}

impl From<Record> for RecordView {
    fn from(record: Record) -> Self {
        let (amount, currency) = record.amount.unzip();
        Self {
            id: record.id.uuid(),
            flow: record.flow.uuid(),
            run: record.run.map(RunId::uuid),
            revision: record.revision.uuid(),
            key: record.key.to_string(),
            label: record.words.label,
            outcome: record.outcome,
            reason: record.reason,
            message: record.words.message,
            remote_words: record.words.remote_words,
            remote_id: record.remote_id,
            remote_parts: record.remote_parts,
            amount,
            currency,
            attempt: record.attempt,
            duration_us: record.duration_us,
            at: record.at,
            url: format!("/api/v1/records/{}", record.id),
        }
    }
}

/// Which records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecordsWanted {
    /// Of one flow.
    pub(crate) flow: Option<Uuid>,
    /// Of one run.
    pub(crate) run: Option<Uuid>,
    /// With this outcome: created, updated, skipped, failed.
    pub(crate) outcome: Option<String>,
    /// With this reason, a word of the closed list.
    #[param(example = "filtered")]
    pub(crate) reason: Option<String>,
    /// Not before this moment.
    pub(crate) since: Option<Timestamp>,
    /// Which hold this order number, e-mail address or SKU; the newest 1,000 of them.
    pub(crate) q: Option<String>,
    /// How many, 1 to 200; 50 if nothing is said.
    pub(crate) limit: Option<u16>,
    /// Where the page begins: the `next` of the page before.
    pub(crate) after: Option<String>,
}

impl RecordsWanted {
    fn filter(&self, before: Option<RecordId>) -> Result<Filter, ApiError> {
        if let Some(outcome) = &self.outcome
            && !OUTCOMES.contains(&outcome.as_str())
        {
            let what = format!("is \"{outcome}\"; it takes {}", OUTCOMES.join(", "));
            return Err(ApiError::Unreadable(vec![Mistake::new("outcome", what)]));
        }
        Ok(Filter {
            flow: self.flow.map(FlowId::from),
            outcome: self.outcome.clone(),
            reason: self.reason.clone(),
            run: self.run.map(RunId::from),
            before,
            since: self.since,
            ..Filter::default()
        })
    }
}

/// List the activity log, newest first.
#[utoipa::path(get, path = "/records", tag = "records", params(RecordsWanted),
    responses((status = 200, body = Page<RecordView>), (status = 400, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Asked(wanted): Asked<RecordsWanted>,
) -> Result<Response, ApiError> {
    let limit = page::limit(wanted.limit)?;
    let filter = wanted.filter(page::begin(wanted.after.as_deref())?)?;
    let mut tx = caller.begin(&app).await?;
    let found = match wanted.q.as_deref().map(str::trim).filter(|word| !word.is_empty()) {
        Some(word) => {
            let mut found = records::search(&mut tx, word, SEARCHED).await?;
            found.retain(|record| filter.passes(record));
            found
        }
        None => records::list(&mut tx, &filter, page::and_one(limit)).await?,
    };
    tx.commit().await?;
    Ok(page::answer(
        &uri,
        found,
        limit,
        |record| record.id,
        RecordView::from,
    ))
}

/// A record with what passed between the two sides.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordDetail {
    /// The row of the activity log.
    #[serde(flatten)]
    pub(crate) record: RecordView,
    /// What passed; missing once it was deleted with its day.
    pub(crate) exchange: Option<ExchangeView>,
}

/// What passed between the two sides.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExchangeView {
    /// The source's own JSON.
    #[schema(value_type = Value)]
    pub(crate) came_in: Document,
    /// What the mapping made of it.
    #[schema(value_type = Value)]
    pub(crate) mapped: Document,
    /// What was sent, as it was sent.
    #[schema(value_type = Value)]
    pub(crate) sent: Document,
    /// What came back, as it came.
    #[schema(value_type = Value)]
    pub(crate) answered: Document,
    /// The steps: name, at, micros, note.
    #[schema(value_type = Vec<Object>)]
    pub(crate) steps: Document,
}

impl From<Exchange> for ExchangeView {
    fn from(exchange: Exchange) -> Self {
        Self {
            came_in: exchange.came_in,
            mapped: exchange.mapped,
            sent: exchange.sent,
            answered: exchange.answered,
            steps: exchange.steps,
        }
    }
}

/// Show a record and what passed between the two sides.
#[utoipa::path(get, path = "/records/{record}", tag = "records",
    params(("record" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = RecordDetail), (status = 404, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<RecordId>,
) -> Result<Json<RecordDetail>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let found = records::find(&mut tx, id).await?;
    tx.commit().await?;
    let (record, exchange) = found.ok_or_else(|| ApiError::not_found("record", id))?;
    Ok(Json(RecordDetail {
        record: record.into(),
        exchange: exchange.map(ExchangeView::from),
    }))
}
