//! A new field at the destination, made from the editor with the member's consent.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use connectors::NewField;
use domain::{Kind, Permission, flow::Flow};
use scheduler::workbench;
use serde::Deserialize;
use serde_json::json;
use store::{audit, connections, connections::Connection};
use tower_sessions::Session;

use super::LONGER;
use crate::{
    App,
    error::{PageError, form_page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    pages::flows,
    sayings,
    shell::{Room, Shell, Toast},
};

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    label: String,
    name: String,
    kind: String,
    lines: Option<String>,
    agreed: Option<String>,
}

#[derive(Template)]
#[template(path = "mapping/field.html")]
struct FieldPage {
    shell: Shell,
    t: Locale,
    flow: Flow,
    system: &'static str,
    has_lines: bool,
    kinds: Vec<(&'static str, String)>,
    mistakes: Mistakes,
    typed: Typed,
    trouble: String,
}

const KINDS: [(&str, &str); 5] = [
    ("text", "map-kind-text"),
    ("number", "map-kind-number"),
    ("bool", "map-kind-bool"),
    ("date", "map-kind-date"),
    ("datetime", "map-kind-datetime"),
];

/// Letters of a field's name at most.
const LONGEST: usize = 100;

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "text" => Kind::Text,
        "number" => Kind::Number,
        "bool" => Kind::Bool,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime,
        _ => return None,
    })
}

async fn place(app: &App, member: &Member, id: &str) -> Result<(Flow, Connection), PageError> {
    let mut tx = member.begin(app).await?;
    let flow = flows::find(&mut tx, id).await?;
    let destination = connections::find(&mut tx, flow.destination.connection)
        .await?
        .ok_or(PageError::NotFound)?;
    tx.commit().await?;
    if !app.parts().registry.get(destination.connector).makes_fields() {
        return Err(PageError::NotFound);
    }
    Ok((flow, destination))
}

/// The form.
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let (flow, destination) = place(&app, &member, &id).await?;
    let typed = Typed {
        kind: "text".to_owned(),
        ..Typed::default()
    };
    form(
        &app,
        member,
        &session,
        (flow, destination),
        typed,
        Mistakes::default(),
        String::new(),
        false,
    )
    .await
}

#[allow(clippy::too_many_arguments, reason = "the parts of one page")]
async fn form(
    app: &App,
    member: Member,
    session: &Session,
    (flow, destination): (Flow, Connection),
    typed: Typed,
    mistakes: Mistakes,
    trouble: String,
    is_back: bool,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Mapping).await?;
    tx.commit().await?;
    let template = FieldPage {
        system: destination.connector.title(),
        has_lines: flow.kind == domain::flow::FlowKind::Orders,
        kinds: KINDS.iter().map(|(value, key)| (*value, t.t(key))).collect(),
        mistakes,
        typed,
        trouble,
        flow,
        shell,
        t,
    };
    form_page(&template, is_back)
}

/// Makes the field, and leads back to the fields that no rule writes yet.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let (flow, destination) = place(&app, &member, &id).await?;
    let t = member.t.clone();
    typed.label = typed.label.trim().to_owned();
    typed.name = typed.name.trim().to_owned();
    if typed.name.is_empty() {
        typed.name = name_from(&typed.label);
    }
    let mut mistakes = Mistakes::default();
    if typed.label.is_empty() || typed.label.chars().count() > LONGEST {
        mistakes.add("label", t.t("map-field-needs-label"));
    }
    let is_name = typed.name.starts_with(|c: char| c.is_ascii_lowercase())
        && typed.name.len() <= LONGEST
        && typed
            .name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_name {
        mistakes.add("name", t.t("map-field-name-wrong"));
    }
    let kind = kind(&typed.kind);
    if kind.is_none() {
        mistakes.add("kind", t.t("map-field-kind-wrong"));
    }
    if typed.agreed.is_none() {
        mistakes.add("agreed", t.t("map-field-needs-consent"));
    }
    let (Some(kind), true) = (kind, mistakes.is_empty()) else {
        return form(
            &app,
            member,
            &session,
            (flow, destination),
            typed,
            mistakes,
            String::new(),
            true,
        )
        .await;
    };
    let new = NewField {
        name: typed.name.clone(),
        label: typed.label.clone(),
        kind,
        in_lines: typed.lines.is_some(),
    };
    let opened = app.parts().opening.open(&destination);
    let asked = opened.make_field(&flow.destination.stream, &new);
    let trouble = match tokio::time::timeout(LONGER, asked).await {
        Ok(Ok(())) => None,
        Ok(Err(failure)) => Some(match &failure.remote_words {
            Some(words) => words.clone(),
            None => sayings::failure(&t, &failure),
        }),
        Err(_) => Some(t.t("map-fields-slow")),
    };
    if let Some(trouble) = trouble {
        return form(
            &app,
            member,
            &session,
            (flow, destination),
            typed,
            mistakes,
            trouble,
            true,
        )
        .await;
    }
    let mut tx = member.begin(&app).await?;
    let detail = json!({ "flow": flow.id, "name": new.name, "connection": destination.name });
    audit::note(&mut tx, member.user, "field.made", &detail).await?;
    tx.commit().await?;
    // The editor shows it at once; if the destination is slow to tell, it does the next time.
    let _ = workbench::fields(app.parts(), member.tenant, flow.id, true, LONGER).await;
    Toast::new(t.t1("map-field-made", "name", &new.label))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/flows/{}/mapping/draft?tab=unmapped", flow.id)).into_response())
}

/// A name made from what people call it: "Gift wrap €" becomes `gift_wrap`.
fn name_from(label: &str) -> String {
    let mut name = String::new();
    for letter in label.to_lowercase().chars() {
        match letter {
            'a'..='z' | '0'..='9' => name.push(letter),
            'ı' => name.push('i'),
            'ğ' => name.push('g'),
            'ü' => name.push('u'),
            'ş' => name.push('s'),
            'ö' => name.push('o'),
            'ç' => name.push('c'),
            _ if !name.is_empty() && !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    name.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_from_the_label() {
        assert_eq!(name_from("Gift wrap €"), "gift_wrap");
        assert_eq!(name_from("Hediye paketi ücreti"), "hediye_paketi_ucreti");
    }
}
