//! The guides: Markdown files under `web/guides/{language}/`, rendered once.
//!
//! A file begins with lines `title:`, `summary:`, `order:` and, where there is one, `film:`, then an empty line. The guides are written in English
//! and Turkish; whoever reads Dutch or German gets the English one.

use std::{collections::HashMap, sync::LazyLock};

use domain::Language;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use rust_embed::RustEmbed;

use super::picture;
use crate::{assets, shell::Room};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/guides"]
struct Files;

/// One guide in one language.
#[derive(Debug)]
pub(crate) struct Guide {
    /// Its name in addresses.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    order: u16,
    /// What shows it in motion.
    pub(crate) film: Option<Film>,
    /// Its text as HTML. The files are our own, so it is trusted as it is.
    pub(crate) html: String,
    /// Its words in small letters, for the search.
    plain: String,
}

/// A short film under `static/films`: `tests/browser/films` makes it from the running product.
#[derive(Debug)]
pub(crate) struct Film {
    name: String,
}

impl Film {
    /// The address of one of its files.
    fn file(&self, ending: &str) -> String {
        assets::address(&format!("films/{}.{ending}", self.name))
    }

    pub(crate) fn source(&self) -> String {
        self.file("webm")
    }

    pub(crate) fn poster(&self) -> String {
        self.file("webp")
    }

    pub(crate) fn captions(&self, language: &Language) -> String {
        self.file(&format!("{language}.vtt"))
    }
}

static GUIDES: LazyLock<HashMap<Language, Vec<Guide>>> = LazyLock::new(|| {
    let mut all: HashMap<Language, Vec<Guide>> = HashMap::new();
    for path in Files::iter() {
        let parsed = path.split_once('/').and_then(|(code, file)| {
            let language: Language = code.parse().ok()?;
            let text = Files::get(&path)?.data;
            Some((
                language,
                read(file.strip_suffix(".md")?, &String::from_utf8_lossy(&text)),
            ))
        });
        if let Some((language, guide)) = parsed {
            all.entry(language).or_default().push(guide);
        }
    }
    for guides in all.values_mut() {
        guides.sort_by_key(|guide| (guide.order, guide.name.clone()));
    }
    all
});

fn read(name: &str, file: &str) -> Guide {
    let (head, text) = file.split_once("\n\n").unwrap_or(("", file));
    let line = |key: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(key))
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    };
    let mut rendered = String::new();
    html::push_html(&mut rendered, events(text).into_iter());
    let title = line("title:");
    Guide {
        name: name.to_owned(),
        order: line("order:").parse().unwrap_or(u16::MAX),
        plain: format!("{title}\n{text}").to_lowercase(),
        title,
        summary: line("summary:"),
        film: Some(line("film:"))
            .filter(|name| !name.is_empty())
            .map(|name| Film { name }),
        html: rendered,
    }
}

/// What stands in a text, with its pictures as they are shown in both themes.
fn events(text: &str) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    // A picture's words come between its beginning and its end.
    let mut open: Option<(CowStr<'_>, String)> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match (event, &mut open) {
            (Event::Start(Tag::Image { dest_url, .. }), _) => open = Some((dest_url, String::new())),
            (Event::End(TagEnd::Image), Some((file, alt))) => {
                events.push(Event::InlineHtml(picture::html(file, alt).into()));
                open = None;
            }
            (Event::Text(words) | Event::Code(words), Some((_, alt))) => alt.push_str(&words),
            (_, Some(_)) => {}
            (other, None) => events.push(other),
        }
    }
    events
}

/// All guides for who reads this language.
fn all(language: Language) -> &'static [Guide] {
    GUIDES
        .get(&language)
        .or_else(|| GUIDES.get(&Language::En))
        .map_or(&[], Vec::as_slice)
}

/// The guides in which all these words stand; all of them for no words.
pub(super) fn search(language: Language, asked: &str) -> Vec<&'static Guide> {
    let asked = asked.to_lowercase();
    let words: Vec<&str> = asked.split_whitespace().collect();
    all(language)
        .iter()
        .filter(|guide| words.iter().all(|word| guide.plain.contains(word)))
        .collect()
}

/// The guide of this name.
pub(super) fn find(language: Language, name: &str) -> Option<&'static Guide> {
    all(language).iter().find(|guide| guide.name == name)
}

/// The name of the guide that helps in this room.
pub(crate) const fn of_room(room: Room) -> &'static str {
    match room {
        Room::Overview => "overview",
        Room::Start | Room::Help => "first-steps",
        Room::Flows => "flows",
        Room::Records => "records",
        Room::Connections => "connections",
        Room::Mapping => "mapping",
        Room::Alerts => "alerts",
        Room::Team | Room::Account => "team",
        Room::Billing => "plans",
        Room::Settings => "settings",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_guide_is_there_in_english_and_turkish() {
        let names = |language| {
            let mut names: Vec<&str> = GUIDES[&language]
                .iter()
                .map(|guide| guide.name.as_str())
                .collect();
            names.sort_unstable();
            names
        };
        assert_eq!(names(Language::En), names(Language::Tr));
        for guide in GUIDES.values().flatten() {
            assert!(
                !guide.title.is_empty() && !guide.summary.is_empty() && guide.order < u16::MAX,
                "{guide:?}"
            );
        }
        for film in GUIDES.values().flatten().filter_map(|guide| guide.film.as_ref()) {
            let captions = Language::ALL.iter().map(|language| film.captions(language));
            for address in captions.chain([film.source(), film.poster()]) {
                assert!(assets::exists(&address), "{address} is not there");
            }
        }
        assert!(search(Language::De, "").len() == GUIDES[&Language::En].len());
        for room in Room::WORK
            .into_iter()
            .chain(Room::HOUSE)
            .chain([Room::Account, Room::Start, Room::Help])
        {
            assert!(
                find(Language::Tr, of_room(room)).is_some(),
                "{room:?} has no guide"
            );
        }
    }

    #[test]
    fn a_guide_is_found_by_its_words() {
        assert!(
            search(Language::En, "PREVIEW writes")
                .iter()
                .any(|guide| guide.name == "first-steps")
        );
        assert!(search(Language::En, "preview zzz").is_empty());
    }
}
