//! Erasing one person with proof (X12): what is held of an e-mail address, then its erasure, then the certificate.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::Permission;
use serde::Deserialize;
use serde_json::json;
use store::{
    audit,
    erasures::{self, Certificate, Found},
};
use tower_sessions::Session;
use uuid::Uuid;

use crate::{
    App, email, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
};

const HERE: &str = "/settings/erasures";
/// Certificates that are listed.
const LATEST: i64 = 50;

#[derive(Template)]
#[template(path = "settings/erasures.html")]
struct ErasuresPage {
    shell: Shell,
    email: String,
    /// What is held; none: nobody asked yet.
    found: Option<Found>,
    past: Vec<PastLine>,
    mistakes: Mistakes,
}

impl ErasuresPage {
    /// What is held, counted in words.
    fn held(&self) -> (String, String, String) {
        let found = self.found.clone().unwrap_or_default();
        held(&self.shell.member.t, &found)
    }
}

/// Records, failed records and pairings, counted in words.
fn held(t: &Locale, found: &Found) -> (String, String, String) {
    (
        t.count("erasure-records", found.records.len() as u64),
        t.count("erasure-failed", found.dead_letters.len() as u64),
        t.count("erasure-links", found.links),
    )
}

struct PastLine {
    id: Uuid,
    by: String,
    records: String,
    at: String,
}

#[derive(Template)]
#[template(path = "settings/erasure.html")]
struct CertificatePage {
    shell: Shell,
    certificate: Certificate,
    at: String,
    held: (String, String, String),
    days: Vec<String>,
    /// The last day on which a backup can still be read: the window after the latest of the days.
    unreadable: String,
}

/// Whose traces.
#[derive(Deserialize)]
pub(crate) struct Whose {
    #[serde(default)]
    email: String,
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    email: String,
    found: Option<Found>,
    mistakes: Mistakes,
) -> Result<ErasuresPage, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let past = erasures::list(&mut tx, LATEST)
        .await?
        .into_iter()
        .map(|certificate| PastLine {
            id: certificate.id,
            by: certificate.by,
            records: t.count("records-count", certificate.found.records.len() as u64),
            at: t.moment(certificate.at),
        })
        .collect();
    let shell = Shell::load(&mut tx, session, member, Room::Settings).await?;
    tx.commit().await?;
    Ok(ErasuresPage {
        shell,
        email,
        found,
        past,
        mistakes,
    })
}

/// The form, and what was erased before.
pub(crate) async fn new(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    page(&load(&app, &session, member, String::new(), None, Mistakes::default()).await?)
}

/// Looks what is held of an address. A post, so that the address stands in no log and no history.
pub(crate) async fn look(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(whose): Form<Whose>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    if !email::is_one(&whose.email) {
        let mut mistakes = Mistakes::default();
        mistakes.add("email", member.t.t("email-wrong"));
        return came_back(&load(&app, &session, member, whose.email, None, mistakes).await?);
    }
    let mut tx = member.begin(&app).await?;
    let found = erasures::look(&mut tx, &whose.email).await?;
    tx.commit().await?;
    page(
        &load(
            &app,
            &session,
            member,
            whose.email,
            Some(found),
            Mistakes::default(),
        )
        .await?,
    )
}

/// Erases, and leads to the certificate. Sent twice, the second finds nothing and makes none.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(whose): Form<Whose>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    entry::fresh(&session, app.now(), HERE).await?;
    let mut tx = member.begin(&app).await?;
    if erasures::look(&mut tx, &whose.email).await?.is_empty() {
        drop(tx);
        return Ok(Redirect::to(HERE).into_response());
    }
    let certificate = erasures::erase(&mut tx, &member.email, &whose.email, app.now()).await?;
    let detail = json!({ "certificate": certificate.id, "records": certificate.found.records.len() });
    audit::note(&mut tx, member.user, "person.erased", &detail).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("{HERE}/{}", certificate.id)).into_response())
}

/// A certificate.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let certificate = erasures::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    let retention = store::tenants::retention(&mut tx).await?;
    let shell = Shell::load(&mut tx, &session, member, Room::Settings).await?;
    tx.commit().await?;
    let last = certificate.found.days.last().copied();
    page(&CertificatePage {
        shell,
        at: t.whole_moment(certificate.at),
        held: held(&t, &certificate.found),
        days: certificate.found.days.iter().map(|day| t.day(*day)).collect(),
        unreadable: last
            .and_then(|day| {
                day.checked_add(jiff::Span::new().days(i64::from(retention) + 1))
                    .ok()
            })
            .map(|day| t.day(day))
            .unwrap_or_default(),
        certificate,
    })
}
