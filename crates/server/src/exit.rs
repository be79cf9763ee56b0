//! Exit codes that scripts can rely on.

use std::{fmt, process::ExitCode};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: all went well.
    Well,
    /// 1: some records failed.
    SomeFailed,
    /// 2: the command was used wrongly: an argument, a setting, a file.
    WrongUse,
    /// 3: something that it needs can't be reached: the database, a remote system.
    CannotReach,
}

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Well => 0,
            Self::SomeFailed => 1,
            Self::WrongUse => 2,
            Self::CannotReach => 3,
        })
    }

    /// What an error amounts to: wrong use where the error says so, else something could not be reached.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        if error
            .chain()
            .any(|cause| cause.downcast_ref::<WrongUse>().is_some())
        {
            Self::WrongUse
        } else {
            Self::CannotReach
        }
    }
}

/// An error with its causes in one line; a cause that the line has already is not told again.
pub(crate) fn told(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if line.is_empty() {
            line = cause;
        } else if !line.contains(&cause) {
            line = format!("{line}: {cause}");
        }
    }
    line
}

/// An error that the one who typed can mend.
#[derive(Debug)]
pub(crate) struct WrongUse(pub(crate) String);

impl fmt::Display for WrongUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// An error that the one who typed can mend, from a sentence.
pub(crate) fn wrong_use(sentence: impl Into<String>) -> anyhow::Error {
    WrongUse(sentence.into()).into()
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let refused = std::io::Error::other("connection refused");
        let error = Err::<(), _>(refused)
            .context("the database can't be reached: connection refused")
            .context("opening")
            .unwrap_err();
        assert_eq!(
            told(&error),
            "opening: the database can't be reached: connection refused"
        );
        assert_eq!(Exit::of(&error), Exit::CannotReach);
        assert_eq!(
            Exit::of(&wrong_use("no such flow").context("running")),
            Exit::WrongUse
        );
    }
}
