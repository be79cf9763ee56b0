//! Step 3: which flows, counted on what is really there.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    member::Member,
    pages::connections::{sign_in::system, told::Told},
    shell::{Room, Shell},
};

use super::{
    counts::{Counts, beginning_of_year},
    offers,
    state::{Place, Step, Wizard},
};

#[derive(Template)]
#[template(path = "start/flows.html")]
struct FlowsPage {
    shell: Shell,
    wizard: Wizard,
    offers: Vec<OfferLine>,
    /// Why something could not be counted.
    uncounted: Vec<Told>,
    nothing_chosen: bool,
}

struct OfferLine {
    key: &'static str,
    name: String,
    from: &'static str,
    to: &'static str,
    does: String,
    touches: String,
    counted: String,
    is_chosen: bool,
    is_suggested: bool,
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    shown(&app, member, &session, false).await
}

async fn shown(
    app: &App,
    member: Member,
    session: &Session,
    nothing_chosen: bool,
) -> Result<Response, PageError> {
    let mut tx = member.begin(app).await?;
    let place = match Place::hold(&mut tx, app, &member, Step::Flows).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Start).await?;
    tx.commit().await?;
    let counts = Counts::ask(app, &place, beginning_of_year(&t)).await;
    let lines = offers::all().map(|offer| OfferLine {
        key: offer.key,
        name: t.t(offer.name),
        from: system(offer.from),
        to: system(offer.to),
        does: t.t(offer.does),
        touches: t.t(offer.touches),
        counted: counts.words(&t, offer),
        is_chosen: match &place.choices.flows {
            Some(chosen) => chosen.contains(offer.key),
            None => offer.is_suggested,
        },
        is_suggested: offer.is_suggested,
    });
    let template = FlowsPage {
        wizard: place.wizard(&t, Step::Flows),
        offers: lines.collect(),
        uncounted: counts.told(&t),
        shell,
        nothing_chosen,
    };
    form_page(&template, nothing_chosen)
}

pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(chosen): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let chosen: BTreeSet<String> = chosen
        .into_iter()
        .filter(|(name, key)| name == "flow" && offers::of(key).is_some())
        .map(|(_, key)| key)
        .collect();
    if chosen.is_empty() {
        return shown(&app, member, &session, true).await;
    }
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Flows).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    place.choices.flows = Some(chosen);
    place.keep(&mut tx, &app, Step::Settings).await?;
    tx.commit().await?;
    Ok(Redirect::to(Step::Settings.path()).into_response())
}
