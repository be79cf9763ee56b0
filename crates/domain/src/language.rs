//! The languages in which Kopru speaks to people.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language of pages, messages and guides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Turkish.
    Tr,
    /// Dutch.
    Nl,
    /// German.
    De,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::En, Self::Tr, Self::Nl, Self::De];

    /// The code of ISO 639-1, as in the database, in `lang` attributes and in `Accept-Language`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Tr => "tr",
            Self::Nl => "nl",
            Self::De => "de",
        }
    }

    /// What its speakers call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Tr => "Türkçe",
            Self::Nl => "Nederlands",
            Self::De => "Deutsch",
        }
    }

    /// The first language of ours that an `Accept-Language` header names, weights aside: browsers list what they
    /// prefer first.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        header
            .split(',')
            .filter_map(|part| part.split([';', '-']).next())
            .find_map(|code| code.trim().parse().ok())
    }
}

/// A code that is none of our languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the languages are en, tr, nl and de")
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(code))
            .ok_or(UnknownLanguage)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_answered_in_the_first_language_that_we_speak() {
        for (header, wanted) in [
            ("tr-TR,tr;q=0.9,en;q=0.8", Some(Language::Tr)),
            ("fr, nl;q=0.5", Some(Language::Nl)),
            ("DE", Some(Language::De)),
            ("fr", None),
            ("", None),
            (";;,,-", None),
        ] {
            assert_eq!(Language::accepted(header), wanted, "{header}");
        }
    }
}
