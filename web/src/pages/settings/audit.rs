//! Who changed what: the list, and the whole as CSV.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::Permission;
use serde::Deserialize;
use serde_json::Value as Json;
use store::audit::{self, Entry};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    spreadsheet, words,
};

const A_PAGE: i64 = 50;
/// Rows of a CSV file at most.
const A_FILE: i64 = 100_000;

#[derive(Template)]
#[template(path = "settings/audit.html")]
struct AuditPage {
    shell: Shell,
    lines: Vec<Line>,
    /// The address for which it is filtered; empty: all.
    who: String,
    /// The address of the page with older acts; empty: there are none.
    older: String,
    is_first: bool,
}

struct Line {
    who: String,
    role: String,
    act: String,
    what: String,
    change: String,
    at: String,
    moment: String,
}

/// Which acts.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    who: String,
    before: Option<Uuid>,
}

/// What was done, in the reader's words; a word that we have none for stays as it is.
fn act(t: &Locale, act: &str) -> String {
    let key = format!("act-{}", act.replace(['.', '_'], "-"));
    let words = t.t(&key);
    if words == key { act.to_owned() } else { words }
}

fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Json::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

/// What it was done to, and from what to what.
fn parts(detail: &Json) -> (String, String) {
    let Json::Object(fields) = detail else {
        return (String::new(), String::new());
    };
    // Numbers say nothing without a name, and names here are ours, not the reader's words.
    let said = |name: &str| !matches!(name, "from" | "to");
    let mut what: Vec<(bool, String)> = fields
        .iter()
        .filter(|(name, value)| said(name) && (value.is_string() || value.is_array()))
        .map(|(name, value)| (!matches!(name.as_str(), "name" | "email"), shown(value)))
        .filter(|(_, words)| !words.is_empty())
        .collect();
    what.sort();
    let what: Vec<String> = what.into_iter().map(|(_, words)| words).collect();
    let change = match (fields.get("from"), fields.get("to")) {
        (None, None) => String::new(),
        (from, to) => format!(
            "{} → {}",
            from.map_or_else(|| "–".to_owned(), shown),
            to.map_or_else(|| "–".to_owned(), shown)
        ),
    };
    (what.join(" · "), change)
}

fn line(t: &Locale, entry: Entry) -> Line {
    let (what, change) = parts(&entry.detail);
    Line {
        role: entry.role.map(|role| words::role(t, role)).unwrap_or_default(),
        act: act(t, &entry.act),
        who: entry.email,
        what,
        change,
        at: t.moment(entry.at),
        moment: entry.at.to_string(),
    }
}

/// The list, newest first.
pub(crate) async fn list(
    member: Member,
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let t = member.t.clone();
    let who = Some(asked.who.trim()).filter(|who| !who.is_empty());
    let mut tx = member.begin(&app).await?;
    let mut entries = audit::list(&mut tx, who, asked.before, A_PAGE + 1).await?;
    let has_more = entries.len() > usize::try_from(A_PAGE).unwrap_or(usize::MAX);
    entries.truncate(usize::try_from(A_PAGE).unwrap_or(usize::MAX));
    let older = match entries.last() {
        Some(last) if has_more => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("who", asked.who.trim())
                .append_pair("before", &last.id.to_string())
                .finish();
            format!("/settings/audit?{query}")
        }
        _ => String::new(),
    };
    let shell = Shell::load(&mut tx, &session, member, Room::Settings).await?;
    tx.commit().await?;
    page(&AuditPage {
        shell,
        lines: entries.into_iter().map(|entry| line(&t, entry)).collect(),
        who: asked.who,
        older,
        is_first: asked.before.is_none(),
    })
}

/// The whole as CSV.
pub(crate) async fn csv(member: Member, State(app): State<App>) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let entries = audit::list(&mut tx, None, None, A_FILE).await?;
    tx.commit().await?;
    let head = ["at", "who", "role", "act", "what", "change"].map(str::to_owned);
    let rows = entries.into_iter().map(|entry| {
        let (what, change) = parts(&entry.detail);
        [
            entry.at.to_string(),
            spreadsheet::cell(&entry.email),
            entry
                .role
                .map(|role| role.as_str().to_owned())
                .unwrap_or_default(),
            entry.act,
            spreadsheet::cell(&what),
            spreadsheet::cell(&change),
        ]
    });
    spreadsheet::file("kopru-audit.csv", head, rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_act_says_what_it_was_done_to_and_what_changed() {
        let (what, change) =
            parts(&json!({ "days": 3, "kind": "order", "name": "orders", "from": 7, "to": 14 }));
        assert_eq!((what.as_str(), change.as_str()), ("orders · order", "7 → 14"));
        assert_eq!(parts(&json!({})), (String::new(), String::new()));
    }
}
