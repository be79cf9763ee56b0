//! What a command prints. A reader that has heard enough and closes the pipe (`kopru tenant list | head -1`) ends
//! neither the command nor its work, which `println!` would.

use std::{fmt::Display, io::Write as _};

/// A line to standard output.
pub(crate) fn line(what: impl Display) {
    text(format_args!("{what}\n"));
}

/// A text to standard output as it is.
pub(crate) fn text(what: impl Display) {
    let mut out = std::io::stdout().lock();
    // Nobody is left to be told that nobody listens.
    let _ = write!(out, "{what}").and_then(|()| out.flush());
}

/// A line to standard error, with the program's name.
pub(crate) fn trouble(what: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "kopru: {what}");
}
