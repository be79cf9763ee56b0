//! The shop's time: Central European, with its two changes a year.
//!
//! The rule is written out rather than read from the system's tables, which a small machine may lack.

/// Writes a moment as the vendor does: `2026-06-02T10:24:43+02:00` (dossier Lightspeed §1.4).
pub(crate) fn write_iso(out: &mut String, unix: i64) {
    let offset = offset(unix);
    let (year, month, day) = date(unix + offset);
    let second = (unix + offset).rem_euclid(86_400);
    use std::fmt::Write as _;
    let _ = write!(
        out,
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+{:02}:00",
        second / 3600,
        second / 60 % 60,
        second % 60,
        offset / 3600
    );
}

/// The moment as text.
pub(crate) fn iso(unix: i64) -> String {
    let mut out = String::with_capacity(25);
    write_iso(&mut out, unix);
    out
}

/// The same moment in UTC, as `account/ratelimit` shows it.
pub(crate) fn iso_utc(unix: i64) -> String {
    let (year, month, day) = date(unix);
    let second = unix.rem_euclid(86_400);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}+00:00",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// Reads a filter such as `2026-11-12 19:42:08`; without a zone it is UTC (dossier §1.4: the zone of
/// the answers is another, which is where connectors go wrong by an hour or two).
pub(crate) fn parse_filter(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(moment.as_second());
    }
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let mut parts = day.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let mut parts = time.splitn(3, ':').map(str::parse::<i64>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().and_then(Result::ok).unwrap_or(0);
    let is_moment = (0..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..25).contains(&hour)
        && (0..60).contains(&minute)
        && (0..61).contains(&second);
    if !is_moment {
        return None;
    }
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Seconds that Central Europe is ahead of UTC: two hours from the last Sunday of March, 01:00 UTC,
/// to the last Sunday of October, 01:00 UTC.
fn offset(unix: i64) -> i64 {
    let (year, _, _) = date(unix);
    let summer = last_sunday(year, 3)..last_sunday(year, 10);
    if summer.contains(&unix) { 7200 } else { 3600 }
}

fn last_sunday(year: i64, month: i64) -> i64 {
    // Both months have 31 days; 1970-01-01 was a Thursday, so that day 3 was a Sunday.
    let last = days(year, month, 31);
    (last - (last - 3).rem_euclid(7)) * 86_400 + 3600
}

/// Days since 1970 of a date in the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a moment in UTC (`civil_from_days`).
fn date(unix: i64) -> (i64, i64, i64) {
    let z = unix.div_euclid(86_400) + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    (year, month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_changes_on_the_last_sundays_of_march_and_october() {
        // 2026-03-29 and 2026-10-25, each at 01:00 UTC.
        let spring = parse_filter("2026-03-29 01:00:00").unwrap();
        assert_eq!(iso(spring - 1), "2026-03-29T01:59:59+01:00");
        assert_eq!(iso(spring), "2026-03-29T03:00:00+02:00");
        let autumn = parse_filter("2026-10-25 01:00:00").unwrap();
        assert_eq!(iso(autumn - 1), "2026-10-25T02:59:59+02:00");
        assert_eq!(iso(autumn), "2026-10-25T02:00:00+01:00");
    }

    #[test]
    fn filters_without_zone_are_utc() {
        assert_eq!(parse_filter("1970-01-02 00:00:01"), Some(86_401));
        assert_eq!(parse_filter("1970-01-02"), Some(86_400));
        assert_eq!(parse_filter("1970-01-01T01:00:00+01:00"), Some(0));
        assert_eq!(parse_filter("yesterday"), None);
        assert_eq!(parse_filter("9223372036854775807-01-01"), None);
    }

    #[test]
    fn utc_text_reads_back() {
        for unix in [0, 951_782_400, 1_790_000_000, 4_102_444_800] {
            assert_eq!(parse_filter(&iso_utc(unix)), Some(unix));
            assert_eq!(parse_filter(&iso(unix)), Some(unix));
        }
    }
}
