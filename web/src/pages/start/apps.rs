//! Step 1: which systems.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::ConnectorId;
use serde::Deserialize;
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    member::Member,
    pages::connections::{sign_in, told::Told},
    shell::{Room, Shell},
};

use super::state::{Place, Step, Wizard};

#[derive(Template)]
#[template(path = "start/apps.html")]
struct AppsPage {
    shell: Shell,
    wizard: Wizard,
    /// What was pasted, and what we recognise in it.
    address: String,
    recognised: Option<Recognised>,
    /// Whether there are stand-ins to try it with.
    can_try: bool,
    told: Option<Told>,
}

struct Recognised {
    words: String,
    is_ours: bool,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    address: String,
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    shown(&app, member, &session, asked.address, None).await
}

async fn shown(
    app: &App,
    member: Member,
    session: &Session,
    address: String,
    told: Option<Told>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(app).await?;
    let place = match Place::hold(&mut tx, app, &member, Step::Apps).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Start).await?;
    tx.commit().await?;
    let failed = told.is_some();
    let template = AppsPage {
        wizard: place.wizard(&t, Step::Apps),
        recognised: (!address.trim().is_empty()).then(|| {
            let seen = recognise(&address);
            Recognised {
                words: t.t(seen.words()),
                is_ours: matches!(seen, Seen::Ecom | Seen::Hubspot),
            }
        }),
        address,
        can_try: app.parts().registry.stand_in().is_some(),
        shell,
        told,
    };
    form_page(&template, failed)
}

/// Which system an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Ecom,
    EcomE,
    RetailR,
    RetailX,
    Restaurant,
    Hubspot,
    Unknown,
}

impl Seen {
    const fn words(self) -> &'static str {
        match self {
            Self::Ecom => "start-seen-ecom",
            Self::EcomE => "start-seen-ecom-e",
            Self::RetailR => "start-seen-retail-r",
            Self::RetailX => "start-seen-retail-x",
            Self::Restaurant => "start-seen-restaurant",
            Self::Hubspot => "start-seen-hubspot",
            Self::Unknown => "start-seen-unknown",
        }
    }
}

/// Each series has its own addresses; all of them are called "Lightspeed".
fn recognise(address: &str) -> Seen {
    let address = address.trim().to_lowercase();
    let host = address
        .split_once("://")
        .map_or(address.as_str(), |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let below = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    if below("webshopapp.com") || below("shoplightspeed.com") || below("seoshop.com") {
        Seen::Ecom
    } else if below("ecwid.com") || below("company.site") || below("shopsettings.com") {
        Seen::EcomE
    } else if below("merchantos.com") || below("lightspeedapp.com") {
        Seen::RetailR
    } else if below("vendhq.com") || below("retail.lightspeed.app") {
        Seen::RetailX
    } else if below("ikentoo.com") || below("lsk.lightspeed.app") || below("posios.com") {
        Seen::Restaurant
    } else if below("hubspot.com") {
        Seen::Hubspot
    } else {
        Seen::Unknown
    }
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    way: String,
}

/// With accounts of one's own, or with the stand-ins, which are signed in to at once.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    let sandbox = chosen.way == "sandbox" && app.parts().registry.stand_in().is_some();
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Apps).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    place.choices.sandbox = sandbox
        || place
            .connections
            .iter()
            .any(store::connections::Connection::is_sandbox);
    place.keep(&mut tx, &app, Step::Connections).await?;
    let has_both = ConnectorId::ALL
        .into_iter()
        .all(|connector| place.connection(connector).is_some());
    tx.commit().await?;
    if sandbox
        && !has_both
        && let Some(told) = Box::pin(sign_in::try_stand_ins(&app, &member)).await?
    {
        return shown(&app, member, &session, String::new(), Some(told)).await;
    }
    Ok(Redirect::to(Step::Connections.path()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_is_known_by_its_addresses() {
        for (address, seen) in [
            ("https://fleur.webshopapp.com/admin/orders", Seen::Ecom),
            ("FLEUR.shoplightspeed.com", Seen::Ecom),
            ("https://my.ecwid.com/store/1", Seen::EcomE),
            ("https://us.merchantos.com/?name=x", Seen::RetailR),
            ("https://fleur.retail.lightspeed.app/", Seen::RetailX),
            ("https://app-eu1.hubspot.com/contacts/1", Seen::Hubspot),
            ("https://webshopapp.com.evil.example/", Seen::Unknown),
            ("notwebshopapp.com", Seen::Unknown),
        ] {
            assert_eq!(recognise(address), seen, "{address}");
        }
    }
}
