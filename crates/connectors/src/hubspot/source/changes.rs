//! Which records changed.
//!
//! The first load walks the list, which has no end of 10,000. Later changes are searched by the time of the
//! last change, always from offset zero: each page begins where the last one ended. Where more records
//! changed within one millisecond than fit on a page (an import), the page within it is walked by id.

use std::collections::HashSet;

use domain::{Cursor, Failure, FailureReason, RecordKey, Value};
use engine::ports::Changes;
use jiff::Timestamp;

use super::cursor::Place;
use crate::{
    http::Call,
    hubspot::{
        objects::Object,
        paths,
        portal::{BATCH, Portal, take_results},
        wire,
    },
};

/// Most records on one page of a search.
const PAGE: usize = 200;

pub(super) async fn changes(
    portal: &Portal,
    object: Object,
    cursor: Option<&Cursor>,
    limit: usize,
) -> Result<Changes, Failure> {
    let mut place = match cursor {
        Some(cursor) => Place::read(cursor)?,
        None => Place::beginning(portal.requester.now()),
    };
    let mut keys: Vec<RecordKey> = Vec::new();
    let mut known: HashSet<RecordKey> = HashSet::new();
    loop {
        let page = match &place {
            Place::List { after, began } => list(portal, object, after.as_deref(), *began).await?,
            Place::Since { modified } => since(portal, object, *modified).await?,
            Place::Within { modified, id } => within(portal, object, *modified, *id).await?,
        };
        if page.more && page.next == place {
            return Err(Failure::transient(
                FailureReason::UnreadableAnswer,
                "HubSpot's list does not go on behind the last page; reading it was given up.",
            ));
        }
        place = page.next;
        keys.extend(page.keys.into_iter().filter(|key| known.insert(key.clone())));
        if !page.more || keys.len() >= limit {
            return Ok(Changes {
                keys,
                next: place.cursor(),
                more: page.more,
            });
        }
    }
}

struct Page {
    keys: Vec<RecordKey>,
    next: Place,
    more: bool,
}

async fn list(portal: &Portal, object: Object, after: Option<&str>, began: i64) -> Result<Page, Failure> {
    let mut call = Call::get(paths::list(object))
        .query("limit", BATCH.to_string())
        .query("properties", "hs_object_id");
    if let Some(after) = after {
        call = call.query("after", after);
    }
    let answer = portal.requester.json(&call).await?;
    let next = wire::id(answer.at("paging.next.after"));
    let keys = keys_of(&take_results(answer));
    Ok(match next {
        Some(after) => Page {
            keys,
            next: Place::List {
                after: Some(after),
                began,
            },
            more: true,
        },
        None => Page {
            keys,
            next: Place::Since { modified: began },
            more: false,
        },
    })
}

async fn since(portal: &Portal, object: Object, modified: i64) -> Result<Page, Failure> {
    let filter = filter(object.modified(), "GTE", modified);
    let (records, full) = search(portal, object, vec![filter], object.modified()).await?;
    let newest = records
        .iter()
        .filter_map(|record| modified_at(object, record))
        .max();
    let next = match newest {
        // A whole page of one millisecond: its time alone does not lead on.
        Some(newest) if full && newest <= modified => Place::Within {
            modified: newest,
            id: 0,
        },
        Some(newest) if full => Place::Since { modified: newest },
        newest => Place::caught_up(modified, newest, portal.requester.now()),
    };
    Ok(Page {
        keys: keys_of(&records),
        next,
        more: full,
    })
}

async fn within(portal: &Portal, object: Object, modified: i64, id: u64) -> Result<Page, Failure> {
    let id_filter = Value::from([
        ("propertyName", "hs_object_id".into()),
        ("operator", "GT".into()),
        ("value", id.to_string().into()),
    ]);
    let filters = vec![filter(object.modified(), "EQ", modified), id_filter];
    let (records, full) = search(portal, object, filters, "hs_object_id").await?;
    let last = records
        .iter()
        .filter_map(|record| wire::id(record.get("id"))?.parse().ok())
        .max();
    let next = match last {
        Some(last) if full => Place::Within { modified, id: last },
        _ => Place::Since {
            modified: modified + 1,
        },
    };
    Ok(Page {
        keys: keys_of(&records),
        next,
        more: true,
    })
}

/// Keys of recent records, newest first.
pub(super) async fn sample(portal: &Portal, object: Object, count: usize) -> Result<Vec<RecordKey>, Failure> {
    let body = Value::from([
        ("sorts", vec![sort(object.modified(), "DESCENDING")].into()),
        ("properties", vec![Value::from("hs_object_id")].into()),
        (
            "limit",
            Value::from(i64::try_from(count.clamp(1, PAGE)).unwrap_or(1)),
        ),
    ]);
    let mut keys = keys_of(&take_results(portal.search(object, &body).await?));
    keys.truncate(count);
    Ok(keys)
}

/// How many records an object has; with a moment, only those made since. Search is some seconds behind, which a count
/// may be.
pub(in crate::hubspot) async fn count(
    portal: &Portal,
    object: Object,
    since: Option<Timestamp>,
) -> Result<u64, Failure> {
    let filters: Vec<Value> = since
        .map(|since| filter(object.created(), "GTE", since.as_millisecond()))
        .into_iter()
        .collect();
    let groups = if filters.is_empty() {
        Vec::new()
    } else {
        vec![Value::from([("filters", filters.into())])]
    };
    let body = Value::from([
        ("filterGroups", groups.into()),
        ("properties", vec![Value::from("hs_object_id")].into()),
        ("limit", Value::from(1)),
    ]);
    let answer = portal.search(object, &body).await?;
    Ok(answer
        .get("total")
        .as_number()
        .and_then(|total| u64::try_from(total).ok())
        .unwrap_or_default())
}

/// The first page of a search, and whether more follows: HubSpot says so, or the page is full.
async fn search(
    portal: &Portal,
    object: Object,
    filters: Vec<Value>,
    by: &str,
) -> Result<(Vec<Value>, bool), Failure> {
    let body = Value::from([
        (
            "filterGroups",
            vec![Value::from([("filters", filters.into())])].into(),
        ),
        ("sorts", vec![sort(by, "ASCENDING")].into()),
        ("properties", vec![Value::from(object.modified())].into()),
        ("limit", Value::from(i64::try_from(PAGE).unwrap_or(200))),
    ]);
    let answer = portal.search(object, &body).await?;
    let goes_on = !answer.at("paging.next.after").is_empty();
    let records = take_results(answer);
    let full = records.len() >= PAGE || (goes_on && !records.is_empty());
    Ok((records, full))
}

fn sort(by: &str, direction: &str) -> Value {
    Value::from([("propertyName", by.into()), ("direction", direction.into())])
}

fn filter(property: &str, operator: &str, ms: i64) -> Value {
    Value::from([
        ("propertyName", property.into()),
        ("operator", operator.into()),
        ("value", ms.to_string().into()),
    ])
}

fn modified_at(object: Object, record: &Value) -> Option<i64> {
    let text = record
        .get("properties")
        .get(object.modified())
        .as_text()
        .or(record.get("updatedAt").as_text())?;
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

fn keys_of(records: &[Value]) -> Vec<RecordKey> {
    records
        .iter()
        .filter_map(|record| wire::id(record.get("id")))
        .map(RecordKey::from)
        .collect()
}
