//! What all connectors share to make calls: the guarded client, the requester, the throttle and paging.
//!
//! A connector says how its remote speaks by implementing [`Dialect`] and describes each call as a [`Call`];
//! the [`Requester`] signs it, waits for the budget, sends it, tries again where that is safe, and gives an
//! [`Answer`] or a [`Refused`] with the failure already classified.

mod answer;
mod call;
mod client;
mod dialect;
mod guard;
mod meter;
mod paginate;
mod requester;
mod throttle;

pub use answer::{Answer, Refused};
pub use call::{Body, Call};
pub use client::{Client, ClientError, Limits};
pub use dialect::{Authorization, Bucket, Dialect};
pub use guard::{ForbiddenAddress, is_forbidden};
pub use meter::Meter;
pub use paginate::{Page, Paginate};
pub use requester::Requester;
pub use throttle::{Throttle, Throttles};
