//! What changed in a stream since a cursor.

use domain::{Cursor, Failure, FailureReason, RecordKey, Value};
use engine::ports::Changes;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    cursor::{Changed, Walk},
    rows::AT_ONCE,
};
use crate::lightspeed_ecom::{
    api::{PAGE, id},
    shop::Shop,
    streams::Stream,
};

/// A place in a stream. Products look at two lists: a product's texts change without its variants.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    rows: Walk,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    products: Option<Walk>,
}

impl Place {
    fn read(cursor: &Cursor) -> Result<Self, Failure> {
        serde_json::from_str(&cursor.0).map_err(|_| {
            Failure::permanent(
                FailureReason::Internal,
                format!("The place in Lightspeed's list, \"{}\", can't be read", cursor.0),
            )
        })
    }

    fn written(&self) -> Cursor {
        // A struct of numbers can't fail to become JSON.
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }
}

/// The cursor from which all is read that changed since a moment.
pub(crate) fn cursor_since(stream: Stream, since: Timestamp) -> Cursor {
    let place = Place {
        rows: Walk::since(since),
        products: (stream == Stream::Products).then(|| Walk::since(since)),
    };
    place.written()
}

/// Keys that changed after the cursor.
pub(crate) async fn changes(
    shop: &Shop,
    stream: Stream,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Changes, Failure> {
    let now = shop.api.access.clock.now();
    let mut place = match cursor {
        Some(cursor) => Place::read(cursor)?,
        None => Place {
            rows: Walk::everything(now),
            // What products change while variants are loaded is seen afterwards.
            products: (stream == Stream::Products).then(|| Walk::since(now)),
        },
    };
    let mut keys = Keys::default();
    let mut more = walk(shop, stream.resource(), &mut place.rows, limit, &mut keys).await?;
    // While all variants are loaded, their products come with them.
    if let Some(products) = place.products.as_mut()
        && place.rows.loaded()
        && !more
    {
        more = walk_products(shop, products, limit, &mut keys).await?;
    }
    Ok(Changes {
        keys: keys.all,
        next: place.written(),
        more,
    })
}

/// Keys in the order in which they came, each once.
#[derive(Default)]
struct Keys {
    all: Vec<RecordKey>,
    known: std::collections::HashSet<i64>,
}

impl Keys {
    fn add(&mut self, id: i64) {
        if self.known.insert(id) {
            self.all.push(RecordKey::from(id.to_string()));
        }
    }
}

/// Turns pages until enough keys were seen or the pass is over; tells whether it goes on.
async fn walk(
    shop: &Shop,
    resource: &str,
    walk: &mut Walk,
    limit: usize,
    keys: &mut Keys,
) -> Result<bool, Failure> {
    loop {
        for change in turn(shop, resource, walk).await? {
            keys.add(id(&change.row));
        }
        if !walk.under_way() || keys.all.len() >= limit {
            return Ok(walk.under_way());
        }
    }
}

/// The same for products: each changed one stands for all its variants.
async fn walk_products(shop: &Shop, walk: &mut Walk, limit: usize, keys: &mut Keys) -> Result<bool, Failure> {
    loop {
        let changed = turn(shop, "products", walk).await?;
        let variants: Vec<Vec<Value>> = stream::iter(changed)
            .map(|change| async move {
                let filter = [
                    ("product", id(&change.row).to_string()),
                    ("fields", "id,updatedAt".to_owned()),
                ];
                shop.api.all("variants", &filter).await
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        variants
            .iter()
            .flatten()
            .for_each(|variant| keys.add(id(variant)));
        if !walk.under_way() || keys.all.len() >= limit {
            return Ok(walk.under_way());
        }
    }
}

/// Reads the next page of a pass.
async fn turn(shop: &Shop, resource: &str, walk: &mut Walk) -> Result<Vec<Changed>, Failure> {
    let now = shop.api.access.clock.now();
    let mut query = vec![("fields", "id,updatedAt".to_owned())];
    if let Some(since) = walk.filter(now) {
        query.push(("updated_at_min", since));
    }
    let rows = shop.api.after(resource, &query, walk.after(), PAGE).await?;
    walk.take(rows, now)
}

/// Keys of the newest records, newest first: the last page, since there is no sorting.
pub(crate) async fn sample(shop: &Shop, stream: Stream, count: usize) -> Result<Vec<RecordKey>, Failure> {
    let count = count.clamp(1, PAGE);
    let total = shop.api.count(stream.resource()).await?;
    let last = total.div_ceil(count).max(1);
    let mut ids: Vec<i64> = Vec::new();
    // The last page may hold a single row; the one before fills up.
    for page in [last, last.saturating_sub(1)] {
        if page == 0 || ids.len() >= count {
            break;
        }
        let query = [
            ("page", page.to_string()),
            ("limit", count.to_string()),
            ("fields", "id,updatedAt".to_owned()),
        ];
        let rows = shop.api.page(stream.resource(), &query).await?;
        ids.extend(rows.iter().map(id));
    }
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    ids.truncate(count);
    Ok(ids
        .into_iter()
        .map(|id| RecordKey::from(id.to_string()))
        .collect())
}
