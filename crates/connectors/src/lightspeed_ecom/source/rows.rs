//! Reads the rows of many ids in few calls.
//!
//! There is no read by a list of ids. But a page behind `since_id` gives neighbours: keys from one poll or one
//! first load lie close together, so a page answers many of them at once. Each page answers at least one key, so
//! this never costs more calls than reading them one by one.

use std::collections::BTreeMap;

use domain::{Failure, FailureReason, Value};
use futures_util::{StreamExt, stream};

use crate::lightspeed_ecom::api::{Api, PAGE, id};

/// Calls under way at the same time; the throttle decides how fast they really go. A hundred orders take three rounds,
/// no longer than the batch before them takes at the destination.
pub(super) const AT_ONCE: usize = 40;

/// What was found for each id: the row, nothing, or why it could not be read.
pub(super) type Rows = BTreeMap<i64, Result<Option<Value>, Failure>>;

/// Reads the rows of these ids.
pub(super) async fn read(api: &Api, resource: &str, ids: impl IntoIterator<Item = i64>) -> Rows {
    let mut wanted: Vec<i64> = ids.into_iter().filter(|id| *id > 0).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut rows = Rows::new();
    while wanted.len() > 1 {
        let page = match api.after(resource, &[], wanted[0] - 1, wanted.len()).await {
            Ok(page) => page,
            // Neighbours that are too large to be read together are read one by one.
            Err(failure) if failure.reason == FailureReason::BadRecord => break,
            Err(failure) => {
                rows.extend(wanted.drain(..).map(|id| (id, Err(failure.clone()))));
                return rows;
            }
        };
        let before = wanted.len();
        let found = sort_out(&mut wanted, page, &mut rows);
        // Far apart: single reads cost as many calls and can be under way together.
        if found <= 1 && before > 2 {
            break;
        }
    }
    let singles = stream::iter(wanted)
        .map(|id| async move { (id, api.find(&format!("{resource}/{id}")).await) })
        .buffer_unordered(AT_ONCE);
    rows.extend(singles.collect::<Vec<_>>().await);
    rows
}

/// Takes the ids that a page answers off the wanted ones; gives how many rows were among them. An id within the
/// page that has no row is gone; a page that is not full reaches to the end of the list.
fn sort_out(wanted: &mut Vec<i64>, page: Vec<Value>, rows: &mut Rows) -> usize {
    let full = page.len() >= wanted.len().min(PAGE);
    let reach = if full {
        page.iter().map(id).max().unwrap_or(wanted[0])
    } else {
        i64::MAX
    };
    let mut by_id: BTreeMap<i64, Value> = page.into_iter().map(|row| (id(&row), row)).collect();
    let mut found = 0;
    wanted.retain(|id| {
        if *id > reach {
            return true;
        }
        let row = by_id.remove(id);
        found += usize::from(row.is_some());
        rows.insert(*id, Ok(row));
        false
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ids: &[i64]) -> Vec<Value> {
        ids.iter()
            .map(|id| Value::from([("id", Value::from(*id))]))
            .collect()
    }

    #[test]
    fn a_page_answers_its_ids_and_those_that_are_gone() {
        let mut wanted = vec![5, 6, 9, 40];
        let mut rows = Rows::new();
        let found = sort_out(&mut wanted, page(&[5, 7, 8, 9]), &mut rows);
        assert_eq!((found, wanted.as_slice()), (2, [40].as_slice()));
        assert!(
            matches!(rows[&6], Ok(None)),
            "6 lies within the page and is not there"
        );
        assert!(matches!(rows[&9], Ok(Some(_))));
    }

    #[test]
    fn a_short_page_is_the_end_of_the_list() {
        let mut wanted = vec![5, 6, 9, 40];
        let mut rows = Rows::new();
        sort_out(&mut wanted, page(&[5]), &mut rows);
        assert!(wanted.is_empty());
        assert!(matches!(rows[&40], Ok(None)));
    }
}
