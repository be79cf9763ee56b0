//! The signed-in use of other systems: their list, each one's page, signing in and asking a colleague to.

pub(crate) mod colleague;
pub(crate) mod sign_in;
