//! The pages, one file a noun.

pub(crate) mod overview;
pub(crate) mod records;
pub(crate) mod sign_in;
