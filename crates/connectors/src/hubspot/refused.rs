//! Why HubSpot refused a record, as a sentence of a closed list: pages say it in their reader's language, and find by its
//! values what mends it.

use serde::Serialize;

#[derive(Debug, Serialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Refused<'a> {
    /// One property did not take its value; why, in HubSpot's words.
    #[error("HubSpot refused the {object}: {property}: {why}.")]
    PropertyRefused {
        object: &'a str,
        property: &'a str,
        why: &'a str,
    },
}
