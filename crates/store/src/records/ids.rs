//! Ids that carry their time: a record's day, and with it its partition and key, is known from its id alone.

use domain::RecordId;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx;
use uuid::{ContextV7, Uuid};

/// The UTC day of a moment.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Makes the ids of a batch's records, in order. An id carries its time, so that a record's day, and with it its
/// partition and key, is known from the id alone.
pub(crate) struct Ids {
    order: ContextV7,
    seconds: u64,
    nanos: u32,
}

impl Ids {
    pub(crate) fn at(now: Timestamp) -> Self {
        Self {
            order: ContextV7::new(),
            seconds: u64::try_from(now.as_second()).unwrap_or_default(),
            nanos: u32::try_from(now.subsec_nanosecond()).unwrap_or_default(),
        }
    }

    pub(crate) fn next(&self) -> RecordId {
        Uuid::new_v7(uuid::Timestamp::from_unix(&self.order, self.seconds, self.nanos)).into()
    }
}

pub(super) fn day_of_id(id: RecordId) -> Option<Date> {
    let (seconds, _) = id.uuid().get_timestamp()?.to_unix();
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(day_of(at))
}

pub(crate) fn words_identity(id: RecordId) -> String {
    format!("record:{id}:words")
}

pub(crate) fn exchange_identity(id: RecordId) -> String {
    format!("record:{id}:exchange")
}

/// The least id that a record of this moment can have.
pub(super) fn first_id_at(at: Timestamp) -> Uuid {
    Uuid::from_u128(u128::from(at.as_millisecond().unsigned_abs()) << 80)
}

/// From an id, included, to another, not included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds {
    pub(super) from: Option<Uuid>,
    pub(super) to: Option<Uuid>,
}

impl Bounds {
    /// The days that they span, by which partitions are left out.
    pub(super) fn days(self) -> (Option<Date>, Option<Date>) {
        let day = |id: Uuid| {
            let millis = i64::try_from(id.as_u128() >> 80).ok()?;
            Some(day_of(Timestamp::from_millisecond(millis).ok()?))
        };
        (self.from.and_then(day), self.to.and_then(day))
    }
}

/// Ids with the days that they carry.
pub(super) fn with_days(ids: &[RecordId]) -> (Vec<Uuid>, Vec<jiff_sqlx::Date>) {
    ids.iter()
        .filter_map(|id| Some((id.uuid(), day_of_id(*id)?.to_sqlx())))
        .unzip()
}
