//! How records are linked: types, directions, the primary company (dossier HubSpot §6).

use crate::memory::forms::pairs;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use serde_json::{Value, json};

use super::{
    answer::Refusal,
    kinds::{self, Kind, facts},
    portal::{Ctx, Portal},
    record::{Link, Record},
};

/// One association type as seen from one side.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TypeFacts {
    pub(crate) from: Kind,
    pub(crate) to: Kind,
    /// `None` for unlabelled.
    pub(crate) label: Option<String>,
    /// Name in v3 answers.
    pub(crate) name: String,
    /// Type id seen from the other side.
    pub(crate) inverse: u32,
    pub(crate) primary: bool,
    pub(crate) by_user: bool,
}

/// All types of an account.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AssociationTypes {
    by_id: HashMap<u32, TypeFacts>,
    #[serde(with = "pairs")]
    unlabelled: HashMap<(Kind, Kind), u32>,
    /// Type id of the primary company, for kinds that have one.
    #[serde(with = "pairs")]
    primary: HashMap<(Kind, Kind), u32>,
    next_label: u32,
}

/// from, to, id from -> to, id to -> from.
const UNLABELLED: [(&str, &str, u32, u32); 42] = [
    ("contact", "company", 279, 280),
    ("deal", "contact", 3, 4),
    ("deal", "company", 341, 342),
    ("deal", "line_item", 19, 20),
    ("quote", "deal", 64, 63),
    ("quote", "line_item", 67, 68),
    ("quote", "contact", 69, 70),
    ("quote", "company", 71, 72),
    ("contact", "contact", 449, 449),
    ("company", "company", 450, 450),
    ("deal", "deal", 451, 451),
    ("invoice", "contact", 177, 178),
    ("invoice", "company", 179, 180),
    ("invoice", "deal", 175, 176),
    ("invoice", "line_item", 409, 410),
    ("invoice", "order", 517, 518),
    ("invoice", "quote", 407, 408),
    ("invoice", "discount", 411, 412),
    ("invoice", "fee", 413, 414),
    ("invoice", "tax", 415, 416),
    ("invoice", "commerce_payment", 541, 542),
    ("order", "contact", 507, 508),
    ("order", "company", 934, 935),
    ("order", "deal", 512, 511),
    ("order", "line_item", 513, 514),
    ("order", "cart", 593, 592),
    ("order", "discount", 519, 520),
    ("order", "commerce_payment", 523, 524),
    ("order", "quote", 730, 731),
    ("order", "ticket", 525, 526),
    ("order", "note", 764, 763),
    ("cart", "contact", 586, 587),
    ("cart", "line_item", 590, 591),
    ("commerce_payment", "contact", 387, 388),
    ("subscription", "contact", 295, 296),
    ("note", "contact", 202, 201),
    ("note", "company", 190, 189),
    ("note", "deal", 214, 213),
    ("ticket", "contact", 16, 15),
    ("ticket", "company", 339, 340),
    ("ticket", "deal", 28, 27),
    ("note", "ticket", 228, 227),
];
const PRIMARY: [(&str, &str, u32, u32); 4] = [
    ("contact", "company", 1, 2),
    ("deal", "company", 5, 6),
    ("order", "company", 509, 510),
    ("ticket", "company", 26, 25),
];

impl AssociationTypes {
    /// HubSpot's own types.
    pub(crate) fn standard() -> Self {
        let mut types = Self {
            by_id: HashMap::new(),
            unlabelled: HashMap::new(),
            primary: HashMap::new(),
            next_label: 0,
        };
        let pair = |from: &str, to: &str| kinds::find(from).zip(kinds::find(to));
        let has_primary = |a: &str, b: &str| {
            PRIMARY
                .iter()
                .any(|p| (p.0 == a && p.1 == b) || (p.0 == b && p.1 == a))
        };
        for (from, to, there, back) in UNLABELLED {
            let Some((f, t)) = pair(from, to) else { continue };
            let ending = if has_primary(from, to) { "_unlabeled" } else { "" };
            types.add(there, f, t, None, format!("{from}_to_{to}{ending}"), back, false);
            if there != back {
                types.add(back, t, f, None, format!("{to}_to_{from}{ending}"), there, false);
            }
            types.unlabelled.insert((f, t), there);
            types.unlabelled.insert((t, f), back);
        }
        for (from, to, there, back) in PRIMARY {
            let Some((f, t)) = pair(from, to) else { continue };
            types.add(
                there,
                f,
                t,
                Some("Primary"),
                format!("{from}_to_{to}"),
                back,
                true,
            );
            types.add(
                back,
                t,
                f,
                Some("Primary"),
                format!("{to}_to_{from}"),
                there,
                true,
            );
            types.primary.insert((f, t), there);
        }
        let company = kinds::COMPANIES;
        types.add(
            13,
            company,
            company,
            Some("Child Company"),
            "parent_to_child_company".to_owned(),
            14,
            false,
        );
        types.add(
            14,
            company,
            company,
            Some("Parent Company"),
            "child_to_parent_company".to_owned(),
            13,
            false,
        );
        types
    }

    #[allow(clippy::too_many_arguments, reason = "one row of the table above")]
    fn add(
        &mut self,
        id: u32,
        from: Kind,
        to: Kind,
        label: Option<&str>,
        name: String,
        inverse: u32,
        primary: bool,
    ) {
        let label = label.map(str::to_owned);
        self.by_id.insert(
            id,
            TypeFacts {
                from,
                to,
                label,
                name,
                inverse,
                primary,
                by_user: false,
            },
        );
    }

    /// The facts about a type id.
    pub(crate) fn get(&self, id: u32) -> Option<&TypeFacts> {
        self.by_id.get(&id)
    }

    /// The type without a label between two kinds, seen from the first.
    pub(crate) fn unlabelled(&self, from: Kind, to: Kind) -> Option<u32> {
        self.unlabelled.get(&(from, to)).copied()
    }

    /// The primary type, if the first kind has one towards the second.
    pub(crate) fn primary(&self, from: Kind, to: Kind) -> Option<u32> {
        self.primary.get(&(from, to)).copied()
    }

    /// All types between two kinds, in order of id.
    pub(crate) fn between(&self, from: Kind, to: Kind) -> Vec<(u32, &TypeFacts)> {
        let mut all: Vec<_> = self
            .by_id
            .iter()
            .filter(|(_, t)| t.from == from && t.to == to)
            .map(|(id, t)| (*id, t))
            .collect();
        all.sort_by_key(|(id, _)| *id);
        all
    }

    /// Makes a label of the account's own; returns the ids there and back.
    pub(crate) fn add_label(
        &mut self,
        from: Kind,
        to: Kind,
        label: &str,
        name: &str,
        inverse_label: Option<&str>,
    ) -> (u32, u32) {
        self.next_label += 2;
        let there = self.next_label + 1_000_000;
        let back = if inverse_label.is_none() && from == to {
            there
        } else {
            there + 1
        };
        self.add(there, from, to, Some(label), name.to_owned(), back, false);
        if back != there {
            self.add(
                back,
                to,
                from,
                Some(inverse_label.unwrap_or(label)),
                format!("{name}_inverse"),
                there,
                false,
            );
        }
        for id in [there, back] {
            if let Some(facts) = self.by_id.get_mut(&id) {
                facts.by_user = true;
            }
        }
        (there, back)
    }

    /// Renames a label of the account's own; false if there is none.
    pub(crate) fn rename_label(&mut self, id: u32, label: &str) -> bool {
        match self.by_id.get_mut(&id).filter(|t| t.by_user) {
            Some(facts) => {
                facts.label = Some(label.to_owned());
                true
            }
            None => false,
        }
    }

    /// Removes a label of the account's own.
    pub(crate) fn remove_label(&mut self, id: u32) -> bool {
        match self.by_id.get(&id).filter(|t| t.by_user).map(|t| t.inverse) {
            Some(inverse) => {
                self.by_id.remove(&id);
                self.by_id.remove(&inverse);
                true
            }
            None => false,
        }
    }

    /// `{category, typeId, label}`.
    pub(crate) fn to_json(&self, id: u32) -> Value {
        let facts = self.by_id.get(&id);
        let category = if facts.is_some_and(|t| t.by_user) {
            "USER_DEFINED"
        } else {
            "HUBSPOT_DEFINED"
        };
        json!({"category": category, "typeId": id, "label": facts.and_then(|t| t.label.clone())})
    }
}

/// Kinds that a line item may belong to, and to only one of them.
pub(crate) const PARENTS: [Kind; 5] = [
    kinds::DEALS,
    kinds::QUOTES,
    kinds::INVOICES,
    kinds::ORDERS,
    kinds::CARTS,
];

/// The links of a record to one kind, without looking at the others: some contacts have very many deals.
fn towards(record: &Record, kind: Kind) -> impl Iterator<Item = &Link> {
    record.links.range((kind, 0, 0)..(kind + 1, 0, 0))
}

impl Portal {
    /// Whether two records may be linked by these types, without doing it.
    pub(crate) fn may_associate(
        &self,
        from: (Kind, Option<u64>),
        to: (Kind, u64),
        types: &[u32],
    ) -> Result<(), Refusal> {
        if from.0 == kinds::PRODUCTS || to.0 == kinds::PRODUCTS {
            return Err(Refusal::invalid(
                "Products cannot be associated with other objects; use line items instead",
            ));
        }
        if self.types.unlabelled(from.0, to.0).is_none() {
            return Err(Refusal::invalid(format!(
                "No association type exists between {} and {}",
                facts(from.0).singular,
                facts(to.0).singular
            )));
        }
        for id in types {
            if self
                .types
                .get(*id)
                .is_none_or(|t| t.from != from.0 || t.to != to.0)
            {
                return Err(Refusal::invalid(format!(
                    "association type {id} is not valid between {} and {}",
                    facts(from.0).id,
                    facts(to.0).id
                )));
            }
        }
        let ends = [(from.0, from.1), (to.0, Some(to.1))];
        for (kind, id) in ends.into_iter().filter_map(|(k, id)| id.map(|id| (k, id))) {
            if self.of(kind).live(id).is_none() {
                let ids = json!({"fromObjectId": [from.1.map(|id| id.to_string())], "toObjectId": [to.1.to_string()]});
                return Err(Refusal::new(
                    404,
                    "OBJECT_NOT_FOUND",
                    format!(
                        "{} with ID {id} does not exist",
                        facts(kind).singular.to_uppercase()
                    ),
                )
                .with_context(ids));
            }
        }
        self.has_one_parent(from, to)
    }

    fn has_one_parent(&self, from: (Kind, Option<u64>), to: (Kind, u64)) -> Result<(), Refusal> {
        let (child, parent) = match (from.0, to.0) {
            (kinds::LINE_ITEMS, kind) => (from.1, (kind, Some(to.1))),
            (kind, kinds::LINE_ITEMS) => (Some(to.1), (kind, from.1)),
            _ => return Ok(()),
        };
        let Some(record) = child.and_then(|id| self.of(kinds::LINE_ITEMS).live(id)) else {
            return Ok(());
        };
        let other = record
            .links
            .iter()
            .find(|l| PARENTS.contains(&l.0) && (l.0, Some(l.1)) != parent);
        match other {
            None => Ok(()),
            Some((kind, id, _)) => Err(Refusal::invalid(format!(
                "Line item {} is already associated with {} {id}; a line item can belong to one object only",
                record.id,
                facts(*kind).singular
            ))),
        }
    }

    /// Links two records; without types the unlabelled one is meant. The unlabelled type is always added,
    /// and the first company becomes the primary one.
    pub(crate) fn associate(
        &mut self,
        ctx: &Ctx,
        from: (Kind, u64),
        to: (Kind, u64),
        types: &[u32],
    ) -> Result<(), Refusal> {
        self.may_associate((from.0, Some(from.1)), to, types)?;
        let plain = self
            .types
            .unlabelled(from.0, to.0)
            .ok_or_else(Refusal::not_found)?;
        self.link(ctx, from, to, plain);
        for &id in types {
            let primary = self.types.get(id).is_some_and(|t| t.primary);
            if primary {
                self.make_primary(ctx, from, to);
            } else {
                self.link(ctx, from, to, id);
            }
        }
        // Whichever end has a primary company and none yet gets this one.
        for (owner, company) in [(from, to), (to, from)] {
            if let Some(primary) = self.types.primary(owner.0, company.0) {
                let record = self.of(owner.0).live(owner.1);
                let has = record.is_some_and(|r| towards(r, company.0).any(|l| l.2 == primary));
                if !has {
                    self.make_primary(ctx, owner, company);
                }
            }
        }
        Ok(())
    }

    fn make_primary(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64)) {
        // Seen from the company, the other end is the one that has a primary.
        let (owner, company) = if self.types.primary(from.0, to.0).is_some() {
            (from, to)
        } else {
            (to, from)
        };
        let Some(primary) = self.types.primary(owner.0, company.0) else {
            return;
        };
        let before: Vec<Link> = match self.of(owner.0).live(owner.1) {
            Some(record) => towards(record, company.0)
                .filter(|l| l.2 == primary && l.1 != company.1)
                .copied()
                .collect(),
            None => return,
        };
        for (kind, id, link_type) in before {
            self.unlink(ctx, owner, (kind, id), link_type);
        }
        self.link(ctx, owner, company, primary);
    }

    fn link(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64), id: u32) {
        let Some(facts) = self.types.get(id) else { return };
        let (inverse, primary) = (facts.inverse, facts.primary);
        if self.touch(ctx, from, |links| links.insert((to.0, to.1, id))) {
            self.emit_association(ctx, from, to, false, primary);
        }
        if self.touch(ctx, to, |links| links.insert((from.0, from.1, inverse))) {
            self.emit_association(ctx, to, from, false, primary);
        }
    }

    fn unlink(&mut self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64), id: u32) {
        let Some(facts) = self.types.get(id) else { return };
        let (inverse, primary) = (facts.inverse, facts.primary);
        if self.touch(ctx, from, |links| links.remove(&(to.0, to.1, id))) {
            self.emit_association(ctx, from, to, true, primary);
        }
        if self.touch(ctx, to, |links| links.remove(&(from.0, from.1, inverse))) {
            self.emit_association(ctx, to, from, true, primary);
        }
    }

    /// Changes a record's links; its modified date moves too (dossier HubSpot §9.14).
    fn touch(
        &mut self,
        ctx: &Ctx,
        (kind, id): (Kind, u64),
        change: impl FnOnce(&mut std::collections::BTreeSet<Link>) -> bool,
    ) -> bool {
        let collection = self.of_mut(kind);
        let Some(at) = collection.at(id) else { return false };
        let record = &mut collection.records[at];
        let changed = change(&mut record.links);
        if changed {
            record.updated = ctx.now;
        }
        changed
    }

    /// Unlinks two records: all types, or only those named. Removing the unlabelled type removes all.
    pub(crate) fn dissociate(
        &mut self,
        ctx: &Ctx,
        from: (Kind, u64),
        to: (Kind, u64),
        types: Option<&[u32]>,
    ) {
        let plain = self.types.unlabelled(from.0, to.0);
        let all = types.is_none_or(|types| types.iter().any(|t| Some(*t) == plain));
        for id in self.links_between(from, to) {
            if all || types.is_some_and(|types| types.contains(&id)) {
                self.unlink(ctx, from, to, id);
            }
        }
    }

    /// Types by which the first record is linked to the second.
    pub(crate) fn links_between(&self, from: (Kind, u64), to: (Kind, u64)) -> Vec<u32> {
        match self.of(from.0).any(from.1) {
            Some(record) => record
                .links
                .range((to.0, to.1, 0)..=(to.0, to.1, u32::MAX))
                .map(|(_, _, id)| *id)
                .collect(),
            None => Vec::new(),
        }
    }

    /// Live records of a kind that a record is linked to, each with its types, in order of id.
    pub(crate) fn linked(&self, from: (Kind, u64), to: Kind) -> Vec<(u64, Vec<u32>)> {
        let Some(record) = self.of(from.0).any(from.1) else {
            return Vec::new();
        };
        let mut all: Vec<(u64, Vec<u32>)> = Vec::new();
        for (_, id, link_type) in record.links.range((to, 0, 0)..(to + 1, 0, 0)) {
            match all.last_mut() {
                Some((last, types)) if last == id => types.push(*link_type),
                _ => all.push((*id, vec![*link_type])),
            }
        }
        all.retain(|(id, _)| self.of(to).live(*id).is_some());
        all
    }
}
