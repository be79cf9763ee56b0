//! An order on the desk: contact, wishes, check-list, the tenant at a glance, notes.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{OrderId, package::Check};
use serde::Deserialize;
use serde_json::json;
use store::{
    SystemTx, audit,
    desk::{self, Glance},
    packages::{self, Message, Order},
    users,
};
use tower_sessions::Session;
use url::Url;

use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::TENANT,
    pages::packages::{
        meeting,
        order::{MessageLine, StepLine, Written, lines, steps},
    },
    shell::Toast,
    staff::Staff,
};

#[derive(Template)]
#[template(path = "desk/show.html")]
struct DeskOrderPage {
    staff: Staff,
    toast: Option<Toast>,
    mistakes: Mistakes,
    order: Order,
    bought: String,
    steps: Vec<StepLine>,
    checks: Vec<CheckLine>,
    meeting: String,
    /// The number as machines dial it.
    phone: String,
    is_mine: bool,
    /// Whether the tenant lets this expert in now.
    may_visit: bool,
    glance: Glance,
    contacts: Vec<(String, String)>,
    messages: Vec<MessageLine>,
    notes: Vec<MessageLine>,
    draft: String,
}

struct CheckLine {
    check: Check,
    words: String,
    is_done: bool,
}

async fn find(tx: &mut SystemTx, id: &str) -> Result<Order, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    packages::any(tx, id).await?.ok_or(PageError::NotFound)
}

/// Which template a message begins with.
#[derive(Deserialize)]
pub(crate) struct Begun {
    #[serde(default)]
    template: String,
}

/// An order with all that an expert needs.
pub(crate) async fn show(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    axum::extract::Query(begun): axum::extract::Query<Begun>,
) -> Result<Response, PageError> {
    let draft = match begun.template.as_str() {
        "hello" => staff.t.t("desk-template-hello-words"),
        "access" => staff.t.t("desk-template-access-words"),
        "done" => staff.t.t("desk-template-done-words"),
        _ => String::new(),
    };
    page(&build(&app, staff, &session, &id, draft, Mistakes::default()).await?)
}

async fn build(
    app: &App,
    staff: Staff,
    session: &Session,
    id: &str,
    draft: String,
    mistakes: Mistakes,
) -> Result<DeskOrderPage, PageError> {
    let t = staff.t.clone();
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, id).await?;
    let glance = desk::glance(&mut tx, order.tenant).await?;
    let contacts = desk::contacts(&mut tx, order.tenant).await?;
    let messages = packages::messages(&mut tx, order.tenant, order.id).await?;
    let notes = desk::notes(&mut tx, order.id).await?;
    let places = users::places(&mut tx, staff.user).await?;
    tx.commit().await?;
    let checks = Check::ALL.into_iter().map(|check| CheckLine {
        words: t.t(&format!("desk-check-{check}")),
        is_done: order.progress.checks.contains(&check),
        check,
    });
    Ok(DeskOrderPage {
        toast: Toast::take(session).await?,
        mistakes,
        bought: t.t1("packages-bought-on", "day", t.day_of(order.bought_at)),
        steps: steps(&t, &order),
        checks: checks.collect(),
        meeting: order
            .meeting_at
            .map_or_else(|| t.t("desk-no-meeting"), |at| meeting::aloud(&t, at)),
        phone: order
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect(),
        is_mine: order.expert == Some(staff.user),
        may_visit: places.iter().any(|(tenant, _)| *tenant == order.tenant),
        glance,
        contacts: contacts
            .into_iter()
            .map(|(name, email, _)| (name, email))
            .collect(),
        messages: lines(&t, messages, true),
        notes: lines(&t, notes, true),
        draft,
        order,
        staff,
    })
}

fn at(order: &Order, place: &str) -> Response {
    Redirect::to(&format!("/desk/orders/{}{place}", order.id)).into_response()
}

/// Puts the expert in charge.
pub(crate) async fn take(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    packages::take(&mut tx, order.id, staff.user).await?;
    packages::settle_access(&mut tx, Some(order.tenant), app.now()).await?;
    let detail = json!({"order": order.id, "expert": staff.email});
    audit::note_of(&mut tx, order.tenant, staff.user, "order.taken", &detail).await?;
    tx.commit().await?;
    Toast::new(staff.t.t("desk-taken")).keep(&session).await?;
    Ok(at(&order, ""))
}

/// A tick on the check-list, or its end.
#[derive(Deserialize)]
pub(crate) struct Tick {
    #[serde(default)]
    item: String,
    #[serde(default)]
    done: String,
}

/// Ticks an item off, or takes the tick back.
pub(crate) async fn tick(
    staff: Staff,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(tick): Form<Tick>,
) -> Result<Response, PageError> {
    let item: Check = tick.item.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    let by = (tick.done == "yes").then_some(staff.name.as_str());
    packages::tick(&mut tx, &order, item, by, app.now()).await?;
    tx.commit().await?;
    Ok(at(&order, "#checks"))
}

/// Where the meeting is.
#[derive(Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    link: String,
}

/// Keeps where the meeting is; the buyer is told, if there is one.
pub(crate) async fn set_link(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Link>,
) -> Result<Response, PageError> {
    let link = typed.link.trim();
    let is_link =
        link.is_empty() || (link.len() <= 500 && Url::parse(link).is_ok_and(|url| url.scheme() == "https"));
    if !is_link {
        let mut mistakes = Mistakes::default();
        mistakes.add("link", staff.t.t("desk-link-wrong"));
        return came_back(&build(&app, staff, &session, &id, String::new(), mistakes).await?);
    }
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    if order.meeting_link != link {
        packages::set_meeting_link(&mut tx, order.id, link).await?;
        billing::letters::meeting_booked(app.till(), &mut tx, order.id).await?;
    }
    tx.commit().await?;
    Toast::new(staff.t.t("desk-kept")).keep(&session).await?;
    Ok(at(&order, ""))
}

/// Writes to the buyer.
pub(crate) async fn write(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, PageError> {
    let body = match written.read(&staff.t) {
        Ok(body) => body,
        Err(mistakes) => {
            return came_back(&build(&app, staff, &session, &id, String::new(), mistakes).await?);
        }
    };
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    let message = Message {
        from_desk: true,
        author: staff.name.clone(),
        body,
        at: app.now(),
    };
    let last = packages::messages(&mut tx, order.tenant, order.id).await?.pop();
    // Sent twice by a double click, it is one message.
    if last.is_none_or(|last| (last.from_desk, &last.body) != (true, &message.body)) {
        packages::write(&mut tx, order.tenant, order.id, &message).await?;
        billing::letters::message_arrived(app.till(), &mut tx, order.id, true, &staff.name).await?;
    }
    tx.commit().await?;
    Toast::new(staff.t.t("order-message-sent")).keep(&session).await?;
    Ok(at(&order, "#messages"))
}

/// Notes something for the other experts.
pub(crate) async fn note(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, PageError> {
    let Ok(body) = written.read(&staff.t) else {
        return Ok(Redirect::to(&format!("/desk/orders/{id}#notes")).into_response());
    };
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    desk::note(&mut tx, order.id, &staff.name, &body, app.now()).await?;
    tx.commit().await?;
    Toast::new(staff.t.t("desk-kept")).keep(&session).await?;
    Ok(at(&order, "#notes"))
}

/// Opens the tenant's pages as its expert, if the tenant lets them in. Each visit stands in the tenant's audit log.
pub(crate) async fn visit(
    staff: Staff,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = app.store().system().await?;
    let order = find(&mut tx, &id).await?;
    let places = users::places(&mut tx, staff.user).await?;
    if !places.iter().any(|(tenant, _)| *tenant == order.tenant) {
        return Ok(at(&order, ""));
    }
    let detail = json!({"order": order.id});
    audit::note_of(&mut tx, order.tenant, staff.user, "expert.entered", &detail).await?;
    tx.commit().await?;
    session.insert(TENANT, order.tenant).await?;
    Ok(Redirect::to("/overview").into_response())
}
