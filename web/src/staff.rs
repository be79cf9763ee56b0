//! Who asks at the desk: one of our experts, whatever tenants they have a place in.

use axum::extract::FromRequestParts;
use domain::UserId;
use http::request::Parts;
use store::{desk, users};
use tower_sessions::Session;

use crate::{
    App,
    error::PageError,
    locale::Locale,
    member::USER,
    visitor::{Theme, Visitor},
};

/// Where our experts work, unless one says otherwise.
const ZONE: &str = "Europe/Amsterdam";

/// One of our experts. Asked for with each request, so that one who left is out at once.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub(crate) user: UserId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) t: Locale,
    pub(crate) theme: Theme,
}

impl FromRequestParts<App> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageError> {
        let visitor = Visitor::of(parts, app);
        let session = Session::from_request_parts(parts, app)
            .await
            .map_err(|(_, why)| PageError::Internal(why.to_owned()))?;
        let Some(user) = session.get::<UserId>(USER).await? else {
            return Err(PageError::SignedOut {
                back_to: visitor.path,
            });
        };
        let mut tx = app.store().system().await?;
        let is_expert = desk::is_expert(&mut tx, user).await?;
        let person = users::find(&mut tx, user).await?;
        tx.commit().await?;
        // To anyone else the desk does not exist.
        let person = person.filter(|_| is_expert).ok_or(PageError::NotFound)?;
        let zone = person.preferences.time_zone.as_deref().unwrap_or(ZONE);
        Ok(Self {
            user,
            name: if person.name.is_empty() {
                person.email.clone()
            } else {
                person.name
            },
            email: person.email,
            t: Locale::new(person.preferences.language, Locale::zone(zone), app.now()),
            theme: Theme::parse(&person.preferences.theme).unwrap_or_default(),
        })
    }
}
