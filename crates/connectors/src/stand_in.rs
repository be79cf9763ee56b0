//! The stand-ins for trying Kopru without accounts. Both connectors are pointed at them together, in development only.

use domain::{Failure, FailureReason, Value};
use url::Url;

use crate::{Remotes, http::Client};

/// Where the stand-ins are.
#[derive(Clone)]
pub struct StandIn {
    base: Url,
    client: Client,
}

/// What opens the stand-ins' shop and an account of one's own.
pub struct StandInKeys {
    /// Key of the shop.
    pub shop_key: String,
    /// Secret of the shop.
    pub shop_secret: String,
    /// Token of an empty account that nobody else uses.
    pub hubspot_token: String,
}

impl StandIn {
    /// The stand-ins, if that is where the connectors are pointed: one address for both, and not the vendors' own.
    pub(crate) fn of(remotes: &Remotes) -> Option<Self> {
        let base = |url: &Url, ending: &str| {
            let text = url.as_str().trim_end_matches('/');
            Url::parse(&format!("{}/", text.strip_suffix(ending)?)).ok()
        };
        let hubspot = base(&remotes.hubspot_api, "/hubspot")?;
        let shop = base(remotes.lightspeed_ecom_api.as_ref()?, "/lightspeed")?;
        (hubspot == shop).then(|| Self {
            base: hubspot,
            client: remotes.client.clone(),
        })
    }

    /// Opens an account of one's own and gives the keys of both sides.
    ///
    /// # Errors
    /// When the stand-ins don't answer.
    pub async fn keys(&self) -> Result<StandInKeys, Failure> {
        let shop = self.ask(http::Method::GET, "_credentials").await?;
        let portal = self.ask(http::Method::POST, "_portals").await?;
        let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
        Ok(StandInKeys {
            shop_key: text(shop.at("lightspeed.key")),
            shop_secret: text(shop.at("lightspeed.secret")),
            hubspot_token: text(portal.get("private_app_token")),
        })
    }

    async fn ask(&self, method: http::Method, path: &str) -> Result<Value, Failure> {
        let strange = || {
            Failure::transient(
                FailureReason::UnreadableAnswer,
                "The stand-ins' answer can't be understood.",
            )
        };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .body(Vec::new())
            .map_err(|_| strange())?;
        let answer = self.client.exchange(request).await?;
        Value::from_json(answer.body()).map_err(|_| strange())
    }
}
