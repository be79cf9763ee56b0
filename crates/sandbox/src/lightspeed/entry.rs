//! The door: who calls, how often, what for; then [`read`] or [`write`].

use std::sync::{Arc, PoisonError};

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};

use super::answer::Answer;
use super::call::{Call, put, read_body};
use super::endpoints;
use super::limits::Standing;
use super::refusal::Refusal;
use super::{Context, Shop, read, webhooks, write};
use crate::{Shared, lock};

/// Largest body taken; pictures are the largest things sent.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// What every handler of this side needs.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) shared: Arc<Shared>,
    pub(crate) shop: Arc<Shop>,
}

/// Answers any call of the imitated API; limit headers are on every answer.
pub(crate) async fn answer(State(door): State<Door>, request: Request) -> Response {
    let mut context = Context::new(&door.shared);
    let method = request.method().clone();
    // The prefix is no part of the path that the vendor's envelope repeats.
    let path = request.uri().path().to_owned();
    let caller = door.caller(request.headers());
    let enforced = door.shared.settings.get().limits;
    let user = caller
        .as_ref()
        .map_or("", |caller| caller.key.as_str())
        .to_owned();
    let standing = lock(&door.shop.limits).take(&user, context.now, &context.knobs, enforced);
    let result = match caller {
        None => Err(Refusal::unauthorized()),
        Some(_) if !standing.allowed => Err(Refusal {
            status: StatusCode::TOO_MANY_REQUESTS,
            message: "Too many requests in this time period. Try again later.",
        }),
        Some(caller) => {
            context.key = caller.key;
            context.by_app = caller.by_app;
            door.work(&context, &standing, request).await
        }
    };
    let mut response = match result {
        Ok(Answer::Json(status, text)) => (status, text).into_response(),
        Ok(Answer::Nothing) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => (refusal.status, refusal.body(&method, &path)).into_response(),
    };
    if response.status() == StatusCode::NO_CONTENT {
        response.headers_mut().remove(header::CONTENT_TYPE);
    } else {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
    }
    if response.status() == StatusCode::UNAUTHORIZED {
        let realm = HeaderValue::from_static("Basic realm=\"API\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
    }
    standing.write(response.headers_mut(), &context.knobs);
    response
}

struct Caller {
    key: String,
    by_app: bool,
}

impl Door {
    /// Who signs in: the shop's own key with its secret, or an installed app with
    /// `md5(token + app secret)` (dossier Lightspeed §1.2).
    fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, packed) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
        let (key, secret) = pair.split_once(':')?;
        let keys = &self.shared.credentials.lightspeed;
        if key == keys.key && secret == keys.secret {
            return Some(Caller {
                key: key.to_owned(),
                by_app: false,
            });
        }
        let installed = key == keys.app_key
            && lock(&self.shop.tokens)
                .iter()
                .any(|token| webhooks::sign(token.as_bytes(), &keys.app_secret) == secret);
        installed.then(|| Caller {
            key: key.to_owned(),
            by_app: true,
        })
    }

    async fn work(
        &self,
        context: &Context,
        standing: &Standing,
        request: Request,
    ) -> Result<Answer, Refusal> {
        let method = request.method().clone();
        let mut call = Call::read(method.clone(), request.uri().path(), request.uri().query())?;
        let endpoint = endpoints::find(&call.pattern).ok_or_else(Refusal::not_found)?;
        let verbs = match (call.count, call.id.is_some()) {
            (true, _) if endpoint.count => "GET",
            (true, _) => return Err(Refusal::not_found()),
            (_, true) if endpoint.one.is_empty() => return Err(Refusal::not_found()),
            (_, true) => endpoint.one,
            _ => endpoint.all,
        };
        if !verbs.split(' ').any(|verb| verb == method.as_str()) {
            return Err(Refusal::not_allowed());
        }
        if !context.may(endpoint.area, method != Method::GET) {
            return Err(Refusal::forbidden("Access denied."));
        }
        if method == Method::GET {
            let state = self.shop.state.read().unwrap_or_else(PoisonError::into_inner);
            return read::answer(&state, context, &call, standing);
        }
        if method != Method::DELETE {
            (call.body, call.unwrapped) = body(request).await?;
        }
        let (answer, messages) = {
            let mut state = self.shop.change();
            let answer = write::answer(&mut state, context, &call, standing);
            (answer, self.shop.report(&mut state, context))
        };
        self.shop.send(&self.shared, context, messages);
        answer
    }
}

/// The body as a tree; multipart becomes one too, with its files in base64.
async fn body(request: Request) -> Result<(Option<Value>, bool), Refusal> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        return Ok((Some(multipart(request).await?), true));
    }
    let bytes = axum::body::to_bytes(request.into_body(), MOST_BYTES)
        .await
        .map_err(|_| Refusal::bad("Body could not be read."))?;
    Ok((read_body(&kind, &bytes)?, false))
}

async fn multipart(request: Request<Body>) -> Result<Value, Refusal> {
    let mut root = Value::Object(Map::new());
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| Refusal::invalid())?;
    while let Some(part) = parts.next_field().await.map_err(|_| Refusal::invalid())? {
        let name = part.name().unwrap_or("").to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| Refusal::invalid())?;
        let value = match &file {
            Some(_) => STANDARD.encode(&bytes),
            None => String::from_utf8_lossy(&bytes).into_owned(),
        };
        put(&mut root, &name, Value::from(value));
        if let (Some(file), Value::Object(root)) = (file, &mut root) {
            root.entry("filename").or_insert(Value::from(file));
        }
    }
    Ok(root)
}
