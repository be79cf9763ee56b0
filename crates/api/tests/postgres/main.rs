//! The API on real Postgres: each test has a database of its own.

#![allow(clippy::unwrap_used, reason = "in a test a surprise should end it at once")]

mod errors;
mod hooks;
mod openapi;
mod reading;
mod sign_ins;
mod story;
mod stripe;
mod tenancy;
mod world;
mod writing;
