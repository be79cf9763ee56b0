//! Pages of a list: `limit`, `page`, `since_id` and bounds of time (dossier Lightspeed §1.4).

use super::call::Call;
use super::table::{Row, Table};
use super::time::parse_filter;

/// Rows changed within the bounds up to which the index is used instead of a walk.
const INDEXED: usize = 4000;

/// Which part of a list is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) limit: usize,
    pub(crate) skip: usize,
    pub(crate) since_id: u64,
    created: (i64, i64),
    updated: (i64, i64),
}

impl Page {
    /// Reads the parameters; a limit above 250 is cut to it ([K] dossier §1.4).
    pub(crate) fn of(call: &Call) -> Self {
        let number = |name: &str, default: u64| call.number(name).unwrap_or(default);
        let moment = |name: &str, default: i64| call.param(name).and_then(parse_filter).unwrap_or(default);
        let limit = usize::try_from(number("limit", 50).clamp(1, 250)).unwrap_or(50);
        let page = usize::try_from(number("page", 1).max(1)).unwrap_or(usize::MAX);
        Self {
            limit,
            skip: (page - 1).saturating_mul(limit),
            since_id: number("since_id", 0),
            created: (
                moment("created_at_min", i64::MIN),
                moment("created_at_max", i64::MAX),
            ),
            updated: (
                moment("updated_at_min", i64::MIN),
                moment("updated_at_max", i64::MAX),
            ),
        }
    }

    /// Whether a row lies within the bounds.
    pub(crate) fn admits(&self, id: u64, created: i64, updated: i64) -> bool {
        id > self.since_id
            && (self.created.0..=self.created.1).contains(&created)
            && (self.updated.0..=self.updated.1).contains(&updated)
    }

    fn asks_for_changes(&self) -> bool {
        self.updated.0 > i64::MIN
    }
}

/// The rows of a page. `chosen` narrows the search to some ids, where an index knew them.
pub(crate) fn rows<'t, T: Row>(
    table: &'t Table<T>,
    page: &Page,
    chosen: Option<Vec<u64>>,
    keep: impl Fn(&T) -> bool,
) -> Vec<&'t T> {
    let admitted = |row: &&'t T| page.admits(row.id(), row.created(), row.updated()) && keep(row);
    match narrow(table, page, chosen) {
        Some(ids) => cut(
            ids.into_iter().filter_map(|id| table.get(id)).filter(admitted),
            page,
        ),
        None => cut(table.after(page.since_id).iter().filter(admitted), page),
    }
}

/// How many rows the filters leave.
pub(crate) fn count<T: Row>(
    table: &Table<T>,
    page: &Page,
    chosen: Option<Vec<u64>>,
    keep: impl Fn(&T) -> bool,
) -> usize {
    let admitted = |row: &&T| page.admits(row.id(), row.created(), row.updated()) && keep(row);
    match narrow(table, page, chosen) {
        Some(ids) => ids
            .into_iter()
            .filter_map(|id| table.get(id))
            .filter(admitted)
            .count(),
        None => table.after(page.since_id).iter().filter(admitted).count(),
    }
}

fn narrow<T: Row>(table: &Table<T>, page: &Page, chosen: Option<Vec<u64>>) -> Option<Vec<u64>> {
    chosen.or_else(|| {
        if page.asks_for_changes() {
            table.changed(page.updated.0, page.updated.1, INDEXED)
        } else {
            None
        }
    })
}

fn cut<'t, T>(rows: impl Iterator<Item = &'t T>, page: &Page) -> Vec<&'t T> {
    rows.skip(page.skip).take(page.limit).collect()
}
