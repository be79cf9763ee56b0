//! Explanations: for each value that was sent, the rule that made it and the source fields that the rule read.

use axum::{Json, extract::State};
use domain::{RecordId, Value};
use mapper::{Act, Explained, Outcome};
use serde::Serialize;
use serde_json::Value as Document;
use store::records;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    App,
    body::Id,
    caller::Caller,
    problem::{ApiError, Problem},
};

/// Why a document looks as it does.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExplanationView {
    /// The revision by which the record was sent.
    pub(crate) sent_by: Uuid,
    /// The revision that explains: the one published now. Where the two differ, values may, too.
    pub(crate) explained_by: Uuid,
    /// Field by field, in the order of the rules.
    pub(crate) fields: Vec<FieldView>,
}

/// Why one field looks as it does.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// The destination field, with the place in lists.
    #[schema(example = "line_items.0.price")]
    pub(crate) field: String,
    /// What was sent then; missing if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub(crate) was_sent: Option<Document>,
    /// What the rule gives now; missing if nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub(crate) value: Option<Value>,
    /// given, left_out, skipped, not_for_this_act, failed.
    #[schema(example = "given")]
    pub(crate) outcome: &'static str,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    /// The rule's id.
    #[schema(example = "line_items.price")]
    pub(crate) rule: String,
    /// Its expression.
    #[schema(example = "line.price_incl")]
    pub(crate) from: String,
    /// The source fields that it read, with their values.
    pub(crate) reads: Vec<ReadView>,
    /// What was done with them, in words.
    pub(crate) steps: Vec<String>,
}

/// A source field that was read.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadView {
    /// Its path, with the place in lists.
    #[schema(example = "order.lines.0.price_incl")]
    pub(crate) path: String,
    /// What was there.
    #[schema(value_type = Value)]
    pub(crate) value: Value,
}

/// Explain a record: each value that was sent, its rule, and the source fields that the rule read. The source's record
/// is read as it is now.
#[utoipa::path(get, path = "/records/{record}/explanation", tag = "records",
    params(("record" = Uuid, Path, description = "The record's id")),
    responses((status = 200, body = ExplanationView), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 502, body = Problem)))]
pub(crate) async fn show(
    caller: Caller,
    State(app): State<App>,
    Id(id): Id<RecordId>,
) -> Result<Json<ExplanationView>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let found = records::find(&mut tx, id).await?;
    let (record, exchange) = found.ok_or_else(|| ApiError::not_found("record", id))?;
    let flow = crate::flows::find(&mut tx, record.flow).await?;
    tx.commit().await?;
    let mapped = exchange.map(|exchange| exchange.mapped).unwrap_or_default();
    let act = if record.outcome == "updated" {
        Act::Update
    } else {
        Act::Create
    };
    let known = value_of(&mapped);
    let explained =
        scheduler::trial::explain(app.parts(), caller.tenant, flow.id, &record.key, &known, act).await?;
    let explained = explained.ok_or_else(|| {
        ApiError::Conflict(format!(
            "{} is no longer in the source, so it can't be told how it would be mapped",
            record.key
        ))
    })?;
    Ok(Json(ExplanationView {
        sent_by: record.revision.uuid(),
        explained_by: flow.revision.uuid(),
        fields: explained
            .fields
            .into_iter()
            .map(|field| view(field, &mapped))
            .collect(),
    }))
}

fn value_of(document: &Document) -> Value {
    Value::from_json(document.to_string().as_bytes()).unwrap_or_default()
}

fn view(field: Explained, mapped: &Document) -> FieldView {
    let (outcome, value, message) = match field.outcome {
        Outcome::Given { value } => ("given", Some(value), None),
        Outcome::LeftOut => ("left_out", None, None),
        Outcome::Skipped => ("skipped", None, None),
        Outcome::NotForThisAct => ("not_for_this_act", None, None),
        Outcome::Failed { failure } => ("failed", None, Some(failure.message())),
        #[allow(unreachable_patterns, reason = "the list of outcomes may grow")]
        _ => ("other", None, None),
    };
    FieldView {
        was_sent: mapped
            .pointer(&format!("/{}", field.to.replace('.', "/")))
            .cloned(),
        field: field.to,
        value,
        outcome,
        message,
        rule: field.rule,
        from: field.from,
        reads: field
            .reads
            .into_iter()
            .map(|read| ReadView {
                path: read.path,
                value: read.value,
            })
            .collect(),
        steps: field.steps.iter().map(ToString::to_string).collect(),
    }
}
