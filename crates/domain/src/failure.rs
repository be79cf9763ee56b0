//! Why something could not be done, and what follows from it.
//!
//! The one who saw the remote's answer chooses the class; the engine acts on it. The reasons are a closed
//! list of words, so that failures can be counted, filtered and translated.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::saying::Saying;

/// What is to be done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "class")]
pub enum FailureClass {
    /// It may well work next time: try again with backoff.
    Transient,
    /// The remote asks us to wait; going on earlier only makes it worse.
    ThrottledUntil {
        /// When the remote lets us go on.
        until: Timestamp,
    },
    /// It will fail each time until a person changes something: a dead letter.
    Permanent,
    /// The connection's credential is no longer accepted: everything waits for a new sign-in.
    NeedsSignIn,
}

/// The closed list of reasons that people see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureReason {
    /// The remote could not be reached, or hung up.
    Unreachable,
    /// The remote did not answer in time.
    TimedOut,
    /// The remote said that it is in trouble (5xx).
    RemoteTrouble,
    /// The remote's answer could not be understood.
    UnreadableAnswer,
    /// The remote's call limit is reached.
    LimitReached,
    /// The credential is refused.
    SignInRefused,
    /// The credential lacks a permission.
    PermissionMissing,
    /// The destination refused the document.
    RejectedByDestination,
    /// The record is not (or no longer) in the source.
    NotInSource,
    /// The record at the destination is gone.
    GoneAtDestination,
    /// The source's record lacks something or is not shaped as it should be.
    BadRecord,
    /// A mapping rule could not be evaluated on this record.
    MappingFailed,
    /// The deal would not add up to the order's total.
    DoesNotAddUp,
    /// A record that this one refers to could not be written.
    ReferenceFailed,
    /// Its order is on the way; it follows it.
    AwaitsOrder,
    /// Both sides keep changing this record.
    Flapping,
    /// A setting names something that does not exist.
    BadSetting,
    /// An address that may not be called.
    ForbiddenAddress,
    /// We made a mistake.
    Internal,
}

impl FailureReason {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::Unreachable,
        Self::TimedOut,
        Self::RemoteTrouble,
        Self::UnreadableAnswer,
        Self::LimitReached,
        Self::SignInRefused,
        Self::PermissionMissing,
        Self::RejectedByDestination,
        Self::NotInSource,
        Self::GoneAtDestination,
        Self::BadRecord,
        Self::MappingFailed,
        Self::DoesNotAddUp,
        Self::ReferenceFailed,
        Self::AwaitsOrder,
        Self::Flapping,
        Self::BadSetting,
        Self::ForbiddenAddress,
        Self::Internal,
    ];

    /// The word in the database, the API and the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::RemoteTrouble => "remote_trouble",
            Self::UnreadableAnswer => "unreadable_answer",
            Self::LimitReached => "limit_reached",
            Self::SignInRefused => "sign_in_refused",
            Self::PermissionMissing => "permission_missing",
            Self::RejectedByDestination => "rejected_by_destination",
            Self::NotInSource => "not_in_source",
            Self::GoneAtDestination => "gone_at_destination",
            Self::BadRecord => "bad_record",
            Self::MappingFailed => "mapping_failed",
            Self::DoesNotAddUp => "does_not_add_up",
            Self::ReferenceFailed => "reference_failed",
            Self::AwaitsOrder => "awaits_order",
            Self::Flapping => "flapping",
            Self::BadSetting => "bad_setting",
            Self::ForbiddenAddress => "forbidden_address",
            Self::Internal => "internal",
        }
    }

    /// What happened, in words that fit every record with this reason.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Unreachable => "the remote system can't be reached.",
            Self::TimedOut => "the remote system does not answer in time.",
            Self::RemoteTrouble => "the remote system is in trouble.",
            Self::UnreadableAnswer => "the remote system's answer can't be understood.",
            Self::LimitReached => "the remote system's call limit is reached.",
            Self::SignInRefused => "the connection's credential is refused.",
            Self::PermissionMissing => "the connection's credential lacks a permission.",
            Self::RejectedByDestination => "the destination refuses a value.",
            Self::NotInSource => "the record is not in the source.",
            Self::GoneAtDestination => "the record is gone at the destination.",
            Self::BadRecord => "the source's record lacks something or is not shaped as it should be.",
            Self::MappingFailed => "a mapping rule could not be evaluated.",
            Self::DoesNotAddUp => "the deal would not add up to the order's total.",
            Self::ReferenceFailed => "a record that it refers to could not be written.",
            Self::AwaitsOrder => "its order is on the way and not yet at the destination.",
            Self::Flapping => "both sides keep changing the record.",
            Self::BadSetting => "a setting names something that does not exist.",
            Self::ForbiddenAddress => "an address may not be called.",
            Self::Internal => "we made a mistake.",
        }
    }

    /// What a person can do about it.
    #[must_use]
    pub fn cure(self) -> &'static str {
        match self {
            Self::Unreachable | Self::TimedOut | Self::RemoteTrouble => {
                "Nothing to do: we try again by ourselves. If it lasts, look at the remote system's status page."
            }
            Self::UnreadableAnswer => {
                "We try again by ourselves. If it lasts, look at the answer in the activity log."
            }
            Self::AwaitsOrder => "Nothing to do: it is sent as soon as its order is there.",
            Self::LimitReached => "Nothing to do: we go on as soon as the limit allows.",
            Self::SignInRefused => "Sign in to this connection again; what waits is sent afterwards.",
            Self::PermissionMissing => "Give the connection this permission, then send the record again.",
            Self::RejectedByDestination => {
                "Change the value in the source, the rule or the setting, then send the record again."
            }
            Self::NotInSource => {
                "Nothing to do if it was deleted on purpose; else restore it and send it again."
            }
            Self::GoneAtDestination => "Send the record again to create it anew.",
            Self::BadRecord => "Complete the record in the source, then send it again.",
            Self::MappingFailed => {
                "Mend the rule, try it on this record, publish it, then send the record again."
            }
            Self::DoesNotAddUp => {
                "Compare the order's lines and costs with its total; correct the order or the mapping of its lines."
            }
            Self::ReferenceFailed => "Mend the record it refers to, then send this one again.",
            Self::Flapping => {
                "Let one side decide: switch off one direction of this field, then send the record again."
            }
            Self::BadSetting => "Choose another value in the flow's settings, then send the record again.",
            Self::ForbiddenAddress => "Use a public address.",
            Self::Internal => "Tell us the record's id: this one is ours to mend.",
        }
    }
}

impl std::str::FromStr for FailureReason {
    type Err = serde::de::value::Error;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::deserialize(serde::de::IntoDeserializer::into_deserializer(word))
    }
}

/// Something could not be done: class, reason, sentence, and the remote's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What follows from it.
    #[serde(flatten)]
    pub class: FailureClass,
    /// Which of the known reasons.
    pub reason: FailureReason,
    /// One sentence: what happened, to which thing, why. Shown to the merchant.
    pub message: String,
    /// The same sentence for readers of other languages, where it is of a closed list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Box<Saying>>,
    /// The remote's own words, if it said any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_words: Option<String>,
}

impl Failure {
    /// A failure that will not go away by itself.
    pub fn permanent(reason: FailureReason, message: impl Into<String>) -> Self {
        Self {
            class: FailureClass::Permanent,
            reason,
            message: message.into(),
            said: None,
            remote_words: None,
        }
    }

    /// A failure that may be gone next time.
    pub fn transient(reason: FailureReason, message: impl Into<String>) -> Self {
        Self {
            class: FailureClass::Transient,
            reason,
            message: message.into(),
            said: None,
            remote_words: None,
        }
    }

    /// The remote asks to wait until a moment.
    pub fn throttled(until: Timestamp, message: impl Into<String>) -> Self {
        Self {
            class: FailureClass::ThrottledUntil { until },
            reason: FailureReason::LimitReached,
            message: message.into(),
            said: None,
            remote_words: None,
        }
    }

    /// The credential is refused.
    pub fn needs_sign_in(message: impl Into<String>) -> Self {
        Self {
            class: FailureClass::NeedsSignIn,
            reason: FailureReason::SignInRefused,
            message: message.into(),
            said: None,
            remote_words: None,
        }
    }

    /// The same failure with its sentence as kind and values.
    #[must_use]
    pub fn told_as(mut self, sentence: &impl Serialize) -> Self {
        self.said = Saying::of(sentence).map(Box::new);
        self
    }

    /// The same failure with what the remote said.
    #[must_use]
    pub fn saying(mut self, words: impl Into<String>) -> Self {
        self.remote_words = Some(words.into());
        self
    }

    /// Whether trying again later makes sense.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.class == FailureClass::Permanent
    }
}
