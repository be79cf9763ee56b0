//! Who asks: a signed-in person and the tenant in which they have a place.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use domain::{Permission, Role, TenantId, UserId};
use http::request::Parts;
use store::{Tx, second_factors, tenants, users};
use tower_sessions::Session;

use crate::{
    App, entry,
    error::PageError,
    locale::Locale,
    visitor::{Theme, Visitor},
};

/// Under which the session keeps who signed in.
pub(crate) const USER: &str = "user_id";
/// Under which the session keeps in which of their tenants a person looks around.
pub(crate) const TENANT: &str = "tenant_id";

/// A signed-in member. Their place is asked for with each request, so that one who was removed is out at once.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) user: UserId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) tenant: TenantId,
    pub(crate) tenant_name: String,
    /// They have places in other tenants, too.
    pub(crate) has_other_tenants: bool,
    /// The tenant wants a second factor of each member, and they have none.
    pub(crate) lacks_second_factor: bool,
    /// Words, numbers and moments as this member wants them.
    pub(crate) t: Locale,
    pub(crate) theme: Theme,
    /// Single keys act on pages.
    pub(crate) has_keys: bool,
    /// Path and query of the page, to lead back to it.
    pub(crate) path: String,
}

impl FromRequestParts<App> for Member {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let back_to = Visitor::of(parts, app).path;
        let member = <Self as OptionalFromRequestParts<App>>::from_request_parts(parts, app)
            .await?
            .ok_or(PageError::SignedOut { back_to })?;
        // Their own account is where it is set up; all else waits for it.
        if member.lacks_second_factor && !is_account(parts.uri.path()) {
            return Err(PageError::SecondFactorNeeded);
        }
        Ok(member)
    }
}

impl OptionalFromRequestParts<App> for Member {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, PageError> {
        let session = Session::from_request_parts(parts, app)
            .await
            .map_err(|(_, why)| PageError::Internal(why.to_owned()))?;
        let Some(user) = session.get::<UserId>(USER).await? else {
            return Ok(None);
        };
        let chosen = session.get::<TenantId>(TENANT).await?;
        entry::seen(&session, app.now()).await?;
        find(app, user, chosen, Visitor::of(parts, app)).await
    }
}

fn is_account(path: &str) -> bool {
    path == "/account" || path.starts_with("/account/") || path == "/tenants" || path.starts_with("/tenants/")
}

async fn find(
    app: &App,
    user: UserId,
    chosen: Option<TenantId>,
    visitor: Visitor,
) -> Result<Option<Member>, PageError> {
    let mut tx = app.store().system().await?;
    let person = users::find(&mut tx, user).await?;
    let places = users::places(&mut tx, user).await?;
    // A place that was taken away since is no place; the oldest is then where one is.
    let place = places
        .iter()
        .find(|(tenant, _)| Some(*tenant) == chosen)
        .or_else(|| places.first());
    let tenant = match place {
        Some((tenant, role)) => tenants::find(&mut tx, *tenant)
            .await?
            .map(|tenant| (tenant, *role)),
        None => None,
    };
    let lacks_second_factor = match &tenant {
        Some((tenant, _)) if tenant.requires_second_factor => !second_factors::of(&mut tx, user).await?.any(),
        _ => false,
    };
    tx.commit().await?;
    Ok(person.zip(tenant).map(|(person, (tenant, role))| {
        let zone = person.preferences.time_zone.as_ref().unwrap_or(&tenant.time_zone);
        Member {
            user,
            email: person.email,
            name: person.name,
            role,
            tenant: tenant.id,
            tenant_name: tenant.name,
            has_other_tenants: places.len() > 1,
            lacks_second_factor,
            t: Locale::new(person.preferences.language, Locale::zone(zone), app.now()),
            theme: Theme::parse(&person.preferences.theme).unwrap_or_default(),
            has_keys: person.preferences.has_keys,
            path: visitor.path,
        }
    }))
}

impl Member {
    /// A transaction that sees the rows of the member's tenant only.
    pub(crate) async fn begin(&self, app: &App) -> Result<Tx, PageError> {
        Ok(app.store().begin(self.tenant).await?)
    }

    /// Refuses an act for which the member's role is not enough. Say it before anything is read or written.
    pub(crate) fn may(&self, permission: Permission) -> Result<(), PageError> {
        if self.role.may(permission) {
            Ok(())
        } else {
            Err(PageError::Forbidden {
                t: Box::new(self.t.clone()),
                tenant: self.tenant_name.clone(),
            })
        }
    }
}
