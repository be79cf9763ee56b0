//! Keeping: connections, flows, revisions and look-up tables of a checked file, in one transaction.

use std::collections::BTreeMap;

use domain::{
    ConnectionId, TenantId,
    flow::{Endpoint, Flow, FlowState},
};
use store::{
    StoreError, Tx,
    connections::{self, Connection, NewConnection},
    cursors,
    flows::{self, NewFlow},
    lookups::{self, LookupTable},
    revisions::{self, Content},
    tenants,
};

use crate::{
    ApplyError,
    apply::{Applied, Ground},
    checked::{Ends, FileMistake},
    file::{FlowEntry, WorkspaceFile},
    sides::Side,
    signed_in::SignedIn,
};

/// What the history says of a revision that came with a workspace file.
pub const NOTE: &str = "applied from a workspace file";

/// Keeps all of it or nothing, and gives the tenant's connections as they are then.
pub(crate) async fn keep_all(
    ground: &Ground,
    tenant: TenantId,
    file: &WorkspaceFile,
    ends: &BTreeMap<String, Ends>,
    sides: &BTreeMap<String, Side>,
    applied: &mut Applied,
) -> Result<BTreeMap<String, Connection>, ApplyError> {
    let mut tx = ground.parts.store.begin(tenant).await?;
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
        let because = "paused in the workspace file";
        keep_flow(&mut tx, name, entry, ends, (*from, *to), because, applied).await?;
    }
    pause_unnamed(&mut tx, file, applied).await?;
    if let Some(days) = file.retention_days {
        tenants::set_retention(&mut tx, days).await?;
    }
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
    match side {
        Side::Kept { connection, .. } => {
            let Connection {
                id,
                account,
                settings,
                ..
            } = connection;
            connections::change(tx, *id, name, account, settings, may_prepare).await?;
            Ok(*id)
        }
        Side::Fresh { signed_in, kept } => {
            let account = &signed_in.account;
            applied
                .connections
                .insert(name.to_owned(), format!("{} ({})", account.name, account.id));
            let id = keep_signed_in(tx, name, signed_in, kept.as_ref(), may_prepare).await?;
            connections::authorised(tx, id, None, signed_in.sandbox).await?;
            Ok(id)
        }
    }
}

/// Keeps a connection that was just signed in: a new one, or one that is signed in again.
pub(crate) async fn keep_signed_in(
    tx: &mut Tx,
    name: &str,
    signed_in: &SignedIn,
    kept: Option<&Connection>,
    may_prepare: bool,
) -> Result<ConnectionId, StoreError> {
    let account = signed_in.kept_account();
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
    connections::add(tx, &new, &credential).await
}

pub(crate) async fn keep_flow(
    tx: &mut Tx,
    name: &str,
    entry: &FlowEntry,
    ends: &Ends,
    (from, to): (ConnectionId, ConnectionId),
    because: &str,
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
    did |= set_active(tx, &flow, entry.active, because).await?;
    cursors::watch(tx, from, &ends.source_stream).await?;
    if !applied.created.iter().any(|created| created == name) {
        if did {
            applied.changed.push(name.to_owned());
        } else {
            applied.unchanged.push(name.to_owned());
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
        note: NOTE.to_owned(),
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

async fn set_active(tx: &mut Tx, flow: &Flow, active: bool, because: &str) -> Result<bool, ApplyError> {
    let is_active = matches!(flow.state, FlowState::Active);
    if active && !is_active {
        flows::resume(tx, flow.id).await?;
    } else if !active && is_active {
        flows::pause(tx, flow.id, because).await?;
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
