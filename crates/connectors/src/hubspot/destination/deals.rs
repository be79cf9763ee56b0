//! Orders as deals.

use domain::Failure;
use engine::ports::{Write, Written};

use super::sales::{self, Sale};
use crate::hubspot::{
    objects::{Association, Object},
    portal::Portal,
};

const DEAL: Sale = Sale {
    object: Object::Deals,
    line: Association::DealToLineItem,
    references: &[
        ("contact_id", Object::Contacts, Association::DealToContact),
        ("company_id", Object::Companies, Association::DealToCompany),
    ],
    alike: ("dealname", "amount"),
    afterwards: &[],
};

pub(super) async fn write(portal: &Portal, writes: &[Write]) -> Vec<Written> {
    sales::write(portal, &DEAL, writes).await
}

/// Archives deals and the line items that hang on them.
pub(super) async fn take_back(portal: &Portal, deals: &[String]) -> Result<(), Failure> {
    sales::take_back(portal, &DEAL, deals).await
}
