//! A record that was really sent: what it made there, and taking exactly that back.

use axum::{Form, extract::State, response::Redirect};
use domain::{ConnectorId, Permission, RecordKey, Value};
use scheduler::{
    proof::{self, Report},
    trial::TrialError,
};
use serde_json::{Value as Json, json};
use store::{
    Tx, audit,
    records::{self, Exchange, Words},
    setup_tests::{self, Made, Test},
};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App,
    error::PageError,
    locale::Locale,
    member::Member,
    pages::{
        connections::sign_in::system,
        start::{
            live::PATIENCE,
            offers::{self, Offer},
            state::{Place, Step},
        },
    },
    sayings,
    shell::Toast,
    words::{self, Look},
};

use super::{
    Ground, Named, SAID, back_to,
    fields::{Field, fields},
    ground,
};

/// What became of a record that was really sent.
pub(super) struct TestLine {
    pub(super) id: String,
    pub(super) is_under_way: bool,
    pub(super) look: Look,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) cure: String,
    pub(super) made: Vec<MadeLine>,
    pub(super) took: String,
    pub(super) record: String,
    /// What came in, what was sent, and what is there now; none once it is gone again.
    pub(super) sides: Option<Sides>,
    pub(super) may_take_back: bool,
    pub(super) was_taken_back: bool,
    pub(super) updated: String,
}

/// A record on its way from one system into the other.
pub(super) struct Sides {
    pub(super) came_in: String,
    /// Where the source itself shows it; empty if that is not known.
    pub(super) page: String,
    pub(super) sent: Vec<Field>,
    /// As the destination told when it was written.
    pub(super) there: Vec<Field>,
}

pub(super) struct MadeLine {
    pub(super) what: String,
    pub(super) id: String,
    pub(super) page: String,
    pub(super) is_gone: bool,
}

/// A test, and what the activity log still says of its record.
pub(super) struct Logged {
    test: Test,
    report: Report,
    words: Words,
    exchange: Option<Exchange>,
}

impl Logged {
    pub(super) async fn of(tx: &mut Tx, test: Test) -> Result<Self, PageError> {
        let report: Report = serde_json::from_value(test.report.clone()).unwrap_or_default();
        let kept = match report.record {
            Some(record) => records::find(tx, record).await?,
            None => None,
        };
        let (words, exchange) = match kept {
            Some((record, exchange)) => (record.words, exchange),
            None => (Words::default(), None),
        };
        Ok(Self {
            test,
            report,
            words,
            exchange,
        })
    }

    /// Whether it is on its way, or there.
    pub(super) fn is_there(&self) -> bool {
        self.test.finished_at.is_none() || self.test.made.iter().any(|made| made.taken_back_at.is_none())
    }
}

pub(super) fn test_line(
    app: &App,
    t: &Locale,
    place: &Place,
    offer: &Offer,
    logged: Logged,
    page: Option<String>,
) -> TestLine {
    let Logged {
        test,
        report,
        words: said,
        exchange,
    } = logged;
    let outcome = test.outcome.clone().unwrap_or_default();
    let under_way = test.finished_at.is_none();
    let gone = test
        .made
        .iter()
        .filter(|made| made.taken_back_at.is_some())
        .count();
    let micros: i64 = report.steps.iter().map(|(_, micros)| micros).sum();
    let was_taken_back = !test.made.is_empty() && gone == test.made.len();
    let title = match outcome.as_str() {
        _ if was_taken_back => t.t2(
            "start-was-taken-back",
            ("label", said.label.as_str()),
            ("system", system(offer.to)),
        ),
        "created" | "updated" if said.label.is_empty() => t.t1("start-sent", "system", system(offer.to)),
        "created" | "updated" => t.t2(
            "start-sent-label",
            ("label", said.label.as_str()),
            ("system", system(offer.to)),
        ),
        "skipped" => t.t("start-sent-skipped"),
        "" => t.t("start-sending"),
        _ => t.t1("start-sent-failed", "system", system(offer.to)),
    };
    TestLine {
        id: test.id.to_string(),
        is_under_way: under_way,
        look: match outcome.as_str() {
            _ if under_way => words::look(t, "state-running", "info", "half"),
            _ if was_taken_back => words::look(t, "start-took-back", "idle", "bar"),
            other => words::outcome(t, other),
        },
        title,
        why: match &said.said {
            Some(kept) => sayings::say(t, kept).unwrap_or(said.message),
            None => report.why.unwrap_or(said.message),
        },
        cure: report
            .reason
            .map(|reason| words::cure(t, reason.as_str()))
            .unwrap_or_default(),
        made: test
            .made
            .iter()
            .map(|made| made_line(app, t, place, offer, made))
            .collect(),
        took: t.duration(micros),
        record: report.record.map(|record| record.to_string()).unwrap_or_default(),
        sides: exchange
            .filter(|_| gone < test.made.len())
            .map(|exchange| sides(&exchange, page)),
        may_take_back: !under_way && gone < test.made.len(),
        was_taken_back,
        updated: match report.updated {
            0 => String::new(),
            some => t.count("start-updated-stay", some.into()),
        },
    }
}

fn sides(exchange: &Exchange, page: Option<String>) -> Sides {
    let rows =
        |document: &Json| fields(&Value::from_json(document.to_string().as_bytes()).unwrap_or_default());
    let mut answered = exchange.answered.clone();
    if let Some(parts) = answered.as_object_mut() {
        parts.values_mut().for_each(unwrap_properties);
    }
    Sides {
        came_in: serde_json::to_string_pretty(&exchange.came_in).unwrap_or_default(),
        page: page.unwrap_or_default(),
        sent: rows(&exchange.mapped),
        there: rows(&answered),
    }
}

/// Leaves of a remote's answer what people know from its pages, where that lies in an envelope.
fn unwrap_properties(answer: &mut Json) {
    if let Some(properties) = answer.get_mut("properties").map(Json::take) {
        *answer = properties;
    }
}

fn made_line(app: &App, t: &Locale, place: &Place, offer: &Offer, made: &Made) -> MadeLine {
    let id = if made.remote.id.is_empty() {
        made.remote.parts.values().next().cloned().unwrap_or_default()
    } else {
        made.remote.id.clone()
    };
    let page = place
        .connection(offer.to)
        .filter(|_| !made.remote.id.is_empty())
        .and_then(|there| app.parts().opening.page(there, &made.stream, &id));
    MadeLine {
        what: t.t(match made.stream.as_str() {
            "deals" => "start-made-deal",
            "invoices" => "start-made-invoice",
            "customers" if offer.to == ConnectorId::LightspeedEcom => "start-made-customer",
            "customers" if made.remote.id.is_empty() => "start-made-company",
            "customers" if made.remote.parts.contains_key("company") => "start-made-contact-company",
            "customers" => "start-made-contact",
            _ => "start-made-product",
        }),
        id,
        page: page.unwrap_or_default(),
        is_gone: made.taken_back_at.is_some(),
    }
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
    Ok(offers::of(&named.flow).map_or_else(|| Redirect::to(Step::Test.path()), back_to))
}
