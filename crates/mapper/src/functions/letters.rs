//! Letters: upper and lower case, also in Turkish, and writing without accents.

use std::borrow::Cow;

/// In lower case.
pub(super) fn lowered(text: &str, turkic: bool) -> String {
    if turkic {
        return text.replace('I', "ı").replace('İ', "i").to_lowercase();
    }
    // Plain lower case of İ is i with a combining dot, which no search for "istanbul" finds.
    text.replace('İ', "i").to_lowercase()
}

/// In upper case.
pub(super) fn uppered(text: &str, turkic: bool) -> String {
    if turkic {
        return text.replace('i', "İ").to_uppercase();
    }
    text.to_uppercase()
}

/// With the first letter in upper case, the others in lower case.
pub(super) fn capitalized(word: &str, turkic: bool) -> String {
    let first = word.chars().next().map_or(0, char::len_utf8);
    let (first, rest) = word.split_at(first);
    uppered(first, turkic) + &lowered(rest, turkic)
}

/// Letters of the Latin alphabets of Europe and Turkey, written plainly.
pub(super) fn plain_letters(text: &str) -> String {
    const PLAIN: [(&str, &str); 44] = [
        ("àáâãäåāăą", "a"),
        ("ÀÁÂÃÄÅĀĂĄ", "A"),
        ("çćĉċč", "c"),
        ("ÇĆĈĊČ", "C"),
        ("ďđð", "d"),
        ("ĎĐÐ", "D"),
        ("èéêëēĕėęě", "e"),
        ("ÈÉÊËĒĔĖĘĚ", "E"),
        ("ĝğġģ", "g"),
        ("ĜĞĠĢ", "G"),
        ("ĥħ", "h"),
        ("ĤĦ", "H"),
        ("ìíîïĩīĭįı", "i"),
        ("ÌÍÎÏĨĪĬĮİ", "I"),
        ("ĵ", "j"),
        ("Ĵ", "J"),
        ("ķ", "k"),
        ("Ķ", "K"),
        ("ĺļľŀł", "l"),
        ("ĹĻĽĿŁ", "L"),
        ("ñńņňŉ", "n"),
        ("ÑŃŅŇ", "N"),
        ("òóôõöøōŏő", "o"),
        ("ÒÓÔÕÖØŌŎŐ", "O"),
        ("ŕŗř", "r"),
        ("ŔŖŘ", "R"),
        ("śŝşšș", "s"),
        ("ŚŜŞŠȘ", "S"),
        ("ţťŧț", "t"),
        ("ŢŤŦȚ", "T"),
        ("ùúûüũūŭůűų", "u"),
        ("ÙÚÛÜŨŪŬŮŰŲ", "U"),
        ("ŵ", "w"),
        ("Ŵ", "W"),
        ("ýÿŷ", "y"),
        ("ÝŸŶ", "Y"),
        ("źżž", "z"),
        ("ŹŻŽ", "Z"),
        ("ß", "ss"),
        ("æ", "ae"),
        ("Æ", "AE"),
        ("œ", "oe"),
        ("Œ", "OE"),
        ("’‘", "'"),
    ];
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter);
        } else if let Some((_, plain)) = PLAIN.iter().find(|(accented, _)| accented.contains(letter)) {
            out.push_str(plain);
        }
    }
    out
}

/// The text as it is compared when names are looked up: plain letters, lower case, letters and digits only.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    {
        return Cow::Borrowed(text);
    }
    let plain = plain_letters(text).to_lowercase();
    Cow::Owned(plain.chars().filter(char::is_ascii_alphanumeric).collect())
}
