//! How hard a password is to guess. Length decides; what lists, names and keyboards give away does not count.

use std::collections::BTreeSet;

use secrecy::{ExposeSecret, SecretString};

use crate::breached;

/// The fewest characters of a password.
pub const SHORTEST: usize = 10;
/// The most; hashing more is work that anyone could ask us for.
pub const LONGEST: usize = 200;

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer characters than [`SHORTEST`].
    TooShort,
    /// More characters than [`LONGEST`].
    TooLong,
    /// It, or it without digits at its end, was in a published breach.
    Breached,
    /// Few different characters, or one after the other on the keyboard or in the alphabet.
    Pattern,
    /// It is little more than the person's own e-mail address or company.
    Personal,
}

/// How strong a password is that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Enough against guessing at our door.
    Fair,
    /// Enough against someone who has the hash and a month.
    Good,
    /// Enough against anyone.
    Strong,
}

/// Judges a password; `known` is what a guesser knows of the person (address, company).
///
/// # Errors
/// Why it is not taken.
pub fn judge(password: &SecretString, known: &[&str]) -> Result<Strength, Weakness> {
    let text = password.expose_secret();
    let length = text.chars().count();
    if length < SHORTEST {
        return Err(Weakness::TooShort);
    }
    if length > LONGEST {
        return Err(Weakness::TooLong);
    }
    let lower = text.to_lowercase();
    if breached::is_known(&lower) {
        return Err(Weakness::Breached);
    }
    let rest = without_known(&lower, known);
    if rest.chars().count() < SHORTEST / 2 {
        return Err(Weakness::Personal);
    }
    if is_pattern(&rest) {
        return Err(Weakness::Pattern);
    }
    // "Sommer2026!!" is "sommer" with what everyone adds to it.
    let stem = unleet(rest.trim_matches(|character: char| !character.is_alphabetic()));
    if stem.chars().count() >= 4 && breached::is_known(&stem) {
        return Err(Weakness::Breached);
    }
    Ok(match worth(&rest) {
        ..16 => Strength::Fair,
        16..22 => Strength::Good,
        _ => Strength::Strong,
    })
}

/// What is left when the words that a guesser knows are taken out, the longest first.
fn without_known(lower: &str, known: &[&str]) -> String {
    let known = known.join(" ").to_lowercase();
    let mut words: Vec<&str> = known
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
        .into_iter()
        .fold(lower.to_owned(), |rest, word| rest.replace(word, ""))
}

/// Letters that people write as digits and signs.
fn unleet(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            other => other,
        })
        .collect()
}

const ROWS: [&str; 7] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
];

/// Whether it has few characters of its own, or walks along a row.
fn is_pattern(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let different: BTreeSet<_> = letters.iter().collect();
    if different.len() < 4 {
        return true;
    }
    let steps = letters
        .windows(2)
        .filter(|pair| pair[0] == pair[1] || beside(pair[0], pair[1]))
        .count();
    // Three of four steps along a row: "abcdefgh12".
    steps * 4 >= (letters.len() - 1) * 3
}

fn beside(one: char, next: char) -> bool {
    ROWS.iter().any(|row| {
        let place = |wanted| row.chars().position(|character| character == wanted);
        matches!((place(one), place(next)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    })
}

/// Characters, where repeated and adjoining ones count half and each kind of character beyond the first counts two.
fn worth(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let cheap = letters
        .windows(2)
        .filter(|pair| pair[0] == pair[1] || beside(pair[0], pair[1]))
        .count();
    let has = |kind: fn(&char) -> bool| usize::from(letters.iter().any(kind));
    let kinds =
        has(|c| c.is_alphabetic()) + has(|c| c.is_numeric()) + has(|c| !c.is_alphanumeric() || !c.is_ascii());
    letters.len() - cheap.div_ceil(2) + 2 * (kinds.max(1) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(text: &str) -> Result<Strength, Weakness> {
        judge(&text.into(), &["ayse.yilmaz@bloemen.example", "Bloemen & Zn"])
    }

    #[test]
    fn what_is_soon_guessed_is_refused_with_the_reason() {
        for (text, why) in [
            ("kort", Weakness::TooShort),
            ("qwertyuiop", Weakness::Breached),
            ("Password2026!", Weakness::Breached),
            ("Dr4g0n!!!!!!", Weakness::Breached),
            ("abababababab", Weakness::Pattern),
            ("abcdefghijkl", Weakness::Pattern),
            ("ayse.yilmaz1", Weakness::Personal),
            ("AyseAyse2026", Weakness::Personal),
            ("Bloemen12345", Weakness::Pattern),
        ] {
            assert_eq!(judged(text), Err(why), "{text}");
        }
        assert_eq!(judged(&"long ".repeat(50)), Err(Weakness::TooLong));
    }

    #[test]
    fn longer_is_stronger() {
        assert_eq!(judged("tuzlu kavun"), Ok(Strength::Fair));
        assert_eq!(judged("vier paarse ezels"), Ok(Strength::Good));
        assert_eq!(judged("vier paarse ezels op de brug"), Ok(Strength::Strong));
        assert!(judged("açık köprü 42").is_ok());
    }
}
