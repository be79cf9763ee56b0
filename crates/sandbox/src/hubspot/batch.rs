//! Batches of records: read, create, update, upsert, archive (dossier HubSpot §3.2, §9.4).

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    input::{Input, Inputs, ReadInput, Ref},
    kinds::{Kind, facts},
    objects::{check_links, entry, link, places_after_write, unique_place},
    portal::{Ctx, Portal, Prepared},
    show::{Shape, batch_answer},
    write::{Bad, Claims},
};

/// Most inputs of one call.
const MOST: usize = 100;

/// `POST /crm/v3/objects/{type}/batch/{what}`.
pub(crate) fn call(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, what: &str) -> Outcome {
    if call.method != http::Method::POST {
        return Err(Refusal::wrong_method());
    }
    match what {
        "read" => read(portal, ctx, call, kind),
        "create" => create(portal, ctx, call, kind),
        "update" => update(portal, ctx, call, kind),
        "upsert" => upsert(portal, ctx, call, kind),
        "archive" => archive(portal, ctx, call, kind),
        _ => Err(Refusal::no_such_path()),
    }
}

fn check_size(count: usize) -> Result<(), Refusal> {
    if count > MOST {
        return Err(Refusal::invalid(format!(
            "The maximum number of inputs supported in a batch request is {MOST}"
        )));
    }
    Ok(())
}

fn check_duplicates<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let mut twice: Vec<String> = Vec::new();
    for id in ids {
        let lower = id.trim().to_lowercase();
        if !seen.insert(lower.clone()) && !twice.contains(&lower) {
            twice.push(lower);
        }
    }
    if twice.is_empty() {
        return Ok(());
    }
    let message = format!(
        "Duplicate IDs found in batch input: [{}]. IDs must be unique",
        twice.join(", ")
    );
    Err(Refusal::invalid(message).with_context(json!({"ids": twice})))
}

/// Partial success is granted only if every input can be told apart.
fn traced(inputs: &[Input]) -> bool {
    let traces: HashSet<&str> = inputs
        .iter()
        .filter_map(|i| i.object_write_trace_id.as_deref())
        .collect();
    !inputs.is_empty() && traces.len() == inputs.len()
}

fn answer(
    portal: &mut Portal,
    ctx: &Ctx,
    status: u16,
    mut results: Vec<Vec<u8>>,
    errors: &[Value],
) -> Answer {
    portal.shuffle(&mut results);
    let status = if errors.is_empty() { status } else { 207 };
    Answer::bytes(status, batch_answer(ctx.now, ctx.now + 1, &results, errors))
}

fn read(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body: ReadInput = call.read()?;
    check_size(body.inputs.len())?;
    check_duplicates(body.inputs.iter().map(|i| i.id.0.as_str()))?;
    let archived = call.flag("archived");
    let place = match body
        .id_property
        .as_deref()
        .filter(|name| !name.is_empty() && *name != "hs_object_id")
    {
        Some(name) => Some(unique_place(portal, kind, name)?),
        None => None,
    };
    let collection = portal.of(kind);
    let places = collection.schema.asked_for(&body.properties);
    let history: Vec<usize> = body
        .properties_with_history
        .iter()
        .filter_map(|name| collection.schema.place(name))
        .collect();
    let shape = Shape {
        places: &places,
        history: &history,
        ..Shape::default()
    };
    let mut results = Vec::with_capacity(body.inputs.len());
    let mut missing = Vec::new();
    for Ref { id } in &body.inputs {
        let found = match place {
            Some(place) => collection.holder(place, &id.0),
            None => id.0.parse().ok(),
        };
        let record = found
            .and_then(|id| collection.any(portal.merged.get(&(kind, id)).copied().unwrap_or(id)))
            .filter(|r| r.archived.is_some() == archived);
        match record {
            Some(record) => {
                let mut out = Vec::with_capacity(512);
                portal.write_record(&mut out, kind, record.now(), shape);
                results.push(out);
            }
            None => missing.push(id.0.as_str()),
        }
    }
    let errors: Vec<Value> = if missing.is_empty() {
        Vec::new()
    } else {
        vec![not_found(kind, &missing)]
    };
    Ok(answer(portal, ctx, 200, results, &errors))
}

fn not_found(kind: Kind, ids: &[&str]) -> Value {
    let word = facts(kind).singular.to_uppercase();
    json!({"status": "error", "category": "OBJECT_NOT_FOUND",
        "message": format!("Could not get some {word} objects, they may be deleted or not exist. Check that ids are valid."),
        "context": {"ids": ids}})
}

/// What one input asks for, after it was looked up.
enum Target {
    New,
    Known(usize),
}

/// Writes inputs one by one (partial) or all or none, and answers what became of each.
fn write_all(
    portal: &mut Portal,
    ctx: &Ctx,
    kind: Kind,
    inputs: &[(Target, Input)],
    partial: bool,
    mut errors: Vec<Value>,
    upsert: bool,
) -> Outcome {
    let mut done: Vec<(u64, usize, bool)> = Vec::with_capacity(inputs.len());
    if partial {
        for (at, (target, input)) in inputs.iter().enumerate() {
            match check(portal, ctx, kind, target, input, None) {
                Ok(prepared) => done.push(apply(portal, ctx, kind, target, input, prepared, at)),
                Err(bad) => {
                    let trace = input.object_write_trace_id.as_deref().unwrap_or_default();
                    errors.push(entry(
                        &bad.into_refusal(portal.id),
                        &json!({"objectWriteTraceId": [trace]}),
                    ));
                }
            }
        }
    } else {
        let mut claims = Claims::new();
        let mut ready = Vec::with_capacity(inputs.len());
        for (target, input) in inputs {
            let prepared = check(portal, ctx, kind, target, input, Some(&mut claims));
            ready.push(prepared.map_err(|bad| bad.into_refusal(portal.id))?);
        }
        for (at, ((target, input), prepared)) in inputs.iter().zip(ready).enumerate() {
            done.push(apply(portal, ctx, kind, target, input, prepared, at));
        }
    }
    let mut results = Vec::with_capacity(done.len());
    for (id, at, new) in done {
        let input = &inputs[at].1;
        let Some(record) = portal.of(kind).any(id) else {
            continue;
        };
        let places = places_after_write(portal, kind, record, input);
        let shape = Shape {
            places: &places,
            new: upsert.then_some(new),
            trace: input.object_write_trace_id.as_deref().filter(|_| partial),
            ..Shape::default()
        };
        let mut out = Vec::with_capacity(768);
        portal.write_record(&mut out, kind, record.now(), shape);
        results.push(out);
    }
    let status = if upsert || inputs.iter().any(|(t, _)| matches!(t, Target::Known(_))) {
        200
    } else {
        201
    };
    Ok(answer(portal, ctx, status, results, &errors))
}

fn check(
    portal: &Portal,
    ctx: &Ctx,
    kind: Kind,
    target: &Target,
    input: &Input,
    claims: Option<&mut Claims>,
) -> Result<Prepared, Bad> {
    let existing = match target {
        Target::New => None,
        Target::Known(at) => Some(&portal.of(kind).records[*at]),
    };
    let prepared = portal.prepare(ctx, kind, existing, &input.properties, claims)?;
    if existing.is_none() {
        check_links(portal, kind, &input.associations).map_err(Bad::Refused)?;
    }
    Ok(prepared)
}

fn apply(
    portal: &mut Portal,
    ctx: &Ctx,
    kind: Kind,
    target: &Target,
    input: &Input,
    prepared: Prepared,
    at: usize,
) -> (u64, usize, bool) {
    match target {
        Target::New => {
            let id = portal.insert(ctx, kind, prepared);
            link(portal, ctx, kind, id, &input.associations);
            (id, at, true)
        }
        Target::Known(place) => {
            portal.update(ctx, kind, *place, prepared);
            (portal.of(kind).records[*place].id, at, false)
        }
    }
}

fn create(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body: Inputs<Input> = call.read()?;
    check_size(body.inputs.len())?;
    let partial = traced(&body.inputs);
    let inputs: Vec<_> = body
        .inputs
        .into_iter()
        .map(|input| (Target::New, input))
        .collect();
    write_all(portal, ctx, kind, &inputs, partial, Vec::new(), false)
}

fn id_text<'a>(input: &'a Input) -> &'a str {
    input.id.as_ref().map_or("", |id| id.0.as_str())
}

fn update(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body: Inputs<Input> = call.read()?;
    check_size(body.inputs.len())?;
    check_duplicates(body.inputs.iter().map(id_text))?;
    let partial = traced(&body.inputs);
    let mut missing: Vec<String> = Vec::new();
    let mut inputs = Vec::with_capacity(body.inputs.len());
    for input in body.inputs {
        let id = match input.id_property.as_deref() {
            None | Some("") => id_text(&input).parse().ok(),
            // People report 400 for email here, and hs_object_id is always refused.
            Some(name @ ("email" | "hs_object_id")) => {
                return Err(unique_place(portal, kind, name).err().unwrap_or_else(|| {
                    Refusal::invalid(format!(
                        "Unable to perform update/upsert by non-unique {} property {name} in portal ID {}",
                        facts(kind).id,
                        portal.id
                    ))
                }));
            }
            Some(name) => portal
                .of(kind)
                .holder(unique_place(portal, kind, name)?, id_text(&input)),
        };
        let collection = portal.of(kind);
        let at = id
            .and_then(|id| collection.live(id))
            .and_then(|record| collection.at(record.id));
        match at {
            Some(at) => inputs.push((Target::Known(at), input)),
            None => missing.push(id_text(&input).to_owned()),
        }
    }
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let errors = if missing.is_empty() {
        Vec::new()
    } else {
        vec![not_found(kind, &missing)]
    };
    if inputs.is_empty() {
        return Ok(answer(portal, ctx, 200, Vec::new(), &errors));
    }
    write_all(portal, ctx, kind, &inputs, partial, errors, false)
}

fn upsert(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body: Inputs<Input> = call.read()?;
    check_size(body.inputs.len())?;
    let Some(name) = body
        .inputs
        .first()
        .map(|i| i.id_property.clone().unwrap_or_default())
    else {
        return Ok(answer(portal, ctx, 200, Vec::new(), &[]));
    };
    if body
        .inputs
        .iter()
        .any(|i| i.id_property.as_deref().unwrap_or_default() != name)
    {
        return Err(Refusal::invalid("All inputs must have the same idProperty"));
    }
    let place = unique_place(portal, kind, if name.is_empty() { "hs_object_id" } else { &name })?;
    check_duplicates(body.inputs.iter().map(id_text))?;
    if let Some(empty) = body.inputs.iter().position(|i| id_text(i).trim().is_empty()) {
        return Err(Refusal::invalid(format!(
            "Some required fields were not set: [id] (input {empty})"
        )));
    }
    let partial = traced(&body.inputs);
    let mut inputs = Vec::with_capacity(body.inputs.len());
    for mut input in body.inputs {
        // The schema of upsert has no associations.
        input.associations.clear();
        let collection = portal.of(kind);
        let at = collection
            .holder(place, id_text(&input))
            .and_then(|id| collection.at(id));
        let key = id_text(&input).to_owned();
        if at.is_none() && input.properties.get(&name).is_none() {
            input.properties.0.push((name.clone().into(), Some(key.into())));
        }
        inputs.push((at.map_or(Target::New, Target::Known), input));
    }
    write_all(portal, ctx, kind, &inputs, partial, Vec::new(), true)
}

fn archive(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body: Inputs<Ref> = call.read()?;
    check_size(body.inputs.len())?;
    for Ref { id } in &body.inputs {
        if let Ok(id) = id.0.parse() {
            portal.archive(ctx, kind, id);
        }
    }
    Ok(Answer::nothing())
}
