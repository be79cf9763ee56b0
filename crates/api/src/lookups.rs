//! Look-up tables, and the keys of real records that they lack.

use std::collections::BTreeSet;

use axum::{Json, extract::State, response::Response};
use domain::{FlowId, Value};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::lookups::{self, LookupTable};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Body, Id, Name},
    caller::Caller,
    flows::{self, NoQuery},
    page::Page,
    problem::{ApiError, Mistake, Problem},
    write::Write,
};

/// Rows of one table at most.
const MOST_ROWS: usize = 50_000;
/// Letters of a table's name at most.
const LONGEST_NAME: usize = 100;

/// A look-up table.
#[derive(Serialize, ToSchema)]
pub(crate) struct LookupView {
    /// Its name in mapping rules.
    #[schema(example = "stages")]
    pub(crate) name: String,
    /// Which flow it belongs to; missing: all flows of the tenant may use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) flow: Option<Uuid>,
    /// The value for keys without a row.
    #[schema(value_type = Option<Value>)]
    pub(crate) default: Option<Value>,
    /// Its rows.
    pub(crate) rows: Vec<LookupRow>,
}

/// A row of a look-up table.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LookupRow {
    /// One text a key column.
    #[schema(example = json!(["paid"]))]
    pub(crate) key: Vec<String>,
    /// The value.
    #[schema(value_type = Value, example = json!("closedwon"))]
    pub(crate) value: Value,
}

impl From<LookupTable> for LookupView {
    fn from(table: LookupTable) -> Self {
        Self {
            name: table.name,
            flow: table.flow.map(FlowId::uuid),
            default: table.default,
            rows: table
                .rows
                .into_iter()
                .map(|(key, value)| LookupRow { key, value })
                .collect(),
        }
    }
}

/// List all look-up tables, by name.
#[utoipa::path(get, path = "/lookups", tag = "look-ups",
    responses((status = 200, body = Page<LookupView>), (status = 401, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    Asked(NoQuery {}): Asked<NoQuery>,
) -> Result<Json<Page<LookupView>>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    let tables = lookups::list(&mut tx).await?;
    tx.commit().await?;
    let items = tables.into_iter().map(LookupView::from).collect();
    Ok(Json(Page { items, next: None }))
}

/// Whose table.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LookupOwner {
    /// The flow whose own table it is; left out: all flows of the tenant may use it.
    pub(crate) flow: Option<Uuid>,
}

/// A look-up table's content.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLookup {
    /// The value for keys without a row; left out: such a record fails.
    #[serde(default)]
    #[schema(value_type = Option<Value>)]
    pub(crate) default: Option<Value>,
    /// Its rows, each with as many key columns, each key once.
    pub(crate) rows: Vec<LookupRow>,
}

/// Keep a look-up table, in place of the former one of this name. Flows use it from their next batch on.
#[utoipa::path(put, path = "/lookups/{name}", tag = "look-ups",
    params(("name" = String, Path, description = "The table's name"), LookupOwner),
    request_body = NewLookup,
    responses((status = 200, body = LookupView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn keep(
    mut write: Write,
    Name(name): Name,
    Asked(owner): Asked<LookupOwner>,
    Body(new): Body<NewLookup>,
) -> Result<Response, ApiError> {
    let mistakes = mistakes(&name, &new);
    if !mistakes.is_empty() {
        return Err(ApiError::Mistakes(mistakes));
    }
    let flow = owner.flow.map(FlowId::from);
    if let Some(flow) = flow {
        flows::find(&mut write.tx, flow).await?;
    }
    let table = LookupTable {
        flow,
        name,
        default: new.default,
        rows: new.rows.into_iter().map(|row| (row.key, row.value)).collect(),
    };
    lookups::keep(&mut write.tx, &table).await?;
    write.answer(StatusCode::OK, &LookupView::from(table)).await
}

fn mistakes(name: &str, new: &NewLookup) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let is_name = name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_name {
        let what = format!(
            "a table's name has up to {LONGEST_NAME} small letters, digits and underscores, and begins with a letter"
        );
        mistakes.push(Mistake::new("name", what));
    }
    if new.rows.len() > MOST_ROWS {
        mistakes.push(Mistake::new("/rows", format!("has more than {MOST_ROWS} rows")));
        return mistakes;
    }
    let columns = new.rows.first().map_or(1, |row| row.key.len());
    let mut seen = BTreeSet::new();
    for (at, row) in new.rows.iter().enumerate() {
        let place = format!("/rows/{at}/key");
        if row.key.is_empty() || row.key.len() != columns {
            let what = format!("has {} key columns; the first row has {columns}", row.key.len());
            mistakes.push(Mistake::new(place, what));
        } else if !seen.insert(&row.key) {
            let what = format!("\"{}\" has a row already", row.key.join(", "));
            mistakes.push(Mistake::new(place, what));
        }
    }
    mistakes
}

/// Remove a look-up table.
#[utoipa::path(delete, path = "/lookups/{name}", tag = "look-ups",
    params(("name" = String, Path, description = "The table's name"), LookupOwner),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn remove(
    mut write: Write,
    Name(name): Name,
    Asked(owner): Asked<LookupOwner>,
) -> Result<Response, ApiError> {
    lookups::remove(&mut write.tx, owner.flow.map(FlowId::from), &name).await?;
    write.done().await
}

/// A look-up key of real records that had no row.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapView {
    /// Which table.
    #[schema(example = "stages")]
    pub(crate) table: String,
    /// Which key.
    #[schema(example = "partially_paid")]
    pub(crate) key: String,
    /// How many records asked for it.
    pub(crate) seen: u64,
    /// When the last did.
    pub(crate) last_at: Timestamp,
}

/// Tell which look-up keys a flow's records asked for in vain, most wanted first.
#[utoipa::path(get, path = "/flows/{flow}/lookup-gaps", tag = "look-ups",
    params(("flow" = Uuid, Path, description = "The flow's id")),
    responses((status = 200, body = Page<GapView>), (status = 404, body = Problem)))]
pub(crate) async fn gaps(
    caller: Caller,
    State(app): State<App>,
    Id(flow): Id<FlowId>,
) -> Result<Json<Page<GapView>>, ApiError> {
    let mut tx = caller.begin(&app).await?;
    flows::find(&mut tx, flow).await?;
    let gaps = lookups::gaps(&mut tx, flow).await?;
    tx.commit().await?;
    let items = gaps
        .into_iter()
        .map(|gap| GapView {
            table: gap.table,
            key: gap.key,
            seen: gap.seen,
            last_at: gap.last_at,
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}
