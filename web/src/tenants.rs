//! A person in several tenants: looking around in another one, and links that lead to things of another one.

use axum::{
    extract::{Path, Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{TenantId, UserId};
use http::{Method, StatusCode};
use jiff::tz::TimeZone;
use store::{tenants, users};
use tower_sessions::Session;
use tracing::error;
use uuid::Uuid;

use crate::{
    App,
    error::PageError,
    locale::Locale,
    member::{Member, TENANT, USER},
    shell::Toast,
};

/// Looks around in another of the person's tenants.
pub(crate) async fn choose(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(tenant): Path<TenantId>,
) -> Result<Redirect, PageError> {
    let mut tx = app.store().system().await?;
    let places = users::places(&mut tx, member.user).await?;
    let chosen = tenants::find(&mut tx, tenant).await?;
    tx.commit().await?;
    let chosen = chosen
        .filter(|chosen| places.iter().any(|(place, _)| *place == chosen.id))
        .ok_or(PageError::NotFound)?;
    session.insert(TENANT, chosen.id).await?;
    Toast::new(member.t.t1("tenant-switched", "tenant", chosen.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/overview"))
}

/// A page that is not in this tenant may be in another of the person's own: then they are led there, and told so. For
/// everyone else it stays what it was, nothing.
pub(crate) async fn led_over(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_page = request.method() == Method::GET;
    let session = request.extensions().get::<Session>().cloned();
    let path = request
        .uri()
        .path_and_query()
        .map_or_else(String::new, ToString::to_string);
    let response = next.run(request).await;
    if !is_page || response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    let Some(session) = session else { return response };
    match elsewhere(&app, &session, &path).await {
        Ok(true) => Redirect::to(&path).into_response(),
        Ok(false) => response,
        Err(error) => {
            error!(error = %error, "what another tenant holds could not be looked up");
            response
        }
    }
}

/// Switches to the tenant of the person's own that holds what the path names; false if none does.
async fn elsewhere(app: &App, session: &Session, path: &str) -> Result<bool, PageError> {
    let things: Vec<Uuid> = path
        .split(['/', '?', '&', '='])
        .filter_map(|part| Uuid::try_parse(part).ok())
        .collect();
    let (Some(user), Some(thing)) = (session.get::<UserId>(USER).await?, things.first()) else {
        return Ok(false);
    };
    let here = session.get::<TenantId>(TENANT).await?;
    let mut tx = app.store().system().await?;
    let places: Vec<TenantId> = users::places(&mut tx, user)
        .await?
        .into_iter()
        .map(|(tenant, _)| tenant)
        .collect();
    // Where they are now: what was chosen, else the oldest place.
    let here = here
        .filter(|here| places.contains(here))
        .or_else(|| places.first().copied());
    let others: Vec<TenantId> = places.into_iter().filter(|place| Some(*place) != here).collect();
    if others.is_empty() {
        return Ok(false);
    }
    let Some(holder) = tenants::holding(&mut tx, *thing, &others).await? else {
        return Ok(false);
    };
    let person = users::find(&mut tx, user).await?;
    let name = tenants::find(&mut tx, holder).await?.map(|tenant| tenant.name);
    tx.commit().await?;
    session.insert(TENANT, holder).await?;
    let language = person
        .map(|person| person.preferences.language)
        .unwrap_or_default();
    let t = Locale::new(language, TimeZone::UTC, app.now());
    Toast::new(t.t1("tenant-led-over", "tenant", name.unwrap_or_default()))
        .keep(session)
        .await?;
    Ok(true)
}
