//! What a member typed into the editor, laid over the rules that the page was made from.
//!
//! A form holds the rules that were shown, no others. Only what differs from the rules the page was made from is taken,
//! so that two windows, or a revision published meanwhile, lose nothing of one another.

use std::collections::BTreeMap;

use mapper::{Mapping, Rule};

/// The form, as it came.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    fields: BTreeMap<String, String>,
    rules: Vec<String>,
}

/// What a button of the form asks for, besides keeping what was typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// Only that.
    Keep,
    /// A rule as it ships.
    Reset(String),
    /// A rule no more.
    Remove(String),
    /// An own rule one place up.
    Up(String),
    /// An own rule one place down.
    Down(String),
    /// A new rule, from the fields at the foot.
    Add,
}

impl From<Vec<(String, String)>> for Typed {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in pairs {
            // Browsers send line breaks as two letters; an expression is one line that may be broken anywhere.
            let value = value.replace("\r\n", "\n");
            if name == "rule" {
                typed.rules.push(value);
            } else {
                typed.fields.insert(name, value);
            }
        }
        typed
    }
}

impl Typed {
    /// A field; empty if it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    pub(crate) fn wish(&self) -> Wish {
        let wish = self.get("do");
        match wish.split_once(':') {
            Some(("reset", id)) => Wish::Reset(id.to_owned()),
            Some(("remove", id)) => Wish::Remove(id.to_owned()),
            Some(("up", id)) => Wish::Up(id.to_owned()),
            Some(("down", id)) => Wish::Down(id.to_owned()),
            _ if wish == "add" => Wish::Add,
            _ => Wish::Keep,
        }
    }

    /// Lays what was typed over `mapping`. `seen` are the rules that the page was made from.
    pub(crate) fn onto(&self, mapping: &mut Mapping, seen: &Mapping) {
        let before: BTreeMap<String, Rule> = seen
            .by_id()
            .into_iter()
            .map(|(id, rule)| (id, rule.clone()))
            .collect();
        for id in &self.rules {
            let (Some(rule), Some(seen)) = (find(&mut mapping.rules, "", id), before.get(id)) else {
                continue;
            };
            let from = self.get(&format!("from:{id}")).trim();
            let list = seen.each.as_ref().map_or("", |each| each.list.as_str());
            if rule.is_list() {
                if let Some(each) = rule
                    .each
                    .as_mut()
                    .filter(|_| from != list && self.has(&format!("from:{id}")))
                {
                    from.clone_into(&mut each.list);
                }
            } else if from != seen.from && self.has(&format!("from:{id}")) {
                from.clone_into(&mut rule.from);
            }
            let when = self.get(&format!("when:{id}")).trim();
            if self.has(&format!("when:{id}")) && when != seen.when.as_deref().unwrap_or_default() {
                rule.when = (!when.is_empty()).then(|| when.to_owned());
            }
            let (create, update) = (
                self.has(&format!("create:{id}")),
                self.has(&format!("update:{id}")),
            );
            if create != seen.on_create {
                rule.on_create = create;
            }
            if update != seen.on_update {
                rule.on_update = update;
            }
        }
    }

    /// Does what the button asks for, on rules that hold what was typed. Tells the id of a rule that was added.
    pub(crate) fn grant(&self, mapping: &mut Mapping, shipped: &Mapping) -> Option<String> {
        match self.wish() {
            Wish::Keep => None,
            Wish::Reset(id) => {
                reset(mapping, shipped, &id);
                None
            }
            Wish::Remove(id) => {
                remove(&mut mapping.rules, "", &id);
                None
            }
            Wish::Up(id) => {
                shift(&mut mapping.rules, "", &id, true);
                None
            }
            Wish::Down(id) => {
                shift(&mut mapping.rules, "", &id, false);
                None
            }
            Wish::Add => {
                let to = self.get("new_to").trim();
                if to.is_empty() {
                    return None;
                }
                let under = self.get("new_under");
                add(mapping, under, to, self.get("new_from").trim())
            }
        }
    }
}

fn full(above: &str, id: &str) -> String {
    if above.is_empty() {
        id.to_owned()
    } else {
        format!("{above}.{id}")
    }
}

/// The rule of this full id.
pub(crate) fn find<'m>(rules: &'m mut [Rule], above: &str, id: &str) -> Option<&'m mut Rule> {
    for rule in rules {
        let here = full(above, rule.id());
        if here == id {
            return Some(rule);
        }
        if id.strip_prefix(&here).is_some_and(|rest| rest.starts_with('.'))
            && let Some(found) = find(&mut rule.rules, &here, id)
        {
            return Some(found);
        }
    }
    None
}

fn remove(rules: &mut Vec<Rule>, above: &str, id: &str) {
    rules.retain(|rule| full(above, rule.id()) != id);
    for rule in rules {
        let here = full(above, rule.id());
        remove(&mut rule.rules, &here, id);
    }
}

fn shift(rules: &mut [Rule], above: &str, id: &str, up: bool) {
    if let Some(at) = rules.iter().position(|rule| full(above, rule.id()) == id) {
        let other = if up { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(other) = other.filter(|other| *other < rules.len()) {
            rules.swap(at, other);
        }
        return;
    }
    for rule in rules {
        let here = full(above, rule.id());
        shift(&mut rule.rules, &here, id, up);
    }
}

/// A rule becomes as it ships: a changed one its default, one that was removed comes back, an own one goes.
fn reset(mapping: &mut Mapping, shipped: &Mapping, id: &str) {
    let mut base = shipped.clone();
    let Some(default) = find(&mut base.rules, "", id).map(|rule| rule.clone()) else {
        remove(&mut mapping.rules, "", id);
        return;
    };
    if let Some(rule) = find(&mut mapping.rules, "", id) {
        *rule = default;
        return;
    }
    let siblings = match id
        .rsplit_once('.')
        .and_then(|(above, _)| shipped_list(shipped, above))
    {
        Some(above) => find(&mut mapping.rules, "", &above).map(|list| &mut list.rules),
        None => Some(&mut mapping.rules),
    };
    if let Some(siblings) = siblings {
        siblings.push(default);
    }
}

/// The id of the list rule at this path, if it is one.
fn shipped_list(shipped: &Mapping, above: &str) -> Option<String> {
    shipped
        .by_id()
        .into_iter()
        .find(|(id, rule)| id == above && rule.is_list())
        .map(|(id, _)| id)
}

/// Adds a rule at the end; its id is made unlike that of any other.
fn add(mapping: &mut Mapping, under: &str, to: &str, from: &str) -> Option<String> {
    let siblings = if under.is_empty() {
        &mut mapping.rules
    } else {
        &mut find(&mut mapping.rules, "", under)
            .filter(|rule| rule.is_list())?
            .rules
    };
    let mut rule = Rule::value(to, from);
    let mut number = 1;
    while siblings.iter().any(|other| other.id() == rule.id()) {
        number += 1;
        rule.id = Some(format!("{to}_{number}"));
    }
    let id = full(under, rule.id());
    siblings.push(rule);
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(text: &str) -> Mapping {
        Mapping::from_toml(text).unwrap()
    }

    const TWO: &str = "[[rule]]\nto = 'a'\nfrom = 'order.number'\n[[rule]]\nto = 'b'\nfrom = 'order.id'\n";

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Typed::from(pairs)
    }

    #[test]
    fn only_what_differs_from_the_page_is_taken() {
        // Meanwhile somebody else published another expression for "b".
        let mut now = mapping(&TWO.replace("order.id", "order.status"));
        let form = typed(&[
            ("rule", "a"),
            ("from:a", "order.total_incl"),
            ("create:a", "on"),
            ("rule", "b"),
            ("from:b", "order.id"),
            ("create:b", "on"),
            ("update:b", "on"),
        ]);
        form.onto(&mut now, &mapping(TWO));
        assert_eq!(now.rules[0].from, "order.total_incl");
        assert!(now.rules[0].on_create && !now.rules[0].on_update);
        assert_eq!(now.rules[1].from, "order.status");
    }

    #[test]
    fn a_removed_default_comes_back_and_an_own_rule_goes() {
        let shipped = mapping(TWO);
        let mut now = mapping("[[rule]]\nto = 'b'\nfrom = 'order.id'\n[[rule]]\nto = 'own'\nfrom = '1'\n");
        typed(&[("do", "reset:a")]).grant(&mut now, &shipped);
        typed(&[("do", "reset:own")]).grant(&mut now, &shipped);
        let ids: Vec<_> = now.by_id().into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["b", "a"]);
    }

    #[test]
    fn a_second_rule_for_a_field_gets_an_id_of_its_own() {
        let mut now = mapping(TWO);
        let form = typed(&[("do", "add"), ("new_to", "a"), ("new_from", "'x'")]);
        assert_eq!(form.grant(&mut now, &mapping(TWO)).as_deref(), Some("a_2"));
    }
}
