//! Which call goes where. Addresses of all generations lead to the same handlers
//! (dossier HubSpot §0, §9.18).

use std::sync::Arc;

use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    Hub,
    access::{Need, Session},
    answer::{Answer, Outcome, Refusal},
    association_calls::{self, Version},
    batch,
    call::Call,
    kinds::{self, Kind},
    oauth, objects, people, pipelines,
    portal::{Ctx, Portal},
    property_calls, record_page, search, webhooks,
};
use crate::{Shared, lock};

/// Longest address; beyond it 414.
const ADDRESS: usize = 8_192;
/// Largest body; beyond it 413.
const BODY: usize = 1 << 20;

/// Answers every call of this side.
pub(crate) async fn handle(
    State((shared, hub)): State<(Arc<Shared>, Arc<Hub>)>,
    request: Request,
) -> Response {
    if request
        .uri()
        .path_and_query()
        .is_some_and(|p| p.as_str().len() > ADDRESS)
    {
        return Answer::html(
            414,
            "<html><body><h1>414 Request-URI Too Large</h1></body></html>".to_owned(),
        )
        .into_response();
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY).await else {
        return Answer::from(Refusal::new(
            413,
            "VALIDATION_ERROR",
            "The request body is too large",
        ))
        .into_response();
    };
    let query = head.uri.query().unwrap_or_default();
    let call = Call {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        body,
        content_type: head
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .map(str::to_owned),
        base: format!("{}/hubspot", shared.base_url),
    };
    let authorization = head
        .headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok());
    let bearer = authorization.and_then(|text| {
        text.get(..7)
            .filter(|p| p.eq_ignore_ascii_case("bearer "))
            .map(|_| text[7..].trim())
    });
    answer(&hub, &shared, &call, bearer).into_response()
}

fn answer(hub: &Arc<Hub>, shared: &Arc<Shared>, call: &Call, bearer: Option<&str>) -> Answer {
    let decoded: Vec<String> = call
        .path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(percent_decoded)
        .collect();
    let segments: Vec<&str> = decoded.iter().map(String::as_str).collect();
    let now = shared.clock.now_ms();
    if let ["contacts", portal, "record", kind, id] = segments[..] {
        return record_page::show(hub, portal, kind, id);
    }
    let area = Area::of(&segments);
    match area {
        // Neither needs an account's token, neither is limited.
        Some((Area::OAuth, rest)) => {
            let outcome = oauth::call(hub, shared, call, rest, now);
            // Approving on the page is a GET too.
            hub.changes.note();
            outcome.unwrap_or_else(Answer::from)
        }
        Some((Area::Webhooks, rest)) => {
            webhooks::call(hub, shared, call, rest, bearer, now).unwrap_or_else(Answer::from)
        }
        Some((area, rest)) => in_account(hub, shared, call, bearer, now, area, rest),
        None => Refusal::no_such_path().into(),
    }
}

fn in_account(
    hub: &Arc<Hub>,
    shared: &Arc<Shared>,
    call: &Call,
    bearer: Option<&str>,
    now: i64,
    area: Area,
    rest: &[&str],
) -> Answer {
    let session = match oauth::session(hub, shared, bearer, now) {
        Ok(session) => session,
        Err(refusal) => return refusal.into(),
    };
    let knobs = shared.settings.get();
    let searching = area == Area::Objects && matches!(rest, [_, "search"]);
    let (headers, verdict) = match session.caller {
        None => (Vec::new(), Ok(())),
        Some(_) if searching => (Vec::new(), hub.limits.search(session.portal_id, &knobs, now)),
        Some(caller) => hub.limits.ordinary(caller, &knobs, now),
    };
    let ctx = Ctx {
        now,
        lag: knobs.hubspot.search_lag_ms,
        knobs,
        source: session.source.clone(),
        subscriptions: hub.subscriptions(),
    };
    let outcome = verdict.and_then(|()| call.only_json()).and_then(|()| {
        let mut portal = lock(&session.portal);
        let outcome = dispatch(hub, &session, &mut portal, &ctx, call, area, rest);
        if !call.only_reads() {
            hub.changes.note();
        }
        let events = std::mem::take(&mut portal.events);
        drop(portal);
        webhooks::gather(hub, shared, events);
        outcome
    });
    let mut answer = outcome.unwrap_or_else(Answer::from);
    answer.headers.extend(headers);
    answer
}

fn schema_need(reads: bool) -> Need {
    if reads {
        Need::SchemaRead
    } else {
        Need::SchemaWrite
    }
}

/// What an address is about, whatever its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Area {
    OAuth,
    Webhooks,
    Objects,
    ObjectsV4,
    Associations(Version),
    Properties,
    Pipelines,
    Owners,
    TaxRates,
    Account,
    Schemas,
    Uninstall,
}

/// A date-based version is the same thing as the classic one here.
fn dated(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    bytes.len() == 7 && bytes[4] == b'-' && segment.starts_with("20")
}

impl Area {
    fn of<'a, 'b>(segments: &'b [&'a str]) -> Option<(Self, &'b [&'a str])> {
        Some(match segments {
            ["oauth", rest @ ..] => (Self::OAuth, rest),
            ["webhooks", version, rest @ ..] if *version == "v3" || dated(version) => (Self::Webhooks, rest),
            ["crm", "v3", "objects", rest @ ..] => (Self::Objects, rest),
            ["crm", "v4", "objects", rest @ ..] => (Self::ObjectsV4, rest),
            ["crm", "objects", version, rest @ ..]
                if dated(version) && rest.get(2) == Some(&"associations") =>
            {
                (Self::ObjectsV4, rest)
            }
            ["crm", "objects", version, rest @ ..] if dated(version) => (Self::Objects, rest),
            ["crm", "v3", "associations", rest @ ..] => (Self::Associations(Version::V3), rest),
            ["crm", "v4", "associations", rest @ ..] => (Self::Associations(Version::V4), rest),
            ["crm", "associations", version, rest @ ..] if dated(version) => {
                (Self::Associations(Version::V4), rest)
            }
            ["crm", "v3", "properties", rest @ ..] => (Self::Properties, rest),
            ["crm", "properties", version, rest @ ..] if dated(version) => (Self::Properties, rest),
            ["crm", "v3", "pipelines", rest @ ..] => (Self::Pipelines, rest),
            ["crm", "pipelines", version, rest @ ..] if dated(version) => (Self::Pipelines, rest),
            ["crm", "v3", "owners", rest @ ..] => (Self::Owners, rest),
            ["crm", "owners", version, rest @ ..] if dated(version) => (Self::Owners, rest),
            ["tax-rates", "v1", "tax-rates", rest @ ..] => (Self::TaxRates, rest),
            ["account-info", version, rest @ ..] if *version == "v3" || dated(version) => {
                (Self::Account, rest)
            }
            ["crm", "v3", "schemas", rest @ ..] | ["crm-object-schemas", "v3", "schemas", rest @ ..] => {
                (Self::Schemas, rest)
            }
            ["appinstalls", _, "external-install"] => (Self::Uninstall, &[]),
            _ => return None,
        })
    }
}

/// The kind that a segment names, or HubSpot's refusal.
pub(crate) fn kind(name: &str) -> Result<Kind, Refusal> {
    kinds::find(name).ok_or_else(|| Refusal::invalid(format!("Unable to infer object type from: {name}")))
}

fn dispatch(
    hub: &Hub,
    session: &Session,
    portal: &mut Portal,
    ctx: &Ctx,
    call: &Call,
    area: Area,
    rest: &[&str],
) -> Outcome {
    let knobs = &ctx.knobs.hubspot;
    let reads = call.method == http::Method::GET;
    match (area, rest) {
        (Area::Objects | Area::ObjectsV4, [name, id, "associations", rest @ ..]) => {
            let from = kind(name)?;
            session.require(from, if reads { Need::Read } else { Need::Write }, knobs)?;
            let version = if area == Area::ObjectsV4 {
                Version::V4
            } else {
                Version::V3
            };
            association_calls::record_call(portal, ctx, call, (from, id), rest, version)
        }
        (Area::Objects, [name, rest @ ..]) => {
            let object = kind(name)?;
            let reads = reads || matches!(rest, ["search"] | ["batch", "read"]);
            session.require(object, if reads { Need::Read } else { Need::Write }, knobs)?;
            match rest {
                ["search"] => search::call(portal, ctx, call, object),
                ["batch", what] => batch::call(portal, ctx, call, object, what),
                rest => objects::call(portal, ctx, call, object, rest),
            }
        }
        (Area::Associations(version), [from, to, rest @ ..]) => {
            let pair = (kind(from)?, kind(to)?);
            let reads = reads || matches!(rest, ["batch", "read"]);
            session.require(pair.0, if reads { Need::Read } else { Need::Write }, knobs)?;
            association_calls::pair_call(portal, ctx, call, pair, rest, version)
        }
        (Area::Properties, [name, rest @ ..]) => {
            let object = kind(name)?;
            let reads = reads || matches!(rest, ["batch", "read"]);
            session.require(object, schema_need(reads), knobs)?;
            property_calls::call(portal, ctx, call, object, rest)
        }
        (Area::Pipelines, [name, rest @ ..]) => {
            let object = kind(name)?;
            session.require(object, schema_need(reads), knobs)?;
            pipelines::call(portal, ctx, call, object, rest)
        }
        (Area::Owners, rest) => {
            session.require_any(&["crm.objects.owners.read".to_owned()], knobs)?;
            people::owners_call(portal, call, rest)
        }
        (Area::TaxRates, rest) => {
            session.require_any(&["tax_rates.read".to_owned(), "e-commerce".to_owned()], knobs)?;
            people::tax_rates_call(portal, call, rest)
        }
        (Area::Account, ["details"]) => call.only_get().map(|()| details(portal)),
        (Area::Account, ["api-usage", "daily", ..]) => call.only_get().map(|()| usage(ctx)),
        (Area::Schemas, _) => Ok(Answer::json(200, &json!({"results": []}))),
        (Area::Uninstall, _) if call.method == http::Method::DELETE => {
            hub.tokens.uninstall(session.portal_id);
            Ok(Answer::nothing())
        }
        (Area::Uninstall, _) => Err(Refusal::wrong_method()),
        _ => Err(Refusal::no_such_path()),
    }
}

fn details(portal: &Portal) -> Answer {
    Answer::json(
        200,
        &json!({"portalId": portal.id, "timeZone": "Europe/Istanbul", "companyCurrency": "EUR",
            "additionalCurrencies": ["TRY", "USD", "GBP"], "utcOffset": "+03:00",
            "utcOffsetMilliseconds": 10_800_000, "uiDomain": "app-eu1.hubspot.com",
            "dataHostingLocation": "eu1", "accountType": "STANDARD"}),
    )
}

fn usage(ctx: &Ctx) -> Answer {
    let limit = ctx.knobs.hubspot.daily.unwrap_or(1_000_000);
    Answer::json(
        200,
        &json!({"results": [{"name": "api-calls-daily", "usageLimit": limit, "currentUsage": 0,
            "collectedAt": crate::clock::iso_ms(ctx.now), "fetchStatus": "SUCCESS",
            "resetsAt": crate::clock::iso_ms(ctx.now - ctx.now % 86_400_000 + 75_600_000)}]}),
    )
}

fn percent_decoded(segment: &str) -> String {
    if !segment.contains('%') {
        return segment.to_owned();
    }
    let mut out = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |b: Option<u8>| {
            b.and_then(|b| char::from(b).to_digit(16))
                .and_then(|d| u8::try_from(d).ok())
        };
        if byte == b'%' {
            let mut ahead = bytes.clone();
            if let (Some(high), Some(low)) = (hex(ahead.next()), hex(ahead.next())) {
                out.push(high * 16 + low);
                bytes = ahead;
                continue;
            }
        }
        out.push(byte);
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_all_generations_lead_to_the_same_place() {
        let check = |path: &str, area: Area| {
            let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
            assert_eq!(Area::of(&segments).map(|(a, _)| a), Some(area), "{path}");
        };
        check("/crm/v3/objects/contacts", Area::Objects);
        check("/crm/objects/2026-03/contacts/", Area::Objects);
        check("/crm/objects/2026-09/0-123/search", Area::Objects);
        check(
            "/crm/objects/2026-03/deals/1/associations/default/contacts/2",
            Area::ObjectsV4,
        );
        check(
            "/crm/associations/2026-03/0-3/0-1/labels",
            Area::Associations(Version::V4),
        );
        check("/crm/v3/owners/", Area::Owners);
        check("/oauth/2026-03/token", Area::OAuth);
    }

    #[test]
    fn segments_are_decoded_and_broken_escapes_left_alone() {
        assert_eq!(percent_decoded("a%40b.example"), "a@b.example");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zz"), "%zz");
    }
}
