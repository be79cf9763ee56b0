//! Reading columns into domain types: a row that does not fit names its table, column and id.

use std::{fmt::Display, str::FromStr};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use crate::StoreError;

/// Names a column of a row, for the error.
#[derive(Clone, Copy)]
pub(crate) struct Column<I>(pub(crate) &'static str, pub(crate) &'static str, pub(crate) I);

impl<I: Display> Column<I> {
    /// A word of a closed list.
    pub(crate) fn word<T: FromStr<Err: Display>>(self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|error: T::Err| self.bad(&error))
    }

    /// A JSON document.
    pub(crate) fn json<T: DeserializeOwned>(self, json: Json) -> Result<T, StoreError> {
        serde_json::from_value(json).map_err(|error| self.bad(&error))
    }

    pub(crate) fn bad(self, why: &impl ToString) -> StoreError {
        StoreError::BadRow {
            table: self.0,
            column: self.1,
            id: self.2.to_string(),
            why: why.to_string(),
        }
    }
}

/// A document as JSON. Our documents have text keys and finite numbers, which JSON can always hold.
pub(crate) fn to_json<T: Serialize>(document: &T) -> Json {
    serde_json::to_value(document).unwrap_or(Json::Null)
}

/// A count for a bigint column.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
