//! The API on real Postgres: each test has a database of its own.

mod errors;
mod hooks;
mod openapi;
mod reading;
mod sign_ins;
//mod story;
mod tenancy;
mod world;
mod writing;
