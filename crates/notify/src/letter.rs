//! A letter: from its kind and values to subject, HTML and plain text.

use askama::Template;
use domain::Language;
use store::{InTransaction, StoreError, letters};

use crate::{
    kind::LetterKind,
    words::{Values, Words},
};

/// An e-mail to one person.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Their address.
    pub to: String,
    /// The language in which they read.
    pub language: Language,
    /// What it tells.
    pub kind: LetterKind,
}

/// Puts a letter into the post within the caller's transaction: sent if it is kept, and only then.
///
/// # Errors
/// When the database refuses.
pub async fn mail(tx: &mut impl InTransaction, letter: &Letter) -> Result<(), StoreError> {
    letters::add(tx, letter.kind.name(), &letter.written()).await?;
    Ok(())
}

/// What a letter says, ready to be placed.
struct Sheet {
    language: Language,
    subject: String,
    paragraphs: Vec<String>,
    code: Option<String>,
    items: Vec<String>,
    facts: Vec<(String, String)>,
    button: String,
    link: String,
    foot: String,
}

#[derive(Template)]
#[template(path = "letters/letter.html")]
struct Html<'a> {
    sheet: &'a Sheet,
}

#[derive(Template)]
#[template(path = "letters/letter.txt")]
struct Text<'a> {
    sheet: &'a Sheet,
}

impl Letter {
    /// The letter as it is sent.
    #[must_use]
    pub fn written(&self) -> letters::Written {
        let sheet = self.sheet();
        letters::Written {
            to: self.to.clone(),
            // Writing into a text can't fail; the subject alone would be better than no letter.
            html: Html { sheet: &sheet }
                .render()
                .unwrap_or_else(|_| sheet.subject.clone()),
            text: Text { sheet: &sheet }
                .render()
                .unwrap_or_else(|_| sheet.subject.clone()),
            subject: sheet.subject,
        }
    }

    fn sheet(&self) -> Sheet {
        let (words, name) = (Words(self.language), self.kind.name());
        let values = self.kind.values(words);
        let say = |part: &str| words.say(&format!("{name}-{part}"), &values);
        Sheet {
            language: self.language,
            subject: one_line(&say("subject")),
            paragraphs: say("body")
                .split("\n\n")
                .map(|text| text.replace('\n', " ").trim().to_owned())
                .filter(|text| !text.is_empty())
                .collect(),
            code: self.kind.code().map(str::to_owned),
            items: self.kind.items().to_vec(),
            facts: self.kind.facts(words),
            button: say("button"),
            link: self.kind.link().to_owned(),
            foot: words
                .find(&format!("{name}-foot"), &values)
                .unwrap_or_else(|| words.say("letter-foot", &Values::new())),
        }
    }
}

/// A subject is one line: what stands in it may come from people.
fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_written_in_every_language() {
        for kind in LetterKind::samples() {
            for language in Language::ALL {
                let letter = Letter {
                    to: "ayse@example.com".to_owned(),
                    language,
                    kind: kind.clone(),
                };
                let (name, written) = (kind.name(), letter.written());
                for part in ["subject", "body", "button"] {
                    let words = Words(language);
                    let values = kind.values(words);
                    let key = format!("{name}-{part}");
                    let said = words.find(&key, &values);
                    assert!(
                        said.is_some_and(|said| !said.contains("{$")),
                        "{key} in {language}"
                    );
                    if language != Language::En && !name.starts_with("alert-") {
                        assert_ne!(
                            words.find(&key, &values),
                            Words(Language::En).find(&key, &values),
                            "{key} in {language} is English"
                        );
                    }
                }
                assert!(written.html.contains(&format!("lang=\"{language}\"")));
                assert!(
                    !written.text.contains('{') && !written.html.contains("{$"),
                    "{}",
                    written.text
                );
                assert!(written.text.contains(kind.link()), "{}", written.text);
            }
        }
    }

    #[test]
    fn what_people_typed_is_only_text() {
        let letter = Letter {
            to: "ayse@example.com".to_owned(),
            language: Language::En,
            kind: LetterKind::Invitation {
                by: "<b>Eve</b>\r\nBcc: all@example.com".to_owned(),
                tenant: "<script>x</script>".to_owned(),
                link: "https://kopru.example/invitations/x".to_owned(),
            },
        };
        let written = letter.written();
        assert!(
            !written.html.contains("<script>") && !written.html.contains("<b>"),
            "{}",
            written.html
        );
        assert!(!written.subject.contains(['\r', '\n']), "{}", written.subject);
    }
}
