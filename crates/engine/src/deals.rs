//! Where an invoice belongs: the deal of its order.

use domain::{Failure, FailureReason, RecordKey, canonical::Noun, flow::FlowKind};
use jiff::{SignedDuration, Timestamp};

use crate::{deliver::Ground, in_hand::InHand, ports::Side};

/// Order and invoice come into being together, and the shop tells of both. So long an invoice waits for a deal that
/// nothing was heard of yet; then it goes without, and is joined to the deal when it changes.
const TOGETHER: SignedDuration = SignedDuration::from_secs(60);

/// Puts the deal of each open invoice where the rules read it (`linked.deal.id`). One whose order is on the way waits.
///
/// # Errors
/// When the journal can't be asked.
pub(crate) async fn find(ground: &Ground<'_>, invoices: &mut [InHand]) -> Result<(), Failure> {
    let orders: Vec<RecordKey> = invoices
        .iter()
        .filter(|invoice| invoice.is_open())
        .filter_map(order_of)
        .collect();
    if orders.is_empty() {
        return Ok(());
    }
    let deals = ground.journal.links(Noun::Order, Side::Source, &orders).await?;
    let unpaired: Vec<RecordKey> = orders
        .into_iter()
        .filter(|order| !deals.contains_key(order))
        .collect();
    let arriving = match unpaired.is_empty() {
        true => Vec::new(),
        false => ground.journal.waiting(FlowKind::Orders, &unpaired).await?,
    };
    let now = ground.clock.now();
    for invoice in invoices.iter_mut().filter(|invoice| invoice.is_open()) {
        let Some(order) = order_of(invoice) else { continue };
        if let Some(deal) = deals.get(&order) {
            invoice.linked.put("deal", deal.remote.to_value());
        } else if arriving.contains(&order) || is_fresh(invoice, now) {
            invoice.fail(Failure::transient(
                FailureReason::AwaitsOrder,
                "Its order is not at the destination yet; the invoice follows it.",
            ));
        }
    }
    Ok(())
}

fn order_of(invoice: &InHand) -> Option<RecordKey> {
    let order = invoice.document.get("order_id");
    (!order.is_empty()).then(|| order.to_string().into())
}

fn is_fresh(invoice: &InHand, now: Timestamp) -> bool {
    let changed = invoice
        .document
        .get("updated_at")
        .as_text()
        .and_then(|at| at.parse().ok());
    changed.is_some_and(|changed: Timestamp| now.duration_since(changed) < TOGETHER)
}
