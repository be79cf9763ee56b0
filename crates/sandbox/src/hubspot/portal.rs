//! One account: its records, properties, pipelines and people.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    association_types::AssociationTypes,
    calculated,
    events::{Source, Subscriptions},
    kinds::{self, KINDS, Kind, facts},
    people::{Owner, TaxRate},
    pipelines::Pipeline,
    record::{Record, Values, View},
    schema::{Computed, Schema},
};
use crate::memory::forms::pairs;
use crate::{clock::iso_ms, settings, shop::dice::Dice};

/// What every operation needs to know about the call that asked for it.
pub(crate) struct Ctx {
    /// The time.
    pub(crate) now: i64,
    /// How far search is behind.
    pub(crate) lag: i64,
    /// The knobs.
    pub(crate) knobs: Arc<settings::Values>,
    /// Who makes the change.
    pub(crate) source: Source,
    /// Who wants to hear of it.
    pub(crate) subscriptions: Arc<Subscriptions>,
}

/// All records of one kind.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Collection {
    pub(crate) schema: Schema,
    /// In order of id.
    pub(crate) records: Vec<Record>,
    /// Place of a unique property, lower-cased value, record.
    pub(crate) unique: HashMap<usize, HashMap<Box<str>, u64>>,
    next_id: u64,
}

/// Changes that have passed all checks.
pub(crate) struct Prepared {
    /// Place and new value.
    pub(crate) changes: Vec<(usize, Option<Box<str>>)>,
}

/// One account.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Portal {
    pub(crate) id: u64,
    pub(crate) collections: Vec<Collection>,
    pub(crate) pipelines: HashMap<Kind, Vec<Pipeline>>,
    pub(crate) owners: Vec<Owner>,
    pub(crate) tax_rates: Vec<TaxRate>,
    pub(crate) types: AssociationTypes,
    /// Events not yet handed to the sender.
    #[serde(skip)]
    pub(crate) events: Vec<Value>,
    /// Records that were merged, and into which.
    #[serde(with = "pairs")]
    pub(crate) merged: HashMap<(Kind, u64), u64>,
    /// Companies by domain, for the automatic association.
    pub(crate) by_domain: HashMap<Box<str>, u64>,
    pub(crate) next_event: u64,
    pub(crate) next_number: u64,
    pub(crate) dice: Dice,
}

impl Collection {
    fn new(kind: Kind, now: i64) -> Self {
        let schema = Schema::standard(kind, now);
        let unique = (0..)
            .zip(&schema.properties)
            .filter(|(_, p)| p.unique)
            .map(|(at, _)| (at, HashMap::new()));
        Self {
            unique: unique.collect(),
            schema,
            records: Vec::new(),
            next_id: facts(kind).first_id,
        }
    }

    /// Where the record stands.
    pub(crate) fn at(&self, id: u64) -> Option<usize> {
        self.records.binary_search_by_key(&id, |r| r.id).ok()
    }

    /// The record, archived or not, unless it is gone.
    pub(crate) fn any(&self, id: u64) -> Option<&Record> {
        self.at(id).map(|at| &self.records[at]).filter(|r| !r.gone)
    }

    /// The record unless archived or gone.
    pub(crate) fn live(&self, id: u64) -> Option<&Record> {
        self.any(id).filter(|r| r.archived.is_none())
    }

    /// The live record that holds a value in a unique property.
    pub(crate) fn holder(&self, place: usize, value: &str) -> Option<u64> {
        let held = self.unique.get(&place)?;
        held.get(value.trim().to_lowercase().as_str()).copied()
    }

    /// A value as it is shown, computed ones included.
    pub(crate) fn shown<'a>(&self, view: View<'a>, place: usize) -> Option<Cow<'a, str>> {
        match self.schema.properties[place].computed {
            Computed::No => view.values.get(place).map(Cow::Borrowed),
            Computed::Created => Some(iso_ms(view.record.created).into()),
            Computed::Modified => Some(iso_ms(view.updated).into()),
            Computed::ObjectId => Some(view.record.id.to_string().into()),
            Computed::PrimaryCompany => {
                let mut companies = view
                    .record
                    .links
                    .range((kinds::COMPANIES, 0, 0)..(kinds::COMPANIES + 1, 0, 0));
                companies
                    .find(|(_, _, t)| *t == 1)
                    .map(|(_, id, _)| id.to_string().into())
            }
            Computed::Associated(kind) => {
                let linked: BTreeSet<u64> = view
                    .record
                    .links
                    .range((kind, 0, 0)..(kind + 1, 0, 0))
                    .map(|(_, id, _)| *id)
                    .collect();
                (!linked.is_empty()).then(|| linked.len().to_string().into())
            }
        }
    }

    /// Enters or removes the record's value in the index of a unique property.
    fn index(&mut self, place: usize, id: u64, old: Option<&str>, new: Option<&str>) {
        let additional = self.schema.properties[place].name == "hs_additional_emails";
        let held_in = if additional {
            self.schema.place_even_archived("email").unwrap_or(place)
        } else {
            place
        };
        let Some(held) = self.unique.get_mut(&held_in) else {
            return;
        };
        let parts = |text: &str| -> Vec<Box<str>> {
            let lower = text.trim().to_lowercase();
            if additional {
                lower.split(';').map(Box::from).collect()
            } else {
                vec![lower.into()]
            }
        };
        for key in old.map(parts).unwrap_or_default() {
            if held.get(&key) == Some(&id) {
                held.remove(&key);
            }
        }
        for key in new.map(parts).unwrap_or_default() {
            held.insert(key, id);
        }
    }
}

impl Portal {
    /// An empty account.
    pub(crate) fn new(id: u64, seed: u64, now: i64) -> Self {
        Self {
            id,
            collections: (0..)
                .zip(&KINDS)
                .map(|(kind, _)| Collection::new(kind, now))
                .collect(),
            pipelines: super::pipelines::standard(now),
            owners: super::people::owners(now),
            tax_rates: super::people::tax_rates(now),
            types: AssociationTypes::standard(),
            events: Vec::new(),
            merged: HashMap::new(),
            by_domain: HashMap::new(),
            next_event: 3_816_279_340,
            next_number: 71_204_455,
            dice: Dice::new(seed),
        }
    }

    /// The records of a kind.
    pub(crate) fn of(&self, kind: Kind) -> &Collection {
        &self.collections[usize::from(kind) % KINDS.len()]
    }

    /// The same, to change.
    pub(crate) fn of_mut(&mut self, kind: Kind) -> &mut Collection {
        &mut self.collections[usize::from(kind) % KINDS.len()]
    }

    /// A number for things that are not records: stages, subscriptions, labels.
    pub(crate) fn number(&mut self) -> u64 {
        self.next_number += 1 + self.dice.below(17);
        self.next_number
    }

    /// Adds a record.
    pub(crate) fn insert(&mut self, ctx: &Ctx, kind: Kind, prepared: Prepared) -> u64 {
        let step = 1 + self.dice.below(37);
        let collection = self.of_mut(kind);
        collection.next_id += step;
        let id = collection.next_id;
        collection.records.push(Record {
            id,
            values: Values::default(),
            created: ctx.now,
            updated: ctx.now,
            archived: None,
            gone: false,
            visible_from: ctx.now + ctx.lag,
            stale: None,
            links: BTreeSet::new(),
        });
        let at = collection.records.len() - 1;
        if ctx.subscriptions.any() {
            self.emit_creation(ctx, kind, id);
        }
        self.change(ctx, kind, at, prepared);
        if kind == kinds::CONTACTS && ctx.knobs.hubspot.auto_company {
            self.join_company_by_domain(ctx, id);
        }
        id
    }

    /// Changes a record that is there.
    pub(crate) fn update(&mut self, ctx: &Ctx, kind: Kind, at: usize, prepared: Prepared) {
        self.of_mut(kind).records[at].keep_for_search(ctx.now, ctx.lag);
        self.change(ctx, kind, at, prepared);
    }

    fn change(&mut self, ctx: &Ctx, kind: Kind, at: usize, prepared: Prepared) {
        let mut changed: Vec<(usize, Option<Box<str>>)> = Vec::new();
        let watched = ctx.subscriptions.any();
        let collection = &mut self.collections[usize::from(kind) % KINDS.len()];
        let id = collection.records[at].id;
        for (place, value) in prepared.changes {
            let record = &mut collection.records[at];
            if record.values.get(place) == value.as_deref() {
                continue;
            }
            if watched {
                changed.push((place, value.clone()));
            }
            let new = value.clone();
            let old = record.values.set(place, value);
            let property = &collection.schema.properties[place];
            if kind == kinds::COMPANIES && property.name == "domain" {
                if let Some(old) = old.as_deref()
                    && self.by_domain.get(old) == Some(&id)
                {
                    self.by_domain.remove(old);
                }
                if let Some(new) = new.as_deref() {
                    self.by_domain.entry(new.into()).or_insert(id);
                }
            }
            if property.unique || property.name == "hs_additional_emails" {
                collection.index(place, id, old.as_deref(), new.as_deref());
            }
        }
        let record = &mut collection.records[at];
        // Two writes in one millisecond must still be told apart by their date.
        record.updated = ctx.now.max(record.updated);
        calculated::derive(
            &collection.schema,
            kind,
            record,
            &self.pipelines,
            &self.tax_rates,
            ctx.now,
        );
        for (place, value) in changed {
            self.emit_property_change(ctx, kind, id, place, value.as_deref());
        }
    }

    /// Archives a record and frees its keys; false if it was not there.
    pub(crate) fn archive(&mut self, ctx: &Ctx, kind: Kind, id: u64) -> bool {
        let collection = self.of_mut(kind);
        let Some(at) = collection.at(id).filter(|&at| {
            let record = &collection.records[at];
            record.archived.is_none() && !record.gone
        }) else {
            return false;
        };
        collection.records[at].keep_for_search(ctx.now, ctx.lag);
        collection.records[at].archived = Some(ctx.now);
        collection.records[at].updated = ctx.now;
        self.free_keys(kind, at);
        let children: Vec<u64> = if kind == kinds::QUOTES {
            // Deleting a quote deletes its line items (dossier HubSpot §6).
            let links = &self.of(kind).records[at].links;
            links
                .iter()
                .filter(|l| l.0 == kinds::LINE_ITEMS)
                .map(|l| l.1)
                .collect()
        } else {
            Vec::new()
        };
        self.emit_deletion(ctx, kind, id);
        for child in children {
            self.archive(ctx, kinds::LINE_ITEMS, child);
        }
        true
    }

    /// Gives the record's unique values free.
    pub(crate) fn free_keys(&mut self, kind: Kind, at: usize) {
        let collection = self.of_mut(kind);
        let id = collection.records[at].id;
        for held in collection.unique.values_mut() {
            // Only the record's own values: looked up, not scanned.
            for (_, value) in collection.records[at].values.iter() {
                for part in value.split(';').chain([value]) {
                    let key = part.trim().to_lowercase();
                    if held.get(key.as_str()) == Some(&id) {
                        held.remove(key.as_str());
                    }
                }
            }
        }
        if kind == kinds::COMPANIES {
            let place = self.of(kind).schema.place_even_archived("domain");
            let domain = place
                .and_then(|p| self.of(kind).records[at].values.get(p))
                .map(Box::<str>::from);
            if let Some(domain) = domain
                && self.by_domain.get(&domain) == Some(&id)
            {
                self.by_domain.remove(&domain);
            }
        }
    }

    /// A new contact joins the company whose domain its address has (dossier HubSpot §9.13).
    fn join_company_by_domain(&mut self, ctx: &Ctx, id: u64) {
        let contacts = self.of(kinds::CONTACTS);
        let email = contacts
            .schema
            .place("email")
            .and_then(|place| contacts.live(id).and_then(|record| record.values.get(place)));
        let company = email
            .and_then(|email| email.rsplit_once('@'))
            .and_then(|(_, d)| self.by_domain.get(d));
        if let Some(&company) = company {
            // Both are there and the pair is known: nothing can refuse it.
            let _ = self.associate(ctx, (kinds::CONTACTS, id), (kinds::COMPANIES, company), &[]);
        }
    }

    /// Puts items in an order that is not the one asked for (dossier HubSpot §9.4).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.dice.shuffle(items);
    }

    /// Values that live records of a kind share in a property, counted as records too many.
    pub(crate) fn repeated(&self, kind: Kind, name: &str) -> usize {
        let collection = self.of(kind);
        let Some(place) = collection.schema.place(name) else {
            return 0;
        };
        let mut seen = HashSet::new();
        let live = collection
            .records
            .iter()
            .filter(|r| !r.gone && r.archived.is_none());
        live.filter_map(|r| r.values.get(place))
            .filter(|value| !seen.insert(value.to_lowercase()))
            .count()
    }
}
