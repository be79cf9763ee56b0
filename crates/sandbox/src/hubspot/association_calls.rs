//! The calls about associations, v4 and the older ones that still answer (dossier HubSpot §6).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    input::{Inputs, Ref, TypeRef, null_is_empty},
    kinds::{Kind, facts},
    objects::entry,
    portal::{Ctx, Portal},
    show::Shape,
};
use crate::clock::iso_ms;

/// Which generation of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `results: [{id, type}]`.
    V3,
    /// `results: [{toObjectId, associationTypes}]`; the date-based addresses too.
    V4,
}

#[derive(Deserialize)]
struct Pair {
    from: Ref,
    to: Ref,
    #[serde(default, deserialize_with = "null_is_empty")]
    types: Vec<TypeRef>,
    /// v3 names the type by word or number.
    #[serde(default, rename = "type")]
    type_name: Option<String>,
}

#[derive(Deserialize)]
struct Fan {
    from: Ref,
    to: Vec<Ref>,
}

#[derive(Deserialize)]
struct From {
    id: super::input::Id,
    #[serde(default)]
    after: Option<String>,
}

fn number(id: &str) -> Result<u64, Refusal> {
    id.parse()
        .map_err(|_| Refusal::invalid(format!("Invalid object ID: {id}")))
}

impl Portal {
    /// Ids in v4 answers: numbers unless the knob says otherwise.
    fn v4_id(ctx: &Ctx, id: u64) -> Value {
        if ctx.knobs.hubspot.numbers_in_v4 {
            json!(id)
        } else {
            json!(id.to_string())
        }
    }

    fn spec(&self, id: u32) -> Value {
        let by_user = self.types.get(id).is_some_and(|t| t.by_user);
        json!({"associationCategory": if by_user { "USER_DEFINED" } else { "HUBSPOT_DEFINED" },
            "associationTypeId": id})
    }

    fn labels(&self, from: (Kind, u64), to: (Kind, u64)) -> Vec<String> {
        self.links_between(from, to)
            .into_iter()
            .filter_map(|id| self.types.get(id)?.label.clone())
            .collect()
    }

    /// `{fromObjectTypeId, fromObjectId, toObjectTypeId, toObjectId, labels}`.
    fn labelled_pair(&self, ctx: &Ctx, from: (Kind, u64), to: (Kind, u64)) -> Value {
        json!({"fromObjectTypeId": facts(from.0).id, "fromObjectId": Self::v4_id(ctx, from.1),
            "toObjectTypeId": facts(to.0).id, "toObjectId": Self::v4_id(ctx, to.1),
            "labels": self.labels(from, to)})
    }

    /// Both directions of the default association.
    fn both_ways(&self, from: (Kind, u64), to: (Kind, u64)) -> Vec<Value> {
        [(from, to), (to, from)]
            .into_iter()
            .filter_map(|(a, b)| {
                let id = self.types.unlabelled(a.0, b.0)?;
                Some(
                    json!({"from": {"id": a.1.to_string()}, "to": {"id": b.1.to_string()},
                    "associationSpec": self.spec(id)}),
                )
            })
            .collect()
    }

    fn target(&self, ctx: &Ctx, id: u64, types: &[u32]) -> Value {
        let types: Vec<Value> = types.iter().map(|t| self.types.to_json(*t)).collect();
        json!({"toObjectId": Self::v4_id(ctx, id), "associationTypes": types})
    }

    fn v3_results(&self, linked: &[(u64, Vec<u32>)]) -> Vec<Value> {
        let name = |id: &u32| self.types.get(*id).map(|t| t.name.clone()).unwrap_or_default();
        linked
            .iter()
            .flat_map(|(id, types)| {
                types
                    .iter()
                    .map(move |t| json!({"id": id.to_string(), "type": name(t)}))
            })
            .collect()
    }
}

/// `/crm/v4/objects/{from}/{id}/associations/…`; `rest` begins after `associations`.
pub(crate) fn record_call(
    portal: &mut Portal,
    ctx: &Ctx,
    call: &Call,
    (kind, id): (Kind, &str),
    rest: &[&str],
    version: Version,
) -> Outcome {
    let find = |name: &str| super::router::kind(name);
    let from = (kind, number(id)?);
    match (call.method.as_str(), rest) {
        ("PUT", ["default", to, to_id]) => {
            let to = (find(to)?, number(to_id)?);
            portal.associate(ctx, from, to, &[])?;
            let results = portal.both_ways(from, to);
            Ok(Answer::json(200, &frame(ctx, results.into(), Vec::new())))
        }
        ("GET", [to]) => list(portal, ctx, call, from, find(to)?, version),
        ("PUT", [to, to_id]) => {
            let to = (find(to)?, number(to_id)?);
            let wished: Vec<TypeRef> = call.read()?;
            let types: Vec<u32> = wished.iter().map(|t| t.association_type_id).collect();
            portal.may_associate((from.0, Some(from.1)), to, &types)?;
            // PUT replaces: labels that are not named go.
            let plain = portal.types.unlabelled(from.0, to.0);
            let gone: Vec<u32> = portal
                .links_between(from, to)
                .into_iter()
                .filter(|id| Some(*id) != plain && !types.contains(id))
                .collect();
            if !gone.is_empty() {
                portal.dissociate(ctx, from, to, Some(&gone));
            }
            portal.associate(ctx, from, to, &types)?;
            Ok(Answer::json(201, &portal.labelled_pair(ctx, from, to)))
        }
        ("DELETE", [to, to_id]) => {
            portal.dissociate(ctx, from, (find(to)?, number(to_id)?), None);
            Ok(Answer::nothing())
        }
        ("PUT", [to, to_id, type_id]) => {
            let to = (find(to)?, number(to_id)?);
            let type_id = type_of(portal, from.0, to.0, type_id)?;
            portal.associate(ctx, from, to, &[type_id])?;
            let mut out = Vec::new();
            if let Some(record) = portal.of(kind).live(from.1) {
                let places = portal.of(kind).schema.usual.clone();
                let shape = Shape {
                    places: &places,
                    associations: &[to.0],
                    ..Shape::default()
                };
                portal.write_record(&mut out, kind, record.now(), shape);
            }
            Ok(Answer::bytes(200, out))
        }
        ("DELETE", [to, to_id, type_id]) => {
            let to = (find(to)?, number(to_id)?);
            let type_id = type_of(portal, from.0, to.0, type_id)?;
            portal.dissociate(ctx, from, to, Some(&[type_id]));
            Ok(Answer::nothing())
        }
        (_, [_] | [_, _] | [_, _, _]) => Err(Refusal::wrong_method()),
        _ => Err(Refusal::no_such_path()),
    }
}

/// A type by its number or its v3 name.
fn type_of(portal: &Portal, from: Kind, to: Kind, word: &str) -> Result<u32, Refusal> {
    if let Ok(id) = word.parse() {
        return Ok(id);
    }
    portal
        .types
        .between(from, to)
        .into_iter()
        .find(|(_, t)| t.name == word)
        .map(|(id, _)| id)
        .ok_or_else(|| Refusal::invalid(format!("{word} is not a valid association type")))
}

fn list(portal: &Portal, ctx: &Ctx, call: &Call, from: (Kind, u64), to: Kind, version: Version) -> Outcome {
    if portal.of(from.0).live(from.1).is_none() {
        return Err(Refusal::not_found());
    }
    let limit = call.limit(if version == Version::V4 { 100 } else { 500 }, 500)?;
    let after: u64 = call.query("after").and_then(|a| a.parse().ok()).unwrap_or(0);
    let mut linked = portal.linked(from, to);
    linked.retain(|(id, _)| *id > after);
    let more = linked.len() > limit;
    linked.truncate(limit);
    let results: Vec<Value> = match version {
        Version::V4 => linked
            .iter()
            .map(|(id, types)| portal.target(ctx, *id, types))
            .collect(),
        Version::V3 => portal.v3_results(&linked),
    };
    let mut body = json!({"results": results});
    if let (true, Some((last, _))) = (more, linked.last()) {
        let link = format!("{}{}?limit={limit}&after={last}", call.base, call.path);
        body["paging"] = json!({"next": {"after": last.to_string(), "link": link}});
    }
    Ok(Answer::json(200, &body))
}

fn frame(ctx: &Ctx, results: Value, errors: Vec<Value>) -> Value {
    let mut body =
        json!({"status": "COMPLETE", "startedAt": iso_ms(ctx.now), "completedAt": iso_ms(ctx.now + 1)});
    // Moved in, since the macro would copy them.
    body["results"] = results;
    if !errors.is_empty() {
        body["numErrors"] = json!(errors.len());
        body["errors"] = Value::from(errors);
    }
    body
}

fn batch(ctx: &Ctx, status: u16, results: Vec<Value>, errors: Vec<Value>) -> Answer {
    let status = if errors.is_empty() { status } else { 207 };
    Answer::json(status, &frame(ctx, results.into(), errors))
}

fn at_most(count: usize, most: usize) -> Result<(), Refusal> {
    if count > most {
        return Err(Refusal::invalid(format!(
            "The maximum number of inputs supported in a batch request is {most}"
        )));
    }
    Ok(())
}

/// `/crm/v4/associations/{from}/{to}/…`; `rest` begins after the two kinds.
pub(crate) fn pair_call(
    portal: &mut Portal,
    ctx: &Ctx,
    call: &Call,
    (from, to): (Kind, Kind),
    rest: &[&str],
    version: Version,
) -> Outcome {
    match (call.method.as_str(), rest) {
        ("POST", ["batch", "create"]) => create(portal, ctx, call, from, to, version),
        ("POST", ["batch", "associate", "default"]) => {
            let body: Inputs<Pair> = call.read()?;
            at_most(body.inputs.len(), 2000)?;
            let (mut results, mut errors) = (Vec::new(), Vec::new());
            for pair in &body.inputs {
                let (a, b) = ((from, number(&pair.from.id.0)?), (to, number(&pair.to.id.0)?));
                match portal.associate(ctx, a, b, &[]) {
                    Ok(()) => results.extend(portal.both_ways(a, b)),
                    Err(refusal) => errors.push(pair_error(&refusal, a, b)),
                }
            }
            Ok(batch(ctx, 200, results, errors))
        }
        ("POST", ["batch", "read"]) => read(portal, ctx, call, from, to, version),
        ("POST", ["batch", "archive"]) if version == Version::V3 => {
            let body: Inputs<Pair> = call.read()?;
            for pair in &body.inputs {
                let (a, b) = ((from, number(&pair.from.id.0)?), (to, number(&pair.to.id.0)?));
                portal.dissociate(ctx, a, b, None);
            }
            Ok(Answer::nothing())
        }
        ("POST", ["batch", "archive"]) => {
            let body: Inputs<Fan> = call.read()?;
            at_most(body.inputs.len(), 2000)?;
            for fan in &body.inputs {
                for target in &fan.to {
                    portal.dissociate(
                        ctx,
                        (from, number(&fan.from.id.0)?),
                        (to, number(&target.id.0)?),
                        None,
                    );
                }
            }
            Ok(Answer::nothing())
        }
        ("POST", ["batch", "labels", "archive"]) => {
            let body: Inputs<Pair> = call.read()?;
            at_most(body.inputs.len(), 2000)?;
            for pair in &body.inputs {
                let types: Vec<u32> = pair.types.iter().map(|t| t.association_type_id).collect();
                let (a, b) = ((from, number(&pair.from.id.0)?), (to, number(&pair.to.id.0)?));
                portal.dissociate(ctx, a, b, Some(&types));
            }
            Ok(Answer::nothing())
        }
        ("GET", ["types"]) => {
            let all: Vec<Value> = portal
                .types
                .between(from, to)
                .into_iter()
                .map(|(id, t)| json!({"id": id.to_string(), "name": t.name}))
                .collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        (_, ["labels", ..]) => labels(portal, call, from, to, &rest[1..]),
        ("POST" | "GET", _) => Err(Refusal::no_such_path()),
        _ => Err(Refusal::wrong_method()),
    }
}

fn pair_error(refusal: &Refusal, a: (Kind, u64), b: (Kind, u64)) -> Value {
    entry(
        refusal,
        &json!({"fromObjectId": [a.1.to_string()], "toObjectId": [b.1.to_string()],
            "fromObjectType": [facts(a.0).singular], "toObjectType": [facts(b.0).singular]}),
    )
}

fn create(portal: &mut Portal, ctx: &Ctx, call: &Call, from: Kind, to: Kind, version: Version) -> Outcome {
    let body: Inputs<Pair> = call.read()?;
    at_most(body.inputs.len(), 2000)?;
    let (mut results, mut errors) = (Vec::with_capacity(body.inputs.len()), Vec::new());
    for pair in &body.inputs {
        let (a, b) = ((from, number(&pair.from.id.0)?), (to, number(&pair.to.id.0)?));
        let types: Vec<u32> = match &pair.type_name {
            Some(name) => vec![type_of(portal, from, to, name)?],
            None => pair.types.iter().map(|t| t.association_type_id).collect(),
        };
        if let Some(wrong) = types.iter().find(|id| {
            portal
                .types
                .get(**id)
                .is_none_or(|t| t.from != from || t.to != to)
        }) {
            return Err(Refusal::invalid(format!(
                "association type {wrong} is not valid between {} and {}",
                facts(from).id,
                facts(to).id
            )));
        }
        match portal.associate(ctx, a, b, &types) {
            Ok(()) if version == Version::V3 => results.push(json!({"from": {"id": a.1.to_string()},
                "to": {"id": b.1.to_string()}, "type": pair.type_name})),
            Ok(()) => results.push(portal.labelled_pair(ctx, a, b)),
            Err(refusal) => errors.push(pair_error(&refusal, a, b)),
        }
    }
    Ok(batch(ctx, 201, results, errors))
}

fn read(portal: &Portal, ctx: &Ctx, call: &Call, from: Kind, to: Kind, version: Version) -> Outcome {
    const PAGE: usize = 500;
    let body: Inputs<From> = call.read()?;
    at_most(body.inputs.len(), 1000)?;
    let (mut results, mut errors) = (Vec::with_capacity(body.inputs.len()), Vec::new());
    for input in &body.inputs {
        let id = number(&input.id.0)?;
        let after: u64 = input.after.as_deref().and_then(|a| a.parse().ok()).unwrap_or(0);
        let mut linked = portal.linked((from, id), to);
        linked.retain(|(id, _)| *id > after);
        if linked.is_empty() {
            // Not an empty result but an error entry (dossier HubSpot §6).
            let (a, b) = (facts(from).singular, facts(to).singular);
            errors.push(json!({"status": "error", "category": "OBJECT_NOT_FOUND",
                "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
                "message": format!("No {b} is associated with {a} {id}."),
                "context": {"fromObjectId": [id.to_string()], "fromObjectType": [a], "toObjectType": [b]}}));
            continue;
        }
        let more = linked.len() > PAGE;
        linked.truncate(PAGE);
        let targets: Vec<Value> = match version {
            Version::V4 => linked
                .iter()
                .map(|(id, types)| portal.target(ctx, *id, types))
                .collect(),
            Version::V3 => portal.v3_results(&linked),
        };
        let mut result = json!({"from": {"id": id.to_string()}, "to": targets});
        if let (true, Some((last, _))) = (more, linked.last()) {
            result["paging"] = json!({"next": {"after": last.to_string()}});
        }
        results.push(result);
    }
    Ok(batch(ctx, 200, results, errors))
}

fn labels(portal: &mut Portal, call: &Call, from: Kind, to: Kind, rest: &[&str]) -> Outcome {
    let text =
        |body: &Map<String, Value>, name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let all: Vec<Value> = portal
                .types
                .between(from, to)
                .into_iter()
                .map(|(id, _)| portal.types.to_json(id))
                .collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        ("POST", []) => {
            let body = call.object()?;
            let (Some(label), Some(name)) = (text(&body, "label"), text(&body, "name")) else {
                return Err(Refusal::invalid(
                    "Some required fields were not set: [label, name]",
                ));
            };
            if portal.types.between(from, to).iter().any(|(_, t)| t.name == name) {
                return Err(Refusal::new(
                    409,
                    "OBJECT_ALREADY_EXISTS",
                    format!("A label named '{name}' already exists."),
                ));
            }
            let inverse = text(&body, "inverseLabel");
            let (there, back) = portal
                .types
                .add_label(from, to, &label, &name, inverse.as_deref());
            let mut made = vec![portal.types.to_json(there)];
            if back != there {
                made.push(portal.types.to_json(back));
            }
            Ok(Answer::json(200, &json!({"results": made})))
        }
        ("PUT", []) => {
            let body = call.object()?;
            let id = body
                .get("associationTypeId")
                .and_then(Value::as_u64)
                .and_then(|id| u32::try_from(id).ok());
            let (Some(id), Some(label)) = (id, text(&body, "label")) else {
                return Err(Refusal::invalid(
                    "Some required fields were not set: [associationTypeId, label]",
                ));
            };
            if portal.types.rename_label(id, &label) {
                Ok(Answer::nothing())
            } else {
                Err(Refusal::not_found())
            }
        }
        ("DELETE", [id]) => {
            let known = id.parse().is_ok_and(|id| portal.types.remove_label(id));
            if known {
                Ok(Answer::nothing())
            } else {
                Err(Refusal::not_found())
            }
        }
        _ => Err(Refusal::wrong_method()),
    }
}
