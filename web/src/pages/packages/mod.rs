//! Set-up packages: what is in one, and an order from purchase to acceptance.

pub(crate) mod meeting;
pub(crate) mod order;

use askama::Template;
use axum::{extract::State, response::Response};
use billing::vat::Vat;
use domain::{Package, Permission, package::Step};
use store::{packages, packages::Order, subscriptions};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
};

#[derive(Template)]
#[template(path = "packages/list.html")]
struct PackagesPage {
    shell: Shell,
    price: String,
    with_vat: String,
    may_buy: bool,
    orders: Vec<OrderLine>,
}

struct OrderLine {
    id: String,
    bought: String,
    step: String,
    meeting: String,
}

/// The words of a step.
fn step(t: &Locale, step: Step) -> String {
    t.t(&format!("order-step-{}", step.as_str()))
}

/// What comes next, said so that it does not read as done.
pub(crate) fn next_step(t: &Locale, order: &Order) -> String {
    match order.progress.next() {
        Some(next) => t.t1("order-next", "step", step(t, next)),
        None => t.t("order-all-done"),
    }
}

fn line(t: &Locale, order: &Order) -> OrderLine {
    OrderLine {
        id: order.id.to_string(),
        bought: t.t1("packages-bought-on", "day", t.day_of(order.bought_at)),
        step: next_step(t, order),
        meeting: order.meeting_at.map(|at| t.moment(at)).unwrap_or_default(),
    }
}

/// What a package is, and what the tenant bought.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let may_buy = member.role.may(Permission::Pay) && app.till().is_set_up();
    let mut tx = member.begin(&app).await?;
    let account = subscriptions::account(&mut tx).await?;
    let orders = packages::list(&mut tx).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Billing).await?;
    tx.commit().await?;
    let net = billing::package(Package::SetUp).price();
    let with_vat = match Vat::of(&account.country, account.vat_number.is_some()) {
        vat @ Vat::Rate(_) => t.t1("plan-with-vat", "price", t.money(vat.on_top_of(net), "EUR")),
        Vat::ReverseCharge => t.t("plan-reverse-charge"),
        Vat::Outside => t.t("plan-no-vat"),
    };
    page(&PackagesPage {
        price: t.t1("packages-price", "price", t.money(net, "EUR")),
        with_vat,
        may_buy,
        orders: orders.iter().map(|order| line(&t, order)).collect(),
        shell,
    })
}
