//! Trying out and explaining: what people ask of a flow before and after it works. Nothing here can write.

use std::sync::Arc;

use domain::{Failure, FlowId, Map, RecordKey, Schema, TenantId, Value, flow::Flow};
use engine::{Blueprint, Forecast, Plan};
use mapper::{Act, Explanation};
use serde::Deserialize as _;
use store::{StoreError, StoreJournal, connections, flows, revisions::Content};

use crate::{
    Parts,
    opening::OpeningError,
    plans::{PlanError, blueprint},
};

/// Records that a dry run takes at most: it answers while somebody waits.
pub const MOST: usize = 100;

/// Which records are tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// These.
    Keys(Vec<RecordKey>),
    /// So many of the newest.
    Last(usize),
}

/// Why something can't be tried out or explained.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The flow has no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A connection can't be opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The store can't be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A remote system refuses or can't be reached.
    #[error(transparent)]
    Remote(#[from] Failure),
}

/// What people call a record that did not come through yet: by its number, e-mail address, SKU or title.
#[must_use]
pub fn called(document: &Value, key: &RecordKey) -> String {
    ["number", "email", "sku", "title", "name"]
        .into_iter()
        .map(|name| document.get(name).to_string())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| key.to_string())
}

/// A flow's plan as it works now, or as it would with this content.
///
/// # Errors
/// Every mistake in rules, settings and condition.
pub async fn plan(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: Option<&Content>,
) -> Result<(Flow, Arc<Plan>), PlanError> {
    planned(parts, tenant, id, content, None).await
}

/// Checks content before it is published, its rules against the destination's fields as they are now.
///
/// # Errors
/// Every mistake, or that the destination can't be asked.
pub async fn check(parts: &Parts, tenant: TenantId, id: FlowId, content: &Content) -> Result<(), TrialError> {
    let (flow, plan) = planned(parts, tenant, id, Some(content), None).await?;
    let mut tx = parts.store.begin(tenant).await?;
    let destination = connections::find(&mut tx, flow.destination.connection)
        .await?
        .ok_or(OpeningError::Gone(flow.destination.connection))?;
    tx.commit().await?;
    let discovered = parts
        .opening
        .open(&destination)
        .discover(&plan.destination_stream)
        .await?;
    let known = parts.registry.get(destination.connector).known_schema(flow.kind);
    planned(parts, tenant, id, Some(content), Some(discovered.joined(known))).await?;
    Ok(())
}

/// What a flow would do with records, by its published revision or by this content. It holds no destination that
/// could be written to.
///
/// # Errors
/// When there is no plan, or the source can't be asked.
pub async fn dry_run(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: Option<&Content>,
    tried: &Tried,
) -> Result<Vec<Forecast>, TrialError> {
    let (flow, plan) = plan(parts, tenant, id, content).await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let keys = match tried {
        Tried::Keys(keys) => keys.iter().take(MOST).cloned().collect(),
        Tried::Last(count) => {
            sides
                .source
                .sample(&plan.source_stream, (*count).min(MOST))
                .await?
        }
    };
    let journal = StoreJournal::new(parts.store.clone(), flow);
    Ok(engine::dry_run(
        &plan,
        sides.source.as_ref(),
        sides.destination.as_ref(),
        &journal,
        parts.clock.as_ref(),
        &keys,
    )
    .await?)
}

/// How many of the newest records would pass the conditions of this content, and of how many. Other than in a dry run,
/// records that are at the destination already are looked at, too.
///
/// # Errors
/// When there is no plan, or the source can't be asked.
pub async fn passing(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: &Content,
    count: usize,
) -> Result<(usize, usize), TrialError> {
    let (flow, plan) = plan(parts, tenant, id, Some(content)).await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let keys = sides.source.sample(&plan.source_stream, count.min(MOST)).await?;
    let (mut pass, mut all) = (0, 0);
    for fetched in sides.source.fetch(&plan.source_stream, &keys).await {
        if let Some(fetched) = fetched? {
            all += 1;
            pass += usize::from(engine::passes(&plan, &fetched));
        }
    }
    Ok((pass, all))
}

/// How each value of a document comes about: by the published revision, from the source's record as it is now. None
/// if the record is no longer there. `mapped` is the document as it was made then; references are taken from it.
///
/// # Errors
/// When there is no plan, or the source can't be asked.
pub async fn explain(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    key: &RecordKey,
    mapped: &Value,
    act: Act,
) -> Result<Option<Explanation>, TrialError> {
    let (flow, plan) = plan(parts, tenant, id, None).await?;
    let sides = parts.opening.sides(&parts.store, &flow).await?;
    let fetched = sides
        .source
        .fetch(&plan.source_stream, std::slice::from_ref(key))
        .await;
    let Some(mut fetched) = fetched.into_iter().next().transpose()?.flatten() else {
        return Ok(None);
    };
    let linked = linked(mapped);
    link_lines(&mut fetched.document, mapped);
    let input = plan.input(&fetched.document, &fetched.raw, &linked);
    Ok(Some(plan.program().explain(&input, act)))
}

async fn planned(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: Option<&Content>,
    schema: Option<Schema>,
) -> Result<(Flow, Arc<Plan>), PlanError> {
    let (flow, blueprint) = blueprint_with(parts, tenant, id, content, schema).await?;
    let plan = Plan::compile(blueprint).map_err(PlanError::Mistakes)?;
    Ok((flow, Arc::new(plan)))
}

/// What a flow's plan is made of, with other rules and settings than those that are live, if given, and with the
/// destination's schema, if it is known.
///
/// # Errors
/// When the flow is gone, or the content can't be read.
pub(crate) async fn blueprint_with(
    parts: &Parts,
    tenant: TenantId,
    id: FlowId,
    content: Option<&Content>,
    schema: Option<Schema>,
) -> Result<(Flow, Blueprint), PlanError> {
    let mut tx = parts.store.begin(tenant).await?;
    let flow = flows::find(&mut tx, id).await?.ok_or(PlanError::Gone {
        flow: id,
        what: "row",
    })?;
    let mut blueprint = blueprint(&mut tx, &parts.registry, &flow).await?;
    tx.commit().await?;
    if let Some(content) = content {
        blueprint.overlay = read(&content.overlay, id)?.unwrap_or_default();
        blueprint.settings = read(&content.settings, id)?.unwrap_or_default();
    }
    blueprint.destination_schema = schema;
    Ok((flow, blueprint))
}

fn read<T: serde::de::DeserializeOwned>(
    json: &serde_json::Value,
    flow: FlowId,
) -> Result<Option<T>, PlanError> {
    Option::deserialize(json).map_err(|error| PlanError::Unreadable { flow, error })
}

/// The references of an order as its document names them.
pub(crate) fn linked(mapped: &Value) -> Value {
    let of = |name: &str| mapped.get(name).clone();
    let customer = Map::from_iter([
        ("id".to_owned(), of("contact_id")),
        ("company".to_owned(), of("company_id")),
    ]);
    Value::Map(Map::from_iter([("customer".to_owned(), Value::Map(customer))]))
}

/// The articles to which lines were linked, as the document names them.
pub(crate) fn link_lines(document: &mut Value, mapped: &Value) {
    let Value::Map(document) = document else { return };
    let Some(Value::List(lines)) = document.get_mut("lines") else {
        return;
    };
    for (line, sent) in lines.iter_mut().zip(mapped.get("line_items").items()) {
        line.put("linked_product", sent.get("hs_product_id").clone());
    }
}
