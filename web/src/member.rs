//! Who asks: a signed-in person and the tenant in which they have a place.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use domain::{TenantId, UserId};
use http::request::Parts;
use store::{Tx, tenants, users};
use tower_sessions::Session;

use crate::{App, error::PageError};

/// Under which the session keeps who signed in.
pub(crate) const USER: &str = "user_id";

/// A signed-in member. Their place is asked for with each request, so that one who was removed is out at once.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) email: String,
    pub(crate) tenant: TenantId,
    pub(crate) tenant_name: String,
}

impl FromRequestParts<App> for Member {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let path = parts
            .uri
            .path_and_query()
            .map_or("/", |path| path.as_str())
            .to_owned();
        <Self as OptionalFromRequestParts<App>>::from_request_parts(parts, app)
            .await?
            .ok_or(PageError::SignedOut { back_to: path })
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
        find(app, user).await
    }
}

async fn find(app: &App, user: UserId) -> Result<Option<Member>, PageError> {
    let mut tx = app.store().system().await?;
    let person = users::find(&mut tx, user).await?;
    let place = users::places(&mut tx, user).await?.into_iter().next();
    let tenant = match place {
        Some((tenant, _)) => tenants::find(&mut tx, tenant).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(person.zip(tenant).map(|(person, tenant)| Member {
        email: person.email,
        tenant: tenant.id,
        tenant_name: tenant.name,
    }))
}

impl Member {
    /// A transaction that sees the rows of the member's tenant only.
    pub(crate) async fn begin(&self, app: &App) -> Result<Tx, PageError> {
        Ok(app.store().begin(self.tenant).await?)
    }
}
