//! Applying: first everything is checked and every credential tried, then all is kept in one transaction.

use std::collections::BTreeMap;

use domain::TenantId;
use scheduler::Parts;
use serde::Serialize;
use store::connections::{self, Connection};
use url::Url;

use crate::{
    ApplyError,
    checked::{self, Ends},
    file::WorkspaceFile,
    hooks,
    keep::keep_all,
    lacking,
    sides::{Side, sign_in_all},
};

/// What applying stands on.
pub struct Ground {
    /// Store, connectors, vault, budgets, clock.
    pub parts: Parts,
    /// How the world reaches us: where remotes send their webhooks.
    pub public_url: Url,
}

/// What was done, name by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Connections that are new or were changed, with the account that they open.
    pub connections: BTreeMap<String, String>,
    /// Flows that are new.
    pub created: Vec<String>,
    /// Flows that got a new revision, or were paused or resumed.
    pub changed: Vec<String>,
    /// Flows that are as the file says already.
    pub unchanged: Vec<String>,
    /// Flows that the file does not name; they were paused, and what changes is kept.
    pub paused: Vec<String>,
    /// Properties that were created in remote systems.
    pub prepared: Vec<String>,
    /// What was not as it should be, though it hinders nothing at once.
    pub warnings: Vec<String>,
}

/// Makes a tenant look as the file says: all of it or nothing. `secret_of` gives the secrets that the file names.
///
/// # Errors
/// Every mistake in the file; a remote's refusal; the store's.
pub async fn apply(
    ground: &Ground,
    tenant: TenantId,
    text: &str,
    secret_of: impl Fn(&str) -> Option<String>,
) -> Result<Applied, ApplyError> {
    let file = WorkspaceFile::parse(text)?;
    let ends = ends_of(&file)?;
    checked::retention(&file)?;
    let mut tx = ground.parts.store.begin(tenant).await?;
    let kept = connections::list(&mut tx).await?;
    tx.commit().await?;
    let sides = sign_in_all(ground, &file, &kept, &secret_of).await?;
    check_flows(ground, &file, &ends, &sides).await?;

    let mut applied = Applied::default();
    let lacking = prepare(&file, &sides, &mut applied).await?;
    let connections = keep_all(ground, tenant, &file, &ends, &sides, &mut applied).await?;
    tell_lacking(ground, tenant, &connections, &lacking).await?;
    subscribe(ground, &connections, &sides, &mut applied).await;
    Ok(applied)
}

fn ends_of(file: &WorkspaceFile) -> Result<BTreeMap<String, Ends>, ApplyError> {
    let mut mistakes = Vec::new();
    let mut all = BTreeMap::new();
    for (name, flow) in &file.flows {
        match checked::ends(file, name, flow) {
            Ok(ends) => {
                all.insert(name.clone(), ends);
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() {
        Ok(all)
    } else {
        Err(ApplyError::Mistakes(mistakes))
    }
}

/// Compiles every flow against the destination's fields as they are now.
async fn check_flows(
    ground: &Ground,
    file: &WorkspaceFile,
    ends: &BTreeMap<String, Ends>,
    sides: &BTreeMap<String, Side>,
) -> Result<(), ApplyError> {
    let mut mistakes = Vec::new();
    for (name, flow) in &file.flows {
        let (Some(ends), Some(side)) = (ends.get(name), sides.get(&flow.to)) else {
            continue;
        };
        // The shipped mapping is checked when it is built; only a tenant's own rules need the remote's fields.
        let discovered = if flow.mapping.is_empty() {
            None
        } else {
            let discovered = side.opened().discover(&ends.destination_stream).await;
            Some(discovered.map_err(|failure| ApplyError::Remote {
                connection: flow.to.clone(),
                failure,
            })?)
        };
        if let Err(found) = checked::check(&ground.parts.registry, name, flow, ends, discovered) {
            mistakes.extend(found);
        }
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(ApplyError::Mistakes(mistakes))
    }
}

/// Makes the properties that we own where that is allowed: destinations are written with them, and in sources people
/// fill them in (a product's family, size, category). Gives what each connection lacks.
async fn prepare(
    file: &WorkspaceFile,
    sides: &BTreeMap<String, Side>,
    applied: &mut Applied,
) -> Result<BTreeMap<String, Vec<String>>, ApplyError> {
    let mut lacking = BTreeMap::new();
    for (name, entry) in &file.connections {
        let is_used = file
            .flows
            .values()
            .any(|flow| flow.to == *name || flow.from == *name);
        if !is_used || !entry.create_properties {
            continue;
        }
        let Some(side) = sides.get(name) else { continue };
        let prepared = side
            .opened()
            .prepare()
            .await
            .map_err(|failure| ApplyError::Remote {
                connection: name.clone(),
                failure,
            })?;
        applied.prepared.extend(prepared.created);
        let told = prepared
            .lacking
            .iter()
            .map(|lacking| format!("{name}: {lacking}"));
        applied.warnings.extend(told);
        lacking.insert(name.clone(), prepared.lacking);
    }
    Ok(lacking)
}

async fn tell_lacking(
    ground: &Ground,
    tenant: TenantId,
    connections: &BTreeMap<String, Connection>,
    lacking: &BTreeMap<String, Vec<String>>,
) -> Result<(), ApplyError> {
    let mut tx = ground.parts.store.begin(tenant).await?;
    for (name, lacking) in lacking {
        if let Some(connection) = connections.get(name) {
            lacking::tell(
                &mut tx,
                (connection.connector, connection.id),
                lacking,
                ground.parts.clock.now(),
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Asks the remotes to send their webhooks. Polling finds what they don't tell, so a refusal hinders nothing.
async fn subscribe(
    ground: &Ground,
    connections: &BTreeMap<String, Connection>,
    sides: &BTreeMap<String, Side>,
    applied: &mut Applied,
) {
    for (name, side) in sides {
        let Some(connection) = connections.get(name) else {
            continue;
        };
        if let Err(failure) = hooks::subscribe(&ground.public_url, connection, side.opened()).await {
            applied.warnings.push(format!(
                "{name}: webhooks could not be asked for, so changes are found by polling ({failure})"
            ));
        }
    }
}
