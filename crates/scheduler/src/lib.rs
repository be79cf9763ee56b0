#![doc = include_str!("../README.md")]

mod absence;
mod alarms;
mod claim;
mod drive;
mod intake;
mod load;
mod opening;
pub mod outlook;
mod parts;
mod plans;
pub mod proof;
mod reconcile;
mod retries;
mod sweep;
mod tick;
pub mod trial;
mod unsettled;
pub mod workbench;

pub use absence::watch_absence;
pub use claim::{Only, work};
pub use intake::{Told, heard, seen};
pub use load::load;
pub use opening::{Opening, OpeningError};
pub use parts::Parts;
pub use plans::{PlanError, Plans, table_of};
pub use reconcile::{COUNTABLE, SendError, reconcile, reconcile_next, send_missing, window};
pub use sweep::{sweep, sweep_once};
pub use tick::tick;
