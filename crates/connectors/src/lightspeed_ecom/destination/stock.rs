//! Stock levels: fifty variants a call, and each answer is checked.

use std::collections::BTreeMap;

use domain::{Failure, FailureReason, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::trace::{Trace, unsent};
use crate::lightspeed_ecom::{
    api::{PAGE, id},
    shop::Shop,
    source,
};

/// Variants a bulk call takes. The limit is not documented; fifty is what others dare (dossier Lightspeed §4.9).
const BULK: usize = 50;

pub(super) async fn write(shop: &Shop, batch: Vec<Write>) -> Vec<Written> {
    let mut answers = Vec::with_capacity(batch.len());
    for part in batch.chunks(BULK) {
        answers.extend(write_part(shop, part).await);
    }
    answers
}

async fn write_part(shop: &Shop, part: &[Write]) -> Vec<Written> {
    let rows: Vec<Option<(i64, Value)>> = part.iter().map(row).collect();
    let known: Vec<&(i64, Value)> = rows.iter().flatten().collect();
    let came = match known.as_slice() {
        [] => Ok(BTreeMap::new()),
        [_] => Err(None),
        _ => bulk(shop, &known).await.map_err(Some),
    };
    let mut answers = Vec::with_capacity(part.len());
    for (write, row) in part.iter().zip(&rows) {
        answers.push(match (row, &came) {
            (None, _) => unsent(write, no_counterpart()),
            (Some((id, row)), Ok(came)) => checked(shop, *id, row, came.get(id)).await,
            // The shop is in trouble or wants us to wait: single calls would not fare better.
            (Some(_), Err(Some(failure))) if !failure.is_permanent() => unsent(write, failure.clone()),
            // One bad row must not sink the others, so each is sent alone.
            (Some((id, row)), Err(_)) => single(shop, *id, row).await,
        });
    }
    answers
}

/// Id and row of a write; none if there is nothing to be changed.
fn row(write: &Write) -> Option<(i64, Value)> {
    let Act::Update { remote } = &write.act else {
        return None;
    };
    let id: i64 = remote.id.parse().ok()?;
    let mut row = write.document.clone();
    // A level that is not known stays as it is.
    if let Value::Map(fields) = &mut row {
        fields.retain(|_, value| !value.is_null());
    }
    row.put("id", id.into());
    Some((id, row))
}

fn no_counterpart() -> Failure {
    Failure::permanent(
        FailureReason::GoneAtDestination,
        "There is no variant in Lightspeed whose stock could be set; let the products flow create it first",
    )
}

/// Sets many levels; gives the rows that came back, by id.
async fn bulk(shop: &Shop, rows: &[&(i64, Value)]) -> Result<BTreeMap<i64, Value>, Failure> {
    let list = rows.iter().map(|(_, row)| row.clone()).collect();
    let body = Value::from([("variant", Value::List(list))]);
    let answer = shop.api.change("variants/bulk", &body).await?;
    let mut came: BTreeMap<i64, Value> = answer
        .items()
        .iter()
        .map(|row| (id(row), row.clone()))
        .filter(|(id, _)| *id > 0)
        .collect();
    // What the answer does not show is looked at, rather than believed.
    let unseen: Vec<i64> = rows
        .iter()
        .map(|(id, _)| *id)
        .filter(|id| !came.contains_key(id))
        .collect();
    if let (Some(first), Some(last)) = (unseen.iter().min(), unseen.iter().max()) {
        let mut after = first - 1;
        while after < *last {
            let page = shop
                .api
                .after(
                    "variants",
                    &[("fields", "id,stockLevel,stockTracking".to_owned())],
                    after,
                    PAGE,
                )
                .await?;
            let Some(end) = page.last().map(id) else { break };
            after = end;
            came.extend(page.into_iter().map(|row| (id(&row), row)));
        }
    }
    Ok(came)
}

/// Whether the level that came back is the one that was sent; if not, it is sent alone.
async fn checked(shop: &Shop, id: i64, sent: &Value, came: Option<&Value>) -> Written {
    let level = |row: &Value| row.get("stockLevel").as_number();
    match came {
        Some(came) if level(sent).is_none() || level(came) == level(sent) => Written {
            result: Ok(delivered(id, came.clone())),
            sent: sent.clone(),
            answered: came.clone(),
        },
        _ => single(shop, id, sent).await,
    }
}

async fn single(shop: &Shop, id: i64, row: &Value) -> Written {
    let mut trace = Trace::default();
    let answer = trace
        .change(shop, &format!("variants/{id}"), "variant", row.clone())
        .await;
    let result = match answer {
        Ok(came) => match (
            row.get("stockLevel").as_number(),
            came.get("stockLevel").as_number(),
        ) {
            (Some(sent), Some(told)) if sent != told => Err(Failure::permanent(
                FailureReason::RejectedByDestination,
                format!("Lightspeed took the stock level {sent} but says it is {told}"),
            )),
            _ => Ok(delivered(id, came)),
        },
        Err(refused) => Err(refused.failure),
    };
    trace.written(result)
}

fn delivered(id: i64, came: Value) -> Delivered {
    Delivered {
        also_created: Vec::new(),
        remote: RemoteId::new(id.to_string()),
        created: false,
        known: source::written_stock(came),
    }
}
