//! All flows of a tenant.

use askama::Template;
use axum::{extract::State, response::Response};
use domain::Permission;
use store::insights::{self, Piece};
use tower_sessions::Session;

use super::line::{Line, Lines};
use crate::{
    App,
    error::{PageError, page},
    member::Member,
    shell::{Room, Shell},
};

#[derive(Template)]
#[template(path = "flows/list.html")]
struct FlowsPage {
    shell: Shell,
    flows: Vec<Line>,
    may_edit: bool,
}

/// Every flow with its switch, its state and why, and what came of it today.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let today = member.t.start_of_day(member.t.now);
    let lines = Lines::load(&mut tx).await?;
    let counts = insights::counts(&mut tx, None, today, Piece::Hour, "UTC").await?;
    let delays = insights::delays(&mut tx, today).await?;
    let may_edit = member.role.may(Permission::Edit);
    let shell = Shell::load(&mut tx, &session, member, Room::Flows).await?;
    tx.commit().await?;
    page(&FlowsPage {
        flows: lines.rows(&shell.member.t, &counts, &delays),
        shell,
        may_edit,
    })
}
