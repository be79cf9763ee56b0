//! Style, script and icon, embedded in the binary. Their names carry a mark of their content, so that browsers may
//! keep them for ever.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use sha2::{Digest, Sha256};

/// One file.
struct Asset {
    /// Its name with the mark.
    name: String,
    kind: &'static str,
    text: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, kind: &'static str, text: &'static str) -> Self {
        let hash = Sha256::digest(text);
        let mark: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self {
            name: format!("{stem}-{mark}.{ending}"),
            kind,
            text,
        }
    }

    fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

pub(crate) const STYLE: &str = include_str!("../../static/kopru.css");

static ALL: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::new("kopru", "css", "text/css; charset=utf-8", STYLE),
        Asset::new(
            "refresh",
            "js",
            "text/javascript; charset=utf-8",
            include_str!("../../static/refresh.js"),
        ),
        Asset::new(
            "icon",
            "svg",
            "image/svg+xml",
            include_str!("../../static/icon.svg"),
        ),
    ]
});

/// The addresses of the files, for the pages.
pub(crate) struct Assets {
    pub(crate) style: String,
    pub(crate) refresh: String,
    pub(crate) icon: String,
}

impl Assets {
    pub(crate) fn get() -> Self {
        let [style, refresh, icon] = &*ALL;
        Self {
            style: style.address(),
            refresh: refresh.address(),
            icon: icon.address(),
        }
    }
}

pub(crate) async fn show(Path(name): Path<String>) -> Response {
    let Some(asset) = ALL.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.text).into_response()
}
