//! What the pages of this side share.

use jiff::Timestamp;

use super::charges::CARDS;
use crate::pages::escape;

/// An amount in cents: €39.00.
pub(super) fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}€{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// The day of a moment.
pub(super) fn day(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |at| at.strftime("%-d %b %Y").to_string())
}

/// A refusal above the form.
pub(super) fn notice(message: &str) -> String {
    if message.is_empty() {
        return String::new();
    }
    format!("<p class=\"e\" role=\"alert\">{}</p>", escape(message))
}

/// The choice of a card.
pub(super) fn cards() -> String {
    let choices: String = CARDS
        .iter()
        .enumerate()
        .map(|(n, (last, words))| {
            let checked = if n == 0 { " checked" } else { "" };
            format!(
                "<p><label><input type=\"radio\" name=\"card\" value=\"{last}\"{checked}> {}</label></p>",
                escape(words)
            )
        })
        .collect();
    format!("<fieldset><legend>Card</legend>{choices}</fieldset>")
}

/// A whole page.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
<style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}}button{{font:inherit;padding:.5em 1.2em;margin:.5em .5em .5em 0}}table{{width:100%;border-collapse:collapse}}td{{padding:.4em 0;border-top:1px solid #8888}}td.n{{text-align:right}}fieldset{{border:1px solid #8888;border-radius:8px}}p.e{{border-left:3px solid #c33;padding-left:.7em}}small{{opacity:.7}}</style>\
</head><body><p><small>A stand-in for Stripe. No money moves.</small></p><h1>{title}</h1>{body}</body></html>"
    )
}
