//! Words of letters and messages, as the one who reads them wants them.
//!
//! They lie in `locales/{language}` (Fluent).

use std::{borrow::Cow, collections::HashMap};

use domain::Language;
use fluent_templates::{LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

static_loader! {
    static WORDS = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that set off a variable's direction show up as boxes in mail programs.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static EN: LanguageIdentifier = langid!("en");
static TR: LanguageIdentifier = langid!("tr");
static NL: LanguageIdentifier = langid!("nl");
static DE: LanguageIdentifier = langid!("de");

/// Variables of a sentence, by name.
pub(crate) type Values<'a> = Vec<(&'static str, FluentValue<'a>)>;

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    fn id(self) -> &'static LanguageIdentifier {
        match self.0 {
            Language::En => &EN,
            Language::Tr => &TR,
            Language::Nl => &NL,
            Language::De => &DE,
        }
    }

    /// The words of this key, if it has any.
    pub(crate) fn find(self, key: &str, values: &Values<'_>) -> Option<String> {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        WORDS.try_lookup_with_args(self.id(), key, &args)
    }

    /// The words of this key. A key without words is a mistake that a test finds; a letter shows the key rather than
    /// nothing.
    pub(crate) fn say(self, key: &str, values: &Values<'_>) -> String {
        self.find(key, values).unwrap_or_else(|| key.to_owned())
    }

    /// A number with its thousands apart: 1,234 or 1.234.
    pub(crate) fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::with_capacity(digits.len() + 4);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(if self.0 == Language::En { ',' } else { '.' });
            }
            out.push(digit);
        }
        out
    }

    /// A day: 8 December.
    pub(crate) fn day(self, date: Date) -> String {
        let month = self.say(&format!("month-{}", date.month()), &Values::new());
        match self.0 {
            Language::De => format!("{}. {month}", date.day()),
            _ => format!("{} {month}", date.day()),
        }
    }

    /// A moment in a zone (an IANA name): 8 December, 14:02.
    pub(crate) fn moment(self, at: Timestamp, zone: &str) -> String {
        let zoned = at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC));
        format!("{}, {}", self.day(zoned.date()), zoned.strftime("%H:%M"))
    }
}
