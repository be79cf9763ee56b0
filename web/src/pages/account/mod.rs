//! A person's own account: who they are, how they want pages, how they sign in, where they are signed in.

pub(crate) mod app;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod proof;
pub(crate) mod second_factor;
pub(crate) mod sessions;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::{Language, TenantId};
use serde::Deserialize;
use store::{second_factors::Factors, tenants, users};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    pages::preferences,
    shell::{Room, Shell, Toast},
    visitor::Theme,
    words, zones,
};

#[derive(Template)]
#[template(path = "account/show.html")]
struct AccountPage {
    shell: Shell,
    typed: Typed,
    zones: Vec<(String, String)>,
    factors: Factors,
    sessions: Vec<sessions::Line>,
    places: Vec<Place>,
    mistakes: Mistakes,
}

/// A tenant in which the person has a place.
struct Place {
    id: TenantId,
    name: String,
    role: String,
    is_here: bool,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
    /// Empty: the tenant's.
    #[serde(default)]
    time_zone: String,
    #[serde(default)]
    theme: String,
    /// Ticked: single keys act on pages.
    #[serde(default)]
    keys: Option<String>,
}

impl AccountPage {
    fn languages(&self) -> Vec<(&'static str, &'static str)> {
        Language::ALL
            .into_iter()
            .map(|language| (language.code(), language.own_name()))
            .collect()
    }

    fn themes(&self) -> Vec<(&'static str, String)> {
        let t = &self.shell.member.t;
        vec![
            (Theme::System.as_str(), t.t("theme-system")),
            (Theme::Light.as_str(), t.t("theme-light")),
            (Theme::Dark.as_str(), t.t("theme-dark")),
        ]
    }
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    typed: Option<Typed>,
    mistakes: Mistakes,
) -> Result<AccountPage, PageError> {
    let t = member.t.clone();
    let mut tx = app.store().system().await?;
    let person = users::find(&mut tx, member.user)
        .await?
        .ok_or(PageError::NotFound)?;
    let factors = store::second_factors::of(&mut tx, member.user).await?;
    let sessions = sessions::lines(&mut tx, &t, member.user, session).await?;
    let mut places: Vec<Place> = Vec::new();
    for (id, role) in users::places(&mut tx, member.user).await? {
        if let Some(tenant) = tenants::find(&mut tx, id).await? {
            places.push(Place {
                id,
                name: tenant.name,
                role: words::role(&t, role),
                is_here: id == member.tenant,
            });
        }
    }
    tx.commit().await?;
    let typed = typed.unwrap_or_else(|| Typed {
        name: person.name,
        language: person.preferences.language.code().to_owned(),
        time_zone: person.preferences.time_zone.unwrap_or_default(),
        theme: person.preferences.theme,
        keys: person.preferences.has_keys.then(|| "yes".to_owned()),
    });
    let mut zones = zones::options(&typed.time_zone);
    zones.insert(0, (String::new(), t.t("account-zone-of-tenant")));
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Account).await?;
    tx.commit().await?;
    Ok(AccountPage {
        shell,
        typed,
        zones,
        factors,
        sessions,
        places,
        mistakes,
    })
}

/// The account.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    page(&load(&app, &session, member, None, Mistakes::default()).await?)
}

/// Keeps name, language, zone and appearance.
pub(crate) async fn change(
    member: Member,
    State(app): State<App>,
    session: Session,
    cookies: CookieJar,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let mut mistakes = Mistakes::default();
    if typed.name.chars().count() > 100 {
        mistakes.add("name", member.t.t1("too-long", "most", 100));
    }
    if !typed.time_zone.is_empty() && !zones::is_known(&typed.time_zone) {
        mistakes.add("time_zone", member.t.t("time-zone-wrong"));
    }
    if !mistakes.is_empty() {
        return came_back(&load(&app, &session, member, Some(typed), mistakes).await?);
    }
    let language = typed.language.parse().unwrap_or(member.t.language);
    let theme = Theme::parse(&typed.theme).unwrap_or(member.theme);
    let wanted = users::Preferences {
        language,
        time_zone: Some(typed.time_zone).filter(|zone| !zone.is_empty()),
        theme: theme.as_str().to_owned(),
        has_keys: typed.keys.is_some(),
    };
    let mut tx = app.store().system().await?;
    users::rename(&mut tx, member.user, typed.name.trim()).await?;
    users::set_preferences(&mut tx, member.user, &wanted).await?;
    tx.commit().await?;
    let mut t = member.t.clone();
    t.language = language;
    Toast::new(t.t("saved")).keep(&session).await?;
    let cookies = preferences::with_theme(preferences::with_language(cookies, &app, language), &app, theme);
    Ok((cookies, Redirect::to("/account")).into_response())
}

/// Whether one of the person's tenants wants a second factor of them.
async fn is_wanted(app: &App, member: &Member) -> Result<bool, PageError> {
    let mut tx = app.store().system().await?;
    let mut wanted = false;
    for (tenant, _) in users::places(&mut tx, member.user).await? {
        let tenant = tenants::find(&mut tx, tenant).await?;
        wanted |= tenant.is_some_and(|tenant| tenant.requires_second_factor);
    }
    tx.commit().await?;
    Ok(wanted)
}

/// Notes an act on the person's own account in the tenant in which they look around.
async fn note(app: &App, member: &Member, act: &str) -> Result<(), PageError> {
    let mut tx = member.begin(app).await?;
    store::audit::note(
        &mut tx,
        member.user,
        act,
        &serde_json::json!({ "email": member.email }),
    )
    .await?;
    Ok(tx.commit().await?)
}
