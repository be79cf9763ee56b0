#![doc = include_str!("../README.md")]

mod add;
mod apply;
mod checked;
mod connect;
mod export;
mod file;
mod flows;
mod hooks;
mod keep;
mod lacking;
mod secrets;
mod sides;
mod signed_in;

pub use add::{AddError, add_flow};
pub use apply::{Applied, Ground, apply};
pub use checked::FileMistake;
pub use connect::{NewSignIn, connect, prepare};
pub use export::{ExportError, export, export_flow};
pub use file::{ConnectionEntry, FlowEntry, WorkspaceFile};
pub use flows::{NotBegun, keep_flows};
pub use keep::NOTE;
pub use secrets::fill_in;

/// Why a file was not applied. Nothing of it was, then.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The text is no workspace file.
    #[error("the file can't be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// What it says can't be: every mistake, each with its place.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<FileMistake>),
    /// A remote system refuses or can't be reached.
    #[error("connection \"{connection}\": {failure}")]
    Remote {
        /// Which connection.
        connection: String,
        /// What it said.
        #[source]
        failure: domain::Failure,
    },
    /// A sign-in opened another account than the connection has: its pairings would be wrong.
    #[error("the connection is \"{kept}\", but the sign-in opened \"{opened}\"; choose another name for it")]
    OtherAccount {
        /// Which connection.
        connection: domain::ConnectionId,
        /// The account it has.
        kept: String,
        /// The account that was opened.
        opened: String,
    },
    /// The store can't be reached.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}
