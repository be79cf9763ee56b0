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
    elsewhere: Elsewhere,
}

/// Which connectors' calls go elsewhere than to their vendors.
#[derive(Clone, Copy)]
struct Elsewhere {
    hubspot: bool,
    lightspeed_ecom: bool,
}

impl Elsewhere {
    fn of(remotes: &Remotes) -> Self {
        let below = |url: &url::Url, domains: &[&str]| {
            url.host_str().is_some_and(|host| {
                domains
                    .iter()
                    .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
            })
        };
        Self {
            hubspot: !below(&remotes.hubspot_api, &["hubapi.com"]),
            lightspeed_ecom: remotes
                .lightspeed_ecom_api
                .as_ref()
                .is_some_and(|url| !below(url, &["webshopapp.com", "shoplightspeed.com"])),
        }
    }
}

impl Registry {
    /// The connectors, pointed at these remotes.
    #[must_use]
    pub fn new(remotes: Remotes) -> Self {
        Self {
            stand_in: StandIn::of(&remotes),
            elsewhere: Elsewhere::of(&remotes),
            hubspot: Arc::new(Hubspot::new(remotes.clone())),
            lightspeed_ecom: Arc::new(LightspeedEcom::new(remotes)),
        }
    }

    /// The stand-ins, if the connectors are pointed at them.
    #[must_use]
    pub fn stand_in(&self) -> Option<&StandIn> {
        self.stand_in.as_ref()
    }

    /// Whether what a connector's connections open is a stand-in. All calls of a connector go to one address, so this is
    /// settled by the address and not by who typed the key: where stand-ins answer, a key from a real account is refused,
    /// and one that is accepted opens an invented one.
    #[must_use]
    pub fn is_sandbox(&self, id: ConnectorId) -> bool {
        match id {
            ConnectorId::Hubspot => self.elsewhere.hubspot,
            ConnectorId::LightspeedEcom => self.elsewhere.lightspeed_ecom,
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Client;

    #[test]
    fn what_answers_at_another_address_than_the_vendors_is_a_stand_in() {
        let registry = |hubspot: &str, shop: Option<&str>| {
            Registry::new(Remotes {
                hubspot_api: hubspot.parse().unwrap(),
                hubspot_app: hubspot.parse().unwrap(),
                hubspot: None,
                lightspeed_ecom_api: shop.map(|shop| shop.parse().unwrap()),
                lightspeed_ecom: None,
                client: Client::new(true).unwrap(),
            })
        };
        for (hubspot, shop, sandbox) in [
            ("https://api.hubapi.com", None, (false, false)),
            (
                "https://api.hubapi.com",
                Some("https://api.webshopapp.com"),
                (false, false),
            ),
            (
                "http://127.0.0.1:1/hubspot",
                Some("http://127.0.0.1:1/lightspeed"),
                (true, true),
            ),
            ("https://hubapi.com.evil.example", None, (true, false)),
        ] {
            let registry = registry(hubspot, shop);
            let marked = (
                registry.is_sandbox(ConnectorId::Hubspot),
                registry.is_sandbox(ConnectorId::LightspeedEcom),
            );
            assert_eq!(marked, sandbox, "{hubspot} {shop:?}");
        }
    }
}
