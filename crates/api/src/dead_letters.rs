//! Dead letters: records given up, until they are sent again or set aside.

use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use domain::{DeadLetterId, FlowId};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::dead_letters::{self, Before, DeadLetter};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    App,
    body::{Asked, Body},
    caller::Caller,
    page::{self, Page},
    problem::{ApiError, Mistake, Problem},
    write::Write,
};

const STATES: [&str; 4] = ["open", "replayed", "set_aside", "resolved"];
/// Dead letters that one request names.
pub(crate) const MOST: usize = 1000;

/// A record given up.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadLetterView {
    /// Its id.
    pub(crate) id: Uuid,
    /// Through which flow.
    pub(crate) flow: Uuid,
    /// The source's key.
    #[schema(example = "4711")]
    pub(crate) key: String,
    /// What people call it.
    #[schema(example = "Order ORD01207")]
    pub(crate) label: String,
    /// open, replayed, set_aside, resolved.
    #[schema(example = "open")]
    pub(crate) state: String,
    /// The closed word for why.
    #[schema(example = "rejected_by_destination")]
    pub(crate) reason: String,
    /// The sentence for why.
    pub(crate) message: String,
    /// The remote's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remote_words: Option<String>,
    /// What can be done about it.
    pub(crate) cure: &'static str,
    /// The row of the activity log.
    pub(crate) record: Uuid,
    /// By which revision it failed last.
    pub(crate) revision: Uuid,
    /// How often it was tried in all.
    pub(crate) attempts: u32,
    /// When it failed last.
    pub(crate) failed_at: Timestamp,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        let reason = serde_json::from_value::<domain::FailureReason>(letter.reason.clone().into());
        Self {
            id: letter.id.uuid(),
            flow: letter.flow.uuid(),
            key: letter.key.to_string(),
            label: letter.words.label,
            state: letter.state,
            cure: reason.map_or("", domain::FailureReason::cure),
            reason: letter.reason,
            message: letter.words.message,
            remote_words: letter.words.remote_words,
            record: letter.record.uuid(),
            revision: letter.revision.uuid(),
            attempts: letter.attempts,
            failed_at: letter.failed_at,
        }
    }
}

/// Which dead letters.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeadLettersWanted {
    /// In this state: open (if nothing is said), replayed, set_aside, resolved.
    pub(crate) state: Option<String>,
    /// Of one flow.
    pub(crate) flow: Option<Uuid>,
    /// How many, 1 to 200; 50 if nothing is said.
    pub(crate) limit: Option<u16>,
    /// Where the page begins: the `next` of the page before.
    pub(crate) after: Option<String>,
}

/// List dead letters, newest failure first.
#[utoipa::path(get, path = "/dead-letters", tag = "dead letters", params(DeadLettersWanted),
    responses((status = 200, body = Page<DeadLetterView>), (status = 400, body = Problem)))]
pub(crate) async fn list(
    caller: Caller,
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Asked(wanted): Asked<DeadLettersWanted>,
) -> Result<Response, ApiError> {
    let limit = page::limit(wanted.limit)?;
    let state = wanted.state.as_deref().unwrap_or("open");
    if !STATES.contains(&state) {
        let what = format!("is \"{state}\"; it takes {}", STATES.join(", "));
        return Err(ApiError::Unreadable(vec![Mistake::new("state", what)]));
    }
    let after: Option<(Timestamp, DeadLetterId)> = page::begin(wanted.after.as_deref())?;
    let before = after.map(|(failed_at, id)| Before { failed_at, id });
    let flow = wanted.flow.map(FlowId::from);
    let mut tx = caller.begin(&app).await?;
    let found = dead_letters::list(&mut tx, state, flow, before, page::and_one(limit)).await?;
    tx.commit().await?;
    let place = |letter: &DeadLetter| (letter.failed_at, letter.id);
    Ok(page::answer(&uri, found, limit, place, DeadLetterView::from))
}

/// Which dead letters are meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeadLettersMeant {
    /// Their ids, 1 to 1,000. Those that are not there are left out.
    pub(crate) dead_letters: Vec<Uuid>,
}

impl DeadLettersMeant {
    fn ids(&self) -> Result<Vec<DeadLetterId>, ApiError> {
        if (1..=MOST).contains(&self.dead_letters.len()) {
            Ok(self
                .dead_letters
                .iter()
                .copied()
                .map(DeadLetterId::from)
                .collect())
        } else {
            Err(ApiError::mistake(
                "/dead_letters",
                format!("takes 1 to {MOST} ids"),
            ))
        }
    }
}

/// How many were set aside.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetAsideView {
    /// Those that were open.
    #[schema(example = 3)]
    pub(crate) set_aside: u64,
}

/// Set dead letters aside: nobody is reminded of them; they can still be sent again.
#[utoipa::path(post, path = "/dead-letters/set-aside", tag = "dead letters", request_body = DeadLettersMeant,
    responses((status = 200, body = SetAsideView), (status = 422, body = Problem)))]
pub(crate) async fn set_aside(
    mut write: Write,
    Body(meant): Body<DeadLettersMeant>,
) -> Result<Response, ApiError> {
    let set_aside = dead_letters::set_aside(&mut write.tx, &meant.ids()?, write.now).await?;
    write.answer(StatusCode::OK, &SetAsideView { set_aside }).await
}
