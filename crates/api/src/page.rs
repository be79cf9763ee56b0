//! Pages of lists: `?limit=…&after=…`, the next page's `after` in the body and in the Link header.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Uri, header};
use serde::{Serialize, de::DeserializeOwned};
use url::form_urlencoded;
use utoipa::ToSchema;

use crate::problem::{ApiError, Mistake};

/// Items on a page, unless asked otherwise.
const USUAL: u16 = 50;
/// Items on a page at most.
const MOST: u16 = 200;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub(crate) items: Vec<T>,
    /// Where the next page begins: send it as `after`. Missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// How many items are wanted.
///
/// # Errors
/// Outside 1 to 200.
pub(crate) fn limit(asked: Option<u16>) -> Result<usize, ApiError> {
    match asked.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit.into()),
        other => Err(ApiError::Unreadable(vec![Mistake::new(
            "limit",
            format!("is {other}; it takes 1 to {MOST}"),
        )])),
    }
}

/// One more than is wanted, to see whether there is a next page.
pub(crate) fn and_one(limit: usize) -> i64 {
    i64::try_from(limit).map_or(i64::MAX, |limit| limit + 1)
}

/// Where a page begins, as its `after` says.
pub(crate) fn begin<T: DeserializeOwned>(after: Option<&str>) -> Result<Option<T>, ApiError> {
    let Some(after) = after else { return Ok(None) };
    let wrong = || {
        ApiError::Unreadable(vec![Mistake::new(
            "after",
            "is not what a list gave as `next`; leave it out to begin at the first page",
        )])
    };
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(after)
        .map_err(|_| wrong())?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| wrong())
}

fn end<T: Serialize>(last: &T) -> Option<String> {
    use base64::Engine as _;
    let bytes = serde_json::to_vec(last).ok()?;
    Some(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// The answer with a page, made from one item more than it shows. `place` is what the next page goes on after.
pub(crate) fn answer<A, T: Serialize, P: Serialize>(
    uri: &Uri,
    mut found: Vec<A>,
    limit: usize,
    place: impl Fn(&A) -> P,
    shown: impl Fn(A) -> T,
) -> Response {
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).and_then(|last| end(&place(last)));
    let link = next.as_deref().and_then(|next| link(uri, next));
    let items = found.into_iter().map(shown).collect();
    let mut response = Json(Page { items, next }).into_response();
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

fn link(uri: &Uri, next: &str) -> Option<HeaderValue> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        if name != "after" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("after", next);
    HeaderValue::from_str(&format!("<{}?{}>; rel=\"next\"", uri.path(), query.finish())).ok()
}
