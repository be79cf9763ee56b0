//! Quiet hours and digests: moments of a member's day, in their own time zone.

use jiff::{Timestamp, ToSpan, Zoned, civil::Time, tz::TimeZone};

fn here(now: Timestamp, zone: &str) -> Zoned {
    now.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

fn time(minutes: u16) -> Time {
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    Time::midnight()
        .wrapping_add(i64::from(hour).hours())
        .wrapping_add(i64::from(minute).minutes())
}

/// The next moment at which a clock there shows this time.
fn next(now: &Zoned, at: Time) -> Timestamp {
    let mut day = now.date();
    // Three tries: a time that the clocks jump over is taken at the next one that exists, which may have passed.
    for _ in 0..3 {
        if let Ok(moment) = day.to_datetime(at).to_zoned(now.time_zone().clone())
            && moment > *now
        {
            return moment.timestamp();
        }
        day = day.saturating_add(1.day());
    }
    now.timestamp()
}

/// When the quiet hours end in which this moment lies; none if it lies in none. They may go over midnight.
pub(crate) fn quiet_until(now: Timestamp, zone: &str, quiet: Option<(u16, u16)>) -> Option<Timestamp> {
    let (from, to) = quiet?;
    let here = here(now, zone);
    let minute = u16::try_from(i32::from(here.hour()) * 60 + i32::from(here.minute())).unwrap_or_default();
    let inside = if from <= to {
        (from..to).contains(&minute)
    } else {
        minute >= from || minute < to
    };
    inside.then(|| next(&here, time(to)))
}

/// The next moment at which the digest of this hour is due.
#[must_use]
pub fn next_digest(now: Timestamp, zone: &str, hour: u8) -> Timestamp {
    next(&here(now, zone), time(u16::from(hour) * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "Europe/Amsterdam";
    /// 22:00 to 07:00.
    const NIGHT: Option<(u16, u16)> = Some((1_320, 420));

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(now: &str, quiet: Option<(u16, u16)>, until: Option<&str>) {
        assert_eq!(quiet_until(at(now), ZONE, quiet), until.map(at), "{now}");
    }

    #[test]
    fn a_night_goes_over_midnight_in_the_members_zone() {
        check("2026-11-24T20:59:00Z", NIGHT, None);
        check("2026-11-24T21:00:00Z", NIGHT, Some("2026-11-25T06:00:00Z"));
        check("2026-11-25T05:59:59Z", NIGHT, Some("2026-11-25T06:00:00Z"));
        check("2026-11-25T06:00:00Z", NIGHT, None);
        check("2026-11-25T00:00:00Z", None, None);
        // Noon to two.
        check(
            "2026-11-24T12:30:00Z",
            Some((720, 840)),
            Some("2026-11-24T13:00:00Z"),
        );
        check("2026-11-24T13:00:00Z", Some((720, 840)), None);
    }

    #[test]
    fn clocks_that_jump_move_the_end() {
        // In the night of 28 March 2027 clocks go from 2 to 3.
        check("2027-03-27T23:00:00Z", NIGHT, Some("2027-03-28T05:00:00Z"));
        check(
            "2027-03-28T00:10:00Z",
            Some((0, 150)),
            Some("2027-03-28T01:30:00Z"),
        );
    }

    #[test]
    fn a_digest_comes_once_a_day_at_its_hour() {
        let first = next_digest(at("2026-11-24T06:59:59Z"), ZONE, 8);
        assert_eq!(first, at("2026-11-24T07:00:00Z"));
        assert_eq!(next_digest(first, ZONE, 8), at("2026-11-25T07:00:00Z"));
    }
}
