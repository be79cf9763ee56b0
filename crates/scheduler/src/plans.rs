//! Plans: a flow's published revision, compiled once and kept until something that it is made of changes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use connectors::{Registry, route};
use domain::{
    ConnectorId, FlowId, TenantId, Value,
    flow::{Flow, FlowKind},
};
use engine::{Blueprint, Plan, PlanMistake, link_noun, writes};
use mapper::{Lookups, Table};
use serde::de::DeserializeOwned;
use store::{
    StoreError, Tx, alerts, connections, flows,
    lookups::{self, LookupTable},
    revisions::{self, Content},
};

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
    /// What was published can't be read by this release.
    #[error("the revision of flow {flow} can't be read: {error}")]
    Unreadable {
        /// Which flow.
        flow: FlowId,
        /// Where and why.
        #[source]
        error: serde_json::Error,
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

impl Plans {
    /// A flow and its plan as they are now. An alert that it had none ends.
    pub(crate) async fn flow(
        &self,
        parts: &Parts,
        tenant: TenantId,
        id: FlowId,
    ) -> Result<FlowPlan, PlanError> {
        let mut tx = parts.store.begin(tenant).await?;
        let flow = flows::find(&mut tx, id).await?.ok_or(PlanError::Gone {
            flow: id,
            what: "row",
        })?;
        let blueprint = blueprint(&mut tx, &parts.registry, &flow).await?;
        let plan = self.compiled(id, blueprint)?;
        // Whoever raised it, in whichever process: now the flow has a plan.
        alerts::resolve(&mut tx, &alerts::cause_of_set_up(id), parts.clock.now()).await?;
        tx.commit().await?;
        Ok(FlowPlan { flow, plan })
    }

    fn compiled(&self, id: FlowId, blueprint: Blueprint) -> Result<Arc<Plan>, PlanError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, plan)) = kept.get(&id)
            && *known == blueprint
        {
            return Ok(Arc::clone(plan));
        }
        let plan = Arc::new(Plan::compile(blueprint.clone()).map_err(PlanError::Mistakes)?);
        kept.insert(id, (blueprint, Arc::clone(&plan)));
        Ok(plan)
    }
}

/// What a flow's plan is made from.
pub(crate) async fn blueprint(tx: &mut Tx, registry: &Registry, flow: &Flow) -> Result<Blueprint, PlanError> {
    let gone = |what| PlanError::Gone { flow: flow.id, what };
    let source = connections::find(tx, flow.source.connection)
        .await?
        .ok_or(gone("source"))?;
    let destination = connections::find(tx, flow.destination.connection)
        .await?
        .ok_or(gone("destination"))?;
    let revision = revisions::find(tx, flow.revision)
        .await?
        .ok_or(gone("revision"))?;
    let flows = flows::list(tx).await?;
    let route = Route {
        flow,
        registry,
        from: (source.connector, source.account.id),
        to: destination.connector,
    };
    let mut blueprint = route.blueprint(flow.kind, &revision.content)?;
    blueprint.lookups = lookups_of(tx, flow.id).await?;
    blueprint.two_way = comes_back(&flows, flow, flow.kind);
    if matches!(flow.kind, FlowKind::Orders | FlowKind::Invoices) {
        blueprint.customers = Some(Box::new(
            on_the_way(tx, &route, &flows, FlowKind::Customers).await?,
        ));
        blueprint.products = Some(Box::new(
            on_the_way(tx, &route, &flows, FlowKind::Products).await?,
        ));
    }
    Ok(blueprint)
}

/// Whether some flow of the tenant writes back to where records of this kind come from, so that a change seen there
/// may be our own. Articles and their stock are one record; an order brings customers and articles along.
pub(crate) fn comes_back(flows: &[Flow], flow: &Flow, kind: FlowKind) -> bool {
    flows.iter().any(|other| {
        other.source.connection == flow.destination.connection
            && other.destination.connection == flow.source.connection
            && writes(other.kind, link_noun(kind))
    })
}

/// The tenant's flow of another kind that runs the same way between the same connections.
fn sibling_of<'a>(flows: &'a [Flow], flow: &Flow, kind: FlowKind) -> Option<&'a Flow> {
    flows.iter().find(|other| {
        other.kind == kind
            && other.source.connection == flow.source.connection
            && other.destination.connection == flow.destination.connection
    })
}

/// The look-up tables that a flow's rules may use.
async fn lookups_of(tx: &mut Tx, flow: FlowId) -> Result<Lookups, StoreError> {
    let kept = lookups::of_flow(tx, flow).await?;
    let tables = kept
        .into_iter()
        .map(|kept| (kept.name.clone(), table_of(kept)))
        .collect();
    Ok(Lookups { tables })
}

/// A kept look-up table as rules read it.
#[must_use]
pub fn table_of(kept: LookupTable) -> Table {
    let mut table = kept
        .rows
        .into_iter()
        .fold(Table::new(), |table, (columns, value)| {
            let columns: Vec<Value> = columns.into_iter().map(Value::Text).collect();
            table.row_of(&columns, value)
        });
    table.default = kept.default;
    table
}

/// Which systems a flow runs between.
struct Route<'a> {
    flow: &'a Flow,
    registry: &'a Registry,
    from: (ConnectorId, String),
    to: ConnectorId,
}

impl Route<'_> {
    fn blueprint(&self, kind: FlowKind, content: &Content) -> Result<Blueprint, PlanError> {
        let no_way = || PlanError::NoSuchWay {
            kind,
            from: self.from.0,
            to: self.to,
        };
        let (source_stream, destination_stream) = route(kind, self.from.0, self.to).ok_or_else(no_way)?;
        let shipped = self
            .registry
            .get(self.to)
            .default_mapping(kind)
            .ok_or_else(no_way)?;
        Ok(Blueprint {
            flow: self.flow.id,
            revision: self.flow.revision,
            kind,
            source: self.from.clone(),
            source_stream,
            destination_stream,
            destination_schema: None,
            shipped: shipped.to_owned(),
            overlay: read(&content.overlay, self.flow.id)?,
            settings: read(&content.settings, self.flow.id)?,
            lookups: Lookups::default(),
            two_way: false,
            customers: None,
            products: None,
        })
    }
}

/// A part of a revision, as it was written when it was published; nothing stands for nothing special.
fn read<T: DeserializeOwned + Default>(json: &serde_json::Value, flow: FlowId) -> Result<T, PlanError> {
    if json.is_null() {
        return Ok(T::default());
    }
    T::deserialize(json).map_err(|error| PlanError::Unreadable { flow, error })
}

/// How customers or articles are written on an order's way: as the tenant's own flow of that kind between the same
/// connections does it, if there is one; else as shipped.
async fn on_the_way(
    tx: &mut Tx,
    route: &Route<'_>,
    flows: &[Flow],
    kind: FlowKind,
) -> Result<Blueprint, PlanError> {
    let two_way = comes_back(flows, route.flow, kind);
    let Some(sibling) = sibling_of(flows, route.flow, kind) else {
        return Ok(Blueprint {
            two_way,
            ..route.blueprint(kind, &Content::default())?
        });
    };
    let gone = PlanError::Gone {
        flow: sibling.id,
        what: "revision",
    };
    let revision = revisions::find(tx, sibling.revision).await?.ok_or(gone)?;
    let mut blueprint = route.blueprint(kind, &revision.content)?;
    blueprint.lookups = lookups_of(tx, sibling.id).await?;
    blueprint.two_way = two_way;
    Ok(blueprint)
}

#[cfg(test)]
mod tests {
    use domain::{
        ConnectionId, RevisionId,
        flow::{Endpoint, FlowState},
    };

    use super::*;

    fn flow(kind: FlowKind, from: ConnectionId, to: ConnectionId) -> Flow {
        let end = |connection| Endpoint {
            connection,
            stream: "any".into(),
        };
        Flow {
            id: FlowId::new(),
            tenant: TenantId::new(),
            name: kind.to_string(),
            kind,
            source: end(from),
            destination: end(to),
            state: FlowState::Active,
            revision: RevisionId::new(),
        }
    }

    #[test]
    fn an_order_flow_makes_the_articles_flow_back_to_the_shop_two_way() {
        let (shop, crm, other) = (ConnectionId::new(), ConnectionId::new(), ConnectionId::new());
        let orders = flow(FlowKind::Orders, shop, crm);
        let stock = flow(FlowKind::Stock, shop, crm);
        let products = flow(FlowKind::Products, crm, shop);
        let elsewhere = flow(FlowKind::Customers, other, shop);
        let flows = [orders.clone(), stock.clone(), products.clone(), elsewhere];

        assert!(
            comes_back(&flows, &products, FlowKind::Products),
            "orders create articles at its source"
        );
        assert!(
            comes_back(&flows, &stock, FlowKind::Stock),
            "the articles flow reads what stock writes"
        );
        assert!(
            comes_back(&flows, &orders, FlowKind::Products),
            "articles on an order's way come back"
        );
        assert!(!comes_back(&flows, &orders, FlowKind::Orders));
        assert!(
            !comes_back(&flows, &orders, FlowKind::Customers),
            "customers come from another system"
        );
    }
}
