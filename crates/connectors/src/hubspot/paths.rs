//! Where HubSpot's APIs are. Each API has its version in one constant, since they are renewed apart from one
//! another (dossier HubSpot §0: the OAuth v1 endpoints end on 2027-02-16).

use super::objects::Object;

const OAUTH: &str = "/oauth/2026-03";
const OBJECTS: &str = "/crm/v3/objects";
const PROPERTIES: &str = "/crm/v3/properties";
const PIPELINES: &str = "/crm/v3/pipelines";
const OWNERS: &str = "/crm/v3/owners";
const ASSOCIATIONS: &str = "/crm/v4/associations";
const ACCOUNT_INFO: &str = "/account-info/v3";
const WEBHOOKS: &str = "/webhooks/v3";

pub(super) fn token() -> String {
    format!("{OAUTH}/token")
}

pub(super) fn authorize() -> &'static str {
    "/oauth/authorize"
}

pub(super) fn account_details() -> String {
    format!("{ACCOUNT_INFO}/details")
}

pub(super) fn list(object: Object) -> String {
    format!("{OBJECTS}/{object}")
}

pub(super) fn search(object: Object) -> String {
    format!("{OBJECTS}/{object}/search")
}

pub(super) fn batch(object: Object, verb: &str) -> String {
    format!("{OBJECTS}/{object}/batch/{verb}")
}

pub(super) fn associations(from: Object, to: Object, verb: &str) -> String {
    format!("{ASSOCIATIONS}/{from}/{to}/batch/{verb}")
}

pub(super) fn properties(object: Object) -> String {
    format!("{PROPERTIES}/{object}")
}

pub(super) fn properties_batch_create(object: Object) -> String {
    format!("{PROPERTIES}/{object}/batch/create")
}

pub(super) fn property_groups(object: Object) -> String {
    format!("{PROPERTIES}/{object}/groups")
}

pub(super) fn pipelines(object: Object) -> String {
    format!("{PIPELINES}/{object}")
}

pub(super) fn owners() -> &'static str {
    OWNERS
}

pub(super) fn webhook_settings(app: &str) -> String {
    format!("{WEBHOOKS}/{app}/settings")
}

pub(super) fn webhook_subscriptions(app: &str) -> String {
    format!("{WEBHOOKS}/{app}/subscriptions")
}
