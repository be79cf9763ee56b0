//! The side that speaks like Stripe: the part of API v1 that buying needs, its payment page, its customer portal,
//! invoices and webhooks.
//!
//! What a client sees as `https://api.stripe.com/v1/…` is `/stripe/v1/…` here. Cards by number, as in Stripe's test
//! mode: 4242 pays, 0002 is declined, 9995 lacks funds, 0341 pays now and is declined from the next payment on.
//! Time moves by `POST /stripe/_clock {"advance_days": 31}`: periods end, invoices are made, refused payments tried
//! again after 3, 5 and 7 days and then given up. Amounts are in cents; the seller sits in the Netherlands.

mod answer;
mod catalogue;
mod charges;
mod checkout;
mod clock;
mod customers;
mod events;
mod form;
mod invoices;
mod page;
mod pay;
mod portal;
mod router;
mod state;
mod subscriptions;
mod tax;

use std::sync::{Arc, Mutex};

use crate::{Shared, lock, memory::Changes};
pub(crate) use router::router;
pub(crate) use state::State as Kept;
use state::State;

/// This side of the stand-ins.
pub(crate) struct Stripe {
    shared: Arc<Shared>,
    state: Mutex<State>,
    /// How often it was changed.
    pub(crate) changes: Changes,
}

impl Stripe {
    /// A copy to be written.
    pub(crate) fn kept(&self) -> Kept {
        lock(&self.state).clone()
    }
}
