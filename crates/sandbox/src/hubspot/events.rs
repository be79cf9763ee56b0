//! Webhook events of the CRM: who wants to hear what, and how it is said (dossier HubSpot §7).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    kinds::{Kind, facts},
    portal::{Ctx, Portal},
};
use crate::clock::iso_ms;

/// Who made a change.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// An app through the API.
    Integration {
        /// Its app id.
        app_id: u64,
    },
    /// A person in the CRM's pages.
    User,
}

impl Source {
    /// `changeSource` and `sourceId`.
    pub(crate) fn words(&self) -> (&'static str, String) {
        match self {
            Self::Integration { app_id } => ("INTEGRATION", app_id.to_string()),
            Self::User => ("CRM_UI", "userId:70412233".to_owned()),
        }
    }
}

/// One wish to be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) id: u64,
    /// `deal.propertyChange`, `object.creation`, …
    pub(crate) event_type: String,
    /// For property changes.
    pub(crate) property: Option<String>,
    /// For `object.*`.
    pub(crate) object_type: Option<String>,
    pub(crate) active: bool,
    pub(crate) created: i64,
    pub(crate) updated: Option<i64>,
}

impl Subscription {
    /// As the API shows it.
    pub(crate) fn to_json(&self) -> Value {
        let mut shown = json!({"id": self.id.to_string(), "eventType": self.event_type, "active": self.active,
            "createdAt": iso_ms(self.created)});
        if let Some(property) = &self.property {
            shown["propertyName"] = json!(property);
        }
        if let Some(object_type) = &self.object_type {
            shown["objectTypeId"] = json!(object_type);
        }
        if let Some(updated) = self.updated {
            shown["updatedAt"] = json!(iso_ms(updated));
        }
        shown
    }
}

/// All subscriptions of the app and where its webhooks go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Subscriptions {
    pub(crate) all: Vec<Subscription>,
    pub(crate) target_url: Option<String>,
    pub(crate) at_once: u64,
    pub(crate) set_at: i64,
    pub(crate) app_id: u64,
}

impl Subscriptions {
    /// Whether anyone listens at all.
    pub(crate) fn any(&self) -> bool {
        self.target_url.is_some() && self.all.iter().any(|s| s.active)
    }

    fn wanting<'a>(
        &'a self,
        kind: Kind,
        what: &'a str,
        property: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Subscription> {
        let facts = facts(kind);
        self.all.iter().filter(move |s| {
            let Some((subject, action)) = s.event_type.split_once('.') else {
                return false;
            };
            s.active
                && action == what
                && (subject == facts.singular
                    || (subject == "object" && s.object_type.as_deref() == Some(facts.id)))
                && (property.is_none() || s.property.as_deref() == property)
        })
    }
}

impl Portal {
    /// Queues one event for everyone who wants it; `id` 0 for those that name no single record.
    fn emit(&mut self, ctx: &Ctx, kind: Kind, what: &str, property: Option<&str>, id: u64, more: &Value) {
        if !ctx.subscriptions.any() {
            return;
        }
        let (change_source, source_id) = ctx.source.words();
        for subscription in ctx.subscriptions.wanting(kind, what, property) {
            self.next_event += 1 + self.next_event % 7;
            let mut event = json!({
                "eventId": self.next_event, "subscriptionId": subscription.id, "portalId": self.id,
                "appId": ctx.subscriptions.app_id, "occurredAt": ctx.now,
                "subscriptionType": subscription.event_type, "attemptNumber": 0,
                "changeSource": change_source, "sourceId": source_id,
            });
            if id != 0 {
                event["objectId"] = json!(id);
            }
            if subscription.object_type.is_some() {
                event["objectTypeId"] = json!(facts(kind).id);
            }
            if let Some(more) = more.as_object() {
                for (name, value) in more {
                    event[name] = value.clone();
                }
            }
            self.events.push(event);
        }
    }

    /// A record came to be.
    pub(crate) fn emit_creation(&mut self, ctx: &Ctx, kind: Kind, id: u64) {
        self.emit(ctx, kind, "creation", None, id, &json!({"changeFlag": "CREATED"}));
    }

    /// A record was archived.
    pub(crate) fn emit_deletion(&mut self, ctx: &Ctx, kind: Kind, id: u64) {
        self.emit(ctx, kind, "deletion", None, id, &json!({"changeFlag": "DELETED"}));
    }

    /// A contact was erased for good: two events, in any order.
    pub(crate) fn emit_erasure(&mut self, ctx: &Ctx, kind: Kind, id: u64) {
        self.emit(
            ctx,
            kind,
            "privacyDeletion",
            None,
            id,
            &json!({"changeFlag": "DELETED"}),
        );
        self.emit_deletion(ctx, kind, id);
    }

    /// Two records became one.
    pub(crate) fn emit_merge(&mut self, ctx: &Ctx, kind: Kind, primary: u64, merged: u64, new: u64) {
        self.emit(
            ctx,
            kind,
            "merge",
            None,
            new,
            &json!({"primaryObjectId": primary, "mergedObjectIds": [merged], "newObjectId": new,
                "numberOfPropertiesMoved": 0}),
        );
    }

    /// One property has a new value.
    pub(crate) fn emit_property_change(
        &mut self,
        ctx: &Ctx,
        kind: Kind,
        id: u64,
        place: usize,
        value: Option<&str>,
    ) {
        let name = self.of(kind).schema.properties[place].name.clone();
        let more =
            json!({"propertyName": name, "propertyValue": value.unwrap_or_default(), "isSensitive": false});
        self.emit(ctx, kind, "propertyChange", Some(&name), id, &more);
    }

    /// Two records were linked or unlinked; seen from `from`.
    pub(crate) fn emit_association(
        &mut self,
        ctx: &Ctx,
        from: (Kind, u64),
        to: (Kind, u64),
        removed: bool,
        primary: bool,
    ) {
        if !ctx.subscriptions.any() {
            return;
        }
        let word = |kind: Kind| facts(kind).singular.to_uppercase();
        let more = json!({"associationType": format!("{}_TO_{}", word(from.0), word(to.0)),
            "fromObjectId": from.1, "toObjectId": to.1, "associationRemoved": removed,
            "isPrimaryAssociation": primary});
        self.emit(ctx, from.0, "associationChange", None, 0, &more);
    }
}
