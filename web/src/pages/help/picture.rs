//! A picture in a guide: `static/guides/{language}/{name}.webp` by day and `{name}.dark.webp` by night, which
//! `tests/browser/guides.js` makes from the running product.

use askama::Template;

use crate::assets;

/// They are made at three pixels for two points, to be sharp on most screens.
const fn points(pixels: u32) -> u32 {
    pixels * 2 / 3
}

/// Both of it, of which the style sheet hides one: which theme is shown is not for the browser alone to say, members
/// choose it. What is hidden is not fetched.
#[derive(Template)]
#[template(path = "help/picture.html")]
struct Picture<'a> {
    by_day: String,
    by_night: String,
    alt: &'a str,
    width: u32,
    height: u32,
}

/// A picture as HTML, by its file under `static/`.
pub(super) fn html(file: &str, alt: &str) -> String {
    let night = night(file);
    let (width, height) = assets::bytes(file).and_then(size).unwrap_or_default();
    let picture = Picture {
        by_day: assets::address(file),
        by_night: assets::address(&night),
        alt,
        width: points(width),
        height: points(height),
    };
    picture.render().unwrap_or_default()
}

fn night(file: &str) -> String {
    file.strip_suffix(".webp")
        .map_or_else(|| file.to_owned(), |stem| format!("{stem}.dark.webp"))
}

/// Width and height of a lossless WebP, in pixels: each one less in fourteen bits, after four names, two lengths and a
/// mark.
fn size(webp: &[u8]) -> Option<(u32, u32)> {
    let head = webp.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WEBPVP8L")?;
    let bits = head.get(4..)?.strip_prefix(b"\x2f")?.first_chunk::<4>()?;
    let bits = u32::from_le_bytes(*bits);
    Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// Where the guides' pictures lie.
    const FOLDER: &str = "guides/";

    /// What stands in the texts of both languages: `![alt](file)`.
    fn named() -> Vec<(String, String, String)> {
        let mut named = Vec::new();
        for language in ["en", "tr"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("guides")
                .join(language);
            for guide in fs::read_dir(folder).unwrap() {
                let text = fs::read_to_string(guide.unwrap().path()).unwrap();
                for part in text.split("![").skip(1) {
                    let (alt, rest) = part.split_once("](").unwrap();
                    let (file, _) = rest.split_once(')').unwrap();
                    named.push((language.to_owned(), alt.to_owned(), file.to_owned()));
                }
            }
        }
        named
    }

    #[test]
    fn every_picture_of_a_guide_is_there_by_day_and_by_night_in_its_language_and_says_what_is_seen() {
        let of = |language: &str| -> BTreeSet<String> {
            named()
                .into_iter()
                .filter(|(of, ..)| of == language)
                .map(|(_, _, file)| file.rsplit('/').next().unwrap().to_owned())
                .collect()
        };
        assert_eq!(of("en"), of("tr"));
        assert!(of("en").len() >= 20, "{:?}", of("en"));
        for (language, alt, file) in named() {
            assert!(
                file.starts_with(&format!("{FOLDER}{language}/")),
                "{file} in a guide in {language}"
            );
            assert!(alt.len() >= 20, "{file} says only {alt:?}");
            let sizes = [&file, &night(&file)].map(|one| {
                let bytes = assets::bytes(one).unwrap_or_else(|| panic!("{one} is not there"));
                assert!(bytes.len() <= 40_000, "{one} has {} bytes", bytes.len());
                size(bytes).unwrap_or_else(|| panic!("{one} is no lossless WebP"))
            });
            assert!(sizes[0].0 > 100 && sizes[0].1 > 50, "{file}: {sizes:?}");
            assert_eq!(sizes[0], sizes[1], "{file} is of one size by day and by night");
        }
    }

    #[test]
    fn no_picture_lies_about_unused() {
        let named: BTreeSet<String> = named()
            .into_iter()
            .flat_map(|(_, _, file)| [night(&file), file])
            .collect();
        let there: BTreeSet<String> = assets::names()
            .filter(|name| name.starts_with(FOLDER))
            .map(ToOwned::to_owned)
            .collect();
        assert_eq!(there, named);
    }

    #[test]
    fn words_and_sizes_of_a_picture_stand_in_its_html() {
        let (_, _, file) = named().remove(0);
        let html = html(&file, "Said \"so\" <here>");
        assert!(html.contains("Said &#34;so&#34; &#60;here&#62;"), "{html}");
        assert!(
            html.contains(r#"loading="lazy""#) && !html.contains(r#"width="0""#),
            "{html}"
        );
        assert!(html.contains(&assets::address(&file)) && html.contains(&assets::address(&night(&file))));
    }
}
