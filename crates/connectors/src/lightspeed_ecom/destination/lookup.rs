//! Finds rows by a field of theirs (SKU, e-mail).
//!
//! The shop's filters are only partly proven: some accounts may ignore one and answer with the first rows, so row
//! 0 is never trusted and the field always compared (dossier Lightspeed §6.7). Where a filter is seen to be
//! ignored, or where paging through the whole list costs fewer calls than asking for each value, the list is paged.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
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
    /// What was looked for and not found, and when.
    absent: Mutex<HashMap<Absent, Timestamp>>,
    /// Fields by which the shop does not filter.
    ignored: Mutex<Vec<&'static str>>,
}

/// Something that was looked for and not found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Absent {
    /// The filter gave nothing for this spelling.
    Spelling(&'static str, String),
    /// The whole list holds no spelling of it.
    Any(&'static str, String),
}

impl Lookups {
    fn remember_absent(&self, absent: Absent, now: Timestamp) {
        let mut all = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, since| now.duration_since(*since) < BELIEVED);
        all.insert(absent, now);
    }

    /// Whether the value was just found to be absent. It is believed once: should the create that follows lose
    /// its answer, the next try looks again.
    fn take_absent(&self, field: Field, value: &str, now: Timestamp) -> bool {
        let mut all = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = [
            all.remove(&Absent::Spelling(field.name, value.trim().to_owned())),
            all.remove(&Absent::Any(field.name, comparable(value))),
        ];
        taken
            .into_iter()
            .flatten()
            .any(|since| now.duration_since(since) < BELIEVED)
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

/// Looks values up, whatever their capitals; of several rows with the same value the one that was made first
/// counts. Empty values are never found. Answered by comparable value.
pub(super) async fn find(
    shop: &Shop,
    field: Field,
    values: &[String],
) -> Result<BTreeMap<String, Value>, Failure> {
    let spellings: BTreeSet<String> = values.iter().flat_map(|value| spellings(field, value)).collect();
    if spellings.is_empty() {
        return Ok(BTreeMap::new());
    }
    let wanted: BTreeSet<String> = spellings.iter().map(|spelling| comparable(spelling)).collect();
    let page_all = shop.lookups.ignores(field) || pays(shop, field, spellings.len()).await?;
    let filtered = if page_all {
        None
    } else {
        filtered(shop, field, &spellings, &wanted).await?
    };
    let now = shop.api.access.clock.now();
    let absent = |found: &BTreeMap<String, Value>, value: &str| !found.contains_key(value);
    match filtered {
        Some(found) => {
            for spelling in spellings
                .into_iter()
                .filter(|spelling| absent(&found, &comparable(spelling)))
            {
                shop.lookups
                    .remember_absent(Absent::Spelling(field.name, spelling), now);
            }
            Ok(found)
        }
        None => {
            let found = paged(shop, field, &wanted).await?;
            for value in wanted.into_iter().filter(|value| absent(&found, value)) {
                shop.lookups.remember_absent(Absent::Any(field.name, value), now);
            }
            Ok(found)
        }
    }
}

/// How a value is asked for. Whether the filter minds capitals is not known (dossier Lightspeed §6.7), and SKUs
/// come to us in lower case, so they are asked for as given and in capitals. E-mail addresses are kept lower case.
fn spellings(field: Field, value: &str) -> Vec<String> {
    let given = value.trim();
    if given.is_empty() {
        return Vec::new();
    }
    let other = if field == EMAIL {
        given.to_lowercase()
    } else {
        given.to_uppercase()
    };
    if other == given {
        vec![other]
    } else {
        vec![given.to_owned(), other]
    }
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
        .filter(|value| !shop.lookups.take_absent(field, value, now))
        .cloned()
        .collect();
    let found = find(shop, field, &unsure).await?;
    for value in &unsure {
        shop.lookups.take_absent(field, value, now);
    }
    Ok(found)
}

/// Whether paging the whole list costs fewer calls; counting it costs one.
async fn pays(shop: &Shop, field: Field, values: usize) -> Result<bool, Failure> {
    Ok(values > 3 && shop.api.count(field.resource).await?.div_ceil(PAGE) < values)
}

async fn paged(
    shop: &Shop,
    field: Field,
    wanted: &BTreeSet<String>,
) -> Result<BTreeMap<String, Value>, Failure> {
    let columns = [("fields", field.columns.to_owned())];
    let rows = shop.api.all(field.resource, &columns).await?;
    Ok(first_of_each(rows, field, wanted))
}

/// Asks for each spelling; nothing if the shop turns out to ignore the filter.
async fn filtered(
    shop: &Shop,
    field: Field,
    spellings: &BTreeSet<String>,
    wanted: &BTreeSet<String>,
) -> Result<Option<BTreeMap<String, Value>>, Failure> {
    let pages: Vec<Vec<Value>> = stream::iter(spellings.clone())
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
        return Ok(None);
    }
    Ok(Some(first_of_each(
        pages.into_iter().flatten().collect(),
        field,
        wanted,
    )))
}

fn first_of_each(mut rows: Vec<Value>, field: Field, wanted: &BTreeSet<String>) -> BTreeMap<String, Value> {
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
        let wanted = BTreeSet::from(["a-1".to_owned(), "b".to_owned()]);
        let found = first_of_each(rows, SKU, &wanted);
        assert_eq!(found.len(), 1);
        assert_eq!(id(&found["a-1"]), 7);
    }

    #[test]
    fn absence_is_believed_once_and_only_of_what_was_asked() {
        let lookups = Lookups::default();
        let now = Timestamp::UNIX_EPOCH;
        let upper = || Absent::Spelling(SKU.name, "LAMP-1".to_owned());
        lookups.remember_absent(upper(), now);
        assert!(!lookups.take_absent(EMAIL, "LAMP-1", now));
        assert!(
            !lookups.take_absent(SKU, "Lamp-1", now),
            "that spelling was not asked for"
        );
        assert!(lookups.take_absent(SKU, "LAMP-1", now));
        assert!(!lookups.take_absent(SKU, "LAMP-1", now));
        lookups.remember_absent(Absent::Any(SKU.name, "lamp-1".to_owned()), now);
        assert!(lookups.take_absent(SKU, "Lamp-1", now));
        lookups.remember_absent(upper(), now);
        assert!(!lookups.take_absent(SKU, "LAMP-1", now + SignedDuration::from_secs(61)));
    }

    #[test]
    fn a_sku_is_asked_for_as_given_and_in_capitals() {
        assert_eq!(spellings(SKU, " lamp-1 "), ["lamp-1", "LAMP-1"]);
        assert_eq!(spellings(SKU, "4711"), ["4711"]);
        assert_eq!(spellings(EMAIL, "A@b.example"), ["A@b.example", "a@b.example"]);
        assert!(spellings(SKU, " ").is_empty());
    }
}
