//! A stand-in, a connection to it, and the ports that the store has in production, in memory.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use connectors::{Access, Account, HubspotApp, Opened, Registry, Remotes, http::Client};
use domain::{
    ConnectionId, ConnectorId, Failure, Map, Value,
    rate::{Budget, Grant, Reading},
};
use engine::ports::{Act, Budgets, Credential, Refresher, RemoteId, Renewed, SystemClock, Vault, Write};
use jiff::Timestamp;
use serde_json::json;

/// Credentials in memory; one renewal at a time.
pub(crate) struct MemoryVault {
    held: Mutex<Credential>,
    renewing: tokio::sync::Mutex<()>,
    pub(crate) renewals: AtomicUsize,
    pub(crate) revoked: Mutex<Option<String>>,
}

impl MemoryVault {
    pub(crate) fn new(renewed: Renewed) -> Self {
        Self {
            held: Mutex::new(Credential {
                version: 1,
                secret: renewed.secret,
                expires_at: renewed.expires_at,
            }),
            renewing: tokio::sync::Mutex::default(),
            renewals: AtomicUsize::new(0),
            revoked: Mutex::new(None),
        }
    }

    /// As if the token were about to end, or had an end that is further away.
    pub(crate) fn expires_at(&self, at: Timestamp) {
        self.held.lock().unwrap().expires_at = Some(at);
    }
}

#[async_trait]
impl Vault for MemoryVault {
    async fn load(&self, _: ConnectionId) -> Result<Credential, Failure> {
        Ok(self.held.lock().unwrap().clone())
    }
    async fn renew(
        &self,
        _: ConnectionId,
        seen: i64,
        refresher: &dyn Refresher,
    ) -> Result<Credential, Failure> {
        let _turn = self.renewing.lock().await;
        let old = self.held.lock().unwrap().clone();
        if old.version > seen {
            return Ok(old);
        }
        self.renewals.fetch_add(1, Ordering::Relaxed);
        let renewed = refresher.refresh(&old).await?;
        let fresh = Credential {
            version: old.version + 1,
            secret: renewed.secret,
            expires_at: renewed.expires_at,
        };
        *self.held.lock().unwrap() = fresh.clone();
        Ok(fresh)
    }
    async fn revoked(&self, _: ConnectionId, _: i64, words: &str) -> Result<(), Failure> {
        *self.revoked.lock().unwrap() = Some(words.to_owned());
        Ok(())
    }
}

/// Budgets in memory.
#[derive(Default)]
pub(crate) struct MemoryBudgets(Mutex<HashMap<String, Budget>>);

#[async_trait]
impl Budgets for MemoryBudgets {
    async fn take(
        &self,
        _: ConnectionId,
        bucket: &str,
        declared: &Budget,
        wanted: u32,
    ) -> Result<Grant, Failure> {
        let mut all = self.0.lock().unwrap();
        Ok(all
            .entry(bucket.to_owned())
            .or_insert_with(|| declared.clone())
            .take(Timestamp::now(), wanted))
    }
    async fn observe(
        &self,
        _: ConnectionId,
        bucket: &str,
        readings: &[Reading],
        in_flight: u32,
    ) -> Result<(), Failure> {
        if let Some(budget) = self.0.lock().unwrap().get_mut(bucket) {
            budget.observe(Timestamp::now(), readings, in_flight);
        }
        Ok(())
    }
    async fn block(&self, _: ConnectionId, bucket: &str, until: Timestamp) -> Result<(), Failure> {
        if let Some(budget) = self.0.lock().unwrap().get_mut(bucket) {
            budget.block(until);
        }
        Ok(())
    }
}

/// All of it.
pub(crate) struct World {
    pub(crate) stand_in: sandbox::Running,
    pub(crate) keys: serde_json::Value,
    pub(crate) remotes: Remotes,
    pub(crate) vault: Arc<MemoryVault>,
    pub(crate) portal: Arc<dyn Opened>,
    http: reqwest::Client,
}

impl World {
    /// Connected with a private app's token; our properties are there, limits are off.
    pub(crate) async fn prepared() -> Self {
        let world = Self::new().await;
        world.portal.prepare().await.unwrap();
        world.reset().await;
        world
    }

    /// Connected with a private app's token, to an account that knows nothing of us.
    pub(crate) async fn new() -> Self {
        let options = sandbox::Options {
            limits: false,
            ..sandbox::Options::default()
        };
        let stand_in = sandbox::start(options).await.unwrap();
        let client = Client::new(true).unwrap();
        let http = reqwest::Client::new();
        let keys: serde_json::Value = http
            .get(format!("{}/_credentials", stand_in.base_url()))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let key = |name: &str| keys["hubspot"][name].as_str().unwrap().to_owned();
        let api: url::Url = format!("{}/hubspot", stand_in.base_url()).parse().unwrap();
        let remotes = Remotes {
            hubspot_api: api.clone(),
            hubspot_app: api,
            hubspot: Some(HubspotApp {
                client_id: key("client_id"),
                client_secret: key("client_secret").into(),
                app_id: key("app_id"),
                developer_key: Some(key("developer_key").into()),
            }),
            lightspeed_ecom_api: None,
            lightspeed_ecom: None,
            client,
        };
        let registry = Registry::new(remotes.clone());
        let fields = Value::from([("token", Value::from(key("private_app_token")))]);
        let renewed = registry.get(ConnectorId::Hubspot).credential(&fields).unwrap();
        let vault = Arc::new(MemoryVault::new(renewed));
        let portal = registry
            .get(ConnectorId::Hubspot)
            .open(access(vault.clone(), &key("portal_id")));
        Self {
            stand_in,
            keys,
            remotes,
            vault,
            portal,
            http,
        }
    }

    pub(crate) fn key(&self, name: &str) -> String {
        self.keys["hubspot"][name].as_str().unwrap().to_owned()
    }

    pub(crate) fn connector(&self) -> Registry {
        Registry::new(self.remotes.clone())
    }

    pub(crate) async fn set(&self, settings: serde_json::Value) {
        let answer = self
            .http
            .post(self.url("/_settings"))
            .json(&settings)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    pub(crate) async fn fault(&self, matching: &str, kind: &str, times: u32) {
        let fault = json!({"side": "hubspot", "match": matching, "kind": kind, "times": times});
        let answer = self
            .http
            .post(self.url("/_faults"))
            .json(&fault)
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    pub(crate) async fn summary(&self) -> serde_json::Value {
        self.http
            .get(self.url("/_summary"))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Counts calls from zero.
    pub(crate) async fn reset(&self) {
        self.http.post(self.url("/_summary/reset")).send().await.unwrap();
    }

    pub(crate) async fn calls(&self) -> u64 {
        self.summary().await["calls"]["hubspot"]["total"]
            .as_u64()
            .unwrap()
    }

    pub(crate) async fn objects(&self, kind: &str) -> u64 {
        self.summary().await["objects"]["hubspot"][kind]
            .as_u64()
            .unwrap_or(0)
    }

    /// Asks the stand-in itself, beside the connector, as a person would who looks.
    pub(crate) async fn look(&self, path: &str) -> serde_json::Value {
        let bearer = self.key("user_token");
        self.http
            .get(self.url(&format!("/hubspot{path}")))
            .bearer_auth(bearer)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Does something as a person would.
    pub(crate) async fn by_hand(&self, path: &str, body: serde_json::Value) -> serde_json::Value {
        let bearer = self.key("user_token");
        let answer = self
            .http
            .post(self.url(&format!("/hubspot{path}")))
            .bearer_auth(bearer)
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.stand_in.base_url())
    }

    /// The same account at another address, with the same sign-in.
    pub(crate) fn portal_at(&self, api: url::Url) -> Arc<dyn Opened> {
        let remotes = Remotes {
            hubspot_api: api,
            ..self.remotes.clone()
        };
        Registry::new(remotes)
            .get(ConnectorId::Hubspot)
            .open(access(self.vault.clone(), &self.key("portal_id")))
    }

    /// The shop of the stand-in, connected with its key and secret.
    pub(crate) fn shop(&self) -> Arc<dyn Opened> {
        let key = |name: &str| Value::from(self.keys["lightspeed"][name].as_str().unwrap());
        let mut remotes = self.remotes.clone();
        remotes.lightspeed_ecom_api = Some(self.url("/lightspeed").parse().unwrap());
        let registry = Registry::new(remotes);
        let connector = registry.get(ConnectorId::LightspeedEcom);
        let fields = Value::from([("key", key("key")), ("secret", key("secret"))]);
        let vault = Arc::new(MemoryVault::new(connector.credential(&fields).unwrap()));
        connector.open(access(
            vault,
            self.keys["lightspeed"]["shop_id"].as_str().unwrap(),
        ))
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap()
    }
}

pub(crate) fn access(vault: Arc<MemoryVault>, portal: &str) -> Access {
    Access {
        connection: ConnectionId::new(),
        account: Account {
            id: portal.to_owned(),
            name: "Test".into(),
            currency: None,
            time_zone: None,
            pages: None,
        },
        vault,
        budgets: Arc::new(MemoryBudgets::default()),
        clock: Arc::new(SystemClock),
    }
}

pub(crate) fn read(json: serde_json::Value) -> Value {
    Value::from_json(json.to_string().as_bytes()).unwrap()
}

pub(crate) fn create(key: &str, document: serde_json::Value) -> Write {
    Write {
        key: format!("lightspeed_ecom:240117:{key}"),
        act: Act::Create,
        document: read(document),
    }
}

pub(crate) fn update(key: &str, id: &str, document: serde_json::Value) -> Write {
    Write {
        act: Act::Update {
            remote: RemoteId::new(id),
        },
        ..create(key, document)
    }
}

pub(crate) fn nothing() -> Value {
    Value::Map(Map::new())
}
