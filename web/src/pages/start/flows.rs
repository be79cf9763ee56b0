//! Step 3: which flows, counted on what is really there.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use connectors::route;
use domain::{ConnectorId, StreamName};
use futures_util::future::join_all;
use jiff::{Timestamp, civil::date};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    locale::Locale,
    member::Member,
    pages::connections::sign_in::system,
    shell::{Room, Shell},
};

use super::{
    live::within,
    offers::{self, Offer},
    state::{Place, Step, Wizard},
};

#[derive(Template)]
#[template(path = "start/flows.html")]
struct FlowsPage {
    shell: Shell,
    wizard: Wizard,
    offers: Vec<OfferLine>,
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
    let counts = counts(app, &place, beginning_of_year(&t)).await;
    let lines = offers::all().map(|offer| OfferLine {
        key: offer.key,
        name: t.t(offer.name),
        from: system(offer.from),
        to: system(offer.to),
        does: t.t(offer.does),
        touches: t.t(offer.touches),
        counted: counted(&t, offer, &counts),
        is_chosen: match &place.choices.flows {
            Some(chosen) => chosen.contains(offer.key),
            None => offer.is_suggested,
        },
        is_suggested: offer.is_suggested,
    });
    let template = FlowsPage {
        wizard: place.wizard(&t, Step::Flows),
        offers: lines.collect(),
        shell,
        nothing_chosen,
    };
    form_page(&template, nothing_chosen)
}

fn beginning_of_year(t: &Locale) -> Timestamp {
    let year = t.now.to_zoned(t.zone.clone()).year();
    date(year, 1, 1)
        .to_zoned(t.zone.clone())
        .map_or(t.now, |first| first.timestamp())
}

/// How many there are of a stream, and how many since the beginning of the year.
type Counts = BTreeMap<(ConnectorId, StreamName), (u64, u64)>;

async fn counts(app: &App, place: &Place, since: Timestamp) -> Counts {
    let wanted: BTreeSet<(ConnectorId, StreamName)> = offers::all()
        .filter_map(|offer| {
            let (stream, _) = route(offer.kind, offer.from, offer.to)?;
            Some((offer.from, stream))
        })
        .collect();
    let asked = wanted.into_iter().map(async |(connector, stream)| {
        let opened = app.parts().opening.open(place.connection(connector)?);
        let both =
            async { tokio::try_join!(opened.count(&stream, None), opened.count(&stream, Some(since))) };
        let both = within(both).await.ok()?;
        Some(((connector, stream), both))
    });
    join_all(asked).await.into_iter().flatten().collect()
}

/// "3,912 orders, 1,204 since 1 January"; empty if the system does not answer.
fn counted(t: &Locale, offer: &Offer, counts: &Counts) -> String {
    let Some((stream, _)) = route(offer.kind, offer.from, offer.to) else {
        return String::new();
    };
    counts
        .get(&(offer.from, stream))
        .map(|(all, since)| t.count_with(offer.counted, *all, &[("since", t.number(*since))]))
        .unwrap_or_default()
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
