//! Look-up tables: a grid of keys and values, the keys that real records missed, CSV in and out, and every change
//! taken back.

mod csv;
pub(crate) mod gaps;
pub(crate) mod list;
pub(crate) mod table;
pub(crate) mod transfer;

use domain::{FlowId, UserId, Value, flow::Flow};
use engine::settings::ShippedTable;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit, flows,
    lookups::{self, LookupTable},
};

use crate::{error::PageError, member::Member};

/// Rows of one table at most.
const MOST_ROWS: usize = 50_000;

/// Whose table it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Owner {
    /// The flow whose own it is; empty: all flows share it.
    pub(crate) flow: String,
}

/// A table and where it stands.
struct Place {
    name: String,
    /// Whose own it is.
    flow: Option<Flow>,
    /// What it holds; none if nobody filled it yet.
    table: Option<LookupTable>,
    /// What it is, where rules that ship ask it.
    shipped: Option<&'static ShippedTable>,
    /// Flows whose rules can ask it.
    flows: Vec<Flow>,
}

impl Place {
    fn flow_id(&self) -> Option<FlowId> {
        self.flow.as_ref().map(|flow| flow.id)
    }

    /// Its page.
    fn address(&self) -> String {
        match &self.flow {
            Some(flow) => format!("/look-ups/{}?flow={}", self.name, flow.id),
            None => format!("/look-ups/{}", self.name),
        }
    }

    /// The address of something below it.
    fn below(&self, what: &str) -> String {
        match &self.flow {
            Some(flow) => format!("/look-ups/{}/{what}?flow={}", self.name, flow.id),
            None => format!("/look-ups/{}/{what}", self.name),
        }
    }

    fn rows(&self) -> &[(Vec<String>, Value)] {
        self.table.as_ref().map_or(&[], |table| &table.rows)
    }

    /// How many key columns it has.
    fn width(&self) -> usize {
        self.rows().first().map_or_else(
            || self.shipped.map_or(1, |shipped| shipped.keys.len()),
            |(key, _)| key.len(),
        )
    }
}

/// The page of the table that a flow asks by this name: its own, if it has one, else the one that all share.
pub(crate) async fn asked_by(tx: &mut Tx, flow: FlowId, name: &str) -> Result<String, PageError> {
    let has_own = lookups::list(tx)
        .await?
        .iter()
        .any(|table| table.name == name && table.flow == Some(flow));
    Ok(if has_own {
        format!("/look-ups/{name}?flow={flow}")
    } else {
        format!("/look-ups/{name}")
    })
}

/// A name as rules write it.
fn is_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The table of this name: one that is kept, or one that shipped rules ask.
async fn find(tx: &mut Tx, name: &str, owner: &Owner) -> Result<Place, PageError> {
    let all = flows::list(tx).await?;
    let flow = match owner.flow.as_str() {
        "" => None,
        id => Some(
            all.iter()
                .find(|flow| flow.id.to_string() == id)
                .cloned()
                .ok_or(PageError::NotFound)?,
        ),
    };
    let owner = flow.as_ref().map(|flow| flow.id);
    let tables = lookups::list(tx).await?;
    // A flow with a table of its own by this name never asks the shared one.
    let has_own = |id: FlowId| {
        tables
            .iter()
            .any(|table| table.name == name && table.flow == Some(id))
    };
    let asking: Vec<Flow> = match &flow {
        Some(flow) => vec![flow.clone()],
        None => all.iter().filter(|flow| !has_own(flow.id)).cloned().collect(),
    };
    let table = tables
        .into_iter()
        .find(|table| table.name == name && table.flow == owner);
    let shipped = all
        .iter()
        .flat_map(|flow| engine::settings::tables(flow.kind))
        .find(|shipped| shipped.name == name);
    if table.is_none() && shipped.is_none() {
        return Err(PageError::NotFound);
    }
    Ok(Place {
        name: name.to_owned(),
        flows: asking,
        flow,
        table,
        shipped,
    })
}

/// Keeps a table in place of the former one, with what it held before and an entry in the audit log. Tells the id under
/// which the change can be taken back.
async fn keep(
    tx: &mut Tx,
    member: &Member,
    place: &Place,
    table: &LookupTable,
    now: Timestamp,
) -> Result<uuid::Uuid, PageError> {
    let version = lookups::note_version(
        tx,
        place.flow_id(),
        &place.name,
        place.table.as_ref(),
        member.user,
        now,
    )
    .await?;
    lookups::keep(tx, table).await?;
    note(tx, member.user, place, table.rows.len()).await?;
    Ok(version)
}

async fn note(tx: &mut Tx, by: UserId, place: &Place, rows: usize) -> Result<(), PageError> {
    let detail =
        json!({ "name": place.name, "flow": place.flow_id(), "from": place.rows().len(), "to": rows });
    Ok(audit::note(tx, by, "lookup.changed", &detail).await?)
}

/// What was typed as a value. A text that reads as the value that stood there stays that value: a number stays one.
fn value(typed: &str, former: Option<&Value>) -> Value {
    match former {
        Some(former) if shown(former) == typed => former.clone(),
        _ => Value::text(typed),
    }
}

/// A value as it stands in a cell.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.clone(),
        other => other.to_json(),
    }
}
