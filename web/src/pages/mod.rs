//! Pages by noun; each module holds the handlers and the structs of its templates.

pub(crate) mod account;
pub(crate) mod failures;
pub(crate) mod flows;
pub(crate) mod front;
pub(crate) mod help;
pub(crate) mod invitations;
pub(crate) mod look_ups;
pub(crate) mod mail;
pub(crate) mod mapping;
pub(crate) mod overview;
pub(crate) mod password;
pub(crate) mod preferences;
pub(crate) mod records;
pub(crate) mod runs;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod team;
