//! Invoices of the shop as HubSpot's invoices, each at its deal, contact and company.

use domain::{Failure, FailureReason};
use engine::ports::{Write, Written};

use super::sales::{self, Sale};
use crate::hubspot::{
    objects::{Association, Object},
    portal::Portal,
};

const INVOICE: Sale = Sale {
    object: Object::Invoices,
    line: Association::InvoiceToLineItem,
    references: &[
        ("contact_id", Object::Contacts, Association::InvoiceToContact),
        ("company_id", Object::Companies, Association::InvoiceToCompany),
        ("deal_id", Object::Deals, Association::InvoiceToDeal),
    ],
    alike: ("hs_title", "hs_amount_billed"),
    // Lines and contact must be there before an invoice is open, and whether one that is only tracked may be paid by us is
    // told nowhere (dossier HubSpot §8).
    afterwards: &["hs_invoice_status", "hs_balance_due"],
};

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    let mut written = sales::write(portal, &INVOICE, writes).await;
    for one in &mut written {
        if let Err(failure) = &mut one.result
            && failure.reason == FailureReason::PermissionMissing
        {
            say_the_cure(failure);
        }
    }
    written
}

/// Archives invoices and the line items that hang on them.
pub(super) async fn take_back(portal: &Portal, invoices: &[String]) -> Result<(), Failure> {
    sales::take_back(portal, &INVOICE, invoices).await
}

/// Not every account has invoices, and a connection that was made before they were asked for lacks the permission.
fn say_the_cure(failure: &mut Failure) {
    failure.message = format!(
        "HubSpot does not let this connection write invoices. {} Sign in to HubSpot again and grant the permissions for \
         invoices (crm.objects.invoices.read and .write, crm.schemas.invoices.read and .write; a private app: add them in \
         its settings), then send it again. If the account offers no invoices, pause this flow.",
        failure.message
    );
}
