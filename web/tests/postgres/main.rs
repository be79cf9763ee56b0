//! The dashboard on real Postgres: each test has a database of its own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "in a test a surprise should end it at once"
)]

mod absence;
mod account;
mod alerts;
mod billing;
mod colours;
mod flows;
mod look_ups;
mod mapping;
mod overview;
mod pages;
mod password;
mod post;
mod reconciliation;
mod records;
mod second_factor;
mod settings;
mod sign_in;
mod sign_up;
mod stand_ins;
mod start;
mod team;
mod world;
