//! Properties and groups: list, make, change, archive (dossier HubSpot §4).

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    input::Inputs,
    kinds::{Kind, facts},
    portal::{Ctx, Portal},
    schema::{Computed, Group, Property, ValueType, choices},
    show::batch_answer,
};

/// Most unique-value properties of one object type.
const UNIQUE: usize = 10;

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// `/crm/v3/properties/{type}…`; `rest` begins after the type.
pub(crate) fn call(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, rest: &[&str]) -> Outcome {
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let archived = call.flag("archived");
            let all = portal.of(kind).schema.properties.iter();
            let shown: Vec<Value> = all
                .filter(|p| p.archived_at.is_some() == archived)
                .map(Property::to_json)
                .collect();
            Ok(Answer::json(200, &json!({"results": shown})))
        }
        ("POST", []) => {
            let made = create(portal, ctx, kind, &call.object()?)?;
            Ok(Answer::json(201, &made))
        }
        ("POST", ["batch", what]) => batch(portal, ctx, call, kind, what),
        (_, ["groups", rest @ ..]) => groups(portal, call, kind, rest),
        ("GET", [name]) => {
            let place = find(portal, kind, name, call.flag("archived"))?;
            Ok(Answer::json(
                200,
                &portal.of(kind).schema.properties[place].to_json(),
            ))
        }
        ("PATCH", [name]) => change(portal, ctx, call, kind, name),
        ("DELETE", [name]) => {
            archive(portal, ctx, kind, name)?;
            Ok(Answer::nothing())
        }
        (_, [] | [_]) => Err(Refusal::wrong_method()),
        _ => Err(Refusal::no_such_path()),
    }
}

fn find(portal: &Portal, kind: Kind, name: &str, archived: bool) -> Result<usize, Refusal> {
    let schema = &portal.of(kind).schema;
    schema
        .place_even_archived(name)
        .filter(|&at| schema.properties[at].archived_at.is_some() == archived)
        .ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Refusal {
    let mut refusal = Refusal::object_not_found(format!("Property {name} does not exist"));
    refusal.body["subCategory"] = json!("PropertyValidationError.PROPERTY_DOESNT_EXIST");
    refusal
}

fn valid_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn create(portal: &mut Portal, ctx: &Ctx, kind: Kind, body: &Map<String, Value>) -> Result<Value, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let unset: Vec<&str> = ["name", "label", "type", "fieldType", "groupName"]
        .into_iter()
        .filter(|field| text(field).is_empty())
        .collect();
    if !unset.is_empty() {
        return Err(Refusal::invalid(format!(
            "Invalid input JSON on line 1, column 1: Some required fields were not set: [{}]",
            unset.join(", ")
        )));
    }
    let name = text("name");
    if !valid_name(name) {
        return Err(Refusal::invalid(format!(
            "Property name {name} is not valid: it must begin with a letter and hold only lowercase letters, numbers and underscores."
        )));
    }
    let value_type = ValueType::from_word(text("type"))
        .ok_or_else(|| Refusal::invalid(format!("{} is not a valid property type", text("type"))))?;
    if !fits(value_type, text("fieldType")) {
        return Err(Refusal::invalid(format!(
            "The fieldType {} is not valid for type {}",
            text("fieldType"),
            text("type")
        )));
    }
    let schema = &portal.of(kind).schema;
    if schema.place_even_archived(name).is_some() {
        let message = format!("A property named '{name}' already exists.");
        let mut refusal = Refusal::new(409, "OBJECT_ALREADY_EXISTS", message);
        refusal.body["subCategory"] = json!("Properties.PROPERTY_EXISTS");
        return Err(refusal);
    }
    if !schema.groups.iter().any(|g| g.name == text("groupName")) {
        return Err(Refusal::invalid(format!(
            "Property group {} does not exist",
            text("groupName")
        )));
    }
    let unique = flag("hasUniqueValue");
    if unique && !matches!(value_type, ValueType::String | ValueType::Number) {
        return Err(Refusal::invalid(format!(
            "A property of type {} cannot have unique values",
            text("type")
        )));
    }
    if unique && schema.unique_count() >= UNIQUE {
        return Err(Refusal::new(
            400,
            "VALIDATION_ERROR",
            format!(
                "The maximum of {UNIQUE} unique value properties for {} is reached",
                facts(kind).id
            ),
        ));
    }
    let empty = Vec::new();
    let mut options =
        choices(body.get("options").and_then(Value::as_array).unwrap_or(&empty)).map_err(Refusal::invalid)?;
    if value_type == ValueType::Bool && options.is_empty() {
        options = choices(&[
            json!({"label": "Yes", "value": "true"}),
            json!({"label": "No", "value": "false"}),
        ])
        .map_err(Refusal::invalid)?;
    }
    let property = Property {
        name: name.to_owned(),
        label: text("label").to_owned(),
        value_type,
        field_type: text("fieldType").to_owned(),
        group: text("groupName").to_owned(),
        description: text("description").to_owned(),
        options,
        unique,
        by_hubspot: false,
        calculated: false,
        read_only: false,
        external: flag("externalOptions"),
        hidden: flag("hidden"),
        form_field: flag("formField"),
        order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(-1),
        archived_at: None,
        created_at: ctx.now,
        updated_at: ctx.now,
        computed: Computed::No,
    };
    let shown = property.to_json();
    let collection = portal.of_mut(kind);
    let place = collection.schema.add(property);
    if unique {
        collection.unique.insert(place, HashMap::new());
    }
    Ok(shown)
}

fn fits(value_type: ValueType, field_type: &str) -> bool {
    let allowed: &[&str] = match value_type {
        ValueType::String => &[
            "text",
            "textarea",
            "html",
            "phonenumber",
            "file",
            "calculation_equation",
        ],
        ValueType::Number => &["number", "calculation_equation"],
        ValueType::Bool => &["booleancheckbox", "calculation_equation"],
        ValueType::Enumeration => &["select", "radio", "checkbox", "booleancheckbox"],
        ValueType::Date | ValueType::DateTime => &["date"],
        ValueType::PhoneNumber => &["phonenumber"],
    };
    allowed.contains(&field_type)
}

fn change(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, name: &str) -> Outcome {
    let body = call.object()?;
    let place = find(portal, kind, name, false)?;
    let collection = portal.of_mut(kind);
    let known_group = |group: &str| collection.schema.groups.iter().any(|g| g.name == group);
    if let Some(group) = body.get("groupName").and_then(Value::as_str)
        && !known_group(group)
    {
        return Err(Refusal::invalid(format!("Property group {group} does not exist")));
    }
    let property = &mut collection.schema.properties[place];
    if property.by_hubspot && body.contains_key("type") {
        return Err(Refusal::invalid(format!("The definition of {name} is read only")));
    }
    if let Some(options) = body.get("options").and_then(Value::as_array) {
        property.options = choices(options).map_err(Refusal::invalid)?;
    }
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    if let Some(label) = text("label") {
        property.label = label;
    }
    if let Some(group) = text("groupName") {
        property.group = group;
    }
    if let Some(description) = text("description") {
        property.description = description;
    }
    if let Some(field_type) = text("fieldType").filter(|f| fits(property.value_type, f)) {
        property.field_type = field_type;
    }
    if let Some(hidden) = body.get("hidden").and_then(Value::as_bool) {
        property.hidden = hidden;
    }
    if let Some(form_field) = body.get("formField").and_then(Value::as_bool) {
        property.form_field = form_field;
    }
    if let Some(order) = body.get("displayOrder").and_then(Value::as_i64) {
        property.order = order;
    }
    property.updated_at = ctx.now;
    Ok(Answer::json(200, &property.to_json()))
}

fn archive(portal: &mut Portal, ctx: &Ctx, kind: Kind, name: &str) -> Result<(), Refusal> {
    let place = find(portal, kind, name, false)?;
    let property = &mut portal.of_mut(kind).schema.properties[place];
    if property.by_hubspot {
        return Err(Refusal::invalid(format!(
            "The property {name} is defined by HubSpot and cannot be deleted"
        )));
    }
    property.archived_at = Some(ctx.now);
    Ok(())
}

fn batch(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, what: &str) -> Outcome {
    let size = |count: usize| match count {
        0..=100 => Ok(()),
        _ => Err(Refusal::invalid(
            "The maximum number of inputs supported in a batch request is 100",
        )),
    };
    let answer = |status: u16, results: Vec<Value>, errors: Vec<Value>| {
        let results: Vec<Vec<u8>> = results.iter().map(|r| r.to_string().into_bytes()).collect();
        let status = if errors.is_empty() { status } else { 207 };
        Answer::bytes(status, batch_answer(ctx.now, ctx.now + 1, &results, &errors))
    };
    let error = |refusal: &Refusal, name: &str| {
        json!({"status": "error", "category": refusal.body["category"], "message": refusal.body["message"],
            "context": {"name": [name]}})
    };
    let (mut results, mut errors) = (Vec::new(), Vec::new());
    match what {
        "create" => {
            let body: Inputs<Map<String, Value>> = call.read()?;
            size(body.inputs.len())?;
            for input in &body.inputs {
                match create(portal, ctx, kind, input) {
                    Ok(made) => results.push(made),
                    Err(refusal) => {
                        errors.push(error(
                            &refusal,
                            input.get("name").and_then(Value::as_str).unwrap_or_default(),
                        ));
                    }
                }
            }
            Ok(answer(201, results, errors))
        }
        "read" => {
            let body: Inputs<Named> = call.read()?;
            size(body.inputs.len())?;
            for Named { name } in &body.inputs {
                match find(portal, kind, name, false) {
                    Ok(place) => results.push(portal.of(kind).schema.properties[place].to_json()),
                    Err(refusal) => errors.push(error(&refusal, name)),
                }
            }
            Ok(answer(200, results, errors))
        }
        "archive" => {
            let body: Inputs<Named> = call.read()?;
            for Named { name } in &body.inputs {
                archive(portal, ctx, kind, name)?;
            }
            Ok(Answer::nothing())
        }
        _ => Err(Refusal::no_such_path()),
    }
}

fn groups(portal: &mut Portal, call: &Call, kind: Kind, rest: &[&str]) -> Outcome {
    let schema = &mut portal.of_mut(kind).schema;
    let text =
        |body: &Map<String, Value>, name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let all: Vec<Value> = schema.groups.iter().map(Group::to_json).collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        ("POST", []) => {
            let body = call.object()?;
            let (Some(name), Some(label)) = (text(&body, "name"), text(&body, "label")) else {
                return Err(Refusal::invalid(
                    "Some required fields were not set: [name, label]",
                ));
            };
            if schema.groups.iter().any(|g| g.name == name) {
                let message = format!("A property group named '{name}' already exists.");
                return Err(Refusal::new(409, "OBJECT_ALREADY_EXISTS", message));
            }
            let group = Group {
                name,
                label,
                order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(-1),
            };
            let shown = group.to_json();
            schema.groups.push(group);
            Ok(Answer::json(201, &shown))
        }
        (method, [name]) => {
            let at = schema
                .groups
                .iter()
                .position(|g| g.name == *name)
                .ok_or_else(Refusal::not_found)?;
            match method {
                "GET" => {}
                "PATCH" => {
                    let body = call.object()?;
                    if let Some(label) = text(&body, "label") {
                        schema.groups[at].label = label;
                    }
                    if let Some(order) = body.get("displayOrder").and_then(Value::as_i64) {
                        schema.groups[at].order = order;
                    }
                }
                "DELETE" => {
                    if schema
                        .properties
                        .iter()
                        .any(|p| p.group == *name && p.archived_at.is_none())
                    {
                        return Err(Refusal::invalid(format!(
                            "Property group {name} still has properties"
                        )));
                    }
                    schema.groups.remove(at);
                    return Ok(Answer::nothing());
                }
                _ => return Err(Refusal::wrong_method()),
            }
            Ok(Answer::json(200, &schema.groups[at].to_json()))
        }
        _ => Err(Refusal::no_such_path()),
    }
}
