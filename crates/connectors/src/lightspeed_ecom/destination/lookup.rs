//! Finds rows by a field of theirs (SKU, e-mail).
//!
//! The shop's filters are only partly proven: some accounts may ignore one and answer with the first rows, so row
//! 0 is never trusted and the field always compared (dossier Lightspeed §6.7). Where a filter is seen to be
//! ignored, or where paging through the whole list costs fewer calls than asking for each value, the list is paged.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use domain::{Failure, Value};
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};

use crate::lightspeed_ecom::{
    api::{PAGE, id},
    shop::Shop,
};

/// How long it is believed that a record is not there. Long enough for the engine to go from looking for a batch's
/// records to writing them, so that a create does not ask the same a second time.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);
/// Rows asked for when one value is looked up; several rows may share a SKU.
const FEW: usize = 50;
/// Calls under way at the same time.
const AT_ONCE: usize = 8;

/// By which field of which resource rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Field {
    /// Resource of the list.
    pub(super) resource: &'static str,
    /// Field, which is also the filter's name.
    pub(super) name: &'static str,
    /// What is read of each row when the whole list is paged.
    pub(super) columns: &'static str,
}

/// Customers by e-mail.
pub(super) const EMAIL: Field = Field {
    resource: "customers",
    name: "email",
    columns: "id,email",
};

/// Variants by SKU.
pub(super) const SKU: Field = Field {
    resource: "variants",
    name: "sku",
    columns: "id,sku,product",
};

/// What one opened connection remembers of its look-ups.
#[derive(Default)]
pub(crate) struct Lookups {
    /// Values that were looked for and not found, and when.
    absent: Mutex<HashMap<(&'static str, String), Timestamp>>,
    /// Fields by which the shop does not filter.
    ignored: Mutex<Vec<&'static str>>,
}

impl Lookups {
    fn remember_absent(&self, field: Field, value: &str, now: Timestamp) {
        let mut absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        absent.retain(|_, since| now.duration_since(*since) < BELIEVED);
        absent.insert((field.name, value.to_owned()), now);
    }

    /// Whether the value was just found to be absent. It is believed once: should the create that follows lose
    /// its answer, the next try looks again.
    fn take_absent(&self, field: Field, value: &str, now: Timestamp) -> bool {
        self.absent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&(field.name, value.to_owned()))
            .is_some_and(|since| now.duration_since(since) < BELIEVED)
    }

    fn ignores(&self, field: Field) -> bool {
        self.ignored
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&field.name)
    }

    fn note_ignored(&self, field: Field) {
        let mut ignored = self.ignored.lock().unwrap_or_else(PoisonError::into_inner);
        if !ignored.contains(&field.name) {
            tracing::info!(
                field = field.name,
                "Lightspeed ignores this filter; its list is paged instead"
            );
            ignored.push(field.name);
        }
    }
}

/// The value as it is compared: without blanks around it, capitals do not matter.
pub(super) fn comparable(value: &str) -> String {
    value.trim().to_lowercase()
}

/// Looks values up; of several rows with the same value the one that was made first counts. Empty values are
/// never found.
pub(super) async fn find(
    shop: &Shop,
    field: Field,
    values: &[String],
) -> Result<BTreeMap<String, Value>, Failure> {
    let mut wanted: Vec<String> = values
        .iter()
        .map(|value| comparable(value))
        .filter(|value| !value.is_empty())
        .collect();
    wanted.sort();
    wanted.dedup();
    let found = if wanted.is_empty() {
        BTreeMap::new()
    } else if shop.lookups.ignores(field) || pays(shop, field, wanted.len()).await? {
        paged(shop, field, &wanted).await?
    } else {
        filtered(shop, field, &wanted).await?
    };
    let now = shop.api.access.clock.now();
    for value in wanted.iter().filter(|value| !found.contains_key(*value)) {
        shop.lookups.remember_absent(field, value, now);
    }
    Ok(found)
}

/// Before creating: looks up those values that were not just found to be absent.
pub(super) async fn find_again(
    shop: &Shop,
    field: Field,
    values: &[String],
) -> Result<BTreeMap<String, Value>, Failure> {
    let now = shop.api.access.clock.now();
    let unsure: Vec<String> = values
        .iter()
        .filter(|value| !shop.lookups.take_absent(field, &comparable(value), now))
        .cloned()
        .collect();
    let found = find(shop, field, &unsure).await?;
    for value in &unsure {
        shop.lookups.take_absent(field, &comparable(value), now);
    }
    Ok(found)
}

/// Whether paging the whole list costs fewer calls; counting it costs one.
async fn pays(shop: &Shop, field: Field, values: usize) -> Result<bool, Failure> {
    Ok(values > 3 && shop.api.count(field.resource).await?.div_ceil(PAGE) < values)
}

async fn paged(shop: &Shop, field: Field, wanted: &[String]) -> Result<BTreeMap<String, Value>, Failure> {
    let columns = [("fields", field.columns.to_owned())];
    let rows = shop.api.all(field.resource, &columns).await?;
    Ok(first_of_each(rows, field, wanted))
}

async fn filtered(shop: &Shop, field: Field, wanted: &[String]) -> Result<BTreeMap<String, Value>, Failure> {
    let pages: Vec<Vec<Value>> = stream::iter(wanted.to_vec())
        .map(|value| async move {
            let query = [(field.name, value), ("limit", FEW.to_string())];
            shop.api.page(field.resource, &query).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let strangers = |page: &Vec<Value>| {
        !page.is_empty()
            && !page
                .iter()
                .any(|row| wanted.contains(&comparable(&row.get(field.name).to_string())))
    };
    if pages.iter().any(strangers) {
        shop.lookups.note_ignored(field);
        return paged(shop, field, wanted).await;
    }
    Ok(first_of_each(
        pages.into_iter().flatten().collect(),
        field,
        wanted,
    ))
}

fn first_of_each(mut rows: Vec<Value>, field: Field, wanted: &[String]) -> BTreeMap<String, Value> {
    rows.sort_by_key(id);
    let mut found = BTreeMap::new();
    for row in rows {
        let value = comparable(&row.get(field.name).to_string());
        if wanted.contains(&value) {
            found.entry(value).or_insert(row);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_zero_is_not_trusted_and_of_twins_the_first_made_counts() {
        let row = |id: i64, sku: &str| Value::from([("id", id.into()), ("sku", sku.into())]);
        let rows = vec![row(1, "OTHER"), row(9, "a-1"), row(7, "A-1 ")];
        let found = first_of_each(rows, SKU, &["a-1".to_owned(), "b".to_owned()]);
        assert_eq!(found.len(), 1);
        assert_eq!(id(&found["a-1"]), 7);
    }

    #[test]
    fn absence_is_believed_once() {
        let lookups = Lookups::default();
        let now = Timestamp::UNIX_EPOCH;
        lookups.remember_absent(SKU, "a", now);
        assert!(!lookups.take_absent(EMAIL, "a", now));
        assert!(lookups.take_absent(SKU, "a", now));
        assert!(!lookups.take_absent(SKU, "a", now));
        lookups.remember_absent(SKU, "a", now);
        assert!(!lookups.take_absent(SKU, "a", now + SignedDuration::from_secs(61)));
    }
}
