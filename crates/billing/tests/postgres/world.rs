//! A tenant with a flow, a till, a stand-in for Stripe, and a clock that is moved by hand.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use auth::MasterKey;
use billing::{Settings, Till};
use domain::{
    CheckoutId, ConnectorId, FlowId, Role, Standing, TenantId, UserId,
    flow::{Endpoint, FlowKind},
};
use engine::ports::{Clock, Renewed};
use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use serde_json::{Value as Json, json};
use sqlx::PgPool;
use store::{
    Store,
    checkouts::What,
    connections, desk,
    flows::{self, NewFlow},
    inbox::{self, Priority},
    revisions::Content,
    tenants, users, work,
};

/// The machine's clock, some days ahead.
#[derive(Default)]
pub(crate) struct Moved(AtomicI64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_hours(24 * self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) till: Till,
    pub(crate) tenant: TenantId,
    pub(crate) buyer: UserId,
    pub(crate) flow: FlowId,
    pub(crate) http: Client,
    pub(crate) stripe: String,
    key: String,
    clock: Arc<Moved>,
    _sandbox: sandbox::Running,
}

impl World {
    pub(crate) async fn new(pool: &PgPool) -> Self {
        let sandbox = sandbox::start(sandbox::Options::default()).await.unwrap();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let at = format!("{}/_credentials", sandbox.base_url());
        let credentials: Json = http.get(at).send().await.unwrap().json().await.unwrap();
        let key = credentials["stripe"]["secret_key"].as_str().unwrap().to_owned();
        let stripe = format!("{}/stripe", sandbox.base_url());
        let store = Store::new(pool.clone(), MasterKey::generate());
        let clock = Arc::new(Moved::default());
        let settings = Settings {
            api_url: stripe.parse().unwrap(),
            secret_key: key.clone().into(),
            webhook_secret: None,
        };
        let public_url = "https://kopru.example".parse().unwrap();
        let till = Till::new(store.clone(), clock.clone(), public_url, Some(settings)).unwrap();
        let mut tx = store.system().await.unwrap();
        let tenant = tenants::create(&mut tx, "Bloemen").await.unwrap();
        let buyer = users::add(&mut tx, "ayse@example.com", "Ayşe", None)
            .await
            .unwrap();
        users::join(&mut tx, tenant, buyer, Role::Owner).await.unwrap();
        tx.commit().await.unwrap();
        let flow = flow(&store, tenant).await;
        Self {
            store,
            till,
            tenant,
            buyer,
            flow,
            http,
            stripe,
            key,
            clock,
            _sandbox: sandbox,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Days pass, here and at Stripe; then the watch looks.
    pub(crate) async fn days_pass(&self, days: i64) {
        self.clock.0.fetch_add(days, Ordering::SeqCst);
        let answer = self
            .http
            .post(format!("{}/_clock", self.stripe))
            .json(&json!({"advance_days": days}))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success());
        billing::watch_once(&self.till).await.unwrap();
    }

    pub(crate) async fn starts_trial(&self) {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        assert!(billing::start_trial(&mut tx, self.now()).await.unwrap());
        tx.commit().await.unwrap();
    }

    pub(crate) async fn standing(&self) -> Standing {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let standing = billing::standing(&mut tx, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        standing
    }

    pub(crate) async fn begins(&self, what: What) -> CheckoutId {
        self.till.begin(self.tenant, self.buyer, what).await.unwrap()
    }

    /// The buyer presses a button of the payment page, with this card; where that leads.
    pub(crate) async fn presses(&self, url: &str, action: &str, card: &str) -> Option<String> {
        let form = [("action", action), ("card", card)];
        let answer = self.http.post(url).form(&form).send().await.unwrap();
        let to = answer.headers().get("location")?.to_str().unwrap().to_owned();
        Some(to)
    }

    pub(crate) async fn asks(&self, path: &str) -> Json {
        let url = format!("{}/v1/{path}", self.stripe);
        let answer = self.http.get(url).bearer_auth(&self.key).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Stripe's events, newest first, as the bodies of its webhooks.
    pub(crate) async fn events(&self) -> Vec<Json> {
        let list = self.asks("events?limit=100").await;
        list["data"].as_array().unwrap().clone()
    }

    pub(crate) async fn hears(&self, event: &Json) {
        self.till.take_event(event.to_string().as_bytes()).await.unwrap();
    }

    /// A change of an order is told of.
    pub(crate) async fn hears_of_order(&self, key: &str) {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let keys = [key.into()];
        inbox::put(&mut tx, self.flow, &keys, Priority::Live, None, self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn waiting(&self) -> u64 {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let waiting = inbox::backlog(&mut tx, self.flow).await.unwrap().waiting;
        tx.commit().await.unwrap();
        waiting
    }

    /// Whether a worker would take the flow now.
    pub(crate) async fn works(&self) -> bool {
        let mut tx = self.store.system().await.unwrap();
        let lease = work::claim(&mut tx, self.now(), SignedDuration::from_mins(1), None)
            .await
            .unwrap();
        // Dropped: nothing was taken.
        lease.is_some()
    }

    /// Kinds of the letters in the post, oldest first.
    pub(crate) async fn letters(&self, pool: &PgPool) -> Vec<String> {
        sqlx::query_scalar("select kind from letter order by letter_id")
            .fetch_all(pool)
            .await
            .unwrap()
    }

    pub(crate) async fn expert(&self, email: &str) -> UserId {
        let mut tx = self.store.system().await.unwrap();
        let expert = users::add(&mut tx, email, "Elif", None).await.unwrap();
        desk::set_staff(&mut tx, email, true).await.unwrap();
        tx.commit().await.unwrap();
        expert
    }
}

async fn flow(store: &Store, tenant: TenantId) -> FlowId {
    let mut tx = store.begin(tenant).await.unwrap();
    let mut ends = Vec::new();
    for (connector, name) in [
        (ConnectorId::LightspeedEcom, "shop"),
        (ConnectorId::Hubspot, "crm"),
    ] {
        let new = connections::NewConnection {
            connector,
            name: name.to_owned(),
            account: connections::Account {
                id: name.to_owned(),
                name: name.to_owned(),
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
        ends.push(connections::add(&mut tx, &new, &secret).await.unwrap());
    }
    let end = |at: usize, stream: &str| Endpoint {
        connection: ends[at],
        stream: stream.into(),
    };
    let new = NewFlow {
        name: "orders".to_owned(),
        kind: FlowKind::Orders,
        source: end(0, "orders"),
        destination: end(1, "deals"),
    };
    let flow = flows::add(&mut tx, &new, &Content::default()).await.unwrap();
    tx.commit().await.unwrap();
    flow.id
}
