//! The front page: what Kopru is, for those who don't know it.

use askama::Template;
use axum::response::Response;
use domain::Decimal;

use crate::{
    error::{PageError, page},
    member::Member,
    visitor::Visitor,
    words::{self, Look},
};

#[derive(Template)]
#[template(path = "front/show.html")]
struct FrontPage {
    visitor: Visitor,
    is_member: bool,
    /// The example's total, written as the reader's language does.
    total: String,
    created: Look,
    lanes: Vec<Lane>,
    /// Keys of heading and sentence.
    points: [(&'static str, &'static str); 6],
}

/// What flows from where to where.
struct Lane {
    from: String,
    to: String,
}

const LANES: [(&str, &str); 6] = [
    ("front-lane-orders", "front-lane-deals"),
    ("front-lane-invoices", "front-lane-hubspot-invoices"),
    ("front-lane-status", "front-lane-stage"),
    ("front-lane-customers", "front-lane-contacts"),
    ("front-lane-hubspot-products", "front-lane-products"),
    ("front-lane-stock", "front-lane-hubspot-stock"),
];

/// Anyone may see it; a member finds the way to their overview.
pub(crate) async fn show(visitor: Visitor, member: Option<Member>) -> Result<Response, PageError> {
    let t = &visitor.t;
    page(&FrontPage {
        is_member: member.is_some(),
        total: t.money(Decimal::new(11_995, 2), "EUR"),
        created: words::outcome(t, "created"),
        lanes: LANES
            .iter()
            .map(|(from, to)| Lane {
                from: t.t(from),
                to: t.t(to),
            })
            .collect(),
        points: [
            ("front-why-log", "front-why-log-words"),
            ("front-why-told", "front-why-told-words"),
            ("front-why-mapping", "front-why-mapping-words"),
            ("front-why-nothing-lost", "front-why-nothing-lost-words"),
            ("front-why-private", "front-why-private-words"),
            ("front-why-unlimited", "front-why-unlimited-words"),
        ],
        visitor,
    })
}
