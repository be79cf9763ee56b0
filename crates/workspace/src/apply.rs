//! Applying: first everything is checked and every credential tried, then all is kept in one transaction.

use std::{collections::BTreeMap, sync::Arc};

use connectors::Registry;
use domain::{
    ConnectionId, Map, TenantId, Value,
    flow::{Endpoint, Flow, FlowState},
};
use engine::ports::{Budgets, Clock, Vault};
use serde::Serialize;
use store::{
    Store, Tx,
    connections::{self, Connection, NewConnection},
    cursors,
    flows::{self, NewFlow},
    lookups::{self, LookupTable},
    revisions::{self, Content},
};
use tracing::warn;
use url::Url;

use crate::{
    ApplyError,
    checked::{self, Ends, FileMistake},
    file::{ConnectionEntry, FlowEntry, WorkspaceFile},
    secrets::fill_in,
    signed_in::{SignedIn, Unshared},
};

/// What applying stands on.
pub struct Ground {
    /// Where everything is kept.
    pub store: Store,
    /// The connectors.
    pub registry: Registry,
    /// Where kept credentials lie.
    pub vault: Arc<dyn Vault>,
    /// The call budgets.
    pub budgets: Arc<dyn Budgets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where remotes send their webhooks.
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
    let mut tx = ground.store.begin(tenant).await?;
    let kept = connections::list(&mut tx).await?;
    tx.commit().await?;
    let sides = sign_in_all(ground, &file, &kept, &secret_of).await?;
    check_flows(ground, &file, &ends, &sides).await?;

    let mut applied = Applied::default();
    prepare(&file, &sides, &mut applied).await?;
    let connections = keep_all(ground, tenant, &file, &ends, &sides, &mut applied).await?;
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

/// A connection of the file: signed in anew, or as it is kept.
enum Side {
    Fresh {
        signed_in: SignedIn,
        kept: Option<Connection>,
    },
    Kept {
        connection: Connection,
        opened: Arc<dyn connectors::Opened>,
    },
}

impl Side {
    fn opened(&self) -> &dyn connectors::Opened {
        match self {
            Self::Fresh { signed_in, .. } => signed_in.opened.as_ref(),
            Self::Kept { opened, .. } => opened.as_ref(),
        }
    }
}

async fn sign_in_all(
    ground: &Ground,
    file: &WorkspaceFile,
    kept: &[Connection],
    secret_of: &impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, Side>, ApplyError> {
    let mut sides = BTreeMap::new();
    for (name, entry) in &file.connections {
        let kept = kept.iter().find(|connection| connection.name == *name).cloned();
        sides.insert(name.clone(), sign_in(ground, name, entry, kept, secret_of).await?);
    }
    Ok(sides)
}

async fn sign_in(
    ground: &Ground,
    name: &str,
    entry: &ConnectionEntry,
    kept: Option<Connection>,
    secret_of: &impl Fn(&str) -> Option<String>,
) -> Result<Side, ApplyError> {
    let mistake = |part: &str, what: String| {
        ApplyError::Mistakes(vec![FileMistake::new(format!("connections.{name}{part}"), what)])
    };
    if let Some(kept) = kept.as_ref().filter(|kept| kept.connector != entry.connector) {
        let what = format!(
            "it is a {} connection; choose another name for this one",
            kept.connector.title()
        );
        return Err(mistake(".connector", what));
    }
    if entry.credential.is_empty() {
        let connection = kept.ok_or_else(|| {
            mistake(
                "",
                "it is new and has no credential; add `credential = { … }`".to_owned(),
            )
        })?;
        let opened = open(ground, &connection);
        return Ok(Side::Kept { connection, opened });
    }
    let fields = filled(&entry.credential, secret_of).map_err(|what| mistake(".credential", what))?;
    let remote = |failure| ApplyError::Remote {
        connection: name.to_owned(),
        failure,
    };
    let credential = ground
        .registry
        .get(entry.connector)
        .credential(&Value::Map(fields))
        .map_err(|failure| mistake(".credential", failure.message))?;
    let clock = Arc::clone(&ground.clock);
    let signed_in = SignedIn::with(
        &ground.registry,
        entry.connector,
        credential,
        Arc::new(Unshared),
        clock,
    )
    .await
    .map_err(remote)?;
    if let Some(kept) = kept
        .as_ref()
        .filter(|kept| kept.account.id != signed_in.account.id)
    {
        let what = format!(
            "the credential opens \"{}\" ({}), but this connection is \"{}\" ({}); its pairings would be wrong. Choose \
             another name for it",
            signed_in.account.name, signed_in.account.id, kept.account.name, kept.account.id
        );
        return Err(mistake(".credential", what));
    }
    Ok(Side::Fresh { signed_in, kept })
}

fn filled(fields: &Map, secret_of: &impl Fn(&str) -> Option<String>) -> Result<Map, String> {
    fields
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(fill_in(text, secret_of)?),
                other => other.clone(),
            };
            Ok((name.clone(), value))
        })
        .collect()
}

fn open(ground: &Ground, connection: &Connection) -> Arc<dyn connectors::Opened> {
    let connections::Account {
        id,
        name,
        currency,
        time_zone,
    } = connection.account.clone();
    ground
        .registry
        .get(connection.connector)
        .open(connectors::Access {
            connection: connection.id,
            account: connectors::Account {
                id,
                name,
                currency,
                time_zone,
            },
            vault: Arc::clone(&ground.vault),
            budgets: Arc::clone(&ground.budgets),
            clock: Arc::clone(&ground.clock),
        })
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
        if let Err(found) = checked::check(&ground.registry, name, flow, ends, discovered) {
            mistakes.extend(found);
        }
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(ApplyError::Mistakes(mistakes))
    }
}

/// Makes the properties that we own in destinations that allow it.
async fn prepare(
    file: &WorkspaceFile,
    sides: &BTreeMap<String, Side>,
    applied: &mut Applied,
) -> Result<(), ApplyError> {
    for (name, entry) in &file.connections {
        let is_destination = file.flows.values().any(|flow| flow.to == *name);
        if !is_destination || !entry.create_properties {
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
    }
    Ok(())
}

async fn keep_all(
    ground: &Ground,
    tenant: TenantId,
    file: &WorkspaceFile,
    ends: &BTreeMap<String, Ends>,
    sides: &BTreeMap<String, Side>,
    applied: &mut Applied,
) -> Result<BTreeMap<String, Connection>, ApplyError> {
    let mut tx = ground.store.begin(tenant).await?;
    let mut ids = BTreeMap::new();
    for (name, side) in sides {
        let may_prepare = file
            .connections
            .get(name)
            .is_some_and(|entry| entry.create_properties);
        ids.insert(
            name.clone(),
            keep_connection(&mut tx, name, side, may_prepare, applied).await?,
        );
    }
    for (name, entry) in &file.flows {
        let (Some(ends), Some(from), Some(to)) = (ends.get(name), ids.get(&entry.from), ids.get(&entry.to))
        else {
            continue;
        };
        keep_flow(&mut tx, name, entry, ends, (*from, *to), applied).await?;
    }
    pause_unnamed(&mut tx, file, applied).await?;
    let all = connections::list(&mut tx).await?;
    tx.commit().await?;
    Ok(all
        .into_iter()
        .map(|connection| (connection.name.clone(), connection))
        .collect())
}

async fn keep_connection(
    tx: &mut Tx,
    name: &str,
    side: &Side,
    may_prepare: bool,
    applied: &mut Applied,
) -> Result<ConnectionId, ApplyError> {
    let (signed_in, kept) = match side {
        Side::Kept { connection, .. } => {
            connections::change(
                tx,
                connection.id,
                name,
                &connection.account,
                &connection.settings,
                may_prepare,
            )
            .await?;
            return Ok(connection.id);
        }
        Side::Fresh { signed_in, kept } => (signed_in, kept),
    };
    let connectors::Account {
        id,
        name: title,
        currency,
        time_zone,
    } = signed_in.account.clone();
    let account = connections::Account {
        id,
        name: title,
        currency,
        time_zone,
    };
    applied
        .connections
        .insert(name.to_owned(), format!("{} ({})", account.name, account.id));
    let credential = signed_in.credential().await;
    if let Some(kept) = kept {
        connections::sign_in(tx, kept.id, &credential, None).await?;
        connections::change(tx, kept.id, name, &account, &kept.settings, may_prepare).await?;
        return Ok(kept.id);
    }
    let new = NewConnection {
        connector: signed_in.connector,
        name: name.to_owned(),
        account,
        settings: serde_json::json!({}),
        may_prepare,
        authorised_by: None,
    };
    Ok(connections::add(tx, &new, &credential).await?)
}

async fn keep_flow(
    tx: &mut Tx,
    name: &str,
    entry: &FlowEntry,
    ends: &Ends,
    (from, to): (ConnectionId, ConnectionId),
    applied: &mut Applied,
) -> Result<(), ApplyError> {
    let source = Endpoint {
        connection: from,
        stream: ends.source_stream.clone(),
    };
    let destination = Endpoint {
        connection: to,
        stream: ends.destination_stream.clone(),
    };
    let content = content_of(entry);
    let (flow, mut did) = match flows::by_name(tx, name).await? {
        Some(flow) if flow.kind == entry.kind && flow.source == source && flow.destination == destination => {
            let did = publish_if_changed(tx, &flow, &content).await?;
            (flow, did)
        }
        Some(_) => {
            let what =
                "a flow of this name has another kind or other connections; choose another name for this one";
            return Err(ApplyError::Mistakes(vec![FileMistake::new(
                format!("flows.{name}"),
                what,
            )]));
        }
        None => {
            let new = NewFlow {
                name: name.to_owned(),
                kind: entry.kind,
                source,
                destination,
            };
            applied.created.push(name.to_owned());
            (flows::add(tx, &new, &content).await?, false)
        }
    };
    did |= keep_lookups(tx, &flow, entry).await?;
    did |= set_active(tx, &flow, entry.active).await?;
    cursors::watch(tx, from, &ends.source_stream).await?;
    if !applied.created.iter().any(|created| created == name) {
        if did {
            applied.changed.push(name.to_owned())
        } else {
            applied.unchanged.push(name.to_owned())
        }
    }
    Ok(())
}

/// What a revision of this flow holds.
fn content_of(entry: &FlowEntry) -> Content {
    // Both are trees of plain values, which JSON can always hold.
    Content {
        overlay: serde_json::to_value(&entry.mapping).unwrap_or_default(),
        settings: serde_json::to_value(&entry.settings).unwrap_or_default(),
        note: "applied from a workspace file".to_owned(),
        ..Content::default()
    }
}

async fn publish_if_changed(tx: &mut Tx, flow: &Flow, content: &Content) -> Result<bool, ApplyError> {
    let live = revisions::find(tx, flow.revision).await?;
    let same = live.is_some_and(|live| {
        live.content.overlay == content.overlay && live.content.settings == content.settings
    });
    if !same {
        revisions::publish(tx, flow.id, content).await?;
    }
    Ok(!same)
}

/// Makes the flow's tables those of the file.
async fn keep_lookups(tx: &mut Tx, flow: &Flow, entry: &FlowEntry) -> Result<bool, ApplyError> {
    let kept: Vec<LookupTable> = lookups::of_flow(tx, flow.id)
        .await?
        .into_iter()
        .filter(|table| table.flow == Some(flow.id))
        .collect();
    let wanted: Vec<LookupTable> = entry
        .lookups
        .tables
        .iter()
        .map(|(name, table)| LookupTable {
            flow: Some(flow.id),
            name: name.clone(),
            default: table.default.clone(),
            rows: table
                .rows()
                .map(|(columns, value)| (columns.to_vec(), value.clone()))
                .collect(),
        })
        .collect();
    let mut changed = false;
    for table in kept
        .iter()
        .filter(|table| !wanted.iter().any(|other| other.name == table.name))
    {
        lookups::remove(tx, Some(flow.id), &table.name).await?;
        changed = true;
    }
    for table in wanted.iter().filter(|table| !kept.contains(table)) {
        lookups::keep(tx, table).await?;
        changed = true;
    }
    Ok(changed)
}

async fn set_active(tx: &mut Tx, flow: &Flow, active: bool) -> Result<bool, ApplyError> {
    let is_active = matches!(flow.state, FlowState::Active);
    if active && !is_active {
        flows::resume(tx, flow.id).await?;
    } else if !active && is_active {
        flows::pause(tx, flow.id, "paused in the workspace file").await?;
    }
    Ok(active != is_active)
}

async fn pause_unnamed(tx: &mut Tx, file: &WorkspaceFile, applied: &mut Applied) -> Result<(), ApplyError> {
    for flow in flows::list(tx).await? {
        if !file.flows.contains_key(&flow.name) && flow.state == FlowState::Active {
            flows::pause(tx, flow.id, "not in the workspace file that was applied last").await?;
            applied.paused.push(flow.name);
        }
    }
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
        let path = format!("hooks/{}/{}", connection.connector, connection.hook_token);
        let Ok(callback) = ground.public_url.join(&path) else {
            continue;
        };
        if let Err(failure) = side.opened().subscribe(&callback).await {
            warn!(connection.id = %connection.id, error = %failure, "webhooks could not be asked for: {failure}");
            applied.warnings.push(format!(
                "{name}: webhooks could not be asked for, so changes are found by polling ({failure})"
            ));
        }
    }
}
