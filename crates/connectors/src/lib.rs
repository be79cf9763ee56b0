#![doc = include_str!("../README.md")]

pub mod canonical;
mod connector;
pub mod http;
pub mod hubspot;
pub mod lightspeed_ecom;
mod registry;
mod route;
mod stand_in;

pub use connector::*;
pub use registry::Registry;
pub use route::route;
pub use stand_in::{StandIn, StandInKeys};
