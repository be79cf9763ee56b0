//! Step 5: one real record, first without writing anything, then for real, then taken back; and what a first load would
//! do.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RecordKey, Value, flow::Flow};
use engine::Forecast;
use jiff::civil::date;
use scheduler::{
    proof::{self, Outlook, Report},
    trial::{self, TrialError, Tried},
};
use serde::Deserialize;
use serde_json::json;
use store::{
    audit, flows,
    setup_tests::{self, Made, Test},
};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App,
    error::{PageError, page},
    locale::Locale,
    member::Member,
    pages::connections::sign_in::system,
    shell::{Room, Shell, Toast},
    words::{self, Look},
};

use super::{
    live::{PATIENCE, within},
    offers::Offer,
    settings::{existing, wanted},
    state::{Place, Step, Wizard},
};

/// Records on offer.
const LATEST: usize = 5;
/// Records that an outlook really takes through.
const SAMPLE: usize = 40;
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

/// A record to try the flow with.
struct Candidate {
    key: String,
    label: String,
    more: String,
}

/// What would become of a record.
struct Preview {
    label: String,
    look: Look,
    why: String,
    came_in: String,
    read: Vec<Field>,
    mapped: Vec<Field>,
    steps: Vec<StepTime>,
    may_send: bool,
}

struct Field {
    path: String,
    value: String,
}

struct StepTime {
    name: String,
    took: String,
}

/// What became of a record that was really sent.
struct TestLine {
    id: String,
    is_under_way: bool,
    look: Look,
    title: String,
    why: String,
    cure: String,
    made: Vec<MadeLine>,
    took: String,
    record: String,
    may_take_back: bool,
    was_taken_back: bool,
    updated: String,
}

struct MadeLine {
    what: String,
    id: String,
    page: String,
    is_gone: bool,
}

struct OutlookLine {
    sentence: String,
    customers: String,
    doubtful: String,
    cost: String,
    basis: String,
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
    let said: String = session.remove(SAID).await?.unwrap_or_default();
    let t = member.t.clone();
    let tenant = member.tenant;
    let shell = Shell::load(&mut tx, &session, member, Room::Start).await?;
    tx.commit().await?;

    let is_there = test.as_ref().is_some_and(|test| {
        test.finished_at.is_none() || test.made.iter().any(|made| made.taken_back_at.is_none())
    });
    let (mut records, mut unread, mut preview) = (Vec::new(), String::new(), None);
    match &key {
        // A preview of what is there already says nothing but that it is.
        _ if is_there => {}
        None => match latest(&app, &t, &place, &flow, offer).await {
            Ok(found) => records = found,
            Err(words) => unread = words,
        },
        Some(key) => match dry(&app, tenant, &flow, key).await {
            Ok(Some(forecast)) => preview = Some(previewed(&t, offer, &forecast)),
            Ok(None) => unread = t.t("start-record-gone"),
            Err(words) => unread = format!("{} {words}", t.t1("start-unread", "system", system(offer.from))),
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
    let test = test.map(|test| test_line(&app, &t, &place, offer, &test));
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

/// The latest records of the source, with what people call them.
async fn latest(
    app: &App,
    t: &Locale,
    place: &Place,
    flow: &Flow,
    offer: &Offer,
) -> Result<Vec<Candidate>, String> {
    let unread = || t.t1("start-unread", "system", system(offer.from));
    let connection = place.of(flow.source.connection).ok_or_else(unread)?;
    let opened = app.parts().opening.open(connection);
    let stream = flow.source.stream.clone();
    let keys = within(opened.sample(&stream, LATEST))
        .await
        .map_err(|_| unread())?;
    let fetched = within(async { Ok(opened.fetch(&stream, &keys).await) })
        .await
        .map_err(|_| unread())?;
    Ok(keys
        .iter()
        .zip(fetched)
        .filter_map(|(key, fetched)| Some((key, fetched.ok().flatten()?)))
        .map(|(key, fetched)| Candidate {
            key: key.to_string(),
            label: label(&fetched.document, key),
            more: more(t, &fetched.document),
        })
        .collect())
}

/// What people call a record: number, e-mail, SKU, title.
fn label(document: &Value, key: &RecordKey) -> String {
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
    let facts = [
        document.at("customer.name").to_string(),
        document.get("title").to_string(),
        document.get("name").to_string(),
        document.get("payment_status").to_string(),
        total.map_or_else(String::new, |total| t.money(total, &currency)),
        document.get("quantity").to_string(),
    ];
    let facts: Vec<String> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    facts.join(" · ")
}

/// What would become of the record; nothing is written.
async fn dry(
    app: &App,
    tenant: domain::TenantId,
    flow: &Flow,
    key: &RecordKey,
) -> Result<Option<Forecast>, String> {
    let tried = Tried::Keys(vec![key.clone()]);
    let run = trial::dry_run(app.parts(), tenant, flow.id, None, &tried);
    match tokio::time::timeout(PATIENCE, run).await {
        Ok(Ok(forecasts)) => Ok(forecasts.into_iter().next()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(String::new()),
    }
}

fn previewed(t: &Locale, offer: &Offer, forecast: &Forecast) -> Preview {
    let look = match forecast.would {
        "create" => words::look(t, "start-would-create", "ok", "plus"),
        "update" => words::look(t, "start-would-update", "ok", "loop"),
        "skip" => words::look(t, "start-would-skip", "idle", "bar"),
        _ => words::look(t, "start-would-fail", "err", "cross"),
    };
    let raw = serde_json::from_str::<serde_json::Value>(&forecast.came_in.to_json()).unwrap_or_default();
    Preview {
        label: label(&forecast.document, &forecast.key),
        look,
        why: forecast.why.clone().unwrap_or_default(),
        came_in: serde_json::to_string_pretty(&raw).unwrap_or_default(),
        read: fields(&forecast.document),
        mapped: fields(&forecast.mapped),
        steps: forecast
            .steps
            .iter()
            .map(|step| StepTime {
                name: step_name(t, step.name),
                took: t.duration(step.micros),
            })
            .collect(),
        may_send: matches!(forecast.would, "create" | "update") && !offer.key.is_empty(),
    }
}

fn step_name(t: &Locale, name: &str) -> String {
    t.t(match name {
        "read" => "start-did-read",
        "filtered" => "start-did-filter",
        "looked up" => "start-did-look",
        "references" => "start-did-references",
        "mapped" => "start-did-map",
        _ => "start-did-send",
    })
}

/// A document as rows of path and value, without what is empty.
fn fields(document: &Value) -> Vec<Field> {
    let mut all = Vec::new();
    flatten(document, String::new(), &mut all);
    all
}

fn flatten(value: &Value, path: String, into: &mut Vec<Field>) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Value::Map(map) => map
            .iter()
            .for_each(|(name, value)| flatten(value, below(name), into)),
        Value::List(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, item)| flatten(item, below(&(at + 1).to_string()), into)),
        other if other.is_empty() => {}
        other => into.push(Field {
            value: other.to_string(),
            path,
        }),
    }
}

fn test_line(app: &App, t: &Locale, place: &Place, offer: &Offer, test: &Test) -> TestLine {
    let report: Report = serde_json::from_value(test.report.clone()).unwrap_or_default();
    let outcome = test.outcome.clone().unwrap_or_default();
    let gone = test
        .made
        .iter()
        .filter(|made| made.taken_back_at.is_some())
        .count();
    let micros: i64 = report.steps.iter().map(|(_, micros)| micros).sum();
    let title = match outcome.as_str() {
        "created" | "updated" if report.label.is_empty() => t.t1("start-sent", "system", system(offer.to)),
        "created" | "updated" => t.t2(
            "start-sent-label",
            ("label", report.label.as_str()),
            ("system", system(offer.to)),
        ),
        "skipped" => t.t("start-sent-skipped"),
        "" => t.t("start-sending"),
        _ => t.t1("start-sent-failed", "system", system(offer.to)),
    };
    TestLine {
        id: test.id.to_string(),
        is_under_way: test.finished_at.is_none(),
        look: words::outcome(t, &outcome),
        title,
        why: report.why.unwrap_or_default(),
        cure: report
            .reason
            .map(|reason| reason.cure().to_owned())
            .unwrap_or_default(),
        made: test
            .made
            .iter()
            .map(|made| made_line(app, t, place, offer, made))
            .collect(),
        took: t.duration(micros),
        record: report.record.map(|record| record.to_string()).unwrap_or_default(),
        may_take_back: test.finished_at.is_some() && gone < test.made.len(),
        was_taken_back: !test.made.is_empty() && gone == test.made.len(),
        updated: match report.updated {
            0 => String::new(),
            some => t.count("start-updated-stay", some.into()),
        },
    }
}

fn made_line(app: &App, t: &Locale, place: &Place, offer: &Offer, made: &Made) -> MadeLine {
    let account = place
        .connection(offer.to)
        .map_or("", |kept| kept.account.id.as_str());
    let id = if made.remote.id.is_empty() {
        made.remote.parts.values().next().cloned().unwrap_or_default()
    } else {
        made.remote.id.clone()
    };
    let there = app.parts().registry.get(offer.to);
    let page = there
        .page(account, &made.stream, &id)
        .filter(|_| !made.remote.id.is_empty());
    MadeLine {
        what: t.t(match made.stream.as_str() {
            "deals" => "start-made-deal",
            "customers" if made.remote.id.is_empty() => "start-made-company",
            "customers" if made.remote.parts.contains_key("company") => "start-made-contact-company",
            "customers" => "start-made-contact",
            _ => "start-made-product",
        }),
        id,
        page: page.map(String::from).unwrap_or_default(),
        is_gone: made.taken_back_at.is_some(),
    }
}

fn outlook_line(t: &Locale, offer: &Offer, outlook: &Outlook) -> OutlookLine {
    let number = |n: u64| t.number(n);
    OutlookLine {
        sentence: t.with(
            "start-outlook",
            &[
                ("system", system(offer.to).to_owned()),
                ("created", number(outlook.created)),
                ("updated", number(outlook.updated)),
                ("skipped", number(outlook.skipped)),
            ],
        ),
        customers: if outlook.customers_there + outlook.customers_new > 0 {
            t.with(
                "start-outlook-customers",
                &[
                    ("there", number(outlook.customers_there)),
                    ("new", number(outlook.customers_new)),
                    ("looked", number(outlook.looked_at)),
                ],
            )
        } else {
            String::new()
        },
        doubtful: match outlook.doubtful {
            0 => String::new(),
            some => t.count("start-outlook-doubtful", some),
        },
        cost: t.with(
            "start-outlook-cost",
            &[
                ("calls", number(outlook.calls)),
                ("minutes", number(outlook.minutes)),
            ],
        ),
        basis: t.with(
            "start-outlook-basis",
            &[
                ("looked", number(outlook.looked_at)),
                ("records", number(outlook.records)),
            ],
        ),
    }
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

/// Chooses the record: one of the latest, or by what people call it.
pub(crate) async fn choose(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    let Ground {
        mut place,
        offer,
        flow,
    } = match ground(&app, &member, &named.flow).await? {
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
            Err(_) => t.t1("start-unread", "system", system(offer.from)),
        };
        if !said.is_empty() {
            session.insert(SAID, said).await?;
            return Ok(back_to(offer));
        }
    }
    if !key.is_empty() {
        let mut tx = member.begin(&app).await?;
        place.choices.trying = Some((offer.key.to_owned(), key));
        place.keep(&mut tx, &app, Step::Test).await?;
        tx.commit().await?;
    }
    Ok(back_to(offer))
}

/// Sends the chosen record for real. A second click while it is under way does nothing, and one after it finds that the
/// record is there.
pub(crate) async fn send(
    member: Member,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    let Ground { place, offer, flow } = match ground(&app, &member, &named.flow).await? {
        Ok(ground) => ground,
        Err(to) => return Ok(to),
    };
    let Some((_, key)) = place.choices.trying.filter(|(of, _)| of == offer.key) else {
        return Ok(back_to(offer));
    };
    let key = RecordKey::from(key);
    let mut tx = member.begin(&app).await?;
    let before = setup_tests::latest(&mut tx, flow.id, &key).await?;
    // What was made and not taken back is there: sending it again would only hide how to take it back.
    if before.is_some_and(|test| test.made.iter().any(|made| made.taken_back_at.is_none())) {
        return Ok(back_to(offer));
    }
    audit::note(
        &mut tx,
        member.user,
        "flow.tried",
        &json!({ "flow": flow.id, "record": key }),
    )
    .await?;
    tx.commit().await?;
    let begun = proof::send(app.parts(), member.tenant, flow.id, &key, Some(member.user)).await;
    if let Some((_, work)) = begun.map_err(ours)? {
        // It goes on by itself if it takes longer; the page says so.
        drop(tokio::time::timeout(PATIENCE, work).await);
    }
    Ok(back_to(offer))
}

fn ours(error: TrialError) -> PageError {
    match error {
        TrialError::Store(error) => error.into(),
        other => PageError::Internal(other.to_string()),
    }
}

/// Takes back exactly what a test made.
pub(crate) async fn take_back(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Edit)?;
    let id: Uuid = named.test.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let test = setup_tests::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    audit::note(
        &mut tx,
        member.user,
        "flow.test_taken_back",
        &json!({ "flow": test.flow }),
    )
    .await?;
    tx.commit().await?;
    let t = &member.t;
    let taken = tokio::time::timeout(PATIENCE, proof::take_back(app.parts(), member.tenant, &test)).await;
    match taken {
        Ok(Ok(0)) => {}
        Ok(Ok(removed)) => {
            let words = t.count("start-taken-back", removed as u64);
            Toast::new(words).keep(&session).await?;
        }
        Ok(Err(TrialError::Store(error))) => return Err(error.into()),
        Ok(Err(error)) => {
            session
                .insert(SAID, format!("{} {error}", t.t("start-not-taken-back")))
                .await?;
        }
        Err(_) => session.insert(SAID, t.t("start-not-taken-back")).await?,
    }
    Ok(Redirect::to(&format!(
        "{}?flow={}",
        Step::Test.path(),
        named.flow
    )))
}

/// Reckons what a first load would do, and keeps it.
pub(crate) async fn look_ahead(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(named): Form<Named>,
) -> Result<Redirect, PageError> {
    let Ground {
        mut place,
        offer,
        flow,
    } = match ground(&app, &member, &named.flow).await? {
        Ok(ground) => ground,
        Err(to) => return Ok(to),
    };
    let t = &member.t;
    let year = t.now.to_zoned(t.zone.clone()).year();
    let since = date(year, 1, 1)
        .to_zoned(t.zone.clone())
        .ok()
        .map(|first| first.timestamp());
    let reckoned = proof::outlook(app.parts(), member.tenant, flow.id, since, SAMPLE);
    match tokio::time::timeout(PATIENCE * 2, reckoned).await {
        Ok(Ok(outlook)) => {
            let mut tx = member.begin(&app).await?;
            place.choices.outlooks.insert(offer.key.to_owned(), outlook);
            place.keep(&mut tx, &app, Step::Test).await?;
            tx.commit().await?;
        }
        Ok(Err(TrialError::Store(error))) => return Err(error.into()),
        Ok(Err(_)) | Err(_) => {
            let words = t.t1("start-unread", "system", system(offer.from));
            session.insert(SAID, words).await?;
        }
    }
    Ok(back_to(offer))
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
