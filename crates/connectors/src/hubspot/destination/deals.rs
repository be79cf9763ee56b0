//! Orders as deals.
//!
//! Line items are made first, without a deal; then each deal with its associations in one go, so that it
//! appears whole at once. A hundred orders of three lines cost four calls. A crash in between leaves lines
//! that nobody sees; the next try finds them by their keys, or leaves them where the account lacks our key.

use domain::{Failure, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    alike,
    batch::{self, Change, Fate, New},
    left_out, refused,
};
use crate::{
    http::Call,
    hubspot::{
        lacking,
        objects::{Association, Object},
        paths,
        portal::{BATCH, Portal, in_parallel, take_results},
        wire,
    },
};

/// Parts of the document that are no properties of the deal.
const NOT_PROPERTIES: [&str; 3] = ["contact_id", "company_id", "line_items"];

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    let (creates, updates): (Vec<usize>, Vec<usize>) =
        (0..writes.len()).partition(|i| writes[*i].act == Act::Create);
    let mut written: Vec<Option<Written>> = vec![None; writes.len()];
    let news: Vec<&Write> = creates.iter().map(|i| &writes[*i]).collect();
    for (i, one) in creates.into_iter().zip(create(portal, &news).await) {
        written[i] = Some(one);
    }
    let changed: Vec<&Write> = updates.iter().map(|i| &writes[*i]).collect();
    for (i, one) in updates.into_iter().zip(update(portal, &changed).await) {
        written[i] = Some(one);
    }
    written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(left_out())))
        .collect()
}

/// An order on its way: its lines lie at `first..first + count` of all lines.
struct Order {
    first: usize,
    count: usize,
}

async fn create(portal: &Portal, writes: &[&Write]) -> Vec<Written> {
    if writes.is_empty() {
        return Vec::new();
    }
    let mut lines: Vec<New> = Vec::new();
    let orders: Vec<Order> = writes
        .iter()
        .map(|write| {
            let first = lines.len();
            lines.extend(lines_of(write));
            Order {
                first,
                count: lines.len() - first,
            }
        })
        .collect();
    let line_fates = batch::create(portal, Object::LineItems, &lines).await;
    let (mut deals, mut asked): (Vec<New>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut written: Vec<Option<Written>> = vec![None; writes.len()];
    let mut orphans: Vec<String> = Vec::new();
    for (i, (write, order)) in writes.iter().zip(&orders).enumerate() {
        let fates = &line_fates[order.first..order.first + order.count];
        match fates
            .iter()
            .zip(&lines[order.first..])
            .find_map(|(fate, line)| Some((fate.failure(Object::LineItems)?, line)))
        {
            Some((failure, line)) => {
                // Lines of an order that is tried again are found again by key; those of a refused one are not.
                if failure.is_permanent() {
                    orphans.extend(fates.iter().filter_map(made_now));
                }
                written[i] = Some(told(
                    portal,
                    &lines,
                    order,
                    fates,
                    None,
                    Err(because_of_line(failure, line)),
                ));
            }
            None => {
                deals.push(deal_of(write, fates));
                asked.push(i);
            }
        }
    }
    let keyless = lacking::is_keyless(&portal.lacking(Object::LineItems));
    let deal_fates = if keyless {
        alike::create(portal, &deals).await
    } else {
        batch::create(portal, Object::Deals, &deals).await
    };
    let mut incomplete: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    for ((deal, fate), i) in deals.iter().zip(deal_fates).zip(asked) {
        let order = &orders[i];
        let fates = &line_fates[order.first..order.first + order.count];
        let result = match (&fate, fate.failure(Object::Deals)) {
            (Fate::Landed { id, created, .. }, _) => {
                if !created && keyless {
                    // The deal came whole, with lines of its own.
                    orphans.extend(fates.iter().filter_map(made_now));
                } else if !created {
                    let missing: Vec<_> = fates
                        .iter()
                        .filter_map(made_now)
                        .map(|line| (id.clone(), line))
                        .collect();
                    if !missing.is_empty() {
                        incomplete.push((i, missing));
                    }
                }
                Ok(Delivered {
                    also_created: Vec::new(),
                    remote: RemoteId::new(id.as_str()),
                    created: *created,
                    known: Value::Null,
                })
            }
            (_, failure) => {
                let failure = failure.unwrap_or_else(left_out);
                if failure.is_permanent() {
                    orphans.extend(fates.iter().filter_map(made_now));
                }
                Err(failure)
            }
        };
        written[i] = Some(told(portal, &lines, order, fates, Some((deal, &fate)), result));
    }
    complete(portal, incomplete, &mut written).await;
    clear_away(portal, &orphans).await;
    written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(left_out())))
        .collect()
}

/// Lines of an order, each with a key of its own.
fn lines_of(write: &Write) -> Vec<New> {
    write
        .document
        .get("line_items")
        .items()
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let reference = match line.get("reference") {
                reference if reference.is_empty() => (i + 1).to_string(),
                reference => reference.to_string(),
            };
            New {
                key: format!("{}:{reference}", write.key),
                properties: wire::new_properties(line, &["reference"]),
                associations: Vec::new(),
            }
        })
        .collect()
}

fn deal_of(write: &Write, lines: &[Fate]) -> New {
    let mut associations = Vec::new();
    for (name, kind) in [
        ("contact_id", Association::DealToContact),
        ("company_id", Association::DealToCompany),
    ] {
        associations.extend(wire::id(write.document.get(name)).map(|id| (kind, id)));
    }
    associations.extend(
        lines
            .iter()
            .filter_map(|line| Some((Association::DealToLineItem, line.id()?.to_owned()))),
    );
    New {
        key: write.key.clone(),
        properties: wire::new_properties(&write.document, &NOT_PROPERTIES),
        associations,
    }
}

fn made_now(line: &Fate) -> Option<String> {
    match line {
        Fate::Landed {
            id, created: true, ..
        } => Some(id.clone()),
        _ => None,
    }
}

fn because_of_line(mut failure: Failure, line: &New) -> Failure {
    let name = line
        .properties
        .get("name")
        .or(line.properties.get("hs_sku"))
        .map(ToString::to_string)
        .unwrap_or_default();
    failure.message = format!("Its line \"{name}\" could not be written: {}", failure.message);
    failure
}

/// What the journal keeps of an order.
fn told(
    portal: &Portal,
    lines: &[New],
    order: &Order,
    line_fates: &[Fate],
    deal: Option<(&New, &Fate)>,
    result: Result<Delivered, Failure>,
) -> Written {
    let own = &lines[order.first..order.first + order.count];
    let lacking = portal.lacking(Object::LineItems);
    let sent_lines: Vec<Value> = own.iter().map(|line| Value::Map(line.body(&lacking))).collect();
    let answered_lines: Vec<Value> = line_fates.iter().map(Fate::answered).collect();
    Written {
        result,
        sent: Value::from([
            (
                "deal",
                deal.map_or(Value::Null, |(new, _)| {
                    Value::Map(new.body(&portal.lacking(Object::Deals)))
                }),
            ),
            ("line_items", Value::List(sent_lines)),
        ]),
        answered: Value::from([
            ("deal", deal.map_or(Value::Null, |(_, fate)| fate.answered())),
            ("line_items", Value::List(answered_lines)),
        ]),
    }
}

/// Lines that an existing deal lacked are joined to it.
async fn complete(
    portal: &Portal,
    incomplete: Vec<(usize, Vec<(String, String)>)>,
    written: &mut [Option<Written>],
) {
    let pairs: Vec<(String, String)> = incomplete.iter().flat_map(|(_, pairs)| pairs.clone()).collect();
    if pairs.is_empty() {
        return;
    }
    let kind = (Object::Deals, Object::LineItems, Association::DealToLineItem);
    if let Err(failed) = batch::associate(portal, kind, &pairs).await {
        for (i, _) in incomplete {
            if let Some(one) = &mut written[i] {
                one.result = Err(failed.failure.clone());
            }
        }
    }
}

/// Lines whose deal does not come. If even this fails they stay unseen: no deal shows them.
async fn clear_away(portal: &Portal, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    if let Err(refused) = batch::archive(portal, Object::LineItems, lines).await {
        tracing::warn!(
            lines = lines.len(),
            reason = refused.failure.reason.as_str(),
            "line items without a deal stay behind"
        );
    }
}

/// Changes deals by id; lines and associations are left as they are.
async fn update(portal: &Portal, writes: &[&Write]) -> Vec<Written> {
    let changes: Vec<Change> = writes
        .iter()
        .filter_map(|write| match &write.act {
            Act::Update { remote } => Some(Change {
                id: remote.id.clone(),
                properties: wire::properties(&write.document, &NOT_PROPERTIES),
            }),
            Act::Create => None,
        })
        .collect();
    let fates = batch::update(portal, Object::Deals, &changes).await;
    changes
        .iter()
        .zip(fates)
        .map(|(change, fate)| changed(portal, Object::Deals, change, &fate, Value::Null))
        .collect()
}

/// What the journal keeps of a change of a single record.
pub(super) fn changed(
    portal: &Portal,
    object: Object,
    change: &Change,
    fate: &Fate,
    known: Value,
) -> Written {
    Written {
        result: match fate.failure(object) {
            Some(failure) => Err(failure),
            None => Ok(Delivered {
                also_created: Vec::new(),
                remote: RemoteId::new(change.id.as_str()),
                created: false,
                known,
            }),
        },
        sent: Value::Map(change.body(&portal.lacking(object))),
        answered: fate.answered(),
    }
}

/// Archives deals and the line items that hang on them.
pub(super) async fn take_back(portal: &Portal, deals: &[String]) -> Result<(), Failure> {
    let calls = deals.chunks(BATCH).map(|deals| {
        let body = Value::from([("inputs", wire::ids(deals.iter().map(String::as_str)))]);
        let call = Call::post(
            paths::associations(Object::Deals, Object::LineItems, "read"),
            &body,
        )
        .repeatable();
        async move { portal.requester.json(&call).await }
    });
    let mut lines: Vec<String> = Vec::new();
    for answer in in_parallel(calls).await {
        for of_deal in take_results(answer?) {
            lines.extend(
                of_deal
                    .get("to")
                    .items()
                    .iter()
                    .filter_map(|to| wire::id(to.get("toObjectId"))),
            );
        }
    }
    // Deals first: a deal without lines would be seen, lines without a deal are not.
    batch::archive(portal, Object::Deals, deals).await?;
    batch::archive(portal, Object::LineItems, &lines).await?;
    Ok(())
}
