//! The store on real Postgres: one database a test, made by the migrations.
#![allow(missing_docs, reason = "a test's name is its sentence")]
#![allow(
    clippy::unwrap_used,
    reason = "a helper of tests fails the test that calls it"
)]

mod audit;
mod billing;
mod causes;
mod credentials;
mod fairness;
mod journal;
mod people;
mod queue;
mod retention;
mod runs;
mod settings;
mod settling;
mod tenancy;
mod world;
