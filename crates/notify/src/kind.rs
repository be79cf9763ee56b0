//! The kinds of letters, each with what it tells.

use jiff::{Timestamp, civil::Date};

use crate::{
    told::{Cure, Told},
    words::{Values, Words},
};

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
        /// Where its order stands.
        link: String,
    },
    /// A tenant bought a package: for our experts.
    OrderArrived {
        /// Which tenant.
        tenant: String,
        /// The buyer's address.
        buyer: String,
        /// Where the order is.
        link: String,
    },
    /// Buyer or expert wrote about an order.
    OrderMessage {
        /// Who.
        author: String,
        /// Where it is read and answered.
        link: String,
    },
    /// A payment was refused; it is tried again for some days.
    PaymentRefused {
        /// The tenant's name.
        tenant: String,
        /// Where another card is given.
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
    /// Something needs a person.
    AlertRaised(AlertLetter),
    /// It is over.
    AlertOver(AlertLetter),
    /// What was raised in the reader's quiet hours and is still open.
    WhileQuiet {
        /// Whose.
        tenant: String,
        /// Title of each alert.
        titles: Vec<String>,
        /// Where they stand.
        link: String,
    },
    /// What became of the last day.
    Digest {
        /// Whose.
        tenant: String,
        /// Records that were created or updated.
        delivered: u64,
        /// Records that were given up.
        failed: u64,
        /// Title of each open alert.
        titles: Vec<String>,
        /// Where it is looked at.
        link: String,
    },
    /// Whether letters arrive.
    AlertTest {
        /// Whose alerts would come.
        tenant: String,
        /// Where channels are set.
        link: String,
    },
}

/// An alert, in the reader's words.
#[derive(Clone, Debug)]
pub struct AlertLetter {
    /// Whose.
    pub tenant: String,
    /// Title, why and cure.
    pub told: Told,
    /// The sentence that was kept, with the particulars.
    pub detail: String,
    /// What the other side said.
    pub remote_words: Option<String>,
    /// Since when.
    pub raised_at: Timestamp,
    /// The reader's time zone, by its IANA name.
    pub zone: String,
    /// Where the button leads: to what mends it.
    pub link: String,
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
            Self::OrderArrived { .. } => "order-arrived",
            Self::OrderMessage { .. } => "order-message",
            Self::PaymentRefused { .. } => "payment-refused",
            Self::MeetingBooked { .. } => "meeting-booked",
            Self::AlertRaised(_) => "alert-raised",
            Self::AlertOver(_) => "alert-over",
            Self::WhileQuiet { .. } => "while-quiet",
            Self::Digest { .. } => "digest",
            Self::AlertTest { .. } => "alert-test",
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
            | Self::PackageBought { link }
            | Self::OrderArrived { link, .. }
            | Self::OrderMessage { link, .. }
            | Self::PaymentRefused { link, .. }
            | Self::MeetingBooked { link, .. }
            | Self::WhileQuiet { link, .. }
            | Self::Digest { link, .. }
            | Self::AlertTest { link, .. } => link,
            Self::AlertRaised(alert) | Self::AlertOver(alert) => &alert.link,
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
            Self::OrderArrived { tenant, buyer, .. } => {
                vec![
                    ("tenant", tenant.as_str().into()),
                    ("buyer", buyer.as_str().into()),
                ]
            }
            Self::OrderMessage { author, .. } => vec![("author", author.as_str().into())],
            Self::PaymentRefused { tenant, .. } => vec![("tenant", tenant.as_str().into())],
            Self::MeetingBooked {
                expert,
                starts_at,
                zone,
                ..
            } => vec![
                ("expert", expert.as_str().into()),
                ("moment", words.moment(*starts_at, zone).into()),
            ],
            Self::AlertRaised(alert) | Self::AlertOver(alert) => vec![
                ("tenant", alert.tenant.as_str().into()),
                ("title", alert.told.title.as_str().into()),
                ("why", alert.told.why.as_str().into()),
                ("cure", alert.told.cure.as_str().into()),
                ("button", alert.told.button.as_str().into()),
            ],
            Self::WhileQuiet { tenant, titles, .. } => counted(words, "tenant", tenant, titles),
            Self::Digest {
                tenant,
                delivered,
                failed,
                titles,
                ..
            } => {
                let mut values = counted(words, "tenant", tenant, titles);
                values.push(("delivered", words.number(*delivered).into()));
                values.push(("failed", words.number(*failed).into()));
                values
            }
            Self::AlertTest { tenant, .. } => vec![("tenant", tenant.as_str().into())],
            Self::AccountExists { .. }
            | Self::ResetPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::TrialEnded { .. }
            | Self::PackageBought { .. } => Values::new(),
        }
    }

    /// What stands in a list below the text.
    pub(crate) fn items(&self) -> &[String] {
        match self {
            Self::WhileQuiet { titles, .. } | Self::Digest { titles, .. } => titles,
            _ => &[],
        }
    }

    /// Names and values in a small table below the text.
    pub(crate) fn facts(&self, words: Words) -> Vec<(String, String)> {
        let fact = |key: &str, value: String| (words.say(key, &Values::new()), value);
        match self {
            Self::AlertRaised(alert) | Self::AlertOver(alert) => {
                let mut facts = vec![
                    fact("fact-tenant", alert.tenant.clone()),
                    fact("fact-since", words.moment(alert.raised_at, &alert.zone)),
                    fact("fact-detail", alert.detail.clone()),
                ];
                facts.extend(
                    alert
                        .remote_words
                        .clone()
                        .map(|said| fact("fact-remote-words", said)),
                );
                facts
            }
            Self::Digest {
                tenant,
                delivered,
                failed,
                ..
            } => vec![
                fact("fact-tenant", tenant.clone()),
                fact("fact-delivered", words.number(*delivered)),
                fact("fact-failed", words.number(*failed)),
            ],
            _ => Vec::new(),
        }
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
                link: at("/billing/packages/1"),
            },
            Self::OrderArrived {
                tenant: "Bloemen & Zn".to_owned(),
                buyer: "ayse@example.com".to_owned(),
                link: at("/desk/orders/1"),
            },
            Self::OrderMessage {
                author: "Ayşe Yılmaz".to_owned(),
                link: at("/billing/packages/1"),
            },
            Self::PaymentRefused {
                tenant: "Bloemen & Zn".to_owned(),
                link: at("/billing"),
            },
            Self::MeetingBooked {
                expert: "Elif".to_owned(),
                starts_at: Timestamp::UNIX_EPOCH,
                zone: "Europe/Amsterdam".to_owned(),
                link: at("/billing/packages/1"),
            },
            Self::AlertRaised(alert_sample()),
            Self::AlertOver(alert_sample()),
            Self::WhileQuiet {
                tenant: "Bloemen & Zn".to_owned(),
                titles: vec![alert_sample().told.title],
                link: at("/alerts"),
            },
            Self::Digest {
                tenant: "Bloemen & Zn".to_owned(),
                delivered: 1_204,
                failed: 3,
                titles: vec![alert_sample().told.title],
                link: at("/overview"),
            },
            Self::AlertTest {
                tenant: "Bloemen & Zn".to_owned(),
                link: at("/alerts/channels"),
            },
        ]
    }
}

fn counted<'a>(words: Words, name: &'static str, value: &'a str, titles: &[String]) -> Values<'a> {
    let count = titles.len() as u64;
    vec![
        (name, value.into()),
        ("count", count.into()),
        ("n", words.number(count).into()),
    ]
}

fn alert_sample() -> AlertLetter {
    AlertLetter {
        tenant: "Bloemen & Zn".to_owned(),
        told: Told {
            title: "HubSpot no longer lets us in: 38 records wait".to_owned(),
            why: "The permission was withdrawn or has run out. Changes are still received and kept; none is lost."
                .to_owned(),
            cure: "Sign in to this connection again; what waits is sent afterwards.".to_owned(),
            button: "Reconnect".to_owned(),
            means: Cure::Wait,
        },
        detail: "The connection \"HubSpot\" is no longer accepted; its flows wait, and nothing is lost.".to_owned(),
        remote_words: Some("BAD_REFRESH_TOKEN: missing or invalid refresh token".to_owned()),
        raised_at: Timestamp::constant(1_795_525_320, 0),
        zone: "Europe/Amsterdam".to_owned(),
        link: "https://kopru.example/connections/1/reconnect".to_owned(),
    }
}
