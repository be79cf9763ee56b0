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
/// Records that are looked at for them at most, so that a shop whose last orders are all unpaid still offers one to send.
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
    // Without a plan none is known to be left out; the preview says what is wrong with it.
    let plan = trial::plan(app.parts(), flow.tenant, flow.id, None).await.ok();
    let read = async |keys: &[RecordKey]| -> Vec<Candidate> {
        let fetched = opened.fetch(&stream, keys).await;
        keys.iter()
            .zip(fetched)
            .filter_map(|(key, fetched)| Some((key, fetched.ok().flatten()?)))
            .map(|(key, fetched)| Candidate {
                key: key.to_string(),
                label: trial::called(&fetched.document, key),
                more: more(t, &fetched.document),
                is_left_out: plan
                    .as_ref()
                    .is_some_and(|(_, plan)| !engine::passes(plan, &fetched)),
            })
            .collect()
    };
    let asked = async {
        let keys = opened.sample(&stream, LOOKED_AT).await?;
        let (newest, older) = keys.split_at(LATEST.min(keys.len()));
        let mut candidates = read(newest).await;
        // An order costs a call to read: older ones are read only where none of the newest would be sent.
        if candidates.iter().all(|candidate| candidate.is_left_out) && !older.is_empty() {
            candidates.extend(read(older).await);
        }
        Ok(candidates)
    };
    let mut candidates = within(asked).await.map_err(told)?;
    candidates.sort_by_key(|candidate| candidate.is_left_out);
    candidates.truncate(LATEST);
    Ok(candidates)
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
