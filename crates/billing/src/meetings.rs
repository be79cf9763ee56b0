//! When a video meeting can be, and its entry in a calendar.

use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use store::packages::Order;

/// Where our experts work.
const ZONE: &str = "Europe/Amsterdam";
/// Hours at which meetings begin there.
const HOURS: std::ops::Range<i8> = 9..17;
/// Days that are offered.
const DAYS: usize = 10;
/// So soon no meeting is offered any more.
const AHEAD: SignedDuration = SignedDuration::from_hours(18);
/// How long a meeting is.
pub const LENGTH: SignedDuration = SignedDuration::from_mins(45);

/// The moments at which a meeting can begin: working hours of the next days, as long as one of so many experts is free.
#[must_use]
pub fn slots(now: Timestamp, taken: &[Timestamp], experts: usize) -> Vec<Timestamp> {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let earliest = now + AHEAD;
    let first = earliest.to_zoned(zone.clone()).date();
    working_days(first)
        .flat_map(|day| HOURS.map(move |hour| day.at(hour, 0, 0, 0)))
        .filter_map(|at| Some(at.to_zoned(zone.clone()).ok()?.timestamp()))
        .filter(|at| *at >= earliest)
        .filter(|at| taken.iter().filter(|other| *other == at).count() < experts)
        .collect()
}

fn working_days(first: Date) -> impl Iterator<Item = Date> {
    let next = |day: &Date| day.checked_add(1.day()).ok();
    std::iter::successors(Some(first), next)
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .take(DAYS)
}

/// The meeting of an order as a calendar file (RFC 5545); none if there is no meeting.
#[must_use]
pub fn calendar(order: &Order, title: &str, now: Timestamp) -> Option<String> {
    let at = order.meeting_at?;
    let stamp = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Kopru//Meetings//EN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@kopru", order.id),
        format!("SEQUENCE:{}", order.meeting_sequence),
        format!("DTSTAMP:{}", stamp(now)),
        format!("DTSTART:{}", stamp(at)),
        format!("DTEND:{}", stamp(at + LENGTH)),
        format!("SUMMARY:{}", escaped(title)),
        format!("LOCATION:{}", escaped(&order.meeting_link)),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    Some(lines.iter().map(|line| folded(line)).collect())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line of a calendar has 75 bytes at most; a longer one goes on behind a blank.
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::with_capacity(line.len() + 8), 0);
    for c in line.chars() {
        if width + c.len_utf8() > 73 {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn meetings_are_offered_in_working_hours_of_the_next_ten_working_days() {
        // A Friday noon: not the weekend, and not before Monday.
        let all = slots(at("2026-11-27T11:00:00Z"), &[], 1);
        assert_eq!(all.first(), Some(&at("2026-11-30T08:00:00Z")));
        assert_eq!(all.last(), Some(&at("2026-12-11T15:00:00Z")));
        assert!(all.len() <= DAYS * HOURS.len(), "{}", all.len());
    }

    #[test]
    fn a_time_is_offered_as_long_as_an_expert_is_free() {
        let (now, nine) = (at("2026-11-29T11:00:00Z"), at("2026-11-30T08:00:00Z"));
        assert!(slots(now, &[], 1).contains(&nine));
        assert!(!slots(now, &[nine], 1).contains(&nine));
        assert!(slots(now, &[nine], 2).contains(&nine));
        assert!(slots(now, &[], 0).is_empty());
    }

    #[test]
    fn lines_of_a_calendar_are_short_and_what_people_typed_is_only_text() {
        let long = folded(&format!("SUMMARY:{}", "ş".repeat(100)));
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(escaped("a;b,c\\\r\nATTENDEE:x"), "a\\;b\\,c\\\\  ATTENDEE:x");
    }
}
