//! The used part of Stripe's API v1, by plain HTTP.

mod client;
mod objects;
mod signature;

pub use client::StripeError;
pub(crate) use client::{Form, Stripe};
pub use objects::{Invoice, InvoiceState};
pub(crate) use objects::{Session, SessionState, subscription};
pub use signature::{SignatureRefused, verify};
