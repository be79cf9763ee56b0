//! The countries and languages that the shop knows, with the vendor's own numbers where known.

/// A country as the shop lists it (dossier Lightspeed §3: `{"id","code","code3","title"}`).
pub(crate) struct Country {
    /// The vendor's number; 150 and 57 are attested, the others follow no known list.
    pub(crate) id: u64,
    /// Two letters, lower case.
    pub(crate) code: &'static str,
    /// Three letters, lower case.
    pub(crate) code3: &'static str,
    /// English title in the vendor's spelling.
    pub(crate) title: &'static str,
}

const fn country(id: u64, code: &'static str, code3: &'static str, title: &'static str) -> Country {
    Country {
        id,
        code,
        code3,
        title,
    }
}

/// All countries of the shop, by ascending id.
pub(crate) const COUNTRIES: [Country; 24] = [
    country(14, "at", "aut", "Austria"),
    country(21, "be", "bel", "Belgium"),
    country(38, "ca", "can", "Canada"),
    country(43, "ch", "che", "Switzerland"),
    country(56, "cz", "cze", "Czech Republic"),
    country(57, "de", "deu", "Germany"),
    country(58, "dk", "dnk", "Denmark"),
    country(67, "es", "esp", "Spain"),
    country(72, "fi", "fin", "Finland"),
    country(74, "fr", "fra", "France"),
    country(77, "gb", "gbr", "United Kingdom"),
    country(86, "gr", "grc", "Greece"),
    country(98, "hu", "hun", "Hungary"),
    country(101, "ie", "irl", "Ireland"),
    country(107, "it", "ita", "Italy"),
    country(126, "lu", "lux", "Luxembourg"),
    country(150, "nl", "nld", "Netherlands, The"),
    country(155, "no", "nor", "Norway"),
    country(171, "pl", "pol", "Poland"),
    country(172, "pt", "prt", "Portugal"),
    country(194, "se", "swe", "Sweden"),
    country(216, "tr", "tur", "Turkey"),
    country(226, "us", "usa", "United States"),
    country(240, "ro", "rou", "Romania"),
];

/// The country of a two-letter code, in either case.
pub(crate) fn by_code(code: &str) -> Option<&'static Country> {
    COUNTRIES
        .iter()
        .find(|country| country.code.eq_ignore_ascii_case(code))
}

/// A language of the shop (dossier Lightspeed §3 and §1.1: the code is Lightspeed's, not ISO's).
pub(crate) struct Language {
    /// The vendor's number; 1 and 4 are attested.
    pub(crate) id: u64,
    /// Path element, such as `nl`.
    pub(crate) code: &'static str,
    /// Locale, such as `nl_NL`.
    pub(crate) locale: &'static str,
    /// Own name of the language.
    pub(crate) title: &'static str,
}

/// The languages of the shop; the first is its default.
pub(crate) const LANGUAGES: [Language; 4] = [
    Language {
        id: 1,
        code: "nl",
        locale: "nl_NL",
        title: "Nederlands",
    },
    Language {
        id: 2,
        code: "en",
        locale: "en_GB",
        title: "English",
    },
    Language {
        id: 4,
        code: "de",
        locale: "de_DE",
        title: "Deutsch",
    },
    Language {
        id: 5,
        code: "fr",
        locale: "fr_FR",
        title: "Français",
    },
];

/// The language of a code, if the shop has it.
pub(crate) fn language(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.code == code)
}
