//! What a client needs to sign in to either stand-in; made from the seed, so that it is the same each time.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The keys of both sides.
pub(crate) struct Credentials {
    /// Of the HubSpot side.
    pub(crate) hubspot: HubspotCredentials,
    /// Of the Lightspeed side.
    pub(crate) lightspeed: LightspeedCredentials,
    /// Of the Stripe side.
    pub(crate) stripe: StripeCredentials,
}

/// One Stripe account in test mode.
pub(crate) struct StripeCredentials {
    /// Bearer of the API.
    pub(crate) secret_key: String,
}

/// One HubSpot account, its private app and one public app.
pub(crate) struct HubspotCredentials {
    /// Bearer of the private app.
    pub(crate) private_app_token: String,
    /// Of the public app.
    pub(crate) client_id: String,
    /// Of the public app; it also signs webhooks.
    pub(crate) client_secret: String,
    /// Of the public app.
    pub(crate) app_id: u64,
    /// The account.
    pub(crate) portal_id: u64,
    /// Key of the app's developer, for webhook settings.
    pub(crate) developer_key: String,
    /// Bearer of a person working in the CRM's pages: changes made with it are not an integration's.
    pub(crate) user_token: String,
}

/// One Lightspeed shop's API key and one installable app.
pub(crate) struct LightspeedCredentials {
    /// API key of the shop.
    pub(crate) key: String,
    /// API secret of the shop.
    pub(crate) secret: String,
    /// Key of the installable app.
    pub(crate) app_key: String,
    /// Secret of the installable app.
    pub(crate) app_secret: String,
    /// The shop.
    pub(crate) shop_id: u64,
}

impl Credentials {
    /// Derives every key from the seed.
    pub(crate) fn from_seed(seed: u64) -> Self {
        let word = |what: &str| hex::encode(Sha256::digest(format!("{seed}/{what}")));
        let uuid = |what: &str| {
            let w = word(what);
            format!(
                "{}-{}-4{}-8{}-{}",
                &w[..8],
                &w[8..12],
                &w[13..16],
                &w[17..20],
                &w[20..32]
            )
        };
        Self {
            hubspot: HubspotCredentials {
                private_app_token: format!("pat-eu1-{}", uuid("pat")),
                client_id: uuid("client"),
                client_secret: uuid("client-secret"),
                app_id: 1_160_452 + seed % 1000,
                portal_id: 145_200_311 + seed % 1000,
                developer_key: uuid("developer"),
                user_token: format!("user-{}", uuid("user")),
            },
            lightspeed: LightspeedCredentials {
                key: word("ls-key")[..32].to_owned(),
                secret: word("ls-secret")[..32].to_owned(),
                app_key: word("ls-app-key")[..32].to_owned(),
                app_secret: word("ls-app-secret")[..32].to_owned(),
                shop_id: 290_100 + seed % 1000,
            },
            stripe: StripeCredentials {
                secret_key: format!("sk_test_{}", &word("stripe")[..32]),
            },
        }
    }

    /// The answer of `GET /_credentials`.
    pub(crate) fn to_json(&self) -> Value {
        let (h, l) = (&self.hubspot, &self.lightspeed);
        json!({
            "hubspot": {"private_app_token": h.private_app_token, "client_id": h.client_id,
                "client_secret": h.client_secret, "app_id": h.app_id.to_string(),
                "portal_id": h.portal_id.to_string(), "developer_key": h.developer_key,
                "user_token": h.user_token},
            "stripe": {"secret_key": self.stripe.secret_key},
            "lightspeed": {"key": l.key, "secret": l.secret, "app_key": l.app_key,
                "app_secret": l.app_secret, "shop_id": l.shop_id.to_string()},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_keys_and_another_seed_others() {
        let one = Credentials::from_seed(7).to_json();
        assert_eq!(one, Credentials::from_seed(7).to_json());
        assert_ne!(one, Credentials::from_seed(8).to_json());
    }
}
