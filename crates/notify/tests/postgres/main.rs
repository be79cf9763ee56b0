//! Telling people, on real Postgres, with real receivers: a mail server and HTTP listeners of the tests' own.

#![allow(clippy::unwrap_used, reason = "in a test a surprise should end it at once")]

mod channels;
mod letters;
mod quiet;
mod receivers;
mod telling;
mod world;
