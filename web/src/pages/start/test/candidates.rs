//! Which record is tried: one of the latest, or one by what people call it.

use axum::{Form, extract::State, response::Redirect};
use domain::{RecordKey, Value, flow::Flow};
use scheduler::trial;
use tower_sessions::Session;

use crate::{
    App,
    error::PageError,
    locale::Locale,
    member::Member,
    pages::{
        connections::{sign_in::system, told::Told},
        start::{
            live::within,
            offers::Offer,
            state::{Place, Step},
        },
    },
    words,
};

use super::{Ground, Named, SAID, back_to, ground};

/// Records on offer.
const LATEST: usize = 5;
/// Records that are looked at for them, so that a shop whose last orders are all unpaid still offers one to send.
const LOOKED_AT: usize = 15;

/// A record to try the flow with.
pub(super) struct Candidate {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) more: String,
    /// The flow's own conditions leave it out, so there is nothing to send.
    pub(super) is_left_out: bool,
}

/// The latest records of the source, with what people call them; those first that the flow would send.
pub(super) async fn latest(
    app: &App,
    t: &Locale,
    place: &Place,
    flow: &Flow,
    offer: &Offer,
) -> Result<Vec<Candidate>, String> {
    let told = |failure| Told::asked(t, offer.from, &failure).line();
    let Some(connection) = place.of(flow.source.connection) else {
        return Ok(Vec::new());
    };
    let opened = app.parts().opening.open(connection);
    let stream = flow.source.stream.clone();
    let both = async {
        let keys = opened.sample(&stream, LOOKED_AT).await?;
        let fetched = opened.fetch(&stream, &keys).await;
        Ok((keys, fetched))
    };
    let (keys, fetched) = within(both).await.map_err(told)?;
    // Without a plan none is known to be left out; the preview says what is wrong with it.
    let plan = trial::plan(app.parts(), flow.tenant, flow.id, None).await.ok();
    let mut candidates: Vec<Candidate> = keys
        .iter()
        .zip(fetched)
        .filter_map(|(key, fetched)| Some((key, fetched.ok().flatten()?)))
        .map(|(key, fetched)| Candidate {
            key: key.to_string(),
            label: label(&fetched.document, key),
            more: more(t, &fetched.document),
            is_left_out: plan
                .as_ref()
                .is_some_and(|(_, plan)| !engine::passes(plan, &fetched)),
        })
        .collect();
    candidates.sort_by_key(|candidate| candidate.is_left_out);
    candidates.truncate(LATEST);
    Ok(candidates)
}

/// What people call a record: number, e-mail, SKU, title.
pub(super) fn label(document: &Value, key: &RecordKey) -> String {
    ["number", "email", "sku", "title", "name"]
        .into_iter()
        .map(|name| document.get(name).to_string())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| key.to_string())
}

/// What tells it from others: customer and total, name, title, quantity.
fn more(t: &Locale, document: &Value) -> String {
    let total = document.get("total_incl").as_number();
    let currency = document.get("currency").to_string();
    let paid = ["payment_status", "status"]
        .into_iter()
        .find_map(|name| document.get(name).as_text())
        .unwrap_or_default()
        .to_owned();
    let facts = [
        document.at("customer.name").to_string(),
        document.get("title").to_string(),
        document.get("name").to_string(),
        words::payment(t, &paid, &paid),
        total.map_or_else(String::new, |total| t.money(total, &currency)),
        document.get("quantity").to_string(),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    facts.join(" · ")
}

/// Chooses the record: one of the latest, or by what people call it.
pub(crate) async fn choose(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    let Ground { place, offer, flow } = match ground(&app, &member, &named.flow).await? {
        Ok(ground) => ground,
        Err(to) => return Ok(to),
    };
    let t = &member.t;
    let mut key = named.key.trim().to_owned();
    if !named.name.trim().is_empty() {
        let Some(connection) = place.of(flow.source.connection) else {
            return Ok(back_to(offer));
        };
        let opened = app.parts().opening.open(connection);
        let found = within(opened.named(&flow.source.stream, named.name.trim())).await;
        let said = match found {
            Ok(Some(found)) => {
                key = found.to_string();
                String::new()
            }
            Ok(None) => t.t2(
                "start-no-such-record",
                ("name", named.name.trim()),
                ("system", system(offer.from)),
            ),
            Err(failure) => Told::asked(t, offer.from, &failure).line(),
        };
        if !said.is_empty() {
            session.insert(SAID, said).await?;
            return Ok(back_to(offer));
        }
    }
    if !key.is_empty() {
        // Read anew: others may have gone on while the system was asked.
        let mut tx = member.begin(&app).await?;
        if let Ok(mut place) = Place::hold(&mut tx, &app, &member, Step::Test).await? {
            place.choices.trying = Some((offer.key.to_owned(), key));
            place.keep(&mut tx, &app, Step::Test).await?;
            tx.commit().await?;
        }
    }
    Ok(back_to(offer))
}
