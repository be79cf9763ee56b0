//! Text.

use domain::Value;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give,
    letters::{capitalized, lowered, plain_letters, uppered},
    optional, param,
};
use crate::trouble::Trouble;
use crate::{evaluate::place_in, limits};

const TEXT: Param = param("text", Takes::Text);
const TEXT_AND_PART: &[Param] = &[TEXT, param("part", Takes::Text)];

pub(super) const FUNCTIONS: &[Function] = &[
    text(
        "lower",
        &[TEXT, optional("locale", Takes::Text)],
        lower,
        "In lower case. locale='tr' minds the Turkish dotted and dotless i.",
        ("'Jan@X.NL' | lower", "\"jan@x.nl\""),
    ),
    text(
        "upper",
        &[TEXT, optional("locale", Takes::Text)],
        upper,
        "In upper case. locale='tr' minds the Turkish dotted and dotless i.",
        ("'istanbul' | upper('tr')", "\"İSTANBUL\""),
    ),
    text(
        "capitalize",
        &[TEXT, optional("locale", Takes::Text)],
        capitalize,
        "The first letter in upper case, the others in lower case.",
        ("'BLUE shirt' | capitalize", "\"Blue shirt\""),
    ),
    text(
        "title",
        &[TEXT, optional("locale", Takes::Text)],
        title,
        "Each word with its first letter in upper case, the others in lower case.",
        ("'kleine houtstraat' | title", "\"Kleine Houtstraat\""),
    ),
    text(
        "trim",
        &[TEXT],
        trim,
        "Without blanks at both ends.",
        ("'  a b ' | trim", "\"a b\""),
    ),
    text(
        "squeeze",
        &[TEXT],
        squeeze,
        "Without blanks at both ends, and with single blanks between words.",
        ("' a   b ' | squeeze", "\"a b\""),
    ),
    text(
        "replace",
        &[TEXT, param("old", Takes::Text), param("new", Takes::Text)],
        replace,
        "With every occurrence of one text replaced by another.",
        ("'1.234' | replace('.', '')", "\"1234\""),
    ),
    text(
        "cut",
        &[TEXT, param("part", Takes::Text)],
        cut,
        "Without every occurrence of a text.",
        ("'NL-123' | cut('-')", "\"NL123\""),
    ),
    text(
        "truncate",
        &[
            TEXT,
            optional("length", Takes::Number),
            optional("killwords", Takes::Bool),
            optional("end", Takes::Text),
        ],
        truncate,
        "Shortened to at most so many letters (255), the end mark counted in. Whole words are kept unless killwords=true.",
        ("'A very long title' | truncate(11)", "\"A very…\""),
    ),
    text(
        "pad",
        &[TEXT, param("length", Takes::Number), optional("fill", Takes::Text)],
        pad,
        "Filled up at the left to a length, with zeros unless told otherwise.",
        ("42 | pad(5)", "\"00042\""),
    ),
    text(
        "before",
        &[TEXT, param("mark", Takes::Text)],
        before,
        "What stands before the first occurrence of a text; all of it if it does not occur.",
        ("'size: L' | before(':')", "\"size\""),
    ),
    text(
        "after",
        &[TEXT, param("mark", Takes::Text)],
        after,
        "What stands after the first occurrence of a text; nothing of it if it does not occur.",
        ("'size: L' | after(': ')", "\"L\""),
    ),
    text(
        "digits",
        &[TEXT],
        digits,
        "The digits only.",
        ("'No. 12-34' | digits", "\"1234\""),
    ),
    text(
        "slug",
        &[TEXT],
        slug,
        "For web addresses: lower case, letters without accents, and hyphens.",
        ("'Şık Çanta & Co.' | slug", "\"sik-canta-co\""),
    ),
    text(
        "ascii",
        &[TEXT],
        ascii,
        "With accented letters written plainly; what has no plain letter is left out.",
        ("'Müller Gülşah' | ascii", "\"Muller Gulsah\""),
    ),
    text(
        "urlencode",
        &[TEXT],
        urlencode,
        "Safe to be put into a web address.",
        ("'a b/ç' | urlencode", "\"a%20b%2F%C3%A7\""),
    ),
    text(
        "string",
        &[param("value", Takes::Any)],
        string,
        "Written out as text.",
        ("12.50 | string", "\"12.50\""),
    ),
    test(
        "starts_with",
        starts_with,
        "Whether a text begins with another.",
        ("'NL123' | starts_with('NL')", "true"),
    ),
    test(
        "ends_with",
        ends_with,
        "Whether a text ends with another.",
        ("'photo.jpg' | ends_with('.jpg')", "true"),
    ),
    test(
        "matches",
        matches,
        "Whether a text fits a pattern, in which * stands for any letters and ? for one.",
        ("'SHIRT-L-blue' | matches('SHIRT-?-*')", "true"),
    ),
    Function::new(
        "contains",
        Topic::Text,
        &[param("in", Takes::ListOrText), param("part", Takes::Any)],
        Gives::Bool,
        contains,
    )
    .sees_nothing()
    .doc("Whether a text or list contains something.")
    .example("['a', 'b'] | contains('b')", "true"),
    Function::new(
        "slice",
        Topic::Text,
        &[
            param("value", Takes::ListOrText),
            param("start", Takes::Number),
            optional("end", Takes::Number),
        ],
        Gives::SameAsFirst,
        slice,
    )
    .doc("From one place up to, not including, another, counted from 0; below zero counts from the end.")
    .example("'abcdef' | slice(1, -1)", "\"bcde\""),
    Function::new(
        "split",
        Topic::Text,
        &[TEXT, optional("separator", Takes::Text), optional("most", Takes::Number)],
        Gives::Texts,
        split,
    )
    .doc("The parts between separators, as a list; between blanks if none is given. With a most, the last part keeps the rest.")
    .example("'red;blue' | split(';')", "[\"red\",\"blue\"]"),
];

const fn text(
    name: &'static str,
    params: &'static [Param],
    run: super::Run,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> Function {
    Function::new(name, Topic::Text, params, Gives::Text, run)
        .doc(doc)
        .example(example.0, example.1)
}

const fn test(
    name: &'static str,
    run: super::Run,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> Function {
    Function::new(name, Topic::Text, TEXT_AND_PART, Gives::Bool, run)
        .sees_nothing()
        .doc(doc)
        .example(example.0, example.1)
}

/// Turkish and Azerbaijani have an i with and one without a dot, in both cases.
fn is_turkic(args: &Args<'_, '_>, at: usize) -> Result<bool, Problem> {
    let locale = args.text(at)?;
    let language = locale.get(..2).unwrap_or_default();
    Ok(language.eq_ignore_ascii_case("tr") || language.eq_ignore_ascii_case("az"))
}

fn lower<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(lowered(&args.text(0)?, is_turkic(args, 1)?))
}

fn upper<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(uppered(&args.text(0)?, is_turkic(args, 1)?))
}

fn capitalize<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(capitalized(&args.text(0)?, is_turkic(args, 1)?))
}

fn title<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let turkic = is_turkic(args, 1)?;
    let text = args.text(0)?;
    let words = text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    give(words.map(|word| capitalized(word, turkic)).collect::<String>())
}

fn trim<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    // What has no blanks at its ends goes on as it is, without a copy.
    if let Value::Text(text) = args.value(0)
        && text.trim().len() == text.len()
    {
        return Ok(args.take(0));
    }
    give(args.text(0)?.trim())
}

fn squeeze<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let text = args.text(0)?;
    give(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn replace<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (text, old, new) = (args.text(0)?, args.text(1)?, args.text(2)?);
    give(replaced(&text, &old, &new)?)
}

/// Replacing can make a short text huge, so its size is known before it is made.
fn replaced(text: &str, old: &str, new: &str) -> Result<String, Problem> {
    if old.is_empty() {
        return Ok(text.to_owned());
    }
    if new.len() > old.len() {
        let more = text.matches(old).count().saturating_mul(new.len() - old.len());
        if text.len().saturating_add(more) > limits::TEXT_BYTES {
            return Err(Problem::Other(Trouble::ReplacedTooLong {
                most: limits::TEXT_BYTES,
            }));
        }
    }
    Ok(text.replace(old, new))
}

fn cut<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(replaced(&args.text(0)?, &args.text(1)?, "")?)
}

fn truncate<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let most = args.count_or(1, 255, 1_000_000)? as usize;
    let kill_words = args.flag_or(2, false)?;
    let text = args.text(0)?;
    if text.chars().nth(most).is_none() {
        return give(text.into_owned());
    }
    let end = args.text_or(3, "…")?;
    let room = most.saturating_sub(end.chars().count());
    let cut = text.char_indices().nth(room).map_or(text.len(), |(at, _)| at);
    let mut kept = text.get(..cut).unwrap_or_default();
    let inside_word = !text
        .get(cut..)
        .unwrap_or_default()
        .starts_with(char::is_whitespace);
    if !kill_words && inside_word {
        kept = kept
            .rfind(char::is_whitespace)
            .and_then(|at| kept.get(..at))
            .unwrap_or(kept);
    }
    let end: String = end.chars().take(most).collect();
    give(format!("{}{end}", kept.trim_end()))
}

fn pad<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let wanted = args.count_or(1, 0, 1000)? as usize;
    let text = args.text(0)?;
    let fill = args.text_or(2, "0")?.chars().next().unwrap_or('0');
    let missing = wanted.saturating_sub(text.chars().count());
    give(format!(
        "{}{text}",
        String::from_iter(std::iter::repeat_n(fill, missing))
    ))
}

fn before<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (text, mark) = (args.text(0)?, args.text(1)?);
    let found = text.split_once(&*mark).map(|(before, _)| before);
    give(found.unwrap_or(&text))
}

fn after<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (text, mark) = (args.text(0)?, args.text(1)?);
    let found = text.split_once(&*mark).map(|(_, after)| after);
    give(found.unwrap_or_default())
}

fn digits<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(
        args.text(0)?
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>(),
    )
}

/// Each letter is looked up, which takes its time; so the text may not be of any length.
fn short(text: &str) -> Result<&str, Problem> {
    if text.len() > limits::TEXT_BYTES {
        return Err(Problem::Argument(0, Trouble::TooLongHere));
    }
    Ok(text)
}

fn slug<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let plain = plain_letters(short(&args.text(0)?)?).to_lowercase();
    let words = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    give(words.collect::<Vec<_>>().join("-"))
}

fn ascii<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(plain_letters(short(&args.text(0)?)?))
}

fn urlencode<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in args.text(0)?.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            // Writing to memory can't fail.
            _ = write!(out, "%{byte:02X}");
        }
    }
    give(out)
}

fn string<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    match args.take(0) {
        text if matches!(*text, Value::Text(_)) => Ok(text),
        other => give(other.to_string()),
    }
}

fn starts_with<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.text(0)?.starts_with(&*args.text(1)?))
}

fn ends_with<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(args.text(0)?.ends_with(&*args.text(1)?))
}

fn contains<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    match args.value(0) {
        Value::List(items) => give(
            items
                .iter()
                .any(|item| crate::evaluate::equal(item, args.value(1))),
        ),
        _ => give(args.text(0)?.contains(&*args.text(1)?)),
    }
}

fn matches<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (text, pattern) = (args.text(0)?, args.text(1)?);
    if text.len() > limits::TEXT_BYTES || pattern.len() > 256 {
        return Err(Problem::Argument(1, Trouble::PatternTooLong));
    }
    give(fits_pattern(&text, &pattern))
}

/// The classic way with one place to come back to: no stack, no more than length × length steps.
fn fits_pattern(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut t, mut p) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                back = Some((p, t));
                p += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((star, from)) => {
                    back = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|letter| *letter == '*')
}

fn slice<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let length = match args.value(0) {
        Value::List(items) => items.len(),
        _ => args.text(0)?.chars().count(),
    };
    let start = args.whole_or(1, 0)?;
    let end = args.whole_or(2, Decimal::from(length).to_i64().unwrap_or(i64::MAX))?;
    let at = |place: i64| place_in(length, place).unwrap_or(0).min(length);
    let (start, end) = (at(start), at(end));
    let count = end.saturating_sub(start);
    match args.value(0) {
        Value::List(items) => give(items.iter().skip(start).take(count).cloned().collect::<Vec<_>>()),
        _ => give(args.text(0)?.chars().skip(start).take(count).collect::<String>()),
    }
}

fn split<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let most = args.count_or(2, 10_000, 10_000)?.max(1) as usize;
    let text = args.text(0)?;
    let separator = args.text(1)?;
    let parts: Vec<Value> = if separator.is_empty() {
        text.split_whitespace()
            .take(limits::ITEMS)
            .map(Value::from)
            .collect()
    } else if text.is_empty() {
        Vec::new()
    } else {
        text.splitn(most, &*separator).map(Value::from).collect()
    };
    give(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_know_star_and_question_mark() {
        assert!(fits_pattern("SKU-12-L", "SKU-*-?"));
        assert!(fits_pattern("", "*") && !fits_pattern("", "?"));
        assert!(!fits_pattern("SKU-12-XL", "SKU-??-?"));
        assert!(fits_pattern("aXbXc", "a*X*c"));
    }
}
