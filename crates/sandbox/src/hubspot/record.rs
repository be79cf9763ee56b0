//! One record of the CRM, and what search still believes about it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::kinds::Kind;

/// A link to another record: its kind, its id, the association type as seen from here.
pub(crate) type Link = (Kind, u64, u32);

/// One contact, deal, line item, …
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Unique within the kind, rising.
    pub(crate) id: u64,
    /// Place of the property in the schema, and value; in order of place.
    pub(crate) values: Values,
    /// Epoch milliseconds.
    pub(crate) created: i64,
    /// Epoch milliseconds.
    pub(crate) updated: i64,
    /// When it was archived, if so.
    pub(crate) archived: Option<i64>,
    /// Erased or merged into another: no way leads to it any more.
    pub(crate) gone: bool,
    /// Search does not know it before.
    pub(crate) visible_from: i64,
    /// What search shows until it has caught up.
    pub(crate) stale: Option<Box<Stale>>,
    /// Associations.
    pub(crate) links: BTreeSet<Link>,
}

/// The record as it was before the newest writes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Stale {
    /// Shown until then.
    pub(crate) until: i64,
    /// Not extended beyond this, or a busy record would never be found.
    pub(crate) at_most: i64,
    pub(crate) values: Values,
    pub(crate) updated: i64,
    pub(crate) archived: Option<i64>,
}

/// Values by place.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Values(Vec<(usize, Box<str>)>);

impl Values {
    /// The stored value.
    pub(crate) fn get(&self, place: usize) -> Option<&str> {
        self.0
            .binary_search_by_key(&place, |(p, _)| *p)
            .ok()
            .map(|at| &*self.0[at].1)
    }

    /// Sets or clears; returns what was there.
    pub(crate) fn set(&mut self, place: usize, value: Option<Box<str>>) -> Option<Box<str>> {
        match (self.0.binary_search_by_key(&place, |(p, _)| *p), value) {
            (Ok(at), Some(value)) => Some(std::mem::replace(&mut self.0[at].1, value)),
            (Ok(at), None) => Some(self.0.remove(at).1),
            (Err(at), Some(value)) => {
                self.0.insert(at, (place, value));
                None
            }
            (Err(_), None) => None,
        }
    }

    /// All that have a value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().map(|(place, value)| (*place, &**value))
    }
}

/// A record as reads by id or as search sees it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) record: &'a Record,
    pub(crate) values: &'a Values,
    pub(crate) updated: i64,
    pub(crate) archived: Option<i64>,
}

impl Record {
    /// As it is.
    pub(crate) fn now(&self) -> View<'_> {
        View {
            record: self,
            values: &self.values,
            updated: self.updated,
            archived: self.archived,
        }
    }

    /// As search sees it; nothing if search does not show it.
    pub(crate) fn searched(&self, now: i64) -> Option<View<'_>> {
        if self.gone || self.visible_from > now {
            return None;
        }
        let view = match &self.stale {
            Some(stale) if stale.until > now => View {
                record: self,
                values: &stale.values,
                updated: stale.updated,
                archived: stale.archived,
            },
            _ => self.now(),
        };
        view.archived.is_none().then_some(view)
    }

    /// Keeps the present state for search before it is changed.
    pub(crate) fn keep_for_search(&mut self, now: i64, lag: i64) {
        if lag <= 0 || self.visible_from > now {
            return;
        }
        match &mut self.stale {
            Some(stale) if stale.until > now => stale.until = (now + lag).min(stale.at_most),
            stale => {
                *stale = Some(Box::new(Stale {
                    until: now + lag,
                    at_most: now + 5 * lag,
                    values: self.values.clone(),
                    updated: self.updated,
                    archived: self.archived,
                }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_set_found_and_cleared() {
        let mut values = Values::default();
        for place in [5, 1, 3] {
            values.set(place, Some(place.to_string().into()));
        }
        assert_eq!(values.get(3), Some("3"));
        assert_eq!(values.set(3, None).as_deref(), Some("3"));
        assert_eq!(values.iter().map(|(p, _)| p).collect::<Vec<_>>(), [1, 5]);
    }

    #[test]
    fn search_shows_the_old_state_until_the_lag_is_over() {
        let mut record = Record {
            id: 1,
            values: Values::default(),
            created: 0,
            updated: 0,
            archived: None,
            gone: false,
            visible_from: 0,
            stale: None,
            links: BTreeSet::new(),
        };
        record.values.set(0, Some("old".into()));
        record.keep_for_search(100, 50);
        record.values.set(0, Some("new".into()));
        let shown = |at| {
            record
                .searched(at)
                .and_then(|view| view.values.get(0))
                .map(str::to_owned)
        };
        assert_eq!(shown(149).as_deref(), Some("old"));
        assert_eq!(shown(150).as_deref(), Some("new"));
    }
}
