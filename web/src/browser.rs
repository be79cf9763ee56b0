//! From where someone comes: what the browser says of itself, and the address.

use std::{convert::Infallible, net::SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::{HeaderMap, header, request::Parts};

use crate::App;

/// A browser, as a person recognises it in the list of their sessions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// What it says of itself, cut to a length that is enough to know it by.
    pub(crate) agent: String,
    /// The address from which it comes; empty if unknown.
    pub(crate) address: String,
}

impl FromRequestParts<App> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let agent = text(&parts.headers, header::USER_AGENT.as_str()).unwrap_or_default();
        // The last one is what the proxy in front of us saw; those before it are what the caller says.
        let forwarded = text(&parts.headers, "x-forwarded-for")
            .and_then(|list| list.rsplit(',').next().map(|last| last.trim().to_owned()));
        let address = forwarded.or_else(|| {
            parts
                .extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|ConnectInfo(address)| address.ip().to_string())
        });
        Ok(Self {
            agent: agent.chars().take(300).collect(),
            address: address.unwrap_or_default().chars().take(64).collect(),
        })
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

/// Browser and system that an agent's words name, as people call them: "Firefox, macOS". None if we know neither.
pub(crate) fn names(agent: &str) -> Option<String> {
    // Whoever pretends to be another stands before it: Edge and Opera say Chrome, Chrome says Safari.
    let browsers = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |list: &[(&str, &'static str)]| {
        list.iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    match (named(&browsers), named(&systems)) {
        (Some(browser), Some(system)) => Some(format!("{browser}, {system}")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_by_their_own_name() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1";
        for (agent, name) in [
            (chrome, Some("Chrome, Linux")),
            (edge, Some("Edge, Windows")),
            (phone, Some("Safari, iPhone")),
            ("", None),
        ] {
            assert_eq!(names(agent).as_deref(), name, "{agent}");
        }
    }
}
