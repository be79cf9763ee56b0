//! Help: the guides, their index and search. Anyone may read them; a member finds them in their own frame.

mod guides;
mod picture;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;
use tower_sessions::Session;

pub(crate) use guides::of_room;

use self::guides::Guide;
use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
    visitor::Visitor,
};

/// What was asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// A list of guides, all or those found.
struct List {
    t: Locale,
    asked: String,
    guides: Vec<&'static Guide>,
}

#[derive(Template)]
#[template(path = "help/index_member.html")]
struct IndexForMember {
    shell: Shell,
    list: List,
}

#[derive(Template)]
#[template(path = "help/index_visitor.html")]
struct IndexForVisitor {
    visitor: Visitor,
    list: List,
}

/// All guides, or those in which the asked words stand.
pub(crate) async fn index(
    member: Option<Member>,
    visitor: Visitor,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let list = |t: &Locale| List {
        t: t.clone(),
        guides: guides::search(t.language, &asked.q),
        asked: asked.q.trim().to_owned(),
    };
    match member {
        Some(member) => page(&IndexForMember {
            list: list(&member.t),
            shell: shell(&app, &session, member).await?,
        }),
        None => page(&IndexForVisitor {
            list: list(&visitor.t),
            visitor,
        }),
    }
}

#[derive(Template)]
#[template(path = "help/guide_member.html")]
struct GuideForMember {
    shell: Shell,
    guide: &'static Guide,
}

#[derive(Template)]
#[template(path = "help/guide_visitor.html")]
struct GuideForVisitor {
    visitor: Visitor,
    t: Locale,
    guide: &'static Guide,
}

/// One guide.
pub(crate) async fn show(
    member: Option<Member>,
    visitor: Visitor,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Response, PageError> {
    let language = member
        .as_ref()
        .map_or(visitor.t.language, |member| member.t.language);
    let guide = guides::find(language, &name).ok_or(PageError::NotFound)?;
    match member {
        Some(member) => page(&GuideForMember {
            shell: shell(&app, &session, member).await?,
            guide,
        }),
        None => page(&GuideForVisitor {
            t: visitor.t.clone(),
            visitor,
            guide,
        }),
    }
}

async fn shell(app: &App, session: &Session, member: Member) -> Result<Shell, PageError> {
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Help).await?;
    tx.commit().await?;
    Ok(shell)
}
