//! What has line items: deals and invoices.
//!
//! Line items are made first, without a deal; then each deal with its associations in one go, so that it
//! appears whole at once. A hundred orders of three lines cost four calls. A crash in between leaves lines
//! that nobody sees; the next try finds them by their keys, or leaves them where the account lacks our key.
//!
//! The words here are those of deals; an invoice goes the same way.

use domain::{Failure, Value};
use engine::ports::{Act, Delivered, RemoteId, Write, Written};

use super::{
    alike,
    batch::{self, Change, Fate, New},
    left_out,
    lines::{self, LINES, because_of_line, clear_away, lines_of, made_before, made_now},
    refused,
};
use crate::hubspot::{
    lacking,
    objects::{Association, Object},
    portal::Portal,
    wire,
};

/// What differs between deals and invoices.
pub(super) struct Sale {
    pub(super) object: Object,
    /// To its line items.
    pub(super) line: Association,
    /// Parts of the document that name what it belongs to.
    pub(super) references: &'static [(&'static str, Object, Association)],
    /// Name and amount, by which one is found where the account lacks our key.
    pub(super) alike: (&'static str, &'static str),
    /// Properties that are set once it is there. If HubSpot refuses them, it stays without.
    pub(super) afterwards: &'static [&'static str],
}

impl Sale {
    /// Parts of the document that are no properties, or are set afterwards.
    fn left_out(&self) -> Vec<&'static str> {
        let references = self.references.iter().map(|(name, ..)| *name);
        references
            .chain(self.afterwards.iter().copied())
            .chain([LINES])
            .collect()
    }
}

pub(super) async fn write(portal: &Portal, sale: &Sale, writes: &[Write]) -> Vec<Written> {
    let (creates, updates): (Vec<usize>, Vec<usize>) =
        (0..writes.len()).partition(|i| writes[*i].act == Act::Create);
    let mut written: Vec<Option<Written>> = vec![None; writes.len()];
    let news: Vec<&Write> = creates.iter().map(|i| &writes[*i]).collect();
    for (i, one) in creates.into_iter().zip(create(portal, sale, &news).await) {
        written[i] = Some(one);
    }
    let changed: Vec<&Write> = updates.iter().map(|i| &writes[*i]).collect();
    for (i, one) in updates.into_iter().zip(update(portal, sale, &changed).await) {
        written[i] = Some(one);
    }
    let written: Vec<Written> = written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(left_out())))
        .collect();
    set_afterwards(portal, sale, writes, &written).await;
    written
}

/// Sets what could not be set before. A refusal is logged and no more: what was wanted most is there.
async fn set_afterwards(portal: &Portal, sale: &Sale, writes: &[Write], written: &[Written]) {
    let changes: Vec<Change> = writes
        .iter()
        .zip(written)
        .filter_map(|(write, written)| {
            let there = written.result.as_ref().ok()?;
            let mut properties = wire::properties(&write.document, &[LINES]);
            properties.retain(|name, _| sale.afterwards.contains(&name.as_str()));
            (!properties.is_empty()).then(|| Change {
                id: there.remote.id.clone(),
                properties,
            })
        })
        .collect();
    if changes.is_empty() {
        return;
    }
    let fates = batch::update(portal, sale.object, &changes).await;
    let refused = fates.iter().find_map(|fate| fate.failure(sale.object));
    if let Some(failure) = refused {
        tracing::warn!(
            what = %sale.object,
            reason = failure.reason.as_str(),
            error = %failure,
            "what is set afterwards was refused for some"
        );
    }
}

/// An order on its way: its lines lie at `first..first + count` of all lines.
struct Order {
    first: usize,
    count: usize,
}

async fn create(portal: &Portal, sale: &Sale, writes: &[&Write]) -> Vec<Written> {
    let (mut written, held) = attempt(portal, sale, writes).await;
    let freed = lines::free(portal, sale.object, &held).await;
    let again: Vec<&Write> = freed.iter().map(|i| writes[*i]).collect();
    for (i, one) in freed.into_iter().zip(attempt(portal, sale, &again).await.0) {
        written[i] = one;
    }
    written
}

/// What became of each write; and of those whose deal was refused, the lines that were there before, which may still
/// hang on a deal that was deleted.
async fn attempt(
    portal: &Portal,
    sale: &Sale,
    writes: &[&Write],
) -> (Vec<Written>, Vec<(usize, Vec<String>)>) {
    if writes.is_empty() {
        return (Vec::new(), Vec::new());
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
                deals.push(deal_of(sale, write, fates));
                asked.push(i);
            }
        }
    }
    let keyless = lacking::is_keyless(&portal.lacking(Object::LineItems));
    let deal_fates = if keyless || lacking::is_keyless(&portal.lacking(sale.object)) {
        alike::create(portal, sale.object, sale.alike, &deals).await
    } else {
        batch::create(portal, sale.object, &deals).await
    };
    let mut incomplete: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    let mut held: Vec<(usize, Vec<String>)> = Vec::new();
    for ((deal, fate), i) in deals.iter().zip(deal_fates).zip(asked) {
        let order = &orders[i];
        let fates = &line_fates[order.first..order.first + order.count];
        let result = match (&fate, fate.failure(sale.object)) {
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
                    let before: Vec<String> = fates.iter().filter_map(made_before).collect();
                    if !before.is_empty() {
                        held.push((i, before));
                    }
                }
                Err(failure)
            }
        };
        let deal = Some((sale.object, deal, &fate));
        written[i] = Some(told(portal, &lines, order, fates, deal, result));
    }
    complete(portal, sale, incomplete, &mut written).await;
    clear_away(portal, &orphans).await;
    let written = written
        .into_iter()
        .map(|one| one.unwrap_or_else(|| refused(left_out())))
        .collect();
    (written, held)
}

fn deal_of(sale: &Sale, write: &Write, lines: &[Fate]) -> New {
    let mut associations = Vec::new();
    for (name, _, kind) in sale.references {
        associations.extend(wire::id(write.document.get(name)).map(|id| (*kind, id)));
    }
    associations.extend(
        lines
            .iter()
            .filter_map(|line| Some((sale.line, line.id()?.to_owned()))),
    );
    New {
        key: write.key.clone(),
        properties: wire::new_properties(&write.document, &sale.left_out()),
        associations,
    }
}

/// What the journal keeps of an order.
fn told(
    portal: &Portal,
    lines: &[New],
    order: &Order,
    line_fates: &[Fate],
    deal: Option<(Object, &New, &Fate)>,
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
                deal.map_or(Value::Null, |(object, new, _)| {
                    Value::Map(new.body(&portal.lacking(object)))
                }),
            ),
            ("line_items", Value::List(sent_lines)),
        ]),
        answered: Value::from([
            ("deal", deal.map_or(Value::Null, |(_, _, fate)| fate.answered())),
            ("line_items", Value::List(answered_lines)),
        ]),
    }
}

/// Lines that an existing deal lacked are joined to it.
async fn complete(
    portal: &Portal,
    sale: &Sale,
    incomplete: Vec<(usize, Vec<(String, String)>)>,
    written: &mut [Option<Written>],
) {
    let pairs: Vec<(String, String)> = incomplete.iter().flat_map(|(_, pairs)| pairs.clone()).collect();
    if pairs.is_empty() {
        return;
    }
    let kind = (sale.object, Object::LineItems, sale.line);
    if let Err(failed) = batch::associate(portal, kind, &pairs).await {
        for (i, _) in incomplete {
            if let Some(one) = &mut written[i] {
                one.result = Err(failed.failure.clone());
            }
        }
    }
}

/// Changes deals by id; lines are left as they are. What the document names is joined if it is not yet.
async fn update(portal: &Portal, sale: &Sale, writes: &[&Write]) -> Vec<Written> {
    let changes: Vec<Change> = writes
        .iter()
        .filter_map(|write| match &write.act {
            Act::Update { remote } => Some(Change {
                id: remote.id.clone(),
                properties: wire::properties(&write.document, &sale.left_out()),
            }),
            Act::Create => None,
        })
        .collect();
    let fates = batch::update(portal, sale.object, &changes).await;
    let mut written: Vec<Written> = changes
        .iter()
        .zip(fates)
        .map(|(change, fate)| changed(portal, sale.object, change, &fate, Value::Null))
        .collect();
    for (name, object, kind) in sale.references {
        let joined: Vec<(usize, (String, String))> = writes
            .iter()
            .zip(&changes)
            .enumerate()
            .filter(|(i, _)| written[*i].result.is_ok())
            .filter_map(|(i, (write, change))| {
                Some((i, (change.id.clone(), wire::id(write.document.get(name))?)))
            })
            .collect();
        let pairs: Vec<(String, String)> = joined.iter().map(|(_, pair)| pair.clone()).collect();
        if pairs.is_empty() {
            continue;
        }
        if let Err(failed) = batch::associate(portal, (sale.object, *object, *kind), &pairs).await {
            for (i, _) in joined {
                written[i].result = Err(failed.failure.clone());
            }
        }
    }
    written
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
pub(super) async fn take_back(portal: &Portal, sale: &Sale, deals: &[String]) -> Result<(), Failure> {
    let joined = batch::joined(portal, sale.object, Object::LineItems, deals).await?;
    let lines: Vec<String> = joined.into_iter().map(|(_, line)| line).collect();
    // Deals first: a deal without lines would be seen, lines without a deal are not.
    batch::archive(portal, sale.object, deals).await?;
    batch::archive(portal, Object::LineItems, &lines).await?;
    Ok(())
}
