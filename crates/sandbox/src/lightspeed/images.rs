//! Pictures: what is accepted as one, and how it is shown (dossier Lightspeed §4.8 and §8 no. 16).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::json::Out;
use super::refusal::Refusal;
use crate::shop::customer::{text, whole};
use crate::shop::people::plain;
use crate::shop::product::Image;

/// Pictures a product may have, from `shop/limits`.
pub(crate) const MOST: usize = 10;

/// Reads a request's picture: base64 in `attachment`, or an http(s) address of one.
///
/// Addresses are not fetched, since the stand-in must work without a network: one that ends like a
/// picture is taken, any other is refused as the vendor refuses rubbish.
pub(crate) fn read(body: &Map<String, Value>, id: u64, now: i64, shop: u64) -> Result<Image, Refusal> {
    let attachment = body.get("attachment").map(text).unwrap_or_default();
    let filename = body.get("filename").map(text).unwrap_or_default();
    let (extension, size, name) = if attachment.starts_with("http://") || attachment.starts_with("https://") {
        let url: url::Url = attachment.parse().map_err(|_| Refusal::invalid())?;
        let name = url
            .path_segments()
            .and_then(|mut parts| parts.next_back())
            .unwrap_or("")
            .to_owned();
        let extension = extension_of(&name).ok_or_else(Refusal::invalid)?;
        (
            extension,
            48_213,
            if filename.is_empty() { name } else { filename },
        )
    } else {
        let packed: String = attachment.chars().filter(|c| !c.is_whitespace()).collect();
        let packed = packed
            .split_once(";base64,")
            .map_or(packed.as_str(), |(_, data)| data);
        let bytes = STANDARD.decode(packed).map_err(|_| Refusal::invalid())?;
        (
            sniff(&bytes).ok_or_else(Refusal::invalid)?,
            bytes.len() as u64,
            filename,
        )
    };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let slug = Some(plain(stem, "-"))
        .filter(|slug| !slug.is_empty())
        .unwrap_or_else(|| "image".to_owned());
    Ok(Image {
        id,
        created: now,
        updated: now,
        sort_order: body.get("sortOrder").and_then(whole).unwrap_or(1),
        extension,
        size,
        title: body
            .get("title")
            .map(text)
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| slug.clone()),
        src: format!("https://cdn.webshopapp.com/shops/{shop}/files/{id}/{slug}.{extension}"),
        thumb: format!("https://cdn.webshopapp.com/shops/{shop}/files/{id}/50x50x2/{slug}.{extension}"),
    })
}

fn extension_of(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => Some("jpg"),
        "png" => Some("png"),
        "gif" => Some("gif"),
        "webp" => Some("webp"),
        _ => None,
    }
}

fn sniff(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

/// A picture of a product's list.
pub(crate) fn write(out: &mut Out, image: &Image) {
    out.id("id", image.id);
    out.int("sortOrder", image.sort_order);
    write_without_id(out, image);
}

/// The picture inside a product or variant, which has no number.
pub(crate) fn write_without_id(out: &mut Out, image: &Image) {
    out.time("createdAt", image.created);
    out.time("updatedAt", image.updated);
    out.text("extension", image.extension);
    out.id("size", image.size);
    out.text("title", &image.title);
    out.text("thumb", &image.thumb);
    out.text("src", &image.src);
}
