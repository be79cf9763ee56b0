#![doc = include_str!("../README.md")]

mod file;
mod secrets;

pub use file::{ConnectionEntry, FlowEntry, WorkspaceFile};
pub use secrets::fill_in;
