//! What a rule can read: the fields of the source, each with a value of a real record.

use domain::{Field, Kind, Value};
use scheduler::workbench::Sample;

use super::{Known, glance, join, kind_word, value_word};

/// Fields of the source's own JSON that are listed.
const MOST_RAW: usize = 400;
/// How deep they go.
const DEEPEST: usize = 5;

/// One field that rules may read.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    /// "49 of 50"; empty if no record is known.
    pub(crate) filled: String,
    pub(crate) is_filled: bool,
    /// The rules that read it.
    pub(crate) used_by: Vec<String>,
    pub(crate) depth: usize,
}

/// A group of them.
pub(crate) struct Sources {
    pub(crate) key: &'static str,
    pub(crate) fields: Vec<Source>,
}

impl Known<'_> {
    /// The fields that rules may read, with their values in the chosen record.
    pub(crate) fn sources(&self, samples: &[Sample]) -> Vec<Sources> {
        let root = engine::root_of(engine::noun_of(self.bench.flow.kind));
        let mut canonical = Vec::new();
        if let Some(schema) = self.bench.scope.schema(root) {
            self.canonical(&schema.fields, root, root, 0, samples, &mut canonical);
        }
        let mut raw = Vec::new();
        if let Some(sample) = self.sample {
            self.open(&sample.raw, "raw", 0, samples, |sample| &sample.raw, &mut raw);
        }
        let mut linked = Vec::new();
        if let Some(sample) = self.sample.filter(|sample| !sample.linked.is_null()) {
            self.open(
                &sample.linked,
                "linked",
                0,
                samples,
                |sample| &sample.linked,
                &mut linked,
            );
        }
        let settings = self.settings();
        let tables = self.bench.lookups.tables.iter().map(|(name, table)| {
            let mut field = self.field(format!("lookup('{name}')"), name.clone(), String::new());
            field.value = self.t.count("map-rows", table.rows().count() as u64);
            field.is_filled = true;
            field
        });
        let groups = [
            ("map-source-canonical", canonical),
            ("map-source-raw", raw),
            ("map-source-linked", linked),
            ("map-source-settings", settings),
            ("map-source-lookups", tables.collect()),
        ];
        groups
            .into_iter()
            .filter(|(_, fields)| !fields.is_empty())
            .map(|(key, fields)| Sources { key, fields })
            .collect()
    }

    fn field(&self, path: String, label: String, kind: String) -> Source {
        let used_by = self.bench.plan.as_ref().map(|plan| {
            plan.program()
                .rules_reading(&path)
                .into_iter()
                .map(str::to_owned)
                .collect()
        });
        Source {
            used_by: used_by.unwrap_or_default(),
            path,
            label,
            kind,
            value: String::new(),
            filled: String::new(),
            is_filled: false,
            depth: 0,
        }
    }

    fn canonical(
        &self,
        fields: &[Field],
        path: &str,
        read_as: &str,
        depth: usize,
        samples: &[Sample],
        all: &mut Vec<Source>,
    ) {
        let inside = |sample: &Sample, path: &str| {
            let rest = path.split_once('.').map_or("", |(_, rest)| rest).to_owned();
            first_at(&sample.document, &rest).clone()
        };
        for field in fields {
            let whole = join(path, &field.name);
            let name = join(read_as, &field.name);
            let mut source = self.field(name.clone(), field.label.clone(), kind_word(self.t, &field.kind));
            if read_as != path {
                // Within a list, rules name the item; the plan keeps the list's own path.
                source.used_by = self.field(whole.clone(), String::new(), String::new()).used_by;
            }
            source.depth = depth;
            let value = self
                .sample
                .map(|sample| inside(sample, &whole))
                .unwrap_or_default();
            source.is_filled = !value.is_empty();
            source.value = match &field.kind {
                Kind::Group { .. } => String::new(),
                Kind::List { .. } => self.t.count("map-came-items", value.items().len() as u64),
                _ => glance(&value),
            };
            if !samples.is_empty() {
                let filled = samples
                    .iter()
                    .filter(|sample| !inside(sample, &whole).is_empty())
                    .count();
                source.filled = self.of(filled, samples.len());
            }
            all.push(source);
            match &field.kind {
                Kind::Group { fields } => self.canonical(fields, &whole, &name, depth + 1, samples, all),
                Kind::List { fields } => {
                    let item = self.item_of(&name);
                    self.canonical(fields, &whole, &item, depth + 1, samples, all);
                }
                _ => {}
            }
        }
    }

    /// What rules call an item of this list.
    fn item_of(&self, list: &str) -> String {
        self.bench
            .mapping
            .by_id()
            .into_iter()
            .find_map(|(_, rule)| {
                rule.each
                    .as_ref()
                    .filter(|each| each.list.trim() == list)
                    .map(|each| each.name.clone())
            })
            .unwrap_or_else(|| list.to_owned())
    }

    fn of(&self, filled: usize, all: usize) -> String {
        self.t.t2("map-filled", ("filled", filled), ("all", all))
    }

    fn open(
        &self,
        value: &Value,
        path: &str,
        depth: usize,
        samples: &[Sample],
        root: fn(&Sample) -> &Value,
        all: &mut Vec<Source>,
    ) {
        let Some(parts) = value.as_map() else { return };
        for (name, part) in parts {
            if all.len() >= MOST_RAW {
                return;
            }
            let whole = join(path, name);
            let is_plain = name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            // A name with blanks can't stand after a dot.
            let shown = if is_plain {
                whole.clone()
            } else {
                format!("{path}['{}']", name.replace('\'', "\\'"))
            };
            let mut source = self.field(shown, String::new(), value_word(self.t, part));
            source.depth = depth;
            source.is_filled = !part.is_empty();
            source.value = match part {
                Value::Map(_) => String::new(),
                Value::List(items) => self.t.count("map-came-items", items.len() as u64),
                plain => glance(plain),
            };
            if !samples.is_empty() && is_plain {
                let rest = whole.split_once('.').map_or("", |(_, rest)| rest);
                let filled = samples
                    .iter()
                    .filter(|sample| !root(sample).at(rest).is_empty())
                    .count();
                source.filled = self.of(filled, samples.len());
            }
            all.push(source);
            if depth < DEEPEST && is_plain {
                self.open(part, &whole, depth + 1, samples, root, all);
            }
        }
    }

    fn settings(&self) -> Vec<Source> {
        let Some(schema) = self.bench.scope.schema("settings") else {
            return Vec::new();
        };
        let fields = schema.fields.iter().map(|field| {
            let mut source = self.field(
                join("settings", &field.name),
                field.label.clone(),
                kind_word(self.t, &field.kind),
            );
            let value = self
                .bench
                .plan
                .as_ref()
                .map(|plan| plan.settings.value().get(&field.name).clone());
            source.value = value.as_ref().map(glance).unwrap_or_default();
            source.is_filled = value.is_some_and(|value| !value.is_empty());
            source
        });
        fields.collect()
    }
}

/// The value at a path; in lists, that of the first item.
fn first_at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.')
        .filter(|step| !step.is_empty())
        .fold(value, |value, step| {
            let value = match value {
                Value::List(items) => items.first().unwrap_or(&Value::Null),
                other => other,
            };
            value.get(step)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_of_a_list_stands_for_it() {
        let value = Value::from_json(br#"{"lines":[{"sku":"A"},{"sku":"B"}]}"#).unwrap();
        assert_eq!(first_at(&value, "lines.sku").to_string(), "A");
        assert_eq!(first_at(&value, "").kind_name(), value.kind_name());
    }
}
