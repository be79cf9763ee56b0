//! The simple collections: rows of named values, kept, shown and changed by their [`Kind`].

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::call::relation;
use super::json::Out;
use super::kinds::KINDS;
use super::refusal::Refusal;
use crate::memory::forms::{Word, words};
use crate::shop::country::{self, LANGUAGES};
use crate::shop::customer::{country_code, text, truth, whole};
use crate::shop::{Ids, money};

/// What one collection looks like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// Path with `{}` for the number of the owner.
    pub(crate) pattern: &'static str,
    /// Name of one, and key of request bodies.
    pub(crate) one: &'static str,
    /// Name of many.
    pub(crate) many: &'static str,
    /// Whether `createdAt` and `updatedAt` are shown.
    pub(crate) dated: bool,
    pub(crate) fields: &'static [Field],
    /// To-many relations: name, and address with `{}` for the own number.
    pub(crate) links: &'static [(&'static str, &'static str)],
    /// Numbers start above this one.
    pub(crate) first_id: u64,
    /// Group of webhooks that report changes.
    pub(crate) hook: Option<&'static str>,
}

/// One named value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// A creation without it is refused.
    pub(crate) required: bool,
}

/// How a value is read and what stands for its absence.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// Text, `""` when absent.
    Text,
    /// Text in the language of the path.
    Words,
    /// Text, `false` when absent.
    TextOrFalse,
    /// Date, `false` when absent.
    Date,
    Flag(bool),
    Int(i64),
    /// Number with up to four places, 0 when absent.
    Money,
    /// One of some words; the first when absent.
    Choice(&'static [&'static str]),
    /// A relation to that collection.
    One(&'static str),
    Language,
    Country,
    /// Anything, with a JSON text for its absence.
    Any(&'static str),
    /// Like `Any`, but clients cannot write it.
    Fixed(&'static str),
}

/// One row.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: u64,
    pub(crate) parent: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) values: Map<String, Value>,
    /// Texts by language code, the default language included.
    #[serde(deserialize_with = "words")]
    pub(crate) words: BTreeMap<Word, Map<String, Value>>,
}

/// All rows of one kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Records {
    #[serde(serialize_with = "write_kind", deserialize_with = "read_kind")]
    pub(crate) kind: &'static Kind,
    pub(crate) rows: BTreeMap<u64, Record>,
    owners: BTreeSet<(u64, u64)>,
    ids: Ids,
}

fn write_kind<S: Serializer>(kind: &'static Kind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.pattern)
}

fn read_kind<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Kind, D::Error> {
    let pattern = String::deserialize(from)?;
    let kind = KINDS.iter().find(|kind| kind.pattern == pattern);
    kind.ok_or_else(|| serde::de::Error::custom(format!("there is no collection {pattern}")))
}

impl Records {
    /// An empty collection.
    pub(crate) fn new(kind: &'static Kind) -> Self {
        Self {
            kind,
            rows: BTreeMap::new(),
            owners: BTreeSet::new(),
            ids: Ids::from(kind.first_id),
        }
    }

    /// Puts a row in as it is; its number is drawn unless it has one.
    pub(crate) fn keep(&mut self, mut record: Record) -> u64 {
        if record.id == 0 {
            record.id = self.ids.draw();
            while self.rows.contains_key(&record.id) {
                record.id = self.ids.draw();
            }
        }
        let id = record.id;
        self.owners.insert((record.parent, id));
        self.rows.insert(id, record);
        id
    }

    /// The rows of one owner; all rows where rows have none.
    pub(crate) fn of(&self, parent: u64) -> impl Iterator<Item = &Record> {
        self.owners
            .range((parent, 0)..=(parent, u64::MAX))
            .filter_map(|(_, id)| self.rows.get(id))
    }

    /// Makes a row from a request.
    pub(crate) fn create(
        &mut self,
        parent: u64,
        body: &Map<String, Value>,
        language: &'static str,
        now: i64,
    ) -> Result<u64, Refusal> {
        let mut record = Record {
            parent,
            created: now,
            updated: now,
            ..Record::default()
        };
        self.kind.apply(&mut record, body, language)?;
        for field in self.kind.fields.iter().filter(|field| field.required) {
            let given = record
                .values
                .get(field.name)
                .or_else(|| record.words.get(language).and_then(|words| words.get(field.name)));
            if given.is_none_or(|value| value.as_str() == Some("")) {
                return Err(Refusal::invalid());
            }
        }
        Ok(self.keep(record))
    }

    /// Changes a row by what a request names.
    pub(crate) fn update(
        &mut self,
        id: u64,
        body: &Map<String, Value>,
        language: &'static str,
        now: i64,
    ) -> Result<(), Refusal> {
        let record = self.rows.get_mut(&id).ok_or_else(Refusal::not_found)?;
        let mut changed = record.clone();
        self.kind.apply(&mut changed, body, language)?;
        changed.updated = now;
        *record = changed;
        Ok(())
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, id: u64) -> Option<Record> {
        let record = self.rows.remove(&id)?;
        self.owners.remove(&(record.parent, id));
        Some(record)
    }
}

impl Kind {
    /// Enters what a request names; unknown and unwritable names are passed over (dossier §8 no. 11).
    fn apply(
        &self,
        record: &mut Record,
        body: &Map<String, Value>,
        language: &'static str,
    ) -> Result<(), Refusal> {
        for field in self.fields {
            let Some(value) = body.get(field.name) else {
                continue;
            };
            let kept = match field.shape {
                Shape::Fixed(_) => continue,
                Shape::Words => {
                    let words = record.words.entry(language).or_default();
                    words.insert(field.name.to_owned(), Value::from(text(value)));
                    continue;
                }
                Shape::Text | Shape::TextOrFalse | Shape::Date => Value::from(text(value)),
                Shape::Flag(_) => Value::from(truth(value)),
                Shape::Int(_) => Value::from(whole(value).ok_or_else(Refusal::invalid)?),
                Shape::Money => Value::from(money::read(value).ok_or_else(Refusal::invalid)?),
                Shape::Choice(words) => {
                    let word = text(value);
                    let known = words.contains(&word.as_str());
                    if !known {
                        return Err(Refusal::invalid());
                    }
                    Value::from(word)
                }
                Shape::One(_) => relation(value).map_or(Value::Bool(false), Value::from),
                Shape::Language => {
                    let code = value
                        .as_str()
                        .or_else(|| value.get("code").and_then(Value::as_str));
                    code.and_then(country::language)
                        .map_or(Value::Bool(false), |known| Value::from(known.code))
                }
                Shape::Country => Value::from(country_code(value)),
                Shape::Any(_) => value.clone(),
            };
            record.values.insert(field.name.to_owned(), kept);
        }
        Ok(())
    }

    /// Writes a row's fields.
    pub(crate) fn write(&self, out: &mut Out, record: &Record) {
        out.id("id", record.id);
        if self.dated {
            out.time("createdAt", record.created);
            out.time("updatedAt", record.updated);
        }
        for field in self.fields {
            let value = record.values.get(field.name);
            let words = || value.and_then(Value::as_str).unwrap_or("");
            match field.shape {
                Shape::Text => out.text(field.name, words()),
                Shape::Words => out.text(field.name, record.word(out.language, field.name)),
                Shape::TextOrFalse | Shape::Date => out.text_or_false(field.name, words()),
                Shape::Flag(default) => {
                    out.flag(field.name, value.and_then(Value::as_bool).unwrap_or(default));
                }
                Shape::Int(default) => out.int(field.name, value.and_then(Value::as_i64).unwrap_or(default)),
                Shape::Money => out.money(field.name, value.and_then(Value::as_i64).unwrap_or(0)),
                Shape::Choice(all) => {
                    let word = value.and_then(Value::as_str).or(all.first().copied());
                    out.text(field.name, word.unwrap_or(""));
                }
                Shape::One(path) => {
                    let id = value.and_then(Value::as_u64);
                    // The value of a filter lies below that filter.
                    let owner = record.values.get("filter").and_then(Value::as_u64).unwrap_or(0);
                    out.one(field.name, &path.replace("{}", &owner.to_string()), id);
                }
                Shape::Language => out.language(field.name, words()),
                Shape::Country => out.country(field.name, words()),
                Shape::Any(absent) | Shape::Fixed(absent) => match value {
                    Some(value) => out.value(field.name, value),
                    None => out.value(field.name, &serde_json::from_str(absent).unwrap_or(Value::Null)),
                },
            }
        }
        for (name, address) in self.links {
            out.many(name, &address.replace("{}", &record.id.to_string()));
        }
    }

    /// Whether a row is related to `id` by the field `name`; `None` when it has no such relation.
    pub(crate) fn related(&self, record: &Record, name: &str, id: u64) -> Option<bool> {
        self.fields
            .iter()
            .find(|field| field.name == name && matches!(field.shape, Shape::One(_)))
            .map(|_| record.values.get(name).and_then(Value::as_u64).unwrap_or(0) == id)
    }
}

impl Record {
    /// A text in a language, else in the shop's default language ([K] dossier §6.1).
    pub(crate) fn word(&self, language: &str, name: &str) -> &str {
        let find = |language: &str| {
            self.words
                .get(language)
                .and_then(|words| words.get(name))
                .and_then(Value::as_str)
        };
        find(language)
            .or_else(|| find(LANGUAGES[0].code))
            .or_else(|| {
                self.words
                    .values()
                    .find_map(|words| words.get(name))
                    .and_then(Value::as_str)
            })
            .unwrap_or("")
    }
}
