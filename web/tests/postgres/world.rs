//! The dashboard over a database, with people who sign in.

use std::sync::Arc;

use auth::MasterKey;
use axum::{
    Router,
    body::{Body, BodyDataStream},
};
use connectors::{Registry, Remotes, http::Client};
use domain::{
    ConnectorId, Failure, FailureReason, Outcome, RecordKey, SkipReason, TenantId, Value,
    flow::{Endpoint, Flow, FlowKind},
};
use engine::ports::{Entry, RemoteId, Renewed, Settlement, Step, Steps, SystemClock};
use futures_util::StreamExt as _;
use http::{HeaderMap, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgPool;
use store::{
    Store, StoreBudgets, StoreVault, connections,
    flows::{self, NewFlow},
    inbox::{self, Priority},
    records::{self, Filter},
    revisions::Content,
    settle, tenants, users, work,
};
use tower::ServiceExt as _;
use url::Url;
use web::Web;

pub(crate) const PASSWORD: &str = "açık köprü 42";
/// The stand-in's, whose seed is 42.
const STRIPE_KEY: &str = "sk_test_e2d275af665dc5c1986bd7f2e587cab3";

pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) store: Store,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The cookie of this name that was set, as it is sent back.
    pub(crate) fn cookie_named(&self, name: &str) -> String {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .find(|cookie| cookie.starts_with(&format!("{name}=")))
            .unwrap_or_default()
            .to_owned()
    }

    pub(crate) fn cookie(&self) -> String {
        self.header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned()
    }
}

/// An open stream of server-sent events.
pub(crate) struct Events(BodyDataStream);

impl Events {
    /// The next event; none if there is none within a few looks of the server.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let next = tokio::time::timeout(std::time::Duration::from_secs(5), self.0.next()).await;
        let bytes = next.ok()??.unwrap();
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }
}

impl World {
    pub(crate) async fn new(pool: &PgPool) -> Self {
        Self::at(pool, "http://127.0.0.1:8080").await
    }

    pub(crate) async fn at(pool: &PgPool, public_url: &str) -> Self {
        Self::with(pool, public_url, "http://127.0.0.1:9").await
    }

    /// With the stand-ins at this address, such as `http://127.0.0.1:18090`.
    #[allow(dead_code, reason = "for pages that call the remote systems")]
    pub(crate) async fn with_remotes(pool: &PgPool, base: &str) -> Self {
        Self::with(pool, "http://127.0.0.1:8080", base).await
    }

    async fn with(pool: &PgPool, public_url: &str, remotes: &str) -> Self {
        let store = Store::new(pool.clone(), MasterKey::generate());
        store.migrate().await.unwrap();
        let (parts, public_url) = (parts(&store, remotes), Url::parse(public_url).unwrap());
        let stripe = billing::Settings {
            api_url: Url::parse(&format!("{remotes}/stripe")).unwrap(),
            secret_key: STRIPE_KEY.to_owned().into(),
            webhook_secret: None,
        };
        let clock = parts.clock.clone();
        let till = billing::Till::new(store.clone(), clock, public_url.clone(), Some(stripe)).unwrap();
        let router = web::router(Web {
            office: office(&store, public_url.as_str()),
            parts,
            till,
            public_url,
        });
        Self { router, store }
    }

    /// A tenant and its owner.
    pub(crate) async fn tenant(&self, name: &str, email: &str) -> TenantId {
        let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
        let mut tx = self.store.system().await.unwrap();
        let tenant = tenants::create(&mut tx, name).await.unwrap();
        let user = users::add(&mut tx, email, "", Some(&hash)).await.unwrap();
        users::join(&mut tx, tenant, user, domain::Role::Owner)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        tenant
    }

    pub(crate) async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Opens a stream of server-sent events.
    pub(crate) async fn stream(&self, path: &str, cookie: &str) -> Events {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        Events(response.into_body().into_data_stream())
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        self.call(request).await
    }

    /// Sends a form, as a browser on our own page does.
    pub(crate) async fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        self.call(request).await
    }

    pub(crate) async fn signs_in(&self, email: &str, password: &str) -> Answer {
        self.post(
            "/sign-in",
            "",
            &[("email", email), ("password", password), ("next", "/")],
        )
        .await
    }

    /// An orders flow with one record of each outcome; the label of the first is `label`.
    pub(crate) async fn has_sent(&self, tenant: TenantId, label: &str) -> Flow {
        self.has_sent_of(tenant, label, &[]).await
    }

    /// The same, found by these texts.
    pub(crate) async fn has_sent_of(&self, tenant: TenantId, label: &str, found_by: &[&str]) -> Flow {
        let flow = self.flow(tenant).await;
        self.settles(
            &flow,
            &["created", "updated", "skipped", "failed"],
            label,
            found_by,
        )
        .await;
        flow
    }

    /// Keys come in through the flow and end as they are called.
    pub(crate) async fn settles(&self, flow: &Flow, keys: &[&str], label: &str, found_by: &[&str]) {
        let (tenant, now) = (flow.tenant, Timestamp::now());
        let keys: Vec<RecordKey> = keys.iter().map(|key| RecordKey::from(*key)).collect();
        let mut tx = self.store.begin(tenant).await.unwrap();
        inbox::put(&mut tx, flow.id, &keys, Priority::Live, None, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = self.store.system().await.unwrap();
        let lease = work::claim(&mut tx, now, SignedDuration::from_mins(1), Some(flow.id))
            .await
            .unwrap()
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = self.store.begin(tenant).await.unwrap();
        let waiting = inbox::due(&mut tx, &lease, now, 100, &[]).await.unwrap();
        tx.commit().await.unwrap();
        let settlement = Settlement {
            entries: waiting
                .iter()
                .map(|waiting| Entry {
                    search_keys: found_by.iter().map(ToString::to_string).collect(),
                    ..entry(&waiting.key, label)
                })
                .collect(),
            ..Settlement::default()
        };
        settle::settle(&self.store, &lease, flow, &settlement, &waiting, now)
            .await
            .unwrap();
        let mut tx = self.store.system().await.unwrap();
        work::release(&mut tx, &lease).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn flow(&self, tenant: TenantId) -> Flow {
        let mut tx = self.store.begin(tenant).await.unwrap();
        let from = connection(&mut tx, ConnectorId::LightspeedEcom, "shop").await;
        let to = connection(&mut tx, ConnectorId::Hubspot, "hubspot").await;
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
        let flow = flows::add(&mut tx, &new, &Content::default()).await.unwrap();
        tx.commit().await.unwrap();
        flow
    }

    /// The address of the record with this outcome.
    pub(crate) async fn record(&self, tenant: TenantId, outcome: &str) -> String {
        let filter = Filter {
            outcome: Some(outcome.to_owned()),
            ..Filter::default()
        };
        let mut tx = self.store.begin(tenant).await.unwrap();
        let found = records::list(&mut tx, &filter, 1).await.unwrap();
        tx.commit().await.unwrap();
        format!("/records/{}", found[0].id)
    }
}

/// Letters are kept in a folder of this test's own.
fn office(store: &Store, public_url: &str) -> notify::PostOffice {
    let folder = std::env::temp_dir().join(format!("kopru-mail-{}", TenantId::new()));
    let post = notify::Post::folder(folder, "Kopru <no-reply@kopru.example>").unwrap();
    notify::PostOffice::new(
        store.clone(),
        Arc::new(SystemClock),
        post,
        true,
        Url::parse(public_url).unwrap(),
    )
    .unwrap()
}

/// The parts as the server wires them, with the remote systems at this address.
pub(crate) fn parts(store: &Store, remotes: &str) -> scheduler::Parts {
    let clock = Arc::new(SystemClock);
    let vault = Arc::new(StoreVault::new(store.clone()));
    let budgets = Arc::new(StoreBudgets::new(store.clone(), clock.clone()));
    let at = |path: &str| Url::parse(&format!("{remotes}/{path}")).unwrap();
    let registry = Registry::new(Remotes {
        hubspot_api: at("hubspot"),
        hubspot_app: at("hubspot"),
        hubspot: None,
        lightspeed_ecom_api: Some(at("lightspeed")),
        lightspeed_ecom: None,
        client: Client::new(true).unwrap(),
    });
    scheduler::Parts::new(store.clone(), registry, vault, budgets, clock)
}

pub(crate) async fn connection(
    tx: &mut store::Tx,
    connector: ConnectorId,
    name: &str,
) -> domain::ConnectionId {
    let new = connections::NewConnection {
        connector,
        name: name.to_owned(),
        account: connections::Account {
            id: "240117".to_owned(),
            name: "Bloemen & Zn".to_owned(),
            currency: None,
            time_zone: None,
            pages: None,
        },
        settings: json!({}),
        may_prepare: true,
        authorised_by: None,
    };
    let secret = Renewed {
        secret: "secret".to_owned(),
        expires_at: None,
    };
    connections::add(tx, &new, &secret).await.unwrap()
}

fn entry(key: &RecordKey, label: &str) -> Entry {
    let outcome = match key.as_str() {
        "created" => Outcome::Created,
        "updated" => Outcome::Updated,
        "skipped" => Outcome::skipped(SkipReason::Filtered, "Payment status is \"not_paid\"."),
        _ => Outcome::Failed(
            Failure::permanent(FailureReason::RejectedByDestination, "HubSpot refused the deal.")
                .saying("<b>bad</b> value"),
        ),
    };
    Entry {
        key: key.clone(),
        outcome,
        label: label.to_owned(),
        search_keys: Vec::new(),
        remote: Some(RemoteId::new("9001")),
        amount: Some(("119.95".parse().unwrap(), "EUR".to_owned())),
        came_in: Value::from([("title", Value::text("<script>alert(1)</script>"))]),
        mapped: Value::from([("name", Value::text("</code></pre><img src=x onerror=alert(1)>"))]),
        sent: Value::from([("name", Value::text("mapped"))]),
        answered: Value::Null,
        steps: Steps(vec![Step {
            name: "sent",
            at: Timestamp::now(),
            micros: 1_500,
            note: "found by <e-mail>".to_owned(),
        }]),
        missed_lookups: Vec::new(),
        again_at: None,
        postponed: false,
    }
}
