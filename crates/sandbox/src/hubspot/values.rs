//! Single values: what each type of property takes, and the form in which it is stored
//! (dossier HubSpot §3.4, §9.6).

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::schema::{Property, ValueType};
use crate::clock::iso_ms;

/// An e-mail address in lower case.
pub(super) fn email(value: &str) -> Result<String, String> {
    let lower = value.trim().to_lowercase();
    let valid = lower.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && lower.len() <= 254
            && !lower.contains(char::is_whitespace)
            && !host.contains('@')
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains("..")
    });
    if valid {
        Ok(lower)
    } else {
        Err(format!("Email address {value} is invalid"))
    }
}

/// The bare host of what looks like an address of the web.
/// The bare host of a domain or an address.
pub(super) fn domain(value: &str) -> String {
    let lower = value.trim().to_lowercase();
    let host = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .unwrap_or(&lower);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

/// Checks a value against the type of its property; returns how it is stored.
pub(super) fn checked(
    property: &Property,
    old: Option<&str>,
    value: &str,
) -> Result<Box<str>, (&'static str, String)> {
    let number = |value: &str| value.parse::<Decimal>().is_ok() || Decimal::from_scientific(value).is_ok();
    match property.value_type {
        ValueType::String | ValueType::PhoneNumber => {
            if value.len() > 65_536 && value.chars().count() > 65_536 {
                return Err((
                    "VALUE_TOO_LONG",
                    format!("{} must be at most 65536 characters", property.name),
                ));
            }
            Ok(value.into())
        }
        ValueType::Number if number(value) => Ok(value.into()),
        ValueType::Number => Err(("INVALID_INTEGER", format!("{value} was not a valid number."))),
        ValueType::Bool if value.eq_ignore_ascii_case("true") => Ok("true".into()),
        ValueType::Bool if value.eq_ignore_ascii_case("false") => Ok("false".into()),
        ValueType::Bool => Err((
            "INVALID_OPTION",
            format!("{value} was not one of the allowed options: [true, false]"),
        )),
        ValueType::Enumeration => enumeration(property, old, value),
        ValueType::Date => {
            date(value).ok_or_else(|| ("INVALID_DATE", format!("{value} was not a valid date.")))
        }
        ValueType::DateTime => instant(value)
            .filter(|ms| Timestamp::from_millisecond(*ms).is_ok())
            .map(|ms| iso_ms(ms).into())
            .ok_or_else(|| ("INVALID_LONG", format!("{value} was not a valid long."))),
    }
}

fn enumeration(
    property: &Property,
    old: Option<&str>,
    value: &str,
) -> Result<Box<str>, (&'static str, String)> {
    if property.external {
        return Ok(value.into());
    }
    let known = |value: &str| property.options.iter().any(|o| o.value == value);
    let unknown = |value: &str| {
        let all: Vec<&str> = property.options.iter().map(|o| o.value.as_str()).collect();
        (
            "INVALID_OPTION",
            format!("{value} was not one of the allowed options: [{}]", all.join(", ")),
        )
    };
    if !property.is_multiple() {
        return if known(value) {
            Ok(value.into())
        } else {
            Err(unknown(value))
        };
    }
    // A leading semicolon appends to what is there.
    let (before, added) = match value.strip_prefix(';') {
        Some(added) => (old.unwrap_or_default(), added),
        None => ("", value),
    };
    let mut all: Vec<&str> = before.split(';').filter(|v| !v.is_empty()).collect();
    for one in added.split(';').filter(|v| !v.is_empty()) {
        if !known(one) {
            return Err(unknown(one));
        }
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all.join(";").into_boxed_str())
}

fn date(value: &str) -> Option<Box<str>> {
    if let Ok(ms) = value.parse::<i64>() {
        let midnight = ms % 86_400_000 == 0;
        return midnight.then(|| iso_ms(ms)[..10].into());
    }
    if value.len() == 10 {
        return value
            .parse::<jiff::civil::Date>()
            .ok()
            .map(|d| d.to_string().into_boxed_str());
    }
    let ms = value.parse::<Timestamp>().ok()?.as_millisecond();
    (ms % 86_400_000 == 0).then(|| iso_ms(ms)[..10].into())
}

/// Epoch milliseconds of a date or date-time as clients write it.
pub(crate) fn instant(value: &str) -> Option<i64> {
    if let Ok(ms) = value.parse::<i64>() {
        return Some(ms);
    }
    if let Ok(at) = value.parse::<Timestamp>() {
        return Some(at.as_millisecond());
    }
    let day: jiff::civil::Date = if value.len() == 10 {
        value.parse().ok()?
    } else {
        return None;
    };
    day.to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|z| z.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses_are_lowered_trimmed_and_checked() {
        assert_eq!(email(" Ayşe@Defne.Example "), Ok("ayşe@defne.example".to_owned()));
        for bad in ["x@", "@x.nl", "x", "a b@c.nl", "a@b", "a@@b.nl", "a@b..nl"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn domains_become_bare_hosts() {
        assert_eq!(domain("https://www.Defne.example/shop?x=1"), "defne.example");
        assert_eq!(domain("defne.example"), "defne.example");
    }

    #[test]
    fn dates_are_days_and_only_midnight_counts_as_one() {
        assert_eq!(date("2026-02-28").as_deref(), Some("2026-02-28"));
        assert_eq!(date("1763942400000").as_deref(), Some("2025-11-24"));
        assert_eq!(date("1763942400001"), None);
        assert_eq!(date("2026-02-30"), None);
        assert_eq!(date("28-02-2026"), None);
    }

    #[test]
    fn instants_are_read_as_text_or_number() {
        assert_eq!(instant("2025-11-24T08:00:00Z"), Some(1_763_971_200_000));
        assert_eq!(instant("2025-11-24T09:00:00+01:00"), Some(1_763_971_200_000));
        assert_eq!(instant("1763971200000"), Some(1_763_971_200_000));
        assert_eq!(instant("yesterday"), None);
    }
}
