//! What channels are told: Slack's text, or a JSON document of our own.

use domain::{ConnectionId, FlowId};
use jiff::Timestamp;
use serde_json::{Value as Json, json};
use store::{
    alerts::{Alert, News},
    notices::Reader,
};

use crate::{
    office::PostOffice,
    told::{Told, told},
    words::{Values, Words},
};

/// The body for a channel of this kind. `reader` lends language and tenant: a channel has no language of its own.
pub(crate) fn alert(
    office: &PostOffice,
    kind: &str,
    reader: &Reader,
    alert: &Alert,
    news: News,
    now: Timestamp,
) -> String {
    let told = told(reader.language, alert);
    let link = office.address(&format!("/alerts/{}", alert.id));
    match kind {
        "slack" => slack(&Words(reader.language), &told, &link, office, alert, news),
        _ => document(&told, alert, news, &link, now),
    }
    .to_string()
}

/// The body of a test.
pub(crate) fn test(office: &PostOffice, kind: &str, reader: &Reader, now: Timestamp) -> String {
    let words = Words(reader.language);
    let text = words.say("channel-test", &vec![("tenant", reader.tenant.as_str().into())]);
    match kind {
        "slack" => json!({ "text": escaped(&text) }),
        _ => json!({
            "type": "test",
            "timestamp": now,
            "data": { "message": text, "url": office.address("/alerts/channels") },
        }),
    }
    .to_string()
}

fn slack(words: &Words, told: &Told, link: &str, office: &PostOffice, alert: &Alert, news: News) -> Json {
    let text = match news {
        News::Over => {
            let title: Values<'_> = vec![("title", told.title.as_str().into())];
            format!(
                "*{}*\n<{link}|Kopru>",
                escaped(&words.say("channel-over", &title))
            )
        }
        News::Raised => {
            let cure = told
                .means
                .path()
                .map_or_else(|| link.to_owned(), |path| office.address(&path));
            let mut text = format!("*{}*\n{}\n", escaped(&told.title), escaped(&told.why));
            if let Some(said) = &alert.alert.remote_words {
                text.push_str(&format!("> {}\n", escaped(&said.replace(['\n', '\r'], " "))));
            }
            text.push_str(&format!(
                "{}\n<{cure}|{}>",
                escaped(&told.cure),
                escaped(&told.button)
            ));
            text
        }
    };
    json!({ "text": text })
}

/// Slack takes three characters as its own; all others are text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn document(told: &Told, alert: &Alert, news: News, link: &str, now: Timestamp) -> Json {
    let new = &alert.alert;
    json!({
        "type": match news { News::Raised => "alert.raised", News::Over => "alert.resolved" },
        "timestamp": now,
        "data": {
            "id": alert.id,
            "kind": new.kind,
            "severity": new.severity,
            "reason": new.reason,
            "title": told.title,
            "message": new.message,
            "cure": told.cure,
            "remote_words": new.remote_words,
            "failed": alert.failed,
            "waiting": alert.waiting,
            "flow": new.flow.map(|id: FlowId| json!({ "id": id, "name": alert.names.flow })),
            "connection": new.connection.map(|id: ConnectionId| json!({ "id": id, "name": alert.names.connection })),
            "raised_at": alert.raised_at,
            "resolved_at": alert.resolved_at,
            "url": link,
        },
    })
}
