//! What a member must know about: the closed list of kinds, and how much it presses.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What kind of cause an alert has. A closed list, so that titles can be translated and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A connection's credential is refused: its flows wait.
    SignIn,
    /// Records were given up for one reason.
    RecordsFailed,
    /// A remote system does not answer, or is in trouble as a whole: the flow waits and tries again.
    RemoteDown,
    /// A remote system's call limit is reached for longer than a moment.
    Limit,
    /// A connection's changes can't be read.
    StreamUnread,
    /// A flow can't work at all: its rules or settings are wrong, or it is ours to mend.
    FlowStopped,
    /// A load or another run could not be read to its end.
    RunFailed,
    /// A person or channel can't be told of alerts.
    ChannelFailed,
    /// A remote system lacks something of ours, without which less is written.
    Lacking,
    /// Fewer records came than usual.
    Absence,
    /// Fields or stages of a remote system that rules use are gone.
    Drift,
}

impl AlertKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::SignIn,
        Self::RecordsFailed,
        Self::RemoteDown,
        Self::Limit,
        Self::StreamUnread,
        Self::FlowStopped,
        Self::RunFailed,
        Self::ChannelFailed,
        Self::Lacking,
        Self::Absence,
        Self::Drift,
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::RecordsFailed => "records_failed",
            Self::RemoteDown => "remote_down",
            Self::Limit => "limit",
            Self::StreamUnread => "stream_unread",
            Self::FlowStopped => "flow_stopped",
            Self::RunFailed => "run_failed",
            Self::ChannelFailed => "channel_failed",
            Self::Lacking => "lacking",
            Self::Absence => "absence",
            Self::Drift => "drift",
        }
    }

    /// How much it presses, unless the one who raises it knows better.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::SignIn | Self::FlowStopped | Self::StreamUnread => Severity::Severe,
            Self::RecordsFailed
            | Self::RemoteDown
            | Self::RunFailed
            | Self::ChannelFailed
            | Self::Lacking
            | Self::Absence
            | Self::Drift => Severity::Warning,
            Self::Limit => Severity::Notice,
        }
    }

    /// Whether it comes and goes by itself: then the same alert goes on if it is back before anyone was told that it
    /// was over.
    #[must_use]
    pub const fn comes_and_goes(self) -> bool {
        matches!(self, Self::RemoteDown | Self::Limit)
    }
}

/// How much an alert presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know; nothing to do.
    Notice,
    /// A person should look, today.
    Warning,
    /// Something stands still until a person acts. Not held back by quiet hours.
    Severe,
}

impl Severity {
    /// All of them, the least pressing first.
    pub const ALL: [Self; 3] = [Self::Notice, Self::Warning, Self::Severe];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Severe => "severe",
        }
    }
}

/// A word that is not in the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not in the list")]
pub struct UnknownWord(String);

macro_rules! words {
    ($($name:ident),+) => {$(
        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL
                    .into_iter()
                    .find(|each| each.as_str() == word)
                    .ok_or_else(|| UnknownWord(word.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

words!(AlertKind, Severity);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_still_presses_most() {
        assert!(Severity::Severe > Severity::Warning && Severity::Warning > Severity::Notice);
        for kind in AlertKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!(AlertKind::SignIn.severity(), Severity::Severe);
        assert!("urgent".parse::<Severity>().is_err());
    }
}
