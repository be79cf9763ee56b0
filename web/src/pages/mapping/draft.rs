//! Keeping a draft, throwing it away, and two members at one draft.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RevisionId, flow::Flow};
use jiff::Timestamp;
use mapper::{Mapping, Overlay};
use serde::Deserialize as _;
use serde_json::json;
use store::{
    Tx, audit, drafts,
    revisions::{self, Content, Revision},
};
use tower_sessions::Session;

use super::{
    bench, current,
    editor::{self, Looked, Shown},
    live, name_of, names,
    typed::Typed,
};
use crate::{App, error::PageError, member::Member, pages::flows, shell::Toast};

/// The draft's content with what was typed laid over it. `seen` is the content that the page was made from.
pub(super) async fn laid_over(
    app: &App,
    member: &Member,
    flow: &Flow,
    now: &Content,
    seen: &Content,
    typed: &Typed,
) -> Result<(Content, Option<String>), PageError> {
    let bench_now = bench(app, member, flow, now, None).await?;
    let seen = if now == seen {
        bench_now.mapping.clone()
    } else {
        overlaid(&bench_now.shipped, seen)
    };
    let mut mapping = bench_now.mapping.clone();
    typed.onto(&mut mapping, &seen);
    let added = typed.grant(&mut mapping, &bench_now.shipped);
    let mut overlay = Overlay::difference(&bench_now.shipped, &mapping);
    keep_strays(&mut overlay, &bench_now.overlay, &bench_now.strays);
    let overlay = serde_json::to_value(&overlay).map_err(|error| PageError::Internal(error.to_string()))?;
    let content = Content {
        overlay,
        settings: now.settings.clone(),
        note: String::new(),
        author: Some(member.user),
    };
    Ok((content, added))
}

fn overlaid(shipped: &Mapping, content: &Content) -> Mapping {
    let overlay: Overlay = Option::<Overlay>::deserialize(&content.overlay)
        .ok()
        .flatten()
        .unwrap_or_default();
    shipped.overlaid(&overlay).unwrap_or_else(|strays| strays.mapping)
}

/// Differences whose rule no longer ships are not lost by saving another rule; the member takes them back by hand.
fn keep_strays(overlay: &mut Overlay, former: &Overlay, strays: &[String]) {
    for id in strays {
        if let Some(change) = former.changed.get(id) {
            overlay.changed.insert(id.clone(), change.clone());
        }
    }
}

/// What the page was made from: the revision that it names, if no draft was there then.
pub(super) async fn seen(
    tx: &mut Tx,
    flow: &Flow,
    live: &Revision,
    draft: Option<&drafts::Draft>,
    typed: &Typed,
) -> Result<(Content, bool), PageError> {
    if let Some(draft) = draft.filter(|_| !typed.get("base").is_empty()) {
        return Ok((draft.content.clone(), false));
    }
    let named = typed.get("base_revision").parse::<RevisionId>().ok();
    let Some(named) = named.filter(|named| *named != live.id) else {
        return Ok((live.content.clone(), false));
    };
    let found = revisions::find(tx, named)
        .await?
        .filter(|found| found.flow == flow.id);
    Ok(found.map_or_else(|| (live.content.clone(), false), |found| (found.content, true)))
}

/// Keeps what was typed as the draft. It need not be right: mistakes are told at their place, and publishing waits.
pub(crate) async fn keep(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let typed = Typed::from(pairs);
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    let (live, draft) = current(&mut tx, &flow).await?;
    let (seen, is_stale) = seen(&mut tx, &flow, &live, draft.as_ref(), &typed).await?;
    let names = names(&mut tx).await?;
    tx.commit().await?;

    let looked = Looked {
        tab: typed.get("tab").to_owned(),
        record: typed.get("record").to_owned(),
        q: typed.get("q").to_owned(),
        only: typed.get("only").to_owned(),
        ..Looked::default()
    };
    let now = draft.as_ref().map_or(&live.content, |draft| &draft.content);
    let (content, added) = laid_over(&app, &member, &flow, now, &seen, &typed).await?;
    let t = member.t.clone();
    let other = draft
        .as_ref()
        .and_then(|draft| draft.content.author)
        .filter(|author| *author != member.user);
    if let Some(other) = other {
        // What I typed is kept beside the other's draft.
        let mut tx = member.begin(&app).await?;
        drafts::set_aside(&mut tx, flow.id, member.user, &content, app.now()).await?;
        tx.commit().await?;
        let notice = t.t1("map-taken-over", "name", name_of(&t, &names, Some(other)));
        let content = draft
            .as_ref()
            .map(|draft| draft.content.clone())
            .unwrap_or_default();
        let shown = Shown {
            flow,
            live,
            draft,
            content,
            is_draft: true,
            notice,
            looked,
            new: Default::default(),
        };
        return editor::answer(&app, member, &session, shown, true).await;
    }
    let (new_to, new_from) = (typed.get("new_to").to_owned(), typed.get("new_from").to_owned());
    let is_refused = typed.get("do") == "add" && added.is_none();
    let mut tx = member.begin(&app).await?;
    drafts::keep(&mut tx, flow.id, &content, app.now()).await?;
    let draft = drafts::whole(&mut tx, flow.id).await?;
    tx.commit().await?;
    let bench = bench(&app, &member, &flow, &content, None).await?;
    if !bench.mistakes.is_empty() || is_stale || is_refused {
        let notice = if is_stale {
            t.t1("map-published-meanwhile", "number", live.number)
        } else if is_refused {
            t.t("map-add-needs-field")
        } else {
            String::new()
        };
        let new = if is_refused {
            (new_to, new_from)
        } else {
            Default::default()
        };
        let shown = Shown {
            flow,
            live,
            draft,
            content,
            is_draft: true,
            notice,
            looked,
            new,
        };
        return editor::answer(&app, member, &session, shown, true).await;
    }
    Toast::new(t.t("map-draft-saved")).keep(&session).await?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [
        ("tab", &looked.tab),
        ("record", &looked.record),
        ("q", &looked.q),
        ("only", &looked.only),
    ] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    let place = added.map_or_else(String::new, |id| format!("#rule-{id}"));
    let address = format!("/flows/{}/mapping/draft?{}{place}", flow.id, query.finish());
    Ok(Redirect::to(&address).into_response())
}

/// Throws the draft away; what it held is kept aside for who typed it, so that it can be taken up again.
pub(crate) async fn discard(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    if let Some(draft) = drafts::whole(&mut tx, flow.id).await? {
        let of = draft.content.author.unwrap_or(member.user);
        drafts::set_aside(&mut tx, flow.id, of, &draft.content, app.now()).await?;
        drafts::discard(&mut tx, flow.id).await?;
        let detail = json!({ "flow": flow.id, "name": flow.name });
        audit::note(&mut tx, member.user, "draft.discarded", &detail).await?;
        Toast::new(member.t.t("map-draft-discarded"))
            .undone_at(format!("/flows/{}/mapping/draft/asides/{of}", flow.id))
            .keep(&session)
            .await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/flows/{}/mapping", flow.id)).into_response())
}

/// Takes another member's draft over; what they had is kept aside for them.
pub(crate) async fn take_over(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    if let Some(draft) = drafts::whole(&mut tx, flow.id).await?
        && let Some(other) = draft.content.author.filter(|author| *author != member.user)
    {
        let now = app.now();
        drafts::set_aside(&mut tx, flow.id, other, &draft.content, now).await?;
        let mine = Content {
            author: Some(member.user),
            ..draft.content
        };
        drafts::keep(&mut tx, flow.id, &mine, now).await?;
        let detail = json!({ "flow": flow.id, "name": flow.name });
        audit::note(&mut tx, member.user, "draft.taken_over", &detail).await?;
        Toast::new(member.t.t("map-draft-yours")).keep(&session).await?;
    }
    tx.commit().await?;
    Ok(Redirect::to(&format!("/flows/{}/mapping/draft", flow.id)).into_response())
}

/// Takes up what was set aside; the draft that was there is set aside in turn.
pub(crate) async fn take_up(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path((id, whose)): Path<(String, String)>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let whose: domain::UserId = whose.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let flow = flows::find(&mut tx, &id).await?;
    live(&mut tx, &flow).await?;
    let aside = drafts::asides(&mut tx, flow.id)
        .await?
        .into_iter()
        .find(|aside| aside.content.author == Some(whose))
        .ok_or(PageError::NotFound)?;
    let now: Timestamp = app.now();
    drafts::forget_aside(&mut tx, flow.id, whose).await?;
    if let Some(draft) = drafts::whole(&mut tx, flow.id).await? {
        let of = draft.content.author.unwrap_or(member.user);
        drafts::set_aside(&mut tx, flow.id, of, &draft.content, now).await?;
    }
    let mine = Content {
        author: Some(member.user),
        ..aside.content
    };
    drafts::keep(&mut tx, flow.id, &mine, now).await?;
    tx.commit().await?;
    Toast::new(member.t.t("map-draft-yours")).keep(&session).await?;
    Ok(Redirect::to(&format!("/flows/{}/mapping/draft", flow.id)).into_response())
}
