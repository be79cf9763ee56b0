//! Rows of one resource: found by id at once, walked in order of id, and indexed by last change.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a table must know of its rows.
pub(crate) trait Row {
    /// The row's number.
    fn id(&self) -> u64;
    /// Unix seconds.
    fn created(&self) -> i64;
    /// Unix seconds; rows that never change answer their creation.
    fn updated(&self) -> i64 {
        self.created()
    }
}

/// Rows by ascending id; new ones come last.
#[derive(Debug, Clone)]
pub(crate) struct Table<T> {
    rows: Vec<T>,
    changes: BTreeSet<(i64, u64)>,
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(to)
    }
}

impl<'de, T: Row + Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(Self::new)
    }
}

impl<T: Row> Table<T> {
    /// Takes rows over; they may come in any order.
    pub(crate) fn new(mut rows: Vec<T>) -> Self {
        rows.sort_by_key(Row::id);
        let changes = rows.iter().map(|row| (row.updated(), row.id())).collect();
        Self { rows, changes }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All rows by ascending id.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The row with that id.
    pub(crate) fn get(&self, id: u64) -> Option<&T> {
        self.place(id).and_then(|place| self.rows.get(place))
    }

    /// The rows with ids above `id`.
    pub(crate) fn after(&self, id: u64) -> &[T] {
        &self.rows[self.rows.partition_point(|row| row.id() <= id)..]
    }

    /// The first row for which `key`, growing with the id, is not below `value`.
    pub(crate) fn first_from(&self, value: u64, key: impl Fn(&T) -> u64) -> Option<&T> {
        self.rows.get(self.rows.partition_point(|row| key(row) < value))
    }

    /// Ids of the rows changed within the bounds, by ascending id; `None` when there are more than
    /// `most`, so that walking the table is the cheaper way.
    pub(crate) fn changed(&self, from: i64, to: i64, most: usize) -> Option<Vec<u64>> {
        if from > to {
            return Some(Vec::new());
        }
        let mut ids = Vec::new();
        for (_, id) in self.changes.range((from, 0)..=(to, u64::MAX)) {
            if ids.len() == most {
                return None;
            }
            ids.push(*id);
        }
        ids.sort_unstable();
        Some(ids)
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: T) {
        self.changes.insert((row.updated(), row.id()));
        let place = self.rows.partition_point(|other| other.id() < row.id());
        self.rows.insert(place, row);
    }

    /// Changes a row and keeps the index right; `None` when there is no such row.
    pub(crate) fn change<R>(&mut self, id: u64, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let place = self.place(id)?;
        let row = self.rows.get_mut(place)?;
        let before = row.updated();
        let result = change(row);
        let after = row.updated();
        if before != after {
            self.changes.remove(&(before, id));
            self.changes.insert((after, id));
        }
        Some(result)
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, id: u64) -> Option<T> {
        let place = self.place(id)?;
        let row = self.rows.remove(place);
        self.changes.remove(&(row.updated(), id));
        Some(row)
    }

    fn place(&self, id: u64) -> Option<usize> {
        self.rows.binary_search_by_key(&id, Row::id).ok()
    }
}

macro_rules! rows {
    ($($kind:ty),+; unchanging $($fixed:ty),+) => {
        $(impl Row for $kind {
            fn id(&self) -> u64 { self.id }
            fn created(&self) -> i64 { self.created }
            fn updated(&self) -> i64 { self.updated }
        })+
        $(impl Row for $fixed {
            fn id(&self) -> u64 { self.id }
            fn created(&self) -> i64 { self.created }
        })+
    };
}

use crate::shop::customer::Customer;
use crate::shop::order::{Event, Invoice, Movement, Order, Shipment};
use crate::shop::product::{OptionSet, Product, Variant};

rows!(Customer, Order, Invoice, Shipment, Product, Variant, OptionSet; unchanging Event, Movement);

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(u64, i64);

    impl Row for Thing {
        fn id(&self) -> u64 {
            self.0
        }
        fn created(&self) -> i64 {
            self.1
        }
    }

    #[test]
    fn rows_are_found_by_id_and_by_change() {
        let mut table = Table::new(vec![Thing(5, 50), Thing(2, 20)]);
        table.add(Thing(9, 90));
        assert_eq!(table.get(5).map(|row| row.1), Some(50));
        assert_eq!(table.after(2).len(), 2);
        table.change(5, |row| row.1 = 95);
        assert_eq!(table.changed(60, 100, 10), Some(vec![5, 9]));
        assert_eq!(table.changed(0, 100, 2), None);
        table.remove(5);
        assert!(table.get(5).is_none());
        assert_eq!(table.changed(91, 100, 10), Some(vec![]));
    }
}
