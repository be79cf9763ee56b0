//! Pipelines and their stages (dossier HubSpot §5).

use std::collections::HashMap;

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    answer::{Answer, Outcome, Refusal},
    call::Call,
    kinds::{self, Kind},
    portal::{Ctx, Portal},
};
use crate::clock::iso_ms;

/// A row of stages.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pipeline {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) order: i64,
    pub(crate) archived: bool,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) stages: Vec<Stage>,
}

/// One stage.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Stage {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) order: i64,
    pub(crate) metadata: Map<String, Value>,
    pub(crate) archived: bool,
    pub(crate) created: i64,
    pub(crate) updated: i64,
}

impl Stage {
    /// Whether a record in this stage counts as closed.
    pub(crate) fn is_closed(&self) -> bool {
        let says = |name: &str, word: &str| self.metadata.get(name).and_then(Value::as_str) == Some(word);
        let ends = matches!(self.probability().as_deref(), Some("0.0" | "0" | "1.0" | "1"));
        says("isClosed", "true")
            || says("ticketState", "CLOSED")
            || (!self.metadata.contains_key("isClosed") && ends)
    }

    /// Share of deals that are won from here.
    pub(crate) fn probability(&self) -> Option<String> {
        self.metadata
            .get("probability")
            .and_then(Value::as_str)
            .map(str::to_owned)
    }

    fn to_json(&self) -> Value {
        json!({"label": self.label, "displayOrder": self.order, "metadata": self.metadata, "id": self.id,
            "createdAt": iso_ms(self.created), "updatedAt": iso_ms(self.updated), "archived": self.archived,
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT"})
    }
}

impl Pipeline {
    fn to_json(&self) -> Value {
        let stages: Vec<Value> = self
            .stages
            .iter()
            .filter(|s| !s.archived)
            .map(Stage::to_json)
            .collect();
        json!({"label": self.label, "displayOrder": self.order, "id": self.id, "stages": stages,
            "createdAt": iso_ms(self.created), "updatedAt": iso_ms(self.updated), "archived": self.archived})
    }
}

/// The pipelines that every account has, and a second one for deals as a shop would make it.
pub(crate) fn standard(now: i64) -> HashMap<Kind, Vec<Pipeline>> {
    let stage = |order: i64, id: &str, label: &str, metadata: Value| Stage {
        id: id.to_owned(),
        label: label.to_owned(),
        order,
        metadata: metadata.as_object().cloned().unwrap_or_default(),
        archived: false,
        created: now,
        updated: now,
    };
    let deal = |order: i64, id: &str, label: &str, probability: &str| {
        let closed = matches!(probability, "1.0" | "0.0");
        stage(
            order,
            id,
            label,
            json!({"isClosed": closed.to_string(), "probability": probability}),
        )
    };
    let pipeline = |id: &str, label: &str, order: i64, stages: Vec<Stage>| Pipeline {
        id: id.to_owned(),
        label: label.to_owned(),
        order,
        archived: false,
        created: now,
        updated: now,
        stages,
    };
    let sales = vec![
        deal(0, "appointmentscheduled", "Appointment Scheduled", "0.2"),
        deal(1, "qualifiedtobuy", "Qualified To Buy", "0.4"),
        deal(2, "presentationscheduled", "Presentation Scheduled", "0.6"),
        deal(3, "decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
        deal(4, "contractsent", "Contract Sent", "0.9"),
        deal(5, "closedwon", "Closed Won", "1.0"),
        deal(6, "closedlost", "Closed Lost", "0.0"),
    ];
    let webshop = vec![
        deal(0, "71204401", "Ordered", "0.6"),
        deal(1, "71204402", "Paid", "0.9"),
        deal(2, "71204403", "Shipped", "1.0"),
        deal(3, "71204404", "Cancelled", "0.0"),
    ];
    let orders = vec![
        stage(
            0,
            "4b27b500-f031-4927-9811-68a0b525cbae",
            "Open",
            json!({"state": "OPEN"}),
        ),
        stage(
            1,
            "937ea84d-0a4f-4dcf-9028-3f9c2aafbf03",
            "Processed",
            json!({"state": "OPEN"}),
        ),
        stage(
            2,
            "aa99e8d0-c1d5-4071-b915-d240bbb1aed9",
            "Shipped",
            json!({"state": "OPEN"}),
        ),
        stage(
            3,
            "3725360f-519b-4b18-a593-494d60a29c9f",
            "Delivered",
            json!({"isClosed": "true"}),
        ),
        stage(
            4,
            "3c85a297-e9ce-400b-b42e-9f16853d69d6",
            "Cancelled",
            json!({"isClosed": "true"}),
        ),
    ];
    let support = vec![
        stage(0, "1", "New", json!({"ticketState": "OPEN"})),
        stage(1, "2", "Waiting on contact", json!({"ticketState": "OPEN"})),
        stage(2, "3", "Waiting on us", json!({"ticketState": "OPEN"})),
        stage(3, "4", "Closed", json!({"ticketState": "CLOSED"})),
    ];
    HashMap::from([
        (
            kinds::DEALS,
            vec![
                pipeline("default", "Sales Pipeline", 0, sales),
                pipeline("71204400", "Webshop", 1, webshop),
            ],
        ),
        (
            kinds::ORDERS,
            vec![pipeline(
                "14a2e10e-5471-408a-906e-c51f3b04369e",
                "Order Pipeline",
                0,
                orders,
            )],
        ),
        (
            kinds::TICKETS,
            vec![pipeline("0", "Support Pipeline", 0, support)],
        ),
    ])
}

/// Finds a stage by its id, which is unique in the account.
pub(crate) fn stage_of<'a>(
    pipelines: &'a HashMap<Kind, Vec<Pipeline>>,
    kind: Kind,
    id: &str,
) -> Option<&'a Stage> {
    pipelines
        .get(&kind)?
        .iter()
        .flat_map(|p| &p.stages)
        .find(|s| s.id == id)
}

/// `/crm/v3/pipelines/{type}…`; `rest` begins after the type.
pub(crate) fn call(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, rest: &[&str]) -> Outcome {
    if !portal.pipelines.contains_key(&kind) {
        return Err(Refusal::invalid(format!(
            "{} does not support pipelines",
            kinds::facts(kind).plural
        )));
    }
    match (call.method.as_str(), rest) {
        ("GET", []) => {
            let all: Vec<Value> = live(portal, kind).iter().map(|p| p.to_json()).collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        ("POST", []) => create(portal, ctx, call, kind),
        ("GET", [id]) => Ok(Answer::json(200, &find(portal, kind, id)?.to_json())),
        ("PATCH" | "PUT", [id]) => change(portal, ctx, call, kind, id),
        ("DELETE", [id]) => {
            find(portal, kind, id)?.archived = true;
            Ok(Answer::nothing())
        }
        ("GET", [_, "audit"] | [_, "stages", _, "audit"]) => Ok(Answer::json(200, &json!({"results": []}))),
        ("GET", [id, "stages"]) => {
            let pipeline = find(portal, kind, id)?;
            let all: Vec<Value> = pipeline
                .stages
                .iter()
                .filter(|s| !s.archived)
                .map(Stage::to_json)
                .collect();
            Ok(Answer::json(200, &json!({"results": all})))
        }
        ("POST", [id, "stages"]) => {
            let body = call.object()?;
            let stage = new_stage(portal, ctx, &body, 0)?;
            let shown = stage.to_json();
            let pipeline = find(portal, kind, id)?;
            pipeline.stages.push(stage);
            pipeline.stages.sort_by_key(|s| s.order);
            pipeline.updated = ctx.now;
            Ok(Answer::json(201, &shown))
        }
        (method, [id, "stages", stage_id]) => {
            let body = if method == "PATCH" || method == "PUT" {
                call.object()?
            } else {
                Map::new()
            };
            let stage = find(portal, kind, id)?
                .stages
                .iter_mut()
                .find(|s| s.id == *stage_id && !s.archived)
                .ok_or_else(Refusal::not_found)?;
            match method {
                "GET" => {}
                "PATCH" | "PUT" => change_stage(stage, &body, ctx.now),
                "DELETE" => {
                    stage.archived = true;
                    return Ok(Answer::nothing());
                }
                _ => return Err(Refusal::wrong_method()),
            }
            Ok(Answer::json(200, &stage.to_json()))
        }
        (_, [] | [_] | [_, "stages"]) => Err(Refusal::wrong_method()),
        _ => Err(Refusal::no_such_path()),
    }
}

fn live(portal: &Portal, kind: Kind) -> Vec<&Pipeline> {
    portal
        .pipelines
        .get(&kind)
        .into_iter()
        .flatten()
        .filter(|p| !p.archived)
        .collect()
}

fn find<'a>(portal: &'a mut Portal, kind: Kind, id: &str) -> Result<&'a mut Pipeline, Refusal> {
    let all = portal.pipelines.get_mut(&kind).ok_or_else(Refusal::not_found)?;
    all.iter_mut()
        .find(|p| p.id == id && !p.archived)
        .ok_or_else(Refusal::not_found)
}

fn create(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind) -> Outcome {
    let body = call.object()?;
    let label = required(&body, "label")?;
    if live(portal, kind).iter().any(|p| p.label == label) {
        return Err(Refusal::new(
            409,
            "CONFLICT",
            format!("A pipeline with the label '{label}' already exists."),
        ));
    }
    let pipeline = Pipeline {
        id: portal.number().to_string(),
        label,
        order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(0),
        archived: false,
        created: ctx.now,
        updated: ctx.now,
        stages: stages(portal, ctx, &body)?,
    };
    let shown = pipeline.to_json();
    portal.pipelines.entry(kind).or_default().push(pipeline);
    Ok(Answer::json(201, &shown))
}

fn change(portal: &mut Portal, ctx: &Ctx, call: &Call, kind: Kind, id: &str) -> Outcome {
    let body = call.object()?;
    let replaced = if call.method == Method::PUT {
        Some(stages(portal, ctx, &body)?)
    } else {
        None
    };
    let pipeline = find(portal, kind, id)?;
    if let Some(label) = body.get("label").and_then(Value::as_str) {
        label.clone_into(&mut pipeline.label);
    }
    if let Some(order) = body.get("displayOrder").and_then(Value::as_i64) {
        pipeline.order = order;
    }
    if let Some(stages) = replaced {
        pipeline.stages = stages;
    }
    pipeline.updated = ctx.now;
    Ok(Answer::json(200, &pipeline.to_json()))
}

fn stages(portal: &mut Portal, ctx: &Ctx, body: &Map<String, Value>) -> Result<Vec<Stage>, Refusal> {
    let empty = Vec::new();
    let wished = body.get("stages").and_then(Value::as_array).unwrap_or(&empty);
    (0..)
        .zip(wished)
        .map(|(order, stage)| match stage.as_object() {
            Some(stage) => new_stage(portal, ctx, stage, order),
            None => Err(Refusal::invalid(
                "Invalid input JSON on line 1, column 1: stages must be objects",
            )),
        })
        .collect()
}

fn new_stage(
    portal: &mut Portal,
    ctx: &Ctx,
    body: &Map<String, Value>,
    order: i64,
) -> Result<Stage, Refusal> {
    Ok(Stage {
        id: match body.get("stageId").and_then(Value::as_str) {
            Some(own) => own.to_owned(),
            None => portal.number().to_string(),
        },
        label: required(body, "label")?,
        order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(order),
        metadata: body
            .get("metadata")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default(),
        archived: false,
        created: ctx.now,
        updated: ctx.now,
    })
}

fn change_stage(stage: &mut Stage, body: &Map<String, Value>, now: i64) {
    if let Some(label) = body.get("label").and_then(Value::as_str) {
        label.clone_into(&mut stage.label);
    }
    if let Some(order) = body.get("displayOrder").and_then(Value::as_i64) {
        stage.order = order;
    }
    if let Some(metadata) = body.get("metadata").and_then(Value::as_object) {
        stage.metadata = metadata.clone();
    }
    stage.updated = now;
}

fn required(body: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    match body.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(Refusal::invalid(format!(
            "Invalid input JSON on line 1, column 1: Some required fields were not set: [{name}]"
        ))),
    }
}
