//! A tenant with two connections and a flow, ready to work.

use std::collections::BTreeMap;

use auth::MasterKey;
use domain::{
    ConnectorId, FlowId, Outcome, RecordKey, TenantId, Value,
    canonical::Noun,
    flow::{Endpoint, Flow, FlowKind},
};
use engine::ports::{Entry, Link, LinkChange, RemoteId, Renewed, Settlement, Step, Steps};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;
use store::{
    Store, connections,
    flows::{self, NewFlow},
    inbox::{self, Priority, Waiting},
    revisions::Content,
    settle, tenants,
    work::{self, Lease},
};

pub(crate) const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Noon of today: partitions are made around the present.
pub(crate) fn noon() -> Timestamp {
    let today = Timestamp::now().as_second() / 86_400 * 86_400;
    Timestamp::from_second(today + 43_200).unwrap()
}

pub(crate) fn after(seconds: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(seconds)
}

pub(crate) fn store(pool: &PgPool) -> Store {
    Store::new(pool.clone(), MasterKey::generate())
}

pub(crate) fn secret(text: &str) -> Renewed {
    Renewed {
        secret: text.to_owned(),
        expires_at: None,
    }
}

pub(crate) fn content() -> Content {
    Content {
        overlay: serde_json::json!([]),
        settings: serde_json::json!({"pipeline": "default"}),
        note: String::new(),
        author: None,
    }
}

pub(crate) fn new_connection(
    connector: ConnectorId,
    name: &str,
    account: &str,
) -> connections::NewConnection {
    connections::NewConnection {
        connector,
        name: name.to_owned(),
        account: connections::Account {
            id: account.to_owned(),
            name: name.to_owned(),
            currency: Some("EUR".to_owned()),
            time_zone: None,
            pages: None,
        },
        settings: serde_json::json!({}),
        may_prepare: true,
        authorised_by: None,
    }
}

pub(crate) async fn tenant(store: &Store, name: &str) -> TenantId {
    let mut tx = store.system().await.unwrap();
    let tenant = tenants::create(&mut tx, name).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

/// A tenant with an orders flow and its reverse for customers.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) tenant: TenantId,
    pub(crate) flow: Flow,
}

impl World {
    pub(crate) async fn new(store: &Store, name: &str) -> Self {
        let tenant = tenant(store, name).await;
        let mut tx = store.begin(tenant).await.unwrap();
        let shop = new_connection(ConnectorId::LightspeedEcom, "Shop", "240117");
        let shop = connections::add(&mut tx, &shop, &secret("key:secret"))
            .await
            .unwrap();
        let crm = new_connection(ConnectorId::Hubspot, "HubSpot", "146101");
        let crm = connections::add(&mut tx, &crm, &secret("pat-eu1")).await.unwrap();
        let new = NewFlow {
            name: "Orders".to_owned(),
            kind: FlowKind::Orders,
            source: Endpoint {
                connection: shop,
                stream: "orders".into(),
            },
            destination: Endpoint {
                connection: crm,
                stream: "deals".into(),
            },
        };
        let flow = flows::add(&mut tx, &new, &content()).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            store: store.clone(),
            tenant,
            flow,
        }
    }

    /// The same two connections the other way round.
    pub(crate) async fn reverse(&self) -> Flow {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let new = NewFlow {
            name: "Back".to_owned(),
            kind: FlowKind::Orders,
            source: self.flow.destination.clone(),
            destination: self.flow.source.clone(),
        };
        let flow = flows::add(&mut tx, &new, &content()).await.unwrap();
        tx.commit().await.unwrap();
        flow
    }

    /// How the flow's work stands.
    pub(crate) async fn standing(&self) -> work::Standing {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        work::standing(&mut tx, self.flow.id).await.unwrap().unwrap()
    }

    pub(crate) async fn put(&self, keys: &[&str], priority: Priority, at: Timestamp) -> u64 {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let new = inbox::put(&mut tx, self.flow.id, &record_keys(keys), priority, None, at)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        new
    }

    pub(crate) async fn due(&self, lease: &Lease, at: Timestamp) -> Vec<Waiting> {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        inbox::due(&mut tx, lease, at, 100, &[]).await.unwrap()
    }

    /// Claims, settles what is due with these outcomes, gives the flow back.
    pub(crate) async fn work(&self, at: Timestamp, entry: impl Fn(&RecordKey) -> Entry) -> usize {
        let lease = claim(&self.store, at, Some(self.flow.id)).await.unwrap();
        let waiting = self.due(&lease, at).await;
        let settlement = Settlement {
            entries: waiting.iter().map(|waiting| entry(&waiting.key)).collect(),
            ..Settlement::default()
        };
        settle::settle(&self.store, &lease, &self.flow, &settlement, &waiting, at)
            .await
            .unwrap();
        release(&self.store, &lease).await;
        waiting.len()
    }
}

pub(crate) async fn claim(store: &Store, at: Timestamp, limit_to: Option<FlowId>) -> Option<Lease> {
    let mut tx = store.system().await.unwrap();
    let lease = work::claim(&mut tx, at, MINUTE, limit_to).await.unwrap();
    tx.commit().await.unwrap();
    lease
}

pub(crate) async fn release(store: &Store, lease: &Lease) {
    let mut tx = store.system().await.unwrap();
    work::release(&mut tx, lease).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) fn record_keys(keys: &[&str]) -> Vec<RecordKey> {
    keys.iter().map(|key| RecordKey::from(*key)).collect()
}

pub(crate) fn names(waiting: &[Waiting]) -> Vec<&str> {
    waiting.iter().map(|waiting| waiting.key.as_str()).collect()
}

pub(crate) fn entry(key: &RecordKey, outcome: Outcome) -> Entry {
    Entry {
        key: key.clone(),
        outcome,
        label: format!("Order {key} of Ayşe Yılmaz"),
        search_keys: vec![format!("ORD{key}"), "ayse@example.com".to_owned()],
        remote: Some(RemoteId::new(format!("deal-{key}"))),
        amount: Some(("119.95".parse().unwrap(), "EUR".to_owned())),
        came_in: Value::from([("email", Value::text("ayse@example.com"))]),
        mapped: Value::from([("dealname", Value::text("Ayşe Yılmaz"))]),
        sent: Value::Null,
        answered: Value::Null,
        steps: Steps(vec![Step {
            name: "sent",
            at: noon(),
            micros: 1_500,
            note: String::new(),
        }]),
        missed_lookups: Vec::new(),
        again_at: None,
        postponed: false,
    }
}

pub(crate) fn created(key: &RecordKey) -> Entry {
    entry(key, Outcome::Created)
}

pub(crate) fn link(key: &str, remote: &str) -> LinkChange {
    LinkChange {
        noun: Noun::Order,
        link: Link {
            source_key: key.into(),
            remote: RemoteId::new(remote),
            sent: BTreeMap::new(),
            source_known: domain::Known::default(),
            destination_known: domain::Known::default(),
            source_ours: false,
            destination_ours: true,
            writes_this_hour: 1,
            hour: 7,
        },
    }
}

pub(crate) async fn count(pool: &PgPool, table: &str) -> i64 {
    let statement = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .fetch_one(pool)
        .await
        .unwrap()
}
