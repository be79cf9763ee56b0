//! A person's own account: who they are, how they want pages, how they sign in, where they are signed in.

pub(crate) mod proof;
