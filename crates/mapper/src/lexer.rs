//! Cutting an expression's text into words, numbers, texts and signs.

use rust_decimal::Decimal;
use winnow::{
    LocatingSlice, Parser, Result,
    ascii::{digit1, multispace0},
    combinator::{alt, delimited, opt, preceded, repeat},
    error::EmptyError,
    stream::{Location, Stream},
    token::{any, none_of, one_of, take_while},
};

use crate::{ast::Span, limits, mistake::Mistake, wrong::Wrong};

/// One word, number, text or sign, with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Number(Decimal),
    Text(String),
    /// A name or keyword; after a dot also digits.
    Word(String),
    Sign(&'static str),
    /// What follows the last one.
    End,
}

type Input<'s> = LocatingSlice<&'s str>;

/// Longer signs first.
const SIGNS: [&str; 22] = [
    "==", "!=", "<=", ">=", "//", "**", "=", "<", ">", "+", "-", "*", "/", "%", "~", "|", "(", ")", "[", "]",
    ",", ".",
];

/// All tokens of a text, [`TokenKind::End`] last.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    if text.len() > limits::SOURCE_BYTES {
        let what = Wrong::ExpressionTooLong {
            bytes: text.len(),
            most: limits::SOURCE_BYTES,
        };
        return Err(Mistake::new(Span::new(0, text.len()), what));
    }
    let mut input = LocatingSlice::new(text);
    let mut found = Vec::new();
    loop {
        // Blanks can't fail to parse, as none are enough.
        let _ = blanks(&mut input);
        let start = input.current_token_start();
        if input.eof_offset() == 0 {
            found.push(Token {
                kind: TokenKind::End,
                span: Span::new(start, start),
            });
            return Ok(found);
        }
        let after_dot = matches!(
            found.last(),
            Some(Token {
                kind: TokenKind::Sign("."),
                ..
            })
        );
        let kind = token(&mut input, after_dot).map_err(|_| stuck(text, start))?;
        let span = Span::new(start, input.current_token_start());
        found.push(Token { kind, span });
    }
}

fn blanks(input: &mut Input<'_>) -> Result<(), EmptyError> {
    multispace0.void().parse_next(input)
}

fn token(input: &mut Input<'_>, after_dot: bool) -> Result<TokenKind, EmptyError> {
    if after_dot {
        // `lines.0.5` is the item 5 of item 0, not the number 0.5.
        return alt((
            word,
            digit1.map(|digits: &str| TokenKind::Word(digits.to_owned())),
        ))
        .parse_next(input);
    }
    alt((number, text, word, sign)).parse_next(input)
}

fn word(input: &mut Input<'_>) -> Result<TokenKind, EmptyError> {
    (
        one_of(|c: char| c.is_alphabetic() || c == '_'),
        take_while(0.., |c: char| c.is_alphanumeric() || c == '_'),
    )
        .take()
        .map(|word: &str| TokenKind::Word(word.to_owned()))
        .parse_next(input)
}

fn number(input: &mut Input<'_>) -> Result<TokenKind, EmptyError> {
    (digit1, opt(preceded('.', digit1)))
        .take()
        .verify_map(|digits: &str| Decimal::from_str_exact(digits).ok().map(TokenKind::Number))
        .parse_next(input)
}

fn text(input: &mut Input<'_>) -> Result<TokenKind, EmptyError> {
    let single = delimited('\'', repeat(0.., alt((escape, none_of(['\'', '\\'])))), '\'');
    let double = delimited('"', repeat(0.., alt((escape, none_of(['"', '\\'])))), '"');
    alt((single, double)).map(TokenKind::Text).parse_next(input)
}

fn escape(input: &mut Input<'_>) -> Result<char, EmptyError> {
    preceded('\\', any)
        .verify_map(|letter| match letter {
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '\\' | '\'' | '"' => Some(letter),
            _ => None,
        })
        .parse_next(input)
}

fn sign(input: &mut Input<'_>) -> Result<TokenKind, EmptyError> {
    SIGNS
        .iter()
        .find_map(|sign| {
            input.starts_with(sign).then(|| {
                input.next_slice(sign.len());
                TokenKind::Sign(sign)
            })
        })
        .ok_or(EmptyError)
}

/// Says why nothing could be read at this place.
fn stuck(text: &str, start: usize) -> Mistake {
    let rest = text.get(start..).unwrap_or_default();
    let first = rest.chars().next().unwrap_or(' ');
    let one = Span::new(start, start + first.len_utf8());
    match first {
        '\'' | '"' => bad_text(rest, first, start),
        digit if digit.is_ascii_digit() => {
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
            Mistake::new(Span::new(start, start + end), Wrong::TooManyDigits)
        }
        '’' | '‘' | '“' | '”' => {
            Mistake::new(one, Wrong::CurlyQuotes { sign: first }).suggesting("'")
        }
        '&' => Mistake::new(one, Wrong::Ampersand).suggesting("and"),
        '!' => Mistake::new(one, Wrong::ExclamationMark).suggesting("not "),
        '{' | '}' => Mistake::new(one, Wrong::Braces),
        sign => Mistake::new(one, Wrong::NoMeaning { sign }),
    }
}

fn bad_text(rest: &str, quote: char, start: usize) -> Mistake {
    let mut escaped = false;
    for (i, letter) in rest.char_indices().skip(1) {
        if escaped && !matches!(letter, 'n' | 'r' | 't' | '\\' | '\'' | '"') {
            let span = Span::new(start + i - 1, start + i + letter.len_utf8());
            return Mistake::new(span, Wrong::NoEscape { letter }).suggesting(format!("\\\\{letter}"));
        }
        escaped = letter == '\\' && !escaped;
    }
    let span = Span::new(start, start + rest.len());
    Mistake::new(span, Wrong::OpenText { quote })
}
