//! Makes the group and the properties that we own, where they are missing.

use std::collections::HashSet;

use domain::{Failure, FailureReason, Map, Value};
use engine::ports::Prepared;

use super::{
    errors::Said,
    objects::Object,
    paths,
    portal::{Portal, in_parallel, take_results},
    properties::{GROUP, Holds, KEY, Own, own_of},
};
use crate::{
    Unprepared,
    http::{Call, Refused},
};

pub(super) async fn prepare(portal: &Portal) -> Result<Prepared, Failure> {
    let mut prepared = Prepared::default();
    let made = in_parallel(Object::ALL.map(|object| prepare_one(portal, object))).await;
    for (object, made) in Object::ALL.into_iter().zip(made) {
        match made {
            Ok(made) => prepared.created.extend(made),
            // Not every account has invoices, and most connections are not used for them; who sends some is told then.
            Err(_) if object == Object::Invoices => {}
            // Records go without what may not be made.
            Err(refused) if refused.reason == FailureReason::PermissionMissing => {
                let lacking = lacking(object, &refused);
                tracing::warn!("{lacking}");
                prepared.lacking.push(lacking);
            }
            Err(refused) => return Err(refused),
        }
    }
    portal.fields.forget().await;
    portal.lacking.forget();
    Ok(prepared)
}

/// What `prepare` would make.
pub(super) async fn unprepared(portal: &Portal) -> Result<Vec<Unprepared>, Failure> {
    let missing = in_parallel(Object::ALL.map(|object| missing(portal, object))).await;
    let mut all = Vec::new();
    for (object, missing) in Object::ALL.into_iter().zip(missing) {
        let labels: Vec<String> = match missing {
            Ok(missing) => missing.iter().map(|own| own.label.to_owned()).collect(),
            // What may not be read may not be made either; `prepare` says so.
            Err(refused) if refused.reason == FailureReason::PermissionMissing => Vec::new(),
            Err(refused) => return Err(refused),
        };
        if !labels.is_empty() {
            all.push(Unprepared {
                object: object.to_string(),
                labels,
            });
        }
    }
    Ok(all)
}

/// What follows where ours may not be made.
fn lacking(object: Object, refused: &Failure) -> String {
    let lost = match object {
        Object::Contacts => "customer groups, remarks and addresses of delivery are not sent",
        Object::Companies => "VAT and trade-register numbers are not sent",
        Object::Deals => {
            "order numbers, statuses, sums and addresses are not sent, and an order that is sent twice is recognised by its deal's name and amount only"
        }
        Object::Products => "stock, EAN, variants and categories are not sent",
        Object::LineItems => "EAN, variants and taxes are not sent",
        Object::Invoices => "numbers and sums of invoices are not sent",
    };
    let what = object.one();
    let why = refused.message.trim_end_matches('.');
    format!("HubSpot's {what} has no properties of Kopru, so {lost}. {why}; grant it and apply again.")
}

async fn prepare_one(portal: &Portal, object: Object) -> Result<Vec<String>, Failure> {
    let missing = missing(portal, object).await?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    let group = Value::from([
        ("name", GROUP.into()),
        ("label", "Kopru".into()),
        ("displayOrder", Value::from(-1)),
    ]);
    there_or_made(
        portal
            .requester
            .json(&Call::post(paths::property_groups(object), &group))
            .await,
    )?;
    let inputs: Vec<Value> = missing.iter().map(described).collect();
    let call = Call::post(
        paths::properties_batch_create(object),
        &Value::from([("inputs", Value::List(inputs))]),
    );
    match portal.requester.json(&call).await {
        Ok(answer) => match answer.get("errors").items().first() {
            Some(error) if !Said::read(error).is_conflict() => {
                return Err(Said::read(error).refusal("property"));
            }
            _ => {}
        },
        // Somebody prepared at the same time, or one of them lies archived: one by one tells which.
        Err(refused) if is_conflict(&refused) => {
            for own in &missing {
                there_or_made(
                    portal
                        .requester
                        .json(&Call::post(paths::properties(object), &described(own)))
                        .await,
                )?;
            }
        }
        Err(refused) => return Err(refused.into()),
    }
    Ok(missing
        .iter()
        .map(|own| format!("{object}.{}", own.name))
        .collect())
}

async fn missing(portal: &Portal, object: Object) -> Result<Vec<Own>, Failure> {
    let answer = portal
        .requester
        .json(&Call::get(paths::properties(object)))
        .await?;
    let there: HashSet<String> = take_results(answer)
        .iter()
        .filter_map(|property| property.get("name").as_text().map(str::to_owned))
        .collect();
    Ok(own_of(object)
        .iter()
        .filter(|own| !there.contains(own.name))
        .copied()
        .collect())
}

pub(super) fn there_or_made(answer: Result<Value, Refused>) -> Result<(), Refused> {
    match answer {
        Err(refused) if !is_conflict(&refused) => Err(refused),
        _ => Ok(()),
    }
}

fn is_conflict(refused: &Refused) -> bool {
    refused.status().is_some_and(|status| status.as_u16() == 409)
        || refused
            .answer
            .as_ref()
            .is_some_and(|answer| Said::of(answer).is_conflict())
}

fn described(own: &Own) -> Value {
    let (kind, field) = own.holds.types();
    let mut property = Map::new();
    for (name, value) in [
        ("name", own.name),
        ("label", own.label),
        ("groupName", GROUP),
        ("type", kind),
        ("fieldType", field),
        ("description", "Kept by Kopru; do not edit"),
    ] {
        property.insert(name.to_owned(), value.into());
    }
    property.insert("hasUniqueValue".to_owned(), (own.name == KEY).into());
    if own.holds == Holds::YesNo {
        let option =
            |value: &str, label: &str| Value::from([("value", value.into()), ("label", label.into())]);
        property.insert(
            "options".to_owned(),
            vec![option("true", "Yes"), option("false", "No")].into(),
        );
    }
    Value::Map(property)
}
