//! Both remote systems and the journal, in memory.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "test support: a poisoned lock or bad JSON is a broken test"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use async_trait::async_trait;
use domain::{
    ConnectorId, Cursor, Failure, FailureReason, FlowId, RecordKey, RevisionId, Schema, StreamName, Value,
    canonical::Noun, flow::FlowKind,
};
use engine::{
    Blueprint, Forecast, Plan, deliver, dry_run, link_noun, noun_of,
    ports::{
        Act, Changes, Delivered, Describe, Destination, Fetched, Journal, Link, Prepared, RemoteId,
        Settlement, Side, Source, SystemClock, Write, Written,
    },
    read,
};
use mapper::{Lookups, Overlay};

const ORDERS: &str = r#"
[[rules]]
to = "name"
from = "'Order ' ~ order.number"
[[rules]]
to = "amount"
from = "order.total_incl"
[[rules]]
to = "contact_id"
from = "linked.customer.id"
[[rules]]
to = "line_items"
each = "order.lines"
as = "line"
  [[rules.rules]]
  to = "product"
  from = "line.linked_product"
  [[rules.rules]]
  to = "quantity"
  from = "line.quantity"
  [[rules.rules]]
  to = "price"
  from = "line.unit_price_incl"
"#;

const STATUS: &str = r#"
[[rules]]
to = "stage"
from = "order.status"
"#;

const CUSTOMERS: &str = r#"
[[rules]]
to = "email"
from = "customer.email | lower | trim"
[[rules]]
to = "name"
from = "customer.name"
[[rules]]
to = "note"
from = "customer.memo"
on_update = false
"#;

const PRODUCTS: &str = r#"
[[rules]]
to = "hs_sku"
from = "product.sku"
"#;

/// JSON as a value.
pub(crate) fn value(json: &str) -> Value {
    Value::from_json(json.as_bytes()).unwrap()
}

/// A paid order of one piece each, ten euro a piece.
pub(crate) fn order(id: &str, email: &str, skus: &[&str]) -> Value {
    let lines = skus
        .iter()
        .enumerate()
        .map(|(i, sku)| {
            value(&format!(
                r#"{{"id":"{i}","variant_id":"v-{sku}","sku":"{sku}","name":"{sku}","quantity":1,"unit_price_incl":10,"total_incl":10}}"#
            ))
        })
        .collect();
    let mut order = value(&format!(
        r#"{{"id":"{id}","number":"{id}","status":"new","payment_status":"paid","total_excl":8,"currency":"EUR",
            "customer":{{"id":"c-{email}","email":"{email}"}}}}"#
    ));
    order.put("total_incl", i64::try_from(skus.len() * 10).unwrap().into());
    order.put("lines", Value::List(lines));
    order
}

#[derive(Default)]
pub(crate) struct Shop {
    documents: BTreeMap<String, Value>,
    fetched: Mutex<usize>,
}

impl Shop {
    pub(crate) fn put(&mut self, key: &str, document: Value) {
        self.documents.insert(key.to_owned(), document);
    }

    pub(crate) fn fetched(&self) -> usize {
        *self.fetched.lock().unwrap()
    }
}

#[async_trait]
impl Source for Shop {
    fn account(&self) -> &str {
        "240117"
    }
    fn noun(&self, _: &StreamName) -> Option<Noun> {
        Some(Noun::Order)
    }
    fn cursor_since(&self, _: &StreamName, since: jiff::Timestamp) -> Cursor {
        Cursor(since.to_string())
    }
    async fn changes(&self, _: &StreamName, _: Option<&Cursor>, _: usize) -> Result<Changes, Failure> {
        Err(Failure::permanent(
            FailureReason::Internal,
            "the engine reads no changes",
        ))
    }
    async fn fetch(&self, _: &StreamName, keys: &[RecordKey]) -> Vec<Result<Option<Fetched>, Failure>> {
        *self.fetched.lock().unwrap() += keys.len();
        let fetch = |key: &RecordKey| {
            self.documents.get(key.as_str()).map(|document| Fetched {
                document: document.clone(),
                raw: Value::Null,
            })
        };
        keys.iter().map(|key| Ok(fetch(key))).collect()
    }
    async fn sample(&self, _: &StreamName, _: usize) -> Result<Vec<RecordKey>, Failure> {
        Ok(Vec::new())
    }
    fn calls(&self) -> u64 {
        0
    }
}

/// A destination that keeps what it is sent, by stream and id.
#[derive(Default)]
pub(crate) struct Crm {
    kept: Mutex<BTreeMap<(String, String), Value>>,
    writes: Mutex<usize>,
    refused: Vec<String>,
}

impl Crm {
    pub(crate) fn put(&mut self, stream: &str, id: &str, document: Value) {
        self.kept
            .lock()
            .unwrap()
            .insert((stream.to_owned(), id.to_owned()), document);
    }

    /// Refuses whatever has this text in it.
    pub(crate) fn refuse(&mut self, text: &str) {
        self.refused.push(text.to_owned());
    }

    pub(crate) fn count(&self, stream: &str) -> usize {
        self.kept
            .lock()
            .unwrap()
            .keys()
            .filter(|(of, _)| of == stream)
            .count()
    }

    pub(crate) fn writes(&self) -> usize {
        *self.writes.lock().unwrap()
    }

    pub(crate) fn only(&self, stream: &str) -> Value {
        assert_eq!(self.count(stream), 1);
        let kept = self.kept.lock().unwrap();
        kept.iter()
            .find(|((of, _), _)| of == stream)
            .map(|(_, document)| document.clone())
            .unwrap()
    }

    fn write_one(&self, stream: &StreamName, write: &Write) -> Result<Delivered, Failure> {
        let text = write.document.to_json();
        if self.refused.iter().any(|refused| text.contains(refused)) {
            return Err(Failure::permanent(
                FailureReason::RejectedByDestination,
                "refused",
            ));
        }
        *self.writes.lock().unwrap() += 1;
        let (id, created) = match &write.act {
            Act::Update { remote } => (remote.id.clone(), false),
            Act::Create => (format!("{stream}-{}", self.count(stream.as_str()) + 1), true),
        };
        self.kept
            .lock()
            .unwrap()
            .insert((stream.to_string(), id.clone()), write.document.clone());
        Ok(Delivered {
            also_created: Vec::new(),
            remote: RemoteId::new(id),
            created,
            known: write.document.clone(),
        })
    }
}

#[async_trait]
impl Describe for Crm {
    async fn discover(&self, _: &StreamName) -> Result<Schema, Failure> {
        Ok(Schema::default())
    }
    async fn find(&self, stream: &StreamName, keys: &[String]) -> Result<Vec<Option<RemoteId>>, Failure> {
        let kept = self.kept.lock().unwrap();
        let find = |key: &String| {
            kept.iter()
                .filter(|((of, _), _)| of == stream.as_str())
                .find(|(_, document)| {
                    ["email", "hs_sku"].iter().any(|field| {
                        document
                            .get(field)
                            .as_text()
                            .is_some_and(|natural| natural.to_lowercase() == *key)
                    })
                })
                .map(|((_, id), _)| RemoteId::new(id.clone()))
        };
        Ok(keys.iter().map(find).collect())
    }
}

#[async_trait]
impl Destination for Crm {
    async fn prepare(&self) -> Result<Prepared, Failure> {
        Ok(Prepared::default())
    }
    async fn write(&self, stream: &StreamName, batch: Vec<Write>) -> Vec<Written> {
        batch
            .iter()
            .map(|write| Written {
                result: self.write_one(stream, write),
                sent: write.document.clone(),
                answered: Value::Null,
            })
            .collect()
    }
    async fn take_back(&self, _: &StreamName, _: &[RemoteId]) -> Result<(), Failure> {
        Ok(())
    }
}

/// Pairings by noun and source key.
#[derive(Default)]
pub(crate) struct Memory {
    links: Mutex<BTreeMap<(Noun, RecordKey), Link>>,
    arriving: BTreeSet<RecordKey>,
}

impl Memory {
    pub(crate) fn arriving(&mut self, key: &str) {
        self.arriving.insert(key.into());
    }

    pub(crate) fn pair_order(&mut self, key: &str, remote: &str) {
        let link = Link {
            source_key: key.into(),
            remote: RemoteId::new(remote),
            sent: BTreeMap::new(),
            source_known: domain::Known::default(),
            destination_known: domain::Known::default(),
            source_ours: false,
            destination_ours: false,
            writes_this_hour: 0,
            hour: 0,
        };
        self.links.lock().unwrap().insert((Noun::Order, key.into()), link);
    }

    fn keep(&self, settlement: &Settlement) {
        let mut links = self.links.lock().unwrap();
        for change in &settlement.links {
            links.insert((change.noun, change.link.source_key.clone()), change.link.clone());
        }
    }

    fn reversed(&self) -> Self {
        let reverse = |((noun, _), link): (&(Noun, RecordKey), &Link)| {
            let key: RecordKey = link.remote.id.clone().into();
            let link = Link {
                source_key: key.clone(),
                remote: RemoteId::new(link.source_key.as_str()),
                sent: BTreeMap::new(),
                source_known: link.destination_known.clone(),
                destination_known: link.source_known.clone(),
                source_ours: link.destination_ours,
                destination_ours: link.source_ours,
                ..link.clone()
            };
            ((*noun, key), link)
        };
        Self {
            links: Mutex::new(self.links.lock().unwrap().iter().map(reverse).collect()),
            arriving: BTreeSet::new(),
        }
    }
}

#[async_trait]
impl Journal for Memory {
    async fn links(
        &self,
        noun: Noun,
        _: Side,
        keys: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, Link>, Failure> {
        let links = self.links.lock().unwrap();
        Ok(keys
            .iter()
            .filter_map(|key| {
                links
                    .get(&(noun, key.clone()))
                    .map(|link| (key.clone(), link.clone()))
            })
            .collect())
    }
    async fn waiting(&self, _: FlowKind, keys: &[RecordKey]) -> Result<Vec<RecordKey>, Failure> {
        Ok(keys
            .iter()
            .filter(|key| self.arriving.contains(*key))
            .cloned()
            .collect())
    }
}

/// A flow between a shop and a CRM.
pub(crate) struct World {
    pub(crate) source: Shop,
    pub(crate) destination: Crm,
    pub(crate) journal: Memory,
    kind: FlowKind,
    settings: String,
    two_way: bool,
}

impl World {
    pub(crate) fn orders() -> Self {
        Self::with(FlowKind::Orders, "null")
    }

    pub(crate) fn with(kind: FlowKind, settings: &str) -> Self {
        Self {
            source: Shop::default(),
            destination: Crm::default(),
            journal: Memory::default(),
            kind,
            settings: settings.to_owned(),
            two_way: false,
        }
    }

    pub(crate) fn two_way(self) -> Self {
        Self {
            two_way: true,
            ..self
        }
    }

    /// The flow the other way, with the same pairings.
    pub(crate) fn reversed(&self) -> Self {
        let mut reversed = Self::with(self.kind, &self.settings).two_way();
        reversed.journal = self.journal.reversed();
        reversed
    }

    pub(crate) async fn run(&mut self, keys: &[&str]) -> Settlement {
        let plan = self.plan();
        let keys: Vec<RecordKey> = keys.iter().map(|key| (*key).into()).collect();
        let reading = read(&plan, &self.source, &self.journal, &SystemClock, &keys)
            .await
            .unwrap();
        let settlement = deliver(
            &plan,
            &self.source,
            &self.destination,
            &self.journal,
            &SystemClock,
            reading,
        )
        .await
        .unwrap();
        self.journal.keep(&settlement);
        settlement
    }

    pub(crate) async fn dry_run(&self, keys: &[&str]) -> Vec<Forecast> {
        let keys: Vec<RecordKey> = keys.iter().map(|key| (*key).into()).collect();
        let plan = self.plan();
        dry_run(
            &plan,
            &self.source,
            &self.destination,
            &self.journal,
            &SystemClock,
            &keys,
        )
        .await
        .unwrap()
    }

    fn plan(&self) -> Plan {
        let mut blueprint = self.blueprint(self.kind, value(&self.settings));
        if self.kind == FlowKind::Orders {
            blueprint.customers = Some(Box::new(self.blueprint(FlowKind::Customers, Value::Null)));
            blueprint.products = Some(Box::new(self.blueprint(FlowKind::Products, Value::Null)));
        }
        assert_eq!(
            link_noun(self.kind),
            if self.kind == FlowKind::OrderStatus {
                Noun::Order
            } else {
                noun_of(self.kind)
            }
        );
        Plan::compile(blueprint).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    }

    fn blueprint(&self, kind: FlowKind, settings: Value) -> Blueprint {
        let (stream, shipped) = match kind {
            FlowKind::Orders | FlowKind::Invoices => ("deals", ORDERS),
            FlowKind::OrderStatus => ("deals", STATUS),
            FlowKind::Customers => ("customers", CUSTOMERS),
            FlowKind::Products | FlowKind::Stock => ("products", PRODUCTS),
        };
        Blueprint {
            flow: FlowId::new(),
            revision: RevisionId::new(),
            kind,
            source: (ConnectorId::LightspeedEcom, "240117".to_owned()),
            source_stream: "orders".into(),
            destination_stream: stream.into(),
            destination_schema: None,
            shipped: shipped.to_owned(),
            overlay: Overlay::default(),
            settings,
            lookups: Lookups::default(),
            two_way: self.two_way,
            customers: None,
            products: None,
        }
    }
}
