//! Words, numbers and moments as one reader wants them: their language, their time zone.
//!
//! Words lie in `web/locales/{language}/{noun}.ftl` (Fluent). A key is looked up when a page is rendered; the test
//! `locales` reads all templates and sources and fails on a key that some language lacks or that nobody uses.

use std::{borrow::Cow, collections::HashMap};

use domain::{Decimal, Language};
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

static_loader! {
    static WORDS = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that set off a variable's direction show up as boxes in e-mails and titles.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static EN: LanguageIdentifier = langid!("en");
static TR: LanguageIdentifier = langid!("tr");
static NL: LanguageIdentifier = langid!("nl");
static DE: LanguageIdentifier = langid!("de");

/// How one reader wants words, numbers and moments. Templates call it `t`.
#[derive(Clone, Debug)]
pub(crate) struct Locale {
    pub(crate) language: Language,
    pub(crate) zone: TimeZone,
    /// The moment at which the page is made: "today" is its day.
    pub(crate) now: Timestamp,
}

pub(crate) type Args<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

impl Locale {
    pub(crate) fn new(language: Language, zone: TimeZone, now: Timestamp) -> Self {
        Self { language, zone, now }
    }

    /// The zone of this IANA name, else UTC.
    pub(crate) fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap_or(TimeZone::UTC)
    }

    fn id(&self) -> &'static LanguageIdentifier {
        match self.language {
            Language::En => &EN,
            Language::Tr => &TR,
            Language::Nl => &NL,
            Language::De => &DE,
        }
    }

    /// The words of this key.
    pub(crate) fn t(&self, key: &str) -> String {
        // A key without words is a mistake that the test finds; a page shows the key rather than nothing.
        WORDS.try_lookup(self.id(), key).unwrap_or_else(|| key.to_owned())
    }

    /// The words of this key, if there are any: for names that a later release may add to.
    pub(crate) fn known(&self, key: &str) -> Option<String> {
        WORDS.try_lookup(self.id(), key)
    }

    /// As [`Self::known`], with these variables.
    pub(crate) fn filled(&self, key: &str, args: &Args<'_>) -> Option<String> {
        WORDS.try_lookup_with_args(self.id(), key, args)
    }

    fn fill(&self, key: &str, args: &Args<'_>) -> String {
        self.filled(key, args).unwrap_or_else(|| key.to_owned())
    }

    /// The words of this key with one variable.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a number or a text is given as it is"
    )]
    pub(crate) fn t1(&self, key: &str, name: &'static str, value: impl ToString) -> String {
        self.with(key, &[(name, value.to_string())])
    }

    /// The words of this key with two variables.
    pub(crate) fn t2(
        &self,
        key: &str,
        (name, value): (&'static str, impl ToString),
        (other, second): (&'static str, impl ToString),
    ) -> String {
        self.with(key, &[(name, value.to_string()), (other, second.to_string())])
    }

    /// The words of this key with these variables.
    pub(crate) fn with(&self, key: &str, args: &[(&'static str, String)]) -> String {
        let args: Args<'_> = args
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())))
            .collect();
        self.fill(key, &args)
    }

    /// The words of this key for a number of things: `$count` chooses the form, `$n` is the number as it is written.
    pub(crate) fn count(&self, key: &str, count: u64) -> String {
        self.count_with(key, count, &[])
    }

    /// As [`Self::count`], for the lengths and borrowed numbers of templates.
    pub(crate) fn many(&self, key: &str, count: impl std::borrow::Borrow<usize>) -> String {
        self.count(key, *count.borrow() as u64)
    }

    /// As [`Self::count`], with more variables.
    pub(crate) fn count_with(&self, key: &str, count: u64, more: &[(&'static str, String)]) -> String {
        let mut args: Args<'_> = more
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.as_str())))
            .collect();
        args.insert(Cow::Borrowed("count"), FluentValue::from(count));
        args.insert(Cow::Borrowed("n"), FluentValue::from(self.number(count)));
        self.fill(key, &args)
    }

    /// A number with its thousands apart: 1,234 or 1.234.
    pub(crate) fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + 4);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(if self.language == Language::En { ',' } else { '.' });
            }
            out.push(digit);
        }
        out
    }

    /// An amount with its currency: EUR 1,234.50 or 1.234,50 EUR.
    pub(crate) fn money(&self, amount: Decimal, currency: &str) -> String {
        let text = format!("{:.2}", amount.abs());
        let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
        let whole = self.number(whole.parse().unwrap_or_default());
        let sign = if amount.is_sign_negative() && !amount.is_zero() {
            "−"
        } else {
            ""
        };
        match self.language {
            Language::En => format!("{currency} {sign}{whole}.{cents}"),
            Language::Nl => format!("{currency} {sign}{whole},{cents}"),
            Language::Tr | Language::De => format!("{sign}{whole},{cents} {currency}"),
        }
    }

    /// A share of a hundred: 99.2 % as the language writes it. `share` is 0 to 1.
    pub(crate) fn percent(&self, share: f64) -> String {
        let number = format!("{:.1}", share * 100.0);
        let number = number.strip_suffix(".0").unwrap_or(&number);
        match self.language {
            Language::En => format!("{number}%"),
            Language::Tr => format!("%{}", number.replace('.', ",")),
            Language::Nl => format!("{}%", number.replace('.', ",")),
            Language::De => format!("{} %", number.replace('.', ",")),
        }
    }

    /// A moment: the clock for today, else the day, too, and the year if it is another.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        let (zoned, now) = (
            at.to_zoned(self.zone.clone()),
            self.now.to_zoned(self.zone.clone()),
        );
        let clock = zoned.strftime("%H:%M").to_string();
        if zoned.date() == now.date() {
            clock
        } else {
            format!("{}, {clock}", self.day(zoned.date()))
        }
    }

    /// A moment with its day and seconds, for headings and tips.
    pub(crate) fn whole_moment(&self, at: Timestamp) -> String {
        let zoned = at.to_zoned(self.zone.clone());
        format!("{}, {}", self.day(zoned.date()), zoned.strftime("%H:%M:%S %Z"))
    }

    /// A day, with the year if it is another than today's: 24 Nov.
    pub(crate) fn day(&self, date: Date) -> String {
        let month = self.t(MONTHS[usize::from(date.month().unsigned_abs().clamp(1, 12)) - 1]);
        let mut text = match self.language {
            Language::De => format!("{}. {month}", date.day()),
            _ => format!("{} {month}", date.day()),
        };
        if date.year() != self.now.to_zoned(self.zone.clone()).date().year() {
            text.push_str(&format!(" {}", date.year()));
        }
        text
    }

    /// The day of a moment in the reader's zone.
    pub(crate) fn day_of(&self, at: Timestamp) -> String {
        self.day(at.to_zoned(self.zone.clone()).date())
    }

    /// Midnight before `at` in the reader's zone.
    pub(crate) fn start_of_day(&self, at: Timestamp) -> Timestamp {
        at.to_zoned(self.zone.clone())
            .start_of_day()
            .map_or(at, |day| day.timestamp())
    }

    /// A duration that people read at a glance.
    pub(crate) fn duration(&self, micros: i64) -> String {
        let point = if self.language == Language::En { '.' } else { ',' };
        match micros {
            ..1_000 => format!("{micros} µs"),
            1_000..1_000_000 => format!("{} ms", micros / 1_000),
            1_000_000..60_000_000 => {
                format!("{}{point}{} s", micros / 1_000_000, micros % 1_000_000 / 100_000)
            }
            _ => format!("{} min", micros / 60_000_000),
        }
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
    "month-10", "month-11", "month-12",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(language: Language) -> Locale {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        Locale::new(language, Locale::zone("Europe/Amsterdam"), now)
    }

    #[test]
    fn numbers_and_money_are_written_as_the_language_does() {
        let amount: Decimal = "-1234567.5".parse().unwrap();
        assert_eq!(locale(Language::En).money(amount, "EUR"), "EUR −1,234,567.50");
        assert_eq!(locale(Language::Nl).money(amount, "EUR"), "EUR −1.234.567,50");
        assert_eq!(locale(Language::De).money(amount, "EUR"), "−1.234.567,50 EUR");
        assert_eq!(locale(Language::Tr).percent(0.992), "%99,2");
        assert_eq!(
            [7, 1_500, 2_340_000].map(|d| locale(Language::En).duration(d)),
            ["7 µs", "1 ms", "2.3 s"]
        );
    }

    #[test]
    fn a_moment_is_told_in_the_readers_zone_and_language() {
        let t = locale(Language::En);
        assert_eq!(t.moment("2026-11-24T09:05:07Z".parse().unwrap()), "10:05");
        assert_eq!(t.moment("2026-11-03T09:05:07Z".parse().unwrap()), "3 Nov, 10:05");
        assert_eq!(t.moment("2025-12-31T23:30:00Z".parse().unwrap()), "1 Jan, 00:30");
        assert_eq!(
            locale(Language::De).day_of("2025-03-03T00:00:00Z".parse().unwrap()),
            "3. März 2025"
        );
    }

    #[test]
    fn a_number_of_things_takes_its_form() {
        let t = locale(Language::En);
        assert_eq!(t.count("records-count", 1), "1 record");
        assert_eq!(t.count("records-count", 1_204), "1,204 records");
        assert_eq!(locale(Language::Tr).count("records-count", 2), "2 kayıt");
    }
}
