//! The check of a whole mapping.

use std::collections::BTreeMap;

use domain::{Kind, Schema, Value};

use super::{
    Body, Inner, Prepared, Reads, Ready,
    destination::{Fit, Level, Target, check_type, find},
};
use crate::{
    ast::Span,
    code::Op,
    lower::{Item, Lowered, Lowerer},
    mapping::{Each, Mapping, Rule, full_id},
    mistake::{Mistake, Part},
    scope::Scope,
    wrong::Wrong,
};

/// List rules within list rules: an order's lines and their options need two.
const DEEPEST: usize = 4;

pub(super) fn compile(
    mapping: &Mapping,
    scope: &Scope,
    destination: Option<&Schema>,
) -> Result<Inner, Vec<Mistake>> {
    let mut compiler = Compiler {
        scope,
        items: Vec::new(),
        mistakes: Vec::new(),
        reads: BTreeMap::new(),
    };
    let level = destination.map(|schema| schema.fields.as_slice());
    let rules = compiler.rules(&mapping.rules, "", level);
    if compiler.mistakes.is_empty() {
        return Ok(Inner {
            rules,
            reads: compiler.reads,
        });
    }
    Err(compiler.mistakes)
}

struct Compiler<'s> {
    scope: &'s Scope,
    items: Vec<Item<'s>>,
    mistakes: Vec<Mistake>,
    reads: BTreeMap<String, Reads>,
}

impl<'s> Compiler<'s> {
    fn rules(&mut self, rules: &[Rule], above: &str, level: Level<'_>) -> Vec<Ready> {
        self.check_overlaps(rules, above);
        rules.iter().map(|rule| self.rule(rule, above, level)).collect()
    }

    fn wrong(&mut self, rule: &str, part: Part, text: &str, what: Wrong) {
        let mistake = Mistake::new(Span::new(0, text.len()), what);
        self.mistakes.push(mistake.within(rule, part));
    }

    /// Two rules must not share an id, nor write the same field on the same act.
    fn check_overlaps(&mut self, rules: &[Rule], above: &str) {
        for (i, rule) in rules.iter().enumerate() {
            let id = full_id(above, rule.id());
            let before = rules.get(..i).unwrap_or_default();
            let clash = before.iter().find(|other| {
                let together = (rule.on_create && other.on_create) || (rule.on_update && other.on_update);
                let alternatives = rule.when.is_some() && other.when.is_some();
                let lists = rule.is_list() && other.is_list();
                let same = rule.to == other.to && !alternatives && !lists;
                let inside = is_inside(&rule.to, &other.to) || is_inside(&other.to, &rule.to);
                together && (same || inside)
            });
            if let Some(other) = clash {
                let field = other.to.clone();
                let what = if rule.to == other.to {
                    Wrong::TwoRulesWrite { field }
                } else {
                    let other = rule.to.clone();
                    Wrong::Overwrites { field, other }
                };
                self.wrong(&id, Part::To, &rule.to, what);
            } else if before.iter().any(|other| other.id() == rule.id()) {
                let what = Wrong::TwoRulesCalled {
                    id: rule.id().to_owned(),
                };
                self.wrong(&id, Part::To, &rule.to, what);
            }
        }
    }

    fn rule(&mut self, rule: &Rule, above: &str, level: Level<'_>) -> Ready {
        let id = full_id(above, rule.id());
        if rule.to.split('.').any(str::is_empty) {
            self.wrong(&id, Part::To, &rule.to, Wrong::EmptyStep);
        }
        let target = find(level, &rule.to).unwrap_or_else(|mistake| {
            self.mistakes.push(mistake.within(&id, Part::To));
            Target::Open
        });
        let (when, body) = if rule.is_list() {
            self.list_rule(rule, &id, &target)
        } else {
            (self.when(rule, &id), self.value_rule(rule, &id, &target))
        };
        Ready {
            to: rule.to.clone(),
            steps: rule.to.split('.').map(Into::into).collect(),
            on_create: rule.on_create,
            on_update: rule.on_update,
            keep_empty: rule.keep_empty,
            when,
            body,
            id,
        }
    }

    /// Lowers one of a rule's texts, and keeps its mistakes and what it reads.
    fn lower(&mut self, text: &str, rule: &str, part: Part) -> Lowered<'s> {
        let mut lowerer = Lowerer::new(self.scope);
        lowerer.items.clone_from(&self.items);
        let lowered = lowerer.text(text);
        let mut mistakes = lowerer.mistakes;
        mistakes.sort_by_key(|mistake| mistake.span.start);
        let mistakes = mistakes.into_iter().map(|mistake| mistake.within(rule, part));
        self.mistakes.extend(mistakes);
        let reads = self.reads.entry(rule.to_owned()).or_default();
        reads.paths.extend(lowerer.reads.paths);
        reads.walked.extend(lowerer.reads.walked);
        lowered
    }

    fn when(&mut self, rule: &Rule, id: &str) -> Option<Prepared> {
        let text = rule.when.as_ref()?;
        let code = self.lower(text, id, Part::When).code;
        Some(Prepared {
            text: text.clone(),
            code,
        })
    }

    fn value_rule(&mut self, rule: &Rule, id: &str, target: &Target<'_>) -> Body {
        if !rule.rules.is_empty() {
            self.wrong(id, Part::Rule, "", Wrong::NestedWithoutList);
        }
        let lowered = self.lower(&rule.from, id, Part::From);
        let literal = match &lowered.code.op {
            Op::Constant(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        if let Target::Field(field) = target {
            let mistake = check_type(field, &lowered.kind, literal, &rule.from);
            self.mistakes
                .extend(mistake.map(|mistake| mistake.within(id, Part::From)));
        }
        Body::Value {
            fit: Fit::of(target),
            from: Prepared {
                text: rule.from.clone(),
                code: lowered.code,
            },
        }
    }

    fn list_rule(&mut self, rule: &Rule, id: &str, target: &Target<'_>) -> (Option<Prepared>, Body) {
        let level = match target {
            Target::Open => None,
            Target::Field(field) => {
                if !matches!(field.kind, Kind::List { .. }) {
                    let field = rule.to.clone();
                    self.wrong(id, Part::To, &rule.to, Wrong::NoList { field });
                }
                Some(field.parts())
            }
        };
        if self.items.len() >= DEEPEST {
            self.wrong(id, Part::Rule, "", Wrong::ListsTooDeep { most: DEEPEST });
            return (None, Body::Item { rules: Vec::new() });
        }
        let Some(each) = &rule.each else {
            let when = self.when(rule, id);
            let rules = self.rules(&rule.rules, id, level);
            return (when, Body::Item { rules });
        };
        self.check_name(each, id);
        let list = self.lower(&each.list, id, Part::Each);
        if !matches!(list.kind, crate::types::Type::List(_)) && !list.kind.is_unknown() {
            let is = list.kind.shape();
            self.wrong(id, Part::Each, &each.list, Wrong::EachNeedsList { is });
        }
        let walked = &mut self.reads.entry(id.to_owned()).or_default().walked;
        walked.extend(list.path.clone());
        self.items.push(Item {
            name: each.name.clone(),
            kind: list.kind.item(),
            path: list.path,
        });
        let when = self.when(rule, id);
        let rules = self.rules(&rule.rules, id, level);
        self.items.pop();
        let body = Body::Each {
            list: Prepared {
                text: each.list.clone(),
                code: list.code,
            },
            name: each.name.clone(),
            rules,
        };
        (when, body)
    }

    fn check_name(&mut self, each: &Each, id: &str) {
        let name = &each.name;
        let taken = self.scope.roots.contains_key(name)
            || self.items.iter().any(|item| item.name == *name)
            || name == "loop";
        let is_name = matches!(
            crate::parser::parse(name).map(|expr| expr.node),
            Ok(crate::ast::Node::Name(_))
        );
        if taken {
            let name = name.clone();
            self.wrong(id, Part::Each, &each.list, Wrong::NameTaken { name });
        } else if !is_name {
            let name = name.clone();
            self.wrong(id, Part::Each, &each.list, Wrong::NoItemName { name });
        }
    }
}

fn is_inside(path: &str, above: &str) -> bool {
    super::is_below(path, above)
}
