//! Days and moments. A day is `2024-05-31`, a moment is ISO 8601 with its offset. There is no "now": the same
//! record must give the same document each time.

use domain::Value;
use jiff::{
    Span, Timestamp, Zoned,
    civil::{Date, DateTime, Time},
    fmt::{strtime, temporal::Pieces},
    tz::{Offset, TimeZone},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, optional, param};
use crate::{
    shape::{LONGEST_QUOTE, Shown, cut},
    trouble::Trouble,
};

const TIME: Param = param("time", Takes::Time);
const ZONE: Param = optional("zone", Takes::Text);

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("date", Topic::Dates, &[TIME, ZONE], Gives::Date, date)
        .doc("The day of a moment, in a time zone or as the moment's own offset has it.")
        .example(
            "'2024-05-31T23:30:00Z' | date('Europe/Amsterdam')",
            "\"2024-06-01\"",
        ),
    Function::new("datetime", Topic::Dates, &[TIME, ZONE], Gives::Moment, datetime)
        .doc("A moment in ISO 8601. A day is its midnight, a time without offset is of the time zone (UTC).")
        .example(
            "'2024-05-31 12:00:00' | datetime('Europe/Istanbul')",
            "\"2024-05-31T12:00:00+03:00\"",
        ),
    Function::new(
        "in_zone",
        Topic::Dates,
        &[TIME, param("zone", Takes::Text)],
        Gives::Moment,
        in_zone,
    )
    .doc("The same moment on the clocks of a time zone.")
    .example(
        "'2024-05-31T12:00:00Z' | in_zone('Europe/Amsterdam')",
        "\"2024-05-31T14:00:00+02:00\"",
    ),
    Function::new(
        "format_date",
        Topic::Dates,
        &[TIME, param("format", Takes::Text), ZONE],
        Gives::Text,
        format_date,
    )
    .doc("As text, by a pattern of strftime (%d-%m-%Y %H:%M).")
    .example("'2024-05-31' | format_date('%d-%m-%Y')", "\"31-05-2024\""),
    Function::new(
        "parse_date",
        Topic::Dates,
        &[param("text", Takes::Text), param("format", Takes::Text), ZONE],
        Gives::Moment,
        parse_date,
    )
    .doc("Reads a text by a pattern of strftime; a day if the pattern has no time, else a moment.")
    .example(
        "'31.05.2024 14:00' | parse_date('%d.%m.%Y %H:%M')",
        "\"2024-05-31T14:00:00+00:00\"",
    ),
    Function::new("epoch_ms", Topic::Dates, &[TIME, ZONE], Gives::Number, epoch_ms)
        .doc("Milliseconds since 1970, as HubSpot counts; a day is its midnight in UTC or the time zone.")
        .example("'2024-05-31' | epoch_ms", "1717113600000"),
    Function::new(
        "from_epoch_ms",
        Topic::Dates,
        &[param("number", Takes::Any)],
        Gives::Moment,
        from_epoch_ms,
    )
    .doc("The moment so many milliseconds after 1970 began.")
    .example("1717113600000 | from_epoch_ms", "\"2024-05-31T00:00:00+00:00\""),
    Function::new(
        "add_days",
        Topic::Dates,
        &[TIME, param("days", Takes::Number)],
        Gives::SameAsFirst,
        add_days,
    )
    .doc("So many days later, or earlier below zero.")
    .example("'2024-02-28' | add_days(2)", "\"2024-03-01\""),
    Function::new(
        "days_between",
        Topic::Dates,
        &[TIME, param("until", Takes::Time)],
        Gives::Number,
        days_between,
    )
    .doc("How many days lie between two days or moments.")
    .example("days_between('2024-02-28', '2024-03-01')", "2"),
];

/// A point in time as written: with or without time, with or without offset.
#[derive(Clone, Copy, Debug)]
struct Written {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        // The longest way to write a moment is shorter; what is longer need not be read.
        if text.len() > 64 {
            return None;
        }
        let pieces = Pieces::parse(text).ok()?;
        Some(Self {
            date: pieces.date(),
            time: pieces.time(),
            offset: pieces.to_numeric_offset(),
        })
    }

    fn civil(self) -> DateTime {
        self.date.to_datetime(self.time.unwrap_or(Time::midnight()))
    }

    /// The moment; without an offset of its own it is one of this time zone.
    fn zoned(self, zone: TimeZone) -> Option<Zoned> {
        match self.offset {
            Some(offset) => self.civil().to_zoned(TimeZone::fixed(offset)).ok(),
            None => self.civil().to_zoned(zone).ok(),
        }
    }
}

/// The moment that a text names, for comparisons; without an offset it counts as UTC.
pub(crate) fn point_in_time(text: &str) -> Option<Timestamp> {
    Some(Written::read(text)?.zoned(TimeZone::UTC)?.timestamp())
}

fn written(args: &Args<'_, '_>, at: usize) -> Result<Written, Problem> {
    Written::read(&args.text(at)?).ok_or_else(|| {
        let found = Shown::of(args.value(at));
        Problem::Argument(at, Trouble::DayNeeded { found })
    })
}

/// The time zone in a place, if one is given.
fn zone(args: &Args<'_, '_>, at: usize) -> Result<Option<TimeZone>, Problem> {
    let name = args.text(at)?;
    if name.is_empty() {
        return Ok(None);
    }
    let zone = TimeZone::get(&name);
    let unknown = |_| {
        let name = cut(&name, LONGEST_QUOTE);
        Problem::Argument(at, Trouble::UnknownZone { name })
    };
    zone.map(Some).map_err(unknown)
}

fn out_of_range() -> Problem {
    Problem::Other(Trouble::OutsideCalendar)
}

/// The moment at the first argument, moved to the zone in a place if one is given there.
fn moment(args: &Args<'_, '_>, zone_at: usize) -> Result<Zoned, Problem> {
    let zone = zone(args, zone_at)?;
    let written = written(args, 0)?;
    let zoned = written
        .zoned(zone.clone().unwrap_or(TimeZone::UTC))
        .ok_or_else(out_of_range)?;
    Ok(match zone {
        Some(zone) => zoned.with_time_zone(zone),
        None => zoned,
    })
}

/// ISO 8601 with offset and without the zone's name, which few systems read.
fn iso<'a>(zoned: &Zoned) -> Answer<'a> {
    let text = strtime::format("%Y-%m-%dT%H:%M:%S%.f%:z", zoned);
    give(text.map_err(|_| out_of_range())?)
}

fn date<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let written = written(args, 0)?;
    // A day has no offset and is the same day everywhere.
    if written.time.is_none() {
        return give(written.date.to_string());
    }
    give(moment(args, 1)?.date().to_string())
}

fn datetime<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let zone = zone(args, 1)?.unwrap_or(TimeZone::UTC);
    iso(&written(args, 0)?.zoned(zone).ok_or_else(out_of_range)?)
}

fn in_zone<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let zone = zone(args, 1)?.ok_or(Problem::Empty(1))?;
    let zoned = written(args, 0)?.zoned(TimeZone::UTC).ok_or_else(out_of_range)?;
    iso(&zoned.with_time_zone(zone))
}

fn format_date<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let format = args.text(1)?;
    let text = strtime::format(&*format, &moment(args, 2)?);
    let wrong = |error: jiff::Error| {
        let error = cut(&error.to_string(), LONGEST_QUOTE);
        Problem::Argument(1, Trouble::BadPattern { error })
    };
    give(text.map_err(wrong)?)
}

fn parse_date<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (text, format) = (args.text(0)?, args.text(1)?);
    if text.trim().is_empty() {
        return give(Value::Null);
    }
    if text.len() > 200 {
        return Err(Problem::Argument(0, Trouble::TooLongForDay));
    }
    let wrong = |error: jiff::Error| {
        let pattern = cut(&format, LONGEST_QUOTE);
        let error = cut(&error.to_string(), LONGEST_QUOTE);
        Problem::Argument(0, Trouble::PatternMisfit { pattern, error })
    };
    let time = strtime::parse(&*format, text.trim()).map_err(wrong)?;
    if time.hour().is_none() {
        return give(time.to_date().map_err(wrong)?.to_string());
    }
    if time.offset().is_some() {
        return iso(&time.to_zoned().map_err(wrong)?);
    }
    let zone = zone(args, 2)?.unwrap_or(TimeZone::UTC);
    iso(&time.to_datetime().map_err(wrong)?.to_zoned(zone).map_err(wrong)?)
}

fn epoch_ms<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(moment(args, 1)?.timestamp().as_millisecond())
}

fn from_epoch_ms<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let number = args.number(0)?.trunc().to_i64().ok_or_else(out_of_range)?;
    let moment = Timestamp::from_millisecond(number).map_err(|_| out_of_range())?;
    iso(&moment.to_zoned(TimeZone::UTC))
}

fn add_days<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let days = args.whole_or(1, 0)?;
    let span = Span::new().try_days(days).map_err(|_| out_of_range())?;
    let written = written(args, 0)?;
    if written.time.is_none() {
        return give(
            written
                .date
                .checked_add(span)
                .map_err(|_| out_of_range())?
                .to_string(),
        );
    }
    iso(&moment(args, 2)?.checked_add(span).map_err(|_| out_of_range())?)
}

fn days_between<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let day = |at: usize| -> Result<Decimal, Problem> {
        let zoned = written(args, at)?.zoned(TimeZone::UTC).ok_or_else(out_of_range)?;
        Ok(zoned.timestamp().as_second().into())
    };
    let seconds = day(1)? - day(0)?;
    give((seconds / Decimal::from(86_400)).trunc())
}
