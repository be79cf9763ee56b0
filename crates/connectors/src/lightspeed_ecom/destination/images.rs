//! A product's image by its address: fetched by the shop once, and not again while the address stays the same.

use domain::{Failure, Fingerprint, Value};

use super::trace::Trace;
use crate::lightspeed_ecom::{api::id, shop::Shop};

/// Begins the mark that we put into an image's file name; by it our own images are recognised.
const MARK: &str = "-kopru";

/// Sees to it that the product shows the image of this address; gives the image if it was sent now.
pub(super) async fn show(
    shop: &Shop,
    trace: &mut Trace,
    product: i64,
    address: &str,
    new: bool,
) -> Result<Option<Value>, Failure> {
    let address = address.trim();
    if !(address.starts_with("https://") || address.starts_with("http://")) {
        return Ok(None);
    }
    let mark = mark(address);
    let resource = format!("products/{product}/images");
    let there = if new {
        Vec::new()
    } else {
        shop.api.all(&resource, &[]).await?
    };
    if there.iter().any(|image| carries(image, &mark)) {
        return Ok(None);
    }
    let image = Value::from([
        ("filename", file_name(address, &mark).into()),
        ("attachment", address.into()),
    ]);
    let made = trace.create(shop, &resource, "productImage", image).await?;
    // HubSpot has one image, so an earlier one of ours is outdated. Images of others stay.
    for image in there.iter().filter(|image| carries(image, MARK)) {
        shop.api.delete(&format!("{resource}/{}", id(image))).await?;
    }
    Ok(Some(made))
}

fn carries(image: &Value, mark: &str) -> bool {
    ["title", "src", "thumb", "filename"]
        .into_iter()
        .any(|field| image.get(field).as_text().is_some_and(|text| text.contains(mark)))
}

/// A short mark of the address, in letters that survive in a file name.
fn mark(address: &str) -> String {
    format!("{MARK}{}", Fingerprint::of(&Value::text(address)).as_str())
}

/// `lamp-kopru1a2b….jpg`
fn file_name(address: &str, mark: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, "jpg"));
    let plain = |text: &str, most: usize| -> String {
        text.chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .take(most)
            .collect()
    };
    let stem = match plain(stem, 60) {
        stem if stem.is_empty() => "image".to_owned(),
        stem => stem,
    };
    let ending = match plain(ending, 5) {
        ending if ending.is_empty() => "jpg".to_owned(),
        ending => ending.to_lowercase(),
    };
    format!("{stem}{mark}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_has_the_same_mark_and_another_address_another() {
        let one = mark("https://cdn.example/lamp.jpg");
        assert_eq!(one, mark("https://cdn.example/lamp.jpg"));
        assert_ne!(one, mark("https://cdn.example/lamp.jpg?v=2"));
        let name = file_name("https://cdn.example/Lamp%20rood.JPEG?v=2", &one);
        assert_eq!(name, format!("Lamp20rood{one}.jpeg"));
        let image = Value::from([("src", format!("https://cdn.shop/files/1/{name}").into())]);
        assert!(carries(&image, &one) && carries(&image, MARK));
        assert_eq!(file_name("https://cdn.example/", &one), format!("image{one}.jpg"));
    }
}
