//! The connectors that exist. Written out by hand, so that one can read who they are.

use std::sync::Arc;

use domain::ConnectorId;

use crate::{Connector, Remotes, StandIn, hubspot::Hubspot, lightspeed_ecom::LightspeedEcom};

/// All connectors, ready to open connections.
#[derive(Clone)]
pub struct Registry {
    hubspot: Arc<Hubspot>,
    lightspeed_ecom: Arc<LightspeedEcom>,
    stand_in: Option<StandIn>,
}

impl Registry {
    /// The connectors, pointed at these remotes.
    #[must_use]
    pub fn new(remotes: Remotes) -> Self {
        Self {
            stand_in: StandIn::of(&remotes),
            hubspot: Arc::new(Hubspot::new(remotes.clone())),
            lightspeed_ecom: Arc::new(LightspeedEcom::new(remotes)),
        }
    }

    /// The stand-ins, if the connectors are pointed at them.
    #[must_use]
    pub fn stand_in(&self) -> Option<&StandIn> {
        self.stand_in.as_ref()
    }

    /// The connector of this id.
    #[must_use]
    pub fn get(&self, id: ConnectorId) -> &dyn Connector {
        match id {
            ConnectorId::Hubspot => self.hubspot.as_ref(),
            ConnectorId::LightspeedEcom => self.lightspeed_ecom.as_ref(),
        }
    }
}
