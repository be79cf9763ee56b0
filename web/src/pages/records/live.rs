//! New rows of the list as they come, by server-sent events. Rows are rendered here, so that they look as on the page.

use std::{convert::Infallible, time::Duration};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use domain::{RecordId, TenantId};
use futures_util::{Stream, stream};
use serde_json::json;
use store::records::{self, Filter};

use super::{
    list::names,
    row::Row,
    wanted::{Asked, LIVE_FOR},
};
use crate::{App, error::PageError, locale::Locale, member::Member};

/// How often is looked for new rows: one walk along an index for each open page.
const PAUSE: Duration = Duration::from_secs(2);
/// Rows that are told of at once; a load brings more than anyone reads.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "records/rows.html")]
struct Rows<'a> {
    t: &'a Locale,
    rows: &'a [Row],
    may_edit: bool,
    is_new: bool,
}

/// What one open page has seen.
struct Watch {
    app: App,
    tenant: TenantId,
    t: Locale,
    filter: Filter,
    may_edit: bool,
    until: jiff::Timestamp,
}

/// A stream of new rows, for as long as a few minutes; the browser then asks again, and is asked who it is.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let mut filter = asked.filter(&member.t)?;
    filter.before = None;
    if filter.after.is_none() {
        let mut tx = member.begin(&app).await?;
        let newest = records::list(&mut tx, &Filter::default(), 1).await?;
        tx.commit().await?;
        filter.after = newest.first().map(|record| record.id);
    }
    let watch = Watch {
        tenant: member.tenant,
        until: app.now() + LIVE_FOR,
        may_edit: member.role.may(domain::Permission::Edit),
        t: member.t,
        filter,
        app,
    };
    Ok(Sse::new(events(watch))
        .keep_alive(KeepAlive::default())
        .into_response())
}

fn events(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watch, |mut watch| async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            let now = watch.app.now();
            if now >= watch.until {
                return None;
            }
            watch.t.now = now;
            // A database that is away for a moment is asked again.
            if let Ok(Some(event)) = next(&mut watch).await {
                return Some((Ok(event), watch));
            }
        }
    })
}

async fn next(watch: &mut Watch) -> Result<Option<Event>, PageError> {
    let mut tx = watch.app.store().begin(watch.tenant).await?;
    let mut found = records::list(&mut tx, &watch.filter, MOST).await?;
    let Some(newest) = found.first().map(|record| record.id) else {
        tx.commit().await?;
        return Ok(None);
    };
    let names = names(&mut tx).await?;
    tx.commit().await?;
    watch.filter.after = Some(newest);
    let count = found.len();
    let rows: Vec<Row> = found
        .drain(..)
        .map(|record| Row::of(&watch.t, record, &names))
        .collect();
    let html = Rows {
        t: &watch.t,
        rows: &rows,
        may_edit: watch.may_edit,
        is_new: true,
    }
    .render()?;
    Ok(Some(event(newest, count, &watch.t, &html)))
}

fn event(newest: RecordId, count: usize, t: &Locale, html: &str) -> Event {
    let told = json!({
        "count": count,
        "words": t.count("records-new", count as u64),
        "rows": html,
    });
    Event::default()
        .event("records")
        .id(newest.to_string())
        .data(told.to_string())
}
