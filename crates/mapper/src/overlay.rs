//! A tenant's differences from the shipped mapping. Only differences are stored, so that a better default
//! reaches everyone who did not change that field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::mapping::{Each, Mapping, Rule, full_id};

/// What differs from a base mapping. Rules are named by their full ids (`line_items.price`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overlay {
    /// Rules of the base that are switched off.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<String>,
    /// Rules of the base of which some parts are changed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub changed: BTreeMap<String, Change>,
    /// Rules that the base does not have, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Added>,
}

/// The parts of a rule that are changed; what is left out stays as the base has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Change {
    /// Another expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Another list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Another name of its items.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another condition; an empty text is no condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Whether it applies on create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_create: Option<bool>,
    /// Whether it applies on update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_update: Option<bool>,
    /// Whether an empty value is sent on create.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_empty: Option<bool>,
}

/// A rule that the base does not have, or has as another kind of rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// The id of the list rule that it stands in; none at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// The full id of the rule that it follows; none: it comes first, or last if the one it followed is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The rule.
    pub rule: Rule,
}

/// Differences that name rules which the base no longer has. All others are applied in `mapping`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("these changes belong to rules that the default mapping no longer has: {}", .ids.join(", "))]
pub struct Strays {
    /// The full ids that were not found, sorted.
    pub ids: Vec<String>,
    /// The mapping with every other difference.
    pub mapping: Mapping,
}

impl Overlay {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.changed.is_empty() && self.added.is_empty()
    }

    /// What turns one mapping into another. The order of the base's own rules is the base's.
    #[must_use]
    pub fn difference(base: &Mapping, changed: &Mapping) -> Self {
        let mut overlay = Self::default();
        overlay.compare(&base.rules, &changed.rules, "");
        overlay
    }

    fn compare(&mut self, base: &[Rule], changed: &[Rule], above: &str) {
        for rule in base {
            if !changed.iter().any(|other| other.id() == rule.id()) {
                self.removed.insert(full_id(above, rule.id()));
            }
        }
        let mut after = None;
        for rule in changed {
            let id = full_id(above, rule.id());
            match base
                .iter()
                .find(|other| other.id() == rule.id() && same_kind(other, rule))
            {
                Some(old) => {
                    let change = Change::between(old, rule);
                    if change != Change::default() {
                        self.changed.insert(id.clone(), change);
                    }
                    self.compare(&old.rules, &rule.rules, &id);
                }
                None => self.added.push(Added {
                    under: (!above.is_empty()).then(|| above.to_owned()),
                    after,
                    rule: rule.clone(),
                }),
            }
            after = Some(id);
        }
    }
}

fn same_kind(a: &Rule, b: &Rule) -> bool {
    a.to == b.to && a.each.is_some() == b.each.is_some() && a.append == b.append
}

impl Change {
    fn between(old: &Rule, new: &Rule) -> Self {
        fn changed<T: PartialEq + Clone>(old: &T, new: &T) -> Option<T> {
            (old != new).then(|| new.clone())
        }
        let list = |rule: &Rule| rule.each.as_ref().map(|each| each.list.clone());
        let name = |rule: &Rule| rule.each.as_ref().map(|each| each.name.clone());
        let when = |rule: &Rule| rule.when.clone().unwrap_or_default();
        Self {
            from: changed(&old.from, &new.from),
            each: changed(&list(old), &list(new)).flatten(),
            name: changed(&name(old), &name(new)).flatten(),
            when: changed(&when(old), &when(new)),
            on_create: changed(&old.on_create, &new.on_create),
            on_update: changed(&old.on_update, &new.on_update),
            keep_empty: changed(&old.keep_empty, &new.keep_empty),
        }
    }

    fn apply(&self, rule: &mut Rule) {
        let Each { list, name } = rule.each.clone().unwrap_or(Each {
            list: String::new(),
            name: String::new(),
        });
        if rule.each.is_some() {
            rule.each = Some(Each {
                list: self.each.clone().unwrap_or(list),
                name: self.name.clone().unwrap_or(name),
            });
        }
        if let Some(when) = &self.when {
            rule.when = (!when.is_empty()).then(|| when.clone());
        }
        if let Some(from) = &self.from {
            rule.from.clone_from(from);
        }
        rule.on_create = self.on_create.unwrap_or(rule.on_create);
        rule.on_update = self.on_update.unwrap_or(rule.on_update);
        rule.keep_empty = self.keep_empty.unwrap_or(rule.keep_empty);
    }
}

impl Mapping {
    /// This mapping with a tenant's differences on top.
    ///
    /// # Errors
    /// [`Strays`] when a difference names a rule that is not here. It holds the mapping with all other
    /// differences, so that the caller can go on and tell.
    pub fn overlaid(&self, overlay: &Overlay) -> Result<Self, Strays> {
        let mut mapping = self.clone();
        let mut strays = BTreeSet::new();
        for (id, change) in &overlay.changed {
            match find(&mut mapping.rules, "", id) {
                Some(rule) => change.apply(rule),
                None => _ = strays.insert(id.clone()),
            }
        }
        for added in &overlay.added {
            if let Err(id) = add(&mut mapping, added) {
                strays.insert(id);
            }
        }
        for id in &overlay.removed {
            if !remove(&mut mapping.rules, "", id) {
                strays.insert(id.clone());
            }
        }
        if strays.is_empty() {
            return Ok(mapping);
        }
        Err(Strays {
            ids: strays.into_iter().collect(),
            mapping,
        })
    }
}

fn find<'m>(rules: &'m mut [Rule], above: &str, id: &str) -> Option<&'m mut Rule> {
    for rule in rules {
        let here = full_id(above, rule.id());
        if here == id {
            return Some(rule);
        }
        if id.starts_with(&here)
            && let Some(found) = find(&mut rule.rules, &here, id)
        {
            return Some(found);
        }
    }
    None
}

fn remove(rules: &mut Vec<Rule>, above: &str, id: &str) -> bool {
    let before = rules.len();
    rules.retain(|rule| full_id(above, rule.id()) != id);
    rules.len() < before
        || rules.iter_mut().any(|rule| {
            let here = full_id(above, rule.id());
            remove(&mut rule.rules, &here, id)
        })
}

/// Adds a rule; one with its id makes room for it, since the tenant's own rule wins.
fn add(mapping: &mut Mapping, added: &Added) -> Result<(), String> {
    let above = added.under.as_deref().unwrap_or_default();
    let siblings = match &added.under {
        None => &mut mapping.rules,
        Some(under) => {
            &mut find(&mut mapping.rules, "", under)
                .ok_or_else(|| full_id(under, added.rule.id()))?
                .rules
        }
    };
    if let Some(same) = siblings.iter_mut().find(|rule| rule.id() == added.rule.id()) {
        *same = added.rule.clone();
        return Ok(());
    }
    let place = match &added.after {
        None => 0,
        Some(after) => siblings
            .iter()
            .position(|rule| full_id(above, rule.id()) == *after)
            .map_or(siblings.len(), |at| at + 1),
    };
    siblings.insert(place, added.rule.clone());
    Ok(())
}
