//! A property that the merchant wants, made because they asked for it.

use domain::{Failure, FailureReason, Kind, Value};

use super::{objects::Object, paths, portal::Portal, properties::GROUP, streams::Stream};
use crate::{NewField, http::Call};

/// Makes the property in the group of ours, so that people see where it comes from.
pub(super) async fn make(portal: &Portal, stream: Stream, new: &NewField) -> Result<(), Failure> {
    let object = match (stream, new.in_lines) {
        (Stream::Deals | Stream::Invoices, true) => Object::LineItems,
        (Stream::Deals, false) => Object::Deals,
        (Stream::Invoices, false) => Object::Invoices,
        (Stream::Customers, _) => Object::Contacts,
        (Stream::Products | Stream::Stock, _) => Object::Products,
    };
    let (kind, field) = match new.kind {
        Kind::Text => ("string", "text"),
        Kind::Number => ("number", "number"),
        Kind::Bool => ("bool", "booleancheckbox"),
        Kind::Date => ("date", "date"),
        Kind::DateTime => ("datetime", "date"),
        _ => {
            return Err(Failure::permanent(
                FailureReason::BadSetting,
                "HubSpot gets new fields for text, numbers, yes or no, days and moments from here.",
            ));
        }
    };
    let group = Value::from([
        ("name", GROUP.into()),
        ("label", "Kopru".into()),
        ("displayOrder", Value::from(-1)),
    ]);
    super::prepare::there_or_made(
        portal
            .requester
            .json(&Call::post(paths::property_groups(object), &group))
            .await,
    )?;
    let mut property = Value::from([
        ("name", new.name.as_str().into()),
        ("label", new.label.as_str().into()),
        ("groupName", GROUP.into()),
        ("type", kind.into()),
        ("fieldType", field.into()),
    ]);
    if kind == "bool" {
        let option =
            |value: &str, label: &str| Value::from([("value", value.into()), ("label", label.into())]);
        property.put(
            "options",
            vec![option("true", "Yes"), option("false", "No")].into(),
        );
    }
    portal
        .requester
        .json(&Call::post(paths::properties(object), &property))
        .await?;
    portal.fields.forget().await;
    Ok(())
}
