//! CSV in: what a file or a paste would change is shown first, with its bad lines, and kept on a second click.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query, State},
    response::Response,
};
use domain::Permission;
use store::lookups::LookupTable;
use tower_sessions::Session;

use super::{
    Owner,
    csv::{self, Wrong},
    find, shown, table,
};
use crate::{
    App,
    error::{PageError, form_page, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
};

/// Changes that are shown one by one.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "look_ups/import.html")]
struct ImportPage {
    shell: Shell,
    t: Locale,
    name: String,
    address: String,
    action: String,
    columns: usize,
    text: String,
    replace: bool,
    is_preview: bool,
    wrong: Vec<(u64, String)>,
    added: Vec<(String, String)>,
    changed: Vec<(String, String, String)>,
    removed: Vec<(String, String)>,
    counts: (usize, usize, usize),
    nothing: bool,
}

/// The form.
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, &session, member, Room::Mapping).await?;
    tx.commit().await?;
    page(&ImportPage {
        address: place.address(),
        action: place.below("import"),
        columns: place.width(),
        name,
        text: String::new(),
        replace: false,
        is_preview: false,
        wrong: Vec::new(),
        added: Vec::new(),
        changed: Vec::new(),
        removed: Vec::new(),
        counts: (0, 0, 0),
        nothing: false,
        shell,
        t,
    })
}

/// What was sent: text, or a file that counts for it.
#[derive(Default)]
struct Sent {
    text: String,
    replace: bool,
    is_sure: bool,
}

async fn sent(mut form: Multipart) -> Option<Sent> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "text" if sent.text.is_empty() => sent.text = text,
            "file" if !text.trim().is_empty() => sent.text = text,
            "replace" => sent.replace = true,
            "sure" => sent.is_sure = true,
            _ => {}
        }
    }
    Some(sent)
}

fn sentence(t: &Locale, wrong: &Wrong) -> String {
    match wrong {
        Wrong::Cells(has, needs) => t.t2("look-line-cells", ("has", has), ("needs", needs)),
        Wrong::Twice(key) => t.t1("look-line-twice", "key", key),
        Wrong::Unreadable => t.t("look-line-unreadable"),
        Wrong::TooMany => t.t("look-line-too-many"),
    }
}

/// Shows what would change; with `sure`, keeps it.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
    form: Multipart,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let sent = sent(form).await.unwrap_or_default();
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    let read = csv::read(&sent.text, place.width(), place.rows());
    let mut rows = place.rows().to_vec();
    let (mut added, mut changed, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    if sent.replace {
        rows.retain(|(key, value)| {
            let stays = read.rows.iter().any(|(other, _)| other == key);
            if !stays {
                removed.push((key.join(", "), shown(value)));
            }
            stays
        });
    }
    for (key, value) in &read.rows {
        match rows.iter_mut().find(|(other, _)| other == key) {
            Some((_, old)) if old == value => {}
            Some((_, old)) => {
                changed.push((key.join(", "), shown(old), shown(value)));
                old.clone_from(value);
            }
            None => {
                added.push((key.join(", "), shown(value)));
                rows.push((key.clone(), value.clone()));
            }
        }
    }
    if sent.is_sure && read.wrong.is_empty() {
        let new = LookupTable {
            flow: place.flow_id(),
            name: name.clone(),
            default: place.table.as_ref().and_then(|table| table.default.clone()),
            rows,
        };
        return table::save(&app, tx, &member, &session, &place, &new).await;
    }
    let shell = Shell::load(&mut tx, &session, member, Room::Mapping).await?;
    tx.commit().await?;
    let counts = (added.len(), changed.len(), removed.len());
    added.truncate(SHOWN);
    changed.truncate(SHOWN);
    removed.truncate(SHOWN);
    let is_wrong = !read.wrong.is_empty();
    let template = ImportPage {
        address: place.address(),
        action: place.below("import"),
        columns: place.width(),
        name,
        text: sent.text,
        replace: sent.replace,
        is_preview: true,
        wrong: read
            .wrong
            .iter()
            .take(SHOWN)
            .map(|(line, wrong)| (*line, sentence(&t, wrong)))
            .collect(),
        nothing: counts == (0, 0, 0),
        added,
        changed,
        removed,
        counts,
        shell,
        t,
    };
    form_page(&template, is_wrong)
}
