#![doc = include_str!("../README.md")]

mod api_token;
pub mod breached;
mod error;
mod key;
mod link;
mod master;
pub mod password;
pub mod recovery;
mod seal;
mod search;
pub mod strength;
mod totp;

pub use api_token::{ApiToken, ApiTokenHash};
pub use error::AuthError;
pub use key::{DayKey, KeyId, TenantKey};
pub use link::{LinkToken, SixDigits};
pub use master::MasterKey;
pub use recovery::RecoveryCode;
pub use seal::Sealed;
pub use search::{SearchHash, SearchHasher};
pub use totp::TotpSecret;
