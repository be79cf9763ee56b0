//! Making the flows that were chosen, with what was answered; none of them begins yet.

use std::collections::BTreeMap;

use domain::ConnectorId;
use serde_json::json;
use store::{audit, flows, setups};
use workspace::{ApplyError, FlowEntry, NotBegun};

use crate::{
    App,
    error::PageError,
    member::Member,
    pages::connections::{sign_in::ground, told::Told},
};

use super::{
    live::within,
    settings::{Chosen, existing, wanted},
    state::{Place, Step},
};

/// Makes the flows, not begun yet, and the properties if they may be made. Tells what hinders.
pub(super) async fn make(
    app: &App,
    member: &Member,
    place: &mut Place,
    chosen: &[Chosen],
) -> Result<Option<Told>, PageError> {
    let t = &member.t;
    let ground = ground(app);
    let entries: BTreeMap<String, FlowEntry> = chosen
        .iter()
        .filter_map(|chosen| {
            let offer = chosen.offer;
            let name = chosen
                .flow
                .as_ref()
                .map_or_else(|| t.t(offer.name), |flow| flow.name.clone());
            let begun = place.setup.finished_at.is_some();
            let entry = FlowEntry {
                kind: offer.kind,
                from: place.connection(offer.from)?.name.clone(),
                to: place.connection(offer.to)?.name.clone(),
                active: begun
                    && chosen
                        .flow
                        .as_ref()
                        .is_some_and(|flow| flow.state == domain::flow::FlowState::Active),
                settings: chosen.settings.clone(),
                lookups: chosen.tables.clone(),
                mapping: chosen.overlay.clone(),
            };
            Some((name, entry))
        })
        .collect();
    let because = t.t("start-not-begun");
    // Held until the flows are kept: a second click finds those of the first by their names.
    let mut turn = member.begin(app).await?;
    setups::hold(&mut turn, app.now()).await?;
    let applied =
        workspace::keep_flows(&ground, member.tenant, entries, NotBegun { because: &because }).await;
    turn.commit().await?;
    match applied {
        Ok(_) => {}
        Err(ApplyError::Store(error)) => return Err(error.into()),
        Err(error) => {
            return Ok(Some(Told {
                what: t.t("start-flows-refused"),
                cure: String::new(),
                remote_words: error.to_string(),
                to_billing: false,
            }));
        }
    }
    note(app, member, place).await?;
    let hubspot = place.connection(ConnectorId::Hubspot);
    if place.choices.consent == Some(true)
        && let Some(connection) = hubspot
    {
        let prepared = workspace::prepare(&ground, member.tenant, connection.id);
        match Box::pin(within(async { Ok(prepared.await) })).await {
            Ok(Ok(_)) => {}
            Ok(Err(ApplyError::Remote { failure, .. })) | Err(failure) => {
                return Ok(Some(Told::of(t, ConnectorId::Hubspot, &failure)));
            }
            Ok(Err(error)) => return Err(PageError::Internal(error.to_string())),
        }
    }
    let mut tx = member.begin(app).await?;
    place.keep(&mut tx, app, Step::Test).await?;
    tx.commit().await?;
    Ok(None)
}

/// Remembers the flows that were made, and takes those away again that were made here before and are no longer wanted.
async fn note(app: &App, member: &Member, place: &mut Place) -> Result<(), PageError> {
    let mut tx = member.begin(app).await?;
    setups::hold(&mut tx, app.now()).await?;
    let all = flows::list(&mut tx).await?;
    let made: BTreeMap<String, domain::FlowId> = wanted(place)
        .filter_map(|offer| Some((offer.key.to_owned(), existing(place, &all, offer)?.id)))
        .collect();
    if place.setup.finished_at.is_none() {
        for (key, flow) in &place.choices.made {
            if !made.contains_key(key) && all.iter().any(|other| other.id == *flow) {
                flows::remove(&mut tx, *flow).await?;
            }
        }
    }
    let detail = json!({ "flows": made.keys().collect::<Vec<_>>() });
    audit::note(&mut tx, member.user, "flow.set_up", &detail).await?;
    place.choices.made = made;
    place.keep(&mut tx, app, Step::Settings).await?;
    tx.commit().await?;
    Ok(())
}
