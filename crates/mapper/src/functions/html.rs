//! HTML to text and back.

use super::{Answer, Args, Function, Gives, Param, Takes, Topic, give, param};

const TEXT: &[Param] = &[param("text", Takes::Text)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("html_to_text", Topic::Text, TEXT, Gives::Text, html_to_text)
        .doc("HTML as plain text: tags gone, entities resolved, paragraphs and list items on lines of their own.")
        .example("'<p>Tea &amp; milk</p><ul><li>hot</li></ul>' | html_to_text", "\"Tea & milk\\n- hot\""),
    Function::new("escape", Topic::Text, TEXT, Gives::Text, escape)
        .doc("Safe to be put into HTML.")
        .example("'a < b & c' | escape", "\"a &lt; b &amp; c\""),
];

fn html_to_text<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(plain_text(&args.text(0)?))
}

/// A forgiving reader: it never fails, and what is no HTML stays as it is.
fn plain_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // After the last > there is no tag any more. To know that keeps the reading linear for hostile texts.
    let after_tags = html.rfind('>').map_or(usize::MAX, |last| html.len() - last);
    while let Some(at) = rest.find(['<', '&']) {
        push_squeezed(&mut out, &rest[..at]);
        rest = &rest[at..];
        rest = match rest.strip_prefix('<') {
            Some(body) if rest.len() < after_tags || !begins_tag(body) => {
                out.push('<');
                body
            }
            Some(body) => skip_tag(&mut out, body),
            None => skip_entity(&mut out, rest),
        };
    }
    push_squeezed(&mut out, rest);
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    let mut text = String::with_capacity(out.len());
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

/// In HTML any number of blanks and line ends is one blank.
fn push_squeezed(out: &mut String, text: &str) {
    for letter in text.chars() {
        if !letter.is_whitespace() || letter == '\u{a0}' {
            out.push(letter);
        } else if !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

fn begins_tag(body: &str) -> bool {
    body.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
}

/// What follows a tag, whose inside begins here.
fn skip_tag<'h>(out: &mut String, body: &'h str) -> &'h str {
    if let Some(comment) = body.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let Some((tag, rest)) = body.split_once('>') else {
        return "";
    };
    let name: String = tag
        .trim_start_matches('/')
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .take(12)
        .collect::<String>()
        .to_ascii_lowercase();
    match name.as_str() {
        "br" | "p" | "div" | "tr" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            out.push('\n');
        }
        "li" if !tag.starts_with('/') => out.push_str("\n- "),
        "li" => out.push('\n'),
        "td" | "th" => out.push(' '),
        "script" | "style" if !tag.starts_with('/') => return after_element(rest, &name),
        _ => {}
    }
    rest
}

/// What follows the end of a script or style, whose inside is no text.
fn after_element<'h>(html: &'h str, name: &str) -> &'h str {
    let end = format!("</{name}");
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at..];
        if rest
            .get(..end.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&end))
        {
            return rest.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = &rest[2..];
    }
    ""
}

fn skip_entity<'h>(out: &mut String, html: &'h str) -> &'h str {
    let body = &html[1..];
    let end = body
        .char_indices()
        .take(12)
        .find(|(_, c)| *c == ';')
        .map(|(at, _)| at);
    let resolved = end.and_then(|end| Some((entity(&body[..end])?, &body[end + 1..])));
    match resolved {
        Some((letter, rest)) => {
            out.push(letter);
            rest
        }
        None => {
            out.push('&');
            body
        }
    }
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|letter| *letter == '\n' || !letter.is_control());
    }
    const NAMED: [(&str, char); 36] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", ' '),
        ("euro", '€'),
        ("pound", '£'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("deg", '°'),
        ("frac12", '½'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("euml", 'ë'),
        ("ecirc", 'ê'),
        ("aacute", 'á'),
        ("agrave", 'à'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("Auml", 'Ä'),
        ("Ouml", 'Ö'),
        ("Uuml", 'Ü'),
        ("szlig", 'ß'),
        ("iuml", 'ï'),
        ("oacute", 'ó'),
        ("ccedil", 'ç'),
        ("hellip", '…'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
    ];
    NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, letter)| *letter)
}

fn escape<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let text = args.text(0)?;
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    give(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_readable_text() {
        let html = "<style>p{}</style><h1>Tea</h1>\n <p>for&nbsp;you,<br>&lt;3 &euro;5</p><!-- no --><ul><li>hot<li>sweet</ul>";
        assert_eq!(plain_text(html), "Tea\nfor you,\n<3 €5\n- hot\n- sweet");
        assert_eq!(plain_text("<abc, no tag"), "<abc, no tag");
        assert_eq!(
            plain_text("a < b && c &bogus; &#x1F600; <"),
            "a < b && c &bogus; 😀 <"
        );
    }
}
