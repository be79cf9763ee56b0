//! All that the shop remembers, with the indexes that find it at once.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::checkouts::Checkout;
use super::records::{Record, Records};
use super::table::Table;
use crate::memory::forms::{Word, pairs, words};
use crate::shop::customer::{Customer, truth};
use crate::shop::goods::snapshot;
use crate::shop::order::{Event, Invoice, Movement, Order, Shipment};
use crate::shop::product::{OptionSet, Product, Snapshot, Variant};
use crate::shop::sales::BookIds;
use crate::shop::{Ids, Merchant};

/// Something that webhooks may report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Happened {
    /// `orders`, `customers` …
    pub(crate) group: &'static str,
    /// `created`, `updated`, `deleted`, `paid`, `shipped`.
    pub(crate) action: &'static str,
    pub(crate) id: u64,
}

/// Ids by some value that several rows may share.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(serialize = "K: Serialize", deserialize = "K: Deserialize<'de> + Eq + Hash"))]
pub(crate) struct Index<K> {
    ids: HashMap<K, Vec<u64>>,
}

impl<K: Eq + Hash> Index<K> {
    fn of<'t, T: 't>(
        rows: impl Iterator<Item = &'t T>,
        key: impl Fn(&T) -> Option<K>,
        id: impl Fn(&T) -> u64,
    ) -> Self {
        let mut index = Self { ids: HashMap::new() };
        for row in rows {
            if let Some(key) = key(row) {
                index.add(key, id(row));
            }
        }
        index
    }

    /// The ids under a value, ascending.
    pub(crate) fn get<Q>(&self, key: &Q) -> &[u64]
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.ids.get(key).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn add(&mut self, key: K, id: u64) {
        let ids = self.ids.entry(key).or_default();
        let place = ids.partition_point(|other| *other < id);
        ids.insert(place, id);
    }

    pub(crate) fn remove<Q>(&mut self, key: &Q, id: u64)
    where
        K: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        if let Some(ids) = self.ids.get_mut(key) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.ids.remove(key);
            }
        }
    }

    /// Values that more than one row has, with how many.
    pub(crate) fn shared(&self) -> usize {
        self.ids.values().filter(|ids| ids.len() > 1).count()
    }
}

/// Sequences of numbers outside the books.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ShopIds {
    pub(crate) customers: Ids,
    pub(crate) products: Ids,
    pub(crate) variants: Ids,
    pub(crate) images: Ids,
    pub(crate) sets: Ids,
    pub(crate) options: Ids,
    pub(crate) movements: Ids,
    pub(crate) checkouts: Ids,
    pub(crate) checkout_lines: Ids,
}

/// The whole shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) customers: Table<Customer>,
    pub(crate) products: Table<Product>,
    pub(crate) variants: Table<Variant>,
    pub(crate) sets: Table<OptionSet>,
    pub(crate) orders: Table<Order>,
    pub(crate) invoices: Table<Invoice>,
    pub(crate) shipments: Table<Shipment>,
    pub(crate) events: Table<Event>,
    pub(crate) movements: Table<Movement>,
    #[serde(deserialize_with = "words")]
    pub(crate) records: HashMap<Word, Records>,
    pub(crate) checkouts: BTreeMap<u64, Checkout>,
    /// Customers by e-mail in lower case.
    pub(crate) by_email: Index<String>,
    pub(crate) by_sku: Index<String>,
    pub(crate) by_ean: Index<String>,
    pub(crate) variants_of: Index<u64>,
    pub(crate) orders_of: Index<u64>,
    pub(crate) events_of: Index<u64>,
    pub(crate) ids: ShopIds,
    pub(crate) book_ids: BookIds,
    /// Counter of order, invoice and shipment numbers.
    pub(crate) sequences: [u64; 3],
    /// Mails that went out to customers.
    pub(crate) mails: Vec<Value>,
    /// What webhooks have still to report.
    #[serde(skip)]
    pub(crate) happened: Vec<Happened>,
    /// Single pages that were written: `shop`, `shop/javascript`.
    #[serde(deserialize_with = "words")]
    pub(crate) pages: HashMap<Word, Map<String, Value>>,
    /// Pictures of brands and categories by collection and owner.
    #[serde(serialize_with = "pairs::serialize", deserialize_with = "words")]
    pub(crate) pictures: HashMap<(Word, u64), crate::shop::product::Image>,
}

impl State {
    /// Opens the shop of a merchant.
    pub(crate) fn new(merchant: Merchant, now: i64) -> Self {
        let Merchant {
            assortment,
            customers,
            books,
        } = merchant;
        let mut ids = ShopIds {
            customers: Ids::from(customers.last().map_or(227_100_000, |row| row.id)),
            products: Ids::from(assortment.products.last().map_or(164_220_000, |row| row.id)),
            variants: Ids::from(assortment.variants.last().map_or(324_880_000, |row| row.id)),
            images: Ids::from(480_000_000),
            sets: Ids::from(120_100),
            options: Ids::from(61_000),
            movements: Ids::from(990_200_000),
            checkouts: Ids::from(46_100_000),
            checkout_lines: Ids::from(83_200_000),
        };
        let mut records = super::seed::records(&assortment, now);
        super::seed::traces(&mut records, &books, &customers, &assortment);
        let movements = assortment
            .variants
            .iter()
            .map(|variant| Movement {
                id: ids.movements.draw(),
                created: variant.created,
                channel: "main",
                change: variant.stock_level,
                product: variant.product,
                variant: variant.id,
            })
            .collect();
        let sequences = [
            books.orders.len() as u64,
            books.invoices.len() as u64,
            books.shipments.len() as u64,
        ];
        Self {
            by_email: Index::of(
                customers.iter(),
                |row| filled(&row.person.email.to_lowercase()),
                |row| row.id,
            ),
            by_sku: Index::of(assortment.variants.iter(), |row| filled(&row.sku), |row| row.id),
            by_ean: Index::of(assortment.variants.iter(), |row| filled(&row.ean), |row| row.id),
            variants_of: Index::of(assortment.variants.iter(), |row| Some(row.product), |row| row.id),
            orders_of: Index::of(books.orders.iter(), |row| row.customer, |row| row.id),
            events_of: Index::of(books.events.iter(), |row| Some(row.order), |row| row.id),
            customers: Table::new(customers),
            products: Table::new(assortment.products),
            variants: Table::new(assortment.variants),
            sets: Table::new(assortment.sets),
            orders: Table::new(books.orders),
            invoices: Table::new(books.invoices),
            shipments: Table::new(books.shipments),
            events: Table::new(books.events),
            movements: Table::new(movements),
            records,
            checkouts: BTreeMap::new(),
            ids,
            book_ids: books.ids,
            sequences,
            mails: Vec::new(),
            happened: Vec::new(),
            pages: HashMap::new(),
            pictures: HashMap::new(),
        }
    }

    /// Notes something for the webhooks; the same thing twice in one call is one thing.
    pub(crate) fn happen(&mut self, group: &'static str, action: &'static str, id: u64) {
        let happened = Happened { group, action, id };
        if !self.happened.contains(&happened) {
            self.happened.push(happened);
        }
    }

    /// Adds a note to an order's history.
    pub(crate) fn note(
        &mut self,
        now: i64,
        channel: &'static str,
        kind: &'static str,
        message: &'static str,
        order: u64,
        paper: Option<u64>,
    ) {
        let id = self.book_ids.events.draw();
        self.events_of.add(order, id);
        self.events.add(Event {
            id,
            created: now,
            channel,
            kind,
            message,
            order,
            invoice: paper.filter(|_| kind == "invoice"),
            shipment: paper.filter(|_| kind == "shipment"),
        });
    }

    /// Sends a mail: notes it, so that a test can see that nobody was written to by accident.
    pub(crate) fn mail(&mut self, now: i64, kind: &str, about: &str, id: u64) {
        self.mails
            .push(json!({"at": super::time::iso_utc(now), "mail": kind, "about": about, "id": id}));
    }

    /// Sends those mails whose flag a request carries.
    pub(crate) fn mail_if_asked(
        &mut self,
        now: i64,
        body: &Map<String, Value>,
        mails: &[(&str, &str)],
        about: &str,
        id: u64,
    ) {
        for (flag, mail) in mails {
            if body.get(*flag).is_some_and(truth) {
                self.mail(now, mail, about, id);
            }
        }
    }

    /// Moves stock of a tracked variant and reports it; an untracked one only counts what it sold.
    pub(crate) fn move_stock(
        &mut self,
        variant: u64,
        change: i64,
        sold: i64,
        channel: &'static str,
        now: i64,
    ) {
        let moved = self.variants.change(variant, |row| {
            row.stock_sold += sold;
            row.updated = now.max(row.updated);
            if row.stock_tracking != "disabled" {
                row.stock_level += change;
            }
            (row.product, row.stock_tracking != "disabled")
        });
        let Some((product, tracked)) = moved else { return };
        if tracked && change != 0 {
            let id = self.ids.movements.draw();
            self.movements.add(Movement {
                id,
                created: now,
                channel,
                change,
                product,
                variant,
            });
        }
        self.happen("variants", "updated", variant);
    }

    /// What an order line is to remember of a variant now.
    pub(crate) fn snapshot(&self, variant: &Variant) -> Snapshot {
        let Some(product) = self.products.get(variant.product) else {
            return Snapshot::default();
        };
        let title = |pattern: &str, id: Option<u64>| {
            let record = self
                .records
                .get(pattern)
                .zip(id)
                .and_then(|(records, id)| records.rows.get(&id));
            record.map(|record| {
                let word = record.word("", "title");
                let plain = record.values.get("title").and_then(Value::as_str).unwrap_or("");
                if word.is_empty() {
                    plain.to_owned()
                } else {
                    word.to_owned()
                }
            })
        };
        let brand = title("brands", product.brand).unwrap_or_default();
        let supplier = title("suppliers", product.supplier).unwrap_or_default();
        snapshot(variant, product, &brand, &supplier)
    }

    /// Objects by kind for `/_summary`.
    pub(crate) fn objects(&self) -> Map<String, Value> {
        let mut objects: Map<String, Value> = self
            .records
            .values()
            .filter(|records| !records.rows.is_empty())
            .map(|records| {
                (
                    records.kind.pattern.replace("{}/", ""),
                    Value::from(records.rows.len()),
                )
            })
            .collect();
        for (name, count) in [
            ("customers", self.customers.len()),
            ("products", self.products.len()),
            ("variants", self.variants.len()),
            ("orders", self.orders.len()),
            (
                "order_lines",
                self.orders.iter().map(|order| order.lines.len()).sum(),
            ),
            ("invoices", self.invoices.len()),
            ("shipments", self.shipments.len()),
            ("events", self.events.len()),
            ("movements", self.movements.len()),
            ("sets", self.sets.len()),
            ("checkouts", self.checkouts.len()),
            ("mails", self.mails.len()),
        ] {
            objects.insert(name.to_owned(), Value::from(count));
        }
        objects
    }

    /// Values that should be unique and are not, for `/_summary`.
    pub(crate) fn duplicates(&self) -> Map<String, Value> {
        let hooks = self.records.get("webhooks").map_or(0, |records| {
            let mut seen = std::collections::HashSet::new();
            let key = |record: &Record| {
                ["address", "itemGroup", "itemAction"]
                    .map(|name| record.values.get(name).map(Value::to_string))
            };
            records
                .rows
                .values()
                .filter(|record| !seen.insert(key(record)))
                .count()
        });
        [
            ("customers.email", self.by_email.shared()),
            ("variants.sku", self.by_sku.shared()),
            ("variants.ean", self.by_ean.shared()),
            ("webhooks.address", hooks),
        ]
        .into_iter()
        .map(|(name, count)| (name.to_owned(), Value::from(count)))
        .collect()
    }
}

/// A text that is not empty, to be found by.
pub(crate) fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The collection whose pictures a path such as `brands/{}/image` means.
pub(crate) fn collection_of(pattern: &str) -> &'static str {
    match pattern {
        "brands/{}/image" => "brands",
        "categories/{}/image" => "categories",
        _ => "blogs/articles",
    }
}

impl State {
    /// Whether the owner in a path such as `orders/{}/metafields` exists.
    pub(crate) fn owns(&self, pattern: &str, owner: u64) -> bool {
        let collection = pattern.split("/{}").next().unwrap_or("");
        match collection {
            "orders" => self.orders.get(owner).is_some(),
            "invoices" => self.invoices.get(owner).is_some(),
            "shipments" => self.shipments.get(owner).is_some(),
            "customers" => self.customers.get(owner).is_some(),
            "products" => self.products.get(owner).is_some(),
            "variants" => self.variants.get(owner).is_some(),
            "quotes" => true,
            other => self
                .records
                .get(other)
                .is_some_and(|records| records.rows.contains_key(&owner)),
        }
    }
}
