//! Acts on records: sending them again, setting them aside.

use axum::{
    extract::{RawForm, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RecordId};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{
    Tx, audit, dead_letters,
    idempotency::{self, Seen},
    replays,
};
use tower_sessions::Session;

use crate::{App, error::PageError, member::Member, pages::sign_in::own, shell::Toast};

/// Records that one form names.
const MOST: usize = 1_000;
/// Characters of a reason.
const REASON: usize = 200;

/// What a form on records says.
#[derive(Debug, Default)]
pub(super) struct Meant {
    pub(super) records: Vec<RecordId>,
    /// Marks the page that the form stood on: sent twice, it takes effect once.
    pub(super) ask: String,
    because: String,
    back: String,
}

impl Meant {
    pub(super) fn of(form: &[u8]) -> Result<Self, PageError> {
        let mut meant = Self::default();
        for (name, value) in url::form_urlencoded::parse(form) {
            match name.as_ref() {
                "record" => meant
                    .records
                    .push(value.parse().map_err(|_| PageError::NotFound)?),
                "ask" => meant.ask = value.chars().take(64).collect(),
                "because" => meant.because = value.trim().chars().take(REASON).collect(),
                "back" => meant.back = value.into_owned(),
                _ => {}
            }
        }
        meant.records.truncate(MOST);
        Ok(meant)
    }

    fn back(&self) -> &str {
        match self.back.is_empty() {
            true => "/records",
            false => own(&self.back),
        }
    }

    /// What is asked for, as a mark by which a repeated form is known.
    fn mark(&self, act: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(act);
        for record in &self.records {
            hash.update(record.uuid().as_bytes());
        }
        hash.finalize().into()
    }
}

/// Looks whether a form was sent before; then this is where it led. A form without a mark is always new.
pub(crate) async fn answered(
    tx: &mut Tx,
    ask: &str,
    mark: &[u8; 32],
    now: jiff::Timestamp,
) -> Result<Option<String>, PageError> {
    if ask.is_empty() {
        return Ok(None);
    }
    match idempotency::begin(tx, &format!("page:{ask}"), mark, now).await? {
        Seen::Answered { body, .. } => Ok(Some(String::from_utf8_lossy(&body).into_owned())),
        // Another choice on the same page is another act.
        Seen::New | Seen::OtherRequest => Ok(None),
    }
}

/// Keeps where a form led.
pub(crate) async fn answer(tx: &mut Tx, ask: &str, address: &str) -> Result<(), PageError> {
    if !ask.is_empty() {
        idempotency::finish(tx, &format!("page:{ask}"), 303, address.as_bytes()).await?;
    }
    Ok(())
}

/// Sends records again, read anew from their source, by the revision that is published now.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    RawForm(form): RawForm,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let meant = Meant::of(&form)?;
    let t = member.t.clone();
    if meant.records.is_empty() {
        Toast::new(t.t("records-none-selected")).keep(&session).await?;
        return Ok(Redirect::to(meant.back()).into_response());
    }
    let now = app.now();
    let mut tx = member.begin(&app).await?;
    if let Some(address) = answered(&mut tx, &meant.ask, &meant.mark("replay"), now).await? {
        tx.commit().await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let runs = replays::of_records(&mut tx, &meant.records, Some(member.user), now).await?;
    let (address, words) = match runs.as_slice() {
        [] => return Err(PageError::NotFound),
        [(_, run)] => (format!("/runs/{run}"), None),
        more => {
            let words = t.count("records-replayed-in-runs", more.len() as u64);
            (meant.back().to_owned(), Some(words))
        }
    };
    let told: Vec<String> = runs.iter().map(|(_, run)| run.to_string()).collect();
    let detail = json!({ "records": meant.records.len(), "runs": told });
    audit::note(&mut tx, member.user, "records.replayed", &detail).await?;
    answer(&mut tx, &meant.ask, &address).await?;
    tx.commit().await?;
    if let Some(words) = words {
        Toast::new(words).keep(&session).await?;
    }
    Ok(Redirect::to(&address).into_response())
}

/// Sets failed records aside: nobody is reminded of them, and they can still be sent again.
pub(crate) async fn set_aside(
    member: Member,
    session: Session,
    State(app): State<App>,
    RawForm(form): RawForm,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let meant = Meant::of(&form)?;
    if meant.records.is_empty() {
        Toast::new(member.t.t("records-none-selected"))
            .keep(&session)
            .await?;
        return Ok(Redirect::to(meant.back()).into_response());
    }
    let mut tx = member.begin(&app).await?;
    let done = dead_letters::set_records_aside(&mut tx, &meant.records, &meant.because, app.now()).await?;
    if done > 0 {
        let detail = json!({ "records": done, "because": meant.because });
        audit::note(&mut tx, member.user, "records.set_aside", &detail).await?;
    }
    tx.commit().await?;
    Toast::new(member.t.count("records-set-aside-done", done))
        .keep(&session)
        .await?;
    Ok(Redirect::to(meant.back()).into_response())
}
