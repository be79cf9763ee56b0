//! The history of a mapping: all revisions, two of them compared, one looked at, and a record taken through all of
//! them to find the one that broke it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, flow::Flow};
use engine::Rehearsed;
use mapper::Rule;
use scheduler::workbench;
use serde::Deserialize;
use store::{
    Tx,
    revisions::{self as kept, Content, Revision},
};
use tower_sessions::Session;

use super::{
    bench, chosen,
    dry_run::{ChangedField, differences},
    learn, live, name_of, names, publish,
    view::glance,
};
use crate::{
    App,
    error::{PageError, form_page, page},
    locale::Locale,
    member::Member,
    pages::{flows, records::label},
    sayings,
    shell::{Room, Shell},
};

/// Revisions that a record is taken through at most; the newest.
const MOST_TRIED: usize = 200;

struct Line {
    number: u32,
    note: String,
    author: String,
    at: String,
    moment: String,
    is_live: bool,
}

#[derive(Template)]
#[template(path = "mapping/revisions.html")]
struct RevisionsPage {
    shell: Shell,
    t: Locale,
    flow: Flow,
    lines: Vec<Line>,
    from: u32,
    to: u32,
    changes: Option<Vec<RuleChange>>,
    records: Vec<(String, String)>,
    record: String,
    record_missing: bool,
    trouble: String,
    bisected: Option<Bisected>,
}

/// What differs between two revisions in one place.
struct RuleChange {
    what: String,
    from: String,
    to: String,
}

struct Bisected {
    label: String,
    finding: String,
    tone: &'static str,
    steps: Vec<BisectStep>,
}

struct BisectStep {
    number: u32,
    at: String,
    tone: &'static str,
    words: String,
    fields: Vec<ChangedField>,
    is_found: bool,
}

/// What is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looked {
    from: String,
    to: String,
    record: String,
}

/// A flow's revision by its number.
pub(super) async fn numbered(tx: &mut Tx, flow: &Flow, number: &str) -> Result<Revision, PageError> {
    let number: u32 = number.parse().map_err(|_| PageError::NotFound)?;
    kept::list(tx, flow.id)
        .await?
        .into_iter()
        .find(|revision| revision.number == number)
        .ok_or(PageError::NotFound)
}

/// All revisions.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let all = kept::list(&mut tx, flow.id).await?;
    let names = names(&mut tx).await?;
    tx.commit().await?;
    let pick = |text: &str| {
        let number: Option<u32> = text.parse().ok();
        number.and_then(|number| all.iter().find(|revision| revision.number == number))
    };
    let (from, to) = (pick(&looked.from), pick(&looked.to));
    let changes = match (from, to) {
        (Some(from), Some(to)) => Some(changes(&app, &member, &flow, &from.content, &to.content).await?),
        _ => None,
    };
    let learnt = learn(&app, &member, &flow, "").await?;
    let mut record_missing = false;
    let mut bisected = None;
    if !looked.record.is_empty() {
        let (sample, is_found) = chosen(&app, &member, &flow, &learnt.samples, &looked.record).await?;
        record_missing = !is_found || sample.is_none();
        if let (Some(sample), true) = (sample, is_found) {
            bisected = Some(bisect(&app, &member, &flow, &all, &sample).await?);
        }
    }
    let lines = all
        .iter()
        .map(|revision| Line {
            number: revision.number,
            note: note(&t, &revision.content.note),
            author: match revision.content.author {
                Some(_) => name_of(&t, &names, revision.content.author),
                // By the API or a workspace file.
                None => "–".to_owned(),
            },
            at: t.moment(revision.published_at),
            moment: revision.published_at.to_string(),
            is_live: revision.id == flow.revision,
        })
        .collect();
    let newest = all.first().map_or(1, |revision| revision.number);
    let template = RevisionsPage {
        from: from.map_or(newest.saturating_sub(1).max(1), |from| from.number),
        to: to.map_or(newest, |to| to.number),
        lines,
        changes,
        records: learnt
            .samples
            .iter()
            .map(|sample| {
                let words = label(&t, &sample.label, sample.key.as_str());
                (sample.key.to_string(), words)
            })
            .collect(),
        trouble: learnt.samples_trouble,
        record: looked.record,
        record_missing,
        bisected,
        flow,
        shell: {
            let mut tx = member.begin(&app).await?;
            let shell = Shell::load(&mut tx, &session, member, Room::Mapping).await?;
            tx.commit().await?;
            shell
        },
        t,
    };
    page(&template)
}

/// What differs between two contents, rule by rule and setting by setting.
async fn changes(
    app: &App,
    member: &Member,
    flow: &Flow,
    from: &Content,
    to: &Content,
) -> Result<Vec<RuleChange>, PageError> {
    let t = &member.t;
    let (one, other) = (
        bench(app, member, flow, from, None).await?,
        bench(app, member, flow, to, None).await?,
    );
    let said = |rules: Vec<(String, &Rule)>| -> BTreeMap<String, String> {
        rules
            .into_iter()
            .map(|(id, rule)| (id, sentence(t, rule)))
            .collect()
    };
    let (before, after) = (said(one.mapping.by_id()), said(other.mapping.by_id()));
    let mut ids: Vec<&String> = before.keys().chain(after.keys()).collect();
    ids.sort();
    ids.dedup();
    let mut changes: Vec<RuleChange> = ids
        .into_iter()
        .filter(|id| before.get(*id) != after.get(*id))
        .map(|id| RuleChange {
            what: id.clone(),
            from: before.get(id).cloned().unwrap_or_default(),
            to: after.get(id).cloned().unwrap_or_default(),
        })
        .collect();
    let read = |content: &Content| {
        domain::Value::from_json(content.settings.to_string().as_bytes()).unwrap_or_default()
    };
    changes.extend(
        differences(&read(from), &read(to))
            .into_iter()
            .map(|field| RuleChange {
                what: format!("settings.{}", field.path),
                from: field.from,
                to: field.to,
            }),
    );
    Ok(changes)
}

/// A rule in one line.
fn sentence(t: &Locale, rule: &Rule) -> String {
    let mut text = match &rule.each {
        Some(each) => format!("{} → {}", each.list, each.name),
        None => rule.from.clone(),
    };
    if let Some(when) = &rule.when {
        text = format!("{text} · {} {when}", t.t("map-when"));
    }
    match (rule.on_create, rule.on_update) {
        (true, true) => text,
        (true, false) => format!("{text} · {}", t.t("map-only-create")),
        (false, true) => format!("{text} · {}", t.t("map-only-update")),
        (false, false) => format!("{text} · {}", t.t("map-never")),
    }
}

/// One record through all revisions, oldest first; the first that changes its end or its document is found.
async fn bisect(
    app: &App,
    member: &Member,
    flow: &Flow,
    all: &[Revision],
    sample: &workbench::Sample,
) -> Result<Bisected, PageError> {
    let t = &member.t;
    let mut tried: Vec<&Revision> = all.iter().take(MOST_TRIED).collect();
    tried.reverse();
    let contents: Vec<_> = tried
        .iter()
        .map(|revision| (revision.id, revision.content.clone()))
        .collect();
    let results = workbench::through(app.parts(), member.tenant, flow.id, &contents, sample)
        .await
        .map_err(super::trouble)?;
    let mut steps: Vec<BisectStep> = Vec::new();
    let mut last: Option<Result<Rehearsed, String>> = None;
    let (mut broke, mut changed) = (None, None);
    for (revision, tried) in tried.iter().zip(results) {
        let (tone, words) = match &tried.result {
            Ok(Rehearsed::Sent(_)) => ("ok", t.t("map-dry-sent")),
            Ok(Rehearsed::Skipped(why)) => {
                ("idle", t.t1("map-dry-skipped", "why", sayings::sentence(t, why)))
            }
            Ok(Rehearsed::Failed(failure)) => {
                ("err", t.t1("map-dry-failed", "why", sayings::failure(t, failure)))
            }
            Err(why) => ("err", t.t1("map-dry-failed", "why", why)),
        };
        let was_ok = matches!(last, Some(Ok(Rehearsed::Sent(_) | Rehearsed::Skipped(_))));
        if tone == "err" && was_ok {
            broke = Some(revision.number);
        }
        let fields = match (&last, &tried.result) {
            (Some(Ok(before)), Ok(after)) => differences(before.document(), after.document()),
            _ => Vec::new(),
        };
        if last.as_ref().is_some_and(|last| *last != tried.result) {
            changed = Some(revision.number);
        }
        steps.push(BisectStep {
            number: revision.number,
            at: t.moment(revision.published_at),
            tone,
            words,
            fields: if tone == "err" { Vec::new() } else { fields },
            is_found: false,
        });
        last = Some(tried.result);
    }
    let fails_now = steps.last().is_some_and(|step| step.tone == "err");
    let fails_always = !steps.is_empty() && steps.iter().all(|step| step.tone == "err");
    let (finding, found, tone) = if fails_always {
        (t.t("map-bisect-always"), None, "err")
    } else if fails_now && let Some(number) = broke {
        (t.t1("map-bisect-broke", "number", number), Some(number), "err")
    } else if let Some(number) = changed {
        (t.t1("map-bisect-changed", "number", number), Some(number), "info")
    } else {
        (t.t("map-bisect-same"), None, "ok")
    };
    for step in &mut steps {
        step.is_found = Some(step.number) == found;
    }
    steps.reverse();
    Ok(Bisected {
        label: label(t, &sample.label, sample.key.as_str()),
        finding,
        tone,
        steps,
    })
}

#[derive(Template)]
#[template(path = "mapping/revision.html")]
struct RevisionPage {
    shell: Shell,
    t: Locale,
    flow: Flow,
    number: u32,
    note: String,
    author: String,
    at: String,
    is_live: bool,
    may_edit: bool,
    notice: String,
    rules: Vec<(String, String)>,
    settings: Vec<ChangedField>,
    changes: Vec<RuleChange>,
    live_number: u32,
    since: usize,
    since_cut: bool,
}

/// One revision: its rules, what going back to it would change, and the button for that.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path((id, number)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let revision = numbered(&mut tx, &flow, &number).await?;
    tx.commit().await?;
    answer(&app, member, &session, flow, revision, String::new(), false).await
}

pub(super) async fn answer(
    app: &App,
    member: Member,
    session: &Session,
    flow: Flow,
    revision: Revision,
    notice: String,
    is_back: bool,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let live = live(&mut tx, &flow).await?;
    let names = names(&mut tx).await?;
    let next = kept::list(&mut tx, flow.id)
        .await?
        .into_iter()
        .find(|other| other.number == revision.number + 1);
    let since = match &next {
        Some(next) => publish::sent_since(&mut tx, &flow, next.published_at)
            .await?
            .len(),
        None => 0,
    };
    tx.commit().await?;
    let changes = changes(app, &member, &flow, &live.content, &revision.content).await?;
    let its = bench(app, &member, &flow, &revision.content, None).await?;
    let settings =
        domain::Value::from_json(revision.content.settings.to_string().as_bytes()).unwrap_or_default();
    let template = RevisionPage {
        number: revision.number,
        note: note(&t, &revision.content.note),
        author: match revision.content.author {
            Some(_) => name_of(&t, &names, revision.content.author),
            // By the API or a workspace file.
            None => "–".to_owned(),
        },
        at: t.moment(revision.published_at),
        is_live: revision.id == flow.revision,
        may_edit: member.role.may(Permission::Edit),
        notice,
        rules: its
            .mapping
            .by_id()
            .into_iter()
            .map(|(id, rule)| (id, sentence(&t, rule)))
            .collect(),
        settings: settings
            .as_map()
            .into_iter()
            .flatten()
            .map(|(name, value)| ChangedField {
                path: name.clone(),
                from: String::new(),
                to: glance(value),
            })
            .collect(),
        changes,
        live_number: live.number,
        since,
        since_cut: since >= usize::try_from(publish::MOST_AGAIN).unwrap_or(usize::MAX),
        shell: {
            let mut tx = member.begin(app).await?;
            let shell = Shell::load(&mut tx, session, member, Room::Mapping).await?;
            tx.commit().await?;
            shell
        },
        flow,
        t,
    };
    form_page(&template, is_back)
}

/// What its author says changed; the one that comes with a workspace file is ours to say.
fn note(t: &Locale, note: &str) -> String {
    if note == workspace::NOTE {
        t.t("map-applied-from-file")
    } else {
        note.to_owned()
    }
}
