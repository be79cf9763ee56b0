//! Identifiers: one type a noun, so that two ids can't be swapped unnoticed.
//!
//! All are time-ordered UUIDs (version 7): rows written together lie together in an index.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id from the current time and chance.
            #[must_use]
            #[allow(clippy::new_without_default, reason = "an id made by default would be an id nobody asked for")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id as stored in the database.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

ids! {
    /// A customer organisation; owns every row below it.
    TenantId,
    /// A person who signs in.
    UserId,
    /// One tenant's configured, signed-in use of a connector.
    ConnectionId,
    /// What a tenant builds: source stream, mapping, destination stream.
    FlowId,
    /// A published, unchanging copy of a flow's rules and settings.
    RevisionId,
    /// One execution of a revision, from asked-for to final state.
    RunId,
    /// One record's way through a run, as the journal keeps it.
    RecordId,
    /// The pairing of a record on one side with its counterpart on the other.
    LinkId,
    /// A record given up after its retries.
    DeadLetterId,
    /// A token with which a script calls the JSON API.
    ApiTokenId,
    /// The proof that a worker holds a lease; a late worker's no longer matches.
    LeaseToken,
    /// Something a member must know about.
    AlertId,
    /// A way to the payment page.
    CheckoutId,
    /// A package that was bought.
    OrderId,
    /// What buyer and expert write to each other.
    MessageId,
    /// An e-mail on its way out.
    LetterId,
    /// Where alerts go besides e-mail.
    ChannelId,
    /// A message on its way to a channel.
    DeliveryId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_text_and_tells_its_noun_when_debugged() {
        let id = FlowId::new();
        assert_eq!(id.to_string().parse::<FlowId>().unwrap(), id);
        assert!(format!("{id:?}").starts_with("FlowId("));
    }
}
