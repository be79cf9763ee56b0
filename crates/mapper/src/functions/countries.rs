//! Countries: names in five languages and both ISO codes, from `data/countries.tsv`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use domain::Value;

use super::{
    Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, letters::folded, optional, param,
};
use crate::trouble::Trouble;

const COUNTRY: Param = param("country", Takes::Text);
const LANGUAGES: &[&str] = &["en", "nl", "de", "tr", "fr"];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("country_code", Topic::Countries, &[COUNTRY], Gives::Text, code)
        .doc("The ISO code of two letters, from a name (English, Dutch, German, Turkish, French) or another code; nothing if it is not known.")
        .example("'Turkije' | country_code", "\"TR\""),
    Function::new("country_code3", Topic::Countries, &[COUNTRY], Gives::Text, code3)
        .doc("The ISO code of three letters.")
        .example("'NL' | country_code3", "\"NLD\""),
    Function::new("country_name", Topic::Countries, &[COUNTRY, optional("language", Takes::OneOf(LANGUAGES))], Gives::Text, name)
        .doc("The country's name in a language (en, nl, de, tr, fr), from a code or a name.")
        .example("'DE' | country_name('nl')", "\"Duitsland\""),
    Function::new("in_eu", Topic::Countries, &[COUNTRY], Gives::Bool, in_eu)
        .sees_nothing()
        .doc("Whether a country is in the European Union.")
        .example("'Belgium' | in_eu", "true"),
];

struct Country {
    code: &'static str,
    code3: &'static str,
    /// In the order of [`LANGUAGES`].
    names: Vec<&'static str>,
}

static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
    include_str!("../../data/countries.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some(Country {
                code: columns.next()?,
                code3: columns.next()?,
                names: columns.collect(),
            })
        })
        .collect()
});

/// What shops write besides the official names.
const ALSO: [(&str, &str); 38] = [
    ("uk", "GB"),
    ("england", "GB"),
    ("greatbritain", "GB"),
    ("scotland", "GB"),
    ("wales", "GB"),
    ("northernireland", "GB"),
    ("groatbrittannie", "GB"),
    ("grootbrittannie", "GB"),
    ("engeland", "GB"),
    ("grossbritannien", "GB"),
    ("ingiltere", "GB"),
    ("holland", "NL"),
    ("thenetherlands", "NL"),
    ("nederlanden", "NL"),
    ("turkey", "TR"),
    ("turkiyecumhuriyeti", "TR"),
    ("usa", "US"),
    ("unitedstatesofamerica", "US"),
    ("amerika", "US"),
    ("abd", "US"),
    ("vs", "US"),
    ("czechrepublic", "CZ"),
    ("tschechischerepublik", "CZ"),
    ("cekcumhuriyeti", "CZ"),
    ("republicofireland", "IE"),
    ("espana", "ES"),
    ("italia", "IT"),
    ("osterreich", "AT"),
    ("suisse", "CH"),
    ("svizzera", "CH"),
    ("polska", "PL"),
    ("sverige", "SE"),
    ("norge", "NO"),
    ("danmark", "DK"),
    ("suomi", "FI"),
    ("southkorea", "KR"),
    ("bae", "AE"),
    ("el", "GR"),
];

/// Places in [`ALL`] by everything that a country can be called.
static BY_NAME: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for (at, country) in ALL.iter().enumerate() {
        for name in &country.names {
            by_name.entry(folded(name).into_owned()).or_insert(at);
        }
    }
    // Codes win over names, and ours over both.
    for (at, country) in ALL.iter().enumerate() {
        by_name.insert(country.code3.to_ascii_lowercase(), at);
    }
    for (at, country) in ALL.iter().enumerate() {
        by_name.insert(country.code.to_ascii_lowercase(), at);
    }
    for (name, code) in ALSO {
        if let Some(at) = ALL.iter().position(|country| country.code == code) {
            by_name.entry(name.to_owned()).or_insert(at);
        }
    }
    by_name
});

static EU: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
        .split(' ')
        .collect()
});

fn find(text: &str) -> Option<&'static Country> {
    // No country's name is that long, and folding costs.
    if text.len() > 200 {
        return None;
    }
    ALL.get(*BY_NAME.get(&*folded(text))?)
}

/// The code of two letters of a country by any of its names.
pub(super) fn code_of(text: &str) -> Option<&'static str> {
    find(text).map(|country| country.code)
}

fn code<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(code_of(&args.text(0)?))
}

fn code3<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(find(&args.text(0)?).map(|country| country.code3))
}

fn name<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let language = args.text_or(1, "en")?;
    let Some(column) = LANGUAGES.iter().position(|known| *known == language) else {
        let known = LANGUAGES.join(", ");
        return Err(Problem::Argument(1, Trouble::OneOfNeeded { known }));
    };
    let country = find(&args.text(0)?);
    give(
        country
            .and_then(|country| country.names.get(column))
            .map_or(Value::Null, |name| (*name).into()),
    )
}

fn in_eu<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(code_of(&args.text(0)?).is_some_and(|code| EU.contains(code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_known_by_every_name_that_shops_use() {
        for (name, wanted) in [
            ("nl", "NL"),
            ("NLD", "NL"),
            ("Nederland", "NL"),
            ("The Netherlands", "NL"),
            ("Türkiye", "TR"),
            ("TURKEY", "TR"),
            ("Deutschland", "DE"),
            ("Almanya", "DE"),
            ("Côte d'Ivoire", "CI"),
            ("Österreich", "AT"),
            ("United Kingdom", "GB"),
            ("UK", "GB"),
            ("U.S.A.", "US"),
            ("België", "BE"),
        ] {
            assert_eq!(code_of(name), Some(wanted), "{name}");
        }
        assert_eq!(code_of("Narnia"), None);
        assert!(ALL.iter().all(|country| country.names.len() == LANGUAGES.len()));
    }
}
