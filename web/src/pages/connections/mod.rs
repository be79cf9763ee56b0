//! The signed-in use of other systems: their list, each one's page, signing in and asking a colleague to.

pub(crate) mod acts;
pub(crate) mod card;
pub(crate) mod colleague;
pub(crate) mod list;
pub(crate) mod reconnect;
pub(crate) mod show;
pub(crate) mod sign_in;
pub(crate) mod told;
