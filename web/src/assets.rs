//! Styles, scripts and pictures, embedded in the binary. Their addresses carry a mark of their content, so that
//! browsers may keep them for ever.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

/// All that lies under `static/`.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../static"]
struct Files;

/// One file as it is sent.
struct Asset {
    name: String,
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
}

/// All files, by their marked names.
struct Assets {
    by_name: HashMap<String, Asset>,
    /// From the plain name to the marked one.
    marked: HashMap<String, String>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let style = Asset {
        name: "kopru.css".to_owned(),
        kind: kind("kopru.css"),
        bytes: Cow::Owned(style().into_bytes()),
    };
    let files = Files::iter()
        .filter(|name| !name.starts_with("css/"))
        .filter_map(|name| {
            Files::get(&name).map(|EmbeddedFile { data, .. }| Asset {
                kind: kind(&name),
                name: name.into_owned(),
                bytes: data,
            })
        });
    let mut assets = Assets {
        by_name: HashMap::new(),
        marked: HashMap::new(),
    };
    for asset in files.chain([style]) {
        let marked = marked(&asset.name, &asset.bytes);
        assets.marked.insert(asset.name.clone(), marked.clone());
        assets.by_name.insert(marked, asset);
    }
    assets
});

/// One style sheet of all those under `static/css`: tokens, base, parts, pages, each in its cascade layer, so that
/// a page's rule wins over a part's wherever it stands.
fn style() -> String {
    let mut names: Vec<_> = Files::iter().filter(|name| name.ends_with(".css")).collect();
    names.sort();
    let mut joined = "@layer tokens, base, parts, pages;\n".to_owned();
    for (layer, prefix) in [
        ("tokens", "css/tokens"),
        ("base", "css/base"),
        ("parts", "css/parts/"),
        ("pages", "css/pages/"),
    ] {
        for file in names.iter().filter(|name| name.starts_with(prefix)) {
            let Some(EmbeddedFile { data, .. }) = Files::get(file) else {
                continue;
            };
            joined.push_str("@layer ");
            joined.push_str(layer);
            joined.push_str(" {\n");
            joined.push_str(&String::from_utf8_lossy(&data));
            joined.push_str("}\n");
        }
    }
    joined
}

fn marked(name: &str, bytes: &[u8]) -> String {
    let hash = hex_of(&Sha256::digest(bytes)[..6]);
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "webm" => "video/webm",
        "vtt" => "text/vtt; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The address of a file under `static/`, as in `kopru.css` or `js/live.js`; for templates. A name that is not there
/// gives an address that answers 404, which a test of all templates notices.
pub(crate) fn address(name: &str) -> String {
    let marked = ASSETS.marked.get(name).map_or(name, String::as_str);
    format!("/assets/{marked}")
}

/// What is in a file under `static/`.
pub(crate) fn bytes(name: &str) -> Option<&'static [u8]> {
    let asset = ASSETS.by_name.get(ASSETS.marked.get(name)?)?;
    Some(&asset.bytes)
}

/// The names of all files under `static/`.
#[cfg(test)]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ASSETS.marked.keys().map(String::as_str)
}

/// Whether something is at this address.
#[cfg(test)]
pub(crate) fn exists(address: &str) -> bool {
    address
        .strip_prefix("/assets/")
        .is_some_and(|name| ASSETS.by_name.contains_key(name))
}

pub(crate) async fn show(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(asset) = ASSETS.by_name.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let length = asset.bytes.len();
    let Some((first, last)) = asked
        .get(header::RANGE)
        .and_then(|range| part(range.to_str().ok()?, length))
    else {
        return (headers, asset.bytes.clone()).into_response();
    };
    let place = [(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))];
    let bytes = asset.bytes.get(first..=last).unwrap_or_default().to_vec();
    (StatusCode::PARTIAL_CONTENT, headers, place, bytes).into_response()
}

/// The first and last byte of a part that is asked for, as players of films do; whatever else is asked for gets the whole.
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", count) => (length.saturating_sub(count.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_of_the_style_sheet_is_in_it() {
        let style = style();
        for words in ["@layer tokens {", "@layer base {", "@layer parts {", "--accent"] {
            assert!(style.contains(words), "{words}");
        }
        assert_eq!(style.matches('{').count(), style.matches('}').count());
    }

    #[test]
    fn a_part_is_cut_out_where_one_is_asked_for() {
        assert_eq!(part("bytes=0-", 10), Some((0, 9)));
        assert_eq!(part("bytes=2-4", 10), Some((2, 4)));
        assert_eq!(part("bytes=8-40", 10), Some((8, 9)));
        assert_eq!(part("bytes=-3", 10), Some((7, 9)));
        for odd in [
            "bytes=12-",
            "bytes=4-2",
            "bytes=",
            "bytes=-",
            "lines=1-2",
            "bytes=1-2,4-5",
        ] {
            assert_eq!(part(odd, 10), None, "{odd}");
        }
        assert_eq!(part("bytes=0-", 0), None);
    }

    #[test]
    fn an_address_changes_with_the_content() {
        assert_ne!(marked("a.css", b"1"), marked("a.css", b"2"));
        assert!(address("icon.svg").starts_with("/assets/icon-"));
        assert!(
            !ASSETS.marked.contains_key("css/base.css"),
            "style sheets go as one"
        );
    }
}
