//! Checking and normalising what is to be written (dossier HubSpot §3.4, §9.5, §9.6).

use std::collections::HashSet;

use serde_json::{Value, json};

use super::values::{checked, domain, email};
use super::{
    answer::Refusal,
    input::Properties,
    kinds::{self, Kind, facts},
    portal::{Ctx, Portal, Prepared},
    record::Record,
    schema::Property,
};

/// One value that was not valid.
pub(crate) struct Problem {
    code: &'static str,
    name: String,
    message: String,
}

/// Why a record cannot be written.
pub(crate) enum Bad {
    /// Values were not valid.
    Values(Vec<Problem>),
    /// Another refusal, such as a taken e-mail address.
    Refused(Refusal),
}

impl Bad {
    /// The refusal of a whole call.
    pub(crate) fn into_refusal(self, portal_id: u64) -> Refusal {
        match self {
            Self::Refused(refusal) => refusal,
            Self::Values(problems) => {
                let list: Vec<Value> = problems
                    .iter()
                    .map(|p| {
                        json!({"isValid": false, "message": p.message, "error": p.code, "name": p.name,
                            "localizedErrorMessage": p.message, "portalId": portal_id})
                    })
                    .collect();
                Refusal::invalid(format!("Property values were not valid: {}", Value::from(list)))
            }
        }
    }
}

/// Unique values that earlier inputs of the same call will take.
pub(crate) type Claims = HashSet<(usize, String)>;

/// Order of the lifecycle stages; a record moves forward only.
const LIFECYCLE: [&str; 7] = [
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
];

impl Portal {
    /// Checks the values for a new record (`existing` is `None`) or for one that is there.
    pub(crate) fn prepare(
        &self,
        ctx: &Ctx,
        kind: Kind,
        existing: Option<&Record>,
        sent: &Properties,
        claims: Option<&mut Claims>,
    ) -> Result<Prepared, Bad> {
        let collection = self.of(kind);
        let mut problems = Vec::new();
        let mut changes: Vec<(usize, Option<Box<str>>)> = Vec::with_capacity(sent.0.len());
        for (name, value) in &sent.0 {
            let place = collection.schema.place(name).filter(|&place| {
                let property = &collection.schema.properties[place];
                property.by_hubspot || property.created_at + ctx.knobs.hubspot.property_lag_ms <= ctx.now
            });
            let Some(place) = place else {
                problems.push(Problem {
                    code: "PROPERTY_DOESNT_EXIST",
                    name: name.to_string(),
                    message: format!("Property \"{name}\" does not exist"),
                });
                continue;
            };
            let property = &collection.schema.properties[place];
            match self.normalise(kind, property, existing, sent, value.as_deref()) {
                Ok(Some(change)) => changes.push((place, change)),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        self.check_together(kind, existing, &mut changes, &mut problems);
        if !problems.is_empty() {
            return Err(Bad::Values(problems));
        }
        if existing.is_none() {
            self.complete_new(kind, &mut changes)?;
        }
        self.check_unique(kind, existing.map(|r| r.id), &changes, claims)?;
        Ok(Prepared { changes })
    }

    /// The value to store; `Ok(None)` leaves the property as it is.
    fn normalise(
        &self,
        kind: Kind,
        property: &Property,
        existing: Option<&Record>,
        sent: &Properties,
        value: Option<&str>,
    ) -> Result<Option<Option<Box<str>>>, Problem> {
        let bad = |code: &'static str, message: String| Problem {
            code,
            name: property.name.clone(),
            message,
        };
        let frozen = property.read_only
            || (kind == kinds::INVOICES
                && matches!(
                    property.name.as_str(),
                    "hs_amount_billed" | "hs_amount_paid" | "hs_balance_due"
                )
                && sent.get("hs_invoice_billable") != Some("false")
                && self.stored(kind, existing, "hs_invoice_billable") != Some("false"));
        if frozen {
            return Err(bad(
                "READ_ONLY_VALUE",
                format!(
                    "\"{}\" is a read only property; its value cannot be set.",
                    property.name
                ),
            ));
        }
        let Some(value) = value else { return Ok(Some(None)) };
        let own = match (kind, property.name.as_str()) {
            (kinds::CONTACTS, "email") => Some(email(value).map_err(|m| bad("INVALID_EMAIL", m))?),
            (kinds::COMPANIES, "domain") => Some(domain(value)),
            (_, "lifecyclestage") if self.goes_back(kind, existing, property, value) => return Ok(None),
            (_, "hubspot_owner_id") => {
                if !self
                    .owners
                    .iter()
                    .any(|o| !o.archived && o.id.to_string() == value)
                {
                    return Err(bad(
                        "INVALID_OWNER_ID",
                        format!("{value} is not a valid owner id"),
                    ));
                }
                Some(value.to_owned())
            }
            (kinds::LINE_ITEMS, "price") if value.starts_with('-') => {
                return Err(bad(
                    "INVALID_NUMBER",
                    "price must be greater than or equal to 0".to_owned(),
                ));
            }
            _ => None,
        };
        if let Some(own) = own {
            return Ok(Some(Some(own.into_boxed_str())));
        }
        let text = checked(
            property,
            existing.and_then(|r| self.raw(kind, r, &property.name)),
            value,
        )
        .map_err(|(code, message)| bad(code, message))?;
        Ok(Some(Some(text)))
    }

    fn raw<'a>(&self, kind: Kind, record: &'a Record, name: &str) -> Option<&'a str> {
        self.of(kind)
            .schema
            .place(name)
            .and_then(|place| record.values.get(place))
    }

    fn stored<'a>(&self, kind: Kind, existing: Option<&'a Record>, name: &str) -> Option<&'a str> {
        existing.and_then(|record| self.raw(kind, record, name))
    }

    fn goes_back(&self, kind: Kind, existing: Option<&Record>, property: &Property, new: &str) -> bool {
        let rank = |stage: &str| LIFECYCLE.iter().position(|s| *s == stage);
        match self
            .stored(kind, existing, &property.name)
            .and_then(rank)
            .zip(rank(new))
        {
            Some((old, new)) => new < old,
            None => false,
        }
    }

    /// Rules over several properties: stage and pipeline, the two discounts.
    fn check_together(
        &self,
        kind: Kind,
        existing: Option<&Record>,
        changes: &mut Vec<(usize, Option<Box<str>>)>,
        problems: &mut Vec<Problem>,
    ) {
        let schema = &self.of(kind).schema;
        let after = |changes: &[(usize, Option<Box<str>>)], name: &str| -> Option<String> {
            let place = schema.place(name)?;
            match changes.iter().rev().find(|(p, _)| *p == place) {
                Some((_, value)) => value.as_deref().map(str::to_owned),
                None => existing.and_then(|r| r.values.get(place)).map(str::to_owned),
            }
        };
        if kind == kinds::LINE_ITEMS {
            if after(changes, "discount").is_some() && after(changes, "hs_discount_percentage").is_some() {
                problems.push(Problem {
                    code: "INVALID_DISCOUNT",
                    name: "discount".to_owned(),
                    message: "Only one of discount and hs_discount_percentage can be set".to_owned(),
                });
            }
            return;
        }
        if kind == kinds::INVOICES {
            let tracked_only = after(changes, "hs_invoice_billable").as_deref() == Some("false");
            let opens = after(changes, "hs_invoice_status").as_deref() == Some("open")
                && self.stored(kind, existing, "hs_invoice_status") != Some("open");
            let has = |kind: Kind| existing.is_some_and(|r| r.links.iter().any(|l| l.0 == kind));
            if opens && !tracked_only && !(has(kinds::LINE_ITEMS) && has(kinds::CONTACTS)) {
                problems.push(Problem {
                    code: "INVALID_INVOICE_STATUS",
                    name: "hs_invoice_status".to_owned(),
                    message: "An invoice needs associated line items and a contact before it can be open"
                        .to_owned(),
                });
            }
            return;
        }
        let Some((pipeline_name, stage_name)) = facts(kind).pipeline else {
            return;
        };
        let (Some(pipeline_at), Some(stage_at)) = (schema.place(pipeline_name), schema.place(stage_name))
        else {
            return;
        };
        if !changes.iter().any(|(p, _)| *p == pipeline_at || *p == stage_at) {
            return;
        }
        let Some(pipelines) = self.pipelines.get(&kind) else {
            return;
        };
        let first = pipelines
            .iter()
            .find(|p| !p.archived)
            .map(|p| p.id.clone())
            .unwrap_or_default();
        let stage = after(changes, stage_name);
        let pipeline_id = match after(changes, pipeline_name) {
            Some(id) => id,
            None => {
                changes.push((pipeline_at, Some(first.clone().into_boxed_str())));
                first
            }
        };
        let Some(pipeline) = pipelines.iter().find(|p| p.id == pipeline_id && !p.archived) else {
            let known: Vec<&str> = pipelines
                .iter()
                .filter(|p| !p.archived)
                .map(|p| p.id.as_str())
                .collect();
            problems.push(Problem {
                code: "INVALID_OPTION",
                name: pipeline_name.to_owned(),
                message: format!(
                    "{pipeline_id} was not one of the allowed options: [{}]",
                    known.join(", ")
                ),
            });
            return;
        };
        if let Some(stage) = stage
            && !pipeline.stages.iter().any(|s| s.id == stage && !s.archived)
        {
            let known: Vec<&str> = pipeline
                .stages
                .iter()
                .filter(|s| !s.archived)
                .map(|s| s.id.as_str())
                .collect();
            problems.push(Problem {
                code: "INVALID_OPTION",
                name: stage_name.to_owned(),
                message: format!(
                    "{stage} is not a valid pipeline stage ID. Valid options are: pipelineId={pipeline_id} : [{}]",
                    known.join(", ")
                ),
            });
        }
    }

    /// What a new record must have, and what it copies from elsewhere.
    fn complete_new(&self, kind: Kind, changes: &mut Vec<(usize, Option<Box<str>>)>) -> Result<(), Bad> {
        let schema = &self.of(kind).schema;
        let given = |changes: &[(usize, Option<Box<str>>)], name: &str| {
            let place = schema.place(name);
            changes.iter().any(|(p, v)| Some(*p) == place && v.is_some())
        };
        let needed: &[&str] = match kind {
            kinds::COMPANIES if !given(changes, "name") && !given(changes, "domain") => {
                return Err(Bad::Refused(Refusal::invalid(
                    "Error creating COMPANY. Some required properties were not set: at least one of [name, domain].",
                )));
            }
            kinds::QUOTES => &["hs_title", "hs_expiration_date"],
            kinds::INVOICES => &["hs_currency"],
            _ => &[],
        };
        let missing: Vec<&str> = needed
            .iter()
            .copied()
            .filter(|name| !given(changes, name))
            .collect();
        if !missing.is_empty() {
            let word = facts(kind).singular.to_uppercase();
            return Err(Bad::Refused(
                Refusal::invalid(format!(
                    "Error creating {word}. Some required properties were not set."
                ))
                .with_context(json!({"properties": missing})),
            ));
        }
        if kind == kinds::LINE_ITEMS {
            self.copy_from_product(changes);
        }
        Ok(())
    }

    /// A line item takes name, price, SKU and cost from its product unless given.
    fn copy_from_product(&self, changes: &mut Vec<(usize, Option<Box<str>>)>) {
        let (items, products) = (self.of(kinds::LINE_ITEMS), self.of(kinds::PRODUCTS));
        let id_at = items.schema.place("hs_product_id");
        let id = changes
            .iter()
            .find(|(p, _)| Some(*p) == id_at)
            .and_then(|(_, v)| v.as_deref()?.parse().ok());
        let Some(product) = id.and_then(|id| products.live(id)) else {
            return;
        };
        let copied = [
            "name",
            "price",
            "hs_sku",
            "description",
            "hs_cost_of_goods_sold",
            "hs_images",
            "hs_url",
            "recurringbillingfrequency",
        ];
        for name in copied {
            let (Some(to), Some(from)) = (items.schema.place(name), products.schema.place(name)) else {
                continue;
            };
            if !changes.iter().any(|(p, _)| *p == to)
                && let Some(value) = product.values.get(from)
            {
                changes.push((to, Some(value.into())));
            }
        }
    }

    /// No other live record, and no earlier input of the call, may hold the same unique value.
    fn check_unique(
        &self,
        kind: Kind,
        own_id: Option<u64>,
        changes: &[(usize, Option<Box<str>>)],
        mut claims: Option<&mut Claims>,
    ) -> Result<(), Bad> {
        let collection = self.of(kind);
        for (place, value) in changes {
            let property = &collection.schema.properties[*place];
            let additional = kind == kinds::CONTACTS && property.name == "hs_additional_emails";
            let Some(value) = value.as_deref().filter(|_| property.unique || additional) else {
                continue;
            };
            let held_in = if additional {
                collection.schema.place("email").unwrap_or(*place)
            } else {
                *place
            };
            let parts: Vec<&str> = if additional {
                value.split(';').collect()
            } else {
                vec![value]
            };
            for part in parts {
                let holder = collection.holder(held_in, part).filter(|id| Some(*id) != own_id);
                let claimed = match claims.as_deref_mut() {
                    Some(claims) => !claims.insert((held_in, part.trim().to_lowercase())),
                    None => false,
                };
                if let Some(holder) = holder {
                    return Err(self.taken(kind, property, part, own_id, Some(holder)));
                }
                if claimed {
                    return Err(self.taken(kind, property, part, own_id, None));
                }
            }
        }
        Ok(())
    }

    fn taken(
        &self,
        kind: Kind,
        property: &Property,
        value: &str,
        own: Option<u64>,
        holder: Option<u64>,
    ) -> Bad {
        if kind == kinds::CONTACTS && matches!(property.name.as_str(), "email" | "hs_additional_emails") {
            return Bad::Refused(match holder {
                Some(id) => Refusal::conflict(format!("Contact already exists. Existing ID: {id}")),
                None => Refusal::conflict(format!(
                    "Contact with email {value} appears more than once in the batch"
                )),
            });
        }
        let holder = holder.map_or_else(|| "Another input".to_owned(), |id| id.to_string());
        let own = own.map_or_else(|| "a new record".to_owned(), |id| id.to_string());
        Bad::Values(vec![Problem {
            code: "CONFLICTING_UNIQUE_VALUE",
            name: property.name.clone(),
            message: format!(
                "Cannot set PropertyValueCoordinates{{portalId={}, objectTypeId=ObjectTypeId{{legacyObjectType={}}}, propertyName={}, value={value}}} on {own}. {holder} already has that value.",
                self.id,
                facts(kind).singular.to_uppercase(),
                property.name
            ),
        }])
    }
}
