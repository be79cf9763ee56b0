//! The page on which a merchant lets the app in, or not (dossier HubSpot §1.1).

use super::oauth::{CODE_MS, Code, Form, random_word};
use super::{
    Hub,
    answer::{Answer, Outcome},
    call::Call,
};
use crate::{Shared, lock, pages::escape, settings::HubspotKnobs};

/// The page itself, or where it leads once somebody has decided.
pub(super) fn authorize(hub: &Hub, shared: &Shared, call: &Call, portal: Option<u64>, now: i64) -> Outcome {
    let form = Form::of(call);
    let field = |name: &str| {
        form.get(name)
            .or_else(|| call.query(name).filter(|v| !v.is_empty()))
    };
    let keys = &shared.credentials.hubspot;
    let knobs = &shared.settings.get().hubspot;
    let page = |message: &str| Ok(Answer::html(400, error_page(message)));
    if field("client_id") != Some(&keys.client_id) {
        return page("We couldn't find an app with this client ID.");
    }
    let Some(redirect) = field("redirect_uri").filter(|uri| allowed_redirect(knobs, uri)) else {
        return page(
            "Authorization failed because the redirect URL doesn't match the registered redirect URL of the app.",
        );
    };
    let words = |name: &str| -> Vec<String> {
        field(name)
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    let (wanted, optional) = (words("scope"), words("optional_scope"));
    if wanted.is_empty() {
        return page("Authorization failed because no scopes were requested.");
    }
    if let Some(strange) = wanted
        .iter()
        .find(|s| !is_scope(s) || knobs.refused_scopes.contains(s))
    {
        return page(&format!(
            "Authorization failed because this account cannot grant the scope {strange}."
        ));
    }
    let portal_id = portal
        .filter(|id| hub.portal(*id).is_some())
        .unwrap_or(keys.portal_id);
    let decision = field("decision").or_else(|| field("auto"));
    let Some(decision) = decision else {
        return Ok(Answer::html(
            200,
            consent_page(call, portal_id, &wanted, &optional),
        ));
    };
    let Ok(mut to) = url::Url::parse(redirect) else {
        return page("The redirect URL is no URL.");
    };
    if decision == "approve" {
        let granted = wanted.into_iter().chain(
            optional
                .into_iter()
                .filter(|s| is_scope(s) && !knobs.refused_scopes.contains(s)),
        );
        let mut scopes: Vec<String> = granted.collect();
        scopes.sort();
        scopes.dedup();
        let code = format!("eu1-{}", random_word(24));
        to.query_pairs_mut().append_pair("code", &code);
        let challenge = field("code_challenge").filter(|_| field("code_challenge_method") != Some("plain"));
        let held = Code {
            portal_id,
            redirect_uri: redirect.to_owned(),
            scopes: scopes.into(),
            challenge: challenge.map(str::to_owned),
            expires: now + CODE_MS,
            used: false,
        };
        lock(&hub.tokens.inner).codes.insert(code, held);
    } else {
        to.query_pairs_mut()
            .append_pair("error", "access_denied")
            .append_pair(
                "error_description",
                "The resource owner or authorization server denied the request",
            );
    }
    if let Some(state) = field("state") {
        to.query_pairs_mut().append_pair("state", state);
    }
    Ok(Answer::redirect(to.into()))
}

fn allowed_redirect(knobs: &HubspotKnobs, uri: &str) -> bool {
    if !knobs.redirect_uris.is_empty() {
        return knobs.redirect_uris.iter().any(|known| known == uri);
    }
    let Ok(url) = url::Url::parse(uri) else {
        return false;
    };
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && local)
}

fn is_scope(word: &str) -> bool {
    matches!(
        word,
        "oauth" | "e-commerce" | "tickets" | "files" | "timeline" | "tax_rates.read" | "content"
    ) || word.starts_with("crm.")
        || word.starts_with("settings.")
        || word.starts_with("account-info.")
}

const STYLE: &str = "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5em 1.2em;margin-right:.5em}</style>";

fn error_page(message: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Authorization failed</title>{STYLE}</head><body><h1>Authorization failed</h1><p>{}</p></body></html>",
        escape(message)
    )
}

fn consent_page(call: &Call, portal_id: u64, wanted: &[String], optional: &[String]) -> String {
    let hidden: String = call
        .query
        .iter()
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                escape(name),
                escape(value)
            )
        })
        .collect();
    let list =
        |scopes: &[String]| -> String { scopes.iter().map(|s| format!("<li>{}</li>", escape(s))).collect() };
    let more = if optional.is_empty() {
        String::new()
    } else {
        format!("<p>If the account can grant them:</p><ul>{}</ul>", list(optional))
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Connect an app</title>{STYLE}</head><body><h1>Connect an app to account {portal_id}</h1><p>This is a stand-in for HubSpot's page. The app asks for:</p><ul>{}</ul>{more}<form method=\"post\" action=\"{}{}\">{hidden}<button name=\"decision\" value=\"approve\">Connect app</button><button name=\"decision\" value=\"deny\">Cancel</button></form></body></html>",
        list(wanted),
        call.base,
        escape(&call.path)
    )
}
