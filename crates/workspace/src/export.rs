//! Exporting: a tenant's set-up as a workspace file, without secrets.

use std::collections::BTreeMap;

use domain::{
    ConnectionId, TenantId,
    flow::{Flow, FlowState},
};
use mapper::Lookups;
use scheduler::table_of;
use serde::de::DeserializeOwned;
use store::{Store, StoreError, Tx, connections, flows, lookups, revisions, tenants};

use crate::file::{ConnectionEntry, FlowEntry, WorkspaceFile};

/// Writes a tenant's workspace file. Applied again, it changes nothing; applied elsewhere, it needs the credentials.
///
/// # Errors
/// When the store can't be reached, or holds what this release can't read.
pub async fn export(store: &Store, tenant: TenantId) -> Result<String, ExportError> {
    Ok(toml::to_string_pretty(&file_of(store, tenant).await?)?)
}

/// Writes one flow with its two connections as a workspace file.
///
/// # Errors
/// When the store can't be reached, or holds what this release can't read.
pub async fn export_flow(store: &Store, tenant: TenantId, name: &str) -> Result<String, ExportError> {
    let mut file = file_of(store, tenant).await?;
    file.retention_days = None;
    file.flows.retain(|flow, _| flow == name);
    let WorkspaceFile {
        flows, connections, ..
    } = &mut file;
    connections.retain(|connection, _| {
        flows
            .values()
            .any(|flow| flow.from == *connection || flow.to == *connection)
    });
    Ok(toml::to_string_pretty(&file)?)
}

pub(crate) async fn file_of(store: &Store, tenant: TenantId) -> Result<WorkspaceFile, ExportError> {
    let mut tx = store.begin(tenant).await?;
    let mut file = WorkspaceFile {
        retention_days: Some(tenants::retention(&mut tx).await?),
        ..WorkspaceFile::default()
    };
    let mut names: BTreeMap<ConnectionId, String> = BTreeMap::new();
    for connection in connections::list(&mut tx).await? {
        names.insert(connection.id, connection.name.clone());
        let entry = ConnectionEntry {
            connector: connection.connector,
            create_properties: connection.may_prepare,
            credential: domain::Map::new(),
        };
        file.connections.insert(connection.name, entry);
    }
    for flow in flows::list(&mut tx).await? {
        let entry = entry_of(&mut tx, &flow, &names).await?;
        file.flows.insert(flow.name, entry);
    }
    tx.commit().await?;
    Ok(file)
}

/// Why a tenant could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store can't be reached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A revision can't be read by this release.
    #[error("the revision of flow \"{flow}\" can't be read: {error}")]
    Unreadable {
        /// Which flow.
        flow: String,
        /// Where and why.
        #[source]
        error: serde_json::Error,
    },
    /// What is kept can't be written as TOML.
    #[error("the file can't be written: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

async fn entry_of(
    tx: &mut Tx,
    flow: &Flow,
    names: &BTreeMap<ConnectionId, String>,
) -> Result<FlowEntry, ExportError> {
    let name_of = |id: &ConnectionId| names.get(id).cloned().unwrap_or_default();
    let content = revisions::find(tx, flow.revision)
        .await?
        .map(|revision| revision.content)
        .unwrap_or_default();
    let own = lookups::of_flow(tx, flow.id)
        .await?
        .into_iter()
        .filter(|table| table.flow == Some(flow.id));
    let tables = Lookups {
        tables: own.map(|kept| (kept.name.clone(), table_of(kept))).collect(),
    };
    Ok(FlowEntry {
        kind: flow.kind,
        from: name_of(&flow.source.connection),
        to: name_of(&flow.destination.connection),
        active: flow.state == FlowState::Active,
        settings: read(content.settings, flow)?,
        lookups: tables,
        mapping: read(content.overlay, flow)?,
    })
}

fn read<T: DeserializeOwned + Default>(json: serde_json::Value, flow: &Flow) -> Result<T, ExportError> {
    if json.is_null() {
        return Ok(T::default());
    }
    serde_json::from_value(json).map_err(|error| ExportError::Unreadable {
        flow: flow.name.clone(),
        error,
    })
}
