//! All look-up tables, and a new one.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::Permission;
use serde::Deserialize;
use serde_json::json;
use store::{
    audit, flows,
    lookups::{self, LookupTable},
};
use tower_sessions::Session;

use super::is_name;
use crate::{
    App,
    error::{PageError, form_page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    pages::mapping::list::{TableLine, tables},
    shell::{Room, Shell, Toast},
};

#[derive(Template)]
#[template(path = "look_ups/list.html")]
struct ListPage {
    shell: Shell,
    t: Locale,
    tables: Vec<TableLine>,
    flows: Vec<(String, String)>,
    may_edit: bool,
    mistakes: Mistakes,
    typed: Typed,
}

/// A new table.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    name: String,
    flow: String,
}

/// All tables.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    answer(&app, member, &session, Typed::default(), Mistakes::default()).await
}

async fn answer(
    app: &App,
    member: Member,
    session: &Session,
    typed: Typed,
    mistakes: Mistakes,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let all = flows::list(&mut tx).await?;
    let tables = tables(&mut tx, &all).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, session, member, Room::Mapping).await?;
    tx.commit().await?;
    let mut choices = vec![(String::new(), t.t("look-shared"))];
    choices.extend(all.into_iter().map(|flow| (flow.id.to_string(), flow.name)));
    let is_back = !mistakes.is_empty();
    let template = ListPage {
        shell,
        tables,
        flows: choices,
        may_edit,
        mistakes,
        typed,
        t,
    };
    form_page(&template, is_back)
}

/// Makes an empty table. Rules find it at once.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(mut typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    typed.name = typed.name.trim().to_owned();
    let mut tx = member.begin(&app).await?;
    let flow = match typed.flow.as_str() {
        "" => None,
        id => Some(crate::pages::flows::find(&mut tx, id).await?.id),
    };
    let mut mistakes = Mistakes::default();
    if !is_name(&typed.name) {
        mistakes.add("name", member.t.t("look-name-wrong"));
    }
    let taken = lookups::list(&mut tx)
        .await?
        .iter()
        .any(|table| table.name == typed.name && table.flow == flow);
    if taken {
        mistakes.add("name", member.t.t("look-name-taken"));
    }
    if !mistakes.is_empty() {
        tx.commit().await?;
        return answer(&app, member, &session, typed, mistakes).await;
    }
    let table = LookupTable {
        flow,
        name: typed.name.clone(),
        default: None,
        rows: Vec::new(),
    };
    lookups::keep(&mut tx, &table).await?;
    let detail = json!({ "name": typed.name, "flow": flow });
    audit::note(&mut tx, member.user, "lookup.made", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t("look-made")).keep(&session).await?;
    let query = flow.map_or_else(String::new, |flow| format!("?flow={flow}"));
    Ok(Redirect::to(&format!("/look-ups/{}{query}", typed.name)).into_response())
}
