//! Plans: a flow's published revision, compiled once and kept until something that it is made of changes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use connectors::Registry;
use domain::{
    ConnectorId, FlowId, StreamName, TenantId, Value,
    flow::{Flow, FlowKind},
};
use engine::{Blueprint, Plan, PlanMistake};
use mapper::{Lookups, Overlay};
use store::{StoreError, Tx, connections, flows, lookups, revisions};

use crate::Parts;

/// Compiled plans by flow. A plan is used again as long as its blueprint is the same, so nobody has to tell this
/// process that a revision was published or a look-up table edited elsewhere.
#[derive(Default)]
pub struct Plans(Mutex<HashMap<FlowId, (Blueprint, Arc<Plan>)>>);

/// A flow with its plan.
pub(crate) struct FlowPlan {
    pub(crate) flow: Flow,
    pub(crate) plan: Arc<Plan>,
}

/// Why a flow has no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The store can't be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such flow, or one of its connections is gone.
    #[error("there is no {what} of flow {flow}")]
    Gone {
        /// Which flow.
        flow: FlowId,
        /// What is missing.
        what: &'static str,
    },
    /// The two systems have nothing of that kind to exchange.
    #[error("{kind} can't flow from {from} to {to}")]
    NoSuchWay {
        /// What was wanted.
        kind: FlowKind,
        /// From which connector.
        from: ConnectorId,
        /// To which connector.
        to: ConnectorId,
    },
    /// Rules, settings or condition are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Mistakes(Vec<PlanMistake>),
}

/// The streams that a kind of flow reads and writes between two connectors; none if it can't run that way.
#[must_use]
pub fn streams(kind: FlowKind, from: ConnectorId, to: ConnectorId) -> Option<(StreamName, StreamName)> {
    use ConnectorId::{Hubspot, LightspeedEcom};
    let (source, destination) = match (kind, from, to) {
        (FlowKind::Orders | FlowKind::OrderStatus, LightspeedEcom, Hubspot) => ("orders", "deals"),
        (FlowKind::Customers, LightspeedEcom, Hubspot) | (FlowKind::Customers, Hubspot, LightspeedEcom) => {
            ("customers", "customers")
        }
        (FlowKind::Products, LightspeedEcom, Hubspot) | (FlowKind::Products, Hubspot, LightspeedEcom) => {
            ("products", "products")
        }
        (FlowKind::Stock, LightspeedEcom, Hubspot) | (FlowKind::Stock, Hubspot, LightspeedEcom) => ("stock", "stock"),
        _ => return None,
    };
    Some((source.into(), destination.into()))
}

/// Compiles a blueprint, telling every mistake.
///
/// # Errors
/// `Mistakes`.
pub fn compile(blueprint: Blueprint) -> Result<Plan, PlanError> {
    Plan::compile(blueprint).map_err(PlanError::Mistakes)
}

impl Plans {
    /// A flow and its plan as they are now.
    pub(crate) async fn flow(&self, parts: &Parts, tenant: TenantId, id: FlowId) -> Result<FlowPlan, PlanError> {
        let mut tx = parts.store.begin(tenant).await?;
        let flow = flows::find(&mut tx, id).await?.ok_or(PlanError::Gone { flow: id, what: "row" })?;
        let blueprint = blueprint(&mut tx, &parts.registry, &flow).await?;
        tx.commit().await?;
        let plan = self.compiled(id, blueprint)?;
        Ok(FlowPlan { flow, plan })
    }

    fn compiled(&self, id: FlowId, blueprint: Blueprint) -> Result<Arc<Plan>, PlanError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, plan)) = kept.get(&id)
            && *known == blueprint
        {
            return Ok(Arc::clone(plan));
        }
        let plan = Arc::new(compile(blueprint.clone())?);
        kept.insert(id, (blueprint, Arc::clone(&plan)));
        Ok(plan)
    }
}

/// What a flow's plan is made from.
pub(crate) async fn blueprint(tx: &mut Tx, registry: &Registry, flow: &Flow) -> Result<Blueprint, PlanError> {
    let gone = |what| PlanError::Gone { flow: flow.id, what };
    let source = connections::find(tx, flow.source.connection).await?.ok_or(gone("source"))?;
    let destination = connections::find(tx, flow.destination.connection).await?.ok_or(gone("destination"))?;
    let revision = revisions::find(tx, flow.revision).await?.ok_or(gone("revision"))?;
    let route = Route { flow, registry, from: (source.connector, source.account.id), to: destination.connector };
    let mut blueprint = route.blueprint(flow.kind, revision.overlay, revision.settings)?;
    blueprint.lookups = lookups::all(tx, Some(flow.id)).await?;
    blueprint.two_way = flows::reverse_of(tx, flow).await?.is_some();
    if flow.kind == FlowKind::Orders {
        blueprint.customers = Some(Box::new(on_the_way(tx, &route, FlowKind::Customers).await?));
        blueprint.products = Some(Box::new(on_the_way(tx, &route, FlowKind::Products).await?));
    }
    Ok(blueprint)
}

/// Which systems a flow runs between.
struct Route<'a> {
    flow: &'a Flow,
    registry: &'a Registry,
    from: (ConnectorId, String),
    to: ConnectorId,
}

impl Route<'_> {
    fn blueprint(&self, kind: FlowKind, overlay: Overlay, settings: Value) -> Result<Blueprint, PlanError> {
        let no_way = || PlanError::NoSuchWay { kind, from: self.from.0, to: self.to };
        let (source_stream, destination_stream) = streams(kind, self.from.0, self.to).ok_or_else(no_way)?;
        let shipped = self.registry.get(self.to).default_mapping(kind).ok_or_else(no_way)?;
        Ok(Blueprint {
            flow: self.flow.id,
            revision: self.flow.revision,
            kind,
            source: self.from.clone(),
            source_stream,
            destination_stream,
            destination_schema: None,
            shipped: shipped.to_owned(),
            overlay,
            settings,
            lookups: Lookups::default(),
            two_way: false,
            customers: None,
            products: None,
        })
    }
}

/// How customers or articles are written on an order's way: as the tenant's own flow of that kind between the same
/// connections does it, if there is one; else as shipped.
async fn on_the_way(tx: &mut Tx, route: &Route<'_>, kind: FlowKind) -> Result<Blueprint, PlanError> {
    let Some(sibling) = flows::sibling(tx, route.flow, kind).await? else {
        return route.blueprint(kind, Overlay::default(), Value::Null);
    };
    let gone = PlanError::Gone { flow: sibling.id, what: "revision" };
    let revision = revisions::find(tx, sibling.revision).await?.ok_or(gone)?;
    let mut blueprint = route.blueprint(kind, revision.overlay, revision.settings)?;
    blueprint.lookups = lookups::all(tx, Some(sibling.id)).await?;
    blueprint.two_way = flows::reverse_of(tx, &sibling).await?.is_some();
    Ok(blueprint)
}
