//! Who looks at a page, signed in or not: in which language, in which light.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use domain::Language;
use http::{header, request::Parts};
use jiff::tz::TimeZone;

use crate::{App, locale::Locale};

/// Cookies that keep a choice made before signing in, and make the first paint right afterwards. They hold nothing
/// secret.
pub(crate) const LANGUAGE: &str = "language";
pub(crate) const THEME: &str = "theme";

/// `system`, `light` or `dark`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

/// Anyone who looks at a page.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// Words, numbers and moments as they want them. Templates call it `t`.
    pub(crate) t: Locale,
    pub(crate) theme: Theme,
    /// Path and query of the page, to lead back to it.
    pub(crate) path: String,
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl Visitor {
    /// Reads what browser and cookies tell.
    pub(crate) fn of(parts: &Parts, app: &App) -> Self {
        let cookies = CookieJar::from_headers(&parts.headers);
        let cookie = |name| cookies.get(name).map(|cookie| cookie.value().to_owned());
        let chosen = cookie(LANGUAGE).and_then(|code| code.parse().ok());
        let accepted = || {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE)?;
            Language::accepted(header.to_str().ok()?)
        };
        let language = chosen.or_else(accepted).unwrap_or_default();
        let theme = cookie(THEME).and_then(|word| Theme::parse(&word));
        Self {
            t: Locale::new(language, TimeZone::UTC, app.now()),
            theme: theme.unwrap_or_default(),
            path: parts
                .uri
                .path_and_query()
                .map_or("/", |path| path.as_str())
                .to_owned(),
        }
    }
}
