//! Street and house number, which some systems keep apart and others together.

use super::{Answer, Args, Function, Gives, Param, Takes, Topic, give, optional, param};

const LINE: &[Param] = &[param("line", Takes::Text)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("street", Topic::Address, LINE, Gives::Text, street)
        .doc("The street of an address line, without its house number.")
        .example("'Kleine Houtstraat 48B' | street", "\"Kleine Houtstraat\""),
    Function::new("house_number", Topic::Address, LINE, Gives::Text, house_number)
        .doc("The house number of an address line, without what follows it.")
        .example("'Kleine Houtstraat 48B' | house_number", "\"48\""),
    Function::new("house_number_suffix", Topic::Address, LINE, Gives::Text, suffix)
        .doc("What follows the house number: a letter, a floor, a flat.")
        .example("'Kleine Houtstraat 48B' | house_number_suffix", "\"B\""),
    Function::new(
        "address_line",
        Topic::Address,
        &[
            param("street", Takes::Text),
            optional("house_number", Takes::Text),
            optional("suffix", Takes::Text),
        ],
        Gives::Text,
        address_line,
    )
    .sees_nothing()
    .doc("Street, house number and suffix as one line; what is empty is left out.")
    .example(
        "address_line('Kleine Houtstraat', '48', 'B')",
        "\"Kleine Houtstraat 48 B\"",
    ),
];

/// An address line taken apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts<'l> {
    /// The street; the whole line if it has no number.
    pub street: &'l str,
    /// The house number; empty if there is none.
    pub number: &'l str,
    /// What follows the number ("B", "3", "bis"); mostly empty.
    pub suffix: &'l str,
}

/// Takes a line apart, as the functions `street`, `house_number` and `house_number_suffix` do.
/// The number is the first group of digits that begins a word and is followed only by
/// what can follow a house number, so that "Straße des 17. Juni 135" and "Rue du 8 Mai 12" keep their streets.
/// A number at the very beginning is one only if no other follows ("123 viger"). Turkish lines mark it
/// ("No:12/3").
pub fn apart(line: &str) -> Parts<'_> {
    let line = line.trim();
    if let Some(parts) = marked(line) {
        return parts;
    }
    let begins_word = |at: usize| line[..at].ends_with(|c: char| c.is_whitespace() || c == ',');
    let found = line
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() && begins_word(*at))
        .map(|(at, _)| line.split_at(at))
        .find(|(_, rest)| is_house_number(rest));
    match found {
        Some((street, rest)) => {
            let (number, suffix) = split_number(rest);
            Parts {
                street: clean(street),
                number,
                suffix,
            }
        }
        None if line.starts_with(|c: char| c.is_ascii_digit()) => leading(line),
        None => Parts {
            street: line,
            ..Parts::default()
        },
    }
}

/// "123 viger", "12B Baker Street": the number comes first.
fn leading(line: &str) -> Parts<'_> {
    let Some((number, street)) = line.split_once([' ', ',']) else {
        return Parts {
            street: line,
            ..Parts::default()
        };
    };
    // "2e Helmersstraat" is a street whose name begins with an ordinal.
    let (digits, suffix) = split_number(number);
    if matches!(suffix, "e" | "de" | "ste" | "." | "st" | "nd" | "rd" | "th") {
        return Parts {
            street: line,
            ..Parts::default()
        };
    }
    Parts {
        street: clean(street),
        number: digits,
        suffix,
    }
}

/// "Atatürk Cad. No:12/3", "… Sok. Nr. 5": a word says that the number follows.
fn marked(line: &str) -> Option<Parts<'_>> {
    // Only ASCII is lowered: İ would change its length, and then the places would not fit.
    let lower = line.to_ascii_lowercase();
    for mark in ["no:", "no.", "no ", "nr.", "nr:", "nr ", "numara:", "numara "] {
        let Some(at) = lower.rfind(mark) else { continue };
        let begins_word = line
            .get(..at)?
            .chars()
            .next_back()
            .is_some_and(|c| !c.is_alphanumeric());
        let rest = line.get(at + mark.len()..)?.trim_start();
        if begins_word && rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (number, suffix) = split_number(rest);
            return Some(Parts {
                street: clean(line.get(..at)?),
                number,
                suffix,
            });
        }
    }
    None
}

/// Words that may follow a house number.
const FOLLOWING: [&str; 28] = [
    "bis",
    "ter",
    "hoog",
    "boven",
    "huis",
    "hs",
    "bus",
    "bte",
    "boite",
    "boîte",
    "etage",
    "verdieping",
    "stock",
    "kat",
    "daire",
    "links",
    "rechts",
    "top",
    "tür",
    "app",
    "apt",
    "wohnung",
    "unit",
    "flat",
    "begane",
    "grond",
    "blok",
    "blk",
];

/// Whether what begins with digits may be a house number with its suffix: "135", "48B", "12 bis", but not
/// "17. Juni" or "8 Mai".
fn is_house_number(text: &str) -> bool {
    let (_, suffix) = split_number(text);
    suffix.split(|c: char| !c.is_alphabetic()).all(|word| {
        word.chars().count() <= 2 || is_roman(word) || FOLLOWING.contains(&word.to_lowercase().as_str())
    })
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

fn split_number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    (
        number,
        rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | ',' | '\\')),
    )
}

fn clean(street: &str) -> &str {
    street.trim_matches(|c: char| c.is_whitespace() || c == ',')
}

fn street<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(apart(&args.text(0)?).street)
}

fn house_number<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(apart(&args.text(0)?).number)
}

fn suffix<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(apart(&args.text(0)?).suffix)
}

fn address_line<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let parts = [args.text(0)?, args.text(1)?, args.text(2)?];
    let parts: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    give(parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, street: &str, number: &str, suffix: &str) {
        assert_eq!(
            apart(line),
            Parts {
                street,
                number,
                suffix
            },
            "{line}"
        );
    }

    #[test]
    fn lines_of_many_countries_come_apart() {
        check("Kleine Houtstraat 48B", "Kleine Houtstraat", "48", "B");
        check("Am Kanal 5", "Am Kanal", "5", "");
        check("123 viger", "viger", "123", "");
        check("Atatürk Cad. No:12/3", "Atatürk Cad.", "12", "3");
        check("İstiklal Cd. No:5", "İstiklal Cd.", "5", "");
        check("Straße des 17. Juni 135", "Straße des 17. Juni", "135", "");
        check("Straße des 17. Juni", "Straße des 17. Juni", "", "");
        check("Rue du 8 Mai 12 bis", "Rue du 8 Mai", "12", "bis");
        check("2e Helmersstraat 15-III", "2e Helmersstraat", "15", "III");
        check("2e Helmersstraat", "2e Helmersstraat", "", "");
        check("12B Baker Street", "Baker Street", "12", "B");
        check("Meir 24 bus 3", "Meir", "24", "bus 3");
        check("Keizersgracht 123 2", "Keizersgracht", "123", "2");
        check("", "", "", "");
        check("Postbus", "Postbus", "", "");
    }
}
