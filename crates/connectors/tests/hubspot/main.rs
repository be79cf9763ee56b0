//! The HubSpot connector against the stand-in that speaks like HubSpot, over real HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::large_futures,
    clippy::needless_pass_by_value,
    reason = "in a test, what cannot be had ends the test"
)]

mod customers;
mod habits;
mod hooks;
mod invoices;
mod limits;
mod mappings;
mod orders;
mod preparing;
mod products;
mod reading;
mod signing_in;
mod world;
