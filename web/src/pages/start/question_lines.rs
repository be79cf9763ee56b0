//! Questions as their page shows them, with what holds now.

use domain::{Value, flow::FlowKind, schema::Choice};
use engine::settings::declared;
use mapper::{Lookups, Table};

use crate::{locale::Locale, words};

use super::{
    lists::Lists,
    offers::Offer,
    questions::{Asks, Keys, Question, STAGES},
};

/// A question as its page shows it.
pub(crate) struct QuestionLine {
    /// The field's name: offer and question.
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) why: String,
    /// some, one, text, rows.
    pub(crate) shape: &'static str,
    /// To choose from, those that are chosen marked.
    pub(crate) options: Vec<OptionLine>,
    /// Rows of a look-up table.
    pub(crate) rows: Vec<RowLine>,
    /// What is typed or chosen.
    pub(crate) value: String,
    pub(crate) mistake: String,
    /// Why the list could not be read; the default stands there alone.
    pub(crate) unread: String,
}

/// A row of a look-up table.
pub(crate) struct RowLine {
    /// The field's name.
    pub(crate) field: String,
    pub(crate) label: String,
    pub(crate) value: String,
}

pub(crate) struct OptionLine {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// What holds for a setting: as chosen before, else as declared.
pub(crate) fn held(kind: FlowKind, settings: &Value, name: &str) -> Value {
    match settings.get(name) {
        Value::Null => declared(kind)
            .into_iter()
            .find(|setting| setting.field.name == name)
            .map_or(Value::Null, |setting| setting.default),
        chosen => chosen.clone(),
    }
}

impl Question {
    /// As the page shows it, with what holds now.
    pub(crate) fn line(
        &self,
        t: &Locale,
        offer: &Offer,
        settings: &Value,
        tables: &Lookups,
        lists: &Lists,
    ) -> QuestionLine {
        let field = format!("{}.{}", offer.key, self.name);
        let held = held(offer.kind, settings, self.name);
        let pipeline = held_text(offer.kind, settings, "pipeline");
        let mut rows = Vec::new();
        let (shape, options) = match self.asks {
            Asks::SomeOf(list) => {
                let chosen: Vec<String> = held.items().iter().map(ToString::to_string).collect();
                let mut options = listed(lists.of(list), &chosen);
                for option in &mut options {
                    option.label = words::payment(t, &option.value, &option.label);
                }
                ("some", options)
            }
            Asks::Stage => ("one", listed(lists.of(STAGES), &[format!("{pipeline}/{held}")])),
            Asks::StageOf(status) => {
                let stage = tables
                    .tables
                    .get(STAGES)
                    .and_then(|table| table.find(&[Value::text(status)]));
                let chosen = stage.map(|stage| format!("{pipeline}/{stage}"));
                let mut options = listed(lists.of(STAGES), chosen.as_slice());
                let none = OptionLine::new("", &t.t("ask-stage-none"), chosen.is_none());
                options.insert(0, none);
                ("one", options)
            }
            Asks::YesNo => {
                let yes = held.as_bool().unwrap_or_default();
                let both = [("yes", "ask-yes", yes), ("no", "ask-no", !yes)];
                (
                    "one",
                    both.map(|(value, words, is)| OptionLine::new(value, &t.t(words), is))
                        .into(),
                )
            }
            Asks::OneOf(options) => {
                let held = held.to_string();
                let option =
                    |(value, words): &(&str, &str)| OptionLine::new(value, &t.t(words), *value == held);
                ("one", options.iter().map(option).collect())
            }
            Asks::Contact | Asks::Country => ("text", Vec::new()),
            Asks::Rows(keys) => {
                rows = row_lines(&field, keys, lists.of(keys.list()), tables.tables.get(self.name));
                ("rows", Vec::new())
            }
        };
        QuestionLine {
            field,
            label: t.t(self.label),
            why: t.t(self.why),
            shape,
            options,
            rows,
            value: held.to_string(),
            mistake: String::new(),
            unread: self
                .asks
                .list()
                .map(|list| lists.unread(list))
                .unwrap_or_default(),
        }
    }
}

impl OptionLine {
    fn new(value: &str, label: &str, is_chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            is_chosen,
        }
    }
}

/// A list with what is chosen of it, which stays to be seen also where the list could not be read or no longer has it.
fn listed(choices: &[Choice], chosen: &[String]) -> Vec<OptionLine> {
    let mut options: Vec<OptionLine> = choices
        .iter()
        .map(|choice| OptionLine::new(&choice.value, &choice.label, chosen.contains(&choice.value)))
        .collect();
    for value in chosen.iter().filter(|value| !value.is_empty()) {
        if !options.iter().any(|option| option.value == *value) {
            options.push(OptionLine::new(value, value, true));
        }
    }
    options
}

/// A row for each entry of the list, and for what the table has besides.
fn row_lines(field: &str, keys: Keys, choices: &[Choice], table: Option<&Table>) -> Vec<RowLine> {
    let mut lines: Vec<(String, String, String)> = Vec::new();
    for choice in choices {
        let key = keys.key(choice).trim();
        if key.is_empty() || lines.iter().any(|(known, ..)| known == key) {
            continue;
        }
        let value = table.and_then(|table| table.find(&[Value::text(key)]));
        let value = value.map(ToString::to_string).unwrap_or_default();
        lines.push((key.to_owned(), choice.label.clone(), value));
    }
    for (columns, value) in table.into_iter().flat_map(Table::rows) {
        if let [key] = columns
            && !lines.iter().any(|(known, ..)| known == key)
        {
            lines.push((key.clone(), key.clone(), value.to_string()));
        }
    }
    lines
        .into_iter()
        .map(|(key, label, value)| RowLine {
            field: format!("{field}:{key}"),
            label,
            value,
        })
        .collect()
}

/// The same as text.
pub(crate) fn held_text(kind: FlowKind, settings: &Value, name: &str) -> String {
    held(kind, settings, name).to_string()
}
