use std::{io, path::PathBuf};

use crate::KeyId;

/// Why a key, a password or a sealed value can't be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// The master key's file can't be read or written.
    #[error("the master key file {} can't be used: {source}. Check KOPRU_MASTER_KEY_FILE and who may read the file", .path.display())]
    KeyFile {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The master key's file holds something else.
    #[error("the master key file {} does not hold 64 hexadecimal digits (32 bytes). Put the right file there; a new key can't open what the old one sealed", .path.display())]
    KeyShape {
        /// Which file.
        path: PathBuf,
    },
    /// These bytes were never sealed by us, or were cut off.
    #[error("a sealed value of {length} bytes is not in a form that this release knows")]
    Shape {
        /// How long it is.
        length: usize,
    },
    /// It was sealed under another key.
    #[error(
        "this value was sealed under key {sealed_under}, and the key at hand is {at_hand}. Was the master key exchanged without `kopru keys rotate`?"
    )]
    OtherKey {
        /// Under which key it was sealed.
        sealed_under: KeyId,
        /// Which key was tried.
        at_hand: KeyId,
    },
    /// The seal is broken: the bytes were changed, or belong to another row.
    #[error("a sealed value does not belong to {identity}, or was changed since it was sealed")]
    Broken {
        /// The row that it was opened for.
        identity: String,
    },
    /// The bytes inside can't be decompressed.
    #[error("a sealed payload can't be decompressed")]
    Compression(#[source] io::Error),
    /// The password can't be hashed.
    #[error("the password can't be hashed: {0}")]
    Password(String),
    /// The text is no API token of ours.
    #[error("this is not an API token of Kopru: those begin with kopru_ and are 49 characters long")]
    TokenShape,
    /// The stored secret of an authenticator app can't be used.
    #[error("the secret of an authenticator app is none: it has to be set up anew")]
    TotpSecret,
}
