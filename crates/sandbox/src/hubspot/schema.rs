//! Properties and their groups, as an account defines them (dossier HubSpot §4).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    defaults,
    kinds::{Kind, facts},
};
use crate::clock::iso_ms;

/// What a value must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ValueType {
    /// Text.
    String,
    /// Decimal number.
    Number,
    /// `true` or `false`.
    Bool,
    /// One of the options, or several joined by `;` for checkboxes.
    Enumeration,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// Text too, in a type of its own.
    PhoneNumber,
}

impl ValueType {
    /// The word on the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Enumeration => "enumeration",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// From the word on the wire.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "string" => Self::String,
            "number" => Self::Number,
            "bool" => Self::Bool,
            "enumeration" => Self::Enumeration,
            "date" => Self::Date,
            "datetime" => Self::DateTime,
            "phone_number" => Self::PhoneNumber,
            _ => return None,
        })
    }
}

/// Where a value comes from, if not from what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Computed {
    /// It is stored.
    No,
    /// The create date.
    Created,
    /// The modified date.
    Modified,
    /// The record's id.
    ObjectId,
    /// Id of the primary company.
    PrimaryCompany,
    /// Number of associated records of a kind.
    Associated(Kind),
}

/// One allowed value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) hidden: bool,
    pub(crate) order: i64,
    pub(crate) description: Option<String>,
}

/// One property of an object type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "these are the flags of the remote's schema"
)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) value_type: ValueType,
    pub(crate) field_type: String,
    pub(crate) group: String,
    pub(crate) description: String,
    pub(crate) options: Vec<Choice>,
    pub(crate) unique: bool,
    pub(crate) by_hubspot: bool,
    pub(crate) calculated: bool,
    pub(crate) read_only: bool,
    pub(crate) external: bool,
    pub(crate) hidden: bool,
    pub(crate) form_field: bool,
    pub(crate) order: i64,
    pub(crate) archived_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
    pub(crate) computed: Computed,
}

impl Property {
    /// Whether several values may be joined by `;`.
    pub(crate) fn is_multiple(&self) -> bool {
        self.field_type == "checkbox"
    }

    /// The property as the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        let options: Vec<Value> = self
            .options
            .iter()
            .map(|o| {
                json!({"label": o.label, "value": o.value, "displayOrder": o.order, "hidden": o.hidden,
                    "description": o.description})
            })
            .collect();
        let mut shown = json!({
            "createdAt": iso_ms(self.created_at), "updatedAt": iso_ms(self.updated_at),
            "name": self.name, "label": self.label, "type": self.value_type.word(),
            "fieldType": self.field_type, "description": self.description, "groupName": self.group,
            "options": options, "displayOrder": self.order, "calculated": self.calculated,
            "externalOptions": self.external, "archived": self.archived_at.is_some(),
            "hasUniqueValue": self.unique, "hidden": self.hidden, "hubspotDefined": self.by_hubspot,
            "modificationMetadata": {"archivable": !self.by_hubspot, "readOnlyDefinition": self.by_hubspot,
                "readOnlyOptions": self.by_hubspot, "readOnlyValue": self.read_only},
            "formField": self.form_field, "dataSensitivity": "non_sensitive",
        });
        if self.external
            && let Some(shown) = shown.as_object_mut()
        {
            let refers = if self.name == "hubspot_owner_id" {
                Some("OWNER")
            } else {
                None
            };
            if let Some(refers) = refers {
                shown.insert("referencedObjectType".to_owned(), json!(refers));
            }
        }
        if let (Some(at), Some(shown)) = (self.archived_at, shown.as_object_mut()) {
            shown.insert("archivedAt".to_owned(), json!(iso_ms(at)));
        }
        shown
    }
}

/// A heading under which properties stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) order: i64,
}

impl Group {
    /// The group as the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        json!({"name": self.name, "label": self.label, "displayOrder": self.order, "archived": false})
    }
}

/// All properties of one object type. Places in the list never change, records refer to them.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Schema {
    pub(crate) properties: Vec<Property>,
    pub(crate) groups: Vec<Group>,
    by_name: HashMap<String, usize>,
    /// Places of the create date, modified date and object id.
    pub(crate) always: [usize; 3],
    /// Places of the properties that come unasked, `always` included, in order of name.
    pub(crate) usual: Vec<usize>,
}

impl Schema {
    /// HubSpot's own properties of a kind.
    pub(crate) fn standard(kind: Kind, now: i64) -> Self {
        let mut schema = Self {
            properties: Vec::new(),
            groups: Vec::new(),
            by_name: HashMap::new(),
            always: [0; 3],
            usual: Vec::new(),
        };
        defaults::fill(&mut schema, kind, now);
        let facts = facts(kind);
        let place = |name: &str| schema.place(name).unwrap_or(0);
        schema.always = [place(facts.created), place(facts.modified), place("hs_object_id")];
        schema.usual = schema.select(facts.usual.iter().copied());
        schema
    }

    /// Place of a property that is not archived.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.by_name
            .get(name)
            .copied()
            .filter(|&at| self.properties[at].archived_at.is_none())
    }

    /// Place of a property, archived or not.
    pub(crate) fn place_even_archived(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Places of the named properties (unknown names left out) and of those that always come.
    pub(crate) fn select<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let mut places: Vec<usize> = names
            .filter_map(|name| self.place(name))
            .chain(self.always)
            .collect();
        self.tidy(&mut places);
        places
    }

    /// Places of the properties that a client names; the usual ones when it names none.
    pub(crate) fn asked_for(&self, names: &[String]) -> Vec<usize> {
        if names.is_empty() {
            self.usual.clone()
        } else {
            self.select(names.iter().map(String::as_str))
        }
    }

    /// Puts places in order of name, each once.
    pub(crate) fn tidy(&self, places: &mut Vec<usize>) {
        places.sort_unstable_by(|a, b| self.properties[*a].name.cmp(&self.properties[*b].name));
        places.dedup();
    }

    /// Adds a property; the caller has checked that the name is free.
    pub(crate) fn add(&mut self, property: Property) -> usize {
        let at = self.properties.len();
        self.by_name.insert(property.name.clone(), at);
        self.properties.push(property);
        at
    }

    /// How many unique-value properties there are.
    pub(crate) fn unique_count(&self) -> usize {
        self.properties
            .iter()
            .filter(|p| p.unique && !p.by_hubspot && p.archived_at.is_none())
            .count()
    }
}

/// Reads options as a client sends them.
pub(crate) fn choices(options: &[Value]) -> Result<Vec<Choice>, String> {
    let mut read = Vec::with_capacity(options.len());
    for (at, option) in (0..).zip(options) {
        let empty = Map::new();
        let fields = option.as_object().unwrap_or(&empty);
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(label), Some(value)) = (text("label"), text("value")) else {
            return Err("Some required fields were not set: [label, value]".to_owned());
        };
        read.push(Choice {
            label,
            value,
            hidden: fields.get("hidden").and_then(Value::as_bool).unwrap_or(false),
            order: fields.get("displayOrder").and_then(Value::as_i64).unwrap_or(at),
            description: text("description"),
        });
    }
    Ok(read)
}
