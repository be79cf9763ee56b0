//! Where reading a stream goes on.

use domain::{Cursor, Failure, FailureReason};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Search is up to ten seconds behind the writes (dossier HubSpot §9.3): whatever changed within this time
/// before the newest change that was seen may show up yet.
const OVERLAP: SignedDuration = SignedDuration::from_secs(30);
/// A change that is older than this has long been shown.
const SETTLED: SignedDuration = SignedDuration::from_mins(2);

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub(super) enum Place {
    /// In the list of everything, at the first load; changes since `began` are read afterwards.
    List {
        /// HubSpot's own mark; none at the beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// When the first load began, in milliseconds.
        began: i64,
    },
    /// At the changes from a moment on.
    Since {
        /// That moment, in milliseconds.
        modified: i64,
    },
    /// Among many records that changed in the same millisecond: behind one of them.
    Within {
        /// That millisecond.
        modified: i64,
        /// The id behind which to go on.
        id: u64,
    },
}

impl Place {
    /// The beginning of a first load.
    pub(super) fn beginning(now: Timestamp) -> Self {
        Self::List {
            after: None,
            began: (now - OVERLAP).as_millisecond(),
        }
    }

    pub(super) fn since(moment: Timestamp) -> Self {
        Self::Since {
            modified: (moment - OVERLAP).as_millisecond(),
        }
    }

    pub(super) fn read(cursor: &Cursor) -> Result<Self, Failure> {
        serde_json::from_str(&cursor.0).map_err(|error| {
            Failure::permanent(
                FailureReason::Internal,
                format!("The place in HubSpot's stream can't be read: {error}."),
            )
        })
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// Where to go on after the last change for now: behind it if it is settled, else a little before it, so
    /// that what search shows late is not missed. Never back, and never by the clock alone.
    pub(super) fn caught_up(asked: i64, newest: Option<i64>, now: Timestamp) -> Self {
        let modified = match newest {
            None => asked,
            Some(newest) if newest < (now - SETTLED).as_millisecond() => newest + 1,
            Some(newest) => newest - i64::try_from(OVERLAP.as_millis()).unwrap_or(0),
        };
        Self::Since {
            modified: modified.max(asked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_store() {
        for place in [
            Place::List {
                after: Some("30152".into()),
                began: 5,
            },
            Place::Since { modified: 7 },
            Place::Within { modified: 7, id: 9 },
        ] {
            assert_eq!(Place::read(&place.cursor()).unwrap(), place);
        }
        assert!(Place::read(&Cursor("x".into())).is_err());
    }

    #[test]
    fn what_may_still_show_up_is_read_again_and_what_is_settled_is_not() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let ms = now.as_millisecond();
        assert_eq!(
            Place::caught_up(1, Some(ms - 1_000), now),
            Place::Since {
                modified: ms - 31_000
            }
        );
        assert_eq!(
            Place::caught_up(1, Some(ms - 600_000), now),
            Place::Since {
                modified: ms - 599_999
            }
        );
        assert_eq!(Place::caught_up(42, None, now), Place::Since { modified: 42 });
        assert_eq!(
            Place::caught_up(ms, Some(ms - 1_000), now),
            Place::Since { modified: ms }
        );
    }
}
