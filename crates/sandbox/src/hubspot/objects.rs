//! Single records: list, create, get, change, archive, merge, erase (dossier HubSpot §3.1).

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    associations::PARENTS,
    call::Call,
    input::{Input, NewLink},
    kinds::{self, Kind, facts},
    portal::{Ctx, Portal},
    record::Record,
    show::{Shape, push_field},
};

/// `/crm/v3/objects/{type}…` but for batches, search and associations.
pub(crate) fn call(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, rest: &[&str]) -> Outcome {
    match (call.method.as_str(), rest) {
        ("GET", []) => list(portal, call, kind),
        ("POST", []) => create(portal, ctx, call, kind),
        ("POST", ["merge"]) => merge(portal, ctx, call, kind),
        ("POST", ["gdpr-delete"]) => erase(portal, ctx, call, kind),
        ("GET", [id]) => get(portal, call, kind, id),
        ("PATCH", [id]) => change(portal, ctx, call, kind, id),
        ("DELETE", [id]) => {
            // 204 also when it is gone already.
            if let Ok(id) = id.parse() {
                portal.archive(ctx, kind, id);
            }
            Ok(Answer::nothing())
        }
        (_, [] | [_]) => Err(Refusal::wrong_method()),
        _ => Err(Refusal::no_such_path()),
    }
}

/// What of a record the query asks for.
struct Wish {
    places: Vec<usize>,
    history: Vec<usize>,
    associations: Vec<Kind>,
}

impl Wish {
    fn of(portal: &Portal, call: &Call, kind: Kind) -> Self {
        let schema = &portal.of(kind).schema;
        let places = match call.list("properties") {
            Some(names) => schema.select(names.into_iter()),
            None => schema.usual.clone(),
        };
        let history = call.list("propertiesWithHistory").unwrap_or_default();
        let kinds = call.list("associations").unwrap_or_default();
        Self {
            places,
            history: history
                .into_iter()
                .filter_map(|name| schema.place(name))
                .collect(),
            associations: kinds.into_iter().filter_map(kinds::find).collect(),
        }
    }

    fn shape(&self) -> Shape<'_> {
        Shape {
            places: &self.places,
            history: &self.history,
            associations: &self.associations,
            ..Shape::default()
        }
    }
}

fn list(portal: &Portal, call: &Call, kind: Kind) -> Outcome {
    let limit = call.limit(
        10,
        if call.query("propertiesWithHistory").is_some() {
            50
        } else {
            100
        },
    )?;
    let after: u64 = match call.query("after") {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::invalid(format!("Invalid value for the after parameter: {text}")))?,
    };
    let archived = call.flag("archived");
    let wish = Wish::of(portal, call, kind);
    let records = &portal.of(kind).records;
    let from = records.partition_point(|r| r.id <= after);
    let mut hits = records[from..]
        .iter()
        .filter(|r| !r.gone && r.archived.is_some() == archived);
    let mut out = Vec::with_capacity(limit * 400);
    out.extend_from_slice(b"{\"results\":[");
    let mut last = None;
    for (at, record) in hits.by_ref().take(limit).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        portal.write_record(&mut out, kind, record.now(), wish.shape());
        last = Some(record.id);
    }
    out.push(b']');
    if let (Some(last), true) = (last, hits.next().is_some()) {
        out.extend_from_slice(b",\"paging\":{\"next\":{\"after\":\"");
        out.extend_from_slice(last.to_string().as_bytes());
        out.push(b'"');
        push_field(&mut out, "link", &next_link(call, last));
        out.extend_from_slice(b"}}");
    }
    out.push(b'}');
    Ok(Answer::bytes(200, out))
}

/// The same address with another `after`.
fn next_link(call: &Call, after: u64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(call.query.iter().filter(|(name, _)| name != "after"));
    query.append_pair("after", &after.to_string());
    format!("{}{}?{}", call.base, call.path, query.finish())
}

/// Finds a record by id or, with `idProperty`, by the value of a unique property.
pub(crate) fn locate(
    portal: &Portal,
    kind: Kind,
    id: &str,
    id_property: Option<&str>,
) -> Result<Option<u64>, Refusal> {
    let Some(name) = id_property.filter(|name| *name != "hs_object_id") else {
        return Ok(id.parse().ok());
    };
    let place = unique_place(portal, kind, name)?;
    Ok(portal.of(kind).holder(place, id))
}

/// Place of a unique property, or the refusal that HubSpot gives for any other.
pub(crate) fn unique_place(portal: &Portal, kind: Kind, name: &str) -> Result<usize, Refusal> {
    let schema = &portal.of(kind).schema;
    schema
        .place(name)
        .filter(|&place| schema.properties[place].unique)
        .ok_or_else(|| {
            Refusal::invalid(format!(
                "Unable to perform update/upsert by non-unique {} property {name} in portal ID {}",
                facts(kind).id,
                portal.id
            ))
        })
}

fn get(portal: &Portal, call: &Call, kind: Kind, id: &str) -> Outcome {
    let found = locate(portal, kind, id, call.query("idProperty"))?;
    let archived = call.flag("archived");
    let record = found
        .and_then(|id| {
            portal
                .of(kind)
                .any(portal.merged.get(&(kind, id)).copied().unwrap_or(id))
        })
        .filter(|r| r.archived.is_some() == archived)
        .ok_or_else(Refusal::not_found)?;
    let wish = Wish::of(portal, call, kind);
    let mut out = Vec::with_capacity(1024);
    portal.write_record(&mut out, kind, record.now(), wish.shape());
    Ok(Answer::bytes(200, out))
}

/// The usual properties and those that were written.
pub(crate) fn places_after_write(portal: &Portal, kind: Kind, record: &Record, input: &Input) -> Vec<usize> {
    let schema = &portal.of(kind).schema;
    let mut places = schema.usual.clone();
    places.extend(
        input
            .properties
            .0
            .iter()
            .filter_map(|(name, _)| schema.place(name)),
    );
    if kind == kinds::LINE_ITEMS || kind == kinds::DEALS {
        // Calculated values come back unasked.
        places.extend(record.values.iter().map(|(place, _)| place));
    }
    schema.tidy(&mut places);
    places
}

fn create(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let input: Input = call.read()?;
    let prepared = portal
        .prepare(ctx, kind, None, &input.properties, None)
        .map_err(|bad| bad.into_refusal(portal.id))?;
    check_links(portal, kind, &input.associations)?;
    let id = portal.insert(ctx, kind, prepared);
    link(portal, ctx, kind, id, &input.associations);
    Ok(Answer::bytes(201, written(portal, kind, id, &input)))
}

fn written(portal: &Portal, kind: Kind, id: u64, input: &Input) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    if let Some(record) = portal.of(kind).any(id) {
        let places = places_after_write(portal, kind, record, input);
        let shape = Shape {
            places: &places,
            trace: input.object_write_trace_id.as_deref(),
            ..Shape::default()
        };
        portal.write_record(&mut out, kind, record.now(), shape);
    }
    out
}

/// Whether the associations of a new record can be made.
pub(crate) fn check_links(portal: &Portal, kind: Kind, links: &[NewLink]) -> Result<(), Refusal> {
    let mut parents = HashSet::<(Kind, u64)>::new();
    for link in links {
        let (to, types) = target(portal, kind, link)?;
        if kind == kinds::LINE_ITEMS && PARENTS.contains(&to.0) && parents.insert(to) && parents.len() > 1 {
            return Err(Refusal::invalid(
                "A line item can be associated with one object only",
            ));
        }
        portal
            .may_associate((kind, None), to, &types)
            .map_err(|mut refusal| {
                // An unknown record inside a create is the input's fault, not a missing page.
                refusal.status = 400;
                refusal
            })?;
    }
    Ok(())
}

/// Makes the associations of a new record; they were checked.
pub(crate) fn link(portal: &mut Portal, ctx: &Ctx, kind: Kind, id: u64, links: &[NewLink]) {
    for link in links {
        if let Ok((to, types)) = target(portal, kind, link) {
            // Checked before the record was made; two inputs cannot spoil each other's links but for
            // a line item's second parent, and that one stays unmade.
            let _ = portal.associate(ctx, (kind, id), to, &types);
        }
    }
}

/// Where a link of a new record leads: the first type says to which kind.
fn target(portal: &Portal, kind: Kind, link: &NewLink) -> Result<((Kind, u64), Vec<u32>), Refusal> {
    let types: Vec<u32> = link.types.iter().map(|t| t.association_type_id).collect();
    let to_kind = types
        .first()
        .and_then(|id| portal.types.get(*id))
        .filter(|t| t.from == kind)
        .map(|t| t.to)
        .ok_or_else(|| {
            Refusal::invalid(format!(
                "invalid association types {types:?} for object type {}",
                facts(kind).id
            ))
        })?;
    let id = link
        .to
        .id
        .0
        .parse()
        .map_err(|_| Refusal::invalid(format!("Invalid object ID: {}", link.to.id.0)))?;
    Ok(((to_kind, id), types))
}

fn change(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, id: &str) -> Outcome {
    let input: Input = call.read()?;
    let id = locate(portal, kind, id, call.query("idProperty"))?.ok_or_else(Refusal::not_found)?;
    let id = portal.merged.get(&(kind, id)).copied().unwrap_or(id);
    let collection = portal.of(kind);
    let at = collection.at(id).ok_or_else(Refusal::not_found)?;
    let record = collection.live(id).ok_or_else(Refusal::not_found)?;
    let prepared = portal
        .prepare(ctx, kind, Some(record), &input.properties, None)
        .map_err(|bad| bad.into_refusal(portal.id))?;
    portal.update(ctx, kind, at, prepared);
    Ok(Answer::bytes(200, written(portal, kind, id, &input)))
}

fn merge(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    if !matches!(kind, kinds::CONTACTS | kinds::COMPANIES | kinds::DEALS) {
        return Err(Refusal::no_such_path());
    }
    let body = call.object()?;
    let id = |name: &str| {
        let sent = body.get(name);
        sent.and_then(|v| v.as_u64().or_else(|| v.as_str().and_then(|t| t.parse().ok())))
            .ok_or_else(|| Refusal::invalid(format!("Some required fields were not set: [{name}]")))
    };
    let (kept, merged) = (id("primaryObjectId")?, id("objectIdToMerge")?);
    if kept == merged {
        return Err(Refusal::invalid("Cannot merge a record with itself"));
    }
    let collection = portal.of(kind);
    let (Some(kept_at), Some(from)) = (
        collection.at(kept).filter(|_| collection.live(kept).is_some()),
        collection.live(merged),
    ) else {
        return Err(Refusal::not_found());
    };
    let primary = &collection.records[kept_at];
    // The kept record's values win; the other's fill the gaps.
    let mut changes: Vec<(usize, Option<Box<str>>)> = from
        .values
        .iter()
        .filter(|(place, _)| {
            primary.values.get(*place).is_none() && !collection.schema.properties[*place].read_only
        })
        .map(|(place, value)| (place, Some(value.into())))
        .collect();
    if kind == kinds::CONTACTS
        && let (Some(email), Some(more)) = (
            collection.schema.place("email"),
            collection.schema.place("hs_additional_emails"),
        )
    {
        // The other's address stays known as a secondary one.
        let emails: Vec<&str> = [
            primary.values.get(more),
            from.values.get(email),
            from.values.get(more),
        ]
        .into_iter()
        .flatten()
        .flat_map(|v| v.split(';'))
        .collect();
        changes.retain(|(place, _)| *place != more);
        if primary.values.get(email).is_some() && !emails.is_empty() {
            changes.push((more, Some(emails.join(";").into_boxed_str())));
        }
    }
    let links: Vec<_> = from.links.iter().copied().collect();
    let Some(merged_at) = collection.at(merged) else {
        return Err(Refusal::not_found());
    };
    portal.free_keys(kind, merged_at);
    for (to_kind, to_id, link_type) in links {
        portal.dissociate(ctx, (kind, merged), (to_kind, to_id), Some(&[link_type]));
        // A second primary company would displace the first: the unlabelled link is enough.
        let _ = portal.associate(ctx, (kind, kept), (to_kind, to_id), &[]);
    }
    portal.of_mut(kind).records[merged_at].gone = true;
    portal.merged.insert((kind, merged), kept);
    portal.update(ctx, kind, kept_at, super::portal::Prepared { changes });
    portal.emit_merge(ctx, kind, kept, merged, kept);
    let mut out = Vec::new();
    if let Some(record) = portal.of(kind).any(kept) {
        let places = portal.of(kind).schema.usual.clone();
        portal.write_record(
            &mut out,
            kind,
            record.now(),
            Shape {
                places: &places,
                ..Shape::default()
            },
        );
    }
    Ok(Answer::bytes(200, out))
}

fn erase(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    if kind != kinds::CONTACTS {
        return Err(Refusal::no_such_path());
    }
    let body = call.object()?;
    let id = match body.get("objectId") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(Refusal::invalid("Some required fields were not set: [objectId]")),
    };
    let found = locate(portal, kind, &id, body.get("idProperty").and_then(Value::as_str))?;
    if let Some(at) = found.and_then(|id| portal.of(kind).at(id)) {
        portal.free_keys(kind, at);
        let record = &mut portal.of_mut(kind).records[at];
        let (id, known) = (record.id, !record.gone);
        record.gone = true;
        let links: Vec<_> = std::mem::take(&mut record.links).into_iter().collect();
        record.values = super::record::Values::default();
        for (to_kind, to_id, _) in links {
            portal.dissociate(ctx, (to_kind, to_id), (kind, id), None);
        }
        if known {
            portal.emit_erasure(ctx, kind, id);
        }
    }
    Ok(Answer::nothing())
}

/// An error entry inside a 207.
pub(crate) fn entry(refusal: &Refusal, context: &Value) -> Value {
    let category = refusal
        .body
        .get("category")
        .cloned()
        .unwrap_or(json!("VALIDATION_ERROR"));
    json!({"status": "error", "category": category, "message": refusal.body["message"], "context": context})
}
