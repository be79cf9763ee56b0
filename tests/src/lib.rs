//! What end-to-end tests and figures stand on: a world of real processes.
//!
//! A [`World`] is a database of its own, the stand-ins as a process, and `kopru` as one or more processes,
//! started, killed and asked through the command line as scripts and operators do. [`Books`] compares both sides
//! order by order.
#![allow(clippy::print_stderr, reason = "a test tells what its processes said")]

mod books;
mod database;
pub mod files;
mod process;
mod remote;
mod server;
mod world;

pub use books::{Books, Deal, LineItem, ShopOrder, decimal};
pub use database::Database;
pub use process::{Process, binary};
pub use remote::Remote;
pub use server::Server;
pub use world::{Ran, World, WorldOptions, free_port};
