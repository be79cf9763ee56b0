#![doc = include_str!("../README.md")]

mod customers;
pub mod letters;
mod limits;
pub mod meetings;
mod plans;
mod settle;
mod stripe;
mod till;
pub mod vat;
mod watch;

use domain::Standing;
use jiff::Timestamp;
use store::{StoreError, Tx, trials};

pub use limits::{Full, Limits, allows_another_connection, allows_another_flow, limits, no_room};
pub use plans::{Offer, PackageOffer, TRIAL_LIMITS, offer, package};
pub use settle::EventRefused;
pub use stripe::{Invoice, InvoiceState, SignatureRefused, StripeError, verify};
pub use till::{BillingError, Portal, Seen, Settings, Till, first_payment};
pub use watch::{watch, watch_once};

/// Begins the tenant's fourteen days, once; the wizard's last button and everything else that first switches a flow on
/// calls it. Tells whether they began now.
///
/// # Errors
/// When the database refuses.
pub async fn start_trial(tx: &mut Tx, now: Timestamp) -> Result<bool, StoreError> {
    trials::start(tx, now).await
}

/// How the tenant stands: trial, plan, ended.
///
/// # Errors
/// When the database refuses.
pub async fn standing(tx: &mut Tx, now: Timestamp) -> Result<Standing, StoreError> {
    trials::standing(tx, now).await
}
