//! The fields of a flow's settings: where each stands, how it is shown, and what was typed into it.

use std::collections::BTreeMap;

use domain::{Kind, Value, flow::Flow, schema::Choice};
use engine::settings::{self, Setting};

use crate::locale::Locale;

pub(super) struct Group {
    pub(super) name: String,
    pub(super) fields: Vec<Line>,
}

/// A setting as its field shows it.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) input: Input,
    pub(super) value: String,
    pub(super) default: String,
    pub(super) is_default: bool,
    /// What can be chosen at the remote: value and name.
    pub(super) choices: Vec<Choice>,
    /// The name of the value, or that it is gone.
    pub(super) chosen: String,
    pub(super) is_gone: bool,
}

pub(super) enum Input {
    Text,
    Long,
    Yes,
    Select(Vec<(String, String)>),
}

/// What was typed, by the setting's name.
pub(super) type Typed = BTreeMap<String, String>;

/// The groups in their order. A setting that is in none would not be shown; a test sees to it.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    (
        "setting-group-sent",
        &[
            "payment_statuses",
            "order_statuses",
            "statuses",
            "credit_notes",
            "filter",
        ],
    ),
    (
        "setting-group-place",
        &["pipeline", "stage", "store_id", "store_name"],
    ),
    ("setting-group-amounts", &["prices", "currency", "check_totals"]),
    (
        "setting-group-matching",
        &[
            "update",
            "create",
            "default_customer",
            "update_customers",
            "create_products",
            "default_country",
            "default_language",
        ],
    ),
];

/// The declared names as the form's fields know them.
pub(super) fn names(declared: &[Setting]) -> impl Iterator<Item = &'static str> {
    GROUPS
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .filter(|name| declared.iter().any(|setting| setting.field.name == *name))
}

/// Settings as they are typed.
pub(super) fn typed_of(flow: &Flow, given: &Value) -> Typed {
    settings::declared(flow.kind)
        .into_iter()
        .map(|setting| {
            let value = match given.get(&setting.field.name) {
                Value::Null => &setting.default,
                value => value,
            };
            (setting.field.name.clone(), written(value))
        })
        .collect()
}

fn written(value: &Value) -> String {
    match value {
        Value::List(items) => items
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

fn read(setting: &Setting, typed: &str) -> Value {
    match &setting.field.kind {
        Kind::Texts => Value::List(
            typed
                .split([',', '\n'])
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(Value::from)
                .collect(),
        ),
        Kind::Bool => Value::Bool(typed == "yes"),
        _ => Value::from(typed.trim()),
    }
}

/// What was typed, as settings: those that differ from their default.
pub(super) fn chosen(flow: &Flow, typed: &Typed) -> Value {
    let map: domain::Map = settings::declared(flow.kind)
        .into_iter()
        .filter_map(|setting| {
            let value = match (typed.get(&setting.field.name), &setting.field.kind) {
                (Some(text), _) => read(&setting, text),
                // A check box that is off is not sent.
                (None, Kind::Bool) => Value::Bool(false),
                (None, _) => return None,
            };
            (value != setting.default).then(|| (setting.field.name.clone(), value))
        })
        .collect();
    Value::Map(map)
}

pub(super) fn line(
    t: &Locale,
    name: &'static str,
    setting: &Setting,
    typed: &Typed,
    list: Option<&Vec<Choice>>,
) -> Line {
    let value = typed
        .get(name)
        .cloned()
        .unwrap_or_else(|| match setting.field.kind {
            Kind::Bool => "no".to_owned(),
            _ => String::new(),
        });
    let default = written(&setting.default);
    let choices = list.cloned().unwrap_or_default();
    let known = choices.iter().find(|choice| choice.value == value);
    Line {
        name,
        label: t.t(&format!("setting-{}", name.replace('_', "-"))),
        hint: t.t(&format!("setting-{}-hint", name.replace('_', "-"))),
        input: match &setting.field.kind {
            Kind::Bool => Input::Yes,
            Kind::Choice { options } => Input::Select(
                options
                    .iter()
                    .map(|option| {
                        (
                            option.value.clone(),
                            t.t(&format!("setting-option-{}", option.value)),
                        )
                    })
                    .collect(),
            ),
            _ if name == "filter" => Input::Long,
            _ => Input::Text,
        },
        is_default: value == default,
        is_gone: !choices.is_empty() && known.is_none() && !value.is_empty(),
        chosen: known.map(|choice| choice.label.clone()).unwrap_or_default(),
        default: match (&setting.default, default.is_empty()) {
            (Value::Bool(true), _) => t.t("setting-yes"),
            (Value::Bool(false), _) => t.t("setting-no"),
            (_, true) => t.t("setting-empty"),
            _ => match &setting.field.kind {
                Kind::Choice { .. } => t.t(&format!("setting-option-{default}")),
                _ => default,
            },
        },
        value,
        choices,
    }
}

#[cfg(test)]
mod tests {
    use domain::{Language, flow::FlowKind};
    use jiff::{Timestamp, tz::TimeZone};

    use super::*;

    #[test]
    fn every_declared_setting_has_a_place_and_words_in_every_language() {
        for language in Language::ALL {
            let t = Locale::new(language, TimeZone::UTC, Timestamp::UNIX_EPOCH);
            for kind in FlowKind::ALL {
                for setting in settings::declared(kind) {
                    let name = &setting.field.name;
                    assert!(
                        GROUPS.iter().any(|(_, names)| names.contains(&name.as_str())),
                        "{name} stands in no group"
                    );
                    for key in [
                        format!("setting-{}", name.replace('_', "-")),
                        format!("setting-{}-hint", name.replace('_', "-")),
                    ] {
                        assert_ne!(t.t(&key), key, "{language:?} lacks words");
                    }
                    if let Kind::Choice { options } = setting.field.kind {
                        for option in options {
                            let key = format!("setting-option-{}", option.value);
                            assert_ne!(t.t(&key), key, "{language:?} lacks words");
                        }
                    }
                }
            }
        }
    }
}
