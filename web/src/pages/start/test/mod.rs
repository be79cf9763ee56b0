//! Step 5: one real record, first without writing anything, then for real, then taken back; and what a first load would
//! do.

pub(crate) mod candidates;
mod fields;
pub(crate) mod outlook;
mod preview;
pub(crate) mod sent;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Failure, FailureReason, Language, Permission, RecordKey, flow::Flow};
use scheduler::trial::TrialError;
use serde::Deserialize;
use store::{flows, setup_tests};
use tower_sessions::Session;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::connections::sign_in::system,
    sayings,
    shell::{Room, Shell},
    words,
};

use super::{
    offers::Offer,
    settings::{existing, wanted},
    state::{Place, Step, Wizard},
};

use candidates::{Candidate, latest};
use outlook::{OutlookLine, outlook_line};
use preview::{Preview, dry, previewed};
use sent::{Logged, TestLine, test_line};

/// Under which the session keeps why a record was not found or could not be taken back.
const SAID: &str = "test_said";

#[derive(Template)]
#[template(path = "start/test.html")]
struct TestPage {
    shell: Shell,
    wizard: Wizard,
    flows: Vec<FlowTab>,
    /// The offer that is tried.
    flow: String,
    source: &'static str,
    destination: &'static str,
    records: Vec<Candidate>,
    /// Why there are none to choose from.
    unread: String,
    said: String,
    preview: Option<Preview>,
    test: Option<TestLine>,
    outlook: Option<OutlookLine>,
    is_working: bool,
    /// What was sent is there and was not taken back.
    is_there: bool,
}

struct FlowTab {
    key: &'static str,
    name: String,
    is_here: bool,
}

#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    choose: String,
}

pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let place = match Place::hold(&mut tx, &app, &member, Step::Test).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path).into_response()),
    };
    let all = flows::list(&mut tx).await?;
    let Some((offer, flow)) = tried(&place, &all, &asked.flow) else {
        return Ok(Redirect::to(Step::Settings.path()).into_response());
    };
    let flow = flow.clone();
    let key = place
        .choices
        .trying
        .as_ref()
        .filter(|(of, _)| *of == offer.key && asked.choose.is_empty())
        .map(|(_, key)| RecordKey::from(key.as_str()));
    let test = match &key {
        Some(key) => setup_tests::latest(&mut tx, flow.id, key).await?,
        None => None,
    };
    let test = match test {
        Some(test) => Some(Logged::of(&mut tx, test).await?),
        None => None,
    };
    let said: String = session.remove(SAID).await?.unwrap_or_default();
    let t = member.t.clone();
    let tenant = member.tenant;
    let shell = Shell::load(&mut tx, &session, member, Room::Start).await?;
    tx.commit().await?;

    let there = |key: &RecordKey| {
        let source = place.of(flow.source.connection)?;
        app.parts()
            .opening
            .page(source, &flow.source.stream, key.as_str())
    };
    let is_there = test.as_ref().is_some_and(Logged::is_there);
    let (mut records, mut unread, mut preview) = (Vec::new(), String::new(), None);
    match &key {
        // A preview of what is there already says nothing but that it is.
        _ if is_there => {}
        None => match latest(&app, &t, &place, &flow, offer).await {
            Ok(found) => records = found,
            Err(words) => unread = words,
        },
        Some(key) => match dry(&app, tenant, &flow, key).await {
            Ok(Some(forecast)) => preview = Some(previewed(&t, &forecast, there(key))),
            Ok(None) => {
                unread = t.t("start-record-gone");
                records = latest(&app, &t, &place, &flow, offer).await.unwrap_or_default();
            }
            Err(error) => unread = told_of(&t, error)?,
        },
    }
    let tabs = wanted(&place)
        .filter(|offer| existing(&place, &all, offer).is_some())
        .map(|other| FlowTab {
            key: other.key,
            name: t.t(other.name),
            is_here: other.key == offer.key,
        });
    let outlook = place.choices.outlooks.get(offer.key);
    let page_there = key.as_ref().and_then(there);
    let test = test.map(|logged| test_line(&app, &t, &place, offer, logged, page_there));
    page(&TestPage {
        wizard: place.wizard(&t, Step::Test),
        flows: tabs.collect(),
        flow: offer.key.to_owned(),
        source: system(offer.from),
        destination: system(offer.to),
        records,
        unread,
        said,
        preview,
        is_working: test.as_ref().is_some_and(|test| test.is_under_way),
        test,
        is_there,
        outlook: outlook.map(|outlook| outlook_line(&t, offer, outlook)),
        shell,
    })
}

/// The flow that is tried: the one that is asked for, the one tried last, or the first.
fn tried<'a>(place: &Place, all: &'a [Flow], asked: &str) -> Option<(&'static Offer, &'a Flow)> {
    let last = place
        .choices
        .trying
        .as_ref()
        .map_or("", |(offer, _)| offer.as_str());
    let there: Vec<_> = wanted(place)
        .filter_map(|offer| Some((offer, existing(place, all, offer)?)))
        .collect();
    [asked, last]
        .iter()
        .find_map(|key| there.iter().find(|(offer, _)| offer.key == *key))
        .or(there.first())
        .copied()
}

/// What a form of this step names.
#[derive(Default, Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    flow: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    test: String,
}

/// Where a form of this step works: what is held, and the flow that it names.
struct Ground {
    place: Place,
    offer: &'static Offer,
    flow: Flow,
}

async fn ground(app: &App, member: &Member, named: &str) -> Result<Result<Ground, Redirect>, PageError> {
    member.may(Permission::Edit)?;
    let mut tx = member.begin(app).await?;
    let place = match Place::hold(&mut tx, app, member, Step::Test).await? {
        Ok(place) => place,
        Err(path) => return Ok(Err(Redirect::to(path))),
    };
    let all = flows::list(&mut tx).await?;
    tx.commit().await?;
    let Some((offer, flow)) = tried(&place, &all, named) else {
        return Ok(Err(Redirect::to(Step::Settings.path())));
    };
    let flow = flow.clone();
    Ok(Ok(Ground { place, offer, flow }))
}

fn back_to(offer: &Offer) -> Redirect {
    Redirect::to(&format!("{}?flow={}", Step::Test.path(), offer.key))
}

/// Why a trial came to nothing, in words; trouble of our own is a page of its own. Which of the two systems it was, its
/// own words tell.
fn told_of(t: &Locale, error: TrialError) -> Result<String, PageError> {
    match error {
        TrialError::Store(error) => Err(error.into()),
        TrialError::Remote(failure) => {
            let reason = failure.reason.as_str();
            let said = match failure.remote_words {
                Some(words) => words,
                None if failure.said.is_none() && t.language != Language::En => {
                    return Ok(format!(
                        "{}. {}",
                        words::reason(t, reason),
                        words::cure(t, reason)
                    ));
                }
                None => sayings::failure(t, &failure),
            };
            Ok(format!(
                "{}. {} “{}”",
                words::reason(t, reason),
                words::cure(t, reason),
                said.trim()
            ))
        }
        TrialError::Plan(error) => Ok(format!("{} “{error}”", t.t("start-flows-refused"))),
        TrialError::Opening(error) => Err(PageError::Internal(error.to_string())),
    }
}

/// That nobody answered while somebody waited.
fn too_slow() -> TrialError {
    TrialError::Remote(Failure::transient(
        FailureReason::TimedOut,
        "There was no answer within ten seconds.",
    ))
}

/// On to the last step; nothing has to be passed.
pub(crate) async fn create(member: Member, State(app): State<App>) -> Result<Redirect, PageError> {
    let mut tx = member.begin(&app).await?;
    let mut place = match Place::hold(&mut tx, &app, &member, Step::Test).await? {
        Ok(place) => place,
        Err(path) => return Ok(Redirect::to(path)),
    };
    place.keep(&mut tx, &app, Step::Done).await?;
    tx.commit().await?;
    Ok(Redirect::to(Step::Done.path()))
}
