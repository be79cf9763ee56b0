//! The list of records: filtered, searched, page by page, or grouped by reason.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use domain::{FlowId, Permission};
use store::{
    Tx, flows,
    record_views::{self, View},
    records::{self, Filter, Record},
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    reasons,
    row::Row,
    wanted::{Asked, OUTCOMES, PERIODS},
};
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    words::{self, Look},
};

/// Records on a page.
pub(super) const PAGE: usize = 50;
/// Records that a search looks through, newest first.
const SEARCHED: i64 = 1000;

#[derive(Template)]
#[template(path = "records/list.html")]
struct ListPage {
    shell: Shell,
    t: Locale,
    asked: Asked,
    is_grouped: bool,
    may_edit: bool,
    /// How many there are, if that is known.
    count: Option<String>,
    rows: Vec<Row>,
    groups: Vec<GroupLine>,
    flows: Vec<Choice>,
    outcomes: Vec<Choice>,
    reasons: Vec<Choice>,
    periods: Vec<Choice>,
    /// Filters that have no field of their own, with the address without them.
    chips: Vec<Chip>,
    views: Vec<ViewLine>,
    query: String,
    older: String,
    newer: String,
    here: String,
    list_address: String,
    groups_address: String,
    export_address: String,
    /// Where new rows come from; empty where the list does not begin with the newest.
    stream: String,
    /// For a list that is empty under its filters: what there is without one of them.
    nearest: Option<Nearest>,
    /// Marks this page's form, so that it takes effect once however often it is sent.
    ask: String,
}

struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

struct Chip {
    words: String,
    without: String,
}

struct ViewLine {
    name: String,
    address: String,
    is_shown: bool,
}

struct GroupLine {
    look: Look,
    why: String,
    flow: String,
    records: String,
    last: String,
    address: String,
    is_failed: bool,
}

struct Nearest {
    words: String,
    address: String,
}

/// A page of the activity log.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let filter = asked.filter(&t)?;
    let may_edit = member.role.may(Permission::Edit);
    let user = member.user;
    let mut tx = member.begin(&app).await?;
    let names = names(&mut tx).await?;
    let is_grouped = asked.view == "groups";
    let found = if is_grouped {
        Found::default()
    } else {
        find(&mut tx, &asked, &filter, PAGE).await?
    };
    let groups = if is_grouped {
        group_lines(&t, records::groups(&mut tx, &filter).await?, &asked, &names)
    } else {
        Vec::new()
    };
    let count = match asked.q.trim().is_empty() {
        true => records::count(&mut tx, &filter).await?,
        false => None,
    };
    let is_empty = found.records.is_empty() && groups.is_empty();
    let nearest = match is_empty && asked.is_filtered() {
        true => nearest(&mut tx, &t, &asked).await?,
        false => None,
    };
    let views = record_views::list(&mut tx, user).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Records).await?;
    tx.commit().await?;

    let first = found.records.first().map(|record| record.id.to_string());
    let last = found.records.last().map(|record| record.id.to_string());
    let edge = |has: bool, name, id: Option<String>| match (has, id) {
        (true, Some(id)) => asked.address(&[(name, &id)]),
        _ => String::new(),
    };
    let query = asked.query();
    let is_newest = !found.has_newer && asked.before.is_empty() && asked.q.trim().is_empty();
    page(&ListPage {
        older: edge(found.has_older, "before", last),
        newer: edge(found.has_newer, "after", first),
        stream: match is_newest && !is_grouped {
            true => asked.address(&[]).replacen("/records", "/records/stream", 1),
            false => String::new(),
        },
        rows: found
            .records
            .into_iter()
            .map(|record| Row::of(&t, record, &names))
            .collect(),
        groups,
        flows: choices(
            names.iter().map(|(id, name)| (id.to_string(), name.clone())),
            &asked.flow,
        ),
        outcomes: choices(
            OUTCOMES.map(|word| (word.to_owned(), words::outcome(&t, word).word)),
            &asked.outcome,
        ),
        reasons: reason_choices(&t, &asked),
        periods: choices(
            PERIODS.map(|word| (word.to_owned(), t.t(period_key(word)))),
            &asked.period,
        ),
        chips: chips(&t, &asked),
        views: view_lines(views, &query),
        list_address: asked.address(&[]),
        groups_address: asked.address(&[("view", "groups")]),
        export_address: asked.address(&[]).replacen("/records", "/records/export.csv", 1),
        here: shell.member.path.clone(),
        count: count.map(|count| t.count("records-count", count)),
        ask: Uuid::now_v7().to_string(),
        shell,
        t,
        query,
        asked,
        is_grouped,
        may_edit,
        nearest,
    })
}

/// A page of records, and whether there are more on either side.
#[derive(Default)]
pub(super) struct Found {
    pub(super) records: Vec<Record>,
    has_older: bool,
    has_newer: bool,
}

pub(super) async fn find(
    tx: &mut Tx,
    asked: &Asked,
    filter: &Filter,
    limit: usize,
) -> Result<Found, PageError> {
    let and_one = i64::try_from(limit).map_or(i64::MAX, |limit| limit + 1);
    let word = asked.q.trim();
    if !word.is_empty() {
        let mut records = records::search(tx, word, SEARCHED).await?;
        let all = Filter {
            before: None,
            after: None,
            ..filter.clone()
        };
        records.retain(|record| all.passes(record));
        let is_newer = |record: &Record| filter.before.is_some_and(|before| record.id >= before);
        let has_newer = records.iter().any(is_newer);
        let mut page: Vec<Record> = records
            .into_iter()
            .filter(|record| filter.passes(record))
            .collect();
        if filter.after.is_some() {
            let behind = page.len().saturating_sub(limit);
            page.drain(..behind);
            return Ok(Found {
                records: page,
                has_older: true,
                has_newer: behind > 0,
            });
        }
        let has_older = page.len() > limit;
        page.truncate(limit);
        return Ok(Found {
            records: page,
            has_older,
            has_newer,
        });
    }
    let mut records = records::list(tx, filter, and_one).await?;
    let more = records.len() > limit;
    if filter.after.is_some() {
        if more {
            records.remove(0);
        }
        return Ok(Found {
            records,
            has_older: true,
            has_newer: more,
        });
    }
    records.truncate(limit);
    Ok(Found {
        records,
        has_older: more,
        has_newer: filter.before.is_some(),
    })
}

/// Names of the tenant's flows.
pub(super) async fn names(tx: &mut Tx) -> Result<BTreeMap<FlowId, String>, PageError> {
    let flows = flows::list(tx).await?;
    Ok(flows.into_iter().map(|flow| (flow.id, flow.name)).collect())
}

fn choices(all: impl IntoIterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    all.into_iter()
        .map(|(value, words)| Choice {
            is_chosen: value == chosen,
            value,
            words,
        })
        .collect()
}

/// Reasons that fit the chosen outcome.
fn reason_choices(t: &Locale, asked: &Asked) -> Vec<Choice> {
    let words: Vec<&str> = match asked.outcome.as_str() {
        "failed" => reasons::failures().collect(),
        "skipped" => reasons::skips().collect(),
        "created" | "updated" => Vec::new(),
        _ => reasons::failures().chain(reasons::skips()).collect(),
    };
    choices(
        words
            .into_iter()
            .map(|word| (word.to_owned(), words::reason(t, word))),
        &asked.reason,
    )
}

fn period_key(word: &str) -> &'static str {
    match word {
        "today" => "period-today",
        "yesterday" => "period-yesterday",
        "week" => "period-week",
        _ => "period-month",
    }
}

fn chips(t: &Locale, asked: &Asked) -> Vec<Chip> {
    let mut chips = Vec::new();
    if asked.period.is_empty() && !(asked.since.is_empty() && asked.until.is_empty()) {
        let moment = |text: &str| text.parse().map_or_else(|_| "…".to_owned(), |at| t.moment(at));
        chips.push(Chip {
            words: format!("{} – {}", moment(&asked.since), moment(&asked.until)),
            without: asked.address(&[("since", ""), ("until", "")]),
        });
    }
    if !asked.run.is_empty() {
        chips.push(Chip {
            words: t.t("records-of-run"),
            without: asked.address(&[("run", "")]),
        });
    }
    if !asked.revision.is_empty() {
        chips.push(Chip {
            words: t.t("records-of-revision"),
            without: asked.address(&[("revision", "")]),
        });
    }
    chips
}

fn view_lines(views: Vec<View>, query: &str) -> Vec<ViewLine> {
    views
        .into_iter()
        .map(|view| ViewLine {
            is_shown: view.query == query,
            address: format!("/records?{}", view.query),
            name: view.name,
        })
        .collect()
}

fn group_lines(
    t: &Locale,
    groups: Vec<records::Group>,
    asked: &Asked,
    names: &BTreeMap<FlowId, String>,
) -> Vec<GroupLine> {
    groups
        .into_iter()
        .map(|group| GroupLine {
            look: words::outcome(t, &group.outcome),
            why: match group.reason.is_empty() {
                true => String::new(),
                false => words::reason(t, &group.reason),
            },
            flow: names
                .get(&group.flow)
                .cloned()
                .unwrap_or_else(|| t.t("record-flow-removed")),
            records: t.number(group.records),
            last: t.moment(group.last_hour),
            is_failed: group.outcome == "failed",
            address: asked.address(&[
                ("flow", &group.flow.to_string()),
                ("outcome", &group.outcome),
                ("reason", &group.reason),
            ]),
        })
        .collect()
}

/// What there would be without one of the filters: the one that hides most is named.
async fn nearest(tx: &mut Tx, t: &Locale, asked: &Asked) -> Result<Option<Nearest>, PageError> {
    const DROPPED: [(&str, &str); 6] = [
        ("period", "records-without-period"),
        ("reason", "records-without-reason"),
        ("outcome", "records-without-outcome"),
        ("flow", "records-without-flow"),
        ("run", "records-without-run"),
        ("revision", "records-without-revision"),
    ];
    for (name, key) in DROPPED {
        let mut less = asked.clone();
        match name {
            "period" => {
                (less.period, less.from, less.to) = Default::default();
                (less.since, less.until) = Default::default();
            }
            "reason" => less.reason.clear(),
            "outcome" => (less.outcome, less.reason) = Default::default(),
            "flow" => less.flow.clear(),
            "run" => less.run.clear(),
            _ => less.revision.clear(),
        }
        (less.before, less.after) = Default::default();
        if less.query() == asked.query() {
            continue;
        }
        let found = find(tx, &less, &less.filter(t)?, PAGE).await?;
        if !found.records.is_empty() {
            let n = found.records.len() as u64;
            return Ok(Some(Nearest {
                words: match found.has_older {
                    true => t.t1("records-more-without", "n", n),
                    false => t.count(key, n),
                },
                address: less.address(&[]),
            }));
        }
    }
    Ok(None)
}
