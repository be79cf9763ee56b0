//! The API over a database, with tenants that have something set up.

use std::sync::Arc;

use api::Api;
use auth::MasterKey;
use axum::{Router, body::Body};
use connectors::{HubspotApp, LightspeedApp, Registry, Remotes, http::Client};
use domain::{
    AlertKind, ConnectorId, Failure, FailureReason, Outcome, RecordKey, SkipReason, TenantId, Value,
    flow::{Endpoint, Flow, FlowKind},
};
use engine::ports::{Entry, RemoteId, Renewed, Settlement, Steps, SystemClock};
use http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use scheduler::Parts;
use serde_json::{Value as Json, json};
use sqlx::PgPool;
use store::{
    Store, StoreBudgets, StoreVault, alerts, api_tokens, connections,
    flows::{self, NewFlow},
    inbox::{self, Priority},
    revisions::Content,
    settle, tenants, work,
};
use tower::ServiceExt as _;
use url::Url;

pub(crate) const HUBSPOT_SECRET: &str = "geheim-hubspot";
pub(crate) const SHOP_SECRET: &str = "geheim-shop";
pub(crate) const PUBLIC: &str = "https://kopru.example";

/// The API and what it stands on.
pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) parts: Parts,
}

impl World {
    /// Without remote systems: whoever calls one finds nobody.
    pub(crate) async fn new(pool: &PgPool) -> Self {
        Self::with_remotes(pool, "http://127.0.0.1:9").await
    }

    /// With the stand-ins at this address.
    pub(crate) async fn with_remotes(pool: &PgPool, base: &str) -> Self {
        Self::with(pool, base, |parts| {
            let public = Url::parse(PUBLIC).unwrap();
            billing::Till::new(parts.store.clone(), parts.clock.clone(), public, None).unwrap()
        })
        .await
    }

    /// With this till.
    pub(crate) async fn with_till(pool: &PgPool, till: impl FnOnce(&Parts) -> billing::Till) -> Self {
        Self::with(pool, "http://127.0.0.1:9", till).await
    }

    async fn with(pool: &PgPool, base: &str, till: impl FnOnce(&Parts) -> billing::Till) -> Self {
        let store = Store::new(pool.clone(), MasterKey::generate());
        store.migrate().await.unwrap();
        let at = |path: &str| Url::parse(&format!("{base}/{path}")).unwrap();
        let registry = Registry::new(Remotes {
            hubspot_api: at("hubspot"),
            hubspot_app: at("hubspot"),
            hubspot: Some(HubspotApp {
                client_id: "kopru".to_owned(),
                client_secret: HUBSPOT_SECRET.to_owned().into(),
                app_id: "7".to_owned(),
                developer_key: None,
            }),
            lightspeed_ecom_api: Some(at("lightspeed")),
            lightspeed_ecom: Some(LightspeedApp {
                key: "app".to_owned(),
                secret: "geheim".to_owned().into(),
            }),
            client: Client::new(true).unwrap(),
        });
        let clock = Arc::new(SystemClock);
        let vault = Arc::new(StoreVault::new(store.clone()));
        let budgets = Arc::new(StoreBudgets::new(store.clone(), clock.clone()));
        let parts = Parts::new(store, registry, vault, budgets, clock);
        let router = api::router(Api {
            parts: parts.clone(),
            till: till(&parts),
            public_url: Url::parse(PUBLIC).unwrap(),
            metrics: Arc::new(|| "# nothing was counted\n".to_owned()),
        });
        Self { router, parts }
    }

    /// A tenant with a token.
    pub(crate) async fn tenant(&self, name: &str) -> Actor {
        let mut tx = self.parts.store.system().await.unwrap();
        let tenant = tenants::create(&mut tx, name).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = self.parts.store.begin(tenant).await.unwrap();
        let (_, token) = api_tokens::create(&mut tx, "test").await.unwrap();
        tx.commit().await.unwrap();
        Actor {
            router: self.router.clone(),
            parts: self.parts.clone(),
            tenant,
            token: token.reveal().to_owned(),
        }
    }
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or(Json::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The answer is of this status, else the test ends and shows what was said.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// It is a problem document of this kind.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, kind: &str) -> Json {
        let this = self.is(status);
        assert_eq!(this.header("content-type"), "application/problem+json");
        let problem = this.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["instance"], this.header("x-request-id"), "{problem}");
        problem
    }
}

pub(crate) async fn call(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// A script of one tenant.
#[derive(Clone)]
pub(crate) struct Actor {
    pub(crate) router: Router,
    pub(crate) parts: Parts,
    pub(crate) tenant: TenantId,
    pub(crate) token: String,
}

impl Actor {
    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        call(&self.router, request).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &Json) -> Answer {
        self.send_with(method, path, body, None).await
    }

    pub(crate) async fn send_with(
        &self,
        method: Method,
        path: &str,
        body: &Json,
        key: Option<&str>,
    ) -> Answer {
        let mut request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        call(&self.router, request.body(body).unwrap()).await
    }

    pub(crate) async fn begin(&self) -> store::Tx {
        self.parts.store.begin(self.tenant).await.unwrap()
    }

    /// Two connections and a flow of orders between them.
    pub(crate) async fn has_orders_flow(&self, shop: &str) -> Flow {
        let credential =
            |connector, fields: Value| self.parts.registry.get(connector).credential(&fields).unwrap();
        let shop_credential = credential(
            ConnectorId::LightspeedEcom,
            Value::from([("key", Value::text("key")), ("secret", Value::text(SHOP_SECRET))]),
        );
        let crm_credential = credential(
            ConnectorId::Hubspot,
            Value::from([("token", Value::text("pat-eu1-1"))]),
        );
        let mut tx = self.begin().await;
        let from = add(
            &mut tx,
            ConnectorId::LightspeedEcom,
            "shop",
            shop,
            &shop_credential,
        )
        .await;
        let to = add(
            &mut tx,
            ConnectorId::Hubspot,
            "hubspot",
            "146101",
            &crm_credential,
        )
        .await;
        let new = NewFlow {
            name: "orders".to_owned(),
            kind: FlowKind::Orders,
            source: Endpoint {
                connection: from,
                stream: "orders".into(),
            },
            destination: Endpoint {
                connection: to,
                stream: "deals".into(),
            },
        };
        let content = Content {
            overlay: json!({}),
            settings: json!({}),
            ..Content::default()
        };
        let flow = flows::add(&mut tx, &new, &content).await.unwrap();
        tx.commit().await.unwrap();
        flow
    }

    /// Records of the flow came to these ends: "4711" created, "f…" failed for good, "s…" skipped.
    pub(crate) async fn has_sent(&self, flow: &Flow, keys: &[&str]) {
        let (store, now) = (&self.parts.store, Timestamp::now());
        let keys: Vec<RecordKey> = keys.iter().map(|key| RecordKey::from(*key)).collect();
        let mut tx = self.begin().await;
        inbox::put(&mut tx, flow.id, &keys, Priority::Live, None, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.system().await.unwrap();
        let lease = work::claim(&mut tx, now, SignedDuration::from_mins(1), Some(flow.id))
            .await
            .unwrap()
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = self.begin().await;
        let waiting = inbox::due(&mut tx, &lease, now, 1000, &[]).await.unwrap();
        tx.commit().await.unwrap();
        let settlement = Settlement {
            entries: waiting.iter().map(|waiting| entry(&waiting.key)).collect(),
            ..Settlement::default()
        };
        settle::settle(store, &lease, flow, &settlement, &waiting, now)
            .await
            .unwrap();
        let mut tx = store.system().await.unwrap();
        work::release(&mut tx, &lease).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn has_an_alert(&self, flow: &Flow) {
        let mut tx = self.begin().await;
        let new = alerts::NewAlert::new(
            AlertKind::RecordsFailed,
            "flow:orders:mapping_failed",
            "Orders can't be mapped.",
            "Mend the rule.",
        )
        .of_flow(flow.id)
        .because(FailureReason::MappingFailed);
        alerts::raise(&mut tx, &new, Timestamp::now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn waiting_keys(&self, flow: &Flow) -> u64 {
        let mut tx = self.begin().await;
        let backlog = inbox::backlog(&mut tx, flow.id).await.unwrap();
        tx.commit().await.unwrap();
        backlog.waiting
    }
}

async fn add(
    tx: &mut store::Tx,
    connector: ConnectorId,
    name: &str,
    account: &str,
    credential: &Renewed,
) -> domain::ConnectionId {
    let new = connections::NewConnection {
        connector,
        name: name.to_owned(),
        account: connections::Account {
            id: account.to_owned(),
            name: format!("{name} of Ayşe"),
            currency: Some("EUR".to_owned()),
            time_zone: None,
            pages: None,
        },
        settings: json!({}),
        may_prepare: true,
        authorised_by: None,
    };
    connections::add(tx, &new, credential).await.unwrap()
}

fn entry(key: &RecordKey) -> Entry {
    let outcome = match key.as_str().as_bytes().first() {
        Some(b'f') => Outcome::Failed(Failure::permanent(
            FailureReason::MappingFailed,
            "The rule failed.",
        )),
        Some(b's') => Outcome::skipped(SkipReason::Filtered, "Payment status is \"not_paid\"."),
        _ => Outcome::Created,
    };
    Entry {
        key: key.clone(),
        outcome,
        label: format!("Order {key}"),
        search_keys: vec![format!("ORD{key}"), "ayse@example.com".to_owned()],
        remote: Some(RemoteId::new(format!("deal-{key}"))),
        amount: Some(("119.95".parse().unwrap(), "EUR".to_owned())),
        came_in: Value::from([("email", Value::text("ayse@example.com"))]),
        mapped: Value::from([("dealname", Value::text("Ayşe Yılmaz"))]),
        sent: Value::from([("dealname", Value::text("Ayşe Yılmaz"))]),
        answered: Value::from([("id", Value::text("1"))]),
        steps: Steps::default(),
        missed_lookups: Vec::new(),
        again_at: None,
        postponed: false,
    }
}
