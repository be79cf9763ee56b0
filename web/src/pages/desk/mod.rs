//! The desk of our experts: all orders by step and age, today's meetings.

pub(crate) mod order;

use askama::Template;
use axum::{extract::State, response::Response};
use domain::package::Step;
use jiff::{SignedDuration, Timestamp};
use store::packages::{self, Order};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    pages::packages::{meeting, next_step},
    shell::Toast,
    staff::Staff,
};

#[derive(Template)]
#[template(path = "desk/list.html")]
struct DeskPage {
    staff: Staff,
    toast: Option<Toast>,
    open_words: String,
    open: Vec<Line>,
    today: Vec<Line>,
    closed: Vec<Line>,
}

/// An order on the desk.
struct Line {
    id: String,
    tenant: String,
    buyer: String,
    step: String,
    age: String,
    /// Longer than a working day without an expert: it calls for one.
    is_urgent: bool,
    meeting: String,
    expert: String,
    /// Sorts the lines: earlier steps and older orders first.
    rank: (Option<Step>, Timestamp),
}

/// So long an order may be without an expert.
const SOON: SignedDuration = SignedDuration::from_hours(24);

fn line(t: &Locale, order: &Order, now: Timestamp) -> Line {
    let waited = now.duration_since(order.bought_at);
    let days = u64::try_from(waited.as_hours() / 24).unwrap_or_default();
    Line {
        id: order.id.to_string(),
        tenant: order.tenant_name.clone(),
        buyer: order.buyer.clone(),
        step: next_step(t, order),
        age: if days == 0 {
            t.t("desk-new")
        } else {
            t.count("desk-days", days)
        },
        is_urgent: order.expert.is_none() && waited > SOON,
        meeting: order
            .meeting_at
            .map_or_else(|| t.t("desk-no-meeting"), |at| meeting::aloud(t, at)),
        expert: if order.expert_name.is_empty() {
            t.t("desk-nobody")
        } else {
            order.expert_name.clone()
        },
        rank: (order.progress.next(), order.bought_at),
    }
}

/// All orders.
pub(crate) async fn list(
    staff: Staff,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let (t, now) = (staff.t.clone(), app.now());
    let mut tx = app.store().system().await?;
    let orders = packages::all(&mut tx).await?;
    tx.commit().await?;
    let day = |at: Timestamp| at.to_zoned(t.zone.clone()).date();
    let mut today: Vec<&Order> = orders
        .iter()
        .filter(|order| order.meeting_at.is_some_and(|at| day(at) == day(now)))
        .collect();
    today.sort_by_key(|order| order.meeting_at);
    let (open, closed): (Vec<&Order>, Vec<&Order>) =
        orders.iter().partition(|order| order.accepted_at.is_none());
    let lines =
        |orders: Vec<&Order>| -> Vec<Line> { orders.into_iter().map(|order| line(&t, order, now)).collect() };
    let mut open = lines(open);
    open.sort_by_key(|line| line.rank);
    page(&DeskPage {
        open_words: t.count("desk-open", open.len() as u64),
        today: lines(today),
        closed: lines(closed),
        open,
        toast: Toast::take(&session).await?,
        staff,
    })
}
