//! Which kinds of flow run between which systems, and over which streams.

use domain::{ConnectorId, StreamName, flow::FlowKind};

/// The streams that a kind of flow reads and writes between two connectors; none if it can't run that way.
#[must_use]
pub fn route(kind: FlowKind, from: ConnectorId, to: ConnectorId) -> Option<(StreamName, StreamName)> {
    use ConnectorId::{Hubspot, LightspeedEcom};
    let either_way = matches!((from, to), (LightspeedEcom, Hubspot) | (Hubspot, LightspeedEcom));
    let (source, destination) = match kind {
        FlowKind::Orders | FlowKind::OrderStatus if (from, to) == (LightspeedEcom, Hubspot) => {
            ("orders", "deals")
        }
        FlowKind::Invoices if (from, to) == (LightspeedEcom, Hubspot) => ("invoices", "invoices"),
        FlowKind::Customers if either_way => ("customers", "customers"),
        FlowKind::Products if either_way => ("products", "products"),
        FlowKind::Stock if either_way => ("stock", "stock"),
        _ => return None,
    };
    Some((source.into(), destination.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_flow_one_way_and_articles_both_ways() {
        use ConnectorId::{Hubspot, LightspeedEcom};
        let streams = |kind, from, to| {
            route(kind, from, to).map(|(source, destination)| format!("{source} → {destination}"))
        };
        assert_eq!(
            streams(FlowKind::Orders, LightspeedEcom, Hubspot).as_deref(),
            Some("orders → deals")
        );
        assert_eq!(streams(FlowKind::Orders, Hubspot, LightspeedEcom), None);
        assert_eq!(
            streams(FlowKind::Stock, Hubspot, LightspeedEcom).as_deref(),
            Some("stock → stock")
        );
        assert_eq!(streams(FlowKind::Stock, Hubspot, Hubspot), None);
    }
}
