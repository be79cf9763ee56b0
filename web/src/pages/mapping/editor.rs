//! The editor: source fields on the left, rules on the right, a real record through both.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Permission, flow::Flow};
use engine::PlanMistake;
use mapper::{functions, mapping::Rule};
use scheduler::workbench::Workbench;
use serde::Deserialize;
use store::{
    connections,
    drafts::{self, Aside, Draft},
    revisions::{Content, Revision},
};
use tower_sessions::Session;

use super::{
    Learnt, bench, chosen, current, learn, name_of, names, systems,
    view::{Known, Row, Sources, Unmapped},
};
use crate::{
    App,
    error::{PageError, form_page},
    locale::Locale,
    member::Member,
    pages::{flows, records::label},
    sayings,
    shell::{Room, Shell},
    words,
};

/// What is looked at; all of it stands in the address, so that a view can be sent to a colleague.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Looked {
    /// rules, lines, unmapped, functions.
    pub(crate) tab: String,
    /// Which record.
    pub(crate) record: String,
    /// Words in a rule.
    pub(crate) q: String,
    /// all, yours, wrong.
    pub(crate) only: String,
    /// Words in a source field.
    pub(crate) field: String,
    /// Only source fields that are filled.
    pub(crate) filled: String,
    /// fields or records: read again.
    pub(crate) anew: String,
    /// A destination field for which a rule is to be added.
    pub(crate) add: String,
    /// In which list rule it would stand.
    pub(crate) under: String,
}

impl Looked {
    fn tab(&self) -> &'static str {
        match self.tab.as_str() {
            "lines" => "lines",
            "unmapped" => "unmapped",
            "functions" => "functions",
            _ => "rules",
        }
    }
}

#[derive(Template)]
#[template(path = "mapping/editor.html")]
struct EditorPage {
    shell: Shell,
    t: Locale,
    flow: Flow,
    from: String,
    to: String,
    number: u32,
    live_words: String,
    may_edit: bool,
    is_draft: bool,
    has_draft: bool,
    draft_words: String,
    /// Somebody else edits it: its name and since when.
    held_by: String,
    /// Somebody published since the draft began.
    is_stale: bool,
    notice: String,
    base: String,
    base_revision: String,
    looked: Looked,
    tab: &'static str,
    rows: Vec<Row>,
    counts: Counts,
    sources: Vec<Sources>,
    unmapped: Vec<Unmapped>,
    functions: Vec<FunctionView>,
    record_label: String,
    record_key: String,
    record_act: String,
    record_missing: bool,
    records: Vec<(String, String)>,
    learnt: Learnt,
    general: Vec<String>,
    mistakes: Vec<(String, String)>,
    removed: Vec<(String, String)>,
    asides: Vec<AsideView>,
    new_to: String,
    new_from: String,
    may_make_fields: bool,
}

struct Counts {
    rules: usize,
    lines: usize,
    unmapped: usize,
    missing: usize,
    yours: usize,
    wrong: usize,
}

struct FunctionView {
    name: &'static str,
    signature: String,
    doc: String,
    example: &'static str,
    gives: &'static str,
}

struct AsideView {
    user: String,
    words: String,
}

/// The live rules, to look at.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, draft) = current(&mut tx, &flow).await?;
    tx.commit().await?;
    let content = live.content.clone();
    let shown = Shown {
        flow,
        live,
        draft,
        content,
        is_draft: false,
        notice: String::new(),
        looked,
        new: Default::default(),
    };
    answer(&app, member, &session, shown, false).await
}

/// The draft, or the live rules to begin one.
pub(crate) async fn draft(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(looked): Query<Looked>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, draft) = current(&mut tx, &flow).await?;
    tx.commit().await?;
    let content = draft
        .as_ref()
        .map_or_else(|| live.content.clone(), |draft| draft.content.clone());
    let shown = Shown {
        flow,
        live,
        draft,
        content,
        is_draft: true,
        notice: String::new(),
        new: (looked.add.clone(), String::new()),
        looked,
    };
    answer(&app, member, &session, shown, false).await
}

/// What a page of the editor shows.
pub(super) struct Shown {
    pub(super) flow: Flow,
    pub(super) live: Revision,
    pub(super) draft: Option<Draft>,
    pub(super) content: Content,
    pub(super) is_draft: bool,
    pub(super) notice: String,
    pub(super) looked: Looked,
    /// Destination and expression of a rule that could not be added.
    pub(super) new: (String, String),
}

/// The page; one that came back says so with its status.
pub(super) async fn answer(
    app: &App,
    member: Member,
    session: &Session,
    shown: Shown,
    is_back: bool,
) -> Result<Response, PageError> {
    let learnt = learn(app, &member, &shown.flow, &shown.looked.anew).await?;
    let (sample, is_found) = chosen(app, &member, &shown.flow, &learnt.samples, &shown.looked.record).await?;
    let bench = bench(app, &member, &shown.flow, &shown.content, learnt.schema.as_ref()).await?;
    let mut tx = member.begin(app).await?;
    let names = names(&mut tx).await?;
    let (from, to) = systems(&mut tx, &shown.flow).await?;
    let asides = drafts::asides(&mut tx, shown.flow.id).await?;
    let destination = connections::find(&mut tx, shown.flow.destination.connection).await?;
    let may_make_fields =
        destination.is_some_and(|found| app.parts().registry.get(found.connector).makes_fields());
    let user = member.user;
    let may_edit = member.role.may(Permission::Edit);
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Mapping).await?;
    tx.commit().await?;

    let known = Known {
        t: &t,
        bench: &bench,
        schema: learnt.schema.as_ref(),
        sample: sample.as_ref(),
    };
    let all = known.rows();
    let unmapped = known.unmapped();
    let counts = Counts {
        rules: all.iter().filter(|row| !row.is_nested && !row.is_list).count(),
        lines: all.iter().filter(|row| row.is_nested || row.is_list).count(),
        unmapped: unmapped.len(),
        missing: unmapped.iter().filter(|field| field.required).count(),
        yours: all.iter().filter(|row| row.badge != "default").count(),
        wrong: all
            .iter()
            .filter(|row| !row.wrong.is_empty() || row.came.tone == "err")
            .count(),
    };
    let mistakes = all
        .iter()
        .flat_map(|row| {
            row.wrong
                .iter()
                .map(|wrong| (row.id.clone(), wrong.message.clone()))
        })
        .collect();
    let tab = shown.looked.tab();
    let rows: Vec<Row> = all
        .into_iter()
        .filter(|row| (row.is_nested || row.is_list) == (tab == "lines"))
        .filter(|row| shown.looked.q.is_empty() || row.is_about(shown.looked.q.trim()))
        .filter(|row| match shown.looked.only.as_str() {
            "yours" => row.badge != "default",
            "wrong" => !row.wrong.is_empty() || row.came.tone == "err",
            _ => true,
        })
        .collect();
    let mut sources = known.sources(&learnt.samples);
    narrow(&mut sources, &shown.looked);
    let is_mine = shown
        .draft
        .as_ref()
        .is_none_or(|draft| draft.content.author.is_none_or(|author| author == user));
    let held_by = shown
        .draft
        .as_ref()
        .filter(|_| !is_mine)
        .map_or_else(String::new, |draft| {
            t.t2(
                "map-held-by",
                ("name", name_of(&t, &names, draft.content.author)),
                ("time", t.moment(draft.started_at)),
            )
        });
    let template = EditorPage {
        from,
        to,
        number: shown.live.number,
        live_words: t.t2(
            "map-live-since",
            ("number", shown.live.number),
            ("time", t.moment(shown.live.published_at)),
        ),
        may_edit,
        is_draft: shown.is_draft,
        has_draft: shown.draft.is_some(),
        draft_words: shown.draft.as_ref().map_or_else(String::new, |draft| {
            t.t1("map-draft-kept", "time", t.moment(draft.changed_at))
        }),
        held_by,
        is_stale: shown
            .draft
            .as_ref()
            .and_then(|draft| draft.base)
            .is_some_and(|base| base != shown.flow.revision),
        notice: shown.notice,
        base: shown
            .draft
            .as_ref()
            .map(|draft| draft.changed_at.to_string())
            .unwrap_or_default(),
        base_revision: shown.flow.revision.to_string(),
        tab,
        looked: shown.looked,
        rows,
        counts,
        sources,
        unmapped,
        functions: all_functions(&t),
        record_label: sample
            .as_ref()
            .map(|sample| label(&t, &sample.label, sample.key.as_str()))
            .unwrap_or_default(),
        record_key: sample
            .as_ref()
            .map(|sample| sample.key.to_string())
            .unwrap_or_default(),
        record_act: sample
            .as_ref()
            .map_or_else(String::new, |sample| act_word(&t, sample.act)),
        record_missing: !is_found,
        records: learnt
            .samples
            .iter()
            .map(|sample| {
                (
                    sample.key.to_string(),
                    label(&t, &sample.label, sample.key.as_str()),
                )
            })
            .collect(),
        general: general(&t, &bench),
        removed: removed(&bench),
        learnt,
        mistakes,
        asides: asides
            .iter()
            .map(|aside| aside_view(&t, &names, aside, user))
            .collect(),
        new_to: shown.new.0,
        new_from: shown.new.1,
        may_make_fields,
        flow: shown.flow,
        shell,
        t,
    };
    form_page(&template, is_back)
}

fn act_word(t: &Locale, act: mapper::Act) -> String {
    t.t(match act {
        mapper::Act::Update => "map-act-update",
        mapper::Act::Create => "map-act-create",
    })
}

fn aside_view(
    t: &Locale,
    names: &std::collections::BTreeMap<domain::UserId, String>,
    aside: &Aside,
    me: domain::UserId,
) -> AsideView {
    AsideView {
        user: aside
            .content
            .author
            .map(|user| user.to_string())
            .unwrap_or_default(),
        words: if aside.content.author == Some(me) {
            t.t1("map-aside-yours", "time", t.moment(aside.changed_at))
        } else {
            t.t2(
                "map-aside",
                ("name", name_of(t, names, aside.content.author)),
                ("time", t.moment(aside.changed_at)),
            )
        },
    }
}

/// What is wrong besides single rules.
fn general(t: &Locale, bench: &Workbench) -> Vec<String> {
    let mut all: Vec<String> = bench
        .mistakes
        .iter()
        .filter(|mistake| !matches!(mistake, PlanMistake::Rule(_)))
        .map(|mistake| sayings::plan(t, mistake))
        .collect();
    if !bench.strays.is_empty() {
        all.push(t.t1("map-strays", "rules", bench.strays.join(", ")));
    }
    all
}

/// Default rules that are switched off, with their expressions.
fn removed(bench: &Workbench) -> Vec<(String, String)> {
    let here: Vec<String> = bench.mapping.by_id().into_iter().map(|(id, _)| id).collect();
    bench
        .shipped
        .by_id()
        .into_iter()
        .filter(|(id, _)| !here.contains(id))
        .map(|(id, rule): (String, &Rule)| (id, rule.from.clone()))
        .collect()
}

fn narrow(sources: &mut Vec<Sources>, looked: &Looked) {
    let text = looked.field.trim().to_lowercase();
    for group in sources.iter_mut() {
        group.fields.retain(|field| {
            let is_about = text.is_empty()
                || field.path.to_lowercase().contains(&text)
                || field.label.to_lowercase().contains(&text)
                || field.value.to_lowercase().contains(&text);
            is_about && (looked.filled.is_empty() || field.is_filled)
        });
    }
    sources.retain(|group| !group.fields.is_empty());
}

fn all_functions(t: &Locale) -> Vec<FunctionView> {
    functions::all()
        .iter()
        .map(|function| FunctionView {
            name: function.name,
            signature: function.signature(),
            doc: words::function(t, function),
            example: function.example.0,
            gives: function.example.1,
        })
        .collect()
}
