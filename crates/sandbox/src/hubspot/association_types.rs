//! The types of associations that an account knows (dossier HubSpot §6).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::kinds::{self, Kind};
use crate::memory::forms::pairs;

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
