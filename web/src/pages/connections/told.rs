//! What another system refused, in words: what happened, what to do, and its own words.

use domain::{ConnectorId, Failure, FailureReason};

use crate::locale::Locale;

use super::sign_in::{FULL, system};

/// A refusal, told: what happened, what to do, and the remote's own words.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) what: String,
    pub(crate) cure: String,
    pub(crate) remote_words: String,
    /// Whether it is mended on the page of plans.
    pub(crate) to_billing: bool,
}

impl Told {
    /// Of a sign-in that failed.
    pub(crate) fn of(t: &Locale, connector: ConnectorId, failure: &Failure) -> Self {
        Self {
            remote_words: own_words(failure),
            ..Self::named(t, connector, failure.reason.as_str())
        }
    }

    /// Of something that a signed-in system was asked for a page: one may go on without it.
    pub(crate) fn asked(t: &Locale, connector: ConnectorId, failure: &Failure) -> Self {
        use FailureReason as Reason;
        let hubspot = connector == ConnectorId::Hubspot;
        let (what, cure) = match failure.reason {
            Reason::TimedOut => ("problem-slow", "asked-again"),
            Reason::Unreachable => ("problem-down", "asked-again"),
            Reason::RemoteTrouble | Reason::UnreadableAnswer => ("asked-trouble", "asked-again"),
            Reason::LimitReached => ("problem-limit", "problem-limit-cure"),
            Reason::SignInRefused => ("asked-sign-in", "asked-sign-in-cure"),
            Reason::PermissionMissing if hubspot => ("problem-scope", "problem-scope-cure"),
            Reason::PermissionMissing => ("problem-rights", "problem-rights-cure"),
            Reason::Internal | Reason::ForbiddenAddress => ("problem-ours", "problem-ours-cure"),
            _ => ("asked-refused", "asked-refused-cure"),
        };
        Self {
            what: t.t1(what, "system", system(connector)),
            cure: t.t1(cure, "system", system(connector)),
            remote_words: own_words(failure),
            to_billing: false,
        }
    }

    /// All of it as one line.
    pub(crate) fn line(&self) -> String {
        let quoted = match self.remote_words.trim() {
            "" => String::new(),
            words => format!(" “{words}”"),
        };
        format!("{} {}{quoted}", self.what, self.cure)
    }

    /// Of the closed word that travels in an address.
    pub(crate) fn named(t: &Locale, connector: ConnectorId, word: &str) -> Self {
        let hubspot = connector == ConnectorId::Hubspot;
        let (what, cure) = match word {
            "denied" => ("problem-denied", "problem-denied-cure"),
            "sign_in_refused" if hubspot => ("problem-token", "problem-token-cure"),
            "sign_in_refused" => ("problem-key", "problem-key-cure"),
            "permission_missing" if hubspot => ("problem-scope", "problem-scope-cure"),
            "permission_missing" => ("problem-rights", "problem-rights-cure"),
            "timed_out" => ("problem-slow", "problem-slow-cure"),
            "unreachable" | "remote_trouble" | "unreadable_answer" => ("problem-down", "problem-down-cure"),
            "limit_reached" => ("problem-limit", "problem-limit-cure"),
            "bad_setting" if hubspot => ("problem-token-shape", "problem-token-cure"),
            "bad_setting" => ("problem-language", "problem-language-cure"),
            "other_account" => ("problem-other-account", "problem-other-account-cure"),
            "expired" => ("problem-expired", "problem-expired-cure"),
            FULL => ("problem-full", "problem-full-cure"),
            _ => ("problem-ours", "problem-ours-cure"),
        };
        Self {
            what: t.t1(what, "system", system(connector)),
            cure: t.t1(cure, "system", system(connector)),
            remote_words: String::new(),
            to_billing: word == FULL,
        }
    }
}

/// What the remote itself said. Whoever was not reached said nothing: what is noted then is our side's view of it.
fn own_words(failure: &Failure) -> String {
    match failure.reason {
        FailureReason::Unreachable | FailureReason::TimedOut => String::new(),
        _ => failure.remote_words.clone().unwrap_or_default(),
    }
}
