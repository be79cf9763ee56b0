//! The kinds of letters, each with what it tells.

use jiff::{Timestamp, civil::Date};

use crate::words::{Values, Words};

/// What a letter tells. Links are whole addresses, ready to be opened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LetterKind {
    /// Confirm this address.
    VerifyEmail {
        /// The six digits to type.
        code: String,
        /// Where the same is done by one click.
        link: String,
    },
    /// Someone (they themselves, most likely) signed up with an address that has an account.
    AccountExists {
        /// Where one signs in.
        link: String,
    },
    /// Choose a new password.
    ResetPassword {
        /// Where, for a short time.
        link: String,
    },
    /// The password was changed.
    PasswordChanged {
        /// Where one asks for a new one, should it have been someone else.
        link: String,
    },
    /// Come and work with us.
    Invitation {
        /// Who invites.
        by: String,
        /// To which tenant.
        tenant: String,
        /// Where it is taken up.
        link: String,
    },
    /// The trial ends soon.
    TrialEnding {
        /// On which day, where the tenant is.
        ends_on: Date,
        /// Where a plan is chosen.
        link: String,
    },
    /// The trial has ended; flows pause.
    TrialEnded {
        /// Where a plan is chosen.
        link: String,
    },
    /// A set-up package was bought.
    PackageBought {
        /// What the package is called.
        package: String,
        /// Where its order stands.
        link: String,
    },
    /// A meeting is booked.
    MeetingBooked {
        /// With whom.
        expert: String,
        /// When it begins.
        starts_at: Timestamp,
        /// The reader's time zone, by its IANA name.
        zone: String,
        /// Where it can be moved.
        link: String,
    },
}

impl LetterKind {
    /// The word in the database, and the beginning of the keys of its words.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify-email",
            Self::AccountExists { .. } => "account-exists",
            Self::ResetPassword { .. } => "reset-password",
            Self::PasswordChanged { .. } => "password-changed",
            Self::Invitation { .. } => "invitation",
            Self::TrialEnding { .. } => "trial-ending",
            Self::TrialEnded { .. } => "trial-ended",
            Self::PackageBought { .. } => "package-bought",
            Self::MeetingBooked { .. } => "meeting-booked",
        }
    }

    /// Where the button leads.
    #[must_use]
    pub fn link(&self) -> &str {
        match self {
            Self::VerifyEmail { link, .. }
            | Self::AccountExists { link }
            | Self::ResetPassword { link }
            | Self::PasswordChanged { link }
            | Self::Invitation { link, .. }
            | Self::TrialEnding { link, .. }
            | Self::TrialEnded { link }
            | Self::PackageBought { link, .. }
            | Self::MeetingBooked { link, .. } => link,
        }
    }

    /// What stands large above the button, to be typed.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::VerifyEmail { code, .. } => Some(code),
            _ => None,
        }
    }

    /// The variables of its sentences.
    pub(crate) fn values(&self, words: Words) -> Values<'_> {
        match self {
            Self::VerifyEmail { code, .. } => vec![("code", code.as_str().into())],
            Self::Invitation { by, tenant, .. } => {
                vec![("by", by.as_str().into()), ("tenant", tenant.as_str().into())]
            }
            Self::TrialEnding { ends_on, .. } => vec![("day", words.day(*ends_on).into())],
            Self::PackageBought { package, .. } => vec![("package", package.as_str().into())],
            Self::MeetingBooked {
                expert,
                starts_at,
                zone,
                ..
            } => vec![
                ("expert", expert.as_str().into()),
                ("moment", words.moment(*starts_at, zone).into()),
            ],
            Self::AccountExists { .. }
            | Self::ResetPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::TrialEnded { .. } => Values::new(),
        }
    }

    /// Names and values in a small table below the text.
    pub(crate) fn facts(&self, _words: Words) -> Vec<(String, String)> {
        Vec::new()
    }

    /// One of each, for tests and pictures.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let at = |path: &str| format!("https://kopru.example{path}");
        vec![
            Self::VerifyEmail {
                code: "481 516".to_owned(),
                link: at("/verify/4815162342"),
            },
            Self::AccountExists { link: at("/sign-in") },
            Self::ResetPassword {
                link: at("/password/4815162342"),
            },
            Self::PasswordChanged {
                link: at("/password"),
            },
            Self::Invitation {
                by: "Ayşe Yılmaz".to_owned(),
                tenant: "Bloemen & Zn".to_owned(),
                link: at("/invitations/4815162342"),
            },
            Self::TrialEnding {
                ends_on: Date::constant(2026, 12, 8),
                link: at("/billing"),
            },
            Self::TrialEnded { link: at("/billing") },
            Self::PackageBought {
                package: "Set-up package".to_owned(),
                link: at("/billing/packages/1"),
            },
            Self::MeetingBooked {
                expert: "Elif".to_owned(),
                starts_at: Timestamp::UNIX_EPOCH,
                zone: "Europe/Amsterdam".to_owned(),
                link: at("/billing/packages/1"),
            },
        ]
    }
}
