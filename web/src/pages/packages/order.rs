//! An order's page: progress, meeting, wishes, access, messages.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{OrderId, Permission, package::Step};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use serde_json::json;
use store::{
    Tx, audit,
    packages::{self, Message, Order},
};
use tower_sessions::Session;

use super::meeting::{self, Day};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
};

/// Longest texts that are taken, in characters.
const LONGEST: usize = 4_000;
const LONGEST_NAME: usize = 120;
/// Days for which access can be given.
const ACCESS: i64 = 90;
/// Days that are proposed.
const PROPOSED: i64 = 14;

#[derive(Template)]
#[template(path = "packages/show.html")]
struct OrderPage {
    shell: Shell,
    id: String,
    bought: String,
    steps: Vec<StepLine>,
    may_change: bool,
    meeting: Option<Meeting>,
    days: Vec<Day>,
    zone: String,
    typed: Typed,
    mistakes: Mistakes,
    consent: String,
    consent_day: String,
    messages: Vec<MessageLine>,
    draft: String,
    may_accept: bool,
}

/// A step with its mark.
pub(crate) struct StepLine {
    pub(crate) words: String,
    pub(crate) is_done: bool,
    pub(crate) is_next: bool,
}

struct Meeting {
    at: String,
    with: String,
    link: String,
}

/// A message on a page.
pub(crate) struct MessageLine {
    pub(crate) is_ours: bool,
    pub(crate) author: String,
    pub(crate) body: String,
    pub(crate) at: String,
}

/// The steps of an order.
pub(crate) fn steps(t: &Locale, order: &Order) -> Vec<StepLine> {
    let next = order.progress.next();
    Step::ALL
        .into_iter()
        .map(|step| StepLine {
            words: super::step(t, step),
            is_done: order.progress.is_done(step),
            is_next: next == Some(step),
        })
        .collect()
}

/// Messages as they are shown to one side.
pub(crate) fn lines(t: &Locale, messages: Vec<Message>, desk: bool) -> Vec<MessageLine> {
    messages
        .into_iter()
        .map(|message| MessageLine {
            is_ours: message.from_desk == desk,
            author: message.author,
            body: message.body,
            at: t.moment(message.at),
        })
        .collect()
}

/// What was typed about the wishes.
#[derive(Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    contact: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    wishes: String,
}

impl Typed {
    fn mistakes(&self, t: &Locale) -> Mistakes {
        let mut mistakes = Mistakes::default();
        let too_long = |most: usize| t.t1("order-too-long", "most", most);
        if self.contact.chars().count() > LONGEST_NAME {
            mistakes.add("contact", too_long(LONGEST_NAME));
        }
        let is_phone = |c: char| c.is_ascii_digit() || " +-()/.".contains(c);
        if self.phone.chars().count() > 40 || !self.phone.chars().all(is_phone) {
            mistakes.add("phone", t.t("order-phone-wrong"));
        }
        if self.wishes.chars().count() > LONGEST {
            mistakes.add("wishes", too_long(LONGEST));
        }
        mistakes
    }
}

/// What has been typed and came back.
#[derive(Default)]
struct Back {
    typed: Option<Typed>,
    draft: String,
    mistakes: Mistakes,
}

/// The member's order of this id; another tenant's looks as if it were not there.
pub(super) async fn find(tx: &mut Tx, id: &str) -> Result<Order, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    packages::find(tx, id).await?.ok_or(PageError::NotFound)
}

/// Whoever pays or works on flows may speak about the order.
pub(super) fn may_change(member: &Member) -> bool {
    member.role.may(Permission::Pay) || member.role.may(Permission::Edit)
}

pub(super) fn must_change(member: &Member) -> Result<(), PageError> {
    if may_change(member) {
        return Ok(());
    }
    member.may(Permission::Pay)
}

/// An order, with all that can be done about it.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    page(&build(&app, member, &session, &id, Back::default()).await?)
}

async fn build(
    app: &App,
    member: Member,
    session: &Session,
    id: &str,
    back: Back,
) -> Result<OrderPage, PageError> {
    let (t, now, may_change) = (member.t.clone(), app.now(), may_change(&member));
    let mut tx = member.begin(app).await?;
    let order = find(&mut tx, id).await?;
    let messages = packages::messages(&mut tx, order.tenant, order.id).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Billing).await?;
    tx.commit().await?;
    let today = now.to_zoned(t.zone.clone()).date();
    let days = if order.accepted_at.is_none() && may_change {
        meeting::days(app, &t, &order).await?
    } else {
        Vec::new()
    };
    let expert = if order.expert_name.is_empty() {
        t.t("order-expert-open")
    } else {
        order.expert_name.clone()
    };
    Ok(OrderPage {
        id: order.id.to_string(),
        bought: t.t1("packages-bought-on", "day", t.day_of(order.bought_at)),
        steps: steps(&t, &order),
        may_change,
        meeting: order.meeting_at.map(|at| Meeting {
            at: meeting::aloud(&t, at),
            with: t.t1("order-meeting-words", "expert", expert),
            link: order.meeting_link.clone(),
        }),
        days,
        zone: t.zone.iana_name().unwrap_or("UTC").to_owned(),
        typed: back.typed.unwrap_or(Typed {
            contact: order.contact.clone(),
            phone: order.phone.clone(),
            wishes: order.wishes.clone(),
        }),
        mistakes: back.mistakes,
        consent: order
            .consent_until
            .filter(|until| *until >= today)
            .map(|until| t.t1("order-consent-given", "day", t.day(until)))
            .unwrap_or_default(),
        consent_day: proposed(today).to_string(),
        messages: lines(&t, messages, false),
        draft: back.draft,
        may_accept: may_change && order.accepted_at.is_none() && order.progress.is_done(Step::Shown),
        shell,
    })
}

fn proposed(today: Date) -> Date {
    today.checked_add(PROPOSED.days()).unwrap_or(today)
}

fn at(id: &OrderId, place: &str) -> Response {
    Redirect::to(&format!("/billing/packages/{id}{place}")).into_response()
}

/// Keeps wishes and whom we call.
pub(crate) async fn set_wishes(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    must_change(&member)?;
    let t = member.t.clone();
    let mistakes = typed.mistakes(&t);
    if !mistakes.is_empty() {
        let back = Back {
            typed: Some(typed),
            mistakes,
            ..Back::default()
        };
        return came_back(&build(&app, member, &session, &id, back).await?);
    }
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    let (contact, phone, wishes) = (typed.contact.trim(), typed.phone.trim(), typed.wishes.trim());
    packages::set_wishes(&mut tx, order.id, contact, phone, wishes).await?;
    let detail = json!({"order": order.id});
    audit::note(&mut tx, member.user, "order.wishes_changed", &detail).await?;
    tx.commit().await?;
    Toast::new(t.t("order-wishes-kept")).keep(&session).await?;
    Ok(at(&order.id, ""))
}

/// Until when access is given; an empty day takes it back.
#[derive(Deserialize)]
pub(crate) struct Consent {
    #[serde(default)]
    until: String,
}

impl Consent {
    /// None: it is taken back.
    fn read(&self, t: &Locale, now: Timestamp) -> Result<Option<Date>, Mistakes> {
        if self.until.is_empty() {
            return Ok(None);
        }
        let today = now.to_zoned(t.zone.clone()).date();
        let last = today.checked_add(ACCESS.days()).unwrap_or(today);
        match self.until.parse::<Date>() {
            Ok(until) if (today..=last).contains(&until) => Ok(Some(until)),
            _ => {
                let mut mistakes = Mistakes::default();
                mistakes.add("until", t.t("order-consent-day"));
                Err(mistakes)
            }
        }
    }
}

/// Gives our expert access, or takes it back; either holds at once.
pub(crate) async fn set_consent(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(consent): Form<Consent>,
) -> Result<Response, PageError> {
    // Whoever lets somebody in manages members.
    member.may(Permission::Manage)?;
    let (t, now) = (member.t.clone(), app.now());
    let until = match consent.read(&t, now) {
        Ok(until) => until,
        Err(mistakes) => {
            let back = Back {
                mistakes,
                ..Back::default()
            };
            return came_back(&build(&app, member, &session, &id, back).await?);
        }
    };
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    packages::set_consent(&mut tx, order.id, until, now).await?;
    let (act, words) = match until {
        Some(_) => ("order.access_given", "order-consent-kept"),
        None => ("order.access_taken", "order-consent-taken"),
    };
    let detail = json!({"order": order.id, "until": until});
    audit::note(&mut tx, member.user, act, &detail).await?;
    tx.commit().await?;
    let mut tx = app.store().system().await?;
    packages::settle_access(&mut tx, Some(member.tenant), now).await?;
    tx.commit().await?;
    Toast::new(t.t(words)).keep(&session).await?;
    Ok(at(&order.id, ""))
}

/// What was written.
#[derive(Deserialize)]
pub(crate) struct Written {
    #[serde(default)]
    body: String,
}

impl Written {
    /// The text, or what is wrong with it.
    pub(crate) fn read(&self, t: &Locale) -> Result<String, Mistakes> {
        let mut mistakes = Mistakes::default();
        let body = self.body.trim();
        if body.is_empty() {
            mistakes.add("body", t.t("order-message-empty"));
        }
        if body.chars().count() > LONGEST {
            mistakes.add("body", t.t1("order-too-long", "most", LONGEST));
        }
        if mistakes.is_empty() {
            Ok(body.replace('\u{0}', ""))
        } else {
            Err(mistakes)
        }
    }
}

/// Writes to our experts.
pub(crate) async fn write(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(written): Form<Written>,
) -> Result<Response, PageError> {
    must_change(&member)?;
    let t = member.t.clone();
    let body = match written.read(&t) {
        Ok(body) => body,
        Err(mistakes) => {
            let back = Back {
                draft: written.body,
                mistakes,
                typed: None,
            };
            return came_back(&build(&app, member, &session, &id, back).await?);
        }
    };
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    tx.commit().await?;
    let author = if member.name.is_empty() {
        member.email.clone()
    } else {
        member.name.clone()
    };
    let message = Message {
        from_desk: false,
        author: author.clone(),
        body,
        at: app.now(),
    };
    let mut tx = app.store().system().await?;
    // Sent twice by a double click, it is one message.
    let last = packages::messages(&mut tx, order.tenant, order.id).await?.pop();
    if last.is_none_or(|last| (last.from_desk, &last.body) != (false, &message.body)) {
        packages::write(&mut tx, order.tenant, order.id, &message).await?;
        billing::letters::message_arrived(app.till(), &mut tx, order.id, false, &author).await?;
    }
    tx.commit().await?;
    Toast::new(t.t("order-message-sent")).keep(&session).await?;
    Ok(at(&order.id, "#messages"))
}

/// The buyer says that all is well.
pub(crate) async fn accept(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    must_change(&member)?;
    let mut tx = member.begin(&app).await?;
    let order = find(&mut tx, &id).await?;
    if order.accepted_at.is_none() && order.progress.is_done(Step::Shown) {
        packages::accept(&mut tx, order.id, app.now()).await?;
        let detail = json!({"order": order.id});
        audit::note(&mut tx, member.user, "order.accepted", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.t("order-accepted")).keep(&session).await?;
    Ok(at(&order.id, ""))
}
