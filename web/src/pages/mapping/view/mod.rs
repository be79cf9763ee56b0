//! The two sides of the editor as templates place them: the rules with what they give, the fields that they may read.

mod sources;
mod unmapped;

use std::collections::BTreeMap;

use domain::{Field, Kind, Schema, Value};
use engine::PlanMistake;
use mapper::{Explained, Mistake, Outcome, Rule};
use scheduler::workbench::{Sample, Workbench};
use serde::Serialize;

use crate::{locale::Locale, sayings};

pub(crate) use sources::Sources;
pub(crate) use unmapped::Unmapped;

/// Letters of a value that are shown; the whole stands on the record's page.
const SHOWN: usize = 120;

/// What is wrong with a rule, and where in its text, in UTF-16 units as scripts count them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Wrong {
    pub(crate) part: &'static str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) message: String,
    pub(crate) suggestion: String,
}

/// What came of a rule for the chosen record.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Came {
    /// The value, cut to what can be read at a glance.
    pub(crate) value: String,
    /// ok, idle or err.
    pub(crate) tone: &'static str,
    /// A word beside it: its type, or why there is none.
    pub(crate) words: String,
    /// What the destination would refuse.
    pub(crate) refused: String,
    /// What the rule read, with values.
    pub(crate) reads: Vec<(String, String)>,
    /// What it did, in words.
    pub(crate) steps: Vec<String>,
}

/// One rule.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) to: String,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) required: bool,
    pub(crate) is_list: bool,
    pub(crate) is_nested: bool,
    /// Whether it makes one further item rather than one for each.
    pub(crate) is_item: bool,
    pub(crate) item_name: String,
    pub(crate) from: String,
    pub(crate) when: String,
    pub(crate) on_create: bool,
    pub(crate) on_update: bool,
    /// default, yours or new.
    pub(crate) badge: &'static str,
    /// The shipped expression, where the tenant's is another.
    pub(crate) default_from: Option<String>,
    pub(crate) default_when: String,
    pub(crate) wrong: Vec<Wrong>,
    pub(crate) came: Came,
    /// Whether the field is gone at the destination.
    pub(crate) gone: bool,
    /// Where it can be moved to: own rules only.
    pub(crate) moves: bool,
}

impl Row {
    /// Whether a search finds it.
    pub(crate) fn is_about(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        [&self.to, &self.label, &self.from, &self.id]
            .iter()
            .any(|it| it.to_lowercase().contains(&text))
    }
}

/// A value at a glance.
pub(crate) fn glance(value: &Value) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::Text(text) => text.clone(),
        other => other.to_json(),
    };
    let mut letters = text.chars();
    let mut shown: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The word for what a field holds.
pub(crate) fn kind_word(t: &Locale, kind: &Kind) -> String {
    t.t(match kind {
        Kind::Text => "map-kind-text",
        Kind::Number => "map-kind-number",
        Kind::Bool => "map-kind-bool",
        Kind::Date => "map-kind-date",
        Kind::DateTime => "map-kind-datetime",
        Kind::Choice { .. } => "map-kind-choice",
        Kind::Group { .. } => "map-kind-group",
        Kind::List { .. } => "map-kind-list",
        Kind::Texts => "map-kind-texts",
        Kind::Any => "map-kind-any",
    })
}

fn value_word(t: &Locale, value: &Value) -> String {
    t.t(match value {
        Value::Null => "map-kind-nothing",
        Value::Bool(_) => "map-kind-bool",
        Value::Number(_) => "map-kind-number",
        Value::Text(_) => "map-kind-text",
        Value::List(_) => "map-kind-list",
        Value::Map(_) => "map-kind-group",
    })
}

/// Bytes to UTF-16 units.
fn units(text: &str, bytes: usize) -> usize {
    text.char_indices()
        .take_while(|(at, _)| *at < bytes)
        .map(|(_, letter)| letter.len_utf16())
        .sum()
}

fn wrong(t: &Locale, mistake: &Mistake, rule: &Rule) -> Wrong {
    let text = match mistake.part {
        mapper::Part::When => rule.when.as_deref().unwrap_or_default(),
        mapper::Part::Each => rule.each.as_ref().map_or("", |each| each.list.as_str()),
        mapper::Part::To => rule.to.as_str(),
        _ => rule.from.as_str(),
    };
    Wrong {
        part: if mistake.part == mapper::Part::Each {
            "from"
        } else {
            mistake.part.as_str()
        },
        start: units(text, mistake.span.start),
        end: units(text, mistake.span.end),
        message: sayings::sentence(t, &mistake.what),
        suggestion: mistake.suggestion.clone().unwrap_or_default(),
    }
}

/// What is known about the destination, and what a record makes of the rules.
pub(crate) struct Known<'a> {
    pub(crate) t: &'a Locale,
    pub(crate) bench: &'a Workbench,
    pub(crate) schema: Option<&'a Schema>,
    pub(crate) sample: Option<&'a Sample>,
}

impl Known<'_> {
    /// All rules, list rules before their parts.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let shipped: BTreeMap<String, &Rule> = self.bench.shipped.by_id().into_iter().collect();
        let explained = self.explained();
        let mut rows = Vec::new();
        self.below(&self.bench.mapping.rules, "", "", &shipped, &explained, &mut rows);
        rows
    }

    fn explained(&self) -> BTreeMap<String, (usize, Explained)> {
        let mut by_rule: BTreeMap<String, (usize, Explained)> = BTreeMap::new();
        let (Some(plan), Some(sample)) = (&self.bench.plan, self.sample) else {
            return by_rule;
        };
        let input = plan.input(&sample.document, &sample.raw, &sample.linked);
        for field in plan.program().explain(&input, sample.act).fields {
            by_rule
                .entry(field.rule.clone())
                .and_modify(|(times, _)| *times += 1)
                .or_insert((1, field));
        }
        by_rule
    }

    fn below(
        &self,
        rules: &[Rule],
        above: &str,
        path: &str,
        shipped: &BTreeMap<String, &Rule>,
        explained: &BTreeMap<String, (usize, Explained)>,
        rows: &mut Vec<Row>,
    ) {
        for rule in rules {
            let id = join(above, rule.id());
            let to = join(path, &rule.to);
            let field = self.schema.and_then(|schema| schema.field(&to));
            let default = shipped.get(&id).copied();
            let wrong: Vec<Wrong> = self
                .bench
                .mistakes
                .iter()
                .filter_map(|mistake| match mistake {
                    PlanMistake::Rule(mistake) if mistake.rule == id => Some(wrong(self.t, mistake, rule)),
                    _ => None,
                })
                .collect();
            let list = |rule: &Rule| {
                rule.each
                    .as_ref()
                    .map_or_else(|| rule.from.clone(), |each| each.list.clone())
            };
            rows.push(Row {
                label: field.map(|field| field.label.clone()).unwrap_or_default(),
                kind: field.map_or_else(String::new, |field| kind_word(self.t, &field.kind)),
                required: field.is_some_and(|field| field.required),
                is_list: rule.is_list(),
                is_nested: !above.is_empty(),
                is_item: rule.append,
                item_name: rule
                    .each
                    .as_ref()
                    .map(|each| each.name.clone())
                    .unwrap_or_default(),
                from: list(rule),
                when: rule.when.clone().unwrap_or_default(),
                on_create: rule.on_create,
                on_update: rule.on_update,
                badge: match default {
                    None => "new",
                    Some(default) if same(default, rule) => "default",
                    Some(_) => "yours",
                },
                default_from: default.filter(|default| !same(default, rule)).map(&list),
                default_when: default
                    .and_then(|default| default.when.clone())
                    .unwrap_or_default(),
                gone: self.schema.is_some() && wrong.iter().any(|wrong| wrong.part == "to"),
                came: self.came(explained.get(&id), field, !wrong.is_empty()),
                moves: default.is_none(),
                wrong,
                to,
                id: id.clone(),
            });
            self.below(&rule.rules, &id, &join(path, &rule.to), shipped, explained, rows);
        }
    }

    fn came(&self, explained: Option<&(usize, Explained)>, field: Option<&Field>, is_wrong: bool) -> Came {
        let t = self.t;
        if is_wrong || self.sample.is_none() {
            return Came::default();
        }
        let Some((times, explained)) = explained else {
            return Came {
                tone: "idle",
                words: t.t("map-came-nothing"),
                ..Came::default()
            };
        };
        let mut came = Came {
            reads: explained
                .reads
                .iter()
                .map(|read| (read.path.clone(), glance(&read.value)))
                .collect(),
            steps: explained
                .steps
                .iter()
                .map(|step| sayings::sentence(t, step))
                .collect(),
            ..Came::default()
        };
        match &explained.outcome {
            Outcome::Given { value } => {
                came.value = glance(value);
                came.tone = "ok";
                came.words = if *times > 1 {
                    t.count("map-came-times", *times as u64)
                } else {
                    value_word(t, value)
                };
                came.refused = field.map_or_else(String::new, |field| refusal(t, field, value));
                if !came.refused.is_empty() {
                    came.tone = "err";
                }
            }
            Outcome::Items { count } => {
                came.tone = "ok";
                came.words = t.count("map-came-items", *count as u64);
            }
            Outcome::LeftOut => {
                came.tone = "idle";
                came.words = t.t("map-came-left-out");
                if field.is_some_and(|field| field.required) {
                    came.tone = "err";
                    came.refused = t.t("map-refused-missing");
                }
            }
            Outcome::Skipped => {
                came.tone = "idle";
                came.words = t.t("map-came-skipped");
            }
            Outcome::NotForThisAct => {
                came.tone = "idle";
                came.words = t.t("map-came-other-act");
            }
            Outcome::Failed { failure } => {
                came.tone = "err";
                came.words = sayings::sentence(t, &failure.what);
            }
        }
        came
    }
}

fn join(above: &str, name: &str) -> String {
    if above.is_empty() {
        name.to_owned()
    } else {
        format!("{above}.{name}")
    }
}

fn same(default: &Rule, rule: &Rule) -> bool {
    let flat = |rule: &Rule| Rule {
        rules: Vec::new(),
        ..rule.clone()
    };
    flat(default) == flat(rule)
}

/// What the destination would say to a value; empty if it takes it.
fn refusal(t: &Locale, field: &Field, value: &Value) -> String {
    if value.is_empty() {
        return if field.required {
            t.t("map-refused-missing")
        } else {
            String::new()
        };
    }
    match (&field.kind, value) {
        (Kind::Choice { options }, value) if !options.is_empty() => {
            let sent = value.to_string();
            // Several choices travel as one text.
            let all_known = sent
                .split(';')
                .all(|part| options.iter().any(|option| option.value == part));
            if all_known {
                return String::new();
            }
            let allowed: Vec<&str> = options
                .iter()
                .take(12)
                .map(|option| option.value.as_str())
                .collect();
            t.t2(
                "map-refused-choice",
                ("value", glance(value)),
                ("allowed", allowed.join(", ")),
            )
        }
        (Kind::Number, Value::Number(_)) | (Kind::Any, _) => String::new(),
        (Kind::Number, Value::Text(text)) if text.trim().parse::<domain::Decimal>().is_ok() => String::new(),
        (Kind::Number, _) => t.t1("map-refused-kind", "kind", kind_word(t, &field.kind)),
        (Kind::Date | Kind::DateTime, Value::Text(text))
            if !text.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            t.t1("map-refused-kind", "kind", kind_word(t, &field.kind))
        }
        (Kind::Text, Value::Text(text)) if text.chars().count() > LONGEST => {
            t.t1("map-refused-long", "most", LONGEST)
        }
        (Kind::Text, Value::List(_) | Value::Map(_)) => {
            t.t1("map-refused-kind", "kind", kind_word(t, &field.kind))
        }
        _ => String::new(),
    }
}

/// Letters that a text field takes at most, at both systems.
const LONGEST: usize = 65_536;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_scripts_count_them() {
        assert_eq!(units("'ğ🙂' ~ x", "'ğ🙂'".len()), 5);
    }
}
