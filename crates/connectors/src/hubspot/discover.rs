//! The fields that an account really has, and the lists that settings choose from.

use std::collections::HashMap;

use domain::{Failure, FailureReason, Field, Kind, Schema, Value, flow::FlowKind, schema::Choice};
use jiff::{SignedDuration, Timestamp};

use super::{
    objects::Object,
    paths,
    portal::{Portal, take_results},
    properties::{self, KEY},
    streams::Stream,
    wire,
};
use crate::http::{Call, Page, Paginate};

/// How long the properties of an account are believed: people add some while they set up a mapping.
const BELIEVED: SignedDuration = SignedDuration::from_secs(60);

/// Properties as HubSpot describes them, for a while.
#[derive(Default)]
pub(super) struct FieldCache(tokio::sync::Mutex<HashMap<Object, (Timestamp, Described)>>);

/// All properties of an object.
type Described = std::sync::Arc<Vec<Value>>;

impl FieldCache {
    /// Forgets all, because properties were just made.
    pub(super) async fn forget(&self) {
        self.0.lock().await.clear();
    }
}

/// All properties of an object, as HubSpot describes them.
pub(super) async fn described(portal: &Portal, object: Object) -> Result<Described, Failure> {
    let mut cache = portal.fields.0.lock().await;
    let now = portal.requester.now();
    if let Some((at, known)) = cache.get(&object)
        && now.duration_since(*at) < BELIEVED
    {
        return Ok(known.clone());
    }
    let answer = portal
        .requester
        .json(&Call::get(paths::properties(object)))
        .await?;
    let properties = Described::new(take_results(answer));
    cache.insert(object, (now, properties.clone()));
    Ok(properties)
}

/// The fields of a stream's documents, live.
pub(super) async fn schema(portal: &Portal, stream: Stream) -> Result<Schema, Failure> {
    Ok(match stream {
        Stream::Deals => {
            let (deals, lines) = (
                fields(portal, Object::Deals).await?,
                fields(portal, Object::LineItems).await?,
            );
            deal_schema(with_pipelines(portal, deals).await?, lines)
        }
        Stream::Invoices => invoice_schema(
            fields(portal, Object::Invoices).await?,
            fields(portal, Object::LineItems).await?,
        ),
        Stream::Customers => customer_schema(
            fields(portal, Object::Contacts).await?,
            fields(portal, Object::Companies).await?,
        ),
        Stream::Products => Schema::new(fields(portal, Object::Products).await?),
        Stream::Stock => Schema::new(fields(portal, Object::Products).await?),
    })
}

/// The same as far as it is known without asking.
pub(super) fn known_schema(kind: FlowKind) -> Schema {
    let known = properties::known_fields;
    match kind {
        FlowKind::Orders | FlowKind::OrderStatus => {
            deal_schema(known(Object::Deals), known(Object::LineItems))
        }
        FlowKind::Invoices => invoice_schema(known(Object::Invoices), known(Object::LineItems)),
        FlowKind::Customers => customer_schema(known(Object::Contacts), known(Object::Companies)),
        FlowKind::Products | FlowKind::Stock => Schema::new(known(Object::Products)),
    }
}

fn deal_schema(deals: Vec<Field>, lines: Vec<Field>) -> Schema {
    Schema::new(with_lines(deals, lines, "deal"))
}

fn invoice_schema(mut invoices: Vec<Field>, lines: Vec<Field>) -> Schema {
    invoices.push(Field::new(
        "deal_id",
        Kind::Text,
        "Id of the deal that the invoice belongs to; empty: none",
    ));
    Schema::new(with_lines(invoices, lines, "invoice"))
}

/// Fields of what has line items, a contact and a company.
fn with_lines(mut deals: Vec<Field>, mut lines: Vec<Field>, what: &str) -> Vec<Field> {
    lines.insert(
        0,
        Field::new(
            "reference",
            Kind::Text,
            "Tells the line from the order's other lines; becomes part of its key",
        )
        .required(),
    );
    deals.extend([
        Field::new(
            "contact_id",
            Kind::Text,
            format!("Id of the contact that the {what} belongs to; empty: none"),
        ),
        Field::new(
            "company_id",
            Kind::Text,
            format!("Id of the company that the {what} belongs to; empty: none"),
        ),
        Field::new(
            "line_items",
            Kind::List { fields: lines },
            format!("The {what}'s line items"),
        ),
    ]);
    deals
}

fn customer_schema(contact: Vec<Field>, company: Vec<Field>) -> Schema {
    Schema::new(vec![
        Field::new("contact", Kind::Group { fields: contact }, "The person"),
        Field::new(
            "company",
            Kind::Group { fields: company },
            "The company the person belongs to; empty: none",
        ),
    ])
}

async fn fields(portal: &Portal, object: Object) -> Result<Vec<Field>, Failure> {
    Ok(described(portal, object)
        .await?
        .iter()
        .filter_map(field)
        .collect())
}

/// One property as a field. Archived ones are left out, and so is our key, which is not to be mapped.
fn field(property: &Value) -> Option<Field> {
    let text = |name: &str| property.get(name).as_text().unwrap_or_default();
    let yes = |value: &Value| value.as_bool().unwrap_or_default();
    let name = text("name");
    if name.is_empty() || name == KEY || yes(property.get("archived")) {
        return None;
    }
    let read_only = yes(property.at("modificationMetadata.readOnlyValue")) || yes(property.get("calculated"));
    let mut field = Field::new(name, kind(property), text("description"));
    if !text("label").is_empty() {
        field = field.labelled(text("label"));
    }
    field.writable = !read_only;
    field.custom = !yes(property.get("hubspotDefined"));
    Some(field)
}

fn kind(property: &Value) -> Kind {
    match property.get("type").as_text().unwrap_or_default() {
        // An id is called a number there, but ids are texts everywhere else.
        _ if property.get("name").as_text() == Some("hs_product_id") => Kind::Text,
        "number" => Kind::Number,
        "bool" => Kind::Bool,
        "date" => Kind::Date,
        "datetime" => Kind::DateTime,
        // Several values at once, joined by ";" on the wire.
        "enumeration" if property.get("fieldType").as_text() == Some("checkbox") => Kind::Any,
        "enumeration" => Kind::Choice {
            options: options(property),
        },
        _ => Kind::Text,
    }
}

fn options(property: &Value) -> Vec<Choice> {
    property
        .get("options")
        .items()
        .iter()
        .filter_map(|option| {
            let value = option.get("value").as_text()?.to_owned();
            let label = option.get("label").as_text().unwrap_or(&value).to_owned();
            Some(Choice { value, label })
        })
        .collect()
}

/// Pipelines and stages are kept apart from their properties' options (dossier HubSpot §4, `externalOptions`).
async fn with_pipelines(portal: &Portal, mut deals: Vec<Field>) -> Result<Vec<Field>, Failure> {
    let pipelines = pipelines(portal).await?;
    let stages: Vec<Choice> = pipelines
        .iter()
        .flat_map(|pipeline| {
            pipeline.stages.iter().map(|stage| Choice {
                value: stage.value.clone(),
                label: format!("{}: {}", pipeline.label, stage.label),
            })
        })
        .collect();
    for field in &mut deals {
        match field.name.as_str() {
            "pipeline" => {
                field.kind = Kind::Choice {
                    options: pipelines.iter().map(Pipeline::choice).collect(),
                }
            }
            "dealstage" => {
                field.kind = Kind::Choice {
                    options: stages.clone(),
                }
            }
            _ => {}
        }
    }
    Ok(deals)
}

struct Pipeline {
    id: String,
    label: String,
    stages: Vec<Choice>,
}

impl Pipeline {
    fn choice(&self) -> Choice {
        Choice {
            value: self.id.clone(),
            label: self.label.clone(),
        }
    }
}

async fn pipelines(portal: &Portal) -> Result<Vec<Pipeline>, Failure> {
    let answer = portal
        .requester
        .json(&Call::get(paths::pipelines(Object::Deals)))
        .await?;
    let live = |item: &&Value| !item.get("archived").as_bool().unwrap_or_default();
    let choice = |item: &Value| {
        let value = wire::id(item.get("id"))?;
        Some(Choice {
            label: item.get("label").as_text().unwrap_or(&value).to_owned(),
            value,
        })
    };
    Ok(answer
        .get("results")
        .items()
        .iter()
        .filter(live)
        .filter_map(|pipeline| {
            let own = choice(pipeline)?;
            let stages = pipeline
                .get("stages")
                .items()
                .iter()
                .filter(live)
                .filter_map(choice)
                .collect();
            Some(Pipeline {
                id: own.value,
                label: own.label,
                stages,
            })
        })
        .collect())
}

/// The lists that settings choose from: `pipelines`, `stages` (of all pipelines) or `stages:ID`, `owners`,
/// `properties:OBJECT`.
pub(super) async fn choices(portal: &Portal, list: &str) -> Result<Vec<Choice>, Failure> {
    let (list, of) = list.split_once(':').unwrap_or((list, ""));
    match list {
        "pipelines" => Ok(pipelines(portal).await?.iter().map(Pipeline::choice).collect()),
        "stages" => Ok(pipelines(portal)
            .await?
            .into_iter()
            .filter(|pipeline| of.is_empty() || pipeline.id == of)
            .flat_map(|pipeline| pipeline.stages)
            .collect()),
        "owners" => owners(portal).await,
        "properties" => {
            let object = Object::ALL
                .into_iter()
                .find(|object| object.as_str() == of)
                .ok_or_else(|| unknown(list))?;
            let fields = fields(portal, object).await?;
            Ok(fields
                .into_iter()
                .map(|field| Choice {
                    value: field.name,
                    label: field.label,
                })
                .collect())
        }
        _ => Err(unknown(list)),
    }
}

fn unknown(list: &str) -> Failure {
    Failure::permanent(
        FailureReason::BadSetting,
        format!(
            "HubSpot has no list \"{list}\"; its lists are pipelines, stages, stages:PIPELINE, owners and properties:OBJECT."
        ),
    )
}

async fn owners(portal: &Portal) -> Result<Vec<Choice>, Failure> {
    let owners = Paginate::to_the_end()
        .walk(async |after: Option<String>| {
            let mut call = Call::get(paths::owners()).query("limit", "500");
            if let Some(after) = after {
                call = call.query("after", after);
            }
            let answer = portal.requester.json(&call).await?;
            let next = wire::id(answer.at("paging.next.after"));
            Ok(Page {
                items: take_results(answer),
                next,
            })
        })
        .await?;
    Ok(owners
        .iter()
        .filter_map(|owner| {
            let text = |name: &str| owner.get(name).as_text().unwrap_or_default();
            let name = format!("{} {}", text("firstName"), text("lastName"));
            let label = if name.trim().is_empty() {
                text("email").to_owned()
            } else {
                name.trim().to_owned()
            };
            Some(Choice {
                value: wire::id(owner.get("id"))?,
                label,
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_becomes_a_field() {
        let read = |json: &str| field(&Value::from_json(json.as_bytes()).unwrap());
        let stage = read(
            r#"{"name":"lifecyclestage","label":"Stage","type":"enumeration","fieldType":"radio","hubspotDefined":true,
                "options":[{"value":"lead","label":"Lead"}],"modificationMetadata":{"readOnlyValue":false}}"#,
        )
        .unwrap();
        assert!(stage.writable && !stage.custom);
        assert_eq!(
            stage.kind,
            Kind::Choice {
                options: vec![Choice {
                    value: "lead".into(),
                    label: "Lead".into()
                }]
            }
        );
        let own = read(r#"{"name":"btw_nummer","label":"BTW","type":"string","fieldType":"text"}"#).unwrap();
        assert!(own.custom && own.writable);
        let calculated = read(r#"{"name":"hs_tcv","type":"number","calculated":true}"#).unwrap();
        assert!(!calculated.writable);
        assert!(read(r#"{"name":"kopru_key","type":"string"}"#).is_none());
    }
}
