//! Time zones, as forms offer them.

use domain::Language;
use jiff::tz::TimeZone;

/// Those of Europe and of where its merchants' companies sit elsewhere. A browser that is in another offers its own.
const OFFERED: [&str; 38] = [
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Belgrade",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/Ljubljana",
    "Europe/London",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Riga",
    "Europe/Rome",
    "Europe/Sofia",
    "Europe/Stockholm",
    "Europe/Tallinn",
    "Europe/Vienna",
    "Europe/Vilnius",
    "Europe/Warsaw",
    "Europe/Zagreb",
    "Europe/Zurich",
    "America/Chicago",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Dubai",
    "Australia/Sydney",
    "UTC",
];

/// Value and name of each zone on offer; `chosen` stands among them even if it is another.
pub(crate) fn options(chosen: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = OFFERED.iter().map(|zone| option(zone)).collect();
    if !chosen.is_empty() && !OFFERED.contains(&chosen) {
        all.insert(0, option(chosen));
    }
    all
}

fn option(zone: &str) -> (String, String) {
    (zone.to_owned(), zone.replace('_', " "))
}

/// The zone in which who reads this language most likely is.
pub(crate) const fn guess(language: Language) -> &'static str {
    match language {
        Language::En => "Europe/London",
        Language::Tr => "Europe/Istanbul",
        Language::Nl => "Europe/Amsterdam",
        Language::De => "Europe/Berlin",
    }
}

/// Whether there is a zone of this name.
pub(crate) fn is_known(zone: &str) -> bool {
    zone.len() < 64 && TimeZone::get(zone).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_on_offer_is_one() {
        for zone in OFFERED {
            assert!(is_known(zone), "{zone}");
        }
        assert!(!is_known("Europe/Nowhere") && !is_known(""));
        assert_eq!(options("Asia/Tokyo")[0].0, "Asia/Tokyo");
    }
}
