use std::fmt;

use async_trait::async_trait;
use domain::{ConnectionId, Failure};
use jiff::Timestamp;

/// The opened credential of a connection: the connector's own JSON (token, key and secret, …).
///
/// It does not print, and its version tells whether somebody renewed it since it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Grows by one with each renewal.
    pub version: i64,
    /// The connector's own JSON; secret.
    pub secret: String,
    /// When the remote stops accepting it, if it tells.
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Credential(version {}, expires {:?})",
            self.version, self.expires_at
        )
    }
}

/// A renewed secret, as the remote gave it.
#[derive(Clone, PartialEq, Eq)]
pub struct Renewed {
    /// The connector's own JSON; secret.
    pub secret: String,
    /// When it stops being accepted.
    pub expires_at: Option<Timestamp>,
}

/// Asks the remote for a new secret in exchange for the old one.
#[async_trait]
pub trait Refresher: Send + Sync {
    /// Trades the old secret for a new one.
    ///
    /// # Errors
    /// `NeedsSignIn` if the remote no longer accepts the old one, else transient.
    async fn refresh(&self, old: &Credential) -> Result<Renewed, Failure>;
}

/// Where credentials are kept, sealed.
#[async_trait]
pub trait Vault: Send + Sync {
    /// The credential as it is now. Workers load it when they use it, never at the start of a job.
    ///
    /// # Errors
    /// When there is none, or it can't be opened.
    async fn load(&self, connection: ConnectionId) -> Result<Credential, Failure>;

    /// Renews the credential unless somebody already did since version `seen`: one renewal at a time over all
    /// processes, and the new secret is kept before anyone uses it.
    ///
    /// # Errors
    /// The refresher's, or when the store can't be reached.
    async fn renew(
        &self,
        connection: ConnectionId,
        seen: i64,
        refresher: &dyn Refresher,
    ) -> Result<Credential, Failure>;

    /// Marks the connection as no longer signed in, with the remote's words; its flows wait.
    ///
    /// # Errors
    /// When the store can't be reached.
    async fn revoked(&self, connection: ConnectionId, seen: i64, words: &str) -> Result<(), Failure>;
}
