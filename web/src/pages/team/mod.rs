//! Members of a tenant: who they are, what each may do, who is invited, and whether they need a second factor.

pub(crate) mod invitations;
pub(crate) mod members;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{Language, Permission, Role, UserId};
use serde::Deserialize;
use serde_json::json;
use store::{Tx, audit, connections, invitations as invited, second_factors, users};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
    words,
};

#[derive(Template)]
#[template(path = "team/show.html")]
struct TeamPage {
    shell: Shell,
    members: Vec<MemberLine>,
    invitations: Vec<InvitationLine>,
    left_behind: Vec<ConnectionLine>,
    is_required: bool,
    /// The one who looks may invite, remove and change roles.
    may_manage: bool,
    typed: invitations::Typed,
    mistakes: Mistakes,
}

struct MemberLine {
    user: UserId,
    name: String,
    email: String,
    role: Role,
    role_words: String,
    until: String,
    since: String,
    has_factor: bool,
    is_you: bool,
    /// The one who looks may change this one's role and take the place away.
    may_change: bool,
}

struct InvitationLine {
    id: Uuid,
    email: String,
    role: String,
    sent: String,
    until: String,
    is_over: bool,
}

/// A connection whose authoriser is no member any more.
pub(super) struct ConnectionLine {
    pub(super) id: domain::ConnectionId,
    pub(super) name: String,
}

/// What a role may do, as a row of the table.
struct RoleLine {
    role: String,
    words: String,
    may: [bool; 5],
}

impl TeamPage {
    fn roles(&self) -> Vec<RoleLine> {
        let t = &self.shell.member.t;
        Role::ALL
            .into_iter()
            .map(|role| RoleLine {
                role: words::role(t, role),
                words: t.t(&format!("{}-words", role_key(role))),
                may: [
                    Permission::See,
                    Permission::Edit,
                    Permission::Manage,
                    Permission::Pay,
                    Permission::Own,
                ]
                .map(|permission| role.may(permission)),
            })
            .collect()
    }

    fn left_behind_count(&self) -> u64 {
        self.left_behind.len() as u64
    }

    /// The roles that the one who looks may give.
    fn offered(&self) -> Vec<(&'static str, String)> {
        offered(&self.shell.member)
    }

    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        Language::ALL
            .into_iter()
            .map(|language| (language.code(), language.own_name()))
            .collect()
    }

    fn spans(&self) -> Vec<(&'static str, String)> {
        let t = &self.shell.member.t;
        let mut spans = vec![("", t.t("team-access-lasting"))];
        spans.extend(
            invitations::DAYS
                .into_iter()
                .map(|(value, days)| (value, t.count("team-access-days", days))),
        );
        spans
    }
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Owner => "role-owner",
        Role::Admin => "role-admin",
        Role::Editor => "role-editor",
        Role::Viewer => "role-viewer",
        Role::Billing => "role-billing",
        Role::Expert => "role-expert",
    }
}

/// The roles that a member may give: only owners name owners.
fn offered(member: &Member) -> Vec<(&'static str, String)> {
    Role::ALL
        .into_iter()
        .filter(|role| may_give(member, *role))
        .map(|role| (role.as_str(), words::role(&member.t, role)))
        .collect()
}

fn may_give(member: &Member, role: Role) -> bool {
    member.role.may(Permission::Manage) && (role != Role::Owner || member.role.may(Permission::Own))
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    typed: invitations::Typed,
    mistakes: Mistakes,
) -> Result<TeamPage, PageError> {
    let t = member.t.clone();
    let mut tx = app.store().system().await?;
    let with_factor = second_factors::members_with(&mut tx, member.tenant).await?;
    tx.commit().await?;
    let mut tx = member.begin(app).await?;
    let members = users::members(&mut tx).await?;
    let left_behind = left_behind(&mut tx, &members).await?;
    let invitations = invited::list(&mut tx).await?;
    let is_required = second_factors::are_required(&mut tx).await?;
    let may_manage = member.role.may(Permission::Manage);
    let lines = members
        .into_iter()
        .map(|one| MemberLine {
            user: one.user,
            is_you: one.user == member.user,
            has_factor: with_factor.contains(&one.user),
            may_change: may_give(&member, one.role),
            role_words: words::role(&t, one.role),
            until: one.until.map(|at| t.day_of(at)).unwrap_or_default(),
            since: t.day_of(one.since),
            name: one.name,
            email: one.email,
            role: one.role,
        })
        .collect();
    let shell = Shell::load(&mut tx, session, member, Room::Team).await?;
    tx.commit().await?;
    Ok(TeamPage {
        shell,
        members: lines,
        invitations: invitations
            .into_iter()
            .map(|one| InvitationLine {
                id: one.id,
                role: words::role(&t, one.role),
                sent: t.moment(one.letter_at),
                until: t.day_of(one.expires_at),
                is_over: one.expires_at <= t.now,
                email: one.email,
            })
            .collect(),
        left_behind,
        is_required,
        may_manage,
        typed,
        mistakes,
    })
}

/// Connections that someone authorised who is no member any more (X15).
async fn left_behind(tx: &mut Tx, members: &[users::Member]) -> Result<Vec<ConnectionLine>, PageError> {
    Ok(connections::list(tx)
        .await?
        .into_iter()
        .filter(|connection| {
            connection
                .authorised_by
                .is_some_and(|by| !members.iter().any(|member| member.user == by))
        })
        .map(|connection| ConnectionLine {
            id: connection.id,
            name: connection.name,
        })
        .collect())
}

/// The team.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    let typed = invitations::Typed::blank(&member.t);
    page(&load(&app, &session, member, typed, Mistakes::default()).await?)
}

/// Whether each member is to have a second factor.
#[derive(Deserialize)]
pub(crate) struct Required {
    #[serde(default)]
    required: String,
}

/// Asks each member for a second factor, or no longer. Who switches it on has one, or they would lock themselves out.
pub(crate) async fn require(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(form): Form<Required>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let wanted = form.required == "yes";
    let mut tx = app.store().system().await?;
    let has_one = second_factors::of(&mut tx, member.user).await?.any();
    tx.commit().await?;
    if wanted && !has_one {
        let mut mistakes = Mistakes::default();
        mistakes.add("required", member.t.t("team-factor-own-first"));
        let typed = invitations::Typed::blank(&member.t);
        return came_back(&load(&app, &session, member, typed, mistakes).await?);
    }
    let mut tx = member.begin(&app).await?;
    let before = second_factors::are_required(&mut tx).await?;
    if before != wanted {
        second_factors::require(&mut tx, wanted).await?;
        audit::note(
            &mut tx,
            member.user,
            "tenant.second_factor_required",
            &json!({ "from": before, "to": wanted }),
        )
        .await?;
    }
    tx.commit().await?;
    let words = if wanted {
        "team-factor-on"
    } else {
        "team-factor-off"
    };
    Toast::new(member.t.t(words)).keep(&session).await?;
    Ok(Redirect::to("/team").into_response())
}

fn refused(t: &Locale) -> String {
    t.t("team-last-owner")
}
