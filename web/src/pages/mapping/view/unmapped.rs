//! Fields of the destination that no rule fills.

use std::collections::BTreeSet;

use domain::{Field, Kind};

use super::{Known, join, kind_word};

/// A field that no rule writes.
pub(crate) struct Unmapped {
    pub(crate) whole: String,
    /// Its path below the list rule that it would stand in.
    pub(crate) to: String,
    pub(crate) under: String,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) description: String,
    pub(crate) required: bool,
    pub(crate) custom: bool,
}

impl Known<'_> {
    /// Fields of the destination that no rule writes: required ones first.
    pub(crate) fn unmapped(&self) -> Vec<Unmapped> {
        let written: BTreeSet<String> = self.rows().into_iter().map(|row| row.to).collect();
        let mut all = Vec::new();
        if let Some(schema) = self.schema {
            self.open_fields(&schema.fields, "", "", "", &written, &mut all);
        }
        all.sort_by_key(|field: &Unmapped| (!field.required, !field.custom));
        all
    }

    fn open_fields(
        &self,
        fields: &[Field],
        path: &str,
        under: &str,
        below: &str,
        written: &BTreeSet<String>,
        all: &mut Vec<Unmapped>,
    ) {
        for field in fields.iter().filter(|field| field.writable) {
            let whole = join(path, &field.name);
            let local = join(below, &field.name);
            match &field.kind {
                Kind::Group { fields } => self.open_fields(fields, &whole, under, &local, written, all),
                Kind::List { fields } => {
                    let rule = self
                        .bench
                        .mapping
                        .rules
                        .iter()
                        .find(|rule| rule.to == whole && rule.each.is_some());
                    if let Some(rule) = rule {
                        self.open_fields(fields, &whole, rule.id(), "", written, all);
                    }
                }
                kind if !written.contains(&whole) => all.push(Unmapped {
                    kind: kind_word(self.t, kind),
                    label: field.label.clone(),
                    description: field.description.clone(),
                    required: field.required,
                    custom: field.custom,
                    under: under.to_owned(),
                    to: local,
                    whole,
                }),
                _ => {}
            }
        }
    }
}
