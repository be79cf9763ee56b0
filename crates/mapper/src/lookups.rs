//! Look-up tables: what a merchant keeps beside the rules ("status paid is stage closedwon"), by one key or
//! several, with a default for what is not listed.

use std::collections::BTreeMap;

use domain::Value;
use serde::{Deserialize, Serialize};

/// The tables of a flow by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lookups {
    /// The tables.
    pub tables: BTreeMap<String, Table>,
}

impl Lookups {
    /// Without any table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a table.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, table: Table) -> Self {
        self.tables.insert(name.into(), table);
        self
    }
}

/// One table.
///
/// As text: `default = "other"` and `rows`, either as a table (`rows = { paid = "closedwon" }`) for one key
/// or as a list (`rows = [{ key = ["NL", 0.21], value = "high" }]`) for several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Table {
    rows: BTreeMap<String, (Vec<String>, Value)>,
    /// What a key gets that is not listed.
    pub default: Option<Value>,
}

/// Parts two key columns; it can't be typed on any keyboard.
const BETWEEN: char = '\u{1f}';

impl Table {
    /// Without any row.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a row of one key.
    #[must_use]
    pub fn row(self, key: impl Into<Value>, value: impl Into<Value>) -> Self {
        self.row_of(&[key.into()], value)
    }

    /// The same with a row of several keys.
    #[must_use]
    pub fn row_of(mut self, keys: &[Value], value: impl Into<Value>) -> Self {
        let columns = keys.iter().map(column).collect();
        self.rows.insert(joined(keys), (columns, value.into()));
        self
    }

    /// The same with a value for keys that are not listed.
    #[must_use]
    pub fn otherwise(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// The value of a row.
    #[must_use]
    pub fn find(&self, keys: &[Value]) -> Option<&Value> {
        self.rows.get(&joined(keys)).map(|(_, value)| value)
    }

    /// The rows: key columns and value.
    pub fn rows(&self) -> impl Iterator<Item = (&[String], &Value)> {
        self.rows
            .values()
            .map(|(columns, value)| (columns.as_slice(), value))
    }

    /// Whether nobody filled it.
    #[must_use]
    pub fn is_unused(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many key columns its rows have; one if it has no rows.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.rows.values().next().map_or(1, |(columns, _)| columns.len())
    }
}

/// A key as it is compared: numbers by value (0.210 is 0.21), texts without blanks around them.
pub(crate) fn column(key: &Value) -> String {
    match key {
        Value::Number(number) => number.normalize().to_string(),
        Value::Text(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn joined(keys: &[Value]) -> String {
    let mut out = String::new();
    for (i, key) in keys.iter().enumerate() {
        if i > 0 {
            out.push(BETWEEN);
        }
        out.push_str(&column(key));
    }
    out
}

/// A key that a table did not have, found while a record was mapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MissedLookup {
    /// Which table.
    pub table: String,
    /// The key's columns.
    pub key: Vec<String>,
    /// Whether a default stood in; if not, the rule failed.
    pub used_default: bool,
}

/// A table as people write it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(default)]
    rows: WrittenRows,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenRows {
    Single(BTreeMap<String, Value>),
    Several(Vec<WrittenRow>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRow {
    key: Vec<Value>,
    value: Value,
}

impl Default for WrittenRows {
    fn default() -> Self {
        Self::Single(BTreeMap::new())
    }
}

impl TryFrom<Written> for Table {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let mut table = Self {
            default: written.default,
            ..Self::default()
        };
        let rows: Vec<(Vec<Value>, Value)> = match written.rows {
            WrittenRows::Single(rows) => rows
                .into_iter()
                .map(|(key, value)| (vec![key.into()], value))
                .collect(),
            WrittenRows::Several(rows) => rows.into_iter().map(|row| (row.key, row.value)).collect(),
        };
        let width = rows.first().map_or(1, |(keys, _)| keys.len());
        for (keys, value) in rows {
            if keys.is_empty() || keys.len() != width {
                return Err(format!(
                    "every row needs as many keys as the first ({width}), but one has {}",
                    keys.len()
                ));
            }
            if table.find(&keys).is_some() {
                let key: Vec<String> = keys.iter().map(column).collect();
                return Err(format!("the key \"{}\" stands in two rows", key.join(", ")));
            }
            table = table.row_of(&keys, value);
        }
        Ok(table)
    }
}

impl From<Table> for Written {
    fn from(table: Table) -> Self {
        let single = table.rows.values().all(|(columns, _)| columns.len() == 1);
        let mut rows = table.rows.into_values();
        let rows = if single {
            WrittenRows::Single(
                rows.filter_map(|(columns, value)| Some((columns.into_iter().next()?, value)))
                    .collect(),
            )
        } else {
            let several = rows.by_ref().map(|(columns, value)| WrittenRow {
                key: columns.into_iter().map(Value::Text).collect(),
                value,
            });
            WrittenRows::Several(several.collect())
        };
        Self {
            default: table.default,
            rows,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_several_columns_are_found_and_numbers_count_by_value() {
        let table: Table = toml::from_str(
            "default = 'other'\nrows = [{ key = ['NL', 0.21], value = 'high' }, { key = ['NL', 0.09], value = 'low' }]",
        )
        .unwrap();
        assert_eq!(
            table.find(&["NL".into(), Value::text("0.21")]),
            Some(&"high".into())
        );
        assert_eq!(table.keys(), 2);
        let again: Table = toml::from_str(&toml::to_string(&table).unwrap()).unwrap();
        assert_eq!(again, table);
    }

    #[test]
    fn a_row_of_another_width_and_a_key_twice_are_refused() {
        let uneven =
            toml::from_str::<Table>("rows = [{ key = ['a'], value = 1 }, { key = ['a', 'b'], value = 1 }]");
        assert!(
            uneven
                .unwrap_err()
                .to_string()
                .contains("as many keys as the first")
        );
        let twice =
            toml::from_str::<Table>("rows = [{ key = ['a'], value = 1 }, { key = [' a '], value = 1 }]");
        assert!(twice.unwrap_err().to_string().contains("stands in two rows"));
    }
}
