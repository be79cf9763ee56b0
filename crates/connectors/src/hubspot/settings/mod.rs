//! What a merchant gives us to sign in with.

pub(super) mod credential;
