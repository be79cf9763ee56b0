//! What the kinds of problem mean: the page that a problem's `type` points to.

use axum::{Json, extract::Path};

use crate::problem::{ApiError, Kind, Problem};

pub(crate) async fn show(Path(slug): Path<String>) -> Result<Json<Problem>, ApiError> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.slug() == slug)
        .map(|kind| Json(kind.problem(meaning(kind).to_owned())))
        .ok_or_else(|| ApiError::not_found("kind of problem", slug))
}

fn meaning(kind: Kind) -> &'static str {
    match kind {
        Kind::Unauthorized => {
            "The request had no API token in force. Send one as `Authorization: Bearer kopru_…`."
        }
        Kind::NotFound => {
            "The address, or the thing that it names, is not there, or belongs to another tenant."
        }
        Kind::MethodNotAllowed => "The address is right, the method is not; the Allow header tells what is.",
        Kind::Unreadable => "The body or a query parameter can't be read; `errors` names the place.",
        Kind::MediaType => "Send the body with the Content-Type that the operation's description names.",
        Kind::TooLarge => "The body is larger than is taken; send less at once.",
        Kind::Mistakes => {
            "What was sent is readable and wrong; `errors` lists every mistake. Nothing was changed."
        }
        Kind::KeyOfAnother => {
            "The Idempotency-Key was used for a request with another method, address or body."
        }
        Kind::KeyInUse => {
            "The first request with this Idempotency-Key is still being answered; try again in a moment."
        }
        Kind::Conflict => "It does not fit with what is there now; look again, then decide.",
        Kind::RemoteRefused => "The remote system refused for good; its words are in `detail`.",
        Kind::RemoteTrouble => {
            "The remote system could not be reached, is in trouble, or asks us to wait; try again later."
        }
        Kind::Unavailable => {
            "Nothing was done, since something of ours is busy or restarting; try again in a moment."
        }
        Kind::TimedOut => "It took too long and was given up; what was to be changed may be changed or not.",
        Kind::Internal => "A mistake of ours; tell us the id in `instance`.",
    }
}
