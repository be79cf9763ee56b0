#![doc = include_str!("../README.md")]

mod api_token;
mod error;
mod key;
mod master;
pub mod password;
mod seal;
mod search;

pub use api_token::{ApiToken, ApiTokenHash};
pub use error::AuthError;
pub use key::{DayKey, KeyId, TenantKey};
pub use master::MasterKey;
pub use seal::Sealed;
pub use search::{SearchHash, SearchHasher};
