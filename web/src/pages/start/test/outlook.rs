//! What a first load would do, in words.

use axum::{Form, extract::State, response::Redirect};
use scheduler::outlook::{self, Doubt, Outlook, Why};
use tower_sessions::Session;

use crate::{
    App,
    error::PageError,
    locale::Locale,
    member::Member,
    pages::{
        connections::sign_in::system,
        start::{
            counts::beginning_of_year,
            live::PATIENCE,
            offers::Offer,
            state::{Place, Step},
        },
    },
    sayings,
};

use super::{Ground, Named, SAID, back_to, ground, told_of, too_slow};

/// Records that an outlook really takes through.
const SAMPLE: usize = 40;

pub(super) struct OutlookLine {
    pub(super) heading: String,
    /// "about 108 would be created" and so on, without what is nothing.
    pub(super) parts: Vec<String>,
    /// The records that need a look.
    pub(super) doubts: Vec<DoubtLine>,
    pub(super) cost: String,
    pub(super) basis: String,
}

pub(super) struct DoubtLine {
    pub(super) label: String,
    pub(super) why: String,
}

pub(super) fn outlook_line(t: &Locale, offer: &Offer, outlook: &Outlook) -> OutlookLine {
    let parts = [
        ("start-outlook-created", outlook.created),
        ("start-outlook-updated", outlook.updated),
        ("start-outlook-skipped", outlook.skipped),
        ("start-outlook-doubtful", outlook.doubtful),
        ("start-outlook-customers-there", outlook.customers_there),
        ("start-outlook-customers-new", outlook.customers_new),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| t.count(key, count))
        .collect();
    OutlookLine {
        heading: if parts.is_empty() {
            t.t("start-outlook-none")
        } else {
            t.t1("start-outlook", "system", system(offer.to))
        },
        doubts: outlook.doubts.iter().map(|doubt| doubt_line(t, doubt)).collect(),
        cost: if parts.is_empty() {
            String::new()
        } else {
            format!(
                "{} {}",
                t.count("start-outlook-calls", outlook.calls),
                t.count("start-outlook-minutes", outlook.minutes)
            )
        },
        basis: t.count_with(
            "start-outlook-basis",
            outlook.looked_at,
            &[("records", t.number(outlook.records))],
        ),
        parts,
    }
}

fn doubt_line(t: &Locale, doubt: &Doubt) -> DoubtLine {
    DoubtLine {
        label: doubt.label.clone(),
        why: match &doubt.why {
            Why::NoCustomer => t.t("start-doubt-no-customer"),
            Why::SameEmail { other } => t.t1("start-doubt-same-email", "other", other),
            Why::SameSku { other } => t.t1("start-doubt-same-sku", "other", other),
            Why::Fails { why, said } => {
                let said = said.as_ref().and_then(|said| sayings::say(t, said));
                t.t1("start-doubt-fails", "why", said.as_ref().unwrap_or(why))
            }
        },
    }
}

/// Reckons what a first load would do, and keeps it.
pub(crate) async fn look_ahead(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    let Ground { offer, flow, .. } = match ground(&app, &member, &named.flow).await? {
        Ok(ground) => ground,
        Err(to) => return Ok(to),
    };
    let t = &member.t;
    let since = Some(beginning_of_year(t));
    let reckoned = outlook::outlook(app.parts(), member.tenant, flow.id, since, SAMPLE);
    let reckoned = tokio::time::timeout(PATIENCE, reckoned)
        .await
        .unwrap_or_else(|_| Err(too_slow()));
    match reckoned {
        Ok(outlook) => {
            // Others may have gone on meanwhile: only this is added to what they kept.
            let mut tx = member.begin(&app).await?;
            if let Ok(mut place) = Place::hold(&mut tx, &app, &member, Step::Test).await? {
                place.choices.outlooks.insert(offer.key.to_owned(), outlook);
                place.keep(&mut tx, &app, Step::Test).await?;
                tx.commit().await?;
            }
        }
        Err(error) => session.insert(SAID, told_of(t, error)?).await?,
    }
    Ok(back_to(offer))
}
