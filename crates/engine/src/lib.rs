#![doc = include_str!("../README.md")]

mod deals;
mod deliver;
mod dry_run;
mod echo;
mod filter;
mod in_hand;
mod plan;
pub mod ports;
mod read;
mod references;
mod rehearse;
pub mod settings;
mod totals;
mod upsert;

pub use deliver::deliver;
pub use dry_run::{Forecast, dry_run, tally};
pub use echo::{link_noun, writes};
pub use filter::passes;
pub use plan::{Blueprint, Plan, PlanMistake, noun_of, root_of, scope_of, with_shipped_tables};
pub use read::{Reading, read};
pub use rehearse::{Rehearsed, rehearse};
