//! One table as a grid: rows, the default row at the foot, missing keys on top, its history.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, Value};
use store::{
    lookups::{self, LookupTable},
    revisions, users,
};
use tower_sessions::Session;

use super::{Owner, Place, find, keep, shown, value};
use crate::{
    App,
    error::{PageError, form_page},
    member::Member,
    shell::{Room, Shell, Toast},
    spreadsheet, words,
};

/// Rows that the grid shows; larger tables are changed by CSV or found by search.
const SHOWN: usize = 200;
/// Empty rows at its foot.
const EMPTY: usize = 3;

/// One row of the grid.
struct Cells {
    key: Vec<String>,
    value: String,
    mistake: String,
}

struct GapLine {
    flow: String,
    flow_name: String,
    key: String,
    seen: u64,
    at: String,
    records: usize,
}

struct VersionLine {
    id: String,
    by: String,
    at: String,
    rows: usize,
}

#[derive(Template)]
#[template(path = "look_ups/table.html")]
struct TablePage {
    shell: Shell,
    name: String,
    owner: String,
    flow_id: String,
    address: String,
    csv: String,
    transfer: String,
    gaps_address: String,
    meaning: String,
    columns: Vec<String>,
    rows: Vec<Cells>,
    all: usize,
    is_cut: bool,
    default: String,
    has_default: bool,
    gaps: Vec<GapLine>,
    versions: Vec<VersionLine>,
    used_by: Vec<(String, String, String)>,
    may_edit: bool,
    mistakes: usize,
}

/// The table.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
) -> Result<Response, PageError> {
    answer(&app, member, &session, &name, &owner, None).await
}

/// What was typed and came back: rows with their mistakes, and the default.
struct Back {
    rows: Vec<Cells>,
    default: String,
    has_default: bool,
}

async fn answer(
    app: &App,
    member: Member,
    session: &Session,
    name: &str,
    owner: &Owner,
    back: Option<Back>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let may_edit = member.role.may(Permission::Edit);
    let mut tx = member.begin(app).await?;
    let place = find(&mut tx, name, owner).await?;
    let members = users::members(&mut tx).await?;
    let versions = lookups::versions(&mut tx, place.flow_id(), name).await?;
    let mut gaps = Vec::new();
    let mut used_by = Vec::new();
    for flow in &place.flows {
        for gap in lookups::gaps(&mut tx, flow.id)
            .await?
            .into_iter()
            .filter(|gap| gap.table == name)
        {
            gaps.push(GapLine {
                flow: flow.id.to_string(),
                flow_name: flow.name.clone(),
                key: gap.key,
                seen: gap.seen,
                at: t.moment(gap.last_at),
                records: gap.records.len(),
            });
        }
        if let Some(revision) = revisions::find(&mut tx, flow.revision).await? {
            used_by.push((flow.clone(), revision.content));
        }
    }
    let shell = Shell::load(&mut tx, session, member.clone(), Room::Mapping).await?;
    tx.commit().await?;
    let mut rules = Vec::new();
    for (flow, content) in used_by {
        // A flow that has no plan now has no rules to tell of.
        let Ok(bench) =
            scheduler::workbench::workbench(app.parts(), member.tenant, flow.id, &content, None).await
        else {
            continue;
        };
        for (id, rule) in bench.mapping.by_id() {
            if asks(&rule.from, name) || rule.when.as_deref().is_some_and(|when| asks(when, name)) {
                rules.push((flow.id.to_string(), flow.name.clone(), id));
            }
        }
    }
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.seen));
    let width = place.width();
    let mut columns = place
        .shipped
        .map_or_else(Vec::new, |shipped| words::table_keys(&t, shipped));
    columns.truncate(width);
    while columns.len() < width {
        columns.push(t.t1("look-key-n", "number", columns.len() + 1));
    }
    let all = place.rows().len();
    let default = place.table.as_ref().and_then(|table| table.default.clone());
    let is_back = back.is_some();
    let Back {
        mut rows,
        default,
        has_default,
    } = back.unwrap_or_else(|| Back {
        rows: place
            .rows()
            .iter()
            .take(SHOWN)
            .map(|(key, value)| Cells {
                key: key.clone(),
                value: shown(value),
                mistake: String::new(),
            })
            .collect(),
        has_default: default.is_some(),
        default: default.as_ref().map(shown).unwrap_or_default(),
    });
    let mistakes = rows.iter().filter(|row| !row.mistake.is_empty()).count();
    if may_edit && !is_back {
        rows.extend((0..EMPTY).map(|_| Cells {
            key: vec![String::new(); width],
            value: String::new(),
            mistake: String::new(),
        }));
    }
    let name_of = |user: Option<domain::UserId>| {
        user.and_then(|user| members.iter().find(|member| member.user == user))
            .map_or_else(
                || t.t("map-somebody"),
                |member| {
                    if member.name.is_empty() {
                        member.email.clone()
                    } else {
                        member.name.clone()
                    }
                },
            )
    };
    let template = TablePage {
        name: place.name.clone(),
        owner: place
            .flow
            .as_ref()
            .map(|flow| flow.name.clone())
            .unwrap_or_default(),
        flow_id: place
            .flow
            .as_ref()
            .map(|flow| flow.id.to_string())
            .unwrap_or_default(),
        address: place.address(),
        csv: place.below("rows.csv"),
        transfer: place.below("import"),
        gaps_address: place.below("gaps"),
        meaning: place
            .shipped
            .map_or_else(String::new, |shipped| words::table(&t, shipped)),
        columns,
        rows,
        all,
        is_cut: all > SHOWN,
        default,
        has_default,
        gaps,
        versions: versions
            .into_iter()
            .take(10)
            .map(|version| VersionLine {
                id: version.id.to_string(),
                by: name_of(version.by),
                at: t.moment(version.at),
                rows: version.table.map_or(0, |table| table.rows.len()),
            })
            .collect(),
        used_by: rules,
        may_edit,
        mistakes,
        shell,
    };
    form_page(&template, is_back)
}

/// Whether an expression asks a table of this name.
fn asks(text: &str, name: &str) -> bool {
    text.contains("lookup") && (text.contains(&format!("'{name}'")) || text.contains(&format!("\"{name}\"")))
}

/// Keeps the grid. Rows beyond those that it shows stay.
pub(crate) async fn keep_grid(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    let width = place.width();
    let typed = |field: &str| {
        pairs
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.trim())
    };
    let mut cells = Vec::new();
    let mut seen = BTreeSet::new();
    for at in 0.. {
        let Some(value) = typed(&format!("value:{at}")) else {
            break;
        };
        let key: Vec<String> = (0..width)
            .map(|column| {
                typed(&format!("key:{at}:{column}"))
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        if key.iter().all(String::is_empty) && value.is_empty() {
            continue;
        }
        let mistake = if key.iter().all(String::is_empty) {
            t.t("look-needs-key")
        } else if !seen.insert(key.clone()) {
            t.t("look-twice")
        } else {
            String::new()
        };
        cells.push(Cells {
            key,
            value: value.to_owned(),
            mistake,
        });
    }
    let has_default = typed("has_default").is_some();
    let default = typed("default").unwrap_or_default().to_owned();
    if cells.iter().any(|row| !row.mistake.is_empty()) {
        tx.commit().await?;
        let back = Back {
            rows: cells,
            default,
            has_default,
        };
        return answer(&app, member, &session, &name, &owner, Some(back)).await;
    }
    let former = |key: &Vec<String>| {
        place
            .rows()
            .iter()
            .find(|(other, _)| other == key)
            .map(|(_, value)| value)
    };
    let mut rows: Vec<(Vec<String>, Value)> = cells
        .iter()
        .map(|row| (row.key.clone(), value(&row.value, former(&row.key))))
        .collect();
    let hidden = place
        .rows()
        .iter()
        .skip(SHOWN)
        .filter(|(key, _)| !seen.contains(key))
        .cloned();
    rows.extend(hidden);
    let old_default = place.table.as_ref().and_then(|table| table.default.as_ref());
    let table = LookupTable {
        flow: place.flow_id(),
        name: name.clone(),
        default: has_default.then(|| value(&default, old_default)),
        rows,
    };
    save(&app, tx, &member, &session, &place, &table).await
}

/// Keeps a table if it differs, and leads back to it.
pub(super) async fn save(
    app: &App,
    mut tx: store::Tx,
    member: &Member,
    session: &Session,
    place: &Place,
    table: &LookupTable,
) -> Result<Response, PageError> {
    let t = &member.t;
    let same = place.table.as_ref().is_some_and(|old| {
        let sorted = |table: &LookupTable| {
            let mut rows = table.rows.clone();
            rows.sort_by(|one, other| one.0.cmp(&other.0));
            (table.default.clone(), rows)
        };
        sorted(old) == sorted(table)
    });
    if same {
        tx.commit().await?;
        Toast::new(t.t("look-same")).keep(session).await?;
    } else {
        let version = keep(&mut tx, member, place, table, app.now()).await?;
        tx.commit().await?;
        Toast::new(t.count("look-saved", table.rows.len() as u64))
            .undone_at(place.below(&format!("versions/{version}")))
            .keep(session)
            .await?;
    }
    Ok(Redirect::to(&place.address()).into_response())
}

/// Puts a table back to what it held before a change; that, too, can be taken back.
pub(crate) async fn restore(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path((name, version)): Path<(String, String)>,
    Query(owner): Query<Owner>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    let version = lookups::versions(&mut tx, place.flow_id(), &name)
        .await?
        .into_iter()
        .find(|kept| kept.id.to_string() == version)
        .ok_or(PageError::NotFound)?;
    let table = version.table.unwrap_or(LookupTable {
        flow: place.flow_id(),
        name: name.clone(),
        default: None,
        rows: Vec::new(),
    });
    save(&app, tx, &member, &session, &place, &table).await
}

/// The rows as CSV.
pub(crate) async fn rows(
    member: Member,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    tx.commit().await?;
    // A file of data: its heading is the same in each language.
    let keys = place.shipped.map_or(&[][..], |shipped| shipped.keys);
    let mut columns: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    columns.truncate(place.width());
    while columns.len() < place.width() {
        columns.push(format!("key_{}", columns.len() + 1));
    }
    Ok(spreadsheet::download(
        &format!("{name}.csv"),
        super::csv::write(&columns, place.rows()),
    ))
}
