#![doc = include_str!("../README.md")]

pub mod alert;
pub mod canonical;
pub mod connector;
pub mod failure;
pub mod fingerprint;
pub mod flow;
pub mod ids;
pub mod language;
pub mod outcome;
pub mod package;
pub mod plan;
pub mod rate;
pub mod retry;
pub mod role;
pub mod saying;
pub mod schema;
pub mod value;
pub mod vat;

pub use alert::{AlertKind, Severity};
pub use connector::{ConnectorId, Cursor, RecordKey, StreamName};
pub use failure::{Failure, FailureClass, FailureReason};
pub use fingerprint::{Fingerprint, Known};
pub use ids::*;
pub use language::Language;
pub use outcome::{Counts, Outcome, SkipReason};
pub use plan::{Every, Package, Plan, Standing};
pub use role::{Permission, Role};
pub use rust_decimal::Decimal;
pub use saying::Saying;
pub use schema::{Field, Kind, Schema};
pub use value::{Map, Value};
