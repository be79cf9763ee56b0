//! The shape of a document: which fields it has, of what kind, and what they mean.
//!
//! Canonical documents have fixed schemas (`canonical/`); a remote system's are discovered live. The same
//! description serves the check of a mapping rule, the check of a document and the list that people see.

use serde::{Deserialize, Serialize};

use crate::value::Value;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Kind {
    /// Text.
    Text,
    /// An exact number: money, quantity, rate.
    Number,
    /// Yes or no.
    Bool,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A moment, ISO 8601 with offset or `Z`.
    DateTime,
    /// One of a closed list of values.
    Choice {
        /// The values that are accepted, with the label that people see.
        options: Vec<Choice>,
    },
    /// Named parts.
    Group {
        /// The parts.
        fields: Vec<Field>,
    },
    /// Any number of groups of the same shape (order lines, variants).
    List {
        /// The parts of each item.
        fields: Vec<Field>,
    },
    /// A list of plain texts (category paths, image addresses).
    Texts,
    /// Unknown or mixed; checked only when the record is there.
    Any,
}

/// One accepted value of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// As sent.
    pub value: String,
    /// As shown.
    pub label: String,
}

/// One field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name in the document.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it means, with unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it holds.
    #[serde(flatten)]
    pub kind: Kind,
    /// Whether a document without it is refused.
    #[serde(default)]
    pub required: bool,
    /// Whether it can be written.
    #[serde(default = "yes")]
    pub writable: bool,
    /// Whether the tenant made it (a custom field), found by discovery.
    #[serde(default)]
    pub custom: bool,
}

fn yes() -> bool {
    true
}

impl Field {
    /// A field that may be left out and can be written.
    pub fn new(name: impl Into<String>, kind: Kind, description: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            label: label_from(&name),
            name,
            description: description.into(),
            kind,
            required: false,
            writable: true,
            custom: false,
        }
    }

    /// The same field, required.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same field with the label that people see.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The parts of a group or of a list's items; none for plain fields.
    #[must_use]
    pub fn parts(&self) -> &[Field] {
        match &self.kind {
            Kind::Group { fields } | Kind::List { fields } => fields,
            _ => &[],
        }
    }
}

/// `unit_price_incl` → `Unit price incl`.
fn label_from(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The fields of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schema {
    /// In the order in which people see them.
    pub fields: Vec<Field>,
}

/// Why a document does not fit its schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// A required field is missing or empty.
    #[error("the field \"{path}\" is missing")]
    Missing {
        /// Dotted path of the field.
        path: String,
    },
    /// A field holds another kind of value.
    #[error("the field \"{path}\" holds {found}, but {wanted} is needed")]
    WrongKind {
        /// Dotted path of the field.
        path: String,
        /// What is there.
        found: &'static str,
        /// What should be there.
        wanted: &'static str,
    },
    /// A choice has a value that is not on its list.
    #[error("the field \"{path}\" holds \"{found}\", which is not one of its values: {allowed}")]
    NotAChoice {
        /// Dotted path of the field.
        path: String,
        /// What is there.
        found: String,
        /// What may be there.
        allowed: String,
    },
}

impl Schema {
    /// A schema of these fields.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// The field at a dotted path; list items are reached by the list's own name (`lines.sku`).
    #[must_use]
    pub fn field(&self, path: &str) -> Option<&Field> {
        let mut fields = self.fields.as_slice();
        let mut found = None;
        for step in path.split('.') {
            let field = fields.iter().find(|field| field.name == step)?;
            fields = field.parts();
            found = Some(field);
        }
        found
    }

    /// These fields, and those of another schema that are missing among them, in groups and lists, too.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        join(&mut self.fields, other.fields);
        self
    }

    /// Checks a document.
    ///
    /// # Errors
    /// The first misfit, with its path. Unknown fields are no misfit: remote systems grow.
    pub fn check(&self, document: &Value) -> Result<(), Misfit> {
        check_fields(&self.fields, document, "")
    }
}

fn join(fields: &mut Vec<Field>, others: Vec<Field>) {
    for other in others {
        let Some(field) = fields.iter_mut().find(|field| field.name == other.name) else {
            fields.push(other);
            continue;
        };
        if let (
            Kind::Group { fields } | Kind::List { fields },
            Kind::Group { fields: more } | Kind::List { fields: more },
        ) = (&mut field.kind, other.kind)
        {
            join(fields, more);
        }
    }
}

fn check_fields(fields: &[Field], document: &Value, prefix: &str) -> Result<(), Misfit> {
    fields.iter().try_for_each(|field| {
        let path = if prefix.is_empty() {
            field.name.clone()
        } else {
            format!("{prefix}.{}", field.name)
        };
        check_field(field, document.get(&field.name), path)
    })
}

fn check_field(field: &Field, value: &Value, path: String) -> Result<(), Misfit> {
    if value.is_null() || (field.required && value.is_empty()) {
        return if field.required {
            Err(Misfit::Missing { path })
        } else {
            Ok(())
        };
    }
    let wrong = |wanted| {
        Err(Misfit::WrongKind {
            path: path.clone(),
            found: value.kind_name(),
            wanted,
        })
    };
    match (&field.kind, value) {
        (Kind::Any, _)
        | (Kind::Text | Kind::Date | Kind::DateTime, Value::Text(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::Bool, Value::Bool(_)) => Ok(()),
        (Kind::Text, _) => wrong("text"),
        (Kind::Number, _) => wrong("a number"),
        (Kind::Bool, _) => wrong("yes/no"),
        (Kind::Date, _) => wrong("a day (YYYY-MM-DD)"),
        (Kind::DateTime, _) => wrong("a moment (ISO 8601)"),
        (Kind::Choice { options }, Value::Text(text)) => {
            if options.is_empty() || options.iter().any(|option| option.value == *text) {
                return Ok(());
            }
            let allowed = options
                .iter()
                .map(|option| option.value.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Err(Misfit::NotAChoice {
                path,
                found: text.clone(),
                allowed,
            })
        }
        (Kind::Choice { .. }, _) => wrong("one of its values"),
        (Kind::Group { fields }, Value::Map(_)) => check_fields(fields, value, &path),
        (Kind::Group { .. }, _) => wrong("a group of fields"),
        (Kind::List { fields }, Value::List(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(i, item)| check_fields(fields, item, &format!("{path}.{i}"))),
        (Kind::Texts, Value::List(items)) if items.iter().all(|item| item.as_text().is_some()) => Ok(()),
        (Kind::List { .. } | Kind::Texts, _) => wrong("a list"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        Schema::new(vec![
            Field::new("email", Kind::Text, "").required(),
            Field::new(
                "lines",
                Kind::List {
                    fields: vec![Field::new("quantity", Kind::Number, "")],
                },
                "",
            ),
        ])
    }

    #[track_caller]
    fn check(json: &str, wanted: Result<(), &str>) {
        let found = schema().check(&Value::from_json(json.as_bytes()).unwrap());
        assert_eq!(
            found.map_err(|misfit| misfit.to_string()),
            wanted.map_err(str::to_owned)
        );
    }

    #[test]
    fn joined_schemas_have_the_fields_of_both_in_lists_too() {
        let list = |names: &[&str]| {
            let fields = names
                .iter()
                .map(|name| Field::new(*name, Kind::Text, ""))
                .collect();
            Schema::new(vec![Field::new("line_items", Kind::List { fields }, "")])
        };
        let joined = list(&["name"]).joined(list(&["kopru_ean", "name"]));
        assert_eq!(joined, list(&["name", "kopru_ean"]));
    }

    #[test]
    fn a_misfit_names_the_place() {
        check(r#"{"email":"a@b.example"}"#, Ok(()));
        check(r#"{"email":""}"#, Err("the field \"email\" is missing"));
        check(
            r#"{"email":"a@b.example","lines":[{"quantity":1},{"quantity":"two"}]}"#,
            Err("the field \"lines.1.quantity\" holds text, but a number is needed"),
        );
    }

    #[test]
    fn labels_are_made_from_names() {
        assert_eq!(
            Field::new("unit_price_incl", Kind::Number, "").label,
            "Unit price incl"
        );
    }
}
