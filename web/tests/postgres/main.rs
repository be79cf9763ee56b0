//! The dashboard on real Postgres: each test has a database of its own.

mod colours;
mod pages;
mod sign_in;
mod world;
