//! What the engine needs from others. The one who calls defines the port; the adapter implements it:
//! connectors are a [`Source`], a [`Describe`] and a [`Destination`]; the store is a [`Journal`], a [`Vault`]
//! and keeps the [`Budgets`].

mod budgets;
mod clock;
mod destination;
mod journal;
mod source;
mod vault;

pub use budgets::Budgets;
pub use clock::{Clock, SystemClock};
pub use destination::{Act, Delivered, Describe, Destination, Prepared, RemoteId, Write, Written};
pub use journal::{Entry, Journal, Link, LinkChange, Settlement, Side, Step, Steps};
pub use source::{Changes, Fetched, Source};
pub use vault::{Credential, Refresher, Renewed, Vault};
