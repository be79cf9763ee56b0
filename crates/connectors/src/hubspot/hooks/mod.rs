//! Webhooks from HubSpot: signature, events, subscriptions (dossier HubSpot §7).

mod events;
mod signature;
mod subscriptions;

pub(super) use events::changes;
pub(super) use signature::verify;
pub(super) use subscriptions::subscribe;
