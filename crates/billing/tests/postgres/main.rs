//! Buying, on real Postgres and over real HTTP to the stand-in for Stripe.
#![allow(missing_docs, reason = "a test's name is its sentence")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests fails the test that calls it"
)]

mod buying;
mod packages;
mod world;
