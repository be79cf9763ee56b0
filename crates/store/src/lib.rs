#![doc = include_str!("../README.md")]

mod error;
mod keyring;
mod pool;
mod row;
mod transaction;

pub mod alerts;
pub mod api_tokens;
pub mod audit;
pub mod authorizations;
mod budgets;
pub mod connections;
pub mod cursors;
pub mod dead_letters;
pub mod drafts;
pub mod flows;
pub mod idempotency;
pub mod inbox;
pub mod insights;
mod journal;
pub mod letters;
pub mod lookups;
pub mod records;
pub mod retention;
pub mod revisions;
pub mod runs;
mod sessions;
pub mod settle;
pub mod subscriptions;
pub mod tenants;
pub mod trials;
pub mod usage;
pub mod users;
mod vault;
pub mod work;

pub use budgets::StoreBudgets;
pub use error::StoreError;
pub use journal::StoreJournal;
pub use pool::Store;
pub use sessions::StoreSessions;
pub use transaction::{InTransaction, SystemTx, Tx};
pub use vault::StoreVault;
