//! What end-to-end tests and figures stand on: a world of real processes.
//!
//! A [`World`] is a database of its own, the stand-ins as a process, and `kopru` as one or more processes,
//! started, killed and asked through the command line as scripts and operators do.
#![allow(clippy::print_stderr, reason = "a test tells what its processes said")]

mod database;
mod process;
mod remote;
mod world;

pub use database::Database;
pub use process::Process;
pub use remote::Remote;
pub use world::{Ran, World, WorldOptions};
