use domain::{Failure, FailureReason, Value};

use crate::{
    http::Refused,
    hubspot::{errors::Said, objects::Object},
};

/// What became of one record.
#[derive(Clone, Debug)]
pub(in crate::hubspot::destination) enum Fate {
    /// It is there.
    Landed {
        /// Its id.
        id: String,
        /// Whether it was made now.
        created: bool,
        /// The record as HubSpot answered it.
        answered: Value,
    },
    /// Another record, not under our key, holds one of its unique values.
    Taken {
        /// What HubSpot said.
        said: Box<Said>,
        /// As it came.
        answered: Value,
    },
    /// It was refused, or nobody knows.
    Failed {
        /// Why.
        failure: Failure,
        /// As it came.
        answered: Value,
    },
}

impl Fate {
    pub(in crate::hubspot::destination) fn id(&self) -> Option<&str> {
        match self {
            Self::Landed { id, .. } => Some(id),
            _ => None,
        }
    }

    pub(in crate::hubspot::destination) fn answered(&self) -> Value {
        match self {
            Self::Landed { answered, .. } | Self::Taken { answered, .. } | Self::Failed { answered, .. } => {
                answered.clone()
            }
        }
    }

    /// The failure, where a taken value is one.
    pub(in crate::hubspot::destination) fn failure(&self, object: Object) -> Option<Failure> {
        match self {
            Self::Landed { .. } => None,
            Self::Taken { said, .. } => Some(said.refusal(object.one())),
            Self::Failed { failure, .. } => Some(failure.clone()),
        }
    }
}

/// The fate of a record that shared a call which was refused.
pub(super) fn refused(refused: &Refused) -> Fate {
    Fate::Failed {
        failure: refused.failure.clone(),
        answered: refused.shown(),
    }
}

/// The fate of a record of which the answer said nothing.
pub(super) fn unanswered(object: Object) -> Fate {
    Fate::Failed {
        failure: Failure::transient(
            FailureReason::UnreadableAnswer,
            format!(
                "HubSpot's answer does not tell what became of this {}.",
                object.one()
            ),
        ),
        answered: Value::Null,
    }
}
