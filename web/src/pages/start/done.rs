//! Step 6: the flows begin to work, from now on or with the past, and the trial with them.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    FlowId,
    flow::{FlowKind, FlowState},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::Deserialize;
use serde_json::json;
use store::{
    audit, flows, inbox,
    runs::{self, Trigger},
};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, form_page},
    locale::Locale,
    member::Member,
    pages::connections::sign_in::system,
    shell::{Room, Shell, Toast},
};

use super::{
    settings::{existing, wanted},
    state::{Place, Step, Wizard},
};

/// How many days a trial has.
const TRIAL: i64 = 14;

#[derive(Template)]
#[template(path = "start/done.html")]
struct DonePage {
    shell: Shell,
    wizard: Wizard,
    flows: Vec<FlowLine>,
    since: String,
    past: bool,
    trial_until: String,
    mistake: String,
    is_finished: bool,
}

struct FlowLine {
    name: String,
    from: &'static str,
    to: &'static str,
    outlook: String,
}

#[derive(Default, Deserialize)]
pub(crate) struct Wish {
    #[serde(default)]
    when: String,
    #[serde(default)]
    since: String,
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    let t = &member.t;
    let year = t.now.to_zoned(t.zone.clone()).year();
    let wish = Wish {
        when: "now".to_owned(),
        since: format!("{year}-01-01"),
    };
    shown(&app, member, &session, wish, String::new()).await
}

async fn shown(
    app: &App,
    member: Member,
    session: &Session,
    wish: Wish,
    mistake: String,
) -> Result<Response, PageError> {
    let mut tx = member.begin(app).await?;
    let place = match Place::hold(&mut tx, app, &member, Step::Done).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let all = flows::list(&mut tx).await?;
    let t = member.t.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Start).await?;
    tx.commit().await?;
    let lines = wanted(&place).filter_map(|offer| {
        let flow = existing(&place, &all, offer)?;
        let outlook = place.choices.outlooks.get(offer.key);
        Some(FlowLine {
            name: flow.name.clone(),
            from: system(offer.from),
            to: system(offer.to),
            outlook: outlook
                .map(|outlook| t.count("start-outlook-short", outlook.created))
                .unwrap_or_default(),
        })
    });
    let failed = !mistake.is_empty();
    let template = DonePage {
        wizard: place.wizard(&t, Step::Done),
        flows: lines.collect(),
        since: wish.since,
        past: wish.when == "past",
        trial_until: t.day_of(ends_at(&t, app.now())),
        mistake,
        is_finished: place.setup.finished_at.is_some(),
        shell,
    };
    form_page(&template, failed)
}

fn ends_at(t: &Locale, now: Timestamp) -> Timestamp {
    now.to_zoned(t.zone.clone())
        .checked_add(TRIAL.days())
        .map_or(now, |end| end.timestamp())
}

/// Switches the flows on, once: whoever clicks twice comes to the overview both times.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(wish): Form<Wish>,
) -> Result<Response, PageError> {
    let t = member.t.clone();
    let since = match since(&t, &wish) {
        Ok(since) => since,
        Err(mistake) => return shown(&app, member, &session, wish, mistake).await,
    };
    let now = app.now();
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Done).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    if place.setup.finished_at.is_some() {
        return Ok(Redirect::to("/overview").into_response());
    }
    let all = flows::list(&mut tx).await?;
    let mut chosen: Vec<(FlowId, FlowKind)> = wanted(&place)
        .filter_map(|offer| existing(&place, &all, offer))
        .map(|flow| (flow.id, flow.kind))
        .collect();
    if chosen.is_empty() {
        return Ok(Redirect::to(Step::Flows.path()).into_response());
    }
    // In one order for all who take several flows at once.
    chosen.sort_unstable_by_key(|(id, _)| *id);
    for (flow, kind) in &chosen {
        if all
            .iter()
            .any(|known| known.id == *flow && known.state != FlowState::Active)
            && !billing::allows_another_flow(&mut tx, now).await?
        {
            // Nothing of it is kept: the choice is made again, with a larger plan or fewer flows.
            Toast::new(t.t("billing-flow-limit")).keep(&session).await?;
            return Ok(Redirect::to("/billing").into_response());
        }
        // From now on means now: what changed while it was being set up is not sent.
        inbox::forget(&mut tx, *flow, now).await?;
        flows::resume(&mut tx, *flow).await?;
        // A status follows its order, which the load of orders brings.
        if let Some(since) = since.filter(|_| *kind != FlowKind::OrderStatus) {
            runs::request(&mut tx, *flow, Trigger::Load, Some(since), Some(member.user), now).await?;
        }
    }
    billing::start_trial(&mut tx, now).await?;
    place.setup.finished_at = Some(now);
    let detail = json!({ "flows": chosen.len(), "since": since });
    audit::note(&mut tx, member.user, "flow.begun", &detail).await?;
    place.keep(&mut tx, &app, Step::Done).await?;
    tx.commit().await?;
    Toast::new(t.t1("start-begun", "day", t.day_of(ends_at(&t, now))))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/overview").into_response())
}

/// From when on the past comes along; none: it does not.
fn since(t: &Locale, wish: &Wish) -> Result<Option<Timestamp>, String> {
    if wish.when != "past" {
        return Ok(None);
    }
    let day: Date = wish
        .since
        .trim()
        .parse()
        .map_err(|_| t.t("start-since-mistake"))?;
    let since = day
        .to_zoned(t.zone.clone())
        .map_err(|_| t.t("start-since-mistake"))?
        .timestamp();
    if since > t.now {
        return Err(t.t("start-since-future"));
    }
    Ok(Some(since))
}
