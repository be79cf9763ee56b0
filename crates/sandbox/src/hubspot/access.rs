//! Who is calling and what they may do (dossier HubSpot §1.5, §3.4).

use std::sync::{Arc, Mutex};

use serde_json::json;

use super::{
    answer::Refusal,
    events::Source,
    kinds::{self, Kind, facts},
    limits::Caller,
    portal::Portal,
};
use crate::settings::HubspotKnobs;

/// A token that was recognised.
#[derive(Clone)]
pub(crate) struct Session {
    /// The account.
    pub(crate) portal: Arc<Mutex<Portal>>,
    /// Its number.
    pub(crate) portal_id: u64,
    /// Granted scopes; `None` grants all.
    pub(crate) scopes: Option<Arc<[String]>>,
    /// The budget it draws on; `None` for a person in the CRM.
    pub(crate) caller: Option<Caller>,
    /// Who its changes are by.
    pub(crate) source: Source,
}

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Records, read.
    Read,
    /// Records, written.
    Write,
    /// Properties and pipelines, read.
    SchemaRead,
    /// Properties and pipelines, changed.
    SchemaWrite,
}

impl Session {
    /// Refuses with the names of the scopes that are missing.
    pub(crate) fn require(&self, kind: Kind, need: Need, knobs: &HubspotKnobs) -> Result<(), Refusal> {
        let facts = facts(kind);
        let stem = facts.scope;
        let objects = |verb: &str| format!("crm.objects.{stem}.{verb}");
        let schemas = |verb: &str| format!("crm.schemas.{stem}.{verb}");
        let mut enough = match need {
            Need::Read => vec![objects("read")],
            Need::Write => vec![objects("write")],
            Need::SchemaRead => vec![schemas("read"), objects("read"), objects("write")],
            Need::SchemaWrite => vec![schemas("write")],
        };
        if kind == kinds::ORDERS && matches!(need, Need::SchemaRead | Need::SchemaWrite) {
            let verb = if need == Need::SchemaRead { "read" } else { "write" };
            enough.push(format!("crm.pipelines.orders.{verb}"));
        }
        if kind == kinds::PRODUCTS && need == Need::SchemaWrite {
            enough.push(objects("write"));
        }
        if facts.commerce {
            enough.push("e-commerce".to_owned());
        }
        if kind == kinds::TICKETS {
            enough.push("tickets".to_owned());
        }
        self.require_any(&enough, knobs)
    }

    /// Refuses unless one of the scopes is there.
    pub(crate) fn require_any(&self, enough: &[String], knobs: &HubspotKnobs) -> Result<(), Refusal> {
        let granted = match &self.scopes {
            Some(scopes) => enough.iter().any(|scope| scopes.contains(scope)),
            None => {
                let lacking = matches!(self.caller, Some(Caller::PrivateApp(_)));
                !lacking
                    || enough
                        .iter()
                        .any(|scope| !knobs.private_app_lacks.contains(scope))
            }
        };
        if granted {
            return Ok(());
        }
        let wanted = &enough[..1];
        let message = "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.";
        let mut refusal = Refusal::new(403, "MISSING_SCOPES", message);
        refusal.body["errors"] = json!([{"message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": wanted}}]);
        refusal.body["links"] = json!({"scopes": "https://developers.hubspot.com/scopes"});
        Err(refusal)
    }
}

/// 401 for no token, or one that is none.
pub(crate) fn unknown_token() -> Refusal {
    Refusal::new(
        401,
        "INVALID_AUTHENTICATION",
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    )
}

/// 401 for a token past its end.
pub(crate) fn expired_token(seconds_ago: i64) -> Refusal {
    let message = format!("The OAuth token used to make this call expired {seconds_ago} second(s) ago.");
    let mut refusal = Refusal::new(401, "EXPIRED_AUTHENTICATION", message.clone());
    refusal.body["errors"] = json!([{"message": message, "context": {"expire time": []}}]);
    refusal
}
